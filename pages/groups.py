"""Where each group is active, since when, with what deaths and targets, and how its area moves."""

from geo.ui.frame import current_frame, show_header
from geo.ui.group_panels import show_groups

frame = current_frame()
show_header(frame, "Groups")
show_groups(frame)
