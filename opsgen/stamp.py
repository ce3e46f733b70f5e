"""What `opsgen validate` answered, kept for files that nothing has touched since.

Loading the compiler takes ten times as long as judging a usual file, and a pre-commit hook
judges the same file over and over. So an answer is kept, whole and as it was printed, under
the digest of the question: how it was asked, and every byte of the files. With it stands
what else it rests on: the state of each module that was loaded, of each folder where targets
can be installed, of each template of a pack, and of each file that was looked for. If any of
these differs, or the stamp is odd in any way, there is no answer and the files are judged anew.

A printed answer holds no secret, so a stamp holds none. `OPSGEN_NO_CACHE=1` keeps none.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from opsgen import __version__

KEPT = 200
"""Stamps in the folder; the oldest go first."""

MOST_BYTES = 4 * 1024 * 1024
"""A larger file is refused by the reader; it is not read here either."""

_STARTED = time.time_ns()

_State = list[int] | None
"""Of a file or folder: what changes when it does; None if there is none."""


class Answer(NamedTuple):
    """What goes to standard output, to standard error, and the exit code."""

    out: str
    err: str
    code: int


def question(files: Sequence[str], *how: object) -> str | None:
    """The digest of a call: `files` with their bytes, folders and repositories, and `how` they are
    shown.

    None when stamps are off, or a file is none that can be judged by its bytes.
    """
    if os.environ.get("OPSGEN_NO_CACHE") or os.environ.get("CI"):
        return None
    asked: list[object] = [__version__, sys.version, sys.path, how]
    try:
        for file in files:
            status = os.stat(file)
            if not stat.S_ISREG(status.st_mode) or status.st_size > MOST_BYTES:
                return None
            with open(file, "rb") as opened:
                content = hashlib.sha256(opened.read()).hexdigest()
            folder = os.path.realpath(os.path.dirname(file))
            asked.append([file, folder, _repository(folder), content])
    except (OSError, ValueError):
        return None
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def recall(asked: str | None) -> Answer | None:
    """The answer to a question that was asked before, if all that it rests on still stands."""
    if asked is None:
        return None
    try:
        with open(os.path.join(_folder(), asked), "rb") as opened:
            if os.fstat(opened.fileno()).st_uid != os.getuid():
                return None
            digest, _, body = opened.read().partition(b"\n")
        if digest.decode() != hashlib.sha256(body).hexdigest():
            return None
        kept = json.loads(body)
        states: dict[str, _State] = kept["states"]
        looked: dict[str, bool] = kept["looked"]
        if any(_state(path) != state for path, state in states.items()):
            return None
        if any(os.path.isfile(path) != there for path, there in looked.items()):
            return None
        return Answer(*kept["answer"])
    except (OSError, ValueError, LookupError, TypeError):
        return None


def remember(
    asked: str | None, answer: Answer, looked: Mapping[str, bool], read: Iterable[str] = ()
) -> None:
    """Keep the answer. `looked` are the paths whose presence it rests on, `read` those of other
    files and folders on whose state it does.

    That nothing can be written is no mishap: the next call judges anew.
    """
    if asked is None or answer.code not in (0, 1):
        return
    modules = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    others = map(os.path.abspath, read)
    states = {path: _state(path) for path in (*filter(None, modules), *sys.path, *others)}
    if any(state is not None and state[0] > _STARTED for state in states.values()):
        return  # edited or installed meanwhile: who knows which of the two answered
    whereabouts = {os.path.abspath(path): there for path, there in looked.items()}
    kept = {"answer": answer, "states": states, "looked": whereabouts}
    body = json.dumps(kept).encode()
    folder = _folder()
    fresh = os.path.join(folder, f".{asked}.{os.getpid()}")
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            opened.write(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
        os.replace(fresh, os.path.join(folder, asked))
        _prune(folder)
    except OSError:
        return


def _repository(folder: str) -> str | None:
    """As `opsgen.source` finds it, whose import alone would take longer than the answer."""
    while not os.path.exists(os.path.join(folder, ".git")):
        if folder == (folder := os.path.dirname(folder)):
            return None
    return folder


def _folder() -> str:
    home = os.environ.get("XDG_CACHE_HOME", "")
    # The XDG specification: a path that is not absolute is to be ignored.
    base = home if os.path.isabs(home) else os.path.expanduser("~/.cache")
    return os.path.join(base, "opsgen")


def _state(path: str) -> _State:
    try:
        status = os.stat(path or os.curdir)  # sys.path spells the current folder so
    except OSError:
        return None
    return [status.st_mtime_ns, status.st_size, status.st_ino]


def _prune(folder: str) -> None:
    with os.scandir(folder) as entries:
        ages = sorted((entry.stat().st_mtime_ns, entry.path) for entry in entries)
    for _, path in ages[:-KEPT]:
        os.unlink(path)
