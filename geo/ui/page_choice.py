"""What a reader chose on a page, which travels in the page's address beside the filter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st


@dataclass(frozen=True)
class PageChoice:
    """One choice: its URL parameter, where the session keeps it, and what may be chosen."""

    parameter: str
    key: str
    values: tuple[Any, ...]
    plain: Any = None  # what the address need not say


def start_page(choices: Sequence[PageChoice], query: Mapping[str, str]) -> None:
    """Put the choices of an address into the session, unless the reader has chosen already."""
    for one in choices:
        asked = [value for value in one.values if str(value) == query.get(one.parameter)]
        if asked and one.key not in st.session_state:
            st.session_state[one.key] = asked[0]


def page_query(choices: Sequence[PageChoice]) -> dict[str, str]:
    """The choices as URL parameters; only what differs from the plain page."""
    chosen = {one.parameter: (st.session_state.get(one.key), one.plain) for one in choices}
    return {
        name: str(value) for name, (value, plain) in chosen.items() if value not in (None, plain)
    }
