"""How well a source knows a place and a date, and how a row got its district. Closed word lists."""

from typing import Final

PLACE_PRECISIONS: Final = ("exact", "near", "district", "province", "country")
"""From best to worst. `near` is known to within about 25 km (UCDP `where_prec` 2)."""

DATE_PRECISIONS: Final = ("day", "week", "month", "year")

PLACED_BY: Final = ("name", "point", "nearest", "none")
"""What gave the row its district: the source's district name, its point, the nearest district
(coast and river edges, at most 5 km), or nothing."""

PLACEMENTS: Final = ("certain", "conflict", "ambiguous", "outside", "unplaced")
"""How sure the placement is.

certain    the name is one district, or an exact point lies in one
conflict   name and point disagree: counted by name, never drawn as a dot
ambiguous  the name fits several districts, or only a point within 25 km tells: the best guess is
           kept where a point gives one, otherwise the row has no district
outside    outside Balochistan and Khyber Pakhtunkhwa
unplaced   known to a province or the country only, or its district is in no table
"""

NEAR_RADIUS_KM: Final = 25.0
"""Radius that UCDP's codebook gives for `where_prec` 2 (Högbladh, UCDP GED Codebook)."""

PRECISION_WORDS: Final = {
    "exact": "exact place",
    "near": "known to within 25 km",
    "district": "district only",
    "province": "province only",
    "country": "country only",
}

PLACEMENT_WORDS: Final = {
    "certain": "surely in one district",
    "conflict": "name and point disagree (counted by name)",
    "ambiguous": "between districts",
    "outside": "outside the two provinces",
    "unplaced": "known to a province or the country only, or its district is in no table",
}
