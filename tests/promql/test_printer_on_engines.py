"""The real engines take what the printer writes, whatever word a name is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from opsgen.promql import (
    Aggregate,
    Binary,
    Expr,
    Matcher,
    Selector,
    is_grouping_label,
    to_promql,
)
from opsgen.promql.escape import KEYWORDS
from tests.judges import promtool
from tests.promql import engine
from tests.promql.trees import scalars, vectors

ENGINES = pytest.mark.parametrize("version", promtool.VERSIONS)
WORDS = sorted({*KEYWORDS, "NaN", "Inf", "SUM", "Without", "e1", "le", "time", "rate", "delay"})


def _word_in_every_place(word: str) -> list[Expr]:
    bare = Selector(word, (Matcher(word, "=", "x"),))
    if not is_grouping_label(word):
        return [bare]
    return [
        bare,
        Aggregate("sum", (word,), None, bare),
        Aggregate("sum", None, (word,), bare),
        Binary("and", bare, bare, (word,)),
        Binary("*", bare, bare, (), (word,)),
    ]


@ENGINES
def test_words_of_the_grammar_may_be_names(version: str, tmp_path: Path) -> None:
    texts = [to_promql(expr) for word in WORDS for expr in _word_in_every_place(word)]
    assert engine.accepts(texts, version, tmp_path)


@ENGINES
@pytest.mark.parametrize("word", ["inf", "nan", "without"])
def test_a_word_that_we_refuse_is_refused_by_the_engine(
    word: str, version: str, tmp_path: Path
) -> None:
    assert not engine.accepts([f"sum by ({word}) (x)"], version, tmp_path)


@ENGINES
@pytest.mark.parametrize("width", [20, 80])
def test_every_tree_is_taken(width: int, version: str, tmp_path: Path) -> None:
    texts: list[str] = []

    @settings(
        max_examples=300,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(vectors | scalars)
    def collect(expr: Expr) -> None:
        texts.append(to_promql(expr, width))

    collect()
    assert len(texts) >= 300
    assert engine.accepts(texts, version, tmp_path)
