"""GitLab's code quality report: https://docs.gitlab.com/ci/testing/code_quality/."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from opsgen.diagnostics.render.screen import Screen
from opsgen.diagnostics.verdict import Finding, Verdict

_SEVERITY = {"error": "major", "warning": "minor", "note": "info"}


def render(verdicts: Sequence[Verdict], texts: Mapping[str, str]) -> str:
    seen: Counter[str] = Counter()
    issues = [
        _issue(finding, verdict.file, seen) for verdict in verdicts for finding in verdict.shown
    ]
    return json.dumps(issues, indent=2) + "\n"


def _issue(finding: Finding, file: str, seen: Counter[str]) -> dict[str, Any]:
    diagnostic = finding.diagnostic
    path = os.path.normpath(diagnostic.at.file if diagnostic.at else file or "operations.yaml")
    # The page shows the description alone.
    said = f"{diagnostic.code} {diagnostic.slug}: {diagnostic.message}"
    if diagnostic.help:
        said += f" (help: {diagnostic.help})"
    return {
        "description": " ".join(Screen().clean(line) for line in said.split("\n")),
        "check_name": f"{diagnostic.code} {diagnostic.slug}",
        "fingerprint": _fingerprint((path, diagnostic.code, finding.where, said), seen),
        "severity": _SEVERITY[finding.severity],
        "location": {
            "path": path,
            "lines": {"begin": diagnostic.at.start.line if diagnostic.at else 1},
        },
    }


def _fingerprint(identity: tuple[str, ...], seen: Counter[str]) -> str:
    """The same wherever the line moves, and no two alike: of equals GitLab keeps one."""
    key = json.dumps(identity)
    seen[key] += 1
    return hashlib.sha256(f"{key}{seen[key]}".encode()).hexdigest()
