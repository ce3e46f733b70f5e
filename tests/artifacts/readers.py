"""Five outside readers of YAML; each gives back what it understood."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from ruamel.yaml import YAML

from tests.judges import require, run

_NODE = """
const {{ createRequire }} = require("node:module");
const load = createRequire({package})({name});
const text = require("node:fs").readFileSync(0, "utf8");
process.stdout.write(JSON.stringify(load.{function}(text)));
"""


def pyyaml(text: str) -> Any:
    return yaml.load(text, yaml.SafeLoader)


def libyaml(text: str) -> Any:
    return yaml.load(text, yaml.CSafeLoader)


def ruamel(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


def js_yaml(text: str) -> Any:
    return _node(require("js-yaml"), "js-yaml", "load", text)


def npm_yaml(text: str) -> Any:
    return _node(require("yaml-npm"), "yaml", "parse", text)


def _node(package: Path, name: str, function: str, text: str) -> Any:
    script = _NODE.format(
        package=json.dumps(str(package)), name=json.dumps(name), function=function
    )
    verdict = run("node", "-e", script, stdin=text)
    assert verdict, verdict.output
    return json.loads(verdict.output)


READERS: tuple[Callable[[str], Any], ...] = (pyyaml, libyaml, ruamel, js_yaml, npm_yaml)
