"""Every way to be wrong has its code, its place and its fix.

In the tables the place of each problem stands between « and »; a pair with nothing between
them is the end of the text.
"""

from __future__ import annotations

import re

import pytest

from opsgen.conditions import Parsed, parse_condition, parse_threshold
from opsgen.conditions.reading import MAX_PROBLEMS
from opsgen.diagnostics import Rule
from opsgen.diagnostics.rules import conditions as rules

CONDITIONS: list[tuple[str, str, str]] = [
    # (marked text, codes in text order, words of message and help)
    # Empty
    ("«»", "315", "nothing is written"),
    ("« \t\n»", "315", "leave the key out"),
    # Characters
    ("a «\uff1e» 5", "301", "fullwidth greater-than write `>`"),
    ("a > «\uff15\uff10\uff10»", "301", "write `500`"),
    ("a > «\u0665»", "301", "arabic-indic digit five write `5`"),
    ("a >«\u00a0»5", "301", "U+00A0 no-break space ordinary blank"),
    ("a >«\u200b»5", "301", "U+200B zero width space ordinary blank"),
    ("a > 5«\U0001f44d»", "301", "U+1F44D take it out"),
    ("l«\u0430»tency > 5", "301", "U+0430 cyrillic small letter a backticks"),
    ("a > 5«;» b > 3", "301", "`;` take it out"),
    ("a«.»b > 3", "301", "`_` backticks"),
    ('«"a"» > 5', "301", "quotes write `a` without"),
    ("share(a, «'model'») > 5%", "301", "write `model` without"),
    ('«"»a > 5', "301", "without quotes"),
    ("a > «€»5", "301", "`200 EUR`"),
    ("a > «$»(5)", "301", "`$200`"),
    ("a > «${BUDGET}»", "301", "environment `constants:`"),
    ("a > «$budget»", "301", "environment `constants:`"),
    ("a > 5«\x1b»", "301", "control character U+001B"),
    ("a > 5«\r»\n", "301", "control character U+000D"),
    ("a > 1 «?» 2 «:» 3", "301 301", "does not choose"),
    # Numbers
    ("a > «.5»", "302", "before the decimal point write `0.5`"),
    ("a > «5.»", "302", "after the decimal point write `5`"),
    ("a > «.5»ms", "302", "write `0.5`"),
    ("a > «1.2.3»", "302", "more than one decimal point"),
    ("a > «0x10»", "302", "not a decimal number"),
    ("a > «0b1»", "302", "not a decimal number"),
    ("a > «1e999»", "302", "exponent out of range -18 to 18"),
    ("a > «1e-19»", "302", "exponent out of range"),
    ("a > «1e1.5»", "302", "exponent not whole"),
    ("a > «1__000»", "302", "between two digits write `1_000`"),
    ("a > «1_000_»", "302", "write `1_000`"),
    ("a > «1_.5»", "302", "write `1.5`"),
    ("a > «1,000,000»", "302", "comma write `1_000_000`"),
    ("a > «0,5»%", "302", "comma write `0.5`"),
    ("a > «1,00,0.5»", "302", "without commas"),
    (f"a > «{'1' * 31}»", "302", "31 digits too long at most 30"),
    (f"a > «{'1' * 29}e2»", "302", "31 digits too long"),
    # Units
    ("a > 5«mb»", "303", "`mb` write `5 MB`"),
    ("a > 5«Mb»", "303", "write `5 MB`"),
    ("a > 5«KB»", "303", "write `5 kB`"),
    ("a > 5«mib»", "303", "write `5 MiB`"),
    ("a > 5«sec»", "303", "write `5s`"),
    ("a > 5 «seconds»", "303", "write `5s`"),
    ("a > 5 «msec»", "303", "write `5ms`"),
    ("a > 5«µs»", "303", "write `5us`"),
    ("a > 5 «percent»", "303", "write `5%`"),
    ("a > 5«€»", "303", "write `5 EUR`"),
    ("a > 5 «€»", "303", "write `5 EUR`"),
    ("a > 200«$»", "303", "write `200 USD`"),
    ("a > 200«usd»", "303", "write `200 USD`"),
    ("a > «$200 USD»", "303", "two units write `200 USD`"),
    ("a > «$5%»", "303", "two units write `5 USD`"),
    ("a > $5«k»", "303", "write `$5000`"),
    ("a > 2.5«k»", "303", "write `2500`"),
    ("a > 5«M»", "303", "`MB` million"),
    ("a > 5 «M»", "303", "`MB` million"),
    ("a > 3 «million»", "303", "write `3000000`"),
    ("a > 3 «million» tokens", "303", "write `3000000 tokens`"),
    ("a > 3 «months»", "303", "write `90d`"),
    ("a > 20 «rps»", "303", "write `20/s`"),
    ("a > 5 «requests»", "303", "write `5`"),
    ("a > 5«e»", "303", "exponent needs digits"),
    ("a > 5«token_s»", "303", "did you mean `tokens`"),
    ("a > 5«foo»", "303", "units are"),
    ("a > 5«and» b > 3", "303", "too close blank before `and`"),
    ("a > 5/«sec»", "303", "write `5/s`"),
    ("a > 5/«minute»", "303", "write `5/min`"),
    ("a > 5/«ms»", "303", "per `s`, `min`, `h` or `d`"),
    ("a > «5 / s»", "303", "division write `5/s` backticks"),
    ("a > «5 MB /s»", "303", "write `5 MB/s`"),
    # Stray per cents
    ("a > 5 «%» 2", "304", "no remainder"),
    ("a > 5«%» 2", "304", "no remainder"),
    ("a > 5«%»b", "304", "no remainder"),
    ("a «%» b > 5", "304", "no remainder"),
    ("a > «%»5", "304", "does not follow a number"),
    ("a«%» > 5", "304", "does not follow a number"),
    # Operators
    ("a > 5 «&&» b > 3", "305", "write `and`"),
    ("a > 5 «&» b > 3", "305", "write `and`"),
    ("a > 5 «||» b > 3", "305", "write `or`"),
    ("a > 5 «AND» b > 3", "305", "write `and`"),
    ("a > 5 «Or» b > 3", "305", "write `or`"),
    ("a «=» 5", "305", "write `==`"),
    ("a «===» 5", "305", "write `==`"),
    ("a «>==» 5", "305", "write `>=`"),
    ("a «=>» 5", "305", "write `>=`"),
    ("a «=<» 5", "305", "write `<=`"),
    ("a «> =» 5", "305", "write `>=` without a blank"),
    ("a «<>» 5", "305", "write `!=`"),
    ("a «=~» 5", "305", "`where:`"),
    ("a «\u2265» 5", "305", "write `>=`"),
    ("a «\u2264» 5", "305", "write `<=`"),
    ("a «\u2260» 5", "305", "write `!=`"),
    ("a «\u00d7» 2 > 5", "305", "write `*`"),
    ("a «\u2212» 2 > 5", "305", "write `-`"),
    ("a «^» 2 > 5", "305", "no powers"),
    ("a «**» 2 > 5", "305", "no powers"),
    ("«!»(a > 5)", "305", "opposite comparison"),
    ("«not» (a > 5)", "305", "opposite comparison"),
    ("b > 3 and «NOT» a > 5", "305", "opposite comparison"),
    ("a > 5 «unless» b > 3", "305", "opposite comparison after `and`"),
    ("a > 5 «per» second", "305", "`5/s`"),
    ("a «above» 5", "305", "write `>`"),
    # Parentheses
    ("«(»a > 5", "306", "never closed"),
    ("a > 5«)»", "306", "closes nothing"),
    ("«)»a > 5", "306", "closes nothing"),
    ("a > «(»", "306", "never closed"),
    ("rate«(»a > 5", "306", "never closed"),
    ("rate«(»", "306", "never closed"),
    # Missing values
    ("a «>»", "307", "value missing after `>`"),
    ("a > 1 «and»", "307", "condition missing after `and`"),
    ("a «>» and b > 3", "307", "value missing after `>`"),
    ("a «>» > 5", "307", "value missing after `>`"),
    ("«>» 5%", "307", "value missing before `>` what is compared"),
    ("«and» a > 5", "307", "condition missing before `and`"),
    ("(«*» 5) > a", "307", "value missing before `*`"),
    ("a > «+»5", "307", "leave the `+` out"),
    ("a > «()»", "307", "nothing between the parentheses"),
    ("«,»", "307", "value missing before `,`"),
    ("rate(a«,») > 5", "307", "value missing after `,`"),
    ("a > «-»", "307", "value missing after `-`"),
    # Chains
    ("1% < a «<» 5%", "308", "write `1% < a and a < 5%`"),
    ("1 < a «<» b + 1 < 5", "308", "write `1 < a and a < b + 1 and b + 1 < 5`"),
    ("(b > 1 and 1 < a «==» 5)", "308", "write `1 < a and a == 5`"),
    # Missing operators
    ("a > 5 «b»", "309", "missing before `b` join"),
    ("a > 5 «b» > 3", "309", "missing before `b`"),
    ("a > 5 «100»", "309", "missing before `100`"),
    ("a > 5 «(»b > 3)", "309", "missing before `(`"),
    ("`rate`«(»a) > 3", "309", "missing before `(`"),
    ("a > 5«,» b > 3", "309", "separates the arguments"),
    ("rate(a «5m») > 3", "309", "separate the arguments by `,`"),
    # Conditions and values in each other's place
    ("«(a > 5)» + 3 > 2", "312", "join conditions by `and`"),
    ("a > «(b > 5)»", "312", "condition where a value"),
    ("-«(a > 5)» > 3", "312", "condition where a value"),
    ("max(«a > 5», 5m) > 3", "312", "condition where a value"),
    ("«absent(a)» > 0", "312", "compare it to nothing"),
    ("-«absent(a)» > 0", "312", "compare it to nothing"),
    ("«a + 5»", "313", "`a + 5` is a value"),
    ("«a» or b > 5", "313", "compare it with something"),
    ("a > 5 and «rate(b)»", "313", "`rate(b)` is a value"),
    ("«(a)» and «5»", "313 313", "compare it with something"),
    # PromQL
    ('a«{job="x"}» > 5', "314", "selector `where:`"),
    ('a«{job="}"}» > 5', "314", "selector `where:`"),
    ('«{job="x"}» > 5', "314", "selector"),
    ("rate(a«[5m]») > 5", "314", "range `rate(x, 5m)`"),
    ("sum «by» (x) (a) > 5", "314", "`by:`"),
    ("a > 5 «by» (x)", "314", "`by:`"),
    ("a «offset» 1d > 5", "314", "`baseline(x, w, lag)`"),
    ("a > b «bool»", "314", "leave it out"),
    # Functions
    ("«sum»(a) > 5", "316", "`by:`"),
    ("«histogram_quantile»(0.99, a) > 5", "316", "`quantile(x, 0.99)`"),
    ("«p95»(a) > 5", "316", "`quantile(x, 0.95)`"),
    ("«Rate»(a) > 5", "316", "small letters `rate`"),
    ("«raet»(a) > 5", "316", "did you mean `rate(x[, w])`"),
    ("«frobnicate»(a)", "316", "no function"),
    ("«rate()» > 5", "317", "1 or 2 arguments, not 0 `rate(x[, w])`"),
    ("«increase(a)» > 5", "317", "2 arguments, not 1 `increase(x, w)` `5m`"),
    ("absent(a, «b»)", "317", "1 argument, not 2"),
    ("baseline(a, 1d, 1h, «5, b») > 1", "317", "2 or 3 arguments, not 5"),
    ("rate(a, «5») > 1", "318", "duration which unit `5s`, `5m` or `5h`"),
    ("rate(a, «w») > 1", "318", "duration literal"),
    ("rate(a, «0s») > 1", "318", "duration of whole seconds"),
    ("rate(a, «500ms») > 1", "318", "duration of whole seconds"),
    ("rate(a, «-5m») > 1", "318", "duration"),
    ("rate(a, «5/s») > 1", "318", "duration"),
    ("rate(a, «(5m)») > 1", "318", "not `(5m)`"),
    ("rate(«a + b») > 1", "318", "name of a metric"),
    ("rate(«5») > 1", "318", "name of a metric"),
    ("rate(«a > b») > 1", "318", "name of a metric"),
    ("absent(«rate(a)»)", "318", "name of a metric"),
    ("quantile(a, «99») > 1", "318", "write `0.99`"),
    ("quantile(a, «1») > 1", "318", "between 0 and 1 `0.99`"),
    ("quantile(a, «0») > 1", "318", "between 0 and 1"),
    ("quantile(a, «0.5s») > 1", "318", "between 0 and 1"),
    ("quantile(a, «p99») > 1", "318", "between 0 and 1"),
    ("share(a, «5») > 5%", "318", "a label"),
    ("share(a, «a:b») > 5%", "318", "a label"),
    # Durations of several parts
    ("a > «1h30m»", "319", "write `90m`"),
    ("a > «1h 30m»", "319", "write `90m`"),
    ("a > «1d12h30m15s»", "319", "write `131415s`"),
    ("rate(a, «1m30s») > 1", "319", "write `90s`"),
    # Backticks
    ("«`a > 5»", "321", "not closed"),
    ("«`a\n` > 5»", "321", "not closed"),
    ("«``» > 5", "321", "no name between"),
    ("«`a\x07`» > 5", "321", "cannot be seen"),
    # Several at once, none of them a consequence of another
    ("a > 5«mb» and b > 3«KB» «||» c «=» «.5»", "303 303 305 305 302", "MB kB or == 0.5"),
    ("rate(a, 5«mins»«[5m]») «=>» «1,000»", "303 314 305 302", "5min"),
    ("increase(a, «5», «6») > 3 and «b»", "318 317 313", "which unit"),
]

