"""The target `grafana`: a dashboard that shows each alert's own figure, and its provisioning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from opsgen.target import API_VERSION, Emit, Judge, TargetOptions

if TYPE_CHECKING:
    from opsgen.artifacts import Artifact
    from opsgen.plan import Plan

__all__ = ["Grafana", "GrafanaOptions", "target"]


@dataclass(frozen=True, slots=True)
class GrafanaOptions(TargetOptions):
    """`path` moves the dashboard; the provisioning stays in the folder `provisioning` beside it."""

    schema: Literal["v1", "v2"] = field(
        default="v1",
        metadata={"help": "v1: for Grafana 10.4 and later; v2: a resource of Grafana 13"},
    )
    title: str | None = field(
        default=None, metadata={"help": "the dashboard's title, by default the service's name"}
    )
    folder: str | None = field(
        default=None,
        metadata={"help": "the folder in Grafana: its title, of v2 its uid"},
    )
    tags: tuple[str, ...] = field(
        default=(), metadata={"help": "further tags of the dashboard, by which lists find it"}
    )
    refresh: str = field(
        default="30s", metadata={"help": "how often an open dashboard asks again, such as 1m"}
    )
    since: str = field(default="1h", metadata={"help": "how far back it looks, such as 6h"})
    datasource: str = field(
        default="prometheus", metadata={"help": "the uid of the Prometheus data source"}
    )
    datasource_name: str = field(
        default="Prometheus", metadata={"help": "the name of the Prometheus data source"}
    )
    datasource_url: str | None = field(
        default=None,
        metadata={"help": "where Grafana reaches Prometheus, by default `links.prometheus`"},
    )
    mounted_at: str | None = field(
        default=None,
        metadata={"help": "where Grafana finds the dashboard's folder, by its absolute path"},
    )
    provisioning: bool = field(
        default=True, metadata={"help": "write the files by which a Grafana finds the dashboard"}
    )


class Grafana:
    """`ops/grafana/<service>.json`, and what a Grafana reads to show it."""

    name = "grafana"
    api_version = API_VERSION
    options = GrafanaOptions
    # It shows what others put into effect.
    reads: frozenset[str] = frozenset({"monitoring"})

    def check(self, plan: Plan, options: GrafanaOptions, out: Emit) -> None:
        from opsgen_targets.grafana.checks import check

        check(plan, options, out)

    def emit(self, plan: Plan, options: GrafanaOptions, out: Emit) -> Iterable[Artifact]:
        from opsgen_targets.grafana.emit import emit

        return emit(plan, options)

    def judges(self) -> Sequence[Judge]:
        return ()


target = Grafana()
