"""Where incidents happened: the main page."""

from geo.ui.frame import show_page_around
from geo.ui.map_panel import start_map

show_page_around("Incidents in Balochistan and Khyber Pakhtunkhwa", start_map)
