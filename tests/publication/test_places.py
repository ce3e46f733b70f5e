"""A `path` of the input that no build can write is the input's mistake: a line, a caret, exit 1."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsgen.api import compile_file
from opsgen.publication import publish_files

SPEC = """\
service: shop
monitoring:
  metrics:
    - {name: error_rate, type: counter, alert_threshold: ">5%", min_traffic: 20}
alerting:
  channels:
    - {name: chat, type: slack, webhook: "${CHAT}", severity: [critical, high, medium, low]}
targets:
"""
RULES = "ops/prometheus/shop.prometheus.rules.yml"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "operations.yaml"


def told(file: Path, targets: str) -> tuple[str, str, str]:
    """(code, the text under the caret, the message) of the one error, the same in both commands."""
    text = SPEC + targets
    file.write_text(text, encoding="utf-8")
    compiled = compile_file(str(file))
    (done,) = publish_files([str(file)])
    for verdict in (compiled.verdict(), done.verdict):
        assert verdict.exit_code == 1
    (found,) = (one for one in compiled.diagnostics if one.severity == "error")
    assert [one for one in done.compilation.diagnostics if one.severity == "error"] == [found]
    assert list(file.parent.iterdir()) == [file]
    assert found.at is not None
    return found.code, text[found.at.start.offset : found.at.end.offset], found.message


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        (".git/hooks/pre-commit", "belongs to a tool"),
        ("ops/.opsgen/x.md", "belongs to a tool"),
        ("GIT~1/config", "belongs to a tool"),
        ("ops/con.md", "Windows reserves that name"),
        ("ops./x.md", "ends in a dot or a space"),
        ("ops/a*b.md", "has the character *"),
        ("a" * 256, "longer than 255 bytes"),
        ("../x", "`..` part"),
        ("/x", "absolute"),
    ],
)
def test_an_unsafe_path_is_refused_where_it_is_written(file: Path, path: str, reason: str) -> None:
    code, text, message = told(file, f'  runbook: {{path: "{path}"}}\n')
    assert (code, text) == ("OPS115", f'"{path}"')
    assert reason in message


@pytest.mark.parametrize(
    ("targets", "text", "message"),
    [
        (
            "  alertmanager: {path: ops/all.yml}\n  prometheus: {path: ops/all.yml}\n",
            "ops/all.yml",
            "the targets `alertmanager` and `prometheus` both write `ops/all.yml`",
        ),
        ("  prometheus: {path: ops/runbook.md}\n", "ops/runbook.md", "and `runbook` both write"),
        ("  runbook: {path: ops/grafana/shop.json}\n", "ops/grafana/shop.json", "both write"),
        ("  prometheus: {path: ops/Runbook.md}\n", "ops/Runbook.md", "one path on some file sys"),
        ("  prometheus: {path: ops}\n", "ops", "both a file and the folder"),
        (f"  grafana: {{path: {RULES}/x.json}}\n", f"{RULES}/x.json", "a file and the folder"),
        ("  runbook: {path: operations.yaml}\n", "operations.yaml", "which it reads"),
        ("  runbook: {path: opsgen.lock/x.md}\n", "opsgen.lock/x.md", "over `opsgen.lock`"),
    ],
)
def test_a_path_in_the_way_is_refused_where_it_is_written(
    file: Path, targets: str, text: str, message: str
) -> None:
    code, under, said = told(file, targets)
    assert (code, under) == ("OPS412", text)
    assert message in said


def test_what_a_disabled_target_would_write_is_in_nobodys_way(file: Path) -> None:
    targets = "  prometheus: {path: ops/runbook.md}\n  runbook: {enabled: false}\n"
    file.write_text(SPEC + targets, encoding="utf-8")
    (done,) = publish_files([str(file)])
    assert done.verdict.exit_code == 0


def test_no_rule_is_proven_for_a_look_at_the_paths(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def prove(plan: object) -> None:
        raise AssertionError("it takes long")

    monkeypatch.setattr("opsgen_targets.prometheus.emit.prove", prove)
    file.write_text(f"{SPEC}  runbook: {{path: docs/runbook.md}}\n", encoding="utf-8")
    compiled = compile_file(str(file))
    assert compiled.verdict().exit_code == 0
    assert compiled.emitted is None
