"""What a browser would report of each widget: its value when it appears, and when it is changed."""

from collections.abc import Iterable
from typing import Any

from streamlit.proto.Slider_pb2 import Slider
from streamlit.proto.WidgetStates_pb2 import WidgetState


def first_state(kind: str, widget: Any) -> WidgetState | None:
    """The state that a widget reports when it appears; None for one that reports nothing."""
    values = shown_values(kind, widget)
    if values is None:
        return None
    return changed_state(kind, widget, values)


def changed_state(kind: str, widget: Any, values: Iterable[Any]) -> WidgetState:
    """The state that a widget reports once somebody has chosen these values."""
    state, chosen = WidgetState(id=widget.id), list(values)
    if kind == "checkbox":
        state.bool_value = chosen[0]
    elif kind == "slider" and widget.type == Slider.SLIDER:
        state.double_array_value.data.extend(chosen)
    elif kind == "selectbox":
        if chosen:
            state.string_value = chosen[0]
    else:
        state.string_array_value.data.extend(chosen)
    return state


def shown_values(kind: str, widget: Any) -> list[Any] | None:
    """What a widget shows, as the server sent it; None for kinds that the atlas has no use for."""
    if kind == "checkbox":
        return [widget.value if widget.set_value else widget.default]
    if kind == "slider":
        return _slider_values(widget)
    if kind == "date_input":
        return list(widget.value if widget.set_value else widget.default)
    if kind == "selectbox":
        return _selectbox_values(widget)
    if kind in ("multiselect", "button_group"):
        options = [getattr(one, "content", one) for one in widget.options]
        return list(
            widget.raw_values if widget.set_value else (options[one] for one in widget.default)
        )
    return None


def _slider_values(widget: Any) -> list[Any]:
    if widget.type == Slider.SLIDER:
        return list(widget.value if widget.set_value else widget.default)
    if widget.set_value:
        return list(widget.raw_value)
    return [widget.options[int(one)] for one in widget.default]


def _selectbox_values(widget: Any) -> list[Any]:
    if widget.set_value:
        return [widget.raw_value] if widget.HasField("raw_value") else []
    return [widget.options[widget.default]] if widget.HasField("default") else []
