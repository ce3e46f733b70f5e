"""Whatever the text and the place, carets stand under it and nothing but text is printed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from opsgen.diagnostics import Rule, judge
from opsgen.diagnostics.render import render
from opsgen.diagnostics.render.screen import Screen, width
from opsgen.diagnostics.render.window import WIDTH, window
from tests.diagnostics.places import FILE, between

ERROR = Rule("OPS310", "unit-mismatch", "error")
CHARS = st.characters() | st.sampled_from("\t\n\r 名é\u0301\x1b")


@st.composite
def marked(draw: st.DrawFn, chars: st.SearchStrategy[str] = CHARS) -> tuple[str, int, int]:
    text = draw(st.text(chars, max_size=300))
    start = draw(st.integers(0, len(text)))
    return text, start, draw(st.integers(start, len(text)))


@given(marked(), st.lists(marked(), max_size=3), st.sampled_from(["utf-8", "ascii", "cp1252"]))
def test_any_marks_in_any_text_are_drawn(
    primary: tuple[str, int, int], others: list[tuple[str, int, int]], encoding: str
) -> None:
    text, start, end = primary
    related = [
        (between(text, min(a, len(text)), min(b, len(text))), label) for label, a, b in others
    ]
    found = ERROR.at(between(text, start, end), "m", related=related)
    shown = render("text", [judge([found], file=FILE)], {FILE: text}, encoding=encoding)
    assert all(line.isprintable() for line in shown.split("\n"))
    assert shown.encode(encoding).decode(encoding) == shown
    assert "^" in shown


@given(marked(CHARS.filter(lambda char: char != "\n")))
def test_a_window_shows_the_start_of_the_mark_and_knows_its_column(
    place: tuple[str, int, int],
) -> None:
    line, start, end = place
    screen = Screen()
    view = window(line, start, end, screen)
    column = view.column(start)
    assert 0 <= column <= view.column(end) <= width(view.shown)
    assert width(view.shown) <= WIDTH + 2, "an ellipsis may stand at each end"
    if start < len(line):
        glyph = screen.glyph(line[start])
        columns = [width(view.shown[:i]) for i in range(len(view.shown) + 1)]
        assert any(
            columns[i] == column and view.shown.startswith(glyph, i) for i in range(len(columns))
        )
