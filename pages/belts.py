"""How near the borders: shares certain, possible and left open, against what chance would give."""

from geo.places.borders import BELT_KM, BORDERS
from geo.ui.belt_panels import PLAIN_BORDER, PLAIN_KM, show_belts
from geo.ui.frame import show_page
from geo.ui.page_choice import PageChoice

show_page(
    "Border belts",
    show_belts,
    choices=(
        PageChoice("border", "b_border", tuple(BORDERS), plain=PLAIN_BORDER),
        PageChoice("within", "b_km", tuple(BELT_KM), plain=PLAIN_KM),
    ),
)
