"""Conditions that mean something: units agree, and nothing is compared with the impossible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from tests.properties.figures import LABELS, LITERALS, Figure

Draw = st.DrawFn
_SPANS = ("6h", "12h", "1d", "7d")
_WINDOWS = ("20m", "1h", "90m", "6h")


@dataclass(frozen=True, slots=True)
class Drawn:
    """`labels` are those that its result surely has; `compares` how many comparisons it joins.

    `constant` says that a lone comparison's limit is a number; a `raw` one has no series to miss.
    """

    text: str
    labels: tuple[str, ...]
    compares: int
    constant: bool
    raw: bool


@dataclass(frozen=True, slots=True)
class _Value:
    text: str
    dimension: str
    figures: tuple[Figure, ...]


@st.composite
def conditions(draw: Draw, figures: Sequence[Figure], constants: dict[str, str]) -> Drawn:
    """A condition over some of `figures`; `constants` are names of dimensions' constants."""
    first = draw(st.sampled_from(tuple(figures)))
    usable = [first] if first.rigid else [figure for figure in figures if not figure.rigid]
    count = draw(st.sampled_from((1, 1, 1, 2, 3)))
    parts = [_part(draw, usable, constants) for _ in range(count)]
    text = parts[0][0]
    for place, (part, *_) in enumerate(parts[1:]):
        word = draw(st.sampled_from(("and", "or")))
        left = f"({text})" if place else text
        text = draw(st.sampled_from((f"{left} {word} {part}", f"({left})  {word}\n  ({part})")))
    used = [figure for part in parts for figure in part[1]]
    known = all(part[3] for part in parts)
    labels = [label for label in LABELS if known and all(label in one.keeps for one in used)]
    if first.form == "drift":
        labels = ["feature", "test"]
    compares = sum(part[2] for part in parts)
    constant = len(parts) == 1 and parts[0][4]
    return Drawn(text, tuple(labels), compares, constant, first.form == "raw")


_Part = tuple[str, tuple[Figure, ...], int, bool, bool]
"""Text, figures, comparisons, whether its labels are the figures' common ones, constant limit."""


def _part(draw: Draw, figures: Sequence[Figure], constants: dict[str, str]) -> _Part:
    named = [figure for figure in figures if figure.form in ("gauge", "counter", "external")]
    if named and draw(st.integers(0, 9)) == 0:
        return f"absent({draw(st.sampled_from(named)).name})", (), 0, False, False
    value = _value(draw, figures)
    if (fading := _deviation(draw, value)) is not None:
        return fading, value.figures, 1, True, False
    limit, more, constant = _limit(draw, value, figures, constants)
    op = draw(st.sampled_from((">", ">=", "<", "<=")))
    text = f"{value.text} {op} {limit}"
    if constant and draw(st.integers(0, 7)) == 0:
        text = f"{limit} {op} {value.text}"
    known = "share(" not in text
    return text, (*value.figures, *more), 1, known, constant


def _value(draw: Draw, figures: Sequence[Figure]) -> _Value:
    figure = draw(st.sampled_from(tuple(figures)))
    plain = _Value(figure.name, figure.dimension, (figure,))
    choice = draw(st.integers(0, 9))
    if choice < 3 or figure.form == "drift" or not figure.declared:
        return plain
    window = draw(st.sampled_from(_WINDOWS))
    if figure.form == "counter" and choice < 5:
        if draw(st.booleans()):
            return _Value(f"increase({figure.name}, {window})", figure.counted, (figure,))
        return _Value(f"rate({figure.name}, {window})", figure.dimension, (figure,))
    if figure.form == "histogram" and choice < 5:
        name = draw(
            st.sampled_from((f"quantile({figure.name}, 0.9)", f"quantile({figure.name}, 95%)"))
        )
        return _Value(name, figure.dimension, (figure,))
    if (
        figure.form in ("counter", "gauge")
        and figure.dimension in ("count", "count/s", "bytes")
        and choice == 5
    ):
        return _Value(f"share({figure.name}, shard)", "ratio", (figure,))
    match choice:
        case 6 | 5:
            function = draw(st.sampled_from(("avg", "min", "max")))
            return _Value(f"{function}({figure.name}, {window})", figure.dimension, (figure,))
        case 7:
            factor = draw(st.sampled_from(("2 * {}", "{} / 4", "{} * 0.5", "3x * {}"))).format(
                figure.name
            )
            return _Value(factor, figure.dimension, (figure,))
        case 8:
            if not _comparable(figure):
                return plain
            return _Value(f"change({figure.name}, {window})", "relative", (figure,))
        case 9:
            return _combined(draw, figure, figures)
    return plain


