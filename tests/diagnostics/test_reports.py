"""What CI shows elsewhere than in its log: GitLab's report, the page of a job, the difference."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

import jsonschema
import pytest
from markdown_it import MarkdownIt

from opsgen.diagnostics import Diagnostic, Rule, Verdict, judge
from opsgen.diagnostics.render import render
from opsgen.diagnostics.render.markdown import MOST_BYTES, MOST_FILES
from opsgen.diagnostics.render.text import MOST
from tests.diagnostics.places import FILE, span
from tests.use.commands import annotated, commands

ERROR = Rule("OPS310", "unit-mismatch", "error")
WARNING = Rule("OPS220", "unbound-step", "warning")
NOTE = Rule("OPS330", "inside-bucket", "note")
TEXT = 'service: demo\ncondition: "a > 5%"\n'
FOUND = ERROR.at(
    span(TEXT, "5%"),
    "cannot compare `a` with `5%`",
    help="write `500ms`",
    notes=["a fact"],
    related=[(span(TEXT, "a >"), "a duration")],
    path=("condition",),
)
PLACELESS = WARNING.at(None, "left open")
DIFF = "--- a/ops/x\n+++ b/ops/x\n@@ -1,2 +1,2 @@\n ::error::owned\n-##[error]owned\n+```\n"
HOSTILE = (
    "`` `|</td></table><script>x</script>\n\n# owned\n\n```\n</details>&amp;",
    "**owned** [x](http://x) ![x](http://x) <!-- x",
)
TAGS = {"p", "table", "tr", "th", "td", "code", "br", "strong", "details", "summary"}
MEBIBYTE = 1024 * 1024


def judged(*found: Diagnostic, file: str = FILE, strict: bool = False) -> Verdict:
    return judge(found, file=file, strict=strict)


# GitLab

# What the page of GitLab's documentation requires of an entry.
CODE_QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "not": {"pattern": r"^(/|\./)"}},
                    "lines": {"required": ["begin"], "properties": {"begin": {"minimum": 1}}},
                },
            },
        },
    },
}


def gitlab(*verdicts: Verdict) -> list[dict[str, Any]]:
    report = json.loads(render("gitlab", verdicts, {FILE: TEXT}))
    jsonschema.validate(report, CODE_QUALITY)
    assert isinstance(report, list)
    return report


def test_gitlab_is_told_what_where_and_how_grave() -> None:
    placed, placeless = gitlab(judged(FOUND), judged(PLACELESS, file="./a/operations.yaml"))
    assert placed["description"] == (
        "OPS310 unit-mismatch: cannot compare `a` with `5%` (help: write `500ms`)"
    )
    assert (placed["severity"], placeless["severity"]) == ("major", "minor")
    assert placed["location"] == {"path": FILE, "lines": {"begin": 2}}
    assert placeless["location"] == {"path": "a/operations.yaml", "lines": {"begin": 1}}
    assert [each["severity"] for each in gitlab(judged(PLACELESS, strict=True))] == ["major"]
    assert gitlab(judged(NOTE.at(None, "x")))[0]["severity"] == "info"
    assert gitlab(judged()) == []


def test_a_fingerprint_stays_when_lines_move_and_no_two_are_equal() -> None:
    moved = ERROR.at(span("\n\n" + TEXT, "5%"), FOUND.message, help=FOUND.help, path=FOUND.path)
    (before,), (after,) = gitlab(judged(FOUND)), gitlab(judged(moved))
    assert before["location"] != after["location"]
    assert before["fingerprint"] == after["fingerprint"]
    twice = gitlab(judged(FOUND, moved), judged(FOUND, file="other.yaml"))
    assert len({each["fingerprint"] for each in twice}) == len(twice) == 3


# The page of a job


class _Html(HTMLParser):
    """The tags of a page, and the text in its cells."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.rows: list[list[str]] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
            self._in_cell = True
        elif tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.rows[-1][-1] += data


