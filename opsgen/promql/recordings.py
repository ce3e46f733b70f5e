"""Recording rules: the history that baselines, changes and means over time read.

Names follow `level:metric:operations` (Prometheus, "Recording rules"): the labels that the
series keeps, what is measured, what was done to it. They depend on nothing but what is
recorded, because a new name starts with an empty history.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256

from opsgen.plan import Condition, Value
from opsgen.plan import conditions as plan_conditions
from opsgen.plan import values as v
from opsgen.promql import tree as q
from opsgen.promql.lower import Lowering
from opsgen.promql.printer import duration, to_promql

_WORDS = {"+": "plus", "-": "minus", "*": "times", "/": "per"}


@dataclass(frozen=True, slots=True)
class Recording:
    """One recording rule: `expr` is kept under `name`."""

    name: str
    expr: q.Expr


@dataclass(frozen=True, slots=True)
class Recorded:
    """The recording rules of one service, and the lowering that reads them back."""

    lowering: Lowering
    rules: dict[q.Expr, Recording]
    """By the expression of the value that each keeps."""

    def of(self, condition: Condition) -> tuple[Recording, ...]:
        """The rules whose history `condition` reads, in reading order."""
        plain = Lowering(self.lowering.interval)
        return tuple({self.rules[plain.value(value)]: None for value in needed(condition)})


def needed(condition: Condition) -> tuple[Value, ...]:
    """The values whose history `condition` reads, in reading order."""
    found: list[Value] = []
    for outer in plan_conditions.values(condition):
        for value in v.walk(outer):
            match value.node:
                case v.OverTime(of=of) | v.Baseline(of=of) | v.ZScore(of=of):
                    found.append(of)
                case v.Change(of=of) if not isinstance(of.node, v.Increase):
                    found.append(of)
    return tuple(found)


def recordings(
    values: Iterable[Value], labels: Iterable[tuple[str, str]], interval: int
) -> Recorded:
    """The rules that keep `values`, each once. `labels` tell them from those of other services."""
    plain = Lowering(interval)
    values_of: dict[q.Expr, Value] = {}
    for value in values:
        values_of.setdefault(plain.value(value), value)
    matchers = tuple(q.Matcher(label, "=", text) for label, text in labels)
    uses = Counter(map(_name, values_of.values()))
    rules: dict[q.Expr, Recording] = {}
    for expr, value in values_of.items():
        name = _name(value)
        if uses[name] > 1:
            name += f"_{sha256(to_promql(expr).encode()).hexdigest()[:8]}"
        rules[expr] = Recording(name, plain.history(value))
    recorded = {expr: q.Selector(rule.name, matchers) for expr, rule in rules.items()}
    return Recorded(Lowering(interval, recorded), rules)


def _name(value: Value) -> str:
    level = "_".join(("service", *value.labels))
    return f"{level}:{_metric(value)}:{_operations(value.node)}"


def _metric(value: Value) -> str:
    match value.node:
        case v.Rate(selector) | v.Increase(selector):
            return _word(selector.series.removesuffix("_total"))
        case v.Series(selector) | v.Quantile(selector):
            return _word(selector.series)
        case v.Ratio(part, total):
            names = [one.series.removesuffix("_total") for one in (part, total)]
            return _word("_per_".join(dict.fromkeys(names)))
        case v.Share(part, _, _):
            return _metric(part)
        case v.Const(figure):
            return _word(str(figure))
        case v.Arith(op, left, right):
            return f"{_metric(left)}_{_WORDS[op]}_{_metric(right)}"
        case _:
            return _word(value.name or "value")


def _operations(node: v.Node) -> str:
    match node:
        case v.Rate(_, window):
            return f"rate{duration(window)}"
        case v.Increase(_, window):
            return f"increase{duration(window)}"
        case v.Ratio(window=window):
            return f"ratio_rate{duration(window)}"
        case v.Quantile(q=quantile, window=window):
            return f"p{_word(_percentile(quantile))}_rate{duration(window)}"
        case v.Series(aggregate=aggregate):
            return aggregate
        case v.Share(label=label):
            return f"max_share_{label}"
        case _:
            return "value"


def _percentile(quantile: Fraction) -> str:
    """`99`, and `99_9` for the 99.9th."""
    return str(float(quantile * 100)).removesuffix(".0")


def _word(text: str) -> str:
    return re.sub(r"\W+", "_", text, flags=re.ASCII).strip("_")
