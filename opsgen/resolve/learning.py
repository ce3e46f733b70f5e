"""Units that metrics learn from what they are compared with, before anything is judged.

So the meaning of an alert does not depend on which one is written first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from opsgen.conditions import Tree, names
from opsgen.diagnostics import Path
from opsgen.resolve.compiled import Compiled, Compiler
from opsgen.resolve.measured import Measured


@dataclass(frozen=True, slots=True)
class Comparison:
    """The scalar `text` at `path`: a threshold of `metric`, or a condition where that is None."""

    text: str
    path: Path
    metric: Measured | None


def learn_units(comparisons: Sequence[Comparison], compiler: Compiler) -> None:
    """Compile everything in silence, as long as units still travel from metric to metric.

    A percentage lends last: what is compared with seconds somewhere is a duration, and the
    percentage is the slip.
    """
    scope = compiler.scope
    scope.silent = scope.reluctant = True
    waiting = _lend([each for each in comparisons if _may_learn(each, compiler)], compiler)
    scope.reluctant = False
    _lend(waiting, compiler)
    scope.silent = False


def _may_learn(comparison: Comparison, compiler: Compiler) -> bool:
    """False where all names are declared with their units, as in most files: nothing to compile."""
    tree: Tree | None
    if comparison.metric is None:
        tree = compiler.parsed_condition(comparison.text).tree
    elif comparison.metric.undeclared:
        return True
    else:
        tree = compiler.parsed_threshold(comparison.text).tree
    scope = compiler.scope
    return tree is not None and not all(scope.knows_unit(name.id) for name in names(tree))


def _lend(comparisons: Sequence[Comparison], compiler: Compiler) -> list[Comparison]:
    """The comparisons that still hold a metric without a unit when no more units travel."""
    waiting, open_before = list(comparisons), -1
    while waiting:
        compiled = [(each, _compile(each, compiler)) for each in waiting]
        # What means nothing is reported later; what knows all its units can teach no more.
        found = [(each, done) for each, done in compiled if done is not None]
        waiting = [each for each, done in found if any(m.undeclared for m in done.measured)]
        still_open = sum(m.undeclared for _, done in found for m in done.measured)
        if still_open == open_before:
            break
        open_before = still_open
    return waiting


def _compile(comparison: Comparison, compiler: Compiler) -> Compiled | None:
    if comparison.metric is None:
        return compiler.condition(comparison.text, comparison.path, "", None, False)
    return compiler.threshold(comparison.text, comparison.path, "", comparison.metric, False)
