"""Workflows to lint: the examples', every strategy's, and those of hostile texts."""

from __future__ import annotations

import json
from functools import cache

from opsgen.api import compile_text
from opsgen.artifacts import render
from opsgen.plan import Plan
from opsgen.target import Emit
from opsgen_targets.github_actions import GithubActionsOptions, target
from tests.conformance.examples import EXAMPLES, name
from tests.workflows.specs import METRICS, STEPS, spec, unwatched

LONG = "z" * 63
HOSTILE = [
    """echo "it's" `date` $(id -u) "${HOME}" 100% %0A %25 # not the end""",
    "printf '%s' 'a: b' '- x' '{{ y }}' '}}' '*' '&' '!' '|'\n\tif true; then\n  exit 0\nfi",
    "echo '\u00e9 \u4e16\u754c \U0001f680 ok'",
    "cat <<'EOF'\n::error::from a command\n  two\nEOF",
    "make \\\n  all \\",
    "echo " + "long " * 400,
    "'./a folder/it'",
    "echo ::group::x; echo done &",
    "on",
]


def hostile(command: str, automatic: bool) -> str:
    """Every key of the language with names that meet ours, and `command` wherever text goes."""
    bound = {"run": command, "env": {"A_B": command}, "secrets": ["DEPLOY_KEY", "GITHUB_TOKEN"]}
    rights = {"packages": "write", "id-token": "write"}
    moves = ["deploy_canary_10_percent", "monitor_5_minutes", "gradual_rollout", "full_deployment"]
    ours = ["preflight", "dry_run", "rollback", "mark", "began", "state", "Check"]
    stages: list[dict[str, object]] = [
        {"name": "True", "steps": ["unit_tests", "unit_tests", "unit_tests_2", "Unit_Tests"]},
        {"name": LONG, "needs": "True", "environment": "build", "steps": ["publish", "publish"]},
        {"name": "soak", "needs": ["True"], "if": "github.actor != '''}(' || always()"},
        {"name": "production", "needs": LONG, "steps": [*ours, *moves, "monitor_5_minutes", *ours]},
        {
            "name": "production-rollback",
            "runs_on": ["self-hosted", "linux"],
            "steps": [*moves, "publish"],
        },
        {"name": "jobs", "needs": [], "timeout": "2h", "steps": moves[:2]},
    ]
    pipeline = {
        "steps": {
            "publish": {**bound, "outputs": ["image", "On-Off"], "permissions": rights},
            "rollback": {**bound, "permissions": {"actions": "read"}, "timeout": "90s"},
            **dict.fromkeys(("deploy_canary", "set_canary_weight", "full_deployment"), command),
        },
        "gate": {"tracks": {"label": "track"}},
        "stages": stages,
        "rollback": {"automatic": automatic, "trigger": "error_rate > 5%"},
    }
    links = {"dashboards": "https://grafana.example.com", "prometheus": "https://prom.example.com"}
    # JSON is YAML, but for its pairs of surrogates.
    body = json.dumps(pipeline, ensure_ascii=False)
    return METRICS + f"links: {json.dumps(links)}\npipeline: {body}\n"


@cache
def plan_of(text: str) -> Plan:
    compilation = compile_text(text, targets=False)
    assert compilation.plan is not None, compilation.diagnostics
    return compilation.plan


def emitted(text: str, **options: str) -> dict[str, str]:
    """The workflows by file name."""
    out, plan = Emit("github_actions"), plan_of(text)
    chosen = GithubActionsOptions(**options)  # type: ignore[arg-type]  # texts alone
    target.check(plan, chosen, out)
    assert [found.severity for found in out.diagnostics if found.severity == "error"] == []
    made = {each.path: render(each).decode() for each in target.emit(plan, chosen, out)}
    return {path.rsplit("/", 1)[1]: body for path, body in made.items() if path.endswith(".yml")}


@cache
def workflows() -> dict[str, str]:
    """Every workflow by a file name that tells whose it is."""
    found: dict[str, str] = {}

    def add(whose: str, made: dict[str, str]) -> None:
        found.update({f"{whose}-{file}": body for file, body in made.items()})

    for example in EXAMPLES:
        folder = example / ".github" / "workflows"
        add(name(example), {each.name: each.read_text() for each in sorted(folder.glob("*.yml"))})
    for automatic in (True, False):
        for strategy in STEPS:
            add(f"{strategy}-{automatic}", emitted(spec(strategy, automatic)))
        for number, command in enumerate(HOSTILE):
            add(f"hostile-{number}-{automatic}", emitted(hostile(command, automatic)))
    add("unwatched", emitted(unwatched("deploy_canary_10_percent, full_deployment")))
    add("own", emitted(unwatched("upgrade, monitor_5_minutes, verify", strategy="rolling")))
    add("folder", emitted(spec("canary"), directory="services/shop", branch="release/1.x"))
    return found
