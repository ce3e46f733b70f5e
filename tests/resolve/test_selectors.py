"""Series and matchers as people write them (rows 54 to 56 of the table of bad inputs)."""

from __future__ import annotations

import pytest

from opsgen.plan import Matcher, Selector
from opsgen.resolve.selectors import (
    SelectorError,
    map_matchers,
    merge,
    parse_matchers,
    parse_selector,
    quote_regex,
)
from tests.resolve.files import codes, file, finding, promql, rule, underlined


@pytest.mark.parametrize(
    ("text", "selector"),
    [
        ("up", Selector("up")),
        ("  up  ", Selector("up")),
        ("vllm:tokens_total", Selector("vllm:tokens_total")),
        ("up{}", Selector("up")),
        ('up{a="1"}', Selector("up", (Matcher("a", "=", "1"),))),
        (
            'up {a = "1" , b!~"x.*",}',
            Selector("up", (Matcher("a", "=", "1"), Matcher("b", "!~", "x.*"))),
        ),
        ("up{a='it'}", Selector("up", (Matcher("a", "=", "it"),))),
        (r'up{a="\101\x41\u0041\U00000041"}', Selector("up", (Matcher("a", "=", "AAAA"),))),
        (r"up{a=`\d`}", Selector("up", (Matcher("a", "=", r"\d"),))),
        (r'up{a="\\d\"\n\x41é"}', Selector("up", (Matcher("a", "=", '\\d"\nA\u00e9'),))),
        (
            'r{endpoint="/collections/{name}/points"}',
            Selector("r", (Matcher("endpoint", "=", "/collections/{name}/points"),)),
        ),
        ('r{a="} or vector(1) #"}', Selector("r", (Matcher("a", "=", "} or vector(1) #"),))),
    ],
)  # fmt: skip
def test_a_selector_is_read_as_promql_reads_it(text: str, selector: Selector) -> None:
    assert parse_selector(text) == selector


@pytest.mark.parametrize(
    ("text", "start", "end", "message"),
    [
        ("5up", 0, 3, "starts with a letter"),
        ('"up"', 0, 4, "starts with a letter"),
        ("up[5m]", 2, 6, "only `{…}` may follow"),
        ("rate(up)", 4, 8, "only `{…}` may follow"),
        ("up{", 2, 3, "never closed"),
        ('up{a="1"} + 1', 2, 3, "never closed"),
        ('up{5="1"}', 3, 4, "a label name is due"),
        ('up{a"1"}', 4, 5, "one of `=`"),
        ("up{a=1}", 5, 6, "a quoted value is due"),
        ("up{a=}", 5, 6, "a quoted value is due"),
        ('up{a="1}', 5, 7, "never ends"),
        (r'up{a="\d"}', 6, 8, "no such escape"),
        (r'up{a="\xff"}', 6, 10, "no character"),
        (r'up{a="\ud800"}', 6, 12, "no character"),
        ('up{a="1" b="2"}', 9, 10, "a comma is due"),
        ('up{__name__="x"}', 3, 11, "no label"),
        ('up{a=~"("}', 6, 9, "no regular expression"),
        ('up{a=~"(?=x)"}', 6, 13, "look-around"),
    ],
)
def test_what_is_wrong_is_found_at_its_characters(
    text: str, start: int, end: int, message: str
) -> None:
    with pytest.raises(SelectorError) as caught:
        parse_selector(text)
    assert message in caught.value.message
    assert (caught.value.start, caught.value.end) == (start, end)


def test_matchers_may_stand_with_or_without_braces() -> None:
    assert parse_matchers('{a="1"}') == parse_matchers('a="1"') == (Matcher("a", "=", "1"),)
    assert parse_matchers(" ") == ()


def test_a_map_matches_exactly_and_a_list_any_of_its_texts() -> None:
    assert map_matchers({"b": "x.*", "a": ["1.0", "2|3"]}) == (
        Matcher("a", "=~", r"1\.0|2\|3"),
        Matcher("b", "=", "x.*"),
    )


@pytest.mark.parametrize("text", [".*", "a|b", r"\Q", "$", "^x$", "a{2}", "[x]", "x+?"])
def test_a_quoted_text_matches_itself_only(text: str) -> None:
    import re

    quoted = re.compile(quote_regex(text))
    assert quoted.fullmatch(text)
    assert not any(quoted.fullmatch(decoy) for decoy in ("", "a", "b", "xx", "aa", text + "x"))


