"""The gate as a deployment runs it: a process of its own, from a file of its own."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from opsgen import gate
from tests.gate.plans import LIMITS, check, plan
from tests.gate.test_answers import Handle, one, reply, serving, vector

SOURCE = Path(gate.__file__)
QUICK = {
    "duration_seconds": 0.4,
    "interval_seconds": 0.1,
    "delay_seconds": 0,
    "limits": {**LIMITS, "passes": 2},
}


@contextmanager
def deployed(folder: Path, handle: Handle, **phase: Any) -> Iterator[list[str]]:
    """The gate's file alone in a folder, with a plan for a server that answers by `handle`."""
    script, compiled = folder / "gate.py", folder / "plan.json"
    shutil.copy(SOURCE, script)
    with serving(handle) as url:
        spec = plan(check(baseline=["stable"]), **{**QUICK, **phase})
        spec["prometheus"]["url"] = url
        compiled.write_text(json.dumps(spec), encoding="utf-8")
        # -I: nothing but the standard library can be imported.
        yield [sys.executable, "-I", str(script), "watch", "--plan", str(compiled)]


def run(
    argv: list[str], environ: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        argv, env={**_plain(), **(environ or {})}, capture_output=True, text=True, timeout=60
    )


def _plain() -> dict[str, str]:
    """No word of the outside, which may itself run in GitHub Actions."""
    return {name: text for name, text in os.environ.items() if not name.startswith("GITHUB_")}


@pytest.mark.parametrize(
    ("handle", "code"),
    [
        (reply(200, vector(one("0.01"))), 0),
        (reply(200, vector(one("0.4"))), 10),
        (reply(200, vector()), 11),
        (reply(500, b""), 12),
    ],
)
def test_the_exit_code_is_the_verdict(handle: Handle, code: int, tmp_path: Path) -> None:
    with deployed(tmp_path, handle) as argv:
        assert run([*argv, "--phase", "watch"]).returncode == code


def test_its_help_tells_every_exit_code_command_and_variable() -> None:
    wide = {"COLUMNS": "200"}  # so that no line is broken
    told = run([sys.executable, "-I", str(SOURCE), "--help"], wide).stdout
    assert all(f"  {code} " in told for code in (*gate.EXIT.values(), gate.USAGE))
    source = SOURCE.read_text(encoding="utf-8")
    read = set(re.findall(r'environ(?:\.get\(|\[)"([A-Z_]+)"', source))
    assert {name for name in read if not name.startswith("GITHUB_")} <= set(
        re.findall(r"[A-Z_]+", told)
    )
    for name in gate.COMMANDS:
        assert f"\n    {name}" in told
        assert gate.COMMANDS[name] in run([sys.executable, str(SOURCE), name, "-h"], wide).stdout


def test_every_measurement_is_printed_and_kept(tmp_path: Path) -> None:
    environ = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
    }
    kept = tmp_path / "new" / "report.json"
    with deployed(tmp_path, reply(200, vector(one("0.4")))) as argv:
        done = run([*argv, "--phase", "watch", "--report", str(kept)], environ)
    told = "error_rate > 5%: 40 %, limit > 5 %"
    assert done.stdout.count(told) == 2
    assert "::error title=watch%3A failed::error_rate > 5%25: 2 failed, allowed 1" in done.stdout
    report = json.loads(kept.read_text(encoding="utf-8"))
    assert report["verdict"] == "failed"
    assert [each["outcome"] for each in report["measurements"]] == ["failed", "failed"]
    summary = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert "### shop: watch **failed**" in summary
    assert summary.count("| 40 %, limit \\> 5 % |") == 2
    assert "allowed 1; last: 40 %, limit \\> 5 %" in summary
    assert (tmp_path / "output").read_text(encoding="utf-8") == "verdict=failed\n"


def test_a_strangers_words_are_no_command_of_the_runner(tmp_path: Path) -> None:
    body = json.dumps({"error": "x\n::stop-commands::y\r\n::error::z"}).encode()
    with deployed(tmp_path, reply(400, body)) as argv:
        done = run([*argv, "--phase", "watch"], {"GITHUB_ACTIONS": "true"})
    commands = [line for line in done.stdout.splitlines() if line.lstrip().startswith("::")]
    assert len(commands) == 1
    assert commands[0].startswith("::error title=watch")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("busy", ["waiting", "asking"])
