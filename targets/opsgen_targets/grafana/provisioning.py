"""The files by which a Grafana that is started with the folder shows the dashboard."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname, join

from opsgen.artifacts import Artifact, Plain, Yaml, YamlNode
from opsgen.plan import Plan
from opsgen.promql import duration
from opsgen.promql.command import LOCAL
from opsgen_targets.grafana import GrafanaOptions
from opsgen_targets.grafana.escape import in_provisioning

_SCAN = 30
"""Seconds between two looks at the folder."""


def provisioning(plan: Plan, options: GrafanaOptions, path: str) -> Iterator[Artifact]:
    """Beside the dashboard at `path`. A Grafana of schema v2 reads no such dashboards from files:
    it refuses them with an error (grafana #127928)."""
    folder = join(dirname(path), "provisioning")
    source: dict[str, YamlNode] = {"apiVersion": 1, "datasources": [_datasource(plan, options)]}
    yield Artifact(join(folder, "datasources", f"{plan.service}.yaml"), Yaml(source))
    if options.schema == "v1":
        provider: dict[str, YamlNode] = {"apiVersion": 1, "providers": [_provider(plan, options)]}
        yield Artifact(join(folder, "dashboards", f"{plan.service}.yaml"), Yaml(provider))


def mounted_at(plan: Plan, options: GrafanaOptions) -> str:
    """Where Grafana finds the folder that the dashboard lies in."""
    return options.mounted_at or f"/etc/grafana/opsgen/{plan.service}"


def _datasource(plan: Plan, options: GrafanaOptions) -> dict[str, YamlNode]:
    """Not the default one: two of those are refused, and the dashboard asks for none."""
    return {
        "name": in_provisioning(options.datasource_name),
        "uid": in_provisioning(options.datasource),
        "type": Plain("prometheus"),
        "access": Plain("proxy"),
        "url": in_provisioning(options.datasource_url or plan.links.prometheus or LOCAL),
        "editable": False,
        "jsonData": {
            "httpMethod": Plain("POST"),
            "timeInterval": Plain(duration(plan.scrape_interval)),
        },
    }


def _provider(plan: Plan, options: GrafanaOptions) -> dict[str, YamlNode]:
    return {
        "name": f"opsgen-{plan.service}",
        "folder": in_provisioning(options.folder or ""),
        "type": Plain("file"),
        "disableDeletion": False,
        "allowUiUpdates": False,
        "updateIntervalSeconds": _SCAN,
        "options": {"path": in_provisioning(mounted_at(plan, options))},
    }
