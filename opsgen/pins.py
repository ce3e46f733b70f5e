"""The lock of actions: which commit of each the workflows run, kept beside operations.yaml.

A file of its own, because Dependabot bumps the generated workflow: `opsgen pins adopt` takes the
bump over, and the next build writes the same again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from opsgen.artifacts.pins import Pin, read_pin
from opsgen.diagnostics import Diagnostic
from opsgen.diagnostics.rules.targets import BAD_LOCK
from opsgen.registry import Chosen
from opsgen.source import load

ACTION = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*")
OPTION = "pins"
"""A target whose options hold this field takes the lock's pins; its own win."""


@dataclass(frozen=True, slots=True)
class Lock:
    """`path` is where the file stands, or would; `present` whether it does."""

    path: Path
    present: bool = False
    pins: Mapping[str, Pin] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()
    text: str = ""


def read_lock(path: Path) -> Lock:
    """The lock at `path`; an empty one when there is none."""
    if not path.exists():
        return Lock(path)
    loaded = load(str(path))
    if loaded.document is None:
        return Lock(path, True, {}, loaded.diagnostics, loaded.text)
    pins: dict[str, Pin] = {}
    found = list(loaded.diagnostics)
    data = loaded.document.data
    for action, text in data.items() if isinstance(data, Mapping) else ():
        pin = read_pin(text) if isinstance(text, str) else None
        if pin is None or not ACTION.fullmatch(str(action)):
            found.append(
                BAD_LOCK.at(
                    loaded.document.key_span((action,)),
                    "a pin is an action, its commit of 40 hex digits and its version",
                    help='write `actions/checkout: "<commit> v7.0.1"`, or use `opsgen pins set`',
                )
            )
        else:
            pins[str(action)] = pin
    return Lock(path, True, pins, tuple(found), loaded.text)


def pinned(chosen: tuple[Chosen, ...], lock: Lock) -> tuple[Chosen, ...]:
    """The same targets, with the lock's pins where they have a place for them."""
    if not lock.pins:
        return chosen
    locked = {action: str(pin) for action, pin in lock.pins.items()}
    return tuple(_pinned(one, locked) for one in chosen)


def _pinned(one: Chosen, locked: Mapping[str, str]) -> Chosen:
    if OPTION not in {each.name for each in fields(one.options)}:
        return one
    own = getattr(one.options, OPTION)
    changes: dict[str, object] = {OPTION: {**locked, **own}}
    return replace(one, options=replace(one.options, **changes))  # type: ignore[arg-type]  # its own field