def test_the_matchers_of_the_nearer_place_win_on_the_same_label() -> None:
    base = (Matcher("a", "=", "1"), Matcher("b", "=", "1"), Matcher("b", "!=", "3"))
    own = (Matcher("b", "=", "2"), Matcher("c", "=", "2"))
    assert merge(base, own) == (
        Matcher("a", "=", "1"),
        Matcher("b", "=", "2"),
        Matcher("c", "=", "2"),
    )


def test_where_is_added_to_the_defaults_and_wins_on_the_same_label() -> None:
    defaults = "job: shop, where: {env: prod, zone: a}"
    metric = 'name: it, type: gauge, where: {env: canary}, alert_threshold: ">5"'
    assert rule(metric, defaults=defaults) == 'max(it{env="canary",job="shop",zone="a"}) > 5'


def test_where_may_be_text_of_promql() -> None:
    metric = (
        """name: it, type: gauge, where: 'path=~"/v1/.*",code!="404"', alert_threshold: ">5\""""
    )
    assert rule(metric) == 'max(it{code!="404",job="shop",path=~"/v1/.*"}) > 5'


def test_where_may_name_another_job() -> None:
    metric = 'name: it, type: gauge, where: {job: cost-exporter}, alert_threshold: ">5"'
    assert rule(metric) == 'max(it{job="cost-exporter"}) > 5'


def test_where_applies_to_numerator_and_denominator_and_their_own_matchers_win() -> None:
    metric = (
        "name: bad, type: counter, where: {route: /chat, status: any}, "
        """numerator: 'hits{status=~"5.."}', denominator: hits, alert_threshold: ">5%\""""
    )
    assert rule(metric) == (
        '(sum(rate(hits{job="shop",route="/chat",status=~"5.."}[5m])) or on () '
        '0 * sum(rate(hits{job="shop",route="/chat",status="any"}[5m]))) / on () '
        '(sum(rate(hits{job="shop",route="/chat",status="any"}[5m])) > 0) > 0.05'
    )


def test_a_hostile_label_value_stays_data() -> None:
    metric = """name: it, type: gauge, where: {a: '"} or vector(1) #'}, alert_threshold: ">5\""""
    assert rule(metric) == 'max(it{a="\\"} or vector(1) #",job="shop"}) > 5'


@pytest.mark.parametrize(
    ("metric", "code", "under"),
    [
        ("""name: it, type: gauge, where: 'a="1" b="2"'""", "OPS216", "b"),
        ("""name: it, type: gauge, where: 'a=~"(?<!x)y"'""", "OPS216", '"(?<!x)y"'),
        ("""name: it, type: gauge, where: '{a="1"'""", "OPS216", "{"),
        ("""name: it, type: gauge, where: 'a="1"}'""", "OPS216", "}"),
        ("""name: it, type: gauge, series: 'up[5m]'""", "OPS217", "[5m]"),
        ("""name: it, type: counter, numerator: 'a{b}', denominator: c""", "OPS217", "}"),
        ("""name: it, type: counter, numerator: a, denominator: '{b="c"}'""", "OPS217", '{b="c"}'),
    ],
)
def test_a_broken_matcher_is_pointed_at_inside_its_quotes(
    metric: str, code: str, under: str
) -> None:
    text = file(metrics=[metric])
    assert codes(text) == [code]
    assert underlined(text, code) == under


def test_the_where_of_the_defaults_is_checked_too() -> None:
    text = file(defaults="job: shop, where: 'a=b'", metrics=["name: it, type: gauge"])
    assert codes(text) == ["OPS216"]
    assert underlined(text, "OPS216") == "b"
    assert "PromQL" in str(finding(text, "OPS216").help)


def test_a_native_histogram_has_no_bucket_series() -> None:
    metric = 'name: it_p50, type: histogram, histogram: native, unit: s, alert_threshold: ">5s"'
    text = file(metrics=[metric])
    assert promql(text, "it_p50_medium") == (
        'histogram_quantile(0.5, sum(rate(it_seconds{job="shop"}[5m]))) > 5'
    )
    assert promql(text, "it_seconds_no_data").startswith("max(absent_over_time(it_seconds{")


def test_bucket_at_the_end_of_a_histograms_series_is_a_slip() -> None:
    text = file(metrics=["name: it_p50, type: histogram, series: it_seconds_bucket"])
    assert codes(text) == ["OPS225"]
    assert "`it_seconds`" in str(finding(text, "OPS225").help)
