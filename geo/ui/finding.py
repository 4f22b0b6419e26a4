"""The order of every page of analysis: the finding, the picture, the table, how it was computed."""

from collections.abc import Sequence

import streamlit as st

from geo.ui.words import escaped


def show_finding(sentence: str) -> None:
    """The finding, large enough to be read first."""
    st.markdown(f"#### {escaped(sentence)}")


def show_how(steps: Sequence[str], *, changes: Sequence[str]) -> None:
    """How the numbers were computed, and what would change them."""
    with st.expander("How this was computed, and what would change it", icon=":material/function:"):
        st.markdown("\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1)))
        st.markdown("**What would change it**")
        st.markdown("\n".join(f"- {change}" for change in changes))
