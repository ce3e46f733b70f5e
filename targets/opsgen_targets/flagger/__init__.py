"""The target `flagger`: the rollout as a `Canary` and its `MetricTemplate`s."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from opsgen.target import API_VERSION, Emit, Judge
from opsgen_targets.in_cluster import ClusterOptions

if TYPE_CHECKING:
    from opsgen.artifacts import Artifact
    from opsgen.plan import Plan

__all__ = ["Flagger", "FlaggerOptions", "target"]


@dataclass(frozen=True, slots=True)
class FlaggerOptions(ClusterOptions):
    """Without `provider` the traffic is divided by what Flagger was installed for."""

    port: int | None = field(
        default=None, metadata={"help": "the port of the Service that Flagger makes"}
    )
    target_port: int | None = field(
        default=None, metadata={"help": "the port of the pods; default: `port`"}
    )
    provider: (
        Literal["istio", "linkerd", "nginx", "traefik", "contour", "appmesh", "kubernetes"] | None
    ) = field(default=None, metadata={"help": "what divides the traffic"})
    ingress: str | None = field(default=None, metadata={"help": "the Ingress to take over (nginx)"})
    gateways: tuple[str, ...] = field(
        default=(), metadata={"help": "gateways of the VirtualService (istio)"}
    )
    hosts: tuple[str, ...] = field(default=(), metadata={"help": "hosts of the route"})
    autoscaler: str | None = field(
        default=None, metadata={"help": "the HorizontalPodAutoscaler of the Deployment"}
    )


class Flagger:
    """A Canary that takes over the Deployment, and a MetricTemplate for each check."""

    name = "flagger"
    api_version = API_VERSION
    default = False
    options = FlaggerOptions
    reads = frozenset({"pipeline"})

    def check(self, plan: Plan, options: FlaggerOptions, out: Emit) -> None:
        from opsgen_targets.flagger.checks import check

        check(plan, options, out)

    def emit(self, plan: Plan, options: FlaggerOptions, out: Emit) -> Iterable[Artifact]:
        from opsgen_targets.flagger.emit import emit

        return emit(plan, options)

    def judges(self) -> Sequence[Judge]:
        return ()


target = Flagger()
