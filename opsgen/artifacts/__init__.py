"""What targets hand over, and the only ways in which it becomes text."""

from opsgen.artifacts.json_writer import JsonNode, to_json
from opsgen.artifacts.links import dashboard_url, runbook_url
from opsgen.artifacts.model import HEADER, Artifact, Json, Text, Yaml, render
from opsgen.artifacts.names import (
    dashboard_path,
    dashboard_tag,
    dashboard_uid,
    kebab,
    runbook_anchor,
)
from opsgen.artifacts.yaml_writer import Literal, Noted, Plain, YamlNode, to_yaml

__all__ = [
    "HEADER",
    "Artifact",
    "Json",
    "JsonNode",
    "Literal",
    "Noted",
    "Plain",
    "Text",
    "Yaml",
    "YamlNode",
    "dashboard_path",
    "dashboard_tag",
    "dashboard_uid",
    "dashboard_url",
    "kebab",
    "render",
    "runbook_anchor",
    "runbook_url",
    "to_json",
    "to_yaml",
]
