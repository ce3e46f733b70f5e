"""User text stays text in Markdown: read back by a CommonMark parser, judged by markdownlint."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt

from opsgen.artifacts.markdown import anchor, block, code, inline, is_link, link, table
from tests.artifacts.hostile import hostile
from tests.judges import Verdict, run

STRINGS = hostile(1500, seed=6)
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])

# Where user text stands in a page.
PLACES = ("{}", "before {} after", "# {}", "- {}", "1. {}", "> {}", "**{}**", "before\n{}")


def one_line(text: str) -> str:
    words = " ".join(text.replace("\ufeff", " ").split())
    return "".join("\ufffd" if unicodedata.category(char) == "Cc" else char for char in words)


TEXTS = [text for text in STRINGS if one_line(text)]


def shape(page: str) -> list[str]:
    """The page without its words: kinds of blocks, and of what is no text in their lines."""
    spans = [span for token in PARSER.parse(page) for span in (token, *(token.children or []))]
    return [span.type for span in spans if span.type != "text"]


def lines(page: str) -> list[str]:
    """The words of each paragraph, heading and cell."""
    inner = [token.children or [] for token in PARSER.parse(page) if token.type == "inline"]
    return ["".join(span.content for span in spans) for spans in inner]


def stays_text(write: Callable[[str], str]) -> None:
    for place in PLACES:
        expected = shape(place.format("word"))
        for text in TEXTS:
            page = place.format(write(text))
            assert shape(page) == expected, page
            assert one_line(text) in lines(page)[0], page
    assert cells(write) == list(map(one_line, STRINGS))


def cells(write: Callable[[str], str]) -> list[str]:
    page = table(["text", "more"], [[write(text), "x"] for text in STRINGS])
    return lines(page)[2::2]


def test_inline_text_stays_text() -> None:
    stays_text(inline)


@pytest.mark.parametrize(
    "forgotten", ["<>", "[]()", "&", "*", "_", "`", "#", "|", "~", "\\", "-", "+", "."]
)
def test_the_parser_catches_characters_that_are_not_escaped(forgotten: str) -> None:
    bare = re.compile(rf"\\([{re.escape(forgotten)}])")
    with pytest.raises(AssertionError):
        stays_text(lambda text: bare.sub(r"\1", inline(text)))


def is_read_back_as_code(write: Callable[[str], str]) -> None:
    for text in TEXTS:
        assert shape(write(text)) == ["paragraph_open", "inline", "code_inline", "paragraph_close"]
        assert lines(write(text)) == [one_line(text)]


def test_code_is_read_back() -> None:
    is_read_back_as_code(code)
    assert cells(code) == list(map(one_line, STRINGS))
    assert code(" \n") == ""


@pytest.mark.parametrize("bug", [lambda text: f"`{text}`", lambda text: f"``{one_line(text)}``"])
def test_the_parser_catches_a_wrong_code_span(bug: Callable[[str], str]) -> None:
    with pytest.raises(AssertionError):
        is_read_back_as_code(bug)


def is_read_back_as_a_block(write: Callable[[str, str], str]) -> None:
    for text in STRINGS:
        fence, *others = PARSER.parse(f"before\n\n{write(text, 'promql')}\n\nafter")[3:-3]
        content = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
        assert (fence.type, fence.info, others) == ("fence", "promql", [])
        assert fence.content.strip("\n") == content.expandtabs(4).strip("\n")


def test_blocks_are_read_back() -> None:
    is_read_back_as_a_block(block)


def test_a_block_loses_line_breaks_at_its_ends_and_nothing_else() -> None:
    assert block("\n\nX a X\n\n", "text") == "```text\nX a X\n```"


@pytest.mark.parametrize("fence", ["```", "````"])
def test_the_parser_catches_a_fence_that_is_too_short(fence: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"{__name__}.STRINGS", [f"a\n{fence}\nb"])
        is_read_back_as_a_block(block)
        with pytest.raises(AssertionError):
            is_read_back_as_a_block(lambda text, info: f"{fence}{info}\n{text}\n{fence}")


def test_a_block_needs_a_language() -> None:
    with pytest.raises(ValueError, match="language"):
        block("x", "")


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/a(b)?c=d&copy=1#e",
        "HTTP://example.com/a%20b'",
        'https://example.com/[x]|y^z`"<é>',
        "mailto:team@example.com?subject=a%20b",
        "../ops/runbook.md#proc-001",
        "runbook.md",
        "#proc-001",
        "/a/b",
        "?a=b:c",
    ],
)
def test_links_lead_where_they_say(url: str) -> None:
    for place in (*PLACES, "| a |\n| - |\n| {} |"):
        page = place.format(link("see [this](x) `|`", url))
        spans = [span for token in PARSER.parse(page) for span in token.children or []]
        (target,) = [span.attrs["href"] for span in spans if span.type == "link_open"]
        assert unquote(str(target)) == unquote(url)
        assert "see [this](x) `|`" in "".join(lines(page))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "java\nscript:alert(1)",
        " https://example.com",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.com",
        "\\\\example.com",
        "\\/example.com",
        "/\\example.com",
        "a b",
        "1:2",
    ],
)
def test_other_links_are_refused(url: str) -> None:
    assert not is_link(url)
    with pytest.raises(ValueError, match="link"):
        link("text", url)


def test_a_table_is_square() -> None:
    assert table(["a", "b"], [["1", ""], ["", "2"]]) == (
        "| a | b |\n| --- | --- |\n| 1 | |\n| | 2 |"
    )
    with pytest.raises(ValueError, match="1 cells under a header of 2"):
        table(["a", "b"], [["1"]])


@pytest.mark.parametrize(
    ("heading", "slug"),
    [
        ("PROC-001: Restart the service", "proc-001-restart-the-service"),
        ("high_error_rate", "high_error_rate"),
        ("Latency > 2x (P99)", "latency--2x-p99"),
        ("Über Größe, 漢字!", "über-größe-漢字"),
        ("a  b", "a-b"),
        ("`code` & <b>", "code--b"),
    ],
)
def test_the_slug_of_a_heading(heading: str, slug: str) -> None:
    assert anchor(heading) == slug


def judge(page: str, folder: Path) -> Verdict:
    """markdownlint with its defaults, but for the length of lines."""
    (folder / "page.md").write_text(page, encoding="utf-8")
    config = '{"default": true, "MD013": false}'
    (folder / ".markdownlint.json").write_text(config, encoding="utf-8")
    return run("markdownlint", "page.md", cwd=folder)


def page_of(write: Callable[[str], str]) -> str:
    paragraphs = [f"The text {write(text)} here." for text in TEXTS]
    items = "\n".join(f"- {write(text)}" for text in TEXTS)
    rows = [[write(text), code(text), link(f"Text {text}", "#texts")] for text in TEXTS]
    blocks = [block(f"First\n{text}", "text") for text in TEXTS]
    parts = ["# Texts", *paragraphs, items, table(["a", "b", "c"], rows), *blocks]
    return "\n\n".join(parts) + "\n"


def test_markdownlint_has_nothing_to_say(tmp_path: Path) -> None:
    verdict = judge(page_of(inline), tmp_path)
    assert verdict, verdict.output


def test_markdownlint_catches_bare_addresses(tmp_path: Path) -> None:
    bare = page_of(lambda text: inline(text).replace("\\:", ":").replace("\\@", "@"))
    assert "MD034" in judge(bare, tmp_path).output


def test_markdownlint_finds_our_slugs(tmp_path: Path) -> None:
    headings = ["Latency > 2x (P99)", "Über Größe, 漢字", "a_b `c` & d", "x -- y  z", "İ"]
    parts = [f"## {inline(text)}\n\nSee {link(text, '#' + anchor(text))}." for text in headings]
    verdict = judge("# Slugs\n\n" + "\n\n".join(parts) + "\n", tmp_path)
    assert verdict, verdict.output


def test_a_fence_is_no_longer_than_it_must_be() -> None:
    assert code("a`b") == "``a`b``"
    assert block("a", "sh") == "```sh\na\n```"
    assert block("a\n```", "sh").startswith("````sh\n")
    assert block("\n\na\n\n", "sh") == "```sh\na\n```"


def test_an_address_keeps_its_query_and_its_path() -> None:
    assert link("x", "https://e.example/a?b=1&c=2") == "[x](https://e.example/a?b=1&amp;c=2)"
    assert link("x", "docs/a/b:c?d:e#f:g") == "[x](docs/a/b:c?d:e#f:g)"
    assert is_link("a!b")
