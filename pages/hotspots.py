"""Where incidents stand out from chance, and where they rise or fall."""

from functools import partial

from geo.ui.change_panels import show_change, show_trend
from geo.ui.cluster_panels import show_clusters
from geo.ui.emerging_panels import show_emerging
from geo.ui.frame import show_page
from geo.ui.hotspot_panels import show_hot_spots
from geo.ui.repeat_panels import show_repeats
from geo.ui.views import show_views, view_choice

VIEWS = {
    "spots": ("Hot spots", show_hot_spots),
    "emerging": ("Emerging", show_emerging),
    "clusters": ("Clusters", show_clusters),
    "repeats": ("Near repeats", show_repeats),
    "change": ("Change", show_change),
    "trend": ("Trend", show_trend),
}

show_page(
    "Hot spots",
    partial(show_views, views=VIEWS, key="h_view"),
    choices=(view_choice(VIEWS, "h_view"),),
)
