"""Ways to write the same operations.yaml, and ways to run the same opsgen."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from opsgen.source import loads
from tests.benchmark.specs import spec

EXAMPLES = Path(__file__).parents[2] / "examples"
SPECS = {
    "vllm": (EXAMPLES / "vllm" / "operations.yaml").read_bytes(),
    "step-complete": (EXAMPLES / "step-complete" / "operations.yaml").read_bytes(),
    "generated": spec(60).encode(),
}

Order = Callable[[Iterable[str]], Sequence[str]]


def _reversed(keys: Iterable[str]) -> Sequence[str]:
    return list(keys)[::-1]


def _shuffled(keys: Iterable[str]) -> Sequence[str]:
    # By its text and not by a seed of its own, so that every map falls differently.
    found = list(keys)
    random.Random("".join(found)).shuffle(found)
    return found


def _reordered(order: Order) -> Callable[[bytes], bytes]:
    """All maps in another order, lists in theirs; written as JSON, which is YAML."""

    def rewrite(source: bytes) -> bytes:
        document = loads(source, "operations.yaml").document
        assert document is not None
        return _flow(document.data, order).encode()

    return rewrite


def _flow(node: object, order: Order) -> str:
    if isinstance(node, Mapping):
        pairs = (f"{json.dumps(key)}: {_flow(node[key], order)}" for key in order(node))
        return "{" + ",\n".join(pairs) + "}"
    if isinstance(node, list):
        return "[" + ",\n".join(_flow(item, order) for item in node) + "]"
    return json.dumps(node) if isinstance(node, str | bool | None) else str(node)


def _commented(source: bytes) -> bytes:
    lines = source.splitlines(keepends=True)
    return b"".join(b"\n# a remark\n" + line if line[:1].isalpha() else line for line in lines)


def _single_quoted(source: bytes) -> bytes:
    """Double quotes made single where the text between them is the same in both."""
    lines = source.decode().splitlines(keepends=True)
    plain = re.compile(r'"([^"\\\n]*)"')
    return "".join(line if "'" in line else plain.sub(r"'\1'", line) for line in lines).encode()


TEXTS: dict[str, Callable[[bytes], bytes]] = {
    "crlf": lambda source: source.replace(b"\n", b"\r\n"),
    "byte-order-mark": lambda source: b"\xef\xbb\xbf" + source,
    "comments": _commented,
    "no-last-newline": lambda source: source.rstrip(b"\n"),
    "other-quotes": _single_quoted,
    "same-order-as-json": _reordered(list),
    "maps-reversed": _reordered(_reversed),
    "maps-sorted": _reordered(sorted),
    "maps-shuffled": _reordered(_shuffled),
}


@dataclass(frozen=True, slots=True)
class Way:
    """How the process runs. With `inside` it runs in the folder and is given a bare name."""

    env: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    umask: int = 0o022
    parent: str = "plain"
    inside: bool = False


# Every process has another hash seed, 0 to 9, beside what its name says.
WAYS: dict[str, Way] = {
    "plain": Way(),
    "locale-c": Way({"LC_ALL": "C", "LANG": "C"}),
    "locale-c-utf8": Way({"LC_ALL": "C.UTF-8"}),
    # Where a lower-case I has no dot; plain C where the locale is not installed.
    "locale-turkish": Way({"LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr"}),
    "no-utf8-mode": Way({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    "time-zone": Way({"TZ": "Pacific/Kiritimati"}),
    "optimised": Way(flags=("-OO",)),
    "umask": Way(umask=0o077),
    "other-parent": Way(parent="größer, 'weiter' & höher"),
    "inside": Way(inside=True),
}
