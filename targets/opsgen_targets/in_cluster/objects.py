"""Names, durations and addresses as Kubernetes and its controllers take them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from opsgen.artifacts import YamlNode, kebab
from opsgen.plan import Plan
from opsgen_targets.in_cluster import ClusterOptions

_LONGEST_SLUG = 40


def made(
    api: str, kind: str, name: str, options: ClusterOptions, spec: Mapping[str, YamlNode]
) -> dict[str, YamlNode]:
    """An object in the namespace of the options."""
    metadata: dict[str, YamlNode] = {"name": name}
    if options.namespace:
        metadata["namespace"] = options.namespace
    return {"apiVersion": api, "kind": kind, "metadata": metadata, "spec": spec}


def service_name(plan: Plan) -> str:
    return kebab(plan.service)


def deployment(plan: Plan, options: ClusterOptions) -> dict[str, YamlNode]:
    """A reference to the service's Deployment."""
    name = options.deployment or service_name(plan)
    return {"apiVersion": "apps/v1", "kind": "Deployment", "name": name}


def prometheus(plan: Plan, options: ClusterOptions) -> str | None:
    return options.prometheus or plan.links.prometheus


def slugs(texts: Iterable[str]) -> list[str]:
    """A name of letters, digits and `-` for each text; what comes twice is numbered."""
    found: list[str] = []
    for text in texts:
        try:
            slug = kebab(text)[:_LONGEST_SLUG].strip("-")
        except ValueError:
            slug = "check"
        number, name = 1, slug
        while name in found:
            number += 1
            name = f"{slug}-{number}"
        found.append(name)
    return found


def go_duration(seconds: int) -> str:
    """As Go reads it, which knows no days: `90s`, `5m`, `36h`."""
    for unit, length in (("h", 3600), ("m", 60)):
        if seconds % length == 0 and seconds:
            return f"{seconds // length}{unit}"
    return f"{seconds}s"
