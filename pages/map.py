"""Where incidents happened: the main page."""

from geo.ui.frame import show_page
from geo.ui.map_panel import draw_above_map, show_map

show_page("Incidents in Balochistan and Khyber Pakhtunkhwa", show_map, above=draw_above_map)
