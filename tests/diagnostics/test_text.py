"""What a person reads, compared with the whole text on the screen."""

from __future__ import annotations

from textwrap import dedent

import pytest

from opsgen.diagnostics import Diagnostic, Edit, Path, Rule, Span, judge
from opsgen.diagnostics.render import render
from tests.diagnostics.places import FILE, between, position, span

ERROR = Rule("OPS310", "unit-mismatch", "error")
WARNING = Rule("OPS220", "unbound-step", "warning")
NOTE = Rule("OPS330", "inside-bucket", "note")

TEXT = dedent(
    """\
    service: demo
    monitoring:
      metrics:
        - name: error_rate
          type: counter
          alert_threshold: ">1%"
          unit: ratio
    alerting:
      alerts:
        - name: slow
          condition: "error_rate > 500ms"
          severity: high
    pipeline: {}
    """
)
NAMES: dict[Path, str] = {("alerting", "alerts", 0): "slow"}


def shown(*diagnostics: Diagnostic, text: str = TEXT, encoding: str = "utf-8") -> str:
    """The findings without the closing lines."""
    verdict = judge(diagnostics, name_of=NAMES.get, file=FILE)
    out = render("text", [verdict], {FILE: text}, encoding=encoding)
    return out.rpartition("\n\n")[0] + "\n"


def golden(text: str) -> str:
    return dedent(text).removeprefix("\n")


def test_a_finding_in_full() -> None:
    found = ERROR.at(
        span(TEXT, "500ms"),
        "cannot compare a ratio with a duration",
        help="write a percentage, such as `5%`",
        notes=["`error_rate` is a part of all requests"],
        related=[(span(TEXT, "error_rate", 2), "a ratio, 0-1")],
        path=("alerting", "alerts", 0, "condition"),
    )
    verdict = judge([found, NOTE.at(None, "hm")], name_of=NAMES.get, file=FILE)
    assert render("text", [verdict], {FILE: TEXT}) == golden(
        """
        note[OPS330 inside-bucket]: hm
         --> operations.yaml

        error[OPS310 unit-mismatch]: cannot compare a ratio with a duration
          --> operations.yaml:11:32 at alerting.alerts.slow.condition
           |
        11 |       condition: "error_rate > 500ms"
           |                   ----------   ^^^^^
           |                   |
           |                   a ratio, 0-1
           |
           = note: `error_rate` is a part of all requests
           = help: write a percentage, such as `5%`

        operations.yaml: 1 error, 1 note
        what a code means: `opsgen rule OPS310`
        """
    )


def test_labels_never_run_into_each_other() -> None:
    line = "  condition: a > b and c\n"
    found = ERROR.at(
        span(line, "b"),
        "they share no label",
        related=[
            (between(line, 13, 14), "by route"),
            (span(line, "and"), "joins them"),
            (between(line, 23, 24), "by model"),
        ],
    )
    assert shown(found, text=line) == golden(
        """
        error[OPS310 unit-mismatch]: they share no label
         --> operations.yaml:1:18
          |
        1 |   condition: a > b and c
          |              -   ^ --- - by model
          |              |     |
          |              |     joins them
          |              by route
        """
    )


def test_the_primary_mark_wins_where_marks_overlap() -> None:
    line = "when: a > b\n"
    found = ERROR.at(span(line, ">"), "what", related=[(span(line, "a > b"), "of this")])
    assert shown(found, text=line) == golden(
        """
        error[OPS310 unit-mismatch]: what
         --> operations.yaml:1:9
          |
        1 | when: a > b
          |       --^-- of this
        """
    )


def test_one_line_between_is_shown_and_more_are_dots() -> None:
    near = ERROR.at(
        span(TEXT, "unit"), "near", related=[(span(TEXT, "type"), "this")], notes=["a fact"]
    )
    far = ERROR.at(span(TEXT, "high"), "far", related=[(span(TEXT, "demo"), "this")])
    assert shown(near, far) == golden(
        """
        error[OPS310 unit-mismatch]: near
         --> operations.yaml:7:7
          |
        5 |       type: counter
          |       ---- this
        6 |       alert_threshold: ">1%"
        7 |       unit: ratio
          |       ^^^^
          |
          = note: a fact

        error[OPS310 unit-mismatch]: far
          --> operations.yaml:12:17
           |
         1 | service: demo
           |          ---- this
        ...
        12 |       severity: high
           |                 ^^^^
        """
    )


