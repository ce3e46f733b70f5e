"""The steps of action.yml in a real bash, and what GitHub would make of their log."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.use.conftest import HOSTILE_WORKSPACE, PWNED, build, plant_modules
from tests.use.repositories import Repository
from tests.use.runner import CHECK, INSTALL, Step, action_outputs, run_step
from tests.use.specs import BROKEN, CHANGED, GOOD, WARNED

Check = Callable[..., Step]
OURS = {"exit-code", "errors", "warnings", "sarif"}


@pytest.fixture
def check(opsgen: Repository, runner_temp: Path, user: Repository) -> Check:
    """The step that judges, in the user's repository."""

    def run(inputs: Mapping[str, str] = {}, **env: str) -> Step:
        return run_step(
            CHECK, inputs, workspace=user.path, temp=runner_temp, action=opsgen.path, **env
        )

    return run


def test_a_good_repository_passes_and_says_what_was_judged(check: Check) -> None:
    done = check()
    assert done.code == 0, done.log
    assert "operations.yaml: " in done.log
    assert done.annotations == []
    assert done.summary.startswith("### opsgen: no findings\n")
    assert "<code>operations.yaml</code>" in done.summary
    outputs = action_outputs(done)
    assert outputs.pop("sarif")
    assert outputs == {"exit-code": "0", "errors": "0", "warnings": "0"}


def test_a_broken_file_fails_with_its_lines_and_an_annotation_on_them(
    check: Check, user: Repository
) -> None:
    user.write("operations.yaml", BROKEN)
    done = check()
    assert done.code == 1
    assert "7 |       type: gague\n" in done.log
    (found,) = done.annotations
    assert (found.name, found.place) == ("error", "operations.yaml:7:13")
    assert found.properties["title"].startswith("OPS103 ")
    assert "help: did you mean `gauge`?" in found.data
    assert done.summary.startswith("### opsgen: 1 error\n")
    assert "<td><code>operations.yaml:7:13</code></td>" in done.summary
    assert "7 |       type: gague\n" in done.summary
    outputs = action_outputs(done)
    sarif = json.loads(Path(outputs.pop("sarif")).read_text(encoding="utf-8"))
    assert [result["ruleId"] for result in sarif["runs"][0]["results"]] == ["OPS103"]
    assert outputs == {"exit-code": "1", "errors": "1", "warnings": "0"}


def test_a_warning_fails_unless_strict_is_false(check: Check, user: Repository) -> None:
    build(user.write("operations.yaml", WARNED))
    strict = check()
    assert strict.code == 1
    assert [(found.name, found.place) for found in strict.annotations] == [
        ("error", "operations.yaml:1:1")
    ]
    assert "1 warning refused by `--strict`" in strict.summary
    lenient = check({"strict": "false"})
    assert lenient.code == 0
    assert [found.name for found in lenient.annotations] == ["warning"]
    outputs = action_outputs(lenient)
    assert (outputs["errors"], outputs["warnings"]) == ("0", "1")


def test_output_that_was_not_built_anew_fails_with_the_difference(
    check: Check, user: Repository
) -> None:
    user.write("operations.yaml", CHANGED)
    done = check()
    assert done.code == 4
    assert action_outputs(done)["exit-code"] == "4"
    assert {found.properties["title"] for found in done.annotations} == {"OPS509 out-of-date"}
    changed = (
        '-max(demo_queue_length{job="demo"}) > 100\n+max(demo_queue_length{job="demo"}) > 200\n'
    )
    for text in (done.log, done.summary):
        assert "help: run `opsgen build operations.yaml`" in text
        assert text.count(changed) == 1
    assert check({"build-check": "false"}).code == 0


def test_files_are_lines_of_names_and_patterns(check: Check, user: Repository) -> None:
    for service in ("shop", "a b"):
        named = GOOD.replace("service: demo", f"service: {service.replace(' ', '-')}")
        build(user.write(f"services/{service}/operations.yaml", named))
    user.write("services/shop/operations.yaml", BROKEN)
    done = check(
        {"files": "services/*/operations.yaml\r\n\n  \noperations.yaml\n".replace("  \n", "")}
    )
    assert done.code == 1
    assert [found.place for found in done.annotations] == ["services/shop/operations.yaml:7:13"]
    assert "services/a b/operations.yaml" in done.summary
    named_one = check({"files": "services/a b/operations.yaml"})
    assert named_one.code == 0, named_one.log


