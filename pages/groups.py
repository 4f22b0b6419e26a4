"""Where each group is active, since when, with what deaths and targets, and how its area moves."""

from geo.intake.groups import groups
from geo.ui.frame import show_page
from geo.ui.group_panels import show_groups
from geo.ui.page_choice import PageChoice

show_page("Groups", show_groups, choices=(PageChoice("of", "g_group", tuple(groups())),))
