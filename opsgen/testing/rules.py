"""The public contract of a target, one function per rule; each yields what breaks it."""

from __future__ import annotations

import copy
import dataclasses
import json
import os
import posixpath
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, get_type_hints

from opsgen.artifacts import Artifact, Json, Text, Yaml, render
from opsgen.source import parse
from opsgen.target import API_VERSION, SECTIONS, Emit, TargetOptions
from opsgen.target_options import fits
from opsgen.testing.specs import SECRET
from opsgen.testing.subject import Subject, digest
from opsgen.testing.watching import deeds

Rule = Callable[[Subject], Iterator[str]]

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?")
_CANARY = "canary-3f9a6c"


def has_the_shape_of_a_target(subject: Subject) -> Iterator[str]:
    """The attributes of `opsgen.target.Target`."""
    target = subject.target
    if not isinstance(target.name, str) or not _NAME.fullmatch(target.name):
        yield f"name {target.name!r} is not of small letters, digits, `-`, `_` and `.`"
    if target.api_version != API_VERSION:
        yield f"api_version is {target.api_version!r}, not {API_VERSION}"
    if not isinstance(getattr(target, "default", True), bool):
        yield "default is neither true nor false"
    for section in sorted(map(str, frozenset(target.reads) - set(SECTIONS))):
        yield f"reads names `{section}`, which is no section"
    for judge in target.judges():
        if not any("{path}" in word for word in judge.command):
            yield f"the judge {judge.name} is not told the `{{path}}` of what it judges"


def declares_its_options(subject: Subject) -> Iterator[str]:
    """A frozen dataclass of which every field has a default, a type and a word of help."""
    declared = subject.target.options
    if not (isinstance(declared, type) and issubclass(declared, TargetOptions)):
        yield "options is no subclass of TargetOptions"
        return
    shared = {option.name for option in dataclasses.fields(TargetOptions)}
    hints = get_type_hints(declared)
    made = vars(declared).get("__dataclass_params__")
    if made is None or not made.frozen:
        yield "options is no frozen dataclass"
        return
    for option in dataclasses.fields(declared):
        if option.default is dataclasses.MISSING and option.default_factory is dataclasses.MISSING:
            yield f"the option {option.name} has no default"
            continue
        default = (
            option.default_factory()
            if option.default_factory is not dataclasses.MISSING
            else option.default
        )
        as_loaded = list(default) if isinstance(default, tuple) else default
        if not fits(as_loaded, hints[option.name]):
            yield f"the default of the option {option.name} is not of its type"
        if option.name not in shared and not option.metadata.get("help"):
            yield f"the option {option.name} has no help"


def checks_before_it_emits(subject: Subject) -> Iterator[str]:
    """What `check` lets pass, `emit` builds, without having seen `check` first."""
    emitted = 0
    for one in subject.given():
        service = one.plan.service
        emitted += bool(one.artifacts)
        for found in one.emitted:
            if found.severity == "error":
                yield f"of `{service}` emit refuses what check let pass: {found.message}"
        alone = copy.copy(subject.target)
        for artifact in one.artifacts:
            if not isinstance(artifact, Artifact):
                yield f"of `{service}` emit gives a {type(artifact).__name__}, which is no Artifact"
                return
        if not one.refused:
            again = tuple(alone.emit(one.plan, subject.chosen, Emit(alone.name)))
            if digest(again) != digest(one.artifacts):
                yield f"of `{service}` emit gives something else without check"
    if not emitted:
        yield "it gives no file for any plan"


def gives_the_same_every_time(subject: Subject) -> Iterator[str]:
    """Again, in another order, and in processes in which sets have another order."""
    first = subject.digests()
    backwards = dataclasses.replace(subject, plans=subject.plans[::-1]).digests()
    if subject.digests() != first or backwards[::-1] != first:
        yield "the same plan gives other bytes the second time"
    address = _address(subject.target)
    if address is None or subject.options is not None:
        return
    for seed in ("1", "2"):
        environment = os.environ | {
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        }
        done = subprocess.run(
            [sys.executable, "-m", "opsgen.testing.again", *address],
            env=environment,
            capture_output=True,
            text=True,
        )
        if done.returncode or json.loads(done.stdout) != first:
            yield f"the same plan gives other bytes in another process (hash seed {seed})"


def _address(target: object) -> tuple[str, str] | None:
    """(module, attribute) under which another process finds the target."""
    for module in (type(target).__module__, getattr(target, "__name__", "")):
        for name, value in vars(sys.modules.get(module, object())).items() if module else ():
            if value is target:
                return module, name
    return None


def reaches_for_nothing(subject: Subject) -> Iterator[str]:
    """No clock, disk, environment, network, chance or process. What it needs of its own package
    it reads once, so only the second time is watched."""
    subject.digests()
    for deed in deeds(subject.digests):
        yield f"it calls {deed}"


