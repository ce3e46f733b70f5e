"""Secrets are written by reference, and nothing else is.

What is said here never repeats the text: it may be the secret itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from opsgen.diagnostics import Path
from opsgen.diagnostics.rules import shape
from opsgen.source import REFERENCE, find_secret_shape
from opsgen.spec.channel_types import CHANNEL_TYPES
from opsgen.spec.channels import COMMON
from opsgen.spec.problem import Problem, named
from opsgen.spec.tree import Node, items, mapping, walk

_REVOKE = "revoke the one that stands here: it has been in a file"
_VARIABLE = re.compile(r"\$\{[^}]*\}")
# Prose reaches its reader as typed, commands have variables of their own, and PromQL's
# `label_replace` writes its groups as `${1}`.
_FREE = (
    "message",
    "description",
    "title",
    "reason",
    "decision",
    "rationale",
    "promql",
    "run",
    "command",
    "if",
)


def check(root: Node) -> Iterator[Problem]:
    """Everything about secrets in the whole tree."""
    secret: set[Path] = set()
    for path, example in _secret_fields(root):
        secret.add(path)
        yield from _reference(path, _value(root, path), example)
    foreign = set(_foreign_fields(root))
    for path, part in walk(root):
        if path in secret:
            continue
        if isinstance(part, str):
            yield from _plain(path, part, path in foreign)
        elif isinstance(part, Node):
            yield from _pasted_keys(path, part)


def _secret_fields(root: Node) -> Iterator[tuple[Path, str]]:
    """The paths of all values that are secrets, each with a name that would fit."""
    for channel in items(root, "alerting", "channels"):
        type_ = str(channel.get("type"))
        kind = CHANNEL_TYPES.get(type_)
        prefix = type_ if kind else "channel"  # an unknown type may be a secret gone astray
        for key in channel:
            if key == "webhook" or (kind and key in kind.secret_fields):
                yield (*channel.path, key), f"{prefix}_{key}".upper()
    smtp = mapping(root, "alerting", "smtp")
    if "auth_password" in smtp:
        yield (*smtp.path, "auth_password"), "SMTP_AUTH_PASSWORD"


def _foreign_fields(root: Node) -> Iterator[Path]:
    """What a channel's type does not have: `channel_checks` says that, and which type has it."""
    for channel in items(root, "alerting", "channels"):
        kind = CHANNEL_TYPES.get(str(channel.get("type")))
        known = {*COMMON, *(kind.fields if kind else ())}
        yield from ((*channel.path, key) for key in channel if key not in known)


def _value(root: Node, path: Path) -> object:
    return mapping(root, *path[:-1]).get(str(path[-1]))


def _reference(path: Path, value: object, example: str) -> Iterator[Problem]:
    if value is None or (isinstance(value, str) and REFERENCE.fullmatch(value)):
        return
    form = f"write the whole value as `${{{example}}}`, in capitals"
    if isinstance(value, str) and ("${" in value or value.startswith("$")):
        message = f"`{named(path)}` is not a reference to a secret"
        yield Problem(shape.BAD_SECRET_REFERENCE, path, message, form)
    else:
        message = f"`{named(path)}` is a secret, and stands here in plain text"
        yield Problem(shape.SECRET_LITERAL, path, message, f"{form}; {_REVOKE}")


def _plain(path: Path, text: str, foreign: bool) -> Iterator[Problem]:
    """A `foreign` field may be a secret of another type, which is no place for its value."""
    if find_secret_shape(text):
        message = f"`{named(path)}` holds what looks like a secret"
        help = f"write secrets as `${{NAME}}`, in fields that are secret; {_REVOKE}"
        yield Problem(shape.SECRET_IN_TEXT, path, message, help)
    elif not foreign and _VARIABLE.search(text) and not _may_hold_variables(path):
        message = f"`{named(path)}` is not a secret, so `${{...}}` has no meaning in it"
        help = "write the value itself"
        yield Problem(shape.VARIABLE_IN_LITERAL, path, message, help)


def _may_hold_variables(path: Path) -> bool:
    if path[:2] in (("alerting", "channels"), ("alerting", "smtp")):
        return False
    keys = [step for step in path if isinstance(step, str)]
    return (
        keys[-1] in _FREE
        or keys[0] == "runbook"
        or keys[0].startswith("x-")
        or keys[:2] == ["pipeline", "steps"]
        or "annotations" in keys
    )


def _pasted_keys(path: Path, node: Node) -> Iterator[Problem]:
    for key in node:
        if find_secret_shape(key):
            message = "this key looks like a secret"
            yield Problem(shape.SECRET_IN_TEXT, (*path, key), message, _REVOKE, on_key=True)