def test_a_span_over_lines_is_a_bracket() -> None:
    item = between(TEXT, TEXT.index("name: slow"), TEXT.index("pipeline"))
    inline = between(TEXT, TEXT.index("counter"), TEXT.index(": ratio"))
    assert shown(ERROR.at(inline, "from within"), ERROR.at(item, "an item")) == golden(
        """
        error[OPS310 unit-mismatch]: from within
         --> operations.yaml:5:13
          |
        5 |         type: counter
          |  _____________^
        6 | |       alert_threshold: ">1%"
        7 | |       unit: ratio
          | |__________^

        error[OPS310 unit-mismatch]: an item
          --> operations.yaml:10:7
           |
        10 | /     - name: slow
        11 | |       condition: "error_rate > 500ms"
        12 | |       severity: high
           | |____________________^
        """
    )


def test_of_a_tall_span_the_first_lines_and_the_last_are_shown() -> None:
    found = ERROR.at(
        between(TEXT, TEXT.index("monitoring"), TEXT.index("pipeline")),
        "tall",
        related=[(span(TEXT, "metrics"), "in here"), (span(TEXT, "pipeline"), "and there")],
        help="shorten it",
    )
    assert shown(found) == golden(
        """
        error[OPS310 unit-mismatch]: tall
          --> operations.yaml:2:1
           |
         2 | / monitoring:
         3 | |   metrics:
           | |   ------- in here
         4 | |     - name: error_rate
        ...  |
        12 | |       severity: high
           | |____________________^
        13 |   pipeline: {}
           |   -------- and there
           |
           = help: shorten it
        """
    )


def test_a_related_span_over_lines_is_marked_on_its_first() -> None:
    whole = between(TEXT, TEXT.index("alerts:"), TEXT.index("pipeline"))
    found = ERROR.at(span(TEXT, "pipeline"), "odd", related=[(whole, "after these")])
    assert shown(found) == golden(
        """
        error[OPS310 unit-mismatch]: odd
          --> operations.yaml:13:1
           |
         9 |   alerts:
           |   ------- after these
        ...
        13 | pipeline: {}
           | ^^^^^^^^
        """
    )


def test_other_files_follow_and_unread_ones_are_named() -> None:
    other = "first: 1\nsecond: 2\n"
    found = ERROR.at(
        span(TEXT, "demo"),
        "written twice",
        related=[
            (span(other, "2", file="other.yaml"), "also here"),
            (span(other, "1", file="gone.yaml"), "and here"),
        ],
        help="write it once",
    )
    out = render("text", [judge([found], file=FILE)], {FILE: TEXT, "other.yaml": other})
    assert out == golden(
        """
        error[OPS310 unit-mismatch]: written twice
         --> operations.yaml:1:10
          |
        1 | service: demo
          |          ^^^^
         ::: other.yaml:2:9
          |
        2 | second: 2
          |         - also here
         ::: gone.yaml:1:8: and here
          |
          = help: write it once

        operations.yaml: 1 error
        what a code means: `opsgen rule OPS310`
        """
    )


def test_without_its_text_a_finding_still_says_where() -> None:
    found = ERROR.at(span(TEXT, "demo"), "no text", help="do\nthis\n\nand that")
    assert render("text", [judge([found], file=FILE)], {}).startswith(
        golden(
            """
            error[OPS310 unit-mismatch]: no text
             --> operations.yaml:1:10
              = help: do
                      this

                      and that

            """
        )
    )


def test_a_finding_about_the_command_has_no_place() -> None:
    assert render("text", [judge([ERROR.at(None, "full disk")])], {}) == golden(
        """
        error[OPS310 unit-mismatch]: full disk

        opsgen: 1 error
        what a code means: `opsgen rule OPS310`
        """
    )


@pytest.mark.parametrize(
    ("edits", "rows"),
    [
        (
            [Edit(span(TEXT, "counter"), "gauge")],
            """
            5 -       type: counter
            5 +       type: gauge
            """,
        ),
        ([Edit(between(TEXT, 90, 90), "")], ""),
        (
            [Edit(between(TEXT, len("service: demo\n"), len("service: demo\n")), "owner: me\n")],
            """
            1   service: demo
            2 + owner: me
            """,
        ),
        (
            [Edit(between(TEXT, 0, 0), "version: 1\n")],
            """
            1 + version: 1
            """,
        ),
        (
            [Edit(span(TEXT, "      unit: ratio\n"), "")],
            """
            7 -       unit: ratio
            """,
        ),
        (
            [Edit(span(TEXT, "ratio"), "percent"), Edit(span(TEXT, "counter"), "gauge")],
            """
            5 -       type: counter
            6 -       alert_threshold: ">1%"
            7 -       unit: ratio
            5 +       type: gauge
            6 +       alert_threshold: ">1%"
            7 +       unit: percent
            """,
        ),
        ([Edit(between(TEXT, 0, TEXT.index("alerts:")), "")], ""),
        ([Edit(span(TEXT, "demo", file="other.yaml"), "x")], ""),
    ],
    ids=["replace", "nothing", "insert", "at-the-top", "delete", "two", "too-long", "unread-file"],
)
def test_a_change_is_shown_as_lines(edits: list[Edit], rows: str) -> None:
    out = shown(ERROR.at(None, "mend it", help="so", edits=edits))
    head = "error[OPS310 unit-mismatch]: mend it\n --> operations.yaml\n  = help: so\n"
    assert out == head + ("  |\n" + golden(rows) if rows else "")


