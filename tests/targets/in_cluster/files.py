"""The files of a target, read back; their queries, asked of promtool; hostile inputs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

import opsgen_targets.in_cluster
from opsgen.artifacts import YamlNode, render, to_yaml
from opsgen.plan import Plan
from opsgen.target import Emit, TargetOptions
from tests.artifacts.hostile import hostile
from tests.judges import Verdict, promtool
from tests.targets.in_cluster import spec

TARGETS = Path(opsgen_targets.in_cluster.__file__).parents[1]


def texts(target: Any, plan: Plan, options: TargetOptions) -> dict[str, str]:
    """Every file by its path; the plan must pass `check` without an error."""
    out = Emit(target.name)
    target.check(plan, options, out)
    assert [found.message for found in out.diagnostics if found.severity == "error"] == []
    return {one.path: render(one).decode() for one in target.emit(plan, options, out)}


def documents(target: Any, plan: Plan, options: TargetOptions) -> list[Any]:
    return [yaml.safe_load(text) for text in texts(target, plan, options).values()]


def of_kind(found: Iterable[Any], kind: str) -> list[Any]:
    return [document for document in found if document["kind"] == kind]


@cache
def _schema(target: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((TARGETS / target / "schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def faults(target: str, document: Any) -> list[str]:
    """What the target's own schema says of a document."""
    return [error.message[:200] for error in _schema(target).iter_errors(document)]


def accepted(queries: Iterable[str], folder: Path, version: str) -> Verdict:
    """Whether Prometheus reads every query."""
    rules: list[YamlNode] = [
        {"record": f"query:{number}", "expr": query} for number, query in enumerate(queries)
    ]
    file = folder / "rules.yml"
    file.write_text(to_yaml({"groups": [{"name": "all", "rules": rules}]}), encoding="utf-8")
    return promtool.check_rules(file, version=version)


# `${` is refused where no secret can be, and U+FFFD has no form in PromQL.
TEXTS = [one for one in hostile(120, 7) if one and "${" not in one and "\ufffd" not in one]
SPACES = [
    "{{",
    "{{{",
    "}}{{",
    "{{ x }}",
    "a  b",
    "a   b ",
    " ",
    "  ",
    "# no comment",
    "\t\t",
    "a\n\nb",
]


def hostile_spec() -> str:
    """Gauges with hostile matchers, and a check of each."""
    given = [*SPACES, *TEXTS]
    checks = ", ".join(f'"hostile{n} > 1 or hostile{n} < absurd"' for n in range(len(given)))
    text = spec(gate=f"checks: [{checks}]")
    head = "type: gauge, unit: count, where"
    gauges = [
        f"    - {{name: hostile{n}, {head}: {json.dumps({'path': one})}}}\n"
        for n, one in enumerate([*given, "absurd"])
    ]
    gauges[-1] = gauges[-1].replace(f"hostile{len(given)}", "absurd")
    before, tail = text.split("pipeline:\n")
    return f"{before}{''.join(gauges)}pipeline:\n{tail}"
