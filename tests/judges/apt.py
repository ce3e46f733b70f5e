"""One suite of Debian's archive, read through a private apt state that needs no root.

The mirror is the one in the machine's own apt sources; Debian's key ring checks what it sends.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
INSTALLED = "/var/lib/dpkg/status"
SECONDS = 300


class AptError(Exception):
    """What apt said, or why there is no apt; one line."""


class Suite:
    """`Suite("trixie", work).download("promtool")` leaves a checked `.deb` in `work`."""

    def __init__(self, name: str, work: Path) -> None:
        """Reads the index of the suite; AptError if it cannot be had."""
        self.name = name
        self.work = work
        self._prepare()
        self._apt("update", "--error-on=any")

    def download(self, package: str) -> Path:
        self._apt("download", package)
        return next(self.work.glob(f"{package}_*.deb"))

    def download_with_needs(self, *packages: str) -> list[Path]:
        """The packages, and all that they need and this machine has not installed."""
        self._apt(
            "install",
            "--download-only",
            "--no-install-recommends",
            "--yes",
            f"-oDir::State::status={INSTALLED}",
            "-oDebug::NoLocking=true",  # dpkg's lock is root's, and nothing is installed
            *packages,
        )
        return sorted(self.work.glob("cache/archives/*.deb"))

    def _prepare(self) -> None:
        for folder in ("etc", "state/lists/partial", "cache/archives/partial"):
            (self.work / folder).mkdir(parents=True, exist_ok=True)
        (self.work / "etc" / "sources.list").write_text(
            f"deb [signed-by={KEYRING}] {_mirror()} {self.name} main\n", encoding="utf-8"
        )

    def _apt(self, *arguments: str) -> None:
        options = {
            "Dir::Etc": self.work / "etc",
            "Dir::State": self.work / "state",
            "Dir::State::status": "/dev/null",
            "Dir::Cache": self.work / "cache",
            # As root, apt would drop to a user that may not write here.
            "APT::Sandbox::User": "root",
            "Acquire::Languages": "none",
            "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled": "false",
            "Acquire::Retries": "2",
            "Acquire::http::Timeout": "30",
            "Acquire::https::Timeout": "30",
        }
        flags = [f"-o{key}={value}" for key, value in options.items()]
        _command(["apt-get", "-q", *flags, *arguments], self.work)


def unpack(deb: Path, into: Path) -> None:
    _command(["dpkg", "-x", str(deb), str(into)], deb.parent)


def _mirror() -> str:
    """The address of Debian's main archive in the machine's own apt sources."""
    if shutil.which("apt-get") is None or shutil.which("dpkg") is None:
        raise AptError("this machine has no apt")
    release = Path("/etc/os-release").read_text(encoding="utf-8")
    codename = re.search(r"^VERSION_CODENAME=(\S+)$", release, re.MULTILINE)
    # Prints what an update would fetch: needs neither root nor an update made before.
    addresses = _command(["apt-get", "update", "--print-uris"], Path("/"))
    if codename:
        main = re.search(rf"'(\S+)/dists/{codename[1]}/main/binary-", addresses)
        if main:
            return main[1]
    raise AptError("this machine's apt sources name no mirror of Debian's main archive")


def _command(command: list[str], cwd: Path) -> str:
    try:
        done = subprocess.run(
            command,
            cwd=cwd,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C"},
        )
    except subprocess.TimeoutExpired as error:
        raise AptError(f"{command[0]} gave no answer in {SECONDS} s") from error
    if done.returncode != 0:
        complaints = [line for line in done.stderr.splitlines() if line.startswith("E: ")]
        raise AptError(f"{command[0]}: {(complaints or [f'exit {done.returncode}'])[0]}")
    return done.stdout
