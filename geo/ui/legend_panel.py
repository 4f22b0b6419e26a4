"""Draws legends as small HTML: swatches with words, readable in light and dark."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from geo.maps.legend import Key, Legend


def show_legends(legends: Sequence[Legend]) -> None:
    """Draw the legends side by side; they wrap on a narrow screen."""
    st.html(f'<div class="legends">{"".join(_legend(one) for one in legends)}</div>')


def _legend(legend: Legend) -> str:
    keys = "".join(
        f'<span class="key">{_mark(key)}{escape(key.label)}</span>' for key in legend.keys
    )
    note = f"<i>{escape(legend.note)}</i>" if legend.note else ""
    title = f"<b>{escape(legend.title)}</b>"
    return f'<div class="legend">{title}<span class="keys">{keys}</span>{note}</div>'


def _mark(key: Key) -> str:
    """The swatch of one key."""
    size = f"width:{key.size:.0f}px;height:{key.size:.0f}px"
    line = "width:22px;height:0;border-top:3px"
    ramp = ",".join(key.colours)
    styles = {
        "box": f"width:18px;height:12px;background:{key.colour};border:1px solid #88888866",
        "dot": f"{size};border-radius:50%;background:{key.colour}",
        "ring": f"{size};border-radius:50%;border:1.5px solid {key.colour}",
        "line": f"{line} solid {key.colour}",
        "dashed": f"{line} dashed {key.colour}",
        "ramp": f"width:110px;height:12px;background:linear-gradient(90deg,{ramp})",
    }
    return f'<span class="mark" style="{styles[key.shape]}"></span>'
