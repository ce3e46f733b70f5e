"""What the targets for rollout controllers of a cluster share: a room, and no target itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from opsgen.target import TargetOptions

__all__ = ["ClusterOptions"]


@dataclass(frozen=True, slots=True)
class ClusterOptions(TargetOptions):
    """Where the service runs, and where the controller finds its metrics."""

    stage: str | None = field(
        default=None,
        metadata={"help": "the stage to take over; default: the one that has a strategy"},
    )
    namespace: str | None = field(
        default=None, metadata={"help": "the namespace of all objects; default: kubectl's"}
    )
    deployment: str | None = field(
        default=None, metadata={"help": "the Deployment of the service; default: its name"}
    )
    prometheus: str | None = field(
        default=None,
        metadata={"help": "Prometheus as the cluster reaches it; default: `links.prometheus`"},
    )
    prometheus_secret: str | None = field(
        default=None, metadata={"help": "the Secret whose key `token` Prometheus asks for"}
    )
