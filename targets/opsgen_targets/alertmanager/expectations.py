"""Whether the channels that an alert expects hear it, by the tree that is emitted."""

from __future__ import annotations

from opsgen.diagnostics.rules.names import NOT_HEARD
from opsgen.plan import Alert, Plan
from opsgen.proof.hearing import Hearing, read_ears
from opsgen.target import Emit
from opsgen_targets.alertmanager.configuration import configuration
from opsgen_targets.alertmanager.receivers import receiver_origins


def check_expected(plan: Plan, out: Emit, *, whole: bool) -> None:
    """Report every channel that an alert's `expect` names and that does not hear it."""
    asked = [alert for alert in plan.alerts if alert.expect]
    if not asked:
        return
    ears = read_ears(configuration(plan, whole), receiver_origins(plan), plan)
    for alert in asked:
        hearing = ears.hearing(alert, plan)
        for index, name in enumerate(alert.expect):
            if name not in hearing.channels:
                _report(alert, index, name, hearing, plan, out)


def _report(alert: Alert, index: int, name: str, hearing: Hearing, plan: Plan, out: Emit) -> None:
    heard = ", ".join(f"`{channel}`" for channel in hearing.channels) or "nobody"
    reached = ", ".join(f"`{receiver}`" for receiver in hearing.receivers if receiver)
    (channel,) = (each for each in plan.notifications.channels if each.name == name)
    out.diagnostics.append(
        NOT_HEARD.at(
            None,  # the core finds the place of the path
            f"`{name}` does not hear `{alert.name}`, whose severity is {alert.severity}",
            help=f"add `{alert.severity}` to the `severity` of `{name}`",
            notes=(f"it goes to {reached or 'no receiver'} and is heard by {heard}",),
            related=[(channel.origin.span, "this channel")] if channel.origin.span else (),
            path=(*alert.origin.path, "expect", index),
        )
    )
