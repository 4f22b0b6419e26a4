"""How near the borders: shares certain, possible and left open, against what chance would give."""

from geo.ui.belt_panels import show_belts
from geo.ui.frame import current_frame, show_header

frame = current_frame()
show_header(frame, "Border belts")
show_belts(frame)
