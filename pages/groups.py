"""Where each group is active, since when, with what deaths and targets, and how its area moves."""

from geo.ui.frame import show_page
from geo.ui.group_panels import show_groups

show_page("Groups", show_groups)
