"""What draws: a browser and the locked npm packages, fetched when a picture is drawn.

They are half a gigabyte, so they are no judges: neither CI nor `python -m tests.judges` fetches
them.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.judges import node
from tests.judges.apt import AptError, Suite, unpack
from tests.judges.places import BIN, TOOLS

HERE = Path(__file__).resolve().parent
HOME = TOOLS / "pictures"
PACKAGES = HOME / "npm"
DEBIAN = HOME / "debian"
LIBRARIES = ("usr/lib/*-linux-gnu", "lib/*-linux-gnu", "usr/lib/*-linux-gnu/pulseaudio")
SECONDS = 300


class ToolError(Exception):
    """Something that draws could not be brought, or failed; one line."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A program and what it needs in its environment."""

    program: Path
    environment: Mapping[str, str]

    def run(self, *arguments: str | Path, **environment: str) -> str:
        """All that it printed; ToolError with its last words if it fails."""
        done = subprocess.run(
            [self.program, *arguments],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **self.environment, **environment},
        )
        said = done.stdout + done.stderr
        if done.returncode != 0:
            raise ToolError(f"{self.program.name}: {said.strip()[-2000:]}")
        return said


def node_tool() -> Tool:
    """Node, with the locked packages in its sight."""
    HOME.mkdir(parents=True, exist_ok=True)
    failure = "" if node.link() else "no node that is new enough"
    failure = failure or node.install_lock(HERE / "npm", PACKAGES)
    if failure:
        raise ToolError(failure)
    return Tool(BIN / "node", {"NODE_PATH": str(modules())})


def modules() -> Path:
    return PACKAGES / "node_modules"


def browser() -> Tool:
    return _tool("chromium", "usr/lib/chromium/chromium")


def quantizer() -> Tool:
    """Makes a picture a third as large: a dashboard has few colours."""
    return _tool("pngquant", "usr/bin/pngquant")


def _tool(name: str, path: str) -> Tool:
    """The machine's own program, else Debian's, unpacked beside the judges."""
    if (found := shutil.which(name)) is not None:
        return Tool(Path(found), {})
    if not DEBIAN.exists():
        try:
            _unpack()
        except AptError as error:
            raise ToolError(f"no {name}: {error}") from error
    folders = [folder for pattern in LIBRARIES for folder in sorted(DEBIAN.glob(pattern))]
    return Tool(DEBIAN / path, {"LD_LIBRARY_PATH": ":".join(map(str, folders))})


def _unpack() -> None:
    """Unpacks beside and renames, so that half a browser never counts."""
    HOME.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=HOME, prefix="apt-") as work:
        tree = Path(work) / "tree"
        tree.mkdir()
        suite = Suite(_codename(), Path(work))
        for deb in suite.download_with_needs("chromium", "pngquant"):
            unpack(deb, tree)
        tree.rename(DEBIAN)


def _codename() -> str:
    """Of the machine's own release: the programs must suit the libraries that are installed."""
    release = Path("/etc/os-release")
    text = release.read_text(encoding="utf-8") if release.exists() else ""
    found = re.search(r"^VERSION_CODENAME=(\S+)$", text, re.MULTILINE)
    if found is None:
        raise AptError("this machine is no Debian")
    return found[1]