def page(markdown: str) -> tuple[_Html, list[str], list[str]]:
    """(its HTML, the contents of its fences, its headings); nothing else may be on it."""
    html, fences, headings = _Html(), [], []
    tokens = MarkdownIt("commonmark").parse(markdown)
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "html_block":
            html.feed(token.content)
        elif token.type == "fence":
            fences.append(token.content)
        elif token.type == "inline":
            assert before is not None
            assert before.type == "heading_open", token.content
            headings.append(token.content)
    return html, fences, headings


def test_the_page_says_how_many_and_where_and_shows_the_lines() -> None:
    html, fences, headings = page(render("markdown", [judged(FOUND, PLACELESS)], {FILE: TEXT}))
    assert headings == ["opsgen: 1 error, 1 warning"]
    assert html.rows == [
        ["finding", "place", "what"],
        ["warning\nOPS220", FILE, "left open"],
        [
            "error\nOPS310",
            f"{FILE}:2:17",
            f"cannot compare a with 5%\n{FILE}:2:13: a duration\nnote: a fact\nhelp: write 500ms",
        ],
    ]
    assert fences == [render("text", [judged(FOUND, PLACELESS)], {FILE: TEXT})]


def test_a_page_without_findings_names_what_was_judged() -> None:
    verdicts = [judged(file=f"{n}.yaml") for n in range(MOST_FILES + 2)]
    assert render("markdown", verdicts[:1], {}) == (
        "### opsgen: no findings\n\n<p><code>0.yaml</code></p>\n"
    )
    many = render("markdown", verdicts, {})
    assert many.count("<code>") == MOST_FILES
    assert "and 2 more</p>" in many


def test_the_page_shows_the_difference() -> None:
    _, fences, _ = page(render("markdown", [judged(PLACELESS)], {}, diff=DIFF))
    assert fences[1] == DIFF


@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_of_the_user_is_text_on_the_page(hostile: str) -> None:
    found = ERROR.at(
        span("x", "x", file=hostile), hostile, help=hostile, notes=[hostile], path=(hostile,)
    )
    verdicts = [judged(found, file=hostile)]
    texts = {hostile: hostile}
    html, fences, headings = page(render("markdown", verdicts, texts, diff=hostile + "\n"))
    assert html.tags <= TAGS
    assert headings == ["opsgen: 1 error"]
    assert len(html.rows) == 2
    assert len(html.rows[1]) == 3
    assert fences == [render("text", verdicts, texts), hostile + "\n"]


def test_the_page_stays_below_what_github_takes() -> None:
    many = [ERROR.at(span(TEXT, "5%"), f"{n} " + "x" * 5000) for n in range(1000)]
    text = render("markdown", [judged(*many)], {FILE: TEXT}, diff="+é" * 3 * MOST_BYTES)
    assert len(text.encode()) < MEBIBYTE
    assert text.count("<tr>") == 1 + MOST
    assert "and 950 more" in text
    lines = render("markdown", [judged(FOUND)], {}, diff="+é\n" * MOST_BYTES)
    _, fences, _ = page(lines)
    shown, _, more = fences[1].rpartition("... ")
    assert set(shown.splitlines()) == {"+é"}
    assert more.startswith(f"{MOST_BYTES - len(shown.splitlines())} more lines")


# The difference in GitHub's log


def test_no_line_of_the_difference_is_obeyed() -> None:
    log = render("github", [judged(FOUND)], {}, diff=DIFF)
    assert DIFF in log
    assert [found.data for found in annotated(log)] != []
    assert "owned" not in [found.data for found in annotated(log)]
    assert [each.name for each in commands(log + "::notice::after\n")][-3:] == [
        "group",
        "endgroup",
        "notice",
    ]
    assert "owned" in [found.data for found in annotated(DIFF)]  # else nothing was proven


def test_annotations_name_a_file_as_the_repository_does() -> None:
    (found,) = annotated(render("github", [judged(PLACELESS, file="./a//operations.yaml")], {}))
    assert found.place == "a/operations.yaml"
