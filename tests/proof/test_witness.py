"""Label values that pass the matchers of a selector, and values that do not."""

from __future__ import annotations

import re

import pytest

from opsgen.plan import Matcher
from opsgen.proof import UnprovenError
from opsgen.proof.samples import matches
from opsgen.proof.witness import failing, passing

PATTERNS = (
    "5..", "error|abort", "2xx|", "(a|b)+c?", "[45][0-9]{2}", "[^4]..", r"\d+\.\d+", "api-.*",
    r"\Q{a.b}\E", "(?i:post)", "(?P<x>a)b", "x{3,5}", "^web$", ".+", r"\/v1\/chat", "a|b|c",
    r"[\w-]+@example\.com", "(?i)error", "(?:gpt|claude)-[0-9]",
)  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_value_fits_the_pattern_and_another_does_not(pattern: str) -> None:
    asked = Matcher("x", "=~", pattern)
    value = passing([asked])
    assert value
    assert re.fullmatch(re.sub(r"\\Q(.*)\\E", lambda m: re.escape(m[1]), pattern), value)
    other = failing(asked)
    assert other is None or not matches(asked, other)
    assert passing([Matcher("x", "!~", pattern)], wish="none of these, surely") != value


def test_all_matchers_of_a_label_are_heeded() -> None:
    asked = [Matcher("x", "=~", "a|b|c"), Matcher("x", "!=", "a"), Matcher("x", "!~", "none")]
    with pytest.raises(UnprovenError, match=r"x=~a\|b\|c"):
        passing([*asked, Matcher("x", "!~", "b|c")])
    assert passing([Matcher("x", "=~", "a|b"), Matcher("x", "!=", "b")]) == "a"


def test_what_one_keeps_out_the_others_may_let_pass() -> None:
    within = [Matcher("x", "=~", "error|timeout|(ok|done)")]
    assert failing(Matcher("x", "=~", "error|timeout"), within) == "ok"
    assert failing(Matcher("x", "=~", ".*"), within) is None


def test_the_wish_is_kept_where_it_may() -> None:
    assert passing([Matcher("x", "!=", "")], wish="x-a") == "x-a"
    assert passing([], wish="x-a") == "x-a"
    assert passing([Matcher("x", "=", "")]) == ""


@pytest.mark.parametrize(("written", "seen"), [("1", "1.0"), ("1.0", "1"), ("+Inf", "+Inf")])
def test_a_bound_is_a_number(written: str, seen: str) -> None:
    assert matches(Matcher("le", "=", written), seen)
    assert not matches(Matcher("le", "!=", written), seen)
    assert matches(Matcher("code", "=", written), seen) == (written == seen)