THRESHOLDS: list[tuple[str, str, str]] = [
    ("«»", "315", "nothing is written"),
    ("«500ms»", "310", "which side write `>500ms` or `<500ms`"),
    ("«-(a + 5)»", "310", "write `>-(a + 5)`"),
    ("«latency» > 500ms", "311", "no left side write `> 500ms`"),
    ("«(a + b)»  <= 5%", "311", "write `<= 5%`"),
    ("«(latency > 500ms)»", "311", "`condition:`"),
    ("«absent(x)»", "311", "`condition:`"),
    ("«a and b > 5»", "311", "`condition:`"),
    (">5% «and» <3%", "311", "ends before `and` `condition:`"),
    (">5% «AND» <3%", "311", "ends before `AND`"),
    ("> 5 «<» 10", "311", "ends before `<`"),
    ("«>»", "307", "value missing after `>`"),
    ("«>» > 5", "307", "value missing after `>`"),
    ("> «(5 > 3)»", "312", "condition where a value"),
    ("> «absent(x)»", "312", "true or false by itself"),
    (">5 «5»", "309", "missing before `5`"),
    ("«=»5", "305", "write `==`"),
    ("«≥» 5", "305", "write `>=`"),
    (">5«mb»", "303", "write `5 MB`"),
    (">«.5»", "302", "write `0.5`"),
    ("«above» 5", "305", "write `>`"),
    ("budget «5»", "309", "missing"),
]


