"""Where the judges live. Everything that is fetched stays under `.tools/`, which git ignores."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".tools"
BIN = TOOLS / "bin"
"""One link per program, named as the judge: `.tools/bin/promtool-2.42`."""

DEBIAN = TOOLS / "debian"
"""Unpacked packages: `<suite>/<package>_<version>/usr/bin/...`."""

NPM_SOURCE = Path(__file__).resolve().parent / "npm"
NPM = TOOLS / "npm"
