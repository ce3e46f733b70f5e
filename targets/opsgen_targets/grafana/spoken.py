"""Values in words for headings: `zscore(errors, 1d)` is "Errors against the last day".

A heading says what the figure is; how it is computed stands in the panel's description.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from opsgen.artifacts.figures import figure, number
from opsgen.plan import Value
from opsgen.plan import values as v

_ABBREVIATIONS = "api cpu gpu http id io kv llm ml rag sla slo sql tpot ttft url"
_CAPITALS = frozenset(_ABBREVIATIONS.split())
_PLAIN = re.compile(r"[\w ,.()*/+-]+", re.ASCII)
_QUANTILE = re.compile(r"p\d+")
_IDENTIFIER = re.compile(r"(?<![\w.])(?<!\d )[A-Za-z_]\w*")
"""A name, and no unit behind a number."""
_CALL = re.compile(r"\w\s*\(")
_OF = re.compile(r"\w+\(\s*(\w+)\s*[,)]")
_MEANS = {"avg": "mean", "min": "least", "max": "greatest"}
_JOINED = {**_MEANS, "sum": "sum of"}
_SPANS = ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))

Stems = Mapping[v.Node, str]
"""What a histogram is called, by its node of `histogram_of`."""


def headline(name: str) -> str:
    """`kv_cache_usage` -> `KV cache usage`."""
    words = [
        word.upper() if word in _CAPITALS else word
        for word in name.replace("_", " ").replace("-", " ").split()
    ]
    text = " ".join(words)
    return text if _QUANTILE.fullmatch(words[0]) else text[:1].upper() + text[1:]


def inside(heading: str) -> str:
    """A heading within another: small, unless it begins with capitals."""
    return heading if heading[1:2].isupper() else heading[:1].lower() + heading[1:]


def spoken(value: Value, stems: Stems) -> str | None:
    """`value` as a heading; None where it has no name that can stand there."""
    text = _words(value, stems)
    return text if text is not None and _PLAIN.fullmatch(text) else None


def aggregated(value: Value, name: str) -> str:
    """`name` with how the series are joined: of one metric, the least and the greatest may both be
    compared."""
    if not isinstance(value.node, v.Series) or value.node.aggregate not in _JOINED:
        return name
    return headline(f"{_JOINED[value.node.aggregate]} {inside(name)}")


def quantile(node: v.Quantile) -> str:
    """`p99`."""
    return f"p{number(node.q * 100)}"


def histogram_of(node: v.Quantile) -> v.Node:
    """The same for all quantiles of one histogram."""
    return v.Quantile(node.histogram, Fraction(0), node.window, (), node.native)


def _words(value: Value, stems: Stems) -> str | None:
    match value.node:
        case v.Quantile() as node:
            stem = stems.get(histogram_of(node)) or _named(value)
            return stem and _ending(stem, quantile(node))
        case v.Increase(_, window) if value.name and "(" in value.name:
            of = _argument(value)
            return of and f"{of} within {_span(window)}"
        case v.Rate() if value.name and "(" in value.name:
            of = _argument(value)
            return of and f"{of} per second"
        case v.OverTime(function, of, window):
            return _about(of, stems, f"{{}}, {_MEANS[function]} over {_span(window)}")
        case v.Baseline(of, window):
            return _about(of, stems, f"{{}}, mean of the last {_last(window)}")
        case v.ZScore(of, window):
            return _about(of, stems, f"{{}} against the last {_last(window)} (deviations)")
        case v.Change(of, window):
            earlier = _span(window)
            if isinstance(of.node, v.Increase):
                earlier = f"the {_last(window)}"
            return _about(of, stems, f"{{}} against {earlier} before")
        case v.Share(part, _, label):
            of = _words(part, stems)
            return of and f"Largest share of {inside(of)} by {label.replace('_', ' ')}"
        case v.Arith():
            return _arithmetic(value, stems)
        case _:
            return _named(value)


def _named(value: Value) -> str | None:
    return headline(value.name) if value.name else None


def _about(of: Value, stems: Stems, form: str) -> str | None:
    name = _words(of, stems)
    return name and form.format(name)


def _argument(value: Value) -> str | None:
    """What the function is asked about, whose value is no value of its own."""
    found = _OF.match(value.name or "")
    return headline(found[1]) if found else value.name


def _arithmetic(value: Value, stems: Stems) -> str | None:
    """As typed, with names in words; of functions, piece by piece."""
    if value.name is not None and not _CALL.search(value.name):
        text = _IDENTIFIER.sub(lambda name: inside(headline(name[0])), value.name)
        return text[:1].upper() + text[1:]
    assert isinstance(value.node, v.Arith)
    sides = [_side(side, stems) for side in (value.node.left, value.node.right)]
    if None in sides:
        return None
    text = f" {value.node.op} ".join(inside(side) for side in sides if side)
    return text[:1].upper() + text[1:]


def _side(value: Value, stems: Stems) -> str | None:
    match value.node:
        case v.Const(figure_):
            return figure(figure_, value.unit)
        case v.Arith():
            text = _words(value, stems)
            return text and f"({inside(text)})"
        case _:
            return _words(value, stems)


def _ending(stem: str, quantile: str) -> str:
    """The quantile at the end, wherever the name had it."""
    words = [word for word in stem.split() if word.lower() != quantile]
    return " ".join((headline(" ".join(words)), quantile)) if words else stem


def _span(seconds: int) -> str:
    """`1 day`, `6 hours`, `90 seconds`."""
    length, unit = next((one, word) for one, word in _SPANS if seconds % one == 0)
    count = seconds // length
    return f"{count} {unit}{'' if count == 1 else 's'}"


def _last(seconds: int) -> str:
    """`day`, `6 hours`: what follows "the last"."""
    return _span(seconds).removeprefix("1 ")