def test_line_numbers_of_a_change_widen_the_margin() -> None:
    text = "a: 1\n" * 9
    end = between(text, len(text), len(text))
    out = shown(ERROR.at(span(text, "a"), "m", help="so", edits=[Edit(end, "b: 2\n")]), text=text)
    assert out == golden(
        """
        error[OPS310 unit-mismatch]: m
          --> operations.yaml:1:1
           |
         1 | a: 1
           | ^
           |
           = help: so
           |
         9   a: 1
        10 + b: 2
        """
    )


@pytest.mark.parametrize(
    ("line", "marked", "row", "carets"),
    [
        ("名前: 遅延 bad", "bad", "名前: 遅延 bad", "           ^^^"),
        ("名前: 遅延 bad", "遅延", "名前: 遅延 bad", "      ^^^^"),
        ("e\u0301te\u0301: bad", "bad", "e\u0301te\u0301: bad", "     ^^^"),
        ("🚀: bad", "bad", "🚀: bad", "    ^^^"),
        ("a:\tbad", "bad", "a:    bad", "      ^^^"),
        ("a:\tbad", "\t", "a:    bad", "  ^^^^"),
        ("a: \x1b[31mbad", "bad", "a: \\x1b[31mbad", "           ^^^"),
        ("a: \u202ebad", "bad", "a: \\u202ebad", "         ^^^"),
        ("a:\u00a0bad", "\u00a0", "a:\\xa0bad", "  ^^^^"),
        ("\ufeffa: bad", "bad", "\\ufeffa: bad", "         ^^^"),
        ("a: b\rad", "ad", "a: b\\rad", "      ^^"),
        ("a: bad\r", "bad", "a: bad", "   ^^^"),
    ],
)
def test_carets_stand_under_what_they_mean(line: str, marked: str, row: str, carets: str) -> None:
    text = line + "\n"
    rows = shown(ERROR.at(span(text, marked), "x"), text=text).splitlines()
    assert rows[-2:] == [f"1 | {row}", f"  | {carets}"]


def test_a_stream_that_is_not_unicode_gets_escapes_under_which_carets_still_fit() -> None:
    text = "größe: 遅 bad\n"
    out = shown(ERROR.at(span(text, "bad"), "`größe` is bad"), text=text, encoding="ascii")
    assert out == golden(
        r"""
        error[OPS310 unit-mismatch]: `gr\xf6\xdfe` is bad
         --> operations.yaml:1:10
          |
        1 | gr\xf6\xdfe: \u9045 bad
          |                     ^^^
        """
    )
    latin = shown(ERROR.at(span(text, "bad"), "`größe` is bad"), text=text, encoding="latin-1")
    assert r"1 | größe: \u9045 bad" in latin


def test_an_end_of_file_can_be_pointed_at() -> None:
    end = between(TEXT, len(TEXT), len(TEXT))
    assert shown(ERROR.at(end, "more was expected")) == golden(
        """
        error[OPS310 unit-mismatch]: more was expected
          --> operations.yaml:14:1
           |
        14 |
           | ^
        """
    )


def test_a_position_outside_of_the_text_is_drawn_at_its_edge() -> None:
    at = Span(FILE, position(TEXT, len(TEXT)), position(TEXT, len(TEXT)))
    out = shown(ERROR.at(at, "the file is shorter now"), text="a: b")
    assert out.endswith(" 1 | a: b\n   | ^\n")


@pytest.mark.parametrize(
    ("encoding", "dots"), [("utf-8", "…"), ("ascii", "...")], ids=["utf-8", "ascii"]
)
def test_a_long_line_is_cut_around_the_mark(encoding: str, dots: str) -> None:
    line = "key: " + "x" * 300 + "BAD" + "y" * 300
    out = shown(ERROR.at(span(line, "BAD"), "long"), text=line, encoding=encoding)
    source, carets = out.splitlines()[-2:]
    assert source == f"1 | {dots}{'x' * 48}BAD{'y' * 49}{dots}"
    assert source.index("BAD") == carets.index("^^^")


