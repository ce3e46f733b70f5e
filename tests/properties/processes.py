"""Builds of many texts in a process of its own: JSON of texts in, JSON of digests out."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.properties.builds import built

ROOT = Path(__file__).parents[2]


def digests(texts: Sequence[str]) -> list[str]:
    """Of each build one digest, over the names and the bytes of its files in their order."""
    return [_digest(text) for text in texts]


def digests_elsewhere(texts: Sequence[str], env: Mapping[str, str], *flags: str) -> list[str]:
    """The same, by another interpreter that has `env` besides."""
    done = subprocess.run(
        [sys.executable, *flags, "-m", "tests.properties.processes"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT}/targets", **env},
        input=json.dumps(texts).encode(),
        capture_output=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    found: list[str] = json.loads(done.stdout)
    return found


def _digest(text: str) -> str:
    found = hashlib.sha256()
    for path, content in built(text).items():
        found.update(f"{path}\0{len(content)}\0".encode() + content)
    return found.hexdigest()


if __name__ == "__main__":
    json.dump(digests(json.load(sys.stdin.buffer)), sys.stdout)
