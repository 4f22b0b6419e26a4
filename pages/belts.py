"""How near the borders: shares certain, possible and left open, against what chance would give."""

from geo.ui.belt_panels import show_belts
from geo.ui.frame import show_page

show_page("Border belts", show_belts)
