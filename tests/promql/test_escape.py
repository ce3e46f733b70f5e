"""Text put into PromQL is the same text to the engine, and a quoted pattern matches only itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from opsgen.promql import (
    Matcher,
    Selector,
    escape,
    is_grouping_label,
    is_label_name,
    is_metric_name,
    regex,
    string,
    to_promql,
)
from opsgen.promql.escape import is_bare_metric, pattern
from tests.artifacts.hostile import hostile
from tests.judges import promtool
from tests.promql import engine
from tests.promql.reader import read

STRINGS = [text for text in hostile(4000, seed=1) if escape.REPLACEMENT not in text]
ENGINES = pytest.mark.parametrize("version", promtool.VERSIONS)


def _equal(text: str) -> str:
    return f"={string(text)}"


def _pattern(text: str) -> str:
    return f"=~{string(regex(text))}"


def read_back(write: Callable[[str], str]) -> None:
    for text in STRINGS:
        literal = write(text)
        assert literal.isascii()
        assert literal.isprintable()
        assert read(f"x{{a={literal}}}") == ("series", "x", [("a", "=", text)], None)


def test_strings_are_read_back_by_a_parser() -> None:
    read_back(string)


@ENGINES
@pytest.mark.parametrize("matcher", [_equal, _pattern])
def test_strings_find_just_their_own_series(
    matcher: engine.Escape, version: str, tmp_path: Path
) -> None:
    # An empty label value is no label at all to Prometheus.
    texts = [text for text in STRINGS[:2000] if text]
    assert engine.selects(texts, string, matcher, version, tmp_path)


def _unescaped(text: str) -> str:
    return f'"{text}"'


def _bytes_as_characters(text: str) -> str:
    """The mistake that Python's own habit suggests: `\\xNN` for every character below 0x100."""
    return '"' + "".join(f"\\x{ord(c):02x}" if ord(c) < 256 else c for c in text) + '"'


@pytest.mark.parametrize("bug", [_unescaped, _bytes_as_characters])
def test_the_parser_catches_a_wrong_escaper(bug: Callable[[str], str]) -> None:
    with pytest.raises((AssertionError, ValueError)):
        read_back(bug)


@ENGINES
@pytest.mark.parametrize("bug", [escape.string, lambda text: string(text.replace(".", "\\."))])
def test_the_engine_catches_a_pattern_that_is_not_quoted(
    bug: engine.Escape, version: str, tmp_path: Path
) -> None:
    texts = ["a.b", "a|b", "x+y"]
    assert engine.selects(texts, string, _pattern, version, tmp_path)
    assert not engine.selects(texts, string, lambda text: f"=~{bug(text)}", version, tmp_path)


@pytest.mark.parametrize("code", [0xD800, 0xDFFF, 0xFFFD])
def test_what_no_string_can_hold_is_refused(code: int) -> None:
    with pytest.raises(ValueError, match=f"U\\+{code:04X}"):
        string(f"a{chr(code)}")


def _printed(text: str) -> str:
    selector = to_promql(Selector("x", (Matcher("a", "=", text),)))
    return selector.removeprefix("x{a").removesuffix("}")


@ENGINES
def test_a_replacement_character_is_found_by_a_pattern(version: str, tmp_path: Path) -> None:
    texts = ["a\ufffd.b", "\ufffd", "plain"]
    assert engine.selects(texts, _as_the_lexer_takes_it_once, _printed, version, tmp_path)
    bare = _as_the_lexer_takes_it_once
    assert not engine.selects(texts, bare, lambda text: f"={bare(text)}", version, tmp_path)


def _as_the_lexer_takes_it_once(text: str) -> str:
    return '"' + text.replace("\ufffd", "\\ufffd") + '"'


@pytest.mark.parametrize(
    ("name", "metric", "label", "grouping"),
    [
        ("up", True, True, True),
        ("_x9", True, True, True),
        ("job:errors:rate5m", True, False, False),
        ("sum", True, True, True),
        ("NaN", True, True, False),
        ("without", True, True, False),
        ("9x", False, False, False),
        ("a.b", False, False, False),
        ("a-b", False, False, False),
        ("up\n", False, False, False),
        ("é", False, False, False),
        ("", False, False, False),
    ],
)
def test_names_that_every_version_takes(
    name: str, metric: bool, label: bool, grouping: bool
) -> None:
    verdict = (is_metric_name(name), is_label_name(name), is_grouping_label(name))
    assert verdict == (metric, label, grouping)


@pytest.mark.parametrize(
    ("char", "written"),
    [("\x80", r"\u0080"), ("\uffff", r"\uffff"), ("\U00010000", r"\U00010000")],
)
def test_a_character_is_escaped_in_the_shortest_form(char: str, written: str) -> None:
    assert string(char) == f'"{written}"'


def test_a_name_that_is_a_word_of_promql_is_no_bare_metric() -> None:
    assert is_bare_metric("http_requests_total")
    for name in ("sum", "SUM", "by", "1a", ""):
        assert not is_bare_metric(name)
    assert pattern("a\ufffdb") == r"a\x{fffd}b"
