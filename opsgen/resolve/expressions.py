"""From a parsed expression to terms: names looked up, units checked, kinds checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from opsgen.conditions import Arithmetic, Call, Name, Negate, Node, Quantity
from opsgen.diagnostics import Path, Rule
from opsgen.diagnostics.rules import conditions as condition_rules
from opsgen.diagnostics.rules import names as name_rules
from opsgen.diagnostics.rules import units as rules
from opsgen.plan import Origin, Value
from opsgen.plan import values as v
from opsgen.plan.values import Labels
from opsgen.resolve.constants import Constant
from opsgen.resolve.measured import Measured
from opsgen.resolve.metrics import RESERVED_LABELS, check_window
from opsgen.resolve.scope import Reading, Scope
from opsgen.resolve.terms import Build, Term, constant_term, product, quotient, scaled
from opsgen.resolve.unify import StopError, Unifier
from opsgen.units import COUNT, NUMBER, RATIO, RELATIVE, Unit, per_second

LEAST_RATIO_DEVIATION = Fraction(5, 1000)


@dataclass(slots=True)
class Typer:
    """Types one expression, the scalar at `path`; `text` is that scalar."""

    scope: Scope
    unifier: Unifier
    path: Path
    text: str
    scrape_interval: int

    def fail(
        self, rule: Rule, node: Node | Term, message: str, help: str | None = None
    ) -> StopError:
        """Report, and give the exception to raise."""
        self.unifier.report(rule, node.start, node.end, message, help)
        return StopError()

    def term(self, node: Node) -> Term:
        """The term of `node`. Raises StopError after reporting."""
        match node:
            case Quantity():
                return self._quantity(node)
            case Name():
                return self._name(node)
            case Call():
                return self._call(node)
            case Negate():
                return self._negate(node)
            case Arithmetic():
                return self._arithmetic(node)

    def _origin(self) -> Origin:
        return self.scope.context.origin(self.path)

    def _quantity(self, node: Quantity) -> Term:
        figure, unit, per = node.value, node.unit, node.per
        bare = unit is None or unit.name == "x"
        if per is None:
            made = constant_term(node.start, node.end, figure, unit or NUMBER, self._origin())
            made.bare = bare
            if unit is not None and unit.name == "x":
                made.unit, made.build = (
                    NUMBER,
                    scaled(made.build, Fraction(1), NUMBER, self._origin()),
                )
            return made
        made = constant_term(
            node.start,
            node.end,
            figure / per,
            per_second(unit or COUNT),
            self._origin(),
            per=per,
        )
        made.bare_rate = unit is None
        return made

    def _name(self, node: Name) -> Term:
        found = self.scope.lookup(node, self.path)
        if found is None:
            raise StopError
        if isinstance(found, Constant):
            return self._constant(node, found)
        return self.reading(found, node.start, node.end, node.id)

    def _constant(self, node: Name, constant: Constant) -> Term:
        made = self._quantity(constant.quantity)
        made.start, made.end, made.lender = node.start, node.end, constant.name
        return self._negated(made) if constant.negative else made

    def reading(self, reading: Reading, start: int, end: int, name: str) -> Term:
        """The term of a bare metric name."""
        measured, quantile = reading.measured, reading.quantile
        if measured.form == "histogram" and quantile is None and measured.quantile is None:
            self.unifier.report(
                name_rules.METRIC_INCOMPLETE,
                start,
                end,
                f"`{name}` is a histogram, and nothing says which quantile",
                f"write `p99_{measured.signal}`, or set `quantile: 0.99` on the metric",
            )
            raise StopError

        def build(by: Labels, op: str) -> Value:
            return measured.read(by, op, quantile, name)

        return self._measured_term(
            measured, start, end, build, implicit_rate=measured.form == "counter"
        )

    def _measured_term(
        self, measured: Measured, start: int, end: int, build: Build, *, implicit_rate: bool = False
    ) -> Term:
        undeclared = measured.unit is None and measured.form not in ("ratio", "raw")
        rate = measured.form == "counter"
        return Term(
            start,
            end,
            None if undeclared else measured.result_unit(),
            build,
            keeps=measured.keeps,
            offers=measured.offers,
            open=(measured,) if undeclared else (),
            open_rate=rate,
            source=measured,
            implicit_rate=implicit_rate,
        )

    def _negate(self, node: Negate) -> Term:
        term = self._negated(self.term(node.operand))
        term.start, term.end = node.start, node.end
        return term

    def _negated(self, term: Term) -> Term:
        if term.constant is not None:
            return replace(
                term,
                constant=-term.constant,
                build=scaled(term.build, Fraction(-1), term.unit or NUMBER, self._origin()),
            )
        build = scaled(term.build, Fraction(-1), term.unit or NUMBER, self._origin())
        return replace(term, build=build, parts=(term,), source=None)

    # Arithmetic

    def _arithmetic(self, node: Arithmetic) -> Term:
        left, right = self.term(node.left), self.term(node.right)
        for side in (left, right):
            if side.implicit_rate and side.constant is None:
                side.implicit_rate = False
        if node.op == "/" and right.constant == 0:
            raise self.fail(
                condition_rules.ZERO_DIVISOR,
                right,
                "this divides by zero",
                "divide by another number",
            )
        if node.op in "+-":
            return self._sum(node, left, right)
        return self._product(node, left, right)

    def _sum(self, node: Arithmetic, left: Term, right: Term) -> Term:
        unit, left, right = self.unifier.align(left, right, f"`{node.op}`")
        both_open = left.open + right.open if unit is None else ()
        return self._combined(node, left, right, unit, both_open)

    def _product(self, node: Arithmetic, left: Term, right: Term) -> Term:
        left, right = self._plain_factor(left), self._plain_factor(right)
        open_terms: tuple[Measured, ...] = ()
        if left.unit is None or right.unit is None:
            unit = None
            if left.unit is None and right.bare:
                open_terms = left.open
            elif right.unit is None and left.bare and node.op == "*":
                open_terms = right.open
        elif node.op == "*":
            unit = product(left.unit, right.unit)
        else:
            unit = quotient(left.unit, right.unit)
        return self._combined(node, left, right, unit, open_terms)

    def _plain_factor(self, term: Term) -> Term:
        """`150%` beside `*` is the factor 1.5."""
        if term.constant is None or term.unit is None or term.unit.dims or term.unit == NUMBER:
            return term
        factor = term.unit.scale
        return replace(
            term,
            unit=NUMBER,
            constant=term.constant * factor,
            bare=True,
            build=scaled(term.build, factor, NUMBER, self._origin()),
        )

    def _combined(
        self,
        node: Arithmetic,
        left: Term,
        right: Term,
        unit: Unit | None,
        open_terms: tuple[Measured, ...],
    ) -> Term:
        origin = self._origin()
        if left.constant is not None and right.constant is not None:
            figure = _fold(node.op, left.constant, right.constant)
            per = left.per if right.per == 1 else right.per if left.per == 1 else 1
            made = constant_term(node.start, node.end, figure, unit or NUMBER, origin, per=per)
            made.bare = left.bare and right.bare
            made.lender = left.lender or right.lender
            return made
        shown = unit or NUMBER
        name = self.text[node.start : node.end]

        def build(by: Labels, op: str) -> Value:
            parts = (left.build(by, op), right.build(by, op))
            labels = by if any(part.labels for part in parts) else ()
            return Value(v.Arith(node.op, *parts), shown, labels, origin, name)

        return Term(
            node.start,
            node.end,
            unit,
            build,
            open=open_terms,
            open_rate=left.open_rate or right.open_rate,
            history=left.history or right.history,
            parts=(left, right),
        )

    # Functions

    def _call(self, node: Call) -> Term:
        first = node.arguments[0]
        if node.function == "absent":
            raise self.fail(
                condition_rules.CONDITION_AS_VALUE,
                node,
                "`absent(…)` is a condition, not a figure",
                "join it with `and` or `or`",
            )
        seconds = tuple(
            int(argument.base)
            for argument in node.arguments[1:]
            if isinstance(argument, Quantity) and argument.unit is not None and argument.unit.dims
        )
        match node.function:
            case "rate" | "increase":
                assert isinstance(first, Name)
                return self._counter(node, first, seconds)
            case "quantile":
                assert isinstance(first, Name)
                assert isinstance(node.arguments[1], Quantity)
                return self._quantile(node, first, node.arguments[1])
            case "share":
                assert isinstance(node.arguments[1], Name)
                return self._share(node, first, node.arguments[1])
            case "change":
                return self._change(node, first, seconds[0])
            case _:
                return self._over_history(node, first, seconds)

    def _metric(self, name: Name, function: str) -> Measured:
        found = self.scope.lookup(name, self.path)
        if found is None:
            raise StopError
        if isinstance(found, Constant):
            message = f"`{function}` needs a metric, and `{name.id}` is a constant"
            raise self.fail(rules.WRONG_KIND, name, message, "name a metric")
        return found.measured

    def _counter(self, node: Call, name: Name, seconds: tuple[int, ...]) -> Term:
        measured = self._metric(name, node.function)
        if measured.form != "counter":
            what = "an undeclared gauge" if measured.external else f"a {measured.form}"
            message = f"`{node.function}` needs a counter, and `{name.id}` is {what}"
            help = (
                f"write `{name.id}` alone"
                if measured.form == "ratio"
                else (f"declare `{name.id}` with `type: counter` if it only grows")
            )
            raise self.fail(rules.WRONG_KIND, name, message, help)
        window = seconds[0] if seconds else measured.window
        self._window(window, node)
        rate, shown = node.function == "rate", self.text[node.start : node.end]
        origin = self._origin()

        def build(by: Labels, op: str) -> Value:
            exported = measured.unit or COUNT
            made = (
                v.Rate(measured.selector, window) if rate else v.Increase(measured.selector, window)
            )
            unit = per_second(exported) if rate else exported
            return Value(made, unit, by, origin, shown)

        term = self._measured_term(measured, node.start, node.end, build)
        term.open_rate = rate
        if term.unit is not None and not rate:
            term.unit = measured.unit
        return term

    def _quantile(self, node: Call, name: Name, quantile: Quantity) -> Term:
        measured = self._metric(name, "quantile")
        if measured.form != "histogram":
            message = f"`quantile` needs a histogram, and `{name.id}` is a {measured.form}"
            help = f"declare `{name.id}` with `type: histogram` if it is exported in buckets"
            raise self.fail(rules.WRONG_KIND, name, message, help)
        text = self.text[node.start : node.end]
        return self.reading(Reading(measured, quantile.base), node.start, node.end, text)

    def _share(self, node: Call, first: Node, label: Name) -> Term:
        if not isinstance(first, Name):
            message = "`share` needs one metric, not a sum"
            raise self.fail(rules.WRONG_KIND, first, message, "name a gauge or a counter")
        measured = self._metric(first, "share")
        if measured.form not in ("gauge", "counter"):
            message = f"`share` needs a gauge or a counter, and `{first.id}` is a {measured.form}"
            raise self.fail(rules.WRONG_KIND, first, message, "name a gauge or a counter")
        if label.id in RESERVED_LABELS or (measured.offers and label.id not in measured.offers):
            message = f"`{first.id}` has no label `{label.id}` of its own"
            raise self.fail(rules.LABELS_NOT_KEPT, label, message, "name a label of the series")
        origin, text = self._origin(), self.text[node.start : node.end]
        rate = measured.form == "counter"

        def figure(by: Labels) -> Value:
            made: v.Node = (
                v.Rate(measured.selector, measured.window)
                if rate
                else v.Series(measured.selector, "sum", measured.last_within)
            )
            return Value(made, measured.result_unit(), by, origin, first.id)

        def build(by: Labels, op: str) -> Value:
            part = figure(tuple(sorted({*by, label.id})))
            return Value(v.Share(part, figure(by), label.id), RATIO, by, origin, text)

        keeps = tuple(kept for kept in measured.keeps if kept != label.id)
        return Term(node.start, node.end, RATIO, build, keeps=keeps, offers=measured.offers)

    def _change(self, node: Call, first: Node, window: int) -> Term:
        of = self._history_of(node, first)
        origin, text = self._origin(), self.text[node.start : node.end]
        counter = of.source if of.implicit_rate else None

        def build(by: Labels, op: str) -> Value:
            read = of.build(by, op)
            if counter is not None:
                made = v.Increase(counter.selector, window)
                read = Value(made, counter.unit or COUNT, by, origin, counter.name)
            return Value(v.Change(read, window), RELATIVE, read.labels, origin, text)

        return self._derived(node, of, RELATIVE, build, open_terms=())

    def _over_history(self, node: Call, first: Node, seconds: tuple[int, ...]) -> Term:
        of = self._history_of(node, first)
        function, window = node.function, seconds[0]
        origin, text = self._origin(), self.text[node.start : node.end]
        rate_window = max((leaf.source.window for leaf in of.leaves() if leaf.source), default=0)
        lag = seconds[1] if len(seconds) > 1 else max(window // 4, rate_window)
        if len(seconds) < 2 and function in ("baseline", "zscore"):
            because = "a quarter of the window, and at least one rate window"
            self.scope.context.default(text, "lag", f"{lag}s", self.path, because)

        def build(by: Labels, op: str) -> Value:
            read = of.build(by, op)
            if function == "baseline":
                return Value(v.Baseline(read, window, lag), read.unit, read.labels, origin, text)
            if function == "zscore":
                # In the figure's own unit: half a percent is 0.5 where 0 to 100 is exported.
                floor = (
                    LEAST_RATIO_DEVIATION / read.unit.scale if read.unit.kind == "ratio" else None
                )
                made = v.ZScore(read, window, lag, floor)
                return Value(made, NUMBER, read.labels, origin, text)
            over: v.Node = (
                v.OverTime("avg", read, window)
                if function == "avg"
                else v.OverTime("min", read, window)
                if function == "min"
                else v.OverTime("max", read, window)
            )
            return Value(over, read.unit, read.labels, origin, text)

        if function == "zscore":
            return self._derived(node, of, NUMBER, build, open_terms=())
        return self._derived(node, of, of.unit, build, open_terms=of.open)

    def _history_of(self, node: Call, first: Node) -> Term:
        of = self.term(first)
        if of.constant is not None:
            message = f"`{node.function}` of a constant is that constant"
            raise self.fail(rules.WRONG_KIND, first, message, "name a metric")
        if of.history:
            message = f"`{node.function}` reads history of history, which nothing records"
            raise self.fail(rules.WRONG_KIND, first, message, "use one function over time")
        return of

    def _derived(
        self,
        node: Call,
        of: Term,
        unit: Unit | None,
        build: Build,
        *,
        open_terms: tuple[Measured, ...],
    ) -> Term:
        return Term(
            node.start,
            node.end,
            unit,
            build,
            open=open_terms,
            open_rate=of.open_rate,
            history=True,
            parts=(replace(of, implicit_rate=False),),
        )

    def _window(self, window: int, node: Call) -> None:
        if not self.scope.silent:
            context = self.scope.context
            at = context.document.inside(self.path, node.start, node.end)
            check_window(window, self.scrape_interval, self.path, context, at)


def _fold(op: str, left: Fraction, right: Fraction) -> Fraction:
    match op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            return left / right
