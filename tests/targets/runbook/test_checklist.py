"""The deployment checklist: ticked is only what the pipeline does."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import yaml

from opsgen.api import compile_text
from opsgen.artifacts import render
from opsgen.plan import Plan
from opsgen.plan.rollout import Rollout
from opsgen.target import Emit
from opsgen_targets.github_actions import GithubActionsOptions
from opsgen_targets.github_actions import target as github_actions
from opsgen_targets.runbook import RunbookOptions
from tests.targets.runbook.pages import CHECKLIST, emitted, links, runbook, section, slugs
from tests.targets.runbook.plans import BARE, BLUE_GREEN, GATE, ROLLING, ROLLOUT, WHOLE


def page(rollout: Rollout | None = ROLLOUT, of: Plan = WHOLE) -> str:
    return emitted(replace(of, rollout=rollout))[CHECKLIST]


def boxes(page: str, heading: str) -> list[str]:
    """The boxes below a heading, in order."""
    return [line for line in section(page, heading).lines if line.startswith("- [")]


def test_there_is_none_without_a_pipeline() -> None:
    assert CHECKLIST not in emitted(BARE)
    assert CHECKLIST not in emitted(replace(BARE, rollout=Rollout((), None)))


def test_of_all_contacts_the_one_that_is_on_call_is_told() -> None:
    contacts = (("finops", "money@example.com"), ("on-call", "#answers"))
    several = replace(WHOLE, runbook=replace(WHOLE.runbook, contacts=contacts))
    told = [box for box in boxes(page(of=several), "Before") if "on call" in box]
    assert len(told) == 1
    assert r"The beginning is told to whoever is on call (\#answers). The watches" in told[0]
    assert "money" not in told[0]


def test_every_step_and_every_watch_of_a_canary_has_its_box_in_order() -> None:
    found = boxes(page(), "production (canary)")
    words = [re.findall(r"`([a-z0-9_]+)`", box)[0] for box in found]
    assert words == [
        "deploy_canary_10_percent",
        "monitor_30_minutes",
        "gradual_rollout",
        "gradual_rollout_25",
        "gradual_rollout",
        "gradual_rollout_50",
        "full_deployment",
    ]
    assert all(box.startswith("- [x]") for box in found)
    assert "watches 10% for 30m: first look after 5m, then every 1m; 13 looks" in found[1]


def test_blue_green_watches_before_and_after_the_switch() -> None:
    found = boxes(page(BLUE_GREEN), "live (blue-green)")
    assert [box[:5] for box in found] == ["- [x]"] * 4
    assert "beside the one that serves" in found[0]
    assert "switches all traffic" in found[2]


def test_what_nothing_watches_is_an_open_box() -> None:
    found = boxes(page(ROLLING), "live (rolling)")
    assert [box[:5] for box in found] == ["- [x]", "- [x]", "- [x]", "- [ ]"]
    assert "Nothing watches what `rolling_batch_100_percent` does" in found[3]


def test_without_a_gate_a_watch_checks_nothing_and_the_preflight_is_ours() -> None:
    made = page(replace(ROLLOUT, gate=None))
    assert any(
        box.startswith("- [ ]") and "nothing is checked" in box
        for box in boxes(made, "production (canary)")
    )
    assert not any("Preflight" in box for box in boxes(made, "Before"))
    assert any("[ ] Prometheus answers" in box for box in boxes(made, "Before"))


def test_a_rollback_by_hand_is_an_open_box_and_one_by_itself_a_ticked_one() -> None:
    by_hand, by_itself = boxes(page(ROLLING), "All the while"), boxes(page(), "All the while")
    assert any("[ ] When a step or a watch fails, the pipeline stops" in box for box in by_hand)
    assert not any("[x] When a step" in box for box in by_hand)
    assert any("[x] When a step or a watch fails" in box for box in by_itself)
    nothing = boxes(page(replace(ROLLOUT, rollback=None)), "All the while")
    assert any("no rollback is written down" in box for box in nothing)


def test_the_limits_stand_in_words() -> None:
    told = "\n".join(section(page(), "What ends it").lines)
    assert (
        "| `error_rate` is above 5% | the new version | 20 of `http_requests_total` in 5m" in told
    )
    assert "| `queue` is above 100 | the whole service | | it is reported only |" in told
    assert "above the stable version's beyond doubt" in told
    assert "A watch bears 1 look with a limit crossed" in told


def test_an_alert_that_no_watch_asks_about_is_named() -> None:
    bare = replace(GATE, comparisons=())
    told = "\n".join(boxes(page(replace(ROLLOUT, gate=bare)), "All the while"))
    assert "No watch asks about `slow`" in told
    assert "No watch asks" not in "\n".join(boxes(page(), "All the while"))


def test_a_stage_after_the_rollout_is_no_condition_of_it() -> None:
    assert not any("announce" in box for box in boxes(page(), "Before"))
    assert any("announce" in box for box in boxes(page(), "After"))
    assert any("`test`: `unit_tests`" in box for box in boxes(page(), "Before"))


def test_alerts_with_a_past_say_when_they_know_the_new_version() -> None:
    told = "\n".join(section(page(), "After").lines)
    # A day and a lag of six hours, and the rate's own five minutes: rounded up to the hour.
    assert "| `risen` | 31h |" in told
    # The p-value of a job that reads seven days.
    assert "| `drifted` | 9d |" in told
    assert "`errors`" not in told
    assert "25m after the rollout: `queue_no_data` is still silent" in told


def test_the_rollback_is_one_press_away() -> None:
    made = page()
    (there,) = [link for link in links(made) if link.startswith("runbook.md#")]
    assert there.removeprefix("runbook.md#") in slugs(runbook(WHOLE))


def test_the_link_follows_a_heading_that_had_to_give_way() -> None:
    own = replace(WHOLE.runbook.procedures[0], id="Rollback")
    book = replace(WHOLE.runbook, procedures=(own, *WHOLE.runbook.procedures[1:]))
    (there,) = [
        link for link in links(page(of=replace(WHOLE, runbook=book))) if "runbook.md#" in link
    ]
    assert there == "runbook.md#rollback-general"


def test_the_pages_follow_the_path_of_the_runbook() -> None:
    made = emitted(WHOLE, RunbookOptions(path="docs/call.md"))["docs/deployment-checklist.md"]
    assert "call.md#rollback" in links(made)


SPEC = """
service: shop
links: {repository: "https://github.com/example/shop", prometheus: "http://localhost:9090"}
monitoring:
  defaults: {job: shop}
  metrics: [{name: error_rate, type: counter, min_traffic: 20}]
