"""No text of the user's is a variable to Grafana, and all of it reads as typed."""

from __future__ import annotations

import html
import re

import promql_parser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from opsgen.promql import string
from opsgen.prose.markup import code, text
from opsgen_targets.grafana.escape import in_markdown, in_promql, in_provisioning, in_url
from tests.artifacts.hostile import hostile

# As Grafana reads them: public/app/features/variables/utils.ts.
VARIABLE = re.compile(r"\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\$\{(\w+)(?:\.([^:^}]+))?(?::([^}]+))?\}")
NAMES = ("$datasource", "${datasource}", "${datasource:raw}", "[[datasource]]", "$__rate_interval")
MIXED = st.lists(
    st.sampled_from((*NAMES, "$", "[", "]", "\\", "`", "{", "}", "x", "$$", " ", '"', "'", "\n")),
    max_size=12,
).map("".join)
TEXTS = [*NAMES, *(f"a{name}b" for name in NAMES), *hostile(600, 3)]


def value(expr: str) -> str:
    """The text that a PromQL string means."""
    parsed = promql_parser.parse(expr)
    assert isinstance(parsed, promql_parser.StringLiteral)
    return str(parsed.val)


@pytest.mark.parametrize("name", NAMES)
def test_the_pattern_finds_what_is_planted(name: str) -> None:
    assert VARIABLE.search(f"a{name}b")


def kept(typed: str) -> bool:
    """Whether PromQL can hold it: no replacement character."""
    return "\ufffd" not in typed


def test_a_string_of_an_expression_means_the_same() -> None:
    for typed in filter(kept, TEXTS):
        double = string(typed)
        single = "'" + double[1:-1].replace('\\"', '"').replace("'", "\\'") + "'"
        for written in (double, single):
            safe = in_promql(written)
            assert not VARIABLE.search(safe), typed
            assert value(safe) == value(written) == typed


def test_a_raw_string_with_a_variable_becomes_one_that_knows_escapes() -> None:
    compared = 0
    for typed in filter(kept, TEXTS):
        if "`" not in typed and (safe := in_promql(f"`{typed}`")) != f"`{typed}`":
            assert not VARIABLE.search(safe), typed
            assert value(safe) == typed
            compared += 1
    assert compared >= 2 * len(NAMES)


def test_an_expression_without_a_variable_stays_as_it_is() -> None:
    expr = 'sum by (le) (rate(x_bucket{path=~"/a/.+$",le!="[0]"}[5m])) > bool `$` + 3[5m:1m]'
    assert in_promql(expr) == expr


def test_a_group_of_label_replace_is_still_that_group() -> None:
    expr = 'label_replace(up, "a", "$1", "b", "(.+)")'
    assert in_promql(expr) == 'label_replace(up, "a", "\\x241", "b", "(.+)")'
    assert value('"\\x241"') == "$1"


def read(page: str) -> str:
    """What a reader sees."""
    rendered = MarkdownIt("commonmark").render(page)
    return html.unescape(re.sub(r"</?(?:p|code|em|strong|br|a)[^>]*>\n?", "", rendered))


@settings(deadline=None)
@given(MIXED)
def test_a_page_reads_as_typed_wherever_the_text_stands(typed: str) -> None:
    for shown in (text(typed), code(typed), f"a {code(typed)} and {text(typed)}."):
        safe = in_markdown(shown)
        assert not VARIABLE.search(safe)
        assert read(safe) == read(shown)


def test_a_page_of_hostile_words_reads_as_typed() -> None:
    for typed in TEXTS:
        for shown in (text(typed), code(typed)):
            safe = in_markdown(shown)
            assert not VARIABLE.search(safe), typed
            assert read(safe) == read(shown)


@pytest.mark.parametrize("name", NAMES)
def test_an_address_leads_to_the_same_place(name: str) -> None:
    url = in_url(f"https://wiki.example.com/{name}?a=$&b")
    assert not VARIABLE.search(url)
    assert url.replace("%24", "$").replace("%5B", "[") == f"https://wiki.example.com/{name}?a=$&b"


def test_provisioning_expands_nothing() -> None:
    assert in_provisioning("https://p.example.com/$HOME/${X}$") == (
        "https://p.example.com/$$HOME/$${X}$$"
    )
