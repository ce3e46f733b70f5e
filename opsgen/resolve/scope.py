"""What a name in a condition stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from opsgen.conditions import Name
from opsgen.diagnostics import Edit, Path, Rule, Span
from opsgen.diagnostics.rules import names as rules
from opsgen.diagnostics.rules import units as unit_rules
from opsgen.plan import Matcher, Selector
from opsgen.resolve.constants import Constant
from opsgen.resolve.context import Context
from opsgen.resolve.keys import kind
from opsgen.resolve.measured import Measured
from opsgen.resolve.naming import bad_quantile, quantile_of, split_quantile
from opsgen.resolve.near import SHORTEST, Near
from opsgen.units import NUMBER

COMMON_QUANTILES = ("50", "90", "95", "99", "999")


@dataclass(frozen=True, slots=True)
class Reading:
    """A measured thing, and the quantile that the name asks of it."""

    measured: Measured
    quantile: Fraction | None = None


@dataclass  # without slots, for what is worked out when it is first asked for
class Scope:
    """All names of one file. External gauges join as they are first met.

    While `silent` nothing is reported or recorded; while `reluctant` a percentage lends no unit.
    """

    context: Context
    metrics: dict[str, Measured]
    constants: dict[str, Constant]
    matchers: tuple[Matcher, ...]
    drift: Mapping[str, Measured]
    externals: dict[str, Measured] = field(default_factory=dict)
    last_within: int | None = None
    silent: bool = False
    reluctant: bool = False

    def knows_unit(self, id: str) -> bool:
        """Whether `id` is a constant, or a declared metric whose unit is known."""
        metric = self.metrics.get(id)
        return not metric.undeclared if metric is not None else id in self.constants

    def lookup(self, name: Name, path: Path, *, counter: bool = False) -> Reading | Constant | None:
        """What `name`, written in the scalar at `path`, stands for; None after reporting.

        Where a `counter` is due, an undeclared name is an error: an external one is a gauge.
        """
        id = name.id
        if id in self.metrics:
            return Reading(self.metrics[id])
        if id in self.constants:
            return self.constants[id]
        if any(self.context.is_broken(kind, id) for kind in ("metrics", "constants")):
            return None
        span = self.context.document.inside(path, name.start, name.end)
        if (split := split_quantile(id)) is not None:
            return self._quantile(id, *split, span, path)
        if id in self.drift:
            return Reading(self.drift[id])
        if id.startswith("drift_p_value"):
            if not self.context.lacks_some("tests", "drift_detection", "tests"):
                self._undeclared_drift(span, path)
            return None
        if id in self.externals:
            return Reading(self.externals[id])
        if id in self._broken_bases:
            return None
        if (histogram := self._base_of(id)) is not None:
            message = f"`{id}` is a histogram, and nothing says which quantile"
            help = f"write `p99_{id}`, or `{histogram.name}`"
            self._report(rules.METRIC_INCOMPLETE, span, path, message, help)
            return None
        if (close := self._close(id)) is not None:
            message = f"`{id}` is not declared, and very near to `{close}`"
            help = f"write `{close}`, or declare a metric `{id}` if it is another one"
            self._report(rules.NEAR_NAME, span, path, message, help)
            return None
        if counter:
            message = f"`{id}` is declared nowhere, and only a declared counter can be read so"
            help = f"declare it: `{{name: {id}, type: counter}}` in monitoring.metrics"
            self._report(unit_rules.WRONG_KIND, span, path, message, help)
            return None
        return Reading(self._external(id, span, path))

    def _quantile(self, id: str, base: str, digits: str, span: Span, path: Path) -> Reading | None:
        """`p99_latency`: never external, because no exporter exports such a name."""
        quantile = quantile_of(digits)
        if quantile is None:
            message, help = bad_quantile(digits)
            self._report(rules.UNKNOWN_QUANTILE, span, path, message, help)
            return None
        ending = self._histograms.get(base, [])
        found = [m for m in ending if m.signal == base] or ending
        if found and all(found[0].same_histogram(m) for m in found):
            return Reading(found[0], quantile)
        if found:
            self._ambiguous(id, digits, found, span, path)
            return None
        if any(self._is_quantile_of(name, base) for name in self._broken):
            return None
        other = next((m for m in self.metrics.values() if m.name == base), None)
        if other is not None:
            message = f"`{id}` asks for a quantile of `{base}`, which is {kind(other.form)}"
            help = f"a quantile needs `type: histogram`; write `{base}` for the figure itself"
        else:
            message = f"`{id}` is the quantile of no declared histogram"
            help = f"declare a metric `{base}` with `type: histogram`"
            close = self._close(id)
            if close is not None:
                help = f"did you mean `{close}`? else {help}"
        self._report(rules.UNKNOWN_QUANTILE, span, path, message, help)
        return None

    def _ambiguous(
        self, id: str, digits: str, found: list[Measured], span: Span, path: Path
    ) -> None:
        names = list(dict.fromkeys(f"`p{digits}_{m.signal}`" for m in found))
        message = f"`{id}` could be a quantile of several histograms"
        help = f"write {' or '.join(names)}"
        if len(names) == 1:
            listed = " and ".join(f"`{m.name}`" for m in found)
            message = f"{listed} read the same histogram differently, so `{id}` could be either"
            help = f"declare `{id}` as a metric of its own, with the series and labels you mean"
        self._report(rules.AMBIGUOUS_NAME, span, path, message, help)

    @cached_property
    def _histograms(self) -> Mapping[str, list[Measured]]:
        """The declared histograms by each ending of their name, as in `p99_latency`."""
        found: dict[str, list[Measured]] = {}
        for measured in self.metrics.values():
            if measured.form == "histogram":
                for ending in _endings(measured.signal):
                    found.setdefault(ending, []).append(measured)
        return found

    @cached_property
    def _broken(self) -> tuple[str, ...]:
        """The names of metrics that are known but broken; all are known before this scope is."""
        return tuple(self.context.broken_items("metrics", "monitoring", "metrics"))

    @cached_property
    def _broken_bases(self) -> frozenset[str]:
        """The same without their quantiles, of those that name one."""
        splits = map(split_quantile, self._broken)
        return frozenset(split[0] for split in splits if split is not None)

    @cached_property
    def _near(self) -> Near:
        return Near(self._candidates())

    def _base_of(self, id: str) -> Measured | None:
        """The histogram that is called `id` but for its quantile."""
        return next((m for m in self._histograms.get(id, ()) if m.signal == id), None)

    def _is_quantile_of(self, name: str, base: str) -> bool:
        split = split_quantile(name)
        whole = split[0] if split else name
        return whole == base or whole.endswith(f"_{base}")

    def _undeclared_drift(self, span: Span, path: Path) -> None:
        message = "nothing computes drift: the file has no `drift_detection` with tests"
        help = "add `drift_detection:` with `tests:`, or remove the condition"
        self._report(rules.DRIFT_UNDECLARED, span, path, message, help)

    def _close(self, id: str) -> str | None:
        """The declared name or alias within two edits; short names are too near to anything."""
        return self._near.to(id) if len(id) >= SHORTEST else None

    def _candidates(self) -> Iterable[str]:
        yield from self.metrics
        yield from self.constants
        yield from self.drift
        for measured in self.metrics.values():
            if measured.form != "histogram":
                continue
            for ending in _endings(measured.signal):
                for digits in COMMON_QUANTILES:
                    yield f"p{digits}_{ending}"
            for digits in COMMON_QUANTILES:
                yield f"{measured.signal}_p{digits}"

    def _external(self, id: str, span: Span, path: Path) -> Measured:
        context = self.context
        because = f"`{id}` is declared nowhere, so it is taken as a gauge that something exports"
        selector = Selector(id, self.matchers)
        measured = Measured(
            name=id,
            form="gauge",
            signal=id,
            selector=selector,
            origin=context.origin(path, because),
            path=path,
            aggregate="max",
            last_within=self.last_within,
            external=True,
            guessed=(selector,),
        )
        self.externals[id] = measured
        read = f"max({id}{_scope_text(self.matchers)})"
        context.default(id, "series", read, path, because)
        notes = [
            f"it is read as `{read}`, the greatest of all its series; when none is there for 15 "
            f"minutes, the alert `{id}_no_data` fires"
        ]
        if any(matcher.label == "job" for matcher in self.matchers):
            notes.append("a declared metric may read another job: `where: {job: …}`")
        context.report(
            rules.EXTERNAL_NAME,
            path,
            f"`{id}` is declared nowhere and taken as a gauge that something exports",
            at=span,
            notes=notes,
            help=f"declare it: `{{name: {id}, type: gauge, aggregate: max, by: []}}` "
            "in monitoring.metrics",
            edit=self._declaration(id),
        )
        return measured

    def _declaration(self, id: str) -> Edit | None:
        """The metric that says what was assumed, where metrics are declared."""
        document = self.context.document
        item = f'- name: "{id}"\n  type: gauge\n  aggregate: max\n  by: []'
        if ":" in id:  # No logical name holds a colon, so the exported one is said apart.
            return None
        if document.has(("monitoring", "metrics")):
            return document.insertion(("monitoring", "metrics"), item)
        indented = "metrics:\n" + "".join(f"  {line}\n" for line in item.splitlines())
        if document.has(("monitoring",)):
            return document.insertion(("monitoring",), indented)
        nested = "monitoring:\n" + "".join(f"  {line}\n" for line in indented.splitlines())
        return document.insertion((), nested)

    def _report(self, rule: Rule, span: Span, path: Path, message: str, help: str) -> None:
        if not self.silent:
            self.context.report(rule, path, message, at=span, help=help)


def _endings(name: str) -> Iterator[str]:
    """`request_latency`, `latency`."""
    parts = name.split("_")
    return ("_".join(parts[start:]) for start in range(len(parts)))


def _scope_text(matchers: tuple[Matcher, ...]) -> str:
    """The matchers as PromQL shows them, for a sentence."""
    inside = ",".join(f'{m.label}{m.op}"{m.value}"' for m in matchers)
    return f"{{{inside}}}" if inside else ""


def drift_names(
    service: str, slide: int, origin_path: Path, context: Context
) -> dict[str, Measured]:
    """The figures that the drift job exports, per feature and test.

    The job runs once per slide, so its figures are read over slide + 2h: a push that is older
    than five minutes would otherwise be gone (Prometheus' look-back).
    """
    within = slide + 2 * 3600
    selector_of = {
        "drift_p_value": ("min", NUMBER),
        "drift_p_value_raw": ("min", NUMBER),
        "drift_statistic": ("max", NUMBER),
        "drift_effect_size": ("max", NUMBER),
    }
    names: dict[str, Measured] = {}
    for name, (aggregate, unit) in selector_of.items():
        names[name] = Measured(
            name=name,
            form="gauge",
            signal=name,
            selector=Selector(name, (Matcher("service", "=", service),)),
            origin=context.origin(origin_path, "exported by the drift job"),
            path=origin_path,
            unit=unit,
            keeps=("feature", "test"),
            offers=("feature", "test"),
            aggregate="min" if aggregate == "min" else "max",
            last_within=within,
        )
    return names
