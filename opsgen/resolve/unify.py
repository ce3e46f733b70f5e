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
from opsgen.resolve.thresholds import base_form
from opsgen.units import COUNT, CURRENCIES, NUMBER, SECONDS, Unit, format_number, merge, per_second

_LIKE = ({"ratio", "relative"},)


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
        self._adopt(left, right)
        self._adopt(right, left)
        if left.unit is None or right.unit is None:
            return self._beside_unknown(left, right)
        self._check(left, right, what)
        if right.constant is None and left.constant is not None:
            unit = right.unit
            return unit, self._converted(left, unit), right
        unit = left.unit
        return unit, left, self._converted(right, unit)

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

    def _adopt(self, term: Term, other: Term) -> None:
        """Give a bare number, or a metric without a unit, the unit of the other side."""
        if term.bare and term.constant is not None and other.unit is not None and not other.bare:
            self._check_bare(term, other)
            term.unit, term.bare = other.unit, False
            term.build = scaled(term.build, Fraction(1), other.unit, self.context.origin(self.path))
        elif term.bare_rate and other.unit is not None and ("s", -1) in other.unit.dims:
            term.unit, term.bare_rate = other.unit, False
            term.build = scaled(term.build, Fraction(1), other.unit, self.context.origin(self.path))
        elif term.unit is None and term.open and other.unit is not None and not other.bare:
            self._lend(term, other)

    def _check_bare(self, term: Term, other: Term) -> None:
        assert term.constant is not None
        assert other.unit is not None
        if other.implicit_rate:
            name = self.text[other.start : other.end] or (other.source.name if other.source else "")
            self.report(
                rules.RAW_COUNTER,
                term.start,
                term.end,
                f"`{name}` is a counter, which only grows, so {_shown(term.constant)} says nothing",
                f"write a rate such as `{_shown(term.constant)}/s` or `/min`, or compare "
                f"`increase({name}, 1h)`",
            )
            raise StopError
        if other.unit.kind != "ratio" or term.constant == 0:
            return
        percent = other.unit.scale != 1
        if not percent and abs(term.constant) < 1:
            return
        figure = _shown(term.constant)
        message = f"{figure} against a ratio: is it {figure} % or {figure} times the whole?"
        help = f"write `{figure}%`"
        if percent:
            message = f"{figure} against a series in percent: is it {figure} % or a ratio?"
        elif abs(term.constant) <= 100:
            help += f" or `{_shown(term.constant / 100)}`"
        self.report(rules.RATIO_OR_PERCENT, term.start, term.end, message, help)
        raise StopError

    def _lend(self, term: Term, other: Term) -> None:
        assert other.unit is not None
        unit = other.unit
        if term.open_rate:
            if other.bare_rate or ("s", -1) not in unit.dims:
                term.unit = per_second(COUNT)
                return
            dims = merge(unit.dims, SECONDS.dims, 1)
            unit = Unit(unit.name.removesuffix("/s"), dims, unit.scale, "quantity")
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
        if unit.kind == "ratio" and measured.form == "gauge":
            report_assumed_ratio(measured, self.path, self.context)
        because = "the unit of what it is compared with"
        if lender.lender is not None:
            because = f"the unit of the constant `{lender.lender}`"
            measured.lenders.append(lender.lender)
        self.context.default(measured.name, "unit", unit.name, self.path, because)

    def _check(self, left: Term, right: Term, what: str) -> None:
        assert left.unit is not None
        assert right.unit is not None
        if left.unit.same_dimension(right.unit):
            kinds = {left.unit.kind, right.unit.kind}
            if len(kinds) == 1 or "number" in kinds or kinds in _LIKE:
                return
        codes = [_currency(unit) for unit in (left.unit, right.unit)]
        rule = rules.DIFFERENT_DIMENSIONS
        help = "compare like with like; check the units on both sides"
        if codes[0] and codes[1]:
            rule, help = rules.DIFFERENT_CURRENCIES, "currencies never convert: use one of them"
        side = f"this is {describe(right.unit)}"
        if right.source is not None and right.source.unit_path is not None:
            line = self.context.document.span(right.source.unit_path).start.line
            side += f" (see line {line})"
        message = f"{what} needs one kind of figure on both sides: {describe(left.unit)} meets "
        self.report(
            rule,
            left.start,
            left.end,
            message + describe(right.unit),
            help,
            other=(right.start, right.end, side),
        )
        raise StopError

    def _converted(self, term: Term, unit: Unit) -> Term:
        assert term.unit is not None
        factor = term.unit.factor_to(unit)
        if term.constant is None and factor == 1:
            return term
        constant = None if term.constant is None else term.constant * factor
        origin = self.context.origin(self.path)
        parts = () if term.constant is not None else (term,)
        build = scaled(term.build, factor, unit, origin)
        return replace(term, unit=unit, constant=constant, build=build, parts=parts)


def _shown(figure: Fraction) -> str:
    try:
        return format_number(figure)
    except ValueError:
        return f"{float(figure):g}"


def _currency(unit: Unit) -> str | None:
    return next((base for base, _ in unit.dims if base in CURRENCIES), None)


def describe(unit: Unit) -> str:
    """A unit's kind in words, for a message."""
    if unit == NUMBER:
        return "a plain number"
    if not unit.dims:
        return {"ratio": "a ratio", "relative": "a relative change", "count": "a count"}.get(
            unit.kind, "a plain number"
        )
    if unit.dims == SECONDS.dims:
        return "a duration"
    names = {"B": "bytes", "token": "tokens", "s": "seconds"}
    above = [names.get(base, base) for base, power in unit.dims if power > 0]
    below = [names.get(base, base).removesuffix("s") for base, power in unit.dims if power < 0]
    if above == ["bytes"] and not below:
        return "an amount of bytes"
    text = " times ".join(above) or "a count"
    return f"{text} per {' per '.join(below)}" if below else f"an amount of {text}"
