"""Blue-green and rolling in every trouble that the canary is in; each ends without users on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.workflows.runner import At, Event, Run
from tests.workflows.service import Behaviour
from tests.workflows.specs import spec
from tests.workflows.test_strategies import PROBED
from tests.workflows.world import World, settled, world

AT_ONCE = 3
"""A scenario waits most of its time; more of them would be short of a small machine."""


@dataclass(frozen=True)
class Shape:
    """`first` is the step by which the new version gets `given` percent, `watch` the one after."""

    spec: str
    first: str
    watch: str
    given: int
    probed: float = 0.0


SHAPES = {
    "blue-green": Shape(
        spec("blue_green"), "switch_traffic", "monitor_6_seconds_2", 100, probed=PROBED
    ),
    "rolling": Shape(spec("rolling"), "rolling_batch_50_percent", "monitor_6_seconds", 50),
}


@dataclass(frozen=True)
class Trouble:
    """`turn` is what the new version becomes once it has users, `befalls` what happens then, once
    a measurement was good.

    `results` are those of the deployment and of the job behind it; `verdict` is that of `told`,
    None where it never came to one.
    """

    results: tuple[str, str]
    state: str | None
    verdict: str | None
    reason: str = ""
    turn: Mapping[str, Any] = field(default_factory=dict)
    befalls: str | None = None
    moved: bool = True
    up: bool = True
    branch: str = "main"
    broken: bool = False
    told: str | None = None


BACK, TWICE = ("failure", "skipped"), ("failure", "success")
ERRORS = {"errors": 0.4}
TROUBLES = {
    "errors": Trouble(BACK, "rolled-back", "failed", "2 failed, allowed 1", ERRORS),
    "slow": Trouble(
        BACK, "rolled-back", "failed", "p99_latency > 2s: 2 failed, allowed 1", {"slow": 1.0}
    ),
    "NaN": Trouble(
        BACK,
        "rolled-back",
        "inconclusive",
        "queue_depth > 100: 3 inconclusive, allowed 2",
        {"queue": "NaN"},
    ),
    "Prometheus dies": Trouble(
        BACK, "rolled-back", "error", "3 errors in a row, allowed 2", befalls="Prometheus dies"
    ),
    "cancel": Trouble(("cancelled", "skipped"), "rolled-back", "aborted", befalls="cancel"),
    "the machine dies": Trouble(TWICE, None, None, befalls="the machine dies"),
    "the rollback fails once": Trouble(TWICE, "unfinished", "failed", turn=ERRORS, broken=True),
    "Prometheus is down": Trouble(
        BACK, "untouched", "error", moved=False, up=False, told="preflight"
    ),
    "another branch": Trouble(
        ("skipped", "skipped"), None, None, moved=False, up=False, branch="mend"
    ),
}
CASES = [(shape, trouble) for shape in SHAPES for trouble in TROUBLES]


@dataclass
class Ending:
    run: Run
    moves: list[int]
    weight: int


def play(shape: Shape, trouble: Trouble, folder: Path) -> Ending:
    behaviour = Behaviour(probed=shape.probed)
    with world(folder, behaviour, up=trouble.up) as here:
        if trouble.broken:
            (folder / "broken").touch()
        inputs: dict[str, Any] | None = None if trouble.branch == "main" else {}
        events = list(_events(shape, trouble, here, behaviour))
        run = here.deploy(shape.spec, *events, inputs=inputs, branch=trouble.branch)
        return Ending(run, here.moves, here.weight)


def _events(shape: Shape, trouble: Trouble, here: World, behaviour: Behaviour) -> Iterator[Event]:
    def turn() -> None:
        for name, figure in trouble.turn.items():
            setattr(behaviour, name, figure)

    if trouble.turn:
        yield Event(At(shape.first), turn)
    watched = At(shape.watch, "pass")
    if trouble.befalls == "Prometheus dies":
        yield Event(watched, here.stop_prometheus)
    if trouble.befalls == "cancel":
        yield Event(watched, "cancel")
    if trouble.befalls == "the machine dies":
        yield Event(watched, "die")


Played = Mapping[tuple[str, str], Future[Ending]]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {
            case: pool.submit(
                play, SHAPES[case[0]], TROUBLES[case[1]], tmp_path_factory.mktemp("world")
            )
            for case in CASES
        }


@pytest.mark.parametrize(("shape", "trouble"), CASES)
def test_of_a_rollout_in_trouble_nothing_stays(shape: str, trouble: str, played: Played) -> None:
    how, expected = SHAPES[shape], TROUBLES[trouble]
    ending = played[shape, trouble].result()
    run = ending.run
    assert ending.moves == ([how.given, 0] if expected.moved else []), run.logs
    assert ending.weight == 0
    assert settled(run) == expected.results
    assert run.outputs["production"].get("state") == expected.state
    log = run.logs.get(expected.told or how.watch, "")
    assert _verdict(log) == expected.verdict, log
    assert expected.reason in log


def _verdict(log: str) -> str | None:
    words = ("pass", "failed", "inconclusive", "error", "aborted")
    said = [line.split(":")[0] for line in log.splitlines() if line.split(":")[0] in words]
    return said[-1] if said else None
