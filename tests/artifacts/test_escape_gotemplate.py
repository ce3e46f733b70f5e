"""User text in an annotation reaches the reader as typed: no engine runs any of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from opsgen.artifacts import YamlNode, to_yaml
from opsgen.artifacts.escape_gotemplate import label, literal, value
from tests.artifacts.hostile import hostile
from tests.judges import Verdict, promtool

ENGINES = pytest.mark.parametrize("version", promtool.VERSIONS)
STRINGS = hostile(2000, seed=5)


def reaches_the_reader(
    texts: Sequence[str], write: Callable[[str], str], version: str, folder: Path
) -> Verdict:
    """Each text alone, and between two pieces of ours that its ends could join with."""
    rules: list[YamlNode] = []
    tests: list[YamlNode] = []
    for number, text in enumerate(texts):
        between = label("if") + write(text) + value("humanizePercentage")
        notes: YamlNode = {"alone": write(text), "between": between}
        rules.append({"alert": f"Alert{number}", "expr": "probe > 0.5", "annotations": notes})
        expected: YamlNode = {"alone": text, "between": f"{{{text}75%"}
        alerts: YamlNode = [{"exp_labels": {"if": "{"}, "exp_annotations": expected}]
        tests.append({"eval_time": "0m", "alertname": f"Alert{number}", "exp_alerts": alerts})
    series: YamlNode = [{"series": 'probe{if="{"}', "values": "0.75"}]
    world: YamlNode = [{"interval": "1m", "input_series": series, "alert_rule_test": tests}]
    rule_file = to_yaml({"groups": [{"name": "cases", "rules": rules}]})
    (folder / "rules.yml").write_text(rule_file, encoding="utf-8")
    test_file = folder / "tests.yml"
    test_file.write_text(to_yaml({"rule_files": ["rules.yml"], "tests": world}), encoding="utf-8")
    return promtool.test_rules(test_file, version=version)


@ENGINES
def test_text_reaches_the_reader_as_typed(version: str, tmp_path: Path) -> None:
    assert reaches_the_reader(STRINGS, literal, version, tmp_path)


@ENGINES
@pytest.mark.parametrize("bug", [str, lambda text: text.replace("{{", '{{"{{"}}')])
def test_the_engine_catches_a_wrong_escaper(
    bug: Callable[[str], str], version: str, tmp_path: Path
) -> None:
    texts = ["{{ $labels }}", "a{"]
    assert reaches_the_reader(texts, literal, version, tmp_path)
    assert not reaches_the_reader(texts, bug, version, tmp_path)


def test_a_figure_is_shown_through_a_function_or_as_it_is() -> None:
    assert value() == "{{ $value }}"
    assert value("humanize") == "{{ $value | humanize }}"
