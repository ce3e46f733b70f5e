"""The JSON that publishing leaves for itself: stable bytes out, nothing guessed on the way in."""

from __future__ import annotations

import hashlib
import json
import re

from opsgen.paths import fault

VERSION = 1

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def digest(content: bytes) -> str:
    """The name of some bytes: `sha256:` and 64 hexadecimal digits."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def write(record: dict[str, object]) -> bytes:
    """One key a line and sorted, so that a version control system can merge it."""
    text = json.dumps({"version": VERSION, **record}, indent=2, sort_keys=True)
    return text.encode("ascii") + b"\n"


def read(content: bytes) -> dict[str, object]:
    """The record in `content`; ValueError with the reason, fit for a message, when it is none."""
    try:
        record = json.loads(content.decode("utf-8"), object_pairs_hook=_unique)
    except _TwiceError:
        raise ValueError("it names a key twice") from None
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON") from None
    if not isinstance(record, dict):
        raise ValueError("it is not a JSON object")
    version = record.pop("version", None)
    if type(version) is not int or version < 1:
        raise ValueError("it has no version")
    if version > VERSION:
        raise ValueError("a newer opsgen wrote it")
    return record


def a_path(value: object) -> str:
    """`value` as a path that may be written; the records are input too, and may be hostile."""
    if not isinstance(value, str) or fault(value):
        raise ValueError("it holds a path that opsgen never writes")
    return value


def a_digest(value: object) -> str:
    if not isinstance(value, str) or not _DIGEST.fullmatch(value):
        raise ValueError("it holds a digest that is none")
    return value


def a_map(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ValueError("it has not the shape that opsgen writes")
    return value


def a_list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise ValueError("it has not the shape that opsgen writes")
    return value


class _TwiceError(Exception):
    pass


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _TwiceError
    return found
