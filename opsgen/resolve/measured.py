"""One measurable thing behind a name, and how it is read at a given set of labels."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from opsgen.diagnostics import Path
from opsgen.plan import Origin, Selector, Value
from opsgen.plan import values as v
from opsgen.plan.values import Aggregation, Labels
from opsgen.units import COUNT, NUMBER, RATIO, Unit, per_second

Form = Literal["gauge", "counter", "histogram", "ratio", "raw"]


@dataclass(slots=True)
class Measured:
    """A declared metric, an external gauge or a drift figure, before a condition reads it.

    `unit` is the exported series' own and may still be lent by what it is compared with;
    `keeps` are the labels that the metric keeps by itself, `offers` those that it can keep
    (None: any). For a ratio `selector` is the total and `part` what is above the line.
    `stem` is the name from which the exported one is still to be derived.
    """

    name: str
    form: Form
    signal: str
    selector: Selector
    origin: Origin
    path: Path
    part: Selector | None = None
    unit: Unit | None = None
    unit_path: Path | None = None
    keeps: Labels = ()
    offers: Labels | None = None
    aggregate: Aggregation | None = None
    window: int = 300
    last_within: int | None = None
    quantile: Fraction | None = None
    buckets: tuple[Fraction, ...] = ()
    native: bool = False
    promql: str = ""
    min_traffic: int | None = None
    min_bad: int | None = None
    external: bool = False
    stem: str | None = None
    guessed: tuple[Selector, ...] = ()
    guessed_part: Selector | None = None
    lenders: list[str] = field(default_factory=list)

    @property
    def undeclared(self) -> bool:
        """Whether nothing says yet in which unit its series is; a ratio has none to say."""
        return self.unit is None and self.form != "ratio"

    def result_unit(self) -> Unit:
        """The unit of the bare name in a condition: a counter's is its rate."""
        if self.form == "ratio":
            return self.unit or RATIO
        if self.form == "counter":
            return per_second(self.unit or COUNT)
        return self.unit or NUMBER

    def read(
        self, by: Labels, op: str, quantile: Fraction | None = None, name: str | None = None
    ) -> Value:
        """The value of the bare name at labels `by`; `op` picks a gauge's aggregation."""
        return Value(
            self._node(op, quantile), self.result_unit(), by, self.origin, name or self.name
        )

    def _node(self, op: str, quantile: Fraction | None) -> v.Node:
        match self.form:
            case "ratio":
                assert self.part is not None
                return v.Ratio(self.part, self.selector, self.window)
            case "counter":
                return v.Rate(self.selector, self.window)
            case "histogram":
                q = quantile if quantile is not None else self.quantile
                assert q is not None
                return v.Quantile(self.selector, q, self.window, self.buckets, self.native)
            case "raw":
                return v.Raw(self.promql)
            case "gauge":
                return v.Series(self.selector, self.aggregation(op), self.last_within)

    def aggregation(self, op: str) -> Aggregation:
        """Declared, or the one that hears the worst series: the least for `<`."""
        return self.aggregate or ("min" if op.startswith("<") else "max")

    def same_histogram(self, other: Measured) -> bool:
        """Whether a quantile of the one is the same figure as of the other."""
        return (
            self.signal == other.signal
            and self.selector == other.selector
            and self.stem == other.stem
            and self.window == other.window
            and self.keeps == other.keeps
            and self.native == other.native
        )

    def presence(self) -> Selector:
        """A series that exists whenever the metric is exported at all."""
        if self.form == "histogram" and not self.native:
            return Selector(f"{self.selector.series}_bucket", self.selector.matchers)
        return self.selector
