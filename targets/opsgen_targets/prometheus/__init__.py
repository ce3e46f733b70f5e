"""The target `prometheus`: alerting rules, and the recorded history that they read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from opsgen.target import API_VERSION, Emit, Judge, TargetOptions

if TYPE_CHECKING:
    from opsgen.artifacts import Artifact
    from opsgen.plan import Plan

__all__ = ["Prometheus", "PrometheusOptions", "target"]


@dataclass(frozen=True, slots=True)
class PrometheusOptions(TargetOptions):
    """`namespace` and `labels` are the operator's object's; a plain rule file has none."""

    form: Literal["rules", "operator"] = field(
        default="rules",
        metadata={"help": "rules: a rule file; operator: a PrometheusRule object around it"},
    )
    namespace: str | None = field(
        default=None, metadata={"help": "the namespace of the PrometheusRule"}
    )
    labels: Mapping[str, str] = field(
        default_factory=dict,
        metadata={"help": "labels of the PrometheusRule, by which a Prometheus selects it"},
    )
    tests: bool = field(
        default=True, metadata={"help": "write unit tests of the rules, for promtool to run"}
    )

    def brief(self) -> PrometheusOptions:
        return replace(self, tests=False) if self.tests else self


class Prometheus:
    """One rule file: groups of alerts, each with the history that it reads; and its tests."""

    name = "prometheus"
    api_version = API_VERSION
    options = PrometheusOptions
    reads = frozenset({"monitoring", "alerting", "drift_detection"})

    def check(self, plan: Plan, options: PrometheusOptions, out: Emit) -> None:
        from opsgen_targets.prometheus.checks import check

        check(plan, options, out)

    def emit(self, plan: Plan, options: PrometheusOptions, out: Emit) -> Iterable[Artifact]:
        from opsgen_targets.prometheus.emit import emit

        return emit(plan, options, out)

    def judges(self) -> Sequence[Judge]:
        from opsgen_targets.prometheus.emit import RULES_PATH

        command = ("promtool", "check", "rules", "--lint=all", "--lint-fatal", "{path}")
        return (Judge("promtool", command, RULES_PATH),)


target = Prometheus()
