"""A workflow's text to data, with every key known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from typing import Any

import yaml


class StrictError(Exception):
    """The workflow holds something that this runner does not know, or that we never emit."""


@dataclass(frozen=True, slots=True)
class Step:
    """Either `run` or a checkout; `minutes` is None where the step has no limit of its own."""

    name: str
    id: str | None
    condition: str | None
    env: Mapping[str, str]
    run: str | None
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Job:
    id: str
    name: str
    needs: tuple[str, ...]
    condition: str | None
    environment: str | None
    outputs: Mapping[str, str]
    env: Mapping[str, str]
    minutes: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Workflow:
    """`jobs` in an order in which each comes after its needs. `branches` are those of a push."""

    name: str
    branches: tuple[str, ...]
    inputs: Mapping[str, Any]
    group: str
    cancels: bool
    folder: str
    env: Mapping[str, str]
    jobs: tuple[Job, ...] = field(default=())


_CHECKOUT = re.compile(r"actions/checkout@[0-9a-f]{40}")
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


class _Loader(yaml.SafeLoader):
    """GitHub reads YAML 1.2, where `on` is a word; a key that comes twice is a mistake."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key) for key, _ in node.value]
        if len(keys) != len(set(keys)):
            raise StrictError(f"a key comes twice: {keys}")
        return super().construct_mapping(node, deep)


def read(text: str) -> Workflow:
    """Raises StrictError."""
    data = yaml.load(text, _Loader)
    top = _only(data, "workflow", "name on permissions concurrency defaults env jobs", "run-name")
    on = _only(top["on"], "on", "workflow_dispatch", "push")
    dispatch = _only(on["workflow_dispatch"] or {}, "workflow_dispatch", "", "inputs")
    lock = _only(top["concurrency"], "concurrency", "group cancel-in-progress")
    shell = _only(_only(top["defaults"], "defaults", "run")["run"], "run", "shell", WHERE)
    if shell["shell"] != "bash":
        raise StrictError("only an explicit bash stops at the first failure of a pipe")
    if top["permissions"] != {}:
        raise StrictError("the workflow as a whole has a right")
    jobs = {id: _job(id, body) for id, body in top["jobs"].items()}
    return Workflow(
        top["name"],
        tuple(_only(on.get("push") or {"branches": []}, "push", "branches")["branches"]),
        {name: _input(name, body) for name, body in (dispatch.get("inputs") or {}).items()},
        lock["group"],
        lock["cancel-in-progress"],
        shell.get(WHERE, "."),
        _texts(top["env"]),
        tuple(_ordered(jobs)),
    )


WHERE = "working-directory"


def _input(name: str, body: Any) -> Any:
    found = _only(body, f"the input {name}", "description type", "default options required")
    if found["type"] not in ("boolean", "choice"):
        raise StrictError(f"the input {name} is of an unknown type")
    return found.get("default")


def _job(id: str, body: Any) -> Job:
    found = _only(
        body,
        f"the job {id}",
        "name runs-on timeout-minutes permissions steps",
        "needs if environment outputs env",
    )
    if not _ID.fullmatch(id):
        raise StrictError(f"{id!r} is no id")
    steps = tuple(_step(id, each) for each in found["steps"])
    ids = [step.id.lower() for step in steps if step.id is not None]
    if len(ids) != len(set(ids)):
        raise StrictError(f"an id comes twice in {id}: {ids}")
    environment = _only(found.get("environment", {"name": None}), "environment", "name", "url")
    return Job(
        id,
        found["name"],
        tuple(found.get("needs", ())),
        found.get("if"),
        environment["name"],
        _texts(found.get("outputs", {})),
        _texts(found.get("env", {})),
        found["timeout-minutes"],
        steps,
    )


def _step(job: str, body: Any) -> Step:
    what = f"a step of {job}"
    found = _only(body, what, "name", "id if env run uses with timeout-minutes")
    uses, run = found.get("uses"), found.get("run")
    if (uses is None) == (run is None):
        raise StrictError(f"{what} runs nothing, or two things")
    if uses is not None and not _CHECKOUT.fullmatch(uses):
        raise StrictError(f"{what} uses an action that is unknown here: {uses}")
    if uses is not None and found["with"] != {"persist-credentials": False}:
        raise StrictError("the checkout leaves its token behind")
    if run is not None and "${{" in run:
        raise StrictError(f"{what} pastes an expression into its script: {run!r}")
    if found.get("id") is not None and not _ID.fullmatch(found["id"]):
        raise StrictError(f"{found['id']!r} is no id")
    env = _texts(found.get("env", {}))
    limit = found.get("timeout-minutes")
    return Step(found["name"], found.get("id"), found.get("if"), env, run, limit)


def _ordered(jobs: Mapping[str, Job]) -> Iterator[Job]:
    for job in jobs.values():
        if unknown := set(job.needs) - set(jobs):
            raise StrictError(f"{job.id} needs {unknown}")
    for id in TopologicalSorter({job.id: job.needs for job in jobs.values()}).static_order():
        yield jobs[id]


def _texts(found: Mapping[str, Any]) -> dict[str, str]:
    if not all(isinstance(value, str) for value in found.values()):
        raise StrictError(f"a value is no text: {found}")
    return dict(found)


def _only(found: Any, what: str, needed: str, allowed: str = "") -> dict[str, Any]:
    if not isinstance(found, dict):
        raise StrictError(f"{what} is no map")
    # PyYAML reads YAML 1.1, where a bare `on` is true. Ours is quoted.
    keys, must = set(found), set(needed.split())
    if unknown := keys - must - set(allowed.split()):
        raise StrictError(f"{what} has unknown keys: {unknown}")
    if missing := must - keys:
        raise StrictError(f"{what} has no {missing}")
    return found
