"""The mistakes that people make in YAML each get the words that mend them."""

from __future__ import annotations

import pytest

from opsgen.diagnostics import Edit
from opsgen.source import loads
from tests.source.readers import FILE, PARSERS, document, place, use

THRESHOLD = 'quote the threshold, as in `alert_threshold: ">500ms"`'
QUOTE = "quote the text"
COMMENT = "quote the text that holds the `#`"
PLAIN_SPACE = "write a plain space in its place, or quote a text that holds it"

# (text, place and code, help, the text after the diagnostic's own edits or None)
HINTS = [
    ("a: >500ms\nb: 1\n", "1:4 OPS019", THRESHOLD, 'a: ">500ms"\nb: 1\n'),
    ("a: > 5%  # p\nb: 1\n", "1:4 OPS019", THRESHOLD, 'a: "> 5%"  # p\nb: 1\n'),
    ("a: >=5\n", "1:4 OPS019", THRESHOLD, 'a: ">=5"\n'),
    ("a: >budget\n", "1:4 OPS019", THRESHOLD, 'a: ">budget"\n'),
    ("a: {b: >500ms, c: 1}\n", "1:8 OPS019", THRESHOLD, 'a: {b: ">500ms", c: 1}\n'),
    ("a:\n  - >5%\n", "2:5 OPS019", THRESHOLD, 'a:\n  - ">5%"\n'),
    ("a: >5\nb: 1\n", "1:4 OPS019", THRESHOLD, 'a: ">5"\nb: 1\n'),
    ("a: >5\n  b: 1\nc: 2\n", "1:4 OPS019", THRESHOLD, 'a: ">5"\n  b: 1\nc: 2\n'),
    ("alert_threshold: >5\n        b\n", "1:18 OPS019", THRESHOLD, None),
    ("alert_threshold: >\n  5%\n", "1:18 OPS019", THRESHOLD, None),
    ("a: >\nb: 1\n", "1:4 OPS019", THRESHOLD, None),
    ("m: {feature} drifted\n", "1:4 OPS020", QUOTE, 'm: "{feature} drifted"\n'),
    ("m: {value} > {threshold}\n", "1:4 OPS020", QUOTE, 'm: "{value} > {threshold}"\n'),
    ("- m: {a}: x\n", "1:6 OPS020", QUOTE, '- m: "{a}: x"\n'),
    ("m: @oncall # x\n", "1:4 OPS021", QUOTE, 'm: "@oncall" # x\n'),
    ("m: %x\n", "1:4 OPS021", QUOTE, 'm: "%x"\n'),
    ("m: `x`\n", "1:4 OPS021", QUOTE, 'm: "`x`"\n'),
    ("m: & b\n", "1:4 OPS021", QUOTE, 'm: "& b"\n'),
    ("m: *\n", "1:4 OPS021", QUOTE, 'm: "*"\n'),
    ("m: *x is late\n", "1:4 OPS021", QUOTE, 'm: "*x is late"\n'),
    ('m: @"it\'s"\n', "1:4 OPS021", QUOTE, None),
    ("m: ? b\n", "1:4 OPS021", QUOTE, 'm: "? b"\n'),
    ("m: |b\n", "1:4 OPS021", "quote a text that begins with `|`", 'm: "|b"\n'),
    ("m: a: b\n", "1:4 OPS006", QUOTE, 'm: "a: b"\n'),
    ('m: a: "b"\n', "1:4 OPS006", QUOTE, "m: 'a: \"b\"'\n"),
    ('m: "a" b\n', "1:8 OPS006", None, None),
    ('m: "\\d"\n', "1:5 OPS006", "write `\\\\` for a backslash, or use single quotes", None),
    ('m: "a\nb: 1\n', "1:4 OPS023", "close the quote", None),
    ('m: "a\nb: "c"\n', "1:4 OPS023", "close the quote", None),
    ("m: 'a\nb: it's\n", "1:4 OPS023", "close the quote", None),
    ("a:b\nc: 1\n", "1:2 OPS006", "write `key: value`, with a space", None),
    ("a\nb: 1\n", "1:1 OPS006", "add the colon, or join it with the line above", None),
    ("a: 1\n\nb\n", "3:1 OPS006", "add the colon, or join it with the line above", None),
    ("a: 1\n b: 2\n", "2:2 OPS006", "align it with the other keys of its map", None),
    ("a:\n  b: 1\n c: 2\n", "3:2 OPS006", None, None),
    ("a: - b\n", "1:4 OPS006", "put `- ` on a line of its own", None),
    ("a: 1\n- b\n", "2:1 OPS006", "check the indentation", None),
    ("- a\nb: 1\n", "2:1 OPS006", "begin it with `- `, or check the indentation", None),
    ("a: [1, 2\nb: 1\n", "2:2 OPS006", "close it with `]`, or quote the text", None),
    ("a: {b: 1 c: 2}\n", "1:11 OPS006", "close it with `}`, or quote the text", None),
    ("a: [\n", "2:1 OPS006", "close it with `]`, or quote the text", None),
    ("a: [b]]\n", "1:7 OPS006", "remove it, or quote the text", None),
    ("a: [b] c\n", "1:8 OPS006", "quote the whole text if it is one", None),
    ("a: [b, \n", "2:1 OPS006", None, None),
    ("a: b # c\n\nc: &x &y z\n", "3:4 OPS021", QUOTE, 'a: b # c\n\nc: "&x &y z"\n'),
    ("a: >#5\n", "1:4 OPS019", THRESHOLD, 'a: ">#5"\n'),
    ("a: |#5\n", "1:4 OPS021", "quote a text that begins with `|`", 'a: "|#5"\n'),
    ("a: =\n", "1:4 OPS016", "quote it", 'a: "="\n'),
    ("a: 2024-01-01\n", "1:4 OPS016", "quote the date", 'a: "2024-01-01"\n'),
    ("1: a\n", "1:1 OPS015", "quote the key", '"1": a\n'),
    ("m: {a: @b c, d: 1}\n", "1:8 OPS021", QUOTE, 'm: {a: "@b c", d: 1}\n'),
    ("- {a: @b}\n- 1\n", "1:7 OPS021", QUOTE, '- {a: "@b"}\n- 1\n'),
    ("m: [%b, 1]\n", "1:5 OPS021", QUOTE, 'm: ["%b", 1]\n'),
    ("m: [@a {b}, 1]\n", "1:5 OPS021", QUOTE, 'm: ["@a {b}", 1]\n'),
    ("m:\n  - {a: |x}\n", "2:9 OPS021", "quote a text that begins with `|`", 'm:\n  - {a: "|x"}\n'),
    ("m: @a, b\n", "1:4 OPS021", QUOTE, 'm: "@a, b"\n'),
    ("m: {a:\n  {x} y, b: 1}\n", "2:3 OPS020", QUOTE, 'm: {a:\n  "{x} y", b: 1}\n'),
    ("m: {a: #b, c: 1}\n", "1:8 OPS021", COMMENT, 'm: {a: "#b", c: 1}\n'),
    ("m: [a #b, 1]\n", "1:7 OPS021", COMMENT, None),
    ('m: {a: "x #y", b: [1}\n', "1:21 OPS006", "close it with `]`, or quote the text", None),
    ("a:\u00a0b\nc: 1\n", "1:3 OPS006", PLAIN_SPACE, "a: b\nc: 1\n"),
    ("a:\n\u3000 b: 1\n", "2:1 OPS006", PLAIN_SPACE, "a:\n  b: 1\n"),
    ("m: {a:\u00a0b, c: 1}\n", "1:7 OPS006", PLAIN_SPACE, "m: {a: b, c: 1}\n"),
    ("a\uff1ab\nc: 1\n", "1:2 OPS006", PLAIN_SPACE.replace("space", "colon"), "a: b\nc: 1\n"),
    (
        "- {a: b\uff0cc: 1}\n",
        "1:8 OPS006",
        PLAIN_SPACE.replace("space", "comma"),
        "- {a: b, c: 1}\n",
    ),
    ("m: b\uff1ac: d\n", "1:4 OPS006", QUOTE, 'm: "b\uff1ac: d"\n'),
]


