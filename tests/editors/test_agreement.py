"""The editor and opsgen agree: what one refuses, the other does, where a schema can say it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.diagnostics.test_page_examples import with_examples
from tests.docs.fragments import wholes
from tests.editors.editor import MODELINE, SCHEMA, Editor
from tests.editors.places import CHANNEL, METRIC
from tests.spec.reading import read
from tests.spec.test_shape_rules import test_one_mistake_is_one_diagnostic_at_its_place as shapes

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(ROOT.glob("examples/**/operations.yaml"))
STEP = ROOT / "examples" / "step" / "operations.yaml"
FILES = [*EXAMPLES, *sorted(ROOT.glob("tests/**/operations.yaml"))]

BAD_SHAPES: list[tuple[str, str]] = shapes.pytestmark[0].args[1]  # type: ignore[attr-defined]  # pytest's own
"""(text, `line:column CODE`) of everything whose shape opsgen refuses."""

SLACK, PAGER, SNS = (
    CHANNEL.replace("name: a", "name: c").format(kind) + "      severity: [high]\n"
    for kind in ("slack", "pagerduty", "sns")
)
UNSEEN = {
    METRIC + "      min_traffic: 1.0\n": "1.0 is a whole number to JSON",
    "service: nul\n": "the names that Windows reserves",
    METRIC + "      window: 521w5d\n": "how long ten years are",
    METRIC + "      buckets: [1, 1]\n": "the order of a list",
    "drift_detection: {test_window: {size_days: 1, slide_days: 2}}\n": "two keys compared",
    SNS + "      topic_arn: x\n      sigv4: {secret_key: x}\n": "keys of a free map",
    SLACK + '      channel: "#${TEAM}"\n': "references where no secret is",
    PAGER + '      client: "${X}"\n': "references where no secret is",
    "owner: ${TEAM}\n": "references where no secret is",
    METRIC + "      series: ${X}\n": "references where no secret is",
    'requires: "opsgen>=999"\n': "which opsgen this is",
    'requires: "newest"\n': "the grammar of a demand",
    SLACK + "      webhook: ${A}\n      api_url: ${A}\n": "two words for one field",
    "decisions: [{id: A, decision: x, date: '2026-02-30'}]\n": "the calendar",
    "targets: {prometheus: {path: ../x}}\n": "paths that leave the folder",
    "targets: {prometheus: {path: ''}}\n": "paths that leave the folder",
}
"""What opsgen refuses and an editor shows nothing under: what the schema does not know of."""

ELSEWHERE = {
    "monitoring:\n  logging:\n": "2:11",
    SLACK + "      channel: #oncall\n": "6:16",
    "accept: [{code: OPS204}]\n": "1:10",
}
"""What both refuse, at another place of the same line: a missing value or key has none."""


def test_what_opsgen_refuses_the_editor_refuses_at_the_same_place(editor: Editor) -> None:
    texts = [text for text, _ in BAD_SHAPES]
    told = dict(zip(texts, editor.findings(*texts), strict=True))
    assert {text for text, findings in told.items() if not findings} == set(UNSEEN)
    assert set(ELSEWHERE) <= set(texts)
    for text, expected in BAD_SHAPES:
        if text not in UNSEEN:
            place = ELSEWHERE.get(text, expected.split()[0])
            assert place in {finding.at for finding in told[text]}, text


def test_one_mistake_is_one_red_line_but_for_a_misspelt_required_key(editor: Editor) -> None:
    texts = [text for text, _ in BAD_SHAPES]
    several = [
        text
        for text, findings in zip(texts, editor.findings(*texts), strict=True)
        if len(findings) > 1
    ]
    assert several == [METRIC.replace("name", "nme"), "pipeline: {steps: {a: {rn: x}}}\n"]


def test_the_step_every_example_and_every_test_file_has_no_red_line(editor: Editor) -> None:
    texts = [path.read_text(encoding="utf-8") for path in FILES]
    assert len(EXAMPLES) >= 3
    assert dict(zip(FILES, editor.findings(*texts), strict=True)) == {path: [] for path in FILES}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_an_example_leads_an_editor_to_the_schema(editor: Editor, path: Path) -> None:
    first = path.read_text(encoding="utf-8").split("\n", 1)[0]
    if path == STEP:
        assert first == "monitoring:"
        return
    assert first.startswith(MODELINE)
    schema = path.parent / first.removeprefix(MODELINE)
    assert schema.resolve() == ROOT / "schemas" / "operations.schema.json"
    assert editor.findings_in(path) == []


@pytest.mark.parametrize("comment", [MODELINE, "# $schema: "])
@pytest.mark.parametrize(
    ("text", "seen"), [("{line}severty: 1\n", ["severty"]), ("severty: 1\n{line}", [])]
)
def test_a_modeline_of_either_form_is_obeyed_before_the_first_key(
    editor: Editor, tmp_path: Path, comment: str, text: str, seen: list[str]
) -> None:
    (tmp_path / "schema.json").write_bytes((editor.folder / SCHEMA).read_bytes())
    path = tmp_path / "service" / "operations.yaml"
    path.parent.mkdir()
    path.write_text(text.format(line=f"{comment}../schema.json\n"), encoding="utf-8")
    assert [finding.marked for finding in editor.findings_in(path)] == seen


def test_what_the_documentation_calls_good_has_no_red_line(editor: Editor) -> None:
    good = {rule.code: good for rule, _, good in with_examples()}
    good |= {f"language.md:{block.line}": block.text for block in wholes()}
    assert len(good) > 80
    told = dict(zip(good, editor.findings(*good.values()), strict=True))
    assert {name: findings for name, findings in told.items() if findings} == {}


@pytest.mark.parametrize(
    "text",
    [
        "x-base: &base {type: gauge, for: 5m}\nx-any: [1, {a: null}]\n"
        "monitoring:\n  metrics:\n    - {<<: *base, name: a}\n    - {<<: [*base], name: b}\n",
        "x-m: &m {name: a, type: gauge}\nmonitoring: {metrics: [*m]}\n",
        METRIC + "      alert_threshold: '>5'\n",
        METRIC + "      alert_threshold: {medium: '>5', critical: '>9'}\n",
        METRIC + "      where: {a: x, b: [u, v]}\n",
        METRIC + "      where: 'a!=\"x\"'\n",
        METRIC + "      unit: 1\n",
        METRIC + '      unit: "1"\n',
        "pipeline: {steps: {a: make, b: {run: make, permissions: {packages: write}}}}\n",
        "constants: {budget: 200 USD, limit: 5}\n",
        "alerting: {watchdog: a}\n",
        "alerting: {watchdog: [a, b]}\n",
        "runbook: {logs: x, dashboards: {A: 'https://h/x'}}\n",
        "targets: {anothers: {any: [thing]}, prometheus: {form: operator}}\n",
        "",
    ],
)
def test_every_form_that_the_language_has_is_taken_by_both(editor: Editor, text: str) -> None:
    assert read(text or "{}").diagnostics == ()
    assert editor.findings(text) == [[]]


def test_a_key_twice_is_refused_by_both(editor: Editor) -> None:
    (findings,) = editor.findings("owner: a\nowner: b\n")
    assert [finding.message for finding in findings] != []