def unmarked(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without marks, and the places that they mark."""
    places, text = [], ""
    for piece in re.split("([«»])", marked):
        if piece == "«":
            start = len(text)
        elif piece == "»":
            places.append((start, len(text)))
        else:
            text += piece
    return text, places


def judge(parsed: Parsed[object], marked: str, codes: str, words: str) -> None:
    assert parsed.tree is None
    found = [(problem.start, problem.end) for problem in parsed.problems]
    assert " ".join(problem.rule.code.removeprefix("OPS") for problem in parsed.problems) == codes
    assert found == unmarked(marked)[1]
    said = " ".join(f"{problem.message} {problem.help}" for problem in parsed.problems)
    assert [word for word in words.split() if word not in said] == []
    for problem in parsed.problems:
        assert problem.help
        assert "\n" not in problem.message + problem.help
        assert not problem.message.endswith(".")


@pytest.mark.parametrize(("marked", "codes", "words"), CONDITIONS)
def test_a_wrong_condition(marked: str, codes: str, words: str) -> None:
    judge(parse_condition(unmarked(marked)[0]), marked, codes, words)


@pytest.mark.parametrize(("marked", "codes", "words"), THRESHOLDS)
def test_a_wrong_threshold(marked: str, codes: str, words: str) -> None:
    judge(parse_threshold(unmarked(marked)[0]), marked, codes, words)


def test_a_chain_points_at_the_first_comparison_too() -> None:
    (problem,) = parse_condition("1% < a < 5%").problems
    assert problem.related == ((3, 4, "the first comparison"),)


MIXED = [
    # (marked text, the advice, the whole text as advised)
    ("a > 1 or «b > 2 and c > 3»", "a > 1 or (b > 2 and c > 3)", ""),
    ("«a > 1 and b > 2» or c > 3 and d > 4", "(a > 1 and b > 2) or (c > 3 and d > 4)", ""),
    ("«(a > 1 or b > 2) and c > 3» or d > 4", "((a > 1 or b > 2) and c > 3) or d > 4", ""),
    (
        "(«a > 1 and b > 2» or c > 3) and d > 4",
        "(a > 1 and b > 2) or c > 3",
        "((a > 1 and b > 2) or c > 3) and d > 4",
    ),
]


@pytest.mark.parametrize(("marked", "advice", "advised"), MIXED)
def test_mixed_and_or_is_a_note_beside_the_tree(marked: str, advice: str, advised: str) -> None:
    text, places = unmarked(marked)
    parsed = parse_condition(text)
    (problem,) = parsed.problems
    assert (problem.rule.code, problem.rule.level) == ("OPS320", "note")
    assert [(problem.start, problem.end)] == places
    assert f"`{advice}`" in (problem.help or "")
    assert parse_condition(advised or advice) == Parsed(parsed.tree, ())


@pytest.mark.parametrize(
    "text", ["(a > 1 and b > 2) or c > 3", "a > 1 or b > 2", "a > 1 and b > 2"]
)
def test_parentheses_silence_the_note(text: str) -> None:
    assert parse_condition(text).problems == ()


def test_a_flood_of_problems_is_cut() -> None:
    assert len(parse_condition("5mb = " * 50).problems) == MAX_PROBLEMS


def test_the_table_reaches_every_rule_of_the_parser() -> None:
    raised_by_resolve = {rules.FLOAT_EQUALITY, rules.CONSTANT_CONDITION, rules.ZERO_DIVISOR}
    elsewhere = {rules.TOO_LARGE, rules.MIXED_AND_OR}  # test_limits, and above
    every = {rule.code for rule in vars(rules).values() if isinstance(rule, Rule)}
    reached = {f"OPS{code}" for _, codes, _ in CONDITIONS + THRESHOLDS for code in codes.split()}
    assert every - reached == {rule.code for rule in raised_by_resolve | elsewhere}
