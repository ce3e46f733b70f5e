"""Alertmanager's own judge of its configuration, and of who hears an alert."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.judges.process import Verdict, run

VERSIONS = ("0.25", "0.28", "current")
"""The floor that opsgen promises; the first with most secrets in files; a current one."""


def check_config(*files: Path, version: str) -> Verdict:
    """Checks the syntax and the templates; amtool never opens the secret files."""
    return run(f"amtool-{version}", "check-config", *files)


def route_test(
    file: Path, labels: Mapping[str, str], receivers: Sequence[str], *, version: str
) -> Verdict:
    """Good if an alert with `labels` reaches exactly `receivers`, in this order.

    amtool knows neither inhibition nor time intervals here: those need a running server.
    """
    pairs = [f"{name}={value}" for name, value in labels.items()]
    return run(
        f"amtool-{version}",
        "config",
        "routes",
        "test",
        f"--config.file={file}",
        f"--verify.receivers={','.join(receivers)}",
        *pairs,
    )
