"""The published grammar and the parser accept the same texts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsgen.conditions import Condition, Threshold, parse_condition, parse_threshold, to_text
from opsgen.conditions.functions import FUNCTIONS
from opsgen.units import LITERAL_UNITS
from tests.conditions.recogniser import published, recognises, rules
from tests.conditions.strategies import CONDITIONS, THRESHOLDS
from tests.conditions.test_problems import CONDITIONS as WRONG_CONDITIONS
from tests.conditions.test_problems import THRESHOLDS as WRONG_THRESHOLDS
from tests.conditions.test_problems import unmarked
from tests.conditions.test_trees import CONDITIONS as RIGHT_CONDITIONS
from tests.conditions.test_trees import THRESHOLDS as RIGHT_THRESHOLDS

# Refused by the prose under the grammar, which its rules cannot say.
BY_PROSE = {
    "a > 5 / s",
    "a > 5 MB /s",
    "a > 5/ms",
    "a > 5/sec",
    "a > 5/minute",
    "a > 1e999",
    "a > 1e-19",
    f"a > {'1' * 31}",
    f"a > {'1' * 29}e2",
    "rate(a, 0s) > 1",
    "rate(a, 500ms) > 1",
    "quantile(a, 99) > 1",
    "quantile(a, 1) > 1",
    "quantile(a, 0) > 1",
    "`a\x07` > 5",
}


@pytest.mark.parametrize("text", RIGHT_CONDITIONS)
def test_a_right_condition_is_in_the_grammar(text: str) -> None:
    assert recognises(text, "condition")


@pytest.mark.parametrize("text", RIGHT_THRESHOLDS)
def test_a_right_threshold_is_in_the_grammar(text: str) -> None:
    assert recognises(text, "threshold")


@pytest.mark.parametrize("marked", [marked for marked, _, _ in WRONG_CONDITIONS])
def test_a_wrong_condition_is_not(marked: str) -> None:
    text, _ = unmarked(marked)
    assert recognises(text, "condition") is (text in BY_PROSE)


@pytest.mark.parametrize("marked", [marked for marked, _, _ in WRONG_THRESHOLDS])
def test_a_wrong_threshold_is_not(marked: str) -> None:
    assert not recognises(unmarked(marked)[0], "threshold")


@settings(max_examples=50)
@given(CONDITIONS)
def test_every_printed_condition_is_in_the_grammar(tree: Condition) -> None:
    assert recognises(to_text(tree), "condition")


@settings(max_examples=50)
@given(THRESHOLDS)
def test_every_printed_threshold_is_in_the_grammar(tree: Threshold) -> None:
    assert recognises(to_text(tree), "threshold")


# No numbers that touch words or each other by accident: those are the tables' matter.
TOKENS = "a b rate min share absent ( ) ( ) , > <= == and or + - * / 5 5% 5ms 0.5 5m 5/s 3 USD"


@settings(max_examples=500)
@given(st.lists(st.sampled_from(TOKENS.split()), max_size=12).map(" ".join))
def test_both_judge_random_tokens_alike(text: str) -> None:
    if "5 / s" not in text:
        assert recognises(text, "condition") == (parse_condition(text).tree is not None)
        assert recognises(text, "threshold") == (parse_threshold(text).tree is not None)


@settings(max_examples=200)
@given(CONDITIONS, st.data())
def test_both_judge_a_lost_or_doubled_token_alike(tree: Condition, data: st.DataObject) -> None:
    words = to_text(tree).replace("(", " ( ").replace(")", " ) ").split()
    at = data.draw(st.integers(0, len(words) - 1))
    words[at : at + 1] = data.draw(st.sampled_from([[], [words[at]] * 2]))
    text = " ".join(words)
    shaped = {"OPS300", "OPS318", "OPS303"}  # limits and the prose about durations and rates
    parsed = parse_condition(text)
    if not any(problem.rule.code in shaped for problem in parsed.problems):
        assert recognises(text, "condition") == (parsed.tree is not None)


def test_the_grammar_names_every_unit_and_function() -> None:
    literals = published().split('"')[1::2]
    assert set(LITERAL_UNITS) <= set(literals)
    assert set(FUNCTIONS) <= set(literals)


@pytest.mark.parametrize("lost", ["conjunction", "product", "factor", "predicate"])
def test_a_fault_planted_in_the_grammar_is_seen(monkeypatch: pytest.MonkeyPatch, lost: str) -> None:
    text = "a > -b * max(c, 1h) and b > 2 or absent(d)"
    assert recognises(text, "condition")
    narrower = {"conjunction": "term", "product": "NAME", "factor": "NAME", "predicate": "NAME"}
    monkeypatch.setitem(rules(), lost, ("name", narrower[lost]))
    assert not recognises(text, "condition")
