"""District by district: the summary and its export, one district in full, two side by side."""

from functools import partial

from geo.places.layers import district_names
from geo.ui.certainty_panels import MEASURES, show_certainty
from geo.ui.district_panels import show_comparison, show_profile, show_summary
from geo.ui.frame import show_page
from geo.ui.page_choice import PageChoice
from geo.ui.views import show_views, view_choice

VIEWS = {
    "summary": ("Summary", show_summary),
    "profile": ("One district", show_profile),
    "comparison": ("Two side by side", show_comparison),
    "certainty": ("How sure?", show_certainty),
}

show_page(
    "Districts",
    partial(show_views, views=VIEWS, key="p_view"),
    choices=(
        view_choice(VIEWS, "p_view"),
        PageChoice("of", "p_district", tuple(district_names())),
        PageChoice("first", "p_first", tuple(district_names())),
        PageChoice("second", "p_second", tuple(district_names())),
        PageChoice("measure", "p_sure", tuple(MEASURES), plain="killed"),
    ),
)