def leaves_the_plan_alone(subject: Subject) -> Iterator[str]:
    """The next target reads the same plan."""
    for plan in subject.plans:
        before = copy.deepcopy(plan)
        list(dataclasses.replace(subject, plans=(plan,)).given())
        if plan != before:
            yield f"the plan of `{plan.service}` is another one afterwards"


def writes_below_its_folder(subject: Subject) -> Iterator[str]:
    """Paths are relative, plain, and each is written once."""
    for one in subject.given():
        seen: set[tuple[str, str]] = set()
        for artifact in one.artifacts:
            path = artifact.path
            plain = posixpath.normpath(path) == path and not path.startswith(("/", "../"))
            if not plain or path in ("", ".", "..") or "\\" in path or not path.isprintable():
                yield f"the path {path!r} is not a plain one below the folder"
            if (artifact.anchor, path) in seen:
                yield f"the path {path!r} is written twice"
            seen.add((artifact.anchor, path))


def moves_with_path(subject: Subject) -> Iterator[str]:
    """The option `path` is where its main file goes, or the folder of its files."""
    place = "elsewhere/main.out"
    for one in subject.given(path=place):
        paths = [artifact.path for artifact in one.artifacts]
        if paths and not any(path == place or path.startswith(f"{place}/") for path in paths):
            yield f"of `{one.plan.service}` no file goes to `path`"


def gives_files_that_can_be_read(subject: Subject) -> Iterator[str]:
    """Every artifact has a form, and its readers find in it what was put in."""
    for one in subject.given():
        for artifact in one.artifacts:
            try:
                text = render(artifact).decode()
            except (TypeError, ValueError) as error:
                yield f"{artifact.path} has no form: {error}"
                continue
            if not text.endswith("\n") or text.endswith("\n\n"):
                yield f"{artifact.path} does not end in one line break"
            if isinstance(artifact.body, Yaml) and (problems := parse(text, "").diagnostics):
                yield f"{artifact.path} is no clean YAML: {problems[0].message}"
            if isinstance(artifact.body, Text) and artifact.path.endswith(
                (".yaml", ".yml", ".json")
            ):
                yield f"{artifact.path} is data and was given as text"


def points_into_its_files(subject: Subject) -> Iterator[str]:
    """Each origin is that of something in the file."""
    for one in subject.given():
        for artifact in one.artifacts:
            data = artifact.body.data if isinstance(artifact.body, Yaml | Json) else None
            for pointer in artifact.origins:
                if not _leads(pointer, data):
                    yield f"the origin {pointer!r} leads to nothing in {artifact.path}"


def _leads(pointer: str, data: Any) -> bool:
    if pointer and not pointer.startswith("/"):
        return False
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        if isinstance(data, Mapping) and key in data:
            data = data[key]
        elif isinstance(data, Sequence) and key.isdecimal() and int(key) < len(data):
            data = data[int(key)]
        else:
            return False
    return True


def tells_no_secret(subject: Subject) -> Iterator[str]:
    """Neither a `${NAME}` that nobody would fill in, nor what the environment holds under it."""
    before = os.environ.get(SECRET)
    os.environ[SECRET] = _CANARY
    try:
        given = list(subject.given())
    finally:
        if before is None:
            del os.environ[SECRET]
        else:
            os.environ[SECRET] = before
    for one in given:
        for artifact in one.artifacts:
            text = render(artifact).decode()
            if f"${{{SECRET}}}" in text:
                yield f"{artifact.path} holds `${{{SECRET}}}`, which stays as it is"
            if _CANARY in text:
                yield f"{artifact.path} holds a secret of the environment"


def reports_as_the_house_does(subject: Subject) -> Iterator[str]:
    """A message is one line without a full stop, and names a place of the input."""
    for one in subject.given():
        for found in (*one.checked, *one.emitted):
            said = f"{found.code} of `{one.plan.service}`"
            if "\n" in found.message or found.message.endswith(".") or not found.message:
                yield f"{said} is not one line without a full stop: {found.message!r}"
            elif found.message[0].isupper() and not found.message[:2].isupper():
                yield f"{said} begins with a capital: {found.message!r}"
            if found.at is None or not found.path:
                yield f"{said} names no place of the input"


RULES: tuple[Rule, ...] = (
    has_the_shape_of_a_target,
    declares_its_options,
    checks_before_it_emits,
    gives_the_same_every_time,
    reaches_for_nothing,
    leaves_the_plan_alone,
    writes_below_its_folder,
    moves_with_path,
    gives_files_that_can_be_read,
    points_into_its_files,
    tells_no_secret,
    reports_as_the_house_does,
)


def check_target(subject: Subject) -> None:
    """Raises AssertionError with all that breaks the contract."""
    broken = [f"{rule.__name__}: {fault}" for rule in RULES for fault in rule(subject)]
    assert not broken, "\n".join(broken)
