"""What draws: a browser and the locked npm packages, fetched when a picture is drawn.

They are half a gigabyte, so they are no judges: neither CI nor `python -m tests.judges` fetches
them.
"""

from __future__ import annotations

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
BROWSER = HOME / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome")
LIBRARIES = ("usr/lib/*-linux-gnu", "lib/*-linux-gnu", "usr/lib/*-linux-gnu/pulseaudio")


class ToolError(Exception):
    """Something that draws could not be brought; one line."""


@dataclass(frozen=True, slots=True)
class Browser:
    """A headless Chromium: its program, and what it needs in its environment."""

    program: Path
    environment: Mapping[str, str]


def node_program() -> Path:
    return BIN / "node"


def packages() -> Path:
    """The folder that holds `node_modules`; ToolError if it cannot be brought."""
    HOME.mkdir(parents=True, exist_ok=True)
    failure = node.install_lock(HERE / "npm", PACKAGES)
    if failure:
        raise ToolError(failure)
    return PACKAGES


def browser() -> Browser:
    """The machine's own Chromium, else Debian's, unpacked beside the judges."""
    for name in NAMES:
        if (found := shutil.which(name)) is not None:
            return Browser(Path(found), {})
    if not BROWSER.exists():
        try:
            _unpack()
        except AptError as error:
            raise ToolError(f"no Chromium: {error}") from error
    folders = [folder for pattern in LIBRARIES for folder in sorted(BROWSER.glob(pattern))]
    return Browser(
        BROWSER / "usr" / "lib" / "chromium" / "chromium",
        {"LD_LIBRARY_PATH": ":".join(map(str, folders))},
    )


def _unpack() -> None:
    """Unpacks beside and renames, so that half a browser never counts."""
    HOME.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=HOME, prefix="apt-") as work:
        tree = Path(work) / "tree"
        tree.mkdir()
        for deb in Suite(_codename(), Path(work)).download_with_needs("chromium"):
            unpack(deb, tree)
        tree.rename(BROWSER)


def _codename() -> str:
    """Of the machine's own release: the browser must suit the libraries that are installed."""
    release = Path("/etc/os-release")
    text = release.read_text(encoding="utf-8") if release.exists() else ""
    found = re.search(r"^VERSION_CODENAME=(\S+)$", text, re.MULTILINE)
    if found is None:
        raise ToolError("no Chromium on this machine, and it is no Debian to fetch one for")
    return found[1]


def completed(command: list[str | Path], environment: Mapping[str, str], what: str) -> str:
    """All that the command printed; ToolError with its last words if it fails."""
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=300, env={**environment}, check=False
    )
    if done.returncode != 0:
        raise ToolError(f"{what}: {(done.stderr or done.stdout).strip()[-2000:]}")
    return done.stdout + done.stderr
