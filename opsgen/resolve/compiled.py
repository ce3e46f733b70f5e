"""From the text of a condition or a threshold to the condition of the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from opsgen.conditions import (
    Both,
    Comparison,
    Name,
    Parsed,
    Predicate,
    Problem,
    Threshold,
    parse_condition,
    parse_threshold,
)
from opsgen.conditions import Condition as Tree
from opsgen.diagnostics import Path
from opsgen.diagnostics.rules import conditions as condition_rules
from opsgen.diagnostics.rules import units as rules
from opsgen.plan import All, AnyOf, Compare, Condition, Holds, Value
from opsgen.plan import values as v
from opsgen.plan.conditions import CompareOp
from opsgen.plan.values import Labels
from opsgen.resolve.constants import Constant
from opsgen.resolve.expressions import Typer
from opsgen.resolve.measured import Measured
from opsgen.resolve.scope import Reading, Scope
from opsgen.resolve.terms import Term
from opsgen.resolve.unify import StopError, Unifier
from opsgen.units import COUNT, NUMBER

_MIRRORED: dict[CompareOp, CompareOp] = {
    ">": "<",
    ">=": "<=",
    "<": ">",
    "<=": ">=",
    "==": "==",
    "!=": "!=",
}
BAD_EVENTS = 2
"""One failed request on a quiet night is no page: least bad events of a severe ratio alert."""

Guard = Callable[[Labels], Condition]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A condition at its labels. `compared` are the user's own comparisons, in order."""

    condition: Condition
    compared: tuple[Compare, ...]
    signals: tuple[str, ...]
    measured: tuple[Measured, ...]
    labels: Labels


@dataclass(slots=True)
class _Part:
    terms: tuple[Term, ...]
    build: Callable[[Labels], Condition]
    compare: Callable[[Labels], Compare] | None
    measured: tuple[Measured, ...] = ()


@dataclass(slots=True)
class Compiler:
    """Compiles every expression of one file over one scope."""

    scope: Scope
    scrape_interval: int

    def condition(self, text: str, path: Path, by: Labels | None, severe: bool) -> Compiled | None:
        """The condition written at `path`; None after reporting. `by` overrides its labels."""
        parsed = parse_condition(text)
        self._report(parsed.problems, path)
        if parsed.tree is None:
            return None
        return self._guarded(parsed.tree, None, text, path, by, severe)

    def threshold(self, text: str, path: Path, metric: Measured, severe: bool) -> Compiled | None:
        """The comparison of `metric` with the threshold written at `path`."""
        parsed: Parsed[Threshold] = parse_threshold(text)
        self._report(parsed.problems, path)
        if parsed.tree is None:
            return None
        return self._guarded(parsed.tree, metric, text, path, None, severe)

    def _report(self, problems: Iterable[Problem], path: Path) -> None:
        if self.scope.silent:
            return
        context = self.scope.context
        for problem in problems:
            end = max(problem.end, problem.start + 1)
            related = [
                (context.document.inside(path, a, b), text) for a, b, text in problem.related
            ]
            context.report(
                problem.rule,
                path,
                problem.message,
                at=context.document.inside(path, problem.start, end),
                help=problem.help,
                notes=problem.notes,
                related=related,
            )

    def _guarded(
        self,
        tree: Tree | Threshold,
        metric: Measured | None,
        text: str,
        path: Path,
        by: Labels | None,
        severe: bool,
    ) -> Compiled | None:
        unifier = Unifier(self.scope, path, text)
        typer = Typer(self.scope, unifier, path, text, self.scrape_interval)
        task = _Task(typer, unifier, severe)
        try:
            if isinstance(tree, Threshold):
                assert metric is not None
                parts = [task.threshold(tree, metric)]
                build = parts[0].build
            else:
                parts, build = task.condition(tree)
            labels = task.labels(parts, by)
            condition = build(labels)
        except StopError:
            return None
        leaves = [leaf for part in parts for term in part.terms for leaf in term.leaves()]
        sources = [leaf.source for leaf in leaves if leaf.source is not None]
        sources += [measured for part in parts for measured in part.measured]
        measured = tuple({source.name: source for source in sources}.values())
        compared = tuple(part.compare(labels) for part in parts if part.compare is not None)
        task.check(compared, parts)
        signals = tuple(dict.fromkeys(source.signal for source in measured))
        return Compiled(condition, compared, signals, measured, labels)


