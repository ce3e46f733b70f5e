"""`opsgen scaffold`: scripts that fail until somebody writes them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.cli.conftest import GOOD, Run

PIPELINE = """\
pipeline:
  steps: {lint: "make lint", odd: "./ops/steps/odd --now"}
  stages:
    - {name: test, steps: [lint, odd, unit_tests, unit_tests]}
    - name: production
      steps: [deploy_canary_10_percent, monitor_30_minutes, gradual_rollout, full_deployment]
  gate: {tracks: {label: track}, checks: ["queue_length > 1000"]}
  rollback: {automatic: true}
"""
SCRIPTS = ["deploy_canary", "full_deployment", "rollback", "set_canary_weight", "unit_tests"]


def scaffolded(run: Run, folder: Path) -> Path:
    (folder / "operations.yaml").write_text(GOOD + PIPELINE, encoding="utf-8")
    assert run("scaffold").code == 0
    return folder / "ops" / "steps"


def test_every_script_that_the_pipeline_calls_is_written_once(run: Run, tmp_path: Path) -> None:
    steps = scaffolded(run, tmp_path)
    assert sorted(path.name for path in steps.iterdir()) == SCRIPTS
    assert all(os.access(path, os.X_OK) for path in steps.iterdir())


def test_no_script_passes_and_each_says_why(run: Run, tmp_path: Path) -> None:
    for script in scaffolded(run, tmp_path).iterdir():
        done = subprocess.run([script], capture_output=True, text=True, timeout=10)
        assert done.returncode == 64
        assert f"ops/steps/{script.name}: nobody has written" in done.stderr


def test_the_warning_of_the_missing_script_is_gone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "operations.yaml").write_text(GOOD + PIPELINE, encoding="utf-8")
    assert "OPS240" in run("validate").err
    scaffolded(run, tmp_path)
    assert "OPS240" not in run("validate").err


def test_what_somebody_wrote_stays(run: Run, tmp_path: Path) -> None:
    steps = tmp_path / "ops" / "steps"
    steps.mkdir(parents=True)
    (steps / "unit_tests").write_text("mine", encoding="utf-8")
    (steps / "rollback").symlink_to("nowhere")
    scaffolded(run, tmp_path)
    assert (steps / "unit_tests").read_text(encoding="utf-8") == "mine"
    assert (steps / "rollback").is_symlink()
    assert "every script is there" in run("scaffold").err


def test_a_file_with_errors_gets_no_scripts(run: Run, tmp_path: Path) -> None:
    text = (GOOD + PIPELINE).replace("type: gauge", "type: gague")
    (tmp_path / "operations.yaml").write_text(text, encoding="utf-8")
    assert run("scaffold").code == 1
    assert not (tmp_path / "ops").exists()


def test_a_folder_that_is_a_link_is_not_written_through(run: Run, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "ops").symlink_to("elsewhere")
    (tmp_path / "operations.yaml").write_text(GOOD + PIPELINE, encoding="utf-8")
    done = run("scaffold")
    assert done.code == 5
    assert "cannot be written" in done.err
    assert list((tmp_path / "elsewhere").iterdir()) == []
