"""The functions of the language: what each takes, and the figure that it yields."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from opsgen.conditions import Call, Name, Node, Quantity
from opsgen.diagnostics.rules import conditions as condition_rules
from opsgen.diagnostics.rules import units as rules
from opsgen.plan import Value
from opsgen.plan import values as v
from opsgen.plan.values import Labels
from opsgen.resolve.constants import Constant
from opsgen.resolve.keys import kind
from opsgen.resolve.labels import RESERVED, groupable
from opsgen.resolve.measured import Measured
from opsgen.resolve.scope import Reading
from opsgen.resolve.terms import Build, Term
from opsgen.resolve.unify import StopError
from opsgen.resolve.windows import check_history, check_window
from opsgen.units import COUNT, NUMBER, RATIO, RELATIVE, Unit, format_duration, per_second

if TYPE_CHECKING:
    from opsgen.resolve.expressions import Typer

LEAST_RATIO_DEVIATION = Fraction(5, 1000)


@dataclass(frozen=True, slots=True)
class Functions:
    """Types one call within the expression of `typer`."""

    typer: Typer

    def call(self, node: Call) -> Term:
        """The term of a call. Raises StopError after reporting."""
        first, *others = node.arguments
        seconds = tuple(
            int(argument.base)
            for argument in others
            if isinstance(argument, Quantity) and argument.unit is not None and argument.unit.dims
        )
        match node.function, others:
            case "rate" | "increase", _:
                assert isinstance(first, Name)
                return self._counter(node, first, seconds)
            case "quantile", [Quantity() as q]:
                assert isinstance(first, Name)
                return self._quantile(node, first, q)
            case "share", [Name() as label]:
                return self._share(node, first, label)
            case "change", _:
                return self._change(node, first, seconds[0])
            case "absent", _:
                message = "`absent(…)` is a condition, not a figure"
                help = "join it with `and` or `or`"
                raise self.typer.fail(condition_rules.CONDITION_AS_VALUE, node, message, help)
            case _:
                return self._over_history(node, first, seconds)

    def _text(self, node: Node) -> str:
        return self.typer.text[node.start : node.end]

    def _metric(self, name: Name, function: str) -> Measured:
        counter = function in ("rate", "increase")
        found = self.typer.scope.lookup(name, self.typer.path, counter=counter)
        if found is None:
            raise StopError
        if isinstance(found, Constant):
            message = f"`{function}` needs a metric, and `{name.id}` is a constant"
            raise self.typer.fail(rules.WRONG_KIND, name, message, "name a metric")
        return found.measured

    def _counter(self, node: Call, name: Name, seconds: tuple[int, ...]) -> Term:
        measured, function = self._metric(name, node.function), node.function
        if measured.form != "counter":
            what = "an undeclared gauge" if measured.external else kind(measured.form)
            message = f"`{function}` needs a counter, and `{name.id}` is {what}"
            help = f"declare `{name.id}` with `type: counter` if it only grows"
            if measured.form == "ratio":
                help = f"write `{name.id}` alone: it is a rate already"
            raise self.typer.fail(rules.WRONG_KIND, name, message, help)
        window = seconds[0] if seconds else measured.window
        if seconds:
            self._check_rate(window, node)
        text, origin = self._text(node), self.typer.origin()

        def build(by: Labels, op: str) -> Value:
            unit = measured.unit or COUNT
            if function == "rate":
                rate = v.Rate(measured.selector, window)
                return Value(rate, per_second(unit), by, origin, text)
            return Value(v.Increase(measured.selector, window), unit, by, origin, text)

        term = self.typer.measured_term(measured, node.start, node.end, build)
        if function == "increase":
            term.open_rate = False
            term.unit = measured.unit
        return term

    def _quantile(self, node: Call, name: Name, quantile: Quantity) -> Term:
        measured = self._metric(name, "quantile")
        if measured.form != "histogram":
            message = f"`quantile` needs a histogram, and `{name.id}` is {kind(measured.form)}"
            help = f"declare `{name.id}` with `type: histogram` if it is exported in buckets"
            raise self.typer.fail(rules.WRONG_KIND, name, message, help)
        reading = Reading(measured, quantile.base)
        return self.typer.reading(reading, node.start, node.end, self._text(node))

    def _share(self, node: Call, first: Node, label: Name) -> Term:
        measured = self._metric(first, "share") if isinstance(first, Name) else None
        if measured is None or measured.form not in ("gauge", "counter"):
            what = kind(measured.form) if measured is not None else "an expression"
            message = f"`share` needs a gauge or a counter, and `{self._text(first)}` is {what}"
            raise self.typer.fail(rules.WRONG_KIND, first, message, "name a gauge or a counter")
        unkept = measured.offers is not None and label.id not in measured.offers
        if label.id in RESERVED or not groupable(label.id) or unkept:
            message = f"`{measured.name}` has no label `{label.id}` that a result could keep"
            raise self.typer.fail(rules.LABELS_NOT_KEPT, label, message, "name another label")
        origin, text = self.typer.origin(), self._text(node)

        def figure(by: Labels) -> Value:
            made: v.Node = v.Rate(measured.selector, measured.window)
            if measured.form == "gauge":
                made = v.Series(measured.selector, "sum", measured.last_within)
            return Value(made, measured.result_unit(), by, origin, measured.name)

        def build(by: Labels, op: str) -> Value:
            part = figure(tuple(sorted({*by, label.id})))
            return Value(v.Share(part, figure(by), label.id), RATIO, by, origin, text)

        return Term(
            node.start,
            node.end,
            RATIO,
            build,
            keeps=tuple(kept for kept in measured.keeps if kept != label.id),
            offers=measured.offers,
            consumes=label.id,
            source=measured,
        )

    def _change(self, node: Call, first: Node, window: int) -> Term:
        of = self._history_of(node, first)
        self._check_history(window, node)
        origin, text = self.typer.origin(), self._text(node)
        counter = of.source if of.implicit_rate else None

        def build(by: Labels, op: str) -> Value:
            read = of.build(by, op)
            if counter is not None:
                made = v.Increase(counter.selector, window)
                read = Value(made, counter.unit or COUNT, by, origin, counter.name)
            return Value(v.Change(read, window), RELATIVE, read.labels, origin, text)

        return self._derived(node, of, RELATIVE, build)

    def _over_history(self, node: Call, first: Node, seconds: tuple[int, ...]) -> Term:
        of = self._history_of(node, first)
        function, window = node.function, seconds[0]
        self._check_history(window, node)
        origin, text = self.typer.origin(), self._text(node)
        lag = self._lag(text, of, seconds) if function in ("baseline", "zscore") else 0

        def build(by: Labels, op: str) -> Value:
            read = of.build(by, op)
            made: v.Node
            match function:
                case "baseline":
                    made = v.Baseline(read, window, lag)
                case "zscore":
                    made = v.ZScore(read, window, lag, _floor(read.unit))
                    return Value(made, NUMBER, read.labels, origin, text)
                case "avg":
                    made = v.OverTime("avg", read, window)
                case "min":
                    made = v.OverTime("min", read, window)
                case _:
                    made = v.OverTime("max", read, window)
            return Value(made, read.unit, read.labels, origin, text)

        if function == "zscore":
            return self._derived(node, of, NUMBER, build)
        term = self._derived(node, of, of.unit, build)
        term.open = of.open
        return term

    def _lag(self, text: str, of: Term, seconds: tuple[int, ...]) -> int:
        """How long ago the baseline ended: given, or late enough to leave the present out."""
        if len(seconds) > 1:
            return seconds[1]
        rate_windows = [leaf.source.window for leaf in of.leaves() if leaf.source]
        lag = max([seconds[0] // 4, *rate_windows])
        because = "a quarter of the window, and at least one rate window"
        self.typer.default(f"lag of `{text}`", format_duration(lag), because)
        return lag

    def _history_of(self, node: Call, first: Node) -> Term:
        of = self.typer.term(first)
        if of.constant is not None:
            message = f"`{node.function}` of a constant is that constant"
            raise self.typer.fail(rules.WRONG_KIND, first, message, "name a metric")
        if of.history:
            message = f"`{node.function}` reads the history of what is history already"
            help = "use one function over time, with a longer window"
            raise self.typer.fail(rules.WRONG_KIND, first, message, help)
        return of

    def _derived(self, node: Call, of: Term, unit: Unit | None, build: Build) -> Term:
        return Term(
            node.start,
            node.end,
            unit,
            build,
            open_rate=of.open_rate,
            history=True,
            parts=(replace(of, implicit_rate=False),),
        )

    def _check_rate(self, window: int, node: Call) -> None:
        typer = self.typer
        if not typer.scope.silent:
            at = typer.scope.context.document.inside(typer.path, node.start, node.end)
            check_window(window, typer.scrape_interval, typer.path, typer.scope.context, at)

    def _check_history(self, window: int, node: Call) -> None:
        typer = self.typer
        if not typer.scope.silent:
            at = typer.scope.context.document.inside(typer.path, node.start, node.end)
            check_history(window, typer.evaluation_interval, typer.path, typer.scope.context, at)


def _floor(unit: Unit) -> Fraction | None:
    """The least deviation of a ratio, in the figure's own unit: 0.5 where 0 to 100 is exported."""
    return LEAST_RATIO_DEVIATION / unit.scale if unit.kind == "ratio" else None
