"""Where incidents happened: the main page."""

from geo.ui.frame import current_frame, show_header
from geo.ui.map_choice import draw_choice
from geo.ui.map_panel import show_map

frame = current_frame()
show_header(frame, "Incidents in Balochistan and Khyber Pakhtunkhwa")
show_map(frame, draw_choice())
