"""Every value, key and character inside a text can be pointed at."""

from __future__ import annotations

import pytest

from opsgen.diagnostics import Path
from tests.source.readers import covered, document

TEXT = """\
# ünïcode 😀 before
"schlüssel 😀": "wért"   # comment
a: [1, "zw ei", {b: 3}]
block:
    deep:
      - name: x
        list:
        - u
        - v
    null_here:

    # a comment of nobody
  # of nobody either
text: |
  one
    two

folded: >-
  one
  two
last: {}
"""


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        (("schlüssel 😀",), '"wért"', '"schlüssel 😀"'),
        (("a",), '[1, "zw ei", {b: 3}]', "a"),
        (("a", 0), "1", "1"),
        (("a", 1), '"zw ei"', '"zw ei"'),
        (("a", 2, "b"), "3", "b"),
        (("block", "deep", 0, "name"), "x", "name"),
        (("block", "deep", 0, "list"), "- u\n        - v", "list"),
        (("block", "deep", 0, "list", 1), "v", "v"),
        (("block", "deep"), "- name: x\n        list:\n        - u\n        - v", "deep"),
        (("block", "null_here"), "", "null_here"),
        (("text",), "|\n  one\n    two", "text"),
        (("folded",), ">-\n  one\n  two", "folded"),
        (("last",), "{}", "last"),
    ],
)
def test_value_and_key(path: Path, value: str, key: str) -> None:
    found = document(TEXT)
    assert found.has(path)
    assert covered(TEXT, found.span(path)) == value
    assert covered(TEXT, found.key_span(path)) == key


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (("block", "missing"), "block"),
        (
            ("block", "deep", 0, "missing", "more"),
            "name: x\n        list:\n        - u\n        - v",
        ),
        (("a", 7), "a"),
        (("a", -1), "a"),
        (("a", "b"), "a"),
        (("last", 0), "last"),
        (("text", "x"), "text"),
        (("missing",), ""),
        ((), None),
    ],
)
def test_a_missing_path_points_at_its_nearest_parent(path: Path, shown: str | None) -> None:
    found = document(TEXT)
    assert found.has(path) == (path == ())
    if shown is None:
        assert found.span(path).start.line == 2
        assert found.span(path).end.line == 21
    else:
        assert covered(TEXT, found.span(path)) == shown
        assert found.span(path) == found.key_span(path) == found.inside(path, 0, 1)


# (text, start and end in the decoded value of `a`, the raw text that is covered)
INSIDE = [
    ('a: "p99 > 5%"\n', 0, 3, "p99"),
    ('a: "p99 > 5%"\n', 6, 8, "5%"),
    ('a: "p99 > 5%"\n', 4, 4, ""),
    ('a: "p99"\n', 3, 3, ""),
    ('a: "p99"\n', 2, 99, "9"),
    ("a: p99 > 5 # x\n", 6, 7, "5"),
    ("a: 'it''s > 5'\n", 7, 8, "5"),
    ("a: 'it''s > 5'\n", 2, 3, "''"),
    ('a: "\\u00e9\\x41\\U0001F600\\" > 5"\n', 0, 1, "\\u00e9"),
    ('a: "\\u00e9\\x41\\U0001F600\\" > 5"\n', 2, 3, "\\U0001F600"),
    ('a: "\\u00e9\\x41\\U0001F600\\" > 5"\n', 5, 7, "> "[:2]),
    ("ü: 1\na: 'é😀 > 5'\n", 3, 4, ">"),
    ('a: "one\n  two   \n\n  three"\n', 4, 7, "two"),
    ('a: "one\n  two   \n\n  three"\n', 8, 13, "three"),
    ('a: "one \\\n   two"\n', 4, 7, "two"),
    ('a: "one\\\n\n   two"\n', 4, 7, "two"),
    ("a: one\n  two\n\n   three\n", 8, 13, "three"),
    ("a: |\n  one\n    two\n\n  three\n", 4, 9, "  two"),
    ("a: |\n  one\n    two\n\n  three\n", 11, 16, "three"),
    ("a: |\n  one\n    two\n\n  three\n", 10, 11, "\n"),
    ("a: >-\n  one\n  two\n\n  three\n    four\n  five\n", 4, 7, "two"),
    ("a: >-\n  one\n  two\n\n  three\n    four\n  five\n", 8, 13, "three"),
    ("a: >-\n  one\n  two\n\n  three\n    four\n  five\n", 16, 20, "four"),
    ("a: >-\n  one\n  two\n\n  three\n    four\n  five\n", 21, 25, "five"),
    ("a: |2-\n    two\n", 2, 5, "two"),
    ("a: |+ # c\n\n  one\n\n", 1, 4, "one"),
    ("a:\n  - x\na2: &b 'p99 > 5'\n", 0, 1, None),
    ("a: 5\n", 0, 1, "5"),
    ('a: ""\n', 0, 1, '""'),
    ("a: &n # c\n  'p99 > 5'\n", 6, 7, "5"),
    ("x: &n 'p99 > 5'\na: *n\n", 6, 7, "5"),
    ("x: &n {a: 'p99 > 5'}\n<<: *n\n", 6, 7, "5"),
]


@pytest.mark.parametrize(("text", "start", "end", "shown"), INSIDE)
def test_inside_a_text(text: str, start: int, end: int, shown: str | None) -> None:
    found = document(text)
    span = found.inside(("a",), start, end)
    if shown is None:
        assert span == found.span(("a",))
    else:
        assert covered(text, span) == shown


def test_explicit_keys_without_a_value_keep_to_their_line() -> None:
    text = "? a\n? b\n"
    found = document(text)
    assert found.data == {"a": None, "b": None}
    assert found.span(("a",)).start.line == 1
    assert found.span(("b",)).start.line == 2


ALIASED = """\
x-base: &base
  name: base
  for: 5m
one: *base
two:
  <<: *base
  name: two
three:
  <<: [{for: 1m}, *base]
four: &empty
five: *empty
"""


def test_aliases_and_merge_keys_are_followed() -> None:
    data = document(ALIASED).data
    base = {"name": "base", "for": "5m"}
    assert data["one"] == base
    assert data["two"] == {"name": "two", "for": "5m"}
    assert data["three"] == {"name": "base", "for": "1m"}
    assert data["five"] is None


@pytest.mark.parametrize(
    ("path", "line", "value", "key"),
    [
        (("one",), 4, "*base", "one"),
        (("one", "name"), 2, "base", "name"),
        (("two", "name"), 7, "two", "name"),
        (("two", "for"), 3, "5m", "for"),
        (("three", "for"), 9, "1m", "for"),
        (("three", "name"), 2, "base", "name"),
        (("four",), 10, "", "four"),
        (("x-base",), 2, "name: base\n  for: 5m", "x-base"),
    ],
)
def test_aliased_values_point_at_their_own_text(
    path: Path, line: int, value: str, key: str
) -> None:
    found = document(ALIASED)
    assert found.span(path).start.line == line
    assert covered(ALIASED, found.span(path)) == value
    assert covered(ALIASED, found.key_span(path)) == key


def test_a_document_shows_no_text_in_its_repr() -> None:
    assert "5m" not in repr(document(ALIASED))
