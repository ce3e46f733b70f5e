"""What pydantic does not see of a channel: the fields of its own type."""

from __future__ import annotations

from collections.abc import Iterator

from opsgen.diagnostics import Path
from opsgen.diagnostics.rules import shape
from opsgen.diagnostics.suggest import nearest
from opsgen.spec import channel_values
from opsgen.spec.channel_types import CHANNEL_TYPES, ChannelType, FieldKind
from opsgen.spec.channels import COMMON
from opsgen.spec.fields import is_url, seconds
from opsgen.spec.problem import Problem, named, one_of
from opsgen.spec.translate import unknown_key, wrong_type
from opsgen.spec.tree import Items, Node, items

_EXPECTED: dict[FieldKind, str] = {
    "url": "a text",
    "string": "a text",
    "bool": "`true` or `false`",
    "int": "a whole number",
    "duration": "a duration such as `5m`",
    "strings": "a list",
    "mapping": "a map",
}
# The Alertmanager reads these from no file, so they would stand in its configuration.
_NO_FILE = ("access_key", "secret_key")


def check(root: Node) -> Iterator[Problem]:
    """Every channel whose type is known; of the others pydantic says what they are."""
    for channel in items(root, "alerting", "channels"):
        kind = CHANNEL_TYPES.get(str(channel.get("type")))
        if kind:
            wrong = [*_keys(channel, kind), *_lacks(channel, kind)]
            yield from wrong or channel_values.check(channel, kind)
        elif "type" not in channel:
            yield from _misspelt_type(channel)


def _keys(channel: Node, kind: ChannelType) -> Iterator[Problem]:
    for key, value in channel.items():
        path = (*channel.path, key)
        if key == "webhook":
            yield from _webhook(channel, kind)
        elif key == "recipients" and "to" not in kind.fields:
            yield _foreign(channel, key)
        elif key in COMMON:
            continue
        elif key not in kind.fields:
            yield _stray(channel, key, kind)
        elif kind.fields[key] != "secret":
            yield from _value(path, value, kind.fields[key])


def _misspelt_type(channel: Node) -> Iterator[Problem]:
    """Without it nothing says which other keys are known."""
    of_any = {key for kind in CHANNEL_TYPES.values() for key in kind.fields}
    for key in channel:
        if key not in {*COMMON, *of_any} and nearest(key, [*COMMON, *of_any])[:1] == ["type"]:
            yield unknown_key((*channel.path, key), ["type"], " in a channel")


def _webhook(channel: Node, kind: ChannelType) -> Iterator[Problem]:
    if kind.webhook is None:
        yield _foreign(channel, "webhook", f"use {one_of(kind.secrets)}" if kind.secrets else None)
    elif kind.webhook in channel:
        yield Problem(
            shape.BAD_VALUE,
            (*channel.path, "webhook"),
            f"`webhook` and `{kind.webhook}` are the same field",
            "keep one of them",
            on_key=True,
        )


def _foreign(channel: Node, key: str, help: str | None = None) -> Problem:
    message = f"`{key}` is no field of channels of type `{channel['type']}`"
    return Problem(
        shape.FIELD_NOT_FOR_TYPE, (*channel.path, key), message, help or "remove it", on_key=True
    )


def _stray(channel: Node, key: str, kind: ChannelType) -> Problem:
    """A key that is not of this type: of another one, a `*_file` twin, or of none."""
    if key.removesuffix("_file") in kind.secret_fields:
        field = key.removesuffix("_file")
        return _foreign(channel, key, f"write `{field}: ${{NAME}}`: opsgen names the file")
    known = [*COMMON, *kind.fields]
    owners = [name for name, other in CHANNEL_TYPES.items() if key in other.fields]
    if owners and not nearest(key, known):
        return _foreign(channel, key, f"{one_of(owners[:3])} channels have it")
    return unknown_key(
        (*channel.path, key), known, f" in a channel of type `{channel['type']}`", channel
    )


def _value(path: Path, value: object, kind: FieldKind) -> Iterator[Problem]:
    match kind, value:
        case (_, None) | ("string", str()) | ("bool", bool()):
            return
        case "int", int() if not isinstance(value, bool):
            return
        case "url", str():
            if not is_url(value):
                message = f"`{named(path)}` is not an http or https address"
                yield Problem(shape.BAD_VALUE, path, message, "write the whole address")
        case "duration", str():
            if seconds(value) is None:
                message = f"`{named(path)}` is not a duration"
                yield Problem(shape.BAD_DURATION, path, message, "write for example `30s`")
        case "strings", Items():
            for place, item in zip(value.places, value, strict=True):
                if not isinstance(item, str):
                    yield wrong_type((*path, place), item, "a text")
        case "mapping", Node():
            for key, item in value.items():
                yield from _entry((*path, key), item)
        case _:
            yield wrong_type(path, value, _EXPECTED[kind])


def _entry(path: Path, value: object) -> Iterator[Problem]:
    if path[-1] in _NO_FILE:
        message = f"the Alertmanager reads `{path[-1]}` from no file, so it cannot be given here"
        help = "use `profile` or `role_arn`, or the rights of the machine"
        yield Problem(shape.FIELD_NOT_FOR_TYPE, path, message, help, on_key=True)
    elif not isinstance(value, str):
        yield wrong_type(path, value, "a text")


def _lacks(channel: Node, kind: ChannelType) -> Iterator[Problem]:
    for group in kind.required:
        if not any(name in channel for name in group):
            yield Problem(
                shape.MISSING_KEY,
                channel.path,
                f"a channel of type `{channel['type']}` needs {one_of(group)}",
                f"add `{group[0]}:`",
                missing=group[0],
            )
