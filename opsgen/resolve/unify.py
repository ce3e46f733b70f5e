"""Bringing two terms to one unit: checking, converting, lending to what declares none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from opsgen.diagnostics import Path, Rule
from opsgen.diagnostics.rules import units as rules
from opsgen.resolve.context import Context
from opsgen.resolve.measured import Measured
from opsgen.resolve.metrics import report_assumed_ratio
from opsgen.resolve.scope import Scope
from opsgen.resolve.terms import Term, scaled
from opsgen.resolve.words import describe, shown
from opsgen.units import BYTES, COUNT, CURRENCIES, RATIO, SECONDS, Unit, merge, per_second

_LIKE = {"ratio", "relative"}
_COMPARED = frozenset(f"`{op}`" for op in (">", ">=", "<", "<=", "==", "!="))
_PER_SECOND = ("s", -1)


class StopError(Exception):
    """The expression means nothing; why has been reported."""


@dataclass(slots=True)
class Unifier:
    """Works on the terms of the scalar at `path`."""

    scope: Scope
    path: Path
    text: str

    @property
    def context(self) -> Context:
        return self.scope.context

    def report(
        self,
        rule: Rule,
        start: int,
        end: int,
        message: str,
        help: str | None = None,
        *,
        other: tuple[int, int, str] | None = None,
        notes: tuple[str, ...] = (),
    ) -> None:
        if self.scope.silent:
            return
        inside = self.context.document.inside
        span = inside(self.path, start, max(end, start + 1))
        related = []
        if other is not None:
            related.append((inside(self.path, other[0], max(other[1], other[0] + 1)), other[2]))
        self.context.report(
            rule, self.path, message, at=span, help=help, related=related, notes=notes
        )

    def align(self, left: Term, right: Term, what: str) -> tuple[Unit | None, Term, Term]:
        """(the common unit, both terms in it); a constant follows the other side.

        Raises StopError after reporting both sides. The unit is None where neither is known.
        """
        left, right = replace(left), replace(right)
        self._check_raw(left, right)
        self._check_raw(right, left)
        self._adopt(left, right, what)
        self._adopt(right, left, what)
        if left.unit is None or right.unit is None:
            return self._beside_unknown(left, right)
        self._check(left, right, what)
        if right.constant is None and left.constant is not None:
            return right.unit, self._converted(left, right.unit), right
        return left.unit, left, self._converted(right, left.unit)

    def _beside_unknown(self, left: Term, right: Term) -> tuple[Unit | None, Term, Term]:
        """One side has no unit and no metric to lend one to (a quotient of two unknowns)."""
        known = left if left.unit is not None else right
        if known.unit is None or known.bare:
            return None, left, right
        unit = known.unit
        if known.constant is not None:
            unit = base_form(known.unit) or known.unit
            if known is left:
                return unit, self._converted(left, unit), right
            return unit, left, self._converted(right, unit)
        return unit, left, right

    def _adopt(self, term: Term, other: Term, what: str) -> None:
        """Give a bare number, or a metric without a unit, the unit of the other side."""
        if term.bare and term.constant is not None and other.unit is not None and not other.bare:
            self._check_bare(term, other, what)
            self._take(term, other.unit)
        elif term.bare_rate and other.unit is not None and _PER_SECOND in other.unit.dims:
            self._take(term, other.unit)
        elif term.unit is None and term.open and other.unit is not None and not other.plain:
            self._lend(term, other)

    def _take(self, term: Term, unit: Unit) -> None:
        """The figure as it stands, in the other side's unit."""
        term.unit, term.bare, term.bare_rate = unit, False, False
        term.build = scaled(term.build, Fraction(1), unit, self.context.origin(self.path))

    def _check_raw(self, term: Term, other: Term) -> None:
        """A number without time against a counter: its rate, or how far it has come?"""
        source = other.source
        if not (term.bare and term.constant and other.implicit_rate and source is not None):
            return
        if other.unit is not None and _PER_SECOND not in other.unit.dims:
            return  # time per time is a share
        figure, name = shown(term.constant), source.name
        self.report(
            rules.RAW_COUNTER,
            term.start,
            term.end,
            f"`{name}` is a counter, which only grows, so {figure} of it says nothing",
            f"write a rate such as `{figure}/s` or `{figure}/min`, or compare "
            f"`increase({name}, 1h)`",
        )
        raise StopError

    def _check_bare(self, term: Term, other: Term, what: str) -> None:
        assert term.constant is not None
        assert other.unit is not None
        if other.unit.kind == "relative" and what in _COMPARED and abs(term.constant) > 1:
            self._note_times(term)
        if term.constant == 0 or other.unit.kind != "ratio":
            return
        figure = shown(term.constant)
        percent = other.unit.scale != 1
        if what in ("`+`", "`-`") and term.constant * other.unit.scale == 1:
            return  # `1 - availability`: the whole
        if not percent and abs(term.constant) < 1:
            return
        message = f"{figure} against a ratio: is it {figure} % or {figure} times the whole?"
        help = f"write `{figure}%`, or `{figure}x` for {figure} times the whole"
        if percent:
            message = f"{figure} against a series in percent: is it {figure} % or a ratio?"
            help = f"write `{figure}%`"
        elif abs(term.constant) <= 100:
            help = f"write `{figure}%` or `{shown(term.constant / 100)}` for the one, "
            help += f"`{figure}x` for the other"
        notes = self._where_from(other)
        self.report(rules.RATIO_OR_PERCENT, term.start, term.end, message, help, notes=notes)
        raise StopError

    def _note_times(self, term: Term) -> None:
        """1 is as much again, so who writes 50 most often means 50 %."""
        assert term.constant is not None
        figure, percent = shown(term.constant), shown(term.constant * 100)
        message = f"{figure} against a change is {percent} %"
        help = f"write `{figure}%` if that is what you mean, or `{percent}%` to say it plainly"
        self.report(rules.CHANGE_IN_TIMES, term.start, term.end, message, help)

    def _lend(self, term: Term, other: Term) -> None:
        assert other.unit is not None
        unit = other.unit
        if unit.kind == "ratio" and self.scope.reluctant:
            return
        if term.open_rate:
            if other.bare_rate or _PER_SECOND not in unit.dims:
                term.unit = per_second(COUNT)
                return
            dims = merge(unit.dims, SECONDS.dims, 1)
            unit = Unit(unit.name.removesuffix("/s"), dims, unit.scale, "quantity")
        elif any(m.form == "counter" for m in term.open) and _is_no_amount(unit):
            term.unit = COUNT  # What a counter grew by is a number of things.
            return
        if other.constant is not None:
            base = base_form(unit)
            if base is None:
                return
            unit = base
        for measured in term.open:
            self._give(measured, unit, other)
        term.unit = per_second(unit) if term.open_rate else unit
        term.open = ()

    def _give(self, measured: Measured, unit: Unit, lender: Term) -> None:
        measured.unit, measured.unit_path = unit, self.path
        if unit.kind == "ratio" and measured.form in ("gauge", "raw"):
            report_assumed_ratio(measured, self.path, self.context)
        because = "the unit of what it is compared with"
        if lender.lender is not None:
            because = f"the unit of the constant `{lender.lender}`"
            measured.lenders.append(lender.lender)
        elif "alert_threshold" in self.path:
            because = "the threshold's unit in base form"
        self.context.default(measured.name, "unit", unit.name, self.path, because)

    def _check(self, left: Term, right: Term, what: str) -> None:
        assert left.unit is not None
        assert right.unit is not None
        if left.unit.same_dimension(right.unit):
            kinds = {left.unit.kind, right.unit.kind}
            if len(kinds) == 1 or "number" in kinds or kinds == _LIKE:
                return
        codes = [_currency(unit) for unit in (left.unit, right.unit)]
        rule = rules.DIFFERENT_DIMENSIONS
        if codes[0] and codes[1]:
            rule = rules.DIFFERENT_CURRENCIES
        self.report(
            rule,
            left.start,
            left.end,
            f"{what} needs one kind of figure on both sides, "
            f"and {describe(left.unit)} meets {describe(right.unit)}",
            self._way_out(left, right, bool(codes[0] and codes[1])),
            other=(right.start, right.end, f"this is {describe(right.unit)}"),
            notes=(*self._where_from(left), *self._where_from(right)),
        )
        raise StopError

    def _way_out(self, left: Term, right: Term, money: bool) -> str:
        if money:
            return "currencies never convert: use one of them on both sides"
        for one, other in ((left, right), (right, left)):
            assert one.unit is not None
            assert other.unit is not None
            if one.plain and other.unit.dims:
                return "say in which unit, or multiply something: `baseline(…, 7d) * 2x`"
            if not one.implicit_rate or one.source is None:
                continue
            if other.unit.dims == merge(one.unit.dims, SECONDS.dims, 1) != ():
                figure = (
                    f"{shown(other.constant)} {other.unit.name}/s" if other.constant else "a rate"
                )
                name = one.source.name
                return (
                    f"`{name}` is read as its rate: write `{figure}`, or compare "
                    f"`increase({name}, 1h)`"
                )
            if not other.unit.dims:
                return (
                    f"`{one.source.name}` is read as events per second; a share of events needs "
                    "`numerator:` and `denominator:` on it"
                )
        return "compare like with like; `unit:` on the metric says what it is exported in"

    def _where_from(self, term: Term) -> tuple[str, ...]:
        """Where a metric's unit was said, when that is another place than this one."""
        source = term.source
        if source is None or source.unit_path in (None, self.path) or term.consumes:
            return ()
        assert source.unit_path is not None
        assert source.unit is not None
        line = self.context.document.span(source.unit_path).start.line
        return (f"line {line} says that `{source.name}` is in `{source.unit.name}`",)

    def _converted(self, term: Term, unit: Unit) -> Term:
        assert term.unit is not None
        factor = term.unit.factor_to(unit)
        if term.constant is None and factor == 1:
            return term
        constant = None if term.constant is None else term.constant * factor
        build = scaled(term.build, factor, unit, self.context.origin(self.path))
        return replace(term, unit=unit, constant=constant, build=build)


def base_form(unit: Unit) -> Unit | None:
    """The unit in which exporters export such a figure; None for a plain factor."""
    if unit.kind == "ratio":
        return RATIO
    if unit.kind != "quantity":
        return None
    if unit.same_dimension(SECONDS):
        return SECONDS
    return BYTES if unit.same_dimension(BYTES) else unit


def _is_no_amount(unit: Unit) -> bool:
    return unit.kind in _LIKE or _PER_SECOND in unit.dims


def _currency(unit: Unit) -> str | None:
    return next((base for base, _ in unit.dims if base in CURRENCIES), None)
