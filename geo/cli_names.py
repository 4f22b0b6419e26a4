"""What days and names on the command line mean: groups, provinces, districts, data sets."""

import re
from datetime import date
from typing import Final

import click

from geo.intake.groups import groups, match_group
from geo.model.incident import PROVINCES
from geo.model.slug import slug
from geo.places.layers import district_names, district_table
from geo.places.names import district_candidates
from geo.store.shelf import Shelf

PROVINCE_NAMES: Final = {
    "bl": ("bl", "balochistan", "baluchistan", "بلوچستان"),
    "kp": (
        *("kp", "kpk", "khyber-pakhtunkhwa", "khyber-pakhtunkhwa-province", "nwfp"),
        *("khyber-pakhtunkwa", "خیبر پختونخوا"),
    ),
}
"""What a province may be called on the command line. NWFP was KP's name until 2010."""

DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""How a day is written: Python takes 20250415 and 2025-W16-2 for days as well."""


def read_day(context: click.Context, option: click.Parameter, text: str | None) -> date | None:
    """A day given as 2025-04-15, in no other of the ISO forms."""
    if text is None:
        return None
    try:
        if DAY.fullmatch(text) is None:
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            f"{text!r} is not a day. Write year-month-day, e.g. 2025-04-15."
        ) from None


def read_groups(
    context: click.Context, option: click.Parameter, names: tuple[str, ...]
) -> tuple[str, ...]:
    """Group ids of ids, names or aliases."""
    return tuple(dict.fromkeys(_group_id(name) for name in names))


def read_provinces(
    context: click.Context, option: click.Parameter, names: tuple[str, ...]
) -> tuple[str, ...]:
    """Province prefixes of names or aliases."""
    return tuple(dict.fromkeys(_province_id(name) for name in names))


def read_datasets(ids: tuple[str, ...], shelf: Shelf) -> tuple[str, ...]:
    """The data set ids, once each. Raises UsageError for one that is not on the shelf."""
    for one in ids:
        if one not in shelf.datasets:
            raise click.UsageError(f"no data set {one!r}. Known: {', '.join(shelf.datasets)}.")
    return tuple(dict.fromkeys(ids))


def read_districts(names: tuple[str, ...], vintage: str) -> tuple[str, ...]:
    """One district id per name. Raises UsageError for an unknown or ambiguous name."""
    return tuple(dict.fromkeys(_district_id(name, vintage) for name in names))


def _group_id(name: str) -> str:
    found = match_group(name)
    if found is None:
        armed = [one.short for one in groups().values() if one.family in ("islamist", "baloch")]
        raise click.BadParameter(f"no group is called {name!r}. Known: {', '.join(armed)}.")
    return found.group_id


def _province_id(name: str) -> str:
    plain = slug(name) or name.strip()
    for province, known in PROVINCE_NAMES.items():
        if plain in known:
            return province
    raise click.BadParameter(f"no province is called {name!r}. Use {' or '.join(PROVINCES)}.")


def _district_id(name: str, vintage: str) -> str:
    if name in set(district_table(vintage)["district_id"]):
        return name
    found = () if name in district_names() else district_candidates(name, vintage=vintage)
    if not found:
        raise click.UsageError(
            f"no district is called {name!r} in the {vintage} districts. "
            "Ids look like kp-bajaur; `districts --out all.csv` lists all."
        )
    if len(found) > 1:
        raise click.UsageError(f"{name!r} may be {' or '.join(found)}. Give one of these ids.")
    return found[0]
