"""Regular expressions are taken and refused as Prometheus' RE2 does (row 56)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from opsgen.resolve.regexes import regex_problem
from tests.judges import promtool

GOOD = (
    r"",
    r"5..",
    r"a|b",
    r"(?i)get",
    r"a(?i)b",
    r"(?i:get)|post",
    r"(?P<name>x)",
    r"[[:alpha:]]+",
    r"[^[:digit:]x]",
    r"\pL\p{Greek}\P{L}",
    r"\Qa.b\E+",
    r"\x{2014}\x41\101",
    r"^a$",
    r"\Aa\z",
    r"a{2,5}?",
    r"a{,5}",
    r"a{1000}",
    r"[a-c--]",
    r"\(?=",
    r"[[]",
    r"\\1",
    r"\bword\B",
    r"\d\s\w\D\S\W",
)
BAD = (
    r"(",
    r")",
    r"[",
    r"a**",
    r"*a",
    r"a{2}{3}",
    r"(?=a)",
    r"(?!a)",
    r"(?<=a)b",
    r"(?<!a)b",
    r"(?>a)",
    r"(a)\1",
    r"(?P<n>a)(?P=n)",
    r"(?(1)a|b)",
    r"a++",
    r"(?#note)a",
    r"(?x)a",
    r"(?a)b",
    r"\Za",
    "\\u0041",
    r"\N{DIGIT ONE}",
    r"a{1001}",
    r"a{2,1}",
    r"[b-a]",
    r"\y",
)


@pytest.mark.parametrize("pattern", GOOD)
def test_what_re2_reads_is_taken(pattern: str) -> None:
    assert regex_problem(pattern) is None


@pytest.mark.parametrize("pattern", BAD)
def test_what_re2_refuses_is_refused(pattern: str) -> None:
    assert regex_problem(pattern) is not None


@pytest.mark.parametrize("version", promtool.VERSIONS)
def test_prometheus_agrees_on_every_row(version: str, tmp_path: Path) -> None:
    def refused(pattern: str) -> bool:
        rules = {"alert": "a", "expr": f"up{{a=~{json.dumps(pattern)}}} > 1"}
        path = tmp_path / "rules.yml"
        path.write_text(json.dumps({"groups": [{"name": "g", "rules": [rules]}]}))
        return not promtool.check_rules(path, version=version).ok

    assert [pattern for pattern in GOOD if refused(pattern)] == []
    assert [pattern for pattern in BAD if not refused(pattern)] == []


def test_a_vast_expression_is_refused_and_raises_nothing() -> None:
    assert regex_problem("(" * 5000 + ")" * 5000) is not None
