"""The hooks as pre-commit runs them: installed by it, in repositories of a user."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.use.commands import annotated
from tests.use.conftest import build
from tests.use.repositories import Ran, Repository, call
from tests.use.specs import BROKEN, CHANGED, GOOD, WARNED

RULES = "ops/prometheus/demo.prometheus.rules.yml"
BOTH = ("opsgen-validate", "opsgen-build-check")
Hooks = Callable[..., Ran]


@pytest.fixture
def hooks(opsgen: Repository, user: Repository, pre_commit_home: Path) -> Hooks:
    """Run hooks on what is staged, or what the arguments say."""

    def run(
        *arguments: str, ids: Sequence[str] = BOTH, args: Sequence[str] = (), **env: str
    ) -> Ran:
        more = {"args": list(args)} if args else {}
        chosen = [{"id": each, **more} for each in ids]
        source = {"repo": str(opsgen.path), "rev": opsgen.head, "hooks": chosen}
        user.write(".pre-commit-config.yaml", json.dumps({"repos": [source]}))
        user.git("add", "--all")
        command = (sys.executable, "-m", "pre_commit", "run", "--color", "never", *arguments)
        return call(*command, cwd=user.path, PRE_COMMIT_HOME=str(pre_commit_home), **env)

    return run


def outcomes(done: Ran) -> tuple[str, ...]:
    """`Passed`, `Failed` or `Skipped`, of each hook."""
    lines = re.findall(r"^opsgen [ \w-]+\.+(?:\(.*\))?(\w+)$", done.log, re.MULTILINE)
    return tuple(lines)


def test_a_good_repository_passes_both(hooks: Hooks) -> None:
    done = hooks("--all-files")
    assert done.code == 0, done.log
    assert outcomes(done) == ("Passed", "Passed")


def test_a_broken_file_fails_both_and_shows_its_line(user: Repository, hooks: Hooks) -> None:
    user.write("operations.yaml", BROKEN)
    done = hooks()
    assert done.code == 1
    assert done.log.count("error[OPS103") == 2
    assert done.log.count("7 |       type: gague") == 2
    assert "^^^^^" in done.log
    assert "operations.yaml:7:13" in done.log


def test_a_warning_fails_unless_the_user_lets_it_pass(user: Repository, hooks: Hooks) -> None:
    build(user.write("operations.yaml", WARNED))
    strict = hooks()
    assert strict.code == 1
    assert strict.log.count("1 warning refused by `--strict`") == 2
    assert hooks(args=["--no-strict"]).code == 0


def test_an_input_that_was_not_built_anew_fails_with_the_difference(
    user: Repository, hooks: Hooks
) -> None:
    user.write("operations.yaml", CHANGED)
    done = hooks()
    assert outcomes(done) == ("Passed", "Failed")
    assert "OPS509 out-of-date" in done.log
    assert "help: run `opsgen build operations.yaml`" in done.log
    assert f"+++ b/{RULES}" in done.log
    assert '+max(demo_queue_length{job="demo"}) > 200\n' in done.log


def test_an_edit_of_the_output_alone_fails_too(user: Repository, hooks: Hooks) -> None:
    rules = user.path / RULES
    rules.write_text(rules.read_text(encoding="utf-8").replace("> 100", "> 999"), encoding="utf-8")
    done = hooks()
    assert outcomes(done) == ("Skipped", "Failed")
    assert "OPS503 hand-edited" in done.log
    assert "> 999" in done.log


def test_files_of_others_are_left_alone(user: Repository, hooks: Hooks) -> None:
    user.write("ops/network/main.tf", "resource {}\n")
    user.write(".github/workflows/ci.yml", "on: push\n")
    done = hooks()
    assert outcomes(done) == ("Skipped", "Passed")


def test_a_commit_of_nothing_of_ours_starts_nothing(user: Repository, hooks: Hooks) -> None:
    hooks()
    user.commit()
    user.write("src/main.py", "")
    done = hooks()
    assert outcomes(done) == ("Skipped", "Skipped")


def test_services_of_one_repository_are_judged_in_one_call_each_by_its_name(
    user: Repository, hooks: Hooks
) -> None:
    for service in ("shop", "chat", "mail"):
        named = GOOD.replace("service: demo", f"service: {service}")
        build(user.write(f"services/{service}/operations.yaml", named))
    user.commit()
    user.write("services/shop/operations.yaml", BROKEN)
    user.write("services/chat/operations.yaml", BROKEN)
    runbook = user.path / "services/mail/ops/runbook.md"
    runbook.write_text("edited\n", encoding="utf-8")
    done = hooks(ids=("opsgen-build-check",))
    assert done.code == 1
    for place in ("services/chat/operations.yaml:7:13", "services/shop/operations.yaml:7:13"):
        assert f"--> {place} at" in done.log
    assert "services/mail/operations.yaml: 1 error" in done.log
    assert "+++ b/services/mail/ops/runbook.md" in done.log
    assert "\noperations.yaml" not in done.log  # it did not change, nor did its output
    assert done.log.count("what a code means") == 1


def test_in_a_github_workflow_the_findings_are_annotations(user: Repository, hooks: Hooks) -> None:
    user.write("operations.yaml", BROKEN)
    done = hooks("--all-files", ids=("opsgen-validate",), GITHUB_ACTIONS="true")
    assert done.code == 1
    assert [found.place for found in annotated(done.log)] == ["operations.yaml:7:13"]


def test_git_refuses_the_commit(user: Repository, hooks: Hooks, pre_commit_home: Path) -> None:
    assert hooks().code == 0
    user.commit()
    before = user.head
    env = {"PRE_COMMIT_HOME": str(pre_commit_home)}
    assert call(sys.executable, "-m", "pre_commit", "install", cwd=user.path, **env).code == 0
    user.write("operations.yaml", BROKEN)
    user.git("add", "--all")
    done = call("git", "commit", "--message", "broken", cwd=user.path, **env)
    assert done.code == 1
    assert "type: gague" in done.log
    assert user.head == before
