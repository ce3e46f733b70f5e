"""Which series are watched for being gone: those that rest on a guess, and those asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from opsgen.diagnostics.rules import names as rules
from opsgen.plan import Alert
from opsgen.resolve.compiled import Compiled
from opsgen.resolve.defaults import MonitoringDefaults
from opsgen.resolve.generated import Generator, Guess
from opsgen.resolve.measured import Measured
from opsgen.spec import Alert as AlertSpec
from opsgen.spec import Metric

Asked = Sequence[tuple[Alert, Compiled]]


def watch_missing(
    generator: Generator,
    metrics: Sequence[tuple[Metric, Measured]],
    asked: Asked,
    specs: Sequence[AlertSpec],
    every: Sequence[Measured],
    defaults: MonitoringDefaults,
) -> None:
    """Make the missing-data alerts; `every` holds the external names besides the metrics."""
    for metric, measured in metrics:
        if metric.no_data == "alert" and measured.form != "raw":
            severity = metric.severity or defaults.severity
            generator.asked_missing(metric.name, (measured,), severity, metric.path)
    by_name = {spec.name: spec for spec in specs}
    for alert, compiled in asked:
        spec = by_name.get(alert.name) if alert.cause == "declared" else None
        if spec is not None and spec.no_data == "alert":
            _watch_alert(generator, alert, compiled, spec)
    wanted = _wanted(metrics, asked, by_name)
    guessed = [measured for measured in every if measured.name in wanted]
    generator.missing_series(guess for measured in guessed for guess in _guesses(measured))
    for measured in guessed:
        if measured.guessed_part is not None:
            generator.missing_numerator(measured)


def _watch_alert(generator: Generator, alert: Alert, compiled: Compiled, spec: AlertSpec) -> None:
    series = [measured for measured in compiled.measured if measured.form != "raw"]
    for measured in compiled.measured:
        if measured.form == "raw":
            generator.context.report(
                rules.METRIC_CONTRADICTION,
                (*spec.path, "no_data"),
                f"`{measured.name}` is an expression of its own, which has no series to be missing",
                help="declare a metric for a series of it, with `no_data: alert`",
            )
    if series:
        generator.asked_missing(alert.name, series, alert.severity, spec.path)


def _wanted(
    metrics: Sequence[tuple[Metric, Measured]], asked: Asked, specs: dict[str, AlertSpec]
) -> set[str]:
    """The names whose guesses are watched: all but those of which every word is `ok`.

    An external name is used by the alerts that name it, so it is theirs to say.
    """
    said: defaultdict[str, set[str | None]] = defaultdict(set)
    for metric, measured in metrics:
        said[measured.name].add(metric.no_data)
    declared = set(said)
    for alert, compiled in asked:
        spec = specs.get(alert.name) if alert.cause == "declared" else None
        for measured in compiled.measured:
            if measured.name not in declared:
                said[measured.name].add(spec.no_data if spec is not None else None)
    return {name for name, words in said.items() if words != {"ok"}}


def _guesses(measured: Measured) -> Iterator[Guess]:
    for selector in measured.guessed:
        shows = selector if measured.form == "ratio" else measured.presence()
        yield Guess(selector.series, shows, measured.path, measured.name)
