"""From the tree of a condition to its parts: typed, aligned, and built at common labels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from opsgen.conditions import Both, Comparison, Name, Predicate, Threshold
from opsgen.conditions import Condition as Tree
from opsgen.diagnostics.rules import conditions as condition_rules
from opsgen.diagnostics.rules import units as rules
from opsgen.plan import All, AnyOf, Compare, Condition, Holds, Value
from opsgen.plan import values as v
from opsgen.plan.conditions import CompareOp
from opsgen.plan.values import Labels
from opsgen.resolve.buckets import check_buckets
from opsgen.resolve.constants import Constant
from opsgen.resolve.expressions import Typer
from opsgen.resolve.guards import guards
from opsgen.resolve.measured import Measured
from opsgen.resolve.scope import Reading
from opsgen.resolve.terms import Term
from opsgen.resolve.unify import StopError, Unifier
from opsgen.units import NUMBER

_MIRRORED: dict[CompareOp, CompareOp] = {
    ">": "<",
    ">=": "<=",
    "<": ">",
    "<=": ">=",
    "==": "==",
    "!=": "!=",
}
Build = Callable[[Labels], Condition]


@dataclass(slots=True)
class Part:
    """One comparison or predicate; `compare` builds the comparison as the user wrote it."""

    terms: tuple[Term, ...]
    build: Build
    compare: Callable[[Labels], Compare] | None
    measured: tuple[Measured, ...] = ()

    def leaves(self) -> Iterator[Term]:
        for term in self.terms:
            yield from term.leaves()


@dataclass(slots=True)
class Assembly:
    """Works on one condition; `severe` alerts want more evidence."""

    typer: Typer
    unifier: Unifier
    severe: bool

    def condition(self, tree: Tree) -> tuple[list[Part], Build]:
        """(its comparisons in order, how it is built). All problems are reported."""
        match tree:
            case Comparison():
                part = self._comparison(tree)
                return [part], part.build
            case Predicate():
                part = self._predicate(tree)
                return [part], part.build
        parts: list[Part] = []
        builds: list[Build] = []
        failed = False
        for item in tree.items:
            try:
                inner, build = self.condition(item)
            except StopError:
                failed = True
                continue
            parts += inner
            builds.append(build)
        if failed:
            raise StopError
        if isinstance(tree, Both):
            return parts, lambda by: _all([build(by) for build in builds])
        return parts, lambda by: AnyOf(tuple(build(by) for build in builds))

    def threshold(self, tree: Threshold, metric: Measured) -> Part:
        left = self.typer.reading(Reading(metric), tree.op_start, tree.op_end, metric.name)
        right = self.typer.term(tree.value)
        return self._compare(left, tree.op, right, tree.start, tree.end)

    def _comparison(self, tree: Comparison) -> Part:
        sides: list[Term] = []
        for node in (tree.left, tree.right):
            try:
                sides.append(self.typer.term(node))
            except StopError:
                continue
        if len(sides) < 2:
            raise StopError
        return self._compare(sides[0], tree.op, sides[1], tree.start, tree.end)

    def _compare(self, left: Term, op: CompareOp, right: Term, start: int, end: int) -> Part:
        if left.constant is not None and right.constant is not None:
            self.unifier.report(
                condition_rules.CONSTANT_CONDITION,
                start,
                end,
                "this compares two constants: it is always true or always false",
                "name a metric on one side",
            )
            raise StopError
        if left.constant is not None:
            left, op, right = right, _MIRRORED[op], left
        unit, left, right = self.unifier.align(left, right, f"`{op}`")
        if op in ("==", "!=") and (unit is None or unit.kind != "count"):
            self.unifier.report(
                condition_rules.FLOAT_EQUALITY,
                start,
                end,
                f"`{op}` on a measured figure is seldom what is meant",
                "compare with `>=` or `<=`, or say `unit: count` if it only takes whole numbers",
                notes=("`!=` is also true of NaN, and two floats are rarely equal",),
            )

        def compare(by: Labels) -> Compare:
            return Compare(left.build(by, op), op, right.build(by, op))

        def build(by: Labels) -> Condition:
            compared = compare(by)
            return _all([compared, *guards(compared, left, right, self.severe, self.typer)])

        self._record_aggregates(op, (left, right))
        return Part((left, right), build, compare)

    def _record_aggregates(self, op: CompareOp, terms: tuple[Term, ...]) -> None:
        """Which of its series a gauge is judged by, where nobody said."""
        for term in terms:
            for leaf in term.leaves():
                source = leaf.source
                if source is None or source.form != "gauge" or source.aggregate or leaf.consumes:
                    continue
                because = f"`{op}` is heard when the worst of its series says so"
                what = f"aggregate of {source.name}"
                self.typer.default(what, source.aggregation(op), because)

    def _predicate(self, tree: Predicate) -> Part:
        name = tree.call.arguments[0]
        assert isinstance(name, Name)
        found = self.typer.scope.lookup(name, self.typer.path)
        if found is None:
            raise StopError
        if isinstance(found, Constant) or found.measured.form == "raw":
            what = "a constant" if isinstance(found, Constant) else "an expression of its own"
            message = f"`absent` needs a metric with a series, and `{name.id}` is {what}"
            raise self.typer.fail(rules.WRONG_KIND, name, message, "name a metric")
        measured = found.measured
        origin = self.typer.origin()

        def build(by: Labels) -> Condition:
            window = max(measured.window, measured.last_within or 0)
            return Holds(Value(v.Absent(measured.presence(), window), NUMBER, (), origin))

        nowhere = Term(tree.start, tree.end, NUMBER, measured.read, keeps=())
        return Part((nowhere,), build, None, (measured,))

    def labels(self, parts: list[Part], by: Labels | None) -> Labels:
        """The labels at which the whole is evaluated: given, or those that all parts keep."""
        leaves = [leaf for part in parts for leaf in part.leaves()]
        if by is None:
            kept = [set(leaf.keeps or ()) for leaf in leaves]
            by = tuple(sorted(set.intersection(*kept))) if kept else ()
        failed = [leaf for leaf in leaves if not self._can_keep(leaf, by)]
        if failed:
            raise StopError
        return by

    def _can_keep(self, leaf: Term, by: Labels) -> bool:
        name = leaf.source.name if leaf.source else "this"
        if leaf.consumes in by:
            message = f"each `{leaf.consumes}` has the whole of itself, so its share is always 1"
            help = f"leave `{leaf.consumes}` out of `by`"
            self.unifier.report(rules.LABELS_NOT_KEPT, leaf.start, leaf.end, message, help)
            return False
        if leaf.offers is None:
            return True
        raw = leaf.source is not None and leaf.source.form == "raw"
        missing = [label for label in by if label not in leaf.offers]
        if not missing and not (raw and set(by) != set(leaf.offers)):
            return True
        offered = ", ".join(f"`{label}`" for label in leaf.offers) or "no labels"
        wanted = ", ".join(f"`{label}`" for label in by) or "no label"
        message = f"`{name}` has {offered}, and the condition is evaluated at {wanted}"
        help = "set `by:` on the alert so that all its parts can keep it"
        if raw:
            help = "set `by:` on the metric to the labels of its expression, and on the alert too"
        self.unifier.report(rules.LABELS_NOT_KEPT, leaf.start, leaf.end, message, help)
        return False

    def check(self, compared: tuple[Compare, ...], parts: list[Part]) -> None:
        """What only the built comparison shows: buckets that cannot tell the threshold."""
        with_compare = [part for part in parts if part.compare is not None]
        for compare, part in zip(compared, with_compare, strict=True):
            check_buckets(compare, part.terms[1], self.unifier)


def _all(items: list[Condition]) -> Condition:
    """All of `items`, a figure first: what merely holds has none that a message could show."""
    if len(items) == 1:
        return items[0]
    return All(tuple(sorted(items, key=lambda item: isinstance(item, Holds))))