pipeline:
  steps: {tests: "make test", deploy_canary: "make canary", full_deployment: "make all"}
  stages:
    - {name: test, steps: [tests]}
    - name: live
      steps: [deploy_canary_10_percent, monitor_10_minutes, full_deployment]
  gate: {tracks: {label: track}}
  rollback: {automatic: true, trigger: "error_rate > 5%", command: "make back"}
"""


def pages_and_files(spec: str) -> tuple[str, dict[str, str]]:
    """The checklist and the runbook of a spec as one text, and the pipeline's files."""
    plan = compile_text(spec).plan
    assert plan is not None
    out = Emit("github_actions")
    made = github_actions.emit(plan, GithubActionsOptions(), out)
    files = {artifact.path: render(artifact).decode() for artifact in made}
    pages = emitted(plan)
    return pages[CHECKLIST] + pages["ops/runbook.md"], files


@pytest.fixture(scope="module")
def built() -> tuple[str, dict[str, str]]:
    return pages_and_files(SPEC)


def test_the_files_that_the_pages_name_are_those_of_the_pipeline(
    built: tuple[str, dict[str, str]],
) -> None:
    told, files = built
    named = set(re.findall(r"(?:\.github/workflows|ops/deploy)/[\w.-]+", told))
    assert named == set(files)


TWO = SPEC.replace(
    "    - name: live\n",
    "    - {name: eu, environment: it, steps: [full_deployment]}\n"
    "    - {name: us, environment: it, steps: [deploy_canary_10_percent]}\n    - name: live\n",
)
SECRET = (
    SPEC.replace('command: "make back"', "").replace('prometheus: "http', 'dashboards: "http')
).replace('"make all"', "{run: all, secrets: [KEY]}, rollback: {run: back, secrets: [BACK]}")


UNWATCHED = SPEC.replace(", monitor_10_minutes", "")
NO_GATE = UNWATCHED.replace("  gate: {tracks: {label: track}}\n", "")


@pytest.mark.parametrize("automatic", ["true", "false"])
@pytest.mark.parametrize("spec", [SPEC, TWO, SECRET, UNWATCHED, NO_GATE])
def test_the_environments_that_the_page_names_are_those_of_the_pipeline_with_their_secrets(
    spec: str, automatic: str
) -> None:
    told, files = pages_and_files(spec.replace("automatic: true", f"automatic: {automatic}"))
    jobs = [
        job
        for path, text in files.items()
        if path.endswith(".yml")
        for job in yaml.safe_load(text)["jobs"].values()
        if "environment" in job
    ]
    held: dict[str, set[str]] = {}
    for job in jobs:
        read = set(re.findall(r"secrets\.(\w+)", str(job)))
        held.setdefault(job["environment"]["name"], set()).update(read)
    boxes = re.findall(r"On GitHub the environment `([\w-]+)` .*, and (.*)", told)
    assert len(boxes) == len(held)
    assert {name: set(re.findall("`([A-Z_]+)`", rest)) for name, rest in boxes} == held


def test_the_watches_that_the_pages_name_are_those_of_the_pipeline(
    built: tuple[str, dict[str, str]],
) -> None:
    told, files = built
    named = set(re.findall(r"`(\w+)` watches", told))
    assert named == set(re.findall(r"--phase (\w+)", files[".github/workflows/shop-deploy.yml"]))


def test_the_rollback_by_hand_stops_a_rollout_as_the_page_says(
    built: tuple[str, dict[str, str]],
) -> None:
    told, files = built
    assert "It stops a rollout that is under way" in told
    assert "cancel-in-progress: true" in files[".github/workflows/shop-rollback.yml"]


def test_a_rollback_of_stages_that_move_nothing_is_no_ticked_box() -> None:
    still = replace(ROLLOUT, stages=tuple(replace(ROLLOUT.stages[0], needs=()) for _ in "a"))
    assert still.rollback is not None
    assert still.rollback.automatic
    (box,) = [each for each in page(still).splitlines() if "goes back by itself" in each]
    assert box.startswith("- [ ] Nothing goes back by itself: ")


def test_a_command_of_several_lines_is_not_told_as_one() -> None:
    moving = ROLLOUT.stages[1]
    steps = (replace(moving.steps[0], command="stop it\nmake new"), *moving.steps[1:])
    back = replace(ROLLOUT.rollback, command="stop it\nmake back") if ROLLOUT.rollback else None
    made = replace(ROLLOUT, stages=(replace(moving, steps=steps, needs=()),), rollback=back)
    assert "stop it make" not in page(made)
    assert f"- [x] `{steps[0].name}` gives" in page(made)
    assert "stop it make" not in runbook(replace(WHOLE, rollout=made))