def test_a_signal_aborts_within_a_second(number: signal.Signals, busy: str, tmp_path: Path) -> None:
    def stuck(request: Any) -> None:
        time.sleep(30)

    handle = reply(200, vector(one("0.01"))) if busy == "waiting" else stuck
    with deployed(tmp_path, handle, duration_seconds=60, interval_seconds=30) as argv:
        process = subprocess.Popen(
            [*argv[:1], "-u", *argv[1:], "--phase", "watch"],
            stdout=subprocess.PIPE,
            text=True,
            env=_plain(),
        )
        assert process.stdout is not None
        if busy == "waiting":
            process.stdout.readline()
        else:
            _until_handled(process)
        start = time.monotonic()
        process.send_signal(number)
        told, _ = process.communicate(timeout=10)
        assert time.monotonic() - start < 1.5
    assert process.returncode == 13
    assert "aborted: stopped before the watch was over" in told


def _until_handled(process: subprocess.Popen[str]) -> None:
    """Until the process catches SIGTERM, as the kernel tells."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        caught = next(line for line in status.splitlines() if line.startswith("SigCgt:"))
        if int(caught.split()[1], 16) & (1 << (signal.SIGTERM - 1)):
            return
        time.sleep(0.01)
    raise AssertionError("the gate never came to listen for signals")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["watch", "--plan", "missing.json", "--phase", "watch"], "missing.json"),
        (["watch", "--plan", "{plan}", "--phase", "other"], "no phase 'other': ['watch']"),
        (["watch", "--plan", "{plan}", "--phase", "watch"], "needs an address"),
        (["preflight", "--plan", "{plan}"], "needs an address"),
        (["watch"], "--plan"),
        ([], "command"),
    ],
)
def test_what_it_cannot_run_is_usage(arguments: list[str], told: str, tmp_path: Path) -> None:
    compiled = tmp_path / "plan.json"
    compiled.write_text(json.dumps(plan()), encoding="utf-8")
    argv = [each.replace("{plan}", str(compiled)) for each in arguments]
    done = run([sys.executable, "-I", str(SOURCE), *argv])
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", '{"version": 2}', '{"version": 1}'])
def test_what_is_no_plan_is_refused(text: str, tmp_path: Path) -> None:
    compiled = tmp_path / "plan.json"
    compiled.write_text(text, encoding="utf-8")
    done = run([sys.executable, "-I", str(SOURCE), "preflight", "--plan", str(compiled)])
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_mark_on_the_dashboards_that_cannot_be_made_stops_nothing(tmp_path: Path) -> None:
    compiled = tmp_path / "plan.json"
    compiled.write_text(json.dumps(plan()), encoding="utf-8")
    argv = [sys.executable, "-I", str(SOURCE), "annotate", "--plan", str(compiled)]
    for environ in ({}, {"GRAFANA_URL": "http://127.0.0.1:1", "GRAFANA_TOKEN": "x"}):
        done = run([*argv, "--text", "deploy"], environ)
        assert done.returncode == 0
        assert done.stdout.startswith("no ")


def test_the_mark_carries_the_tags_that_the_dashboard_asks_for() -> None:
    seen = []

    def handle(request: Any) -> None:
        seen.append((request.path, request.headers["Authorization"]))
        reply(200, b"{}")(request)

    with serving(handle) as url:
        environ = {"GRAFANA_URL": url, "GRAFANA_TOKEN": "x"}
        assert gate.annotate(plan(), "deploy 1.2", environ) is None
    assert seen == [("/api/annotations", "Bearer x")]


def test_the_file_is_read_by_python_3_9_and_imports_nothing_of_ours() -> None:
    tree = ast.parse(SOURCE.read_text(encoding="utf-8"), feature_version=(3, 9))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= sys.stdlib_module_names


def test_opsgen_gate_is_the_same_gate(tmp_path: Path) -> None:
    with deployed(tmp_path, reply(200, vector(one("0.4")))) as argv:
        arguments = argv[3:]
        ours = run(
            [str(Path(sys.executable).parent / "opsgen"), "gate", *arguments, "--phase=watch"]
        )
    assert ours.returncode == 10
    assert "failed: error_rate > 5%: 2 failed, allowed 1" in ours.stdout
