"""Ways to write a spec, drawn."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.properties.writing import Style

STYLES = st.builds(
    Style,
    seed=st.integers(0, 9999),
    quotes=st.sampled_from(("double", "plain", "single", "mixed")),
    flow=st.booleans(),
    indent=st.sampled_from((2, 4)),
    shuffled=st.booleans(),
    comments=st.booleans(),
    anchors=st.booleans(),
    escapes=st.booleans(),
    crlf=st.booleans(),
    mark=st.booleans(),
)
