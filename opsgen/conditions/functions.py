"""The closed set of functions, and whether a call fits its signature in number and shape.

What kind of metric a function wants (a counter, a histogram) is resolve's matter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from opsgen.conditions.problem import Problem, quoted
from opsgen.conditions.tree import Name, Quantity, Tree
from opsgen.diagnostics.rules import conditions as rules
from opsgen.diagnostics.suggest import nearest
from opsgen.units import TIME, format_number

Shape = Literal["name", "value", "duration", "quantile", "label"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a function: what the reference calls it, and what may stand there."""

    name: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class Signature:
    """`required` of the `parameters` must be given; `predicate` calls are conditions."""

    name: str
    parameters: tuple[Parameter, ...]
    required: int
    predicate: bool = False

    def __str__(self) -> str:
        """As the reference writes it: `rate(x[, w])`."""
        given = ", ".join(parameter.name for parameter in self.parameters[: self.required])
        rest = "".join(f"[, {parameter.name}]" for parameter in self.parameters[self.required :])
        return f"{self.name}({given}{rest})"


_METRIC = Parameter("x", "name")
_VALUE = Parameter("x", "value")
_WINDOW = Parameter("w", "duration")
_LAG = Parameter("lag", "duration")

FUNCTIONS: Final[Mapping[str, Signature]] = MappingProxyType(
    {
        signature.name: signature
        for signature in (
            Signature("rate", (_METRIC, _WINDOW), 1),
            Signature("increase", (_METRIC, _WINDOW), 2),
            Signature("quantile", (_METRIC, Parameter("q", "quantile")), 2),
            Signature("avg", (_VALUE, _WINDOW), 2),
            Signature("min", (_VALUE, _WINDOW), 2),
            Signature("max", (_VALUE, _WINDOW), 2),
            Signature("baseline", (_VALUE, _WINDOW, _LAG), 2),
            Signature("zscore", (_VALUE, _WINDOW, _LAG), 2),
            Signature("change", (_VALUE, _WINDOW), 2),
            Signature("share", (_VALUE, Parameter("label", "label")), 2),
            Signature("absent", (_METRIC,), 1, predicate=True),
        )
    }
)

_INSTEAD = {
    "absent_over_time": "absent(x)",
    "average": "avg(x, 5m)",
    "avg_over_time": "avg(x, 5m)",
    "delta": "change(x, 1h)",
    "deriv": "change(x, 1h)",
    "histogram_quantile": "quantile(x, 0.99)",
    "idelta": "change(x, 1h)",
    "irate": "rate(x, 5m)",
    "max_over_time": "max(x, 5m)",
    "mean": "avg(x, 5m)",
    "median": "quantile(x, 0.5)",
    "min_over_time": "min(x, 5m)",
    "percentile": "quantile(x, 0.99)",
    "quantile_over_time": "quantile(x, 0.99)",
    "stddev": "zscore(x, 1d)",
    "stddev_over_time": "zscore(x, 1d)",
    "topk": "share(x, label)",
}
_AGGREGATES = frozenset({"sum", "count", "group", "sum_over_time", "count_over_time", "total"})
_LABEL = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PERCENTILE = re.compile(r"p([0-9]{2}|99[0-9])")


def unknown_function(name: str, start: int, end: int) -> Problem:
    """The problem of calling `name`, which is no key of FUNCTIONS, with the nearest that is."""
    return Problem(
        rules.UNKNOWN_FUNCTION,
        start,
        end,
        f"there is no function `{name}`",
        help=_nearest(name),
    )


def _nearest(name: str) -> str:
    lower = name.lower()
    if lower in FUNCTIONS:
        return f"functions are written in small letters: `{lower}`"
    if lower in _INSTEAD:
        return f"write `{_INSTEAD[lower]}`"
    if lower in _AGGREGATES:
        return "a metric is aggregated already: name it alone, and set `by:` for its labels"
    if found := _PERCENTILE.fullmatch(lower):
        return f"write `quantile(x, 0.{found[1]})`"
    close = nearest(name, FUNCTIONS)
    if close:
        return f"did you mean `{FUNCTIONS[close[0]]}`?"
    return "the functions are " + ", ".join(f"`{known}`" for known in FUNCTIONS)


def check_count(
    signature: Signature, arguments: Sequence[tuple[int, int]], start: int, end: int
) -> Problem | None:
    """Whether as many arguments are given, at those places, as the signature takes.

    `start` and `end` are the call's.
    """
    given, most = len(arguments), len(signature.parameters)
    if signature.required <= given <= most:
        return None
    takes = f"{most}" if most == signature.required else f"{signature.required} or {most}"
    if given > most:
        start, end = arguments[most][0], arguments[-1][1]
    return Problem(
        rules.ARGUMENT_COUNT,
        start,
        end,
        f"`{signature.name}` takes {takes} argument{'' if takes == '1' else 's'}, not {given}",
        help=f"write it as `{signature}`" + _example(signature),
    )


def _example(signature: Signature) -> str:
    window = any(parameter.shape == "duration" for parameter in signature.parameters)
    return ", with durations such as `5m`" if window else ""


def check_shape(
    function: str, parameter: Parameter, argument: Tree, text: str, start: int, end: int
) -> Problem | None:
    """Whether an argument, written at `text[start:end]`, may stand for `parameter`."""
    match parameter.shape:
        case "value":
            return None
        case "name":
            fits, due = isinstance(argument, Name), "the name of a metric"
            help = f"name one metric: `{function}({parameter.name}…)` takes no expression"
        case "label":
            fits, due = (
                isinstance(argument, Name) and bool(_LABEL.fullmatch(argument.id)),
                "a label",
            )
            help = "write a bare label name such as `model`"
        case "duration":
            fits, due = _is_duration(argument), "a duration of whole seconds"
            help = _duration_help(argument)
        case "quantile":
            fits, due = _is_quantile(argument), "a quantile between 0 and 1"
            help = _quantile_help(argument)
    # A node excludes its parentheses: around a bare word or a literal there are none.
    if fits and (argument.start, argument.end) == (start, end):
        return None
    shown = quoted(text[start:end])
    message = f"`{parameter.name}` of `{function}` must be {due}, not {shown}"
    return Problem(rules.ARGUMENT_SHAPE, start, end, message, help)


def _is_duration(node: Tree) -> bool:
    return (
        isinstance(node, Quantity)
        and node.unit is not None
        and node.unit.dims == TIME
        and node.per is None
        and node.base >= 1
        and node.base.denominator == 1
    )


def _duration_help(node: Tree) -> str:
    if isinstance(node, Quantity) and node.unit is None and node.per is None and node.value > 0:
        number = format_number(node.value)
        return f"say which unit: `{number}s`, `{number}m` or `{number}h`"
    return "write a literal such as `5m`, `1h` or `7d`"


def _is_quantile(node: Tree) -> bool:
    return (
        isinstance(node, Quantity)
        and (node.unit is None or node.unit.name == "percent")
        and node.per is None
        and 0 < node.base < 1
    )


def _quantile_help(node: Tree) -> str:
    if isinstance(node, Quantity) and node.unit is None and 1 < node.value < 100:
        return f"write `{format_number(node.value / 100)}`"
    return "write a number such as `0.99`, or `99%`"
