"""A misspelt key is one error: what is missing because of it is no mistake of its own."""

from __future__ import annotations

import pytest

from opsgen.api import compile_text
from opsgen.diagnostics import Path
from tests.house.repository import ROOT
from tests.spec.misspelling import misspellings

EXAMPLES = ("step-complete", "vllm")
CASES = [
    pytest.param(name, path, text, id=f"{name}:{'.'.join(map(str, path))}")
    for name in EXAMPLES
    for path, text in misspellings(
        (ROOT / "examples" / name / "operations.yaml").read_text(encoding="utf-8")
    )
]


def found(name: str, text: str) -> list[tuple[str, str]]:
    compiled = compile_text(text, str(ROOT / "examples" / name / "operations.yaml"))
    return [(each.code, each.message) for each in compiled.diagnostics]


@pytest.fixture(scope="module")
def usual() -> dict[str, list[tuple[str, str]]]:
    """What is found in the examples as they are."""
    return {
        name: found(name, (ROOT / "examples" / name / "operations.yaml").read_text("utf-8"))
        for name in EXAMPLES
    }


@pytest.mark.parametrize(("name", "path", "text"), CASES)
def test_a_misspelt_key_is_one_error(
    name: str, path: Path, text: str, usual: dict[str, list[tuple[str, str]]]
) -> None:
    (error,) = [each for each in found(name, text) if each not in usual[name]]
    assert error[0] in ("OPS100", "OPS405")


FILE = """\
service: shop
links: {repository: "https://example.com/shop", dashboards: "https://example.com/grafana"}
monitoring:
  defaults: {job: shop}
  metrics:
    - {name: depth, type: gauge, series: depth, alert_threshold: ">5"}
alerting:
  channels:
    - {name: team, type: slack, webhook: "${A}", severity: [critical, high, medium, low]}
    - {name: beat, type: email, recipients: [a@b.c], watchdog: true}
  smtp: {smarthost: "h:25", from: a@b.c}
  alerts:
    - {name: deep, condition: depth > 9}
"""


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("monitoring:", "observability:"),
        ("  metrics:", "  figures:"),
        ("alerting:", "tell:"),
        ("{job: shop}", "{target: shop}"),
        ("links:", "addresses:"),
        ("service:", "app:"),
        ("smtp:", "mailserver:"),
    ],
)
def test_a_key_of_another_word_may_be_any_that_is_missing(written: str, instead: str) -> None:
    assert found("step", FILE) == []
    assert [code for code, _ in found("step", FILE.replace(written, instead))] == ["OPS100"]


def test_an_item_without_a_name_may_have_had_any() -> None:
    nameless = FILE.replace("name: depth", "title: depth")
    assert sorted(code for code, _ in found("step", nameless)) == ["OPS100", "OPS102"]


def test_what_is_missing_beside_a_key_that_meant_another_is_told() -> None:
    without = FILE.replace("{job: shop}", "{windw: 10m}")
    assert sorted(code for code, _ in found("step", without)) == ["OPS100", "OPS202"]


@pytest.mark.parametrize(
    ("demand", "code"),
    [("opsgen>=999", "OPS114"), (">=0.1", "OPS115"), ("opsgen 1", "OPS115"), ("", "OPS115")],
)
def test_of_a_file_for_another_opsgen_nothing_else_is_told(demand: str, code: str) -> None:
    text = f'requires: "{demand}"\nnewer: 1\nalerting: {{alerts: [{{name: a}}]}}\n'
    assert [each for each, _ in found("step", text)] == [code]
