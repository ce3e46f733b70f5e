"""The service, its links, its engines, and what its logs and traces may say (LANGUAGE 2, 2.5)."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from opsgen import api
from tests.resolve.files import codes, default, file, finding, plan, underlined

BARE = "monitoring: {defaults: {job: shop}}\n"


def in_folder(name: str, text: str = BARE) -> api.Compilation:
    return api.compile_text(text, f"{name}/operations.yaml")


def test_the_folder_names_a_service_that_says_no_name_with_a_warning(tmp_path: Path) -> None:
    found = api.compile_text(BARE, str(tmp_path / "rag-search" / "operations.yaml"))
    assert found.plan is not None
    assert found.plan.service == "rag-search"
    (told,) = [each for each in found.diagnostics if each.code == "OPS200"]
    assert "`rag-search`" in told.message
    assert "service: rag-search" in told.edits[0].text


@pytest.mark.parametrize("folder", ["My Service", "2nd", "a--b", "x" * 64, "caf\u00e9"])
def test_a_folder_that_cannot_name_a_service_is_an_error(tmp_path: Path, folder: str) -> None:
    found = api.compile_text(BARE, str(tmp_path / folder / "operations.yaml"))
    assert found.plan is None
    assert [each.code for each in found.diagnostics if each.severity == "error"] == ["OPS201"]


def test_a_name_that_was_refused_needs_no_second_message() -> None:
    found = in_folder("demo", "service: Not A Name\n" + BARE)
    told = [each.code for each in found.diagnostics if each.code in ("OPS104", "OPS200", "OPS201")]
    assert told == ["OPS104"]


@pytest.mark.parametrize(
    ("repository", "runbook"),
    [
        ("https://github.com/org/demo", "https://github.com/org/demo/blob/HEAD/ops/runbook.md"),
        ("https://github.com/org/demo.git", "https://github.com/org/demo/blob/HEAD/ops/runbook.md"),
        ("https://github.com/org/demo/", "https://github.com/org/demo/blob/HEAD/ops/runbook.md"),
        (
            "https://github.example.com/org/demo",
            "https://github.example.com/org/demo/blob/HEAD/ops/runbook.md",
        ),
        (
            "https://gitlab.com/group/sub/demo",
            "https://gitlab.com/group/sub/demo/-/blob/HEAD/ops/runbook.md",
        ),
        (
            "https://gitlab.com/group/demo/-/blob/main",
            "https://gitlab.com/group/demo/-/blob/main/ops/runbook.md",
        ),
        (
            "https://github.com/org/demo/blob/main/search",
            "https://github.com/org/demo/blob/main/search/ops/runbook.md",
        ),
        ("https://docs.example.com/demo", "https://docs.example.com/demo/ops/runbook.md"),
    ],
)
def test_the_runbook_is_linked_where_the_repository_shows_files(
    repository: str, runbook: str
) -> None:
    text = f'service: demo\nlinks: {{repository: "{repository}"}}\n{BARE}'
    assert plan(text).links.runbook == runbook
    assert "OPS203" not in codes(text)


ALERT = (
    "  metrics: [{name: queue, type: gauge, unit: count, series: queue, alert_threshold: '>1'}]\n"
)
MEASURED = f"service: demo\nmonitoring:\n  defaults: {{job: demo}}\n{ALERT}"
NO_PAGE = "targets: {runbook: {enabled: false}}\n"


def test_links_to_a_runbook_that_is_not_built_are_told() -> None:
    found = finding(MEASURED + NO_PAGE, "OPS205")
    assert found.severity == "warning"
    assert found.message == "3 alerts link to `ops/runbook.md`, which is not built and not there"
    assert found.path == ("targets", "runbook")
    assert "OPS205" not in codes(MEASURED)


def test_a_page_that_people_write_is_a_runbook(tmp_path: Path) -> None:
    path = tmp_path / "operations.yaml"
    page = NO_PAGE.replace("false", "false, path: docs/on-call.md")
    path.write_text(MEASURED + page, encoding="utf-8")
    assert "OPS205" in {each.code for each in api.compile_file(str(path)).diagnostics}
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "on-call.md").touch()
    assert "OPS205" not in {each.code for each in api.compile_file(str(path)).diagnostics}


def test_an_alert_with_a_page_of_its_own_is_not_counted() -> None:
    own = MEASURED.replace("'>1'", "'>1', runbook: 'https://wiki.example.com/queue'")
    assert finding(own + NO_PAGE, "OPS205").message.startswith("2 alerts link to")


def test_links_to_a_dashboard_that_is_not_built_are_a_note() -> None:
    off = "targets: {grafana: {enabled: false}}\n"
    base = 'links: {dashboards: "https://grafana.example.com"}\n'
    assert finding(MEASURED + base + off, "OPS206").severity == "note"
    assert "OPS206" not in codes(MEASURED + base)
    assert "OPS206" not in codes(MEASURED + off)


def test_a_dashboard_that_is_told_as_a_file_is_a_note() -> None:
    def links(more: str) -> str:
        return f'links: {{repository: "https://example.com/demo"{more}}}\n'

    told = finding(MEASURED + links(""), "OPS207")
    assert (told.severity, told.path) == ("note", ("links",))
    assert "dashboards:" in told.edits[0].text
    for more in (', dashboards: "https://g.example.com"', ', prometheus: "https://p.example.com"'):
        assert "OPS207" not in codes(MEASURED + links(more), notes=True)
    off = "targets: {grafana: {enabled: false}}\n"
    assert "OPS207" not in codes(MEASURED + links("") + off, notes=True)
    assert "OPS207" not in codes(MEASURED, notes=True)  # its warning is of the same section


@pytest.mark.parametrize("links", ["", 'links: {prometheus: "https://p.example.com/"}\n'])
def test_without_a_repository_the_link_is_relative_with_a_warning(links: str) -> None:
    text = f"service: demo\n{links}{BARE}"
    assert plan(text).links.runbook == "ops/runbook.md"
    assert "OPS203" in codes(text)
    (edit,) = finding(text, "OPS203").edits
    start, end = edit.span.start.offset, edit.span.end.offset
    assert "OPS203" not in codes(text[:start] + edit.text + text[end:])


def test_base_addresses_lose_the_slash_at_their_end() -> None:
    text = f'service: demo\nlinks: {{dashboards: "https://g.example.com/", prometheus: "https://p.example.com"}}\n{BARE}'
    links = plan(text).links
    assert (links.dashboards, links.prometheus, links.alertmanager) == (
        "https://g.example.com",
        "https://p.example.com",
        None,
    )


def with_version(engine: str, version: str) -> str:
    return file(top=f'targets: {{{engine}: {{version: "{version}"}}}}\n')


@pytest.mark.parametrize(
    ("written", "version"),
    [("3.5", (3, 5)), ("v2.53", (2, 53)), ("3.5.1", (3, 5)), ("2.42", (2, 42))],
)
def test_a_declared_version_is_what_the_config_must_be_accepted_by(
    written: str, version: tuple[int, int]
) -> None:
    assert plan(with_version("prometheus", written)).engines["prometheus"] == version


def test_without_one_it_is_the_oldest_that_is_supported() -> None:
    floors = {"prometheus": (2, 42), "alertmanager": (0, 25), "grafana": (10, 4)}
    assert plan(file()).engines == floors
    assert default(file(), "engines", "prometheus") == "2.42"


@pytest.mark.parametrize(
    ("engine", "version"),
    [("prometheus", "2.41"), ("prometheus", "1.8"), ("alertmanager", "0.24.0")],
)
def test_an_older_one_is_an_error_that_names_the_floor(engine: str, version: str) -> None:
    text = with_version(engine, version)
    assert codes(text) == ["OPS410"]
    assert underlined(text, "OPS410") == f'"{version}"'


@pytest.mark.parametrize("version", ["three", "3", "3.x", ""])
def test_what_is_no_version_is_refused(version: str) -> None:
    assert codes(with_version("prometheus", version)) == ["OPS406"]


def test_logs_and_traces_say_nothing_private_unless_asked() -> None:
    text = file().replace("monitoring:\n", "monitoring:\n  logging: {}\n  tracing: {}\n")
    telemetry = plan(text).telemetry
    assert telemetry.logging is not None
    assert telemetry.logging.level == "INFO"
    assert telemetry.logging.sample_rate == 1
    assert (telemetry.logging.include_prompt, telemetry.logging.include_response) == (False, False)
    assert telemetry.tracing is not None
    assert telemetry.tracing.enabled is True
    assert telemetry.tracing.sample_rate == 1
    assert default(text, "logging", "include_prompt") == "false"


def test_what_they_say_is_what_was_asked_for() -> None:
    lines = (
        "  logging: {level: DEBUG, sample_rate: 0.1, include_prompt: true}\n"
        "  tracing: {enabled: false, sample_rate: 0.01}\n"
    )
    telemetry = plan(file().replace("monitoring:\n", f"monitoring:\n{lines}")).telemetry
    assert telemetry.logging is not None
    assert (telemetry.logging.level, telemetry.logging.sample_rate) == ("DEBUG", Fraction(1, 10))
    assert telemetry.logging.include_prompt is True
    assert telemetry.tracing is not None
    assert (telemetry.tracing.enabled, telemetry.tracing.sample_rate) == (False, Fraction(1, 100))


def test_without_the_sections_nothing_is_said() -> None:
    telemetry = plan(file()).telemetry
    assert (telemetry.logging, telemetry.tracing) == (None, None)


def test_a_warning_is_accepted_by_code_and_name() -> None:
    def shown(alert: str) -> list[str]:
        accept = "accept: [{code: OPS210, at: alerting.alerts.a, reason: known}]\n"
        text = file(alerts=[f'name: {alert}, condition: "daily_cost > 5"'], top=accept)
        verdict = api.compile_text(text, "demo/operations.yaml").verdict(strict=True)
        return [each.diagnostic.code for each in verdict.shown]

    assert shown("a") == []
    assert shown("b") == ["OPS210", "OPS252"]