@dataclass(slots=True)
class _Task:
    typer: Typer
    unifier: Unifier
    severe: bool

    def condition(self, tree: Tree) -> tuple[list[_Part], Callable[[Labels], Condition]]:
        """(its comparisons in order, how it is built). All problems are reported."""
        match tree:
            case Comparison():
                part = self._comparison(tree)
                return [part], part.build
            case Predicate():
                part = self._predicate(tree)
                return [part], part.build
        join: type[All] | type[AnyOf] = All if isinstance(tree, Both) else AnyOf
        parts: list[_Part] = []
        builds: list[Callable[[Labels], Condition]] = []
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
        return parts, lambda by: join(tuple(build(by) for build in builds))

    def _comparison(self, tree: Comparison) -> _Part:
        left = self.typer.term(tree.left)
        right = self.typer.term(tree.right)
        return self._compare(left, tree.op, right, tree.start, tree.end)

    def threshold(self, tree: Threshold, metric: Measured) -> _Part:
        left = self.typer.reading(Reading(metric), tree.op_start, tree.op_end, metric.name)
        right = self.typer.term(tree.value)
        return self._compare(left, tree.op, right, tree.start, tree.end)

    def _compare(self, left: Term, op: CompareOp, right: Term, start: int, end: int) -> _Part:
        if left.constant is not None and right.constant is not None:
            self.unifier.align(left, right, f"`{op}`")
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
                "compare with `>=` or `<=`",
                notes=("`!=` is also true of NaN, and two floats are rarely equal",),
            )

        def compare(by: Labels) -> Compare:
            return Compare(left.build(by, op), op, right.build(by, op))

        source = left.source if not left.parts else None

        def build(by: Labels) -> Condition:
            compared = compare(by)
            guards = self._guards(compared, source)
            return All((compared, *guards)) if guards else compared

        return _Part((left, right), build, compare)

    def _guards(self, compared: Compare, source: Measured | None) -> tuple[Condition, ...]:
        """Least traffic and least bad events, beside the comparison of a ratio."""
        ratio = compared.left.node
        if source is None or not isinstance(ratio, v.Ratio):
            return ()
        above = compared.op in (">", ">=")
        wanted = [(ratio.total, source.min_traffic or 0)]
        if above:
            given = source.min_bad
            least = given if given is not None else BAD_EVENTS if self.severe else 0
            wanted.append((ratio.part, least))
        guards = []
        for selector, least in wanted:
            if least:
                origin, by = compared.left.origin, compared.left.labels
                events = Value(v.Increase(selector, ratio.window), COUNT, by, origin)
                limit = Value(v.Const(Fraction(least)), COUNT, (), origin)
                guards.append(Compare(events, ">=", limit))
        return tuple(guards)

    def _predicate(self, tree: Predicate) -> _Part:
        name = tree.call.arguments[0]
        assert isinstance(name, Name)
        found = self.typer.scope.lookup(name, self.typer.path)
        if found is None:
            raise StopError
        if isinstance(found, Constant) or found.measured.form == "raw":
            what = "a constant" if isinstance(found, Constant) else "a whole expression"
            raise self.typer.fail(
                rules.WRONG_KIND,
                name,
                f"`absent` needs a metric with a series, and `{name.id}` is {what}",
                "name a metric",
            )
        measured = found.measured
        origin = self.typer.scope.context.origin(self.typer.path)

        def build(by: Labels) -> Condition:
            window = max(measured.window, measured.last_within or 0)
            return Holds(Value(v.Absent(measured.presence(), window), NUMBER, (), origin))

        nowhere = Term(tree.start, tree.end, NUMBER, measured.read, keeps=(), source=None)
        return _Part((nowhere,), build, None, (measured,))

    def labels(self, parts: list[_Part], by: Labels | None) -> Labels:
        """The labels at which the whole is evaluated: given, or those that all parts keep."""
        leaves = [leaf for part in parts for term in part.terms for leaf in term.leaves()]
        if by is None:
            kept = [set(leaf.keeps or ()) for leaf in leaves]
            by = tuple(sorted(set.intersection(*kept))) if kept else ()
        for leaf in leaves:
            if leaf.offers is None:
                continue
            raw = leaf.source is not None and leaf.source.form == "raw"
            missing = [label for label in by if label not in leaf.offers]
            if missing or (raw and set(by) != set(leaf.offers)):
                name = leaf.source.name if leaf.source else "this"
                offered = ", ".join(f"`{label}`" for label in leaf.offers) or "none"
                message = f"`{name}` keeps the labels {offered}, and the condition is evaluated at "
                message += ", ".join(f"`{label}`" for label in by) or "none"
                help = "set `by:` on the alert or the metric so that both agree"
                self.unifier.report(rules.LABELS_NOT_KEPT, leaf.start, leaf.end, message, help)
                raise StopError
        return by

    def check(self, compared: tuple[Compare, ...], parts: list[_Part]) -> None:
        """What only the built comparison shows: buckets that cannot tell the threshold."""
        with_compare = [part for part in parts if part.compare is not None]
        for compare, part in zip(compared, with_compare, strict=True):
            right = part.terms[1]
            node = compare.left.node
            if isinstance(node, v.Quantile) and node.buckets and right.constant is not None:
                self._buckets(compare, node, right)

    def _buckets(self, compare: Compare, node: v.Quantile, right: Term) -> None:
        assert right.constant is not None
        above = compare.op in (">", ">=")
        top = node.buckets[-1]
        if above and right.constant >= top:
            self.unifier.report(
                rules.BEYOND_BUCKETS,
                right.start,
                right.end,
                "no quantile of this histogram can rise above this threshold: the alert "
                "would never fire",
                f"stay below the top bucket, {float(top):g}, or export larger buckets",
                notes=("a quantile beyond the last finite bucket is reported as that bucket",),
            )
        elif right.constant not in node.buckets:
            near = [bound for bound in node.buckets if bound < right.constant][-1:]
            near += [bound for bound in node.buckets if bound > right.constant][:1]
            edges = " or ".join(f"{float(bound):g}" for bound in near)
            self.unifier.report(
                rules.INSIDE_BUCKET,
                right.start,
                right.end,
                "the threshold lies inside a bucket, so the figure beside it is a guess",
                f"an edge is exact: {edges}",
            )
