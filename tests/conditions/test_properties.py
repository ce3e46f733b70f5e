"""What holds for every tree and for every text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsgen.conditions import (
    Condition,
    Parsed,
    Threshold,
    parse_condition,
    parse_threshold,
    to_text,
    walk,
)
from opsgen.conditions.reading import MAX_CHARACTERS, MAX_PROBLEMS
from tests.conditions.strategies import CONDITIONS, SCRAPS, THRESHOLDS

ANY_TEXT = st.one_of(
    st.text(max_size=60),
    SCRAPS,
    st.binary(max_size=60).map(lambda some: some.decode("utf-8", "surrogateescape")),
)


def _fits(text: str) -> bool:
    return len(text) <= MAX_CHARACTERS


@given(CONDITIONS)
def test_a_printed_condition_parses_to_itself(tree: Condition) -> None:
    text = to_text(tree)
    if _fits(text):
        parsed = parse_condition(text)
        assert parsed.problems == ()
        assert parsed.tree == tree


@given(THRESHOLDS)
def test_a_printed_threshold_parses_to_itself(tree: Threshold) -> None:
    text = to_text(tree)
    if _fits(text):
        assert parse_threshold(text) == Parsed(tree, ())


@given(CONDITIONS)
def test_the_text_of_each_condition_inside_parses_to_it(tree: Condition) -> None:
    text = to_text(tree)
    parsed = parse_condition(text).tree if _fits(text) else None
    for node in walk(parsed) if parsed is not None else ():
        inner = text[node.start : node.end]
        if isinstance(node, Condition):
            assert parse_condition(inner).tree == node
        else:
            again = parse_threshold(f">{inner}").tree
            if again is not None:  # A call of `absent` is no value.
                assert again.value == node


@pytest.mark.parametrize("parse", [parse_condition, parse_threshold])
@settings(max_examples=400)
@given(text=ANY_TEXT)
def test_any_text_gives_a_tree_or_well_placed_problems(parse: object, text: str) -> None:
    assert callable(parse)
    parsed = parse(text)
    errors = [problem for problem in parsed.problems if problem.rule.level == "error"]
    assert (parsed.tree is None) == bool(errors)
    assert len(parsed.problems) <= MAX_PROBLEMS
    for problem in parsed.problems:
        assert 0 <= problem.start <= problem.end <= len(text)
        assert problem.start < problem.end or problem.end == len(text)
        for words in (problem.message, problem.help or "", *problem.notes):
            assert words.isprintable()
        assert problem.message[:1] == problem.message[:1].strip() != ""
        for start, end, _ in problem.related:
            assert 0 <= start < end <= len(text)
    assert parsed == parse(text)


@given(SCRAPS)
def test_what_parses_prints_to_the_same_tree(text: str) -> None:
    tree = parse_condition(text).tree
    if tree is not None:
        assert parse_condition(to_text(tree)).tree == tree


@given(CONDITIONS, st.data())
def test_problems_are_found_in_text_order(tree: Condition, data: st.DataObject) -> None:
    text = to_text(tree)
    at = data.draw(st.integers(0, len(text)))
    broken = (
        text[:at] + data.draw(st.sampled_from(["&&", "5mb", "(", ")", "=", "$x", "%"])) + text[at:]
    )
    starts = [problem.start for problem in parse_condition(broken).problems]
    assert starts == sorted(starts)
