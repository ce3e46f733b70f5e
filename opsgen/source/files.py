"""Bytes of one regular file, and text of bytes; every refusal is a diagnostic."""

from __future__ import annotations

import codecs
import os
import stat

from opsgen.diagnostics.model import Diagnostic, Position, Span
from opsgen.diagnostics.rules import source as rules
from opsgen.source.characters import FORBIDDEN, describe
from opsgen.source.lines import Lines

MAX_BYTES = 4 * 1024 * 1024
MAX_FORBIDDEN = 100

# O_NONBLOCK: opening a FIFO must not wait for a writer.
_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
_NOT_UTF8 = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_KINDS = (
    (stat.S_ISDIR, "a directory"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
_REASONS: dict[type[Exception], tuple[str, str]] = {
    FileNotFoundError: ("the file does not exist", "check the path"),
    NotADirectoryError: ("a part of the path is no directory", "check the path"),
    PermissionError: ("the file may not be read by this user", "check its permissions"),
}


def read(path: str, file: str) -> bytes | Diagnostic:
    """The file's bytes, read once; symbolic links are followed."""
    try:
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        return _unopened(path, file, error)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return _irregular(status.st_mode, file)
        if status.st_size > MAX_BYTES:
            return _too_large(file)
        data = _read_all(descriptor)
    except OSError as error:
        return _unreadable(file, error)
    finally:
        os.close(descriptor)
    return data if len(data) <= MAX_BYTES else _too_large(file)


def _read_all(descriptor: int) -> bytes:
    """At most one byte more than is allowed, whatever size the file claimed to have."""
    parts: list[bytes] = []
    left = MAX_BYTES + 1
    while left and (part := os.read(descriptor, left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def decode(data: bytes, file: str) -> tuple[str, tuple[Diagnostic, ...]]:
    """Text with `\\n` as its only line break and without a leading byte order mark."""
    if len(data) > MAX_BYTES:
        return "", (_too_large(file),)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8", "strict").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        problem = _not_utf8(data, error.start, file)
        if _other_encoding(data):
            return "", (problem,)
        return data.decode("utf-8", "replace").replace("\r\n", "\n"), (problem,)
    if not FORBIDDEN.search(text):
        return text, ()
    lines = Lines(file, text)
    found = list(FORBIDDEN.finditer(text))[:MAX_FORBIDDEN]
    return text, tuple(
        rules.FORBIDDEN_CHARACTER.at(
            lines.span(*match.span()),
            f"the file holds {describe(match[0])}",
            help="remove it; the editor may not show it",
        )
        for match in found
    )


def _start(file: str) -> Span:
    return Span(file, Position(1, 1, 0), Position(1, 1, 0))


def _unopened(path: str, file: str, error: OSError | ValueError) -> Diagnostic:
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return _unreadable(file, error)
    # A socket cannot be opened at all; its kind says more than the error.
    return _unreadable(file, error) if stat.S_ISREG(mode) else _irregular(mode, file)


def _unreadable(file: str, error: OSError | ValueError) -> Diagnostic:
    message, help = _REASONS.get(type(error), ("the file cannot be read", "check the path"))
    return rules.UNREADABLE_FILE.at(_start(file), message, help=help)


def _irregular(mode: int, file: str) -> Diagnostic:
    kind = next((name for test, name in _KINDS if test(mode)), "a special file")
    return rules.NOT_A_REGULAR_FILE.at(
        _start(file), f"the path names {kind}, not a file", help="name the file itself"
    )


def _too_large(file: str) -> Diagnostic:
    return rules.FILE_TOO_LARGE.at(
        _start(file),
        f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB",
        help="check that it is the right file, or split it into one per service",
    )


def _not_utf8(data: bytes, bad: int, file: str) -> Diagnostic:
    before = data[:bad].decode("utf-8").replace("\r\n", "\n")
    line = before.count("\n") + 1
    position = Position(line, len(before) - (before.rfind("\n") + 1) + 1, len(before))
    known = _other_encoding(data)
    message = f"the file is {known}, not UTF-8" if known else "this byte is not UTF-8"
    return rules.NOT_UTF8.at(Span(file, position, position), message, help="save the file as UTF-8")


def _other_encoding(data: bytes) -> str | None:
    """The encoding that its byte order mark names."""
    return next((name for mark, name in _NOT_UTF8 if data.startswith(mark)), None)