def test_two_uses_in_one_job_keep_their_reports_apart(check: Check, user: Repository) -> None:
    first = action_outputs(check())["sarif"]
    user.write("operations.yaml", BROKEN)
    second = action_outputs(check())["sarif"]
    assert json.loads(Path(first).read_text(encoding="utf-8"))["runs"][0]["results"] == []
    assert json.loads(Path(second).read_text(encoding="utf-8"))["runs"][0]["results"] != []


@pytest.mark.parametrize(
    ("inputs", "code", "said"),
    [
        ({"files": ""}, 2, "the input files names no file"),
        ({"files": "none/*.yaml"}, 2, "opsgen could not judge"),
        ({"strict": "True"}, 2, "the input strict is neither"),
        ({"strict": ""}, 2, "the input strict is neither"),
        ({"build-check": "yes"}, 2, "the input build-check is neither"),
    ],
)
def test_what_cannot_be_judged_is_no_success(
    check: Check, inputs: dict[str, str], code: int, said: str
) -> None:
    done = check(inputs)
    assert done.code == code
    (found,) = done.annotations
    assert found.data.startswith(said)
    assert found.properties == {"title": "opsgen"}
    assert done.summary == f"### opsgen: {found.data}\n"
    assert action_outputs(done)["exit-code"] == str(code)


def test_a_file_that_is_not_there_is_told_at_its_name(check: Check) -> None:
    done = check({"files": "nowhere.yaml"})
    assert done.code == 5
    assert [found.place for found in done.annotations] == ["nowhere.yaml:1:1"]


HOSTILE = (
    "$(touch pwned)",
    "`touch pwned`",
    '"; touch pwned; "',
    "a\n::error title=owned::owned",
    "a\n::stop-commands::owned",
    "##[error]owned",
    "a\nerrors=owned",
    "--report=json=pwned",
    "$GITHUB_OUTPUT",
    "*/../*\\",
    "${{ github.token }}",
)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", ["files", "strict", "build-check"])
def test_no_input_is_ever_run_or_obeyed(
    check: Check, user: Repository, name: str, text: str
) -> None:
    done = check({name: text})
    assert done.code in (2, 5)
    unharmed(done, user)


def unharmed(done: Step, user: Repository) -> None:
    assert user.git("status", "--porcelain") == ""
    assert set(done.outputs) <= OURS
    assert "owned" not in done.outputs.values()
    assert ours_alone(done)


def ours_alone(done: Step) -> bool:
    """Whether we made every annotation; one that is made by a text has no title, or another."""
    titles = [found.properties.get("title", "") for found in done.annotations]
    return all(title == "opsgen" or title.startswith("OPS") for title in titles)


def test_text_of_the_repository_is_shown_and_never_obeyed(check: Check, user: Repository) -> None:
    """In the lines, in a name, and in the difference, where it begins a line."""
    evil = "::error title=owned::owned\n\n::stop-commands::owned\n\n##[error]owned"
    said = GOOD + f"description: {json.dumps(evil)}\n"
    user.write("operations.yaml", said)
    stale = check()
    assert stale.code == 4
    assert "owned" in stale.log
    assert ours_alone(stale)
    user.write("operations.yaml", said.replace("unit: count", "unit: '##[error]owned'"))
    broken = check()
    assert broken.code == 1
    assert "'##[error]owned'" in broken.log
    assert ours_alone(broken)


def install(opsgen: Repository, user: Repository, temp: Path, python: str) -> Step:
    return run_step(INSTALL, {"python": python}, workspace=user.path, temp=temp, action=opsgen.path)


@pytest.mark.parametrize("python", [*HOSTILE, "", "no-such-python", "false"])
def test_without_a_python_it_says_what_is_needed(
    opsgen: Repository, user: Repository, tmp_path: Path, python: str
) -> None:
    done = install(opsgen, user, tmp_path, python)
    assert done.code == 2
    (found,) = done.annotations
    assert "Python 3.11 or later" in found.data
    assert list(tmp_path.glob("opsgen-venv*")) == []
    unharmed(done, user)


def test_no_module_is_taken_from_the_repository_that_is_judged(
    check: Check, user: Repository, runner_temp: Path
) -> None:
    assert not (runner_temp / HOSTILE_WORKSPACE / PWNED).exists()  # while it was installed
    plant_modules(user.path)
    done = check()
    assert done.code == 0, done.log
    assert not (user.path / PWNED).exists()
