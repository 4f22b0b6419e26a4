"""Draws legends as small HTML: swatches with words, readable in light and dark."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from geo.maps.legend import Key, Legend


def show_legends(legends: Sequence[Legend]) -> None:
    """Draw the legends side by side; they wrap on a narrow screen."""
    st.html(f'<div class="legends">{"".join(_legend(one) for one in legends)}</div>')


def _legend(legend: Legend) -> str:
    lines = "".join(_line(keys) for keys in (legend.keys, legend.sizes) if keys)
    note = f"<small>{escape(legend.note)}</small>" if legend.note else ""
    title = f"<b>{escape(legend.title)}</b>"
    return f'<div class="legend">{title}{lines}{note}</div>'


def _line(keys: Sequence[Key]) -> str:
    """One line; as tall as its sizes can grow, so that nothing below moves when the map zooms."""
    spans = (f"<span>{_mark(key)}{escape(key.label)}</span>" for key in keys)
    sizes = [key.size for key in keys if key.shape == "size"]
    height = f' style="min-height:{max(sizes):.0f}px"' if sizes else ""
    return f"<div{height}>{''.join(spans)}</div>"


def _mark(key: Key) -> str:
    """The swatch of one key, in its `color`; its shape is in style.css."""
    styles = {
        "dot": f"width:{key.size:.0f}px",
        "ring": f"width:{key.size:.0f}px",
        "size": f"width:calc({key.size:.1f}px * var(--dots, 1))",
        "ramp": f"background:linear-gradient(90deg,{','.join(key.colours)})",
    }
    style = ";".join(filter(None, (key.colour and f"color:{key.colour}", styles.get(key.shape))))
    shape = "" if key.shape == "box" else f' class="{key.shape}"'
    return f'<i{shape} style="{style}"></i>'
