"""What only shows when everything is known: names that clash, units that a constant lent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from opsgen.diagnostics import Path
from opsgen.diagnostics.rules import names as rules
from opsgen.diagnostics.rules import units as unit_rules
from opsgen.plan import Alert
from opsgen.resolve.constants import Constant
from opsgen.resolve.context import Context
from opsgen.resolve.measured import Measured
from opsgen.resolve.service import UNNAMED


def check_names(alerts: Iterable[Alert], context: Context) -> None:
    """A name is the alert's identity, also where opsgen made it."""
    first: dict[str, Alert] = {}
    for alert in alerts:
        other = first.setdefault(alert.name.casefold(), alert)
        if other is alert or alert.cause == other.cause == "declared":
            continue
        related = []
        if other.origin.span is not None:
            related = [(other.origin.span, f"`{other.name}` comes from here")]
        context.report(
            rules.CLASHING_NAME,
            alert.origin.path,
            f"two alerts would be called `{alert.name}`",
            related=related,
            help="rename what you named: open incidents hang on an alert's name",
        )


def check_constants(
    constants: Mapping[str, Constant], metrics: Collection[str], context: Context
) -> None:
    """A name means one thing."""
    for name in constants:
        if name in metrics:
            message = f"`{name}` is a metric and a constant"
            context.report(
                rules.CLASHING_NAME, ("constants", name), message, help="rename one of them"
            )


def check_lent_units(measured: Iterable[Measured], context: Context) -> None:
    """A constant that gives its unit to several metrics is a guess about each of them."""
    borrowers: defaultdict[str, list[Measured]] = defaultdict(list)
    for each in measured:
        for constant in dict.fromkeys(each.lenders):
            borrowers[constant].append(each)
    for constant, metrics in borrowers.items():
        if len(metrics) < 2:
            continue
        listed = " and ".join(f"`{metric.name}`" for metric in metrics)
        unit = metrics[0].unit
        context.report(
            unit_rules.CONSTANT_LENDS_UNIT,
            ("constants", constant),
            f"the constant `{constant}` gives its unit to {listed}",
            help=f"say it on each metric: `unit: {unit.name if unit is not None else 'count'}`",
        )


def warn_of_job(service: str, context: Context) -> None:
    """Nobody said which job the service is, unless what they said was refused."""
    if context.wrote("monitoring", "defaults", "job"):
        return
    path: Path = ("monitoring", "defaults")
    snippet = f'job: "{service}"'
    if not context.wrote(*path):
        path, snippet = ("monitoring",), f"defaults:\n  {snippet}"
    if not context.wrote(*path):
        path, snippet = (), f'monitoring:\n  defaults:\n    job: "{service}"'
    context.report(
        rules.JOB_UNSET,
        path,
        "no `job` is set: the rules read the metrics of every job of that Prometheus, and "
        "nobody hears when the service is gone",
        help="set `monitoring.defaults.job` to the service's job in Prometheus",
        # A service without a name has no job of that name either.
        edit=None if service == UNNAMED else context.document.insertion(path, snippet),
    )