def test_a_long_line_with_an_early_mark_keeps_its_start() -> None:
    line = "key: BAD" + "y" * 300
    source, carets = shown(ERROR.at(span(line, "BAD"), "long"), text=line).splitlines()[-2:]
    assert source == f"1 | key: BAD{'y' * 92}…"
    assert carets == "  |      ^^^"


def test_a_mark_longer_than_the_screen_ends_with_it() -> None:
    line = "key: " + "x" * 300
    source, carets = shown(ERROR.at(span(line, "x" * 300), "long"), text=line).splitlines()[-2:]
    assert source == f"1 | …{'x' * 100}…"
    assert carets == f"  |  {'^' * 100}"


def test_marks_far_apart_on_one_line_get_a_row_of_source_each() -> None:
    line = "{first: 1, " + "x" * 300 + ", first: 2}"
    found = ERROR.at(span(line, "first", 2), "twice", related=[(span(line, "first"), "here")])
    rows = shown(found, text=line).splitlines()[3:]
    assert [row[:4] for row in rows] == ["1 | ", "  | ", "1 | ", "  | "]
    assert rows[1] == "  |  ----- here"
    assert rows[2].endswith("x, first: 2}")
    assert rows[3].index("^") == rows[2].index("first")


def test_a_line_of_a_million_characters_is_no_burden() -> None:
    line = "x" * 1_000_000
    out = shown(ERROR.at(between(line, 500_000, 500_003), "long"), text=line)
    assert max(map(len, out.splitlines())) < 120


def test_fifty_are_shown_the_gravest_first_to_be_kept() -> None:
    text = "a: 1\n" * 70
    line = [span(text, "a", n + 1) for n in range(70)]
    many = [NOTE.at(at, "small") for at in line[:60]] + [ERROR.at(at, "big") for at in line[60:]]
    out = render("text", [judge(many, file=FILE)], {FILE: text})
    assert out.count("error[") == 10
    assert out.count("note[") == 40
    assert out.endswith(
        "\n\n… and 20 more, which `--format concise` lists too\n"
        "operations.yaml: 10 errors, 60 notes\n"
        "what a code means: `opsgen rule OPS310`\n"
    )
    assert out.index("note[") < out.index("error["), "shown in the order of the file"


def test_strict_says_why_a_warning_is_an_error() -> None:
    verdict = judge([WARNING.at(None, "open"), ERROR.at(None, "wrong")], strict=True, file=FILE)
    assert render("text", [verdict], {}) == golden(
        """
        error[OPS220 unbound-step]: open
         --> operations.yaml
          = note: a warning, which `--strict` refuses

        error[OPS310 unit-mismatch]: wrong
         --> operations.yaml

        operations.yaml: 1 error, 1 warning refused by `--strict`
        what a code means: `opsgen rule OPS220`
        """
    )


def test_every_file_has_its_summary_and_a_clean_one_says_nothing() -> None:
    verdicts = [
        judge([WARNING.at(None, "open")], file="a.yaml"),
        judge([], file="b.yaml"),
        judge([NOTE.at(None, "hm"), NOTE.at(None, "hmm")], file="c.yaml"),
    ]
    out = render("text", verdicts, {})
    assert out.endswith(
        "\n\na.yaml: 1 warning\nc.yaml: 2 notes\nwhat a code means: `opsgen rule OPS220`\n"
    )
    assert render("text", [judge([], file="b.yaml")], {}) == ""


def test_colour_changes_nothing_but_colour() -> None:
    import re

    found = ERROR.at(
        span(TEXT, "500ms"),
        "m",
        help="h",
        related=[(span(TEXT, "error_rate", 2), "a ratio")],
        edits=[Edit(span(TEXT, "500ms"), "5%")],
    )
    block = WARNING.at(between(TEXT, TEXT.index("alerting"), TEXT.index("pipeline")), "b")
    verdicts = [judge([found, block], file=FILE)]
    plain = render("text", verdicts, {FILE: TEXT})
    painted = render("text", verdicts, {FILE: TEXT}, colour=True)
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == plain
    assert "\x1b[1;31merror[OPS310 unit-mismatch]\x1b[0m\x1b[1m: m\x1b[0m\n" in painted
    assert "\x1b[1;31m^^^^^\x1b[0m" in painted
    assert "\x1b[1;34m----------\x1b[0m" in painted
    assert '\x1b[32m      condition: "error_rate > 5%"\x1b[0m' in painted
