"""Where incidents happened: the main page."""

from geo.ui.frame import show_page
from geo.ui.map_choice import draw_choice
from geo.ui.map_panel import show_map

show_page("Incidents in Balochistan and Khyber Pakhtunkhwa", show_map, switches=draw_choice)
