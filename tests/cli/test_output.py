"""What the commands print, where, and in which form."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import GOOD, Run

BROKEN = GOOD.replace("type: gauge", "type: gague")


def test_text_shows_the_excerpt_and_a_caret_on_standard_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "operations.yaml").write_text(BROKEN, encoding="utf-8")
    done = run("validate")
    assert done.out == ""
    assert "      type: gague" in done.err
    assert "^^^^^" in done.err
    assert "`gauge`" in done.err


def test_of_what_could_not_be_read_no_line_is_shown(run: Run, tmp_path: Path) -> None:
    (tmp_path / "operations.yaml").write_bytes("service: a\n".encode("utf-16"))
    done = run("validate")
    assert "--> operations.yaml:1:1\n  = help: save the file as UTF-8" in done.err


def test_json_is_one_document_on_standard_output(run: Run, tmp_path: Path) -> None:
    (tmp_path / "operations.yaml").write_text(BROKEN, encoding="utf-8")
    done = run("validate", "--format", "json")
    assert done.err == ""
    found = json.loads(done.out)["diagnostics"]
    assert [(one["code"], one["range"]["start"]) for one in found] == [
        ("OPS103", {"line": 7, "col": 13})
    ]


def test_in_a_github_workflow_annotations_are_the_default(run: Run, tmp_path: Path) -> None:
    (tmp_path / "operations.yaml").write_text(BROKEN, encoding="utf-8")
    done = run("validate", env={"GITHUB_ACTIONS": "true"})
    assert done.out.startswith("::error file=operations.yaml,line=7,col=13")


def test_a_secret_literal_is_printed_by_no_format(run: Run, tmp_path: Path) -> None:
    canary = "canary-3f9a"
    text = GOOD.replace('"${CHAT_KEY}"', f'"https://hooks.example.com/{canary}"')
    (tmp_path / "operations.yaml").write_text(text, encoding="utf-8")
    for format in ("text", "concise", "json", "github", "sarif"):
        done = run("validate", "--format", format)
        assert done.code == 1
        assert canary not in done.out + done.err


def test_explain_tells_the_default_and_its_reason(run: Run) -> None:
    done = run("explain", "operations.yaml", "queue_length_medium")
    assert done.code == 0
    assert "max(demo_queue_length" in done.out
    assert "default for" in done.out


def test_rule_shows_the_page(run: Run) -> None:
    done = run("rule", "duplicate-key")
    assert done.out.startswith("# OPS014 duplicate-key")
    assert "OPS014" in run("rule").out


def test_targets_lists_what_is_installed_and_the_options_of_one(run: Run) -> None:
    listed = {line.split()[0]: line for line in run("targets").out.splitlines()}
    assert {"alertmanager", "prometheus", "runbook"} <= set(listed)
    assert "the deployment checklist, the decision log" in listed["runbook"]
    assert listed["runbook"].endswith("; reads decisions, runbook")
    assert listed["flagger"].endswith("; only where `targets:` names it")
    assert "mode" in run("targets", "alertmanager").out


def test_schema_is_the_committed_one(run: Run) -> None:
    committed = Path(__file__).parents[2] / "schemas" / "operations.schema.json"
    assert run("schema").out == committed.read_text(encoding="utf-8")


def test_the_first_build_says_once_how_an_editor_learns_of_the_schema(
    run: Run, tmp_path: Path
) -> None:
    said = "no line names a schema for editors: `opsgen schema --help`"
    assert said not in run("build", "--check").err
    assert said in run("build").err
    assert said not in run("build", "--force").err
    assert "$schema=operations.schema.json" in run("schema", "--help").out
    for modeline in (
        "# yaml-language-server: $schema=x.json",
        "---\n# hand-made\n# $schema: x.json",
    ):
        (tmp_path / "operations.yaml").write_text(f"{modeline}\n{GOOD}", encoding="utf-8")
        assert said not in run("build", "--out", f"out-{len(modeline)}").err
    # Further down it is a text like any other, and no editor reads it.
    (tmp_path / "operations.yaml").write_text(f"{GOOD}# $schema: x.json\n", encoding="utf-8")
    assert said in run("build", "--out", "out-last").err


def test_a_reader_that_leaves_early_sees_no_traceback(tmp_path: Path) -> None:
    command = f'{sys.executable} -c "from opsgen.cli import main; main()" schema | head -n 1'
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=60)
    assert done.stdout == "{\n"
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("explain", "operations.yaml"), 0),
        (("explain", "operations.yaml", "--data"), 0),
        (("rule", "OPS100"), 0),
        (("schema",), 0),
        (("validate", "operations.yaml", "--format", "json"), 0),
        (("validate", "missing.yaml", "--format", "json"), 5),
        (("build", "--check", "--out", "nowhere"), 4),
    ],
)
def test_a_reader_that_left_changes_no_exit_code(
    arguments: tuple[str, ...], code: int, tmp_path: Path
) -> None:
    (tmp_path / "operations.yaml").write_text(GOOD, encoding="utf-8")
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-c", "from opsgen.cli import main; main()", *arguments],
        cwd=tmp_path,
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
    )
    os.close(writing)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def test_a_terminal_without_utf_8_gets_escapes_and_no_traceback(run: Run, tmp_path: Path) -> None:
    text = GOOD.replace("type: gauge", 'type: "größe"')
    (tmp_path / "operations.yaml").write_text(text, encoding="utf-8")
    done = run("validate", env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert done.code == 1
    assert "OPS103" in done.err


def test_a_full_disk_under_the_output_is_5(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            "sh",
            "-c",
            f'{sys.executable} -c "from opsgen.cli import main; main()" schema >/dev/full',
        ],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 5
    assert "cannot be written" in done.stderr


def test_closed_streams_are_no_crash(run: Run, tmp_path: Path) -> None:
    opsgen = f'{sys.executable} -c "from opsgen.cli import main; main()"'
    command = ["sh", "-c", f"{opsgen} validate >&- 2>&-"]
    assert subprocess.run(command, cwd=tmp_path, timeout=60).returncode == 0


@pytest.mark.parametrize(
    "steps",
    [
        '{b: {run: x, env: ["TOKEN=canary-7"]}}',
        '{b: {run: x, secrets: ["TOKEN=canary-7"]}}',
        "{b: {run: x, secrets: canary-7}}",
    ],
)
def test_a_secret_in_the_wrong_shape_is_printed_by_no_format(
    run: Run, tmp_path: Path, steps: str
) -> None:
    text = f"service: demo\npipeline:\n  steps: {steps}\nalerting:\n  channels: [canary-7]\n"
    (tmp_path / "operations.yaml").write_text(text, encoding="utf-8")
    for format in ("text", "json", "github"):
        done = run("validate", "--format", format)
        assert done.code == 1
        assert "canary-7" not in done.out + done.err


def test_a_build_never_writes_over_its_input(run: Run, tmp_path: Path) -> None:
    text = GOOD + "targets: {prometheus: {path: operations.yaml}}\n"
    (tmp_path / "operations.yaml").write_text(text, encoding="utf-8")
    done = run("build", "--force")
    assert done.code == 1
    assert "OPS412" in done.err
    assert (tmp_path / "operations.yaml").read_text(encoding="utf-8") == text


def test_a_build_never_writes_over_another_input_of_the_call(run: Run, tmp_path: Path) -> None:
    text = GOOD + "targets: {prometheus: {path: other.yaml}}\n"
    (tmp_path / "operations.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "other.yaml").write_text(GOOD.replace("demo", "other"), encoding="utf-8")
    done = run("build", "--force", "operations.yaml", "other.yaml")
    assert done.code == 4
    assert "OPS541" in done.err
    assert (tmp_path / "other.yaml").read_text(encoding="utf-8") == GOOD.replace("demo", "other")


@pytest.mark.skipif(sys.platform == "darwin", reason="that system's file names are text")
def test_a_file_name_that_is_no_text_is_judged_in_every_format(run: Run, tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff\xfe.yaml")
    (tmp_path / name).write_text(GOOD.replace("gauge", "gague"), encoding="utf-8")
    for format in ("text", "concise", "json", "github", "sarif"):
        assert run("validate", name, "--format", format).code == 1


def test_validate_loads_nothing_that_it_does_not_need(run: Run, tmp_path: Path) -> None:
    code = (
        "import sys\nfrom opsgen.cli import main\n"
        "try:\n    main(['validate'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'jinja2', 'jsonschema', 'rich', 'difflib', 'opsgen.publish'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
