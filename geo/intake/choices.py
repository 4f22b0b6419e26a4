"""What a user decided about a file, as one small frozen value, kept as JSON and used again."""

import json
from dataclasses import dataclass, field, replace
from typing import Any, Final

from geo.intake.day_text import DAY_ORDERS
from geo.intake.formats import FORMATS, TABLE
from geo.intake.mapping import ColumnMapping
from geo.intake.problems import UploadRefused
from geo.intake.spellings import Decisions

KIND: Final = "sarhad-choices"
"""What such a file says it is, in its key "kind"."""

VERSION: Final = 1

LARGEST: Final = 1_000_000
"""Bytes of a choices file that are read."""


@dataclass(frozen=True)
class Choices:
    """What the user said; everything left blank is decided by the file.

    `swapped`: the columns of longitude and latitude are exchanged, in the whole file.
    """

    format: str = ""  # a name of geo.intake.formats, "" detects it
    mapping: ColumnMapping | None = None  # for the format "table"; None guesses it
    sheet: str = ""
    day_order: str = ""  # one of geo.intake.day_text.DAY_ORDERS
    swapped: bool = False
    decisions: Decisions = field(default_factory=Decisions)

    def __post_init__(self) -> None:
        if self.format not in ("", TABLE, *FORMATS):
            raise ValueError(
                f"no format is called {self.format!r}; known: {', '.join((*FORMATS, TABLE))}"
            )
        if self.day_order not in ("", *DAY_ORDERS):
            raise ValueError(f"day_order {self.day_order!r} is none of {', '.join(DAY_ORDERS)}")


def decide(choices: Choices, spelling: str, meaning: str, *, what: str) -> Choices:
    """The choices with one more decision; `what` is "district" or "group", "" takes it back.

    Raises `ValueError` for a district that no table knows.
    """
    name = {"district": "districts", "group": "groups"}[what]
    decided = {**getattr(choices.decisions, name), spelling: meaning}
    kept = {text: said for text, said in decided.items() if said}
    return replace(choices, decisions=replace(choices.decisions, **{name: kept}))


def write_choices(choices: Choices) -> bytes:
    """The choices as readable JSON. No cell of the file is in it but spellings decided on."""
    mapping = choices.mapping
    said: dict[str, Any] = {
        "kind": KIND,
        "version": VERSION,
        "format": choices.format,
        "sheet": choices.sheet,
        "day_order": choices.day_order,
        "swapped": choices.swapped,
        "districts": dict(choices.decisions.districts),
        "groups": dict(choices.decisions.groups),
    }
    if mapping is not None:
        said["columns"] = dict(mapping.columns)
        said["point_precision"] = mapping.point_precision
        said["source_name"] = mapping.source_name
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def read_choices(data: bytes) -> Choices:
    """The choices of a file that `write_choices` wrote, whoever edited it since.

    Raises `UploadRefused` for anything else, with what is wrong.
    """
    if len(data) > LARGEST:
        raise UploadRefused("The mapping file is too large to be one.")
    try:
        said = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UploadRefused("The mapping file is no valid JSON.") from error
    if not isinstance(said, dict) or said.get("kind") != KIND:
        raise UploadRefused("This is no mapping file of this program.")
    try:
        return _as_choices(said)
    except (TypeError, ValueError) as error:
        raise UploadRefused(f"The mapping file cannot be used: {error}.") from error


def _as_choices(said: dict[str, Any]) -> Choices:
    columns = said.get("columns")
    mapping = None
    if columns is not None:
        mapping = ColumnMapping(
            _texts(columns),
            point_precision=_text(said.get("point_precision", "near")),
            source_name=_text(said.get("source_name", "")),
        )
    return Choices(
        format=_text(said.get("format", "")),
        mapping=mapping,
        sheet=_text(said.get("sheet", "")),
        day_order=_text(said.get("day_order", "")),
        swapped=said.get("swapped") is True,
        decisions=Decisions(_texts(said.get("districts", {})), _texts(said.get("groups", {}))),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is expected where there is none")
    return value


def _texts(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise TypeError("a list of names and their meaning is expected where there is none")
    return {_text(key): _text(one) for key, one in value.items()}
