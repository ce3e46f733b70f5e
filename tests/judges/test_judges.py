"""Each judge refuses a planted fault before its word on a good input counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.judges import amtool, markdownlint, mermaid, promtool, yaml_readers, yamllint
from tests.judges.lookup import find, require
from tests.judges.process import Verdict

RULES = """\
groups:
  - name: demo
    rules:
      - alert: DemoDown
        expr: up{job="demo"} == 0
        labels:
          severity: critical
"""
TWICE = RULES + RULES.split("rules:\n")[1]

TESTS = """\
rule_files: [rules.yml]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - series: up{job="demo"}
        values: "%s"
    alert_rule_test:
      - eval_time: 1m
        alertname: DemoDown
        exp_alerts:
          - exp_labels: {job: demo, severity: critical}
"""

CONFIG = """\
route:
  receiver: default
  routes:
    - matchers: ['severity="critical"']
      receiver: pager
receivers:
  - name: default
  - name: pager
"""

SCRAPE = """\
rule_files: [rules.yml]
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return _write(tmp_path / "rules.yml", RULES)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return _write(tmp_path / "alertmanager.yml", CONFIG)


@pytest.mark.parametrize("version", promtool.VERSIONS)
@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        pytest.param(RULES.replace("==", "=!"), "parse error", id="syntax"),
        pytest.param(RULES.replace("labels:", "for: soon\n        labels:"), "duration", id="hold"),
        pytest.param(TWICE, "duplicate", id="lint"),
    ],
)
def test_promtool_refuses_a_bad_rule(
    tmp_path: Path, rules: Path, version: str, fault: str, complaint: str
) -> None:
    broken = _write(tmp_path / "broken.yml", fault)
    _judged(
        promtool.check_rules(broken, version=version),
        complaint,
        promtool.check_rules(rules, version=version),
    )


@pytest.mark.parametrize("version", promtool.VERSIONS)
def test_promtool_runs_rule_tests(tmp_path: Path, rules: Path, version: str) -> None:
    assert rules.exists()
    healthy = _write(tmp_path / "healthy.yml", TESTS % "1 1")
    down = _write(tmp_path / "down.yml", TESTS % "0 0")
    _judged(
        promtool.test_rules(healthy, version=version),
        "DemoDown",
        promtool.test_rules(down, version=version),
    )


@pytest.mark.parametrize("version", promtool.VERSIONS)
def test_promtool_checks_a_configuration(tmp_path: Path, rules: Path, version: str) -> None:
    good = _write(rules.parent / "prometheus.yml", SCRAPE)
    broken = _write(tmp_path / "broken.yml", SCRAPE + "scrape: []\n")
    _judged(
        promtool.check_config(broken, version=version),
        "field scrape not found",
        promtool.check_config(good, version=version),
    )


@pytest.mark.parametrize("version", amtool.VERSIONS)
@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        pytest.param(CONFIG.replace("- name: pager", ""), "pager", id="receiver"),
        pytest.param(CONFIG.replace("severity=", "severity~"), "matcher", id="matcher"),
    ],
)
def test_amtool_refuses_a_bad_configuration(
    tmp_path: Path, config: Path, version: str, fault: str, complaint: str
) -> None:
    broken = _write(tmp_path / "broken.yml", fault)
    _judged(
        amtool.check_config(broken, version=version),
        complaint,
        amtool.check_config(config, version=version),
    )


@pytest.mark.parametrize("version", amtool.VERSIONS)
def test_amtool_says_who_hears_an_alert(config: Path, version: str) -> None:
    critical = {"severity": "critical"}
    _judged(
        amtool.route_test(config, critical, ["default"], version=version),
        "pager",
        amtool.route_test(config, critical, ["pager"], version=version),
    )


def test_markdownlint_refuses_a_skipped_heading_and_allows_long_lines(tmp_path: Path) -> None:
    broken = _write(tmp_path / "broken.md", "# One\n\n### Three\n")
    good = _write(tmp_path / "good.md", f"# One\n\n{'word ' * 50}end\n")
    _judged(markdownlint.check([good, broken]), "MD001", markdownlint.check([good]))


def test_markdownlint_without_files_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no file"):
        markdownlint.check([])


def test_mermaid_refuses_an_open_bracket() -> None:
    page = 'Text\n\n```mermaid\nflowchart LR\n  a["one"] --> b\n```\n'
    (diagram,) = mermaid.diagrams(page)
    _judged(mermaid.check(diagram.replace('"]', '"')), "Parse error", mermaid.check(diagram))


def test_yamllint_refuses_a_missing_start_and_allows_long_lines() -> None:
    good = f"---\ndemo: {'word ' * 50}end\n"
    _judged(yamllint.check(good.removeprefix("---\n")), "document-start", yamllint.check(good))


@pytest.mark.parametrize("reader", yaml_readers.READERS)
def test_javascript_readers_read_and_refuse(reader: str) -> None:
    with pytest.raises(ValueError, match="Error"):
        yaml_readers.load(reader, "demo: [")
    assert yaml_readers.load(reader, 'demo: ["on", 1, null]\n') == {"demo": ["on", 1, None]}


def test_a_misspelt_judge_is_not_a_missing_one() -> None:
    with pytest.raises(KeyError):
        find("promtool-3,5")


def test_a_missing_judge_skips_or_fails_as_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tests.judges.lookup.BIN", tmp_path)
    monkeypatch.setenv("OPSGEN_REQUIRE_JUDGES", "1")
    with pytest.raises(pytest.fail.Exception, match=r"missing judge: promtool-2\.42"):
        require("promtool-2.42")
    monkeypatch.delenv("OPSGEN_REQUIRE_JUDGES")
    with pytest.raises(pytest.skip.Exception, match=r"missing judge: promtool-2\.42"):
        require("promtool-2.42")


def _write(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    return file


def _judged(fault: Verdict, complaint: str, good: Verdict) -> None:
    """The fault is refused for its own reason, not because the judge could not run."""
    assert not fault.ok
    assert complaint in fault.output
    assert good.ok, good.output