def _combined(draw: Draw, figure: Figure, figures: Sequence[Figure]) -> _Value:
    """A sum, a difference or a quotient with another figure of the same dimension."""
    others = [
        one
        for one in figures
        if one.declared and one.dimension == figure.dimension and one is not figure
    ]
    if not others:
        return _Value(figure.name, figure.dimension, (figure,))
    other = draw(st.sampled_from(others))
    op = draw(st.sampled_from(("+", "-", "/")))
    dimension = "ratio" if op == "/" else figure.dimension
    return _Value(f"({figure.name} {op} {other.name})", dimension, (figure, other))


def _deviation(draw: Draw, value: _Value) -> str | None:
    """A comparison with the figure's own past, where that is asked for and possible."""
    name = value.text
    if len(value.figures) > 1 or name != value.figures[0].name or not _comparable(value.figures[0]):
        return None
    span = draw(st.sampled_from(_SPANS))
    lag = draw(st.sampled_from(("", ", 2h", ", 3h")))
    match draw(st.integers(0, 7)):
        case 0:
            k = draw(st.sampled_from(LITERALS["deviations"]))
            return draw(
                st.sampled_from(
                    (f"zscore({name}, {span}{lag}) > {k}", f"zscore({name}, {span}) < -{k}")
                )
            )
        case 1:
            factor = draw(st.sampled_from(("2", "1.5", "3x")))
            return f"{name} > {factor} * baseline({name}, {span}{lag})"
        case 2:
            return f"{name} < baseline({name}, {span}{lag}) * 50%"
    return None


def _comparable(figure: Figure) -> bool:
    return figure.declared and figure.form in ("gauge", "counter", "histogram", "ratio", "raw")


def _limit(
    draw: Draw, value: _Value, figures: Sequence[Figure], constants: dict[str, str]
) -> tuple[str, tuple[Figure, ...], bool]:
    """(what it is compared with, the figures in that, whether it is one constant)"""
    literal = draw(st.sampled_from(LITERALS[value.dimension]))
    choice = draw(st.integers(0, 7))
    plain = value.text == value.figures[0].name
    if choice == 0 and value.dimension in constants:
        return (
            draw(
                st.sampled_from((constants[value.dimension], f"{constants[value.dimension]} * 2"))
            ),
            (),
            True,
        )
    # Twice 0.9 of a ratio is refused, for it may be 1.8 % or 1.8 times the whole.
    doubtful = value.dimension == "ratio" and "%" not in literal
    if choice == 1 and not doubtful and value.dimension not in ("relative", "deviations"):
        return (
            draw(
                st.sampled_from(
                    (f"2 * {literal}", f"({literal} + {literal}) / 2", f"{literal} * 1.5")
                )
            ),
            (),
            True,
        )
    others = [
        one
        for one in figures
        if one.declared and one.dimension == value.dimension and one.name != value.text
    ]
    if choice == 2 and plain and others and value.figures[0].declared:
        other = draw(st.sampled_from(others))
        return draw(st.sampled_from((other.name, f"{other.name} * 0.5"))), (other,), False
    return literal, (), True
