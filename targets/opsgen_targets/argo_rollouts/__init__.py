"""The target `argo_rollouts`: the rollout as a `Rollout` and its `AnalysisTemplate`s."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from opsgen.target import API_VERSION, Emit, Judge
from opsgen_targets.in_cluster import ClusterOptions

if TYPE_CHECKING:
    from opsgen.artifacts import Artifact
    from opsgen.plan import Plan

__all__ = ["ArgoRollouts", "ArgoRolloutsOptions", "target"]


@dataclass(frozen=True, slots=True)
class ArgoRolloutsOptions(ClusterOptions):
    """Without `router` the part of the traffic is the part of the pods."""

    replicas: int | Literal["autoscaled"] | None = field(
        default=None,
        metadata={"help": "how many pods; `autoscaled` where an autoscaler scales the Rollout"},
    )
    stable_service: str | None = field(
        default=None, metadata={"help": "the Service of the stable version, or of the active one"}
    )
    canary_service: str | None = field(
        default=None, metadata={"help": "the Service of the new version, or of the preview"}
    )
    router: Literal["nginx", "istio"] | None = field(
        default=None, metadata={"help": "what divides the traffic by weight"}
    )
    route: str | None = field(
        default=None,
        metadata={"help": "the stable Ingress (nginx) or the VirtualService (istio)"},
    )


class ArgoRollouts:
    """A Rollout that takes over the Deployment, and an AnalysisTemplate for each watch."""

    name = "argo_rollouts"
    api_version = API_VERSION
    default = False
    options = ArgoRolloutsOptions
    reads = frozenset({"pipeline"})

    def check(self, plan: Plan, options: ArgoRolloutsOptions, out: Emit) -> None:
        from opsgen_targets.argo_rollouts.checks import check

        check(plan, options, out)

    def emit(self, plan: Plan, options: ArgoRolloutsOptions, out: Emit) -> Iterable[Artifact]:
        from opsgen_targets.argo_rollouts.emit import emit

        return emit(plan, options)

    def judges(self) -> Sequence[Judge]:
        return ()


target = ArgoRollouts()
