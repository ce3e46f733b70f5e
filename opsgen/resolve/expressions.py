"""From a parsed expression to terms: names looked up, arithmetic done, units carried along."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from opsgen.conditions import Arithmetic, Call, Name, Negate, Node, Quantity
from opsgen.diagnostics import Path, Rule
from opsgen.diagnostics.rules import conditions as condition_rules
from opsgen.diagnostics.rules import names as name_rules
from opsgen.plan import Origin, Value
from opsgen.plan import values as v
from opsgen.plan.values import Labels
from opsgen.resolve.constants import Constant
from opsgen.resolve.functions import Functions
from opsgen.resolve.measured import Measured
from opsgen.resolve.scope import Reading, Scope
from opsgen.resolve.terms import (
    Build,
    Term,
    constant_term,
    product,
    quotient,
    scaled,
    settled,
)
from opsgen.resolve.unify import StopError, Unifier
from opsgen.units import COUNT, NUMBER, Unit, per_second


@dataclass(slots=True)
class Typer:
    """Types one expression, the scalar at `path`; `text` is that scalar. Intervals in seconds.

    `owner` is the alert under whose name a default is recorded.
    """

    scope: Scope
    unifier: Unifier
    path: Path
    text: str
    owner: str
    scrape_interval: int
    evaluation_interval: int

    def fail(
        self, rule: Rule, node: Node | Term, message: str, help: str | None = None
    ) -> StopError:
        """Report, and give the exception to raise."""
        self.unifier.report(rule, node.start, node.end, message, help)
        return StopError()

    def default(self, what: str, value: str, because: str) -> None:
        """Record a decision about this expression, once it counts."""
        if not self.scope.silent:
            self.scope.context.default(self.owner, what, value, self.path, because)

    def origin(self) -> Origin:
        return self.scope.context.origin(self.path)

    def term(self, node: Node) -> Term:
        """The term of `node`. Raises StopError after reporting."""
        match node:
            case Quantity():
                return self._quantity(node)
            case Name():
                return self._name(node)
            case Call():
                return Functions(self).call(node)
            case Negate():
                term = self._negated(self.term(node.operand))
                term.start, term.end = node.start, node.end
                return term
            case Arithmetic():
                return self._arithmetic(node)

    def _quantity(self, node: Quantity) -> Term:
        figure, unit, per = node.value, node.unit, node.per
        if per is not None:
            made = constant_term(
                node.start,
                node.end,
                figure / per,
                per_second(unit or COUNT),
                self.origin(),
                per=per,
            )
            made.bare_rate = unit is None
            return made
        factor = unit is not None and unit.name == "x"
        shown = NUMBER if factor or unit is None else unit
        made = constant_term(node.start, node.end, figure, shown, self.origin())
        made.bare = unit is None
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
                f"write `p99_{measured.signal}` in a condition, or set `quantile: 0.99` on it",
            )
            raise StopError

        def build(by: Labels, op: str) -> Value:
            return measured.read(by, op, quantile, name)

        implicit_rate = measured.form == "counter"
        return self.measured_term(measured, start, end, build, implicit_rate=implicit_rate)

    def measured_term(
        self, measured: Measured, start: int, end: int, build: Build, *, implicit_rate: bool = False
    ) -> Term:
        """The term of a figure of `measured`, whose unit may be open."""
        rate = measured.form == "counter"
        return Term(
            start,
            end,
            None if measured.undeclared else measured.result_unit(),
            build,
            keeps=measured.keeps,
            offers=measured.offers,
            open=(measured,) if measured.undeclared else (),
            open_rate=rate,
            source=measured,
            implicit_rate=implicit_rate,
        )

    def _negated(self, term: Term) -> Term:
        build = scaled(term.build, Fraction(-1), term.unit or NUMBER, self.origin())
        if term.constant is not None:
            return replace(term, constant=-term.constant, build=build)
        return replace(term, build=build, parts=(term,), source=None)

    def _arithmetic(self, node: Arithmetic) -> Term:
        left, right = self.term(node.left), self.term(node.right)
        if node.op == "/" and right.constant == 0:
            help = "divide by another number"
            raise self.fail(condition_rules.ZERO_DIVISOR, right, "this divides by zero", help)
        # In a sum or a product nobody means the counter's total any more.
        left, right = replace(left, implicit_rate=False), replace(right, implicit_rate=False)
        if node.op in "+-":
            unit, left, right = self.unifier.align(left, right, f"`{node.op}`")
            both_open = left.open + right.open if unit is None else ()
            return self._combined(node, left, right, unit, both_open)
        return self._product(node, left, right)

    def _product(self, node: Arithmetic, left: Term, right: Term) -> Term:
        if left.constant is None or right.constant is None:
            left, right = self._as_factor(left), self._as_factor(right)
        open_terms: tuple[Measured, ...] = ()
        unit: Unit | None = None
        if left.unit is None or right.unit is None:
            if left.unit is None and right.plain:
                open_terms = left.open
            elif right.unit is None and left.plain and node.op == "*":
                open_terms = right.open
        elif node.op == "*":
            unit = product(left.unit, right.unit)
        else:
            unit = quotient(left.unit, right.unit)
        made = self._combined(node, left, right, unit, open_terms)
        return made if unit is None else self._in(settled(unit), made)

    def _as_factor(self, term: Term) -> Term:
        """`150%` beside `*` is the factor 1.5."""
        if term.constant is None or term.unit is None or term.unit.kind != "ratio":
            return term
        return replace(self._in(NUMBER, term), bare=True)

    def _in(self, unit: Unit, term: Term) -> Term:
        """The same figure in another unit of the same dimension."""
        assert term.unit is not None
        if unit == term.unit:
            return term
        factor = term.unit.scale / unit.scale
        constant = None if term.constant is None else term.constant * factor
        build = scaled(term.build, factor, unit, self.origin())
        return replace(term, unit=unit, constant=constant, build=build)

    def _combined(
        self,
        node: Arithmetic,
        left: Term,
        right: Term,
        unit: Unit | None,
        open_terms: tuple[Measured, ...],
    ) -> Term:
        origin = self.origin()
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
