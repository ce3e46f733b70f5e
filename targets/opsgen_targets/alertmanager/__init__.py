"""The target `alertmanager`: who hears what, when, and with which words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from opsgen.target import API_VERSION, Emit, Judge, TargetOptions

if TYPE_CHECKING:
    from opsgen.artifacts import Artifact
    from opsgen.plan import Plan

__all__ = ["Alertmanager", "AlertmanagerOptions", "target"]


@dataclass(frozen=True, slots=True)
class AlertmanagerOptions(TargetOptions):
    """`path` moves the configuration; its companions stay in the same folder."""

    mode: Literal["full", "fragment"] = field(
        default="full",
        metadata={
            "help": "full: a whole configuration; fragment: this service's part of a shared one"
        },
    )


class Alertmanager:
    """The configuration, scripts that check its routes and secret files, and a page about these."""

    name = "alertmanager"
    api_version = API_VERSION
    options = AlertmanagerOptions
    reads = frozenset({"alerting"})

    def check(self, plan: Plan, options: AlertmanagerOptions, out: Emit) -> None:
        from opsgen_targets.alertmanager.receivers import emitted_channels
        from opsgen_targets.alertmanager.versions import check

        for channel in emitted_channels(plan):
            check(channel, plan, out)
        # A configuration that a version refuses is not made, not even to look at its routes.
        if any(alert.expect for alert in plan.alerts) and not out.diagnostics:
            from opsgen_targets.alertmanager.expectations import check_expected

            check_expected(plan, out, whole=options.mode == "full")

    def emit(self, plan: Plan, options: AlertmanagerOptions, out: Emit) -> Iterable[Artifact]:
        from opsgen_targets.alertmanager.emit import emit

        return emit(plan, options, out)

    def judges(self) -> Sequence[Judge]:
        # The script asks `amtool check-config` first, and lends a fragment the root that it lacks.
        return (Judge("amtool", ("sh", "{path}"), "check-routes.sh", "routes"),)


target = Alertmanager()