def applied(text: str, edits: tuple[Edit, ...]) -> str:
    for edit in sorted(edits, key=lambda each: each.span.start.offset, reverse=True):
        text = text[: edit.span.start.offset] + edit.text + text[edit.span.end.offset :]
    return text


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(("text", "where", "help", "mended"), HINTS, ids=lambda value: repr(value))
def test_hint(
    text: str,
    where: str,
    help: str | None,
    mended: str | None,
    parser: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use(parser, monkeypatch)
    (found,) = loads(text.encode(), FILE).diagnostics
    assert place(found) == where
    if help is not None:
        assert found.help == help
    assert (applied(text, found.edits) if found.edits else None) == mended


def test_the_words_are_ours_and_show_no_value() -> None:
    for text, _, _, _ in HINTS:
        for found in loads(text.replace("b", "hunter2").encode(), FILE).diagnostics:
            words = [found.message, found.help or "", *found.notes, *(e.text for e in found.edits)]
            assert "hunter2" not in " ".join(words).replace("`hunter2`", "")
            assert "\n" not in found.message
            assert found.message[:1] == found.message[:1].lower()
            assert not found.message.endswith(".")


def test_an_unclosed_quote_shows_where_it_opened_and_how_far_it_reached() -> None:
    (found,) = loads(b'a: 1\nm: "a\nb: "c"\n', FILE).diagnostics
    assert place(found) == "2:4 OPS023"
    assert [(span.start.line, span.start.col) for span, _ in found.related] == [(3, 4)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("condition: >-\n  a > 5 and\n  b < 3\n", "a > 5 and b < 3"),
        ("condition: >2-\n   a\n  b\n", None),
        ("alert_threshold: >\n  > 5%\n", "> 5%\n"),
        ("run: |\n  a\n  b\n", "a\nb\n"),
        ("run: |2\n   a\n", " a\n"),
        ("run: |\n", ""),
        ("message: >+ # c\n  a\n\n", "a\n\n"),
    ],
)
def test_a_block_text_that_was_meant_is_left_alone(text: str, value: str | None) -> None:
    loaded = loads(text.encode(), FILE)
    if value is None:
        assert [place(each) for each in loaded.diagnostics] == ["1:12 OPS019"]
    else:
        assert list(document(text).data.values()) == [value]


def test_tabs_may_stand_in_quotes_block_texts_and_comments() -> None:
    text = "a: \"x\ty\" #\tc\n#\tc\nb: |\n  x\ty\n  \tz\nc: 'x\ty'\n"
    assert document(text).data == {"a": "x\ty", "b": "x\ty\n\tz\n", "c": "x\ty"}


@pytest.mark.parametrize("text", ["a: b\tc\n", "a: b\t# c\n", "a: [b,\tc]\n", "a: |\t\n  b\n"])
def test_tabs_elsewhere_are_refused_by_both_parsers(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for parser in PARSERS:
        use(parser, monkeypatch)
        assert [each.code for each in loads(text.encode(), FILE).diagnostics] == ["OPS022"]
