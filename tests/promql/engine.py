"""Asks a real engine what our escaped text means to it, thousands of strings in one run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from opsgen.artifacts import YamlNode, to_yaml
from tests.judges import Verdict, promtool

Escape = Callable[[str], str]


def accepts(expressions: Sequence[str], version: str, folder: Path) -> Verdict:
    """Whether the engine takes each of the expressions."""
    rules: list[YamlNode] = [
        {"record": f"case:{number}", "expr": text} for number, text in enumerate(expressions)
    ]
    path = _write(folder / "rules.yml", {"groups": [{"name": "cases", "rules": rules}]})
    return promtool.check_rules(path, version=version)


def selects(
    texts: Sequence[str], value: Escape, matcher: Escape, version: str, folder: Path
) -> Verdict:
    """Whether for each text a matcher (`=` and its value, say) finds just the series that has it.

    `value` writes the text as a label value of an input series; what the engine then calls it is
    compared with the text itself, which reaches promtool through YAML. Each text has decoys.
    """
    rules: list[YamlNode] = []
    series: list[YamlNode] = []
    tests: list[YamlNode] = []
    for number, text in enumerate(texts):
        label, alert = f"l{number}", f"Alert{number}"
        rules.append({"alert": alert, "expr": f"probe{{{label}{matcher(text)}}} == 1"})
        for near in (text, *_decoys(text)):
            series.append({"series": f"probe{{{label}={value(near)}}}", "values": "1"})
        expected: YamlNode = [{"exp_labels": {label: text}}]
        tests.append({"eval_time": "0m", "alertname": alert, "exp_alerts": expected})
    groups: YamlNode = [{"name": "cases", "rules": rules}]
    _write(folder / "rules.yml", {"groups": groups})
    world: YamlNode = [{"interval": "1m", "input_series": series, "alert_rule_test": tests}]
    path = _write(folder / "tests.yml", {"rule_files": ["rules.yml"], "tests": world})
    return promtool.test_rules(path, version=version)


def _decoys(text: str) -> list[str]:
    """Values that a pattern with an unescaped character of `text` would match too."""
    shorter = text[:-1] if len(text) > 1 else f"{text}{text}"
    other = "".join("x" if char in ".*+?|()[]{}^$\\" else char for char in text)
    return sorted({f"x{text}", f"{text}x", shorter, other} - {text})


def _write(path: Path, data: dict[str, YamlNode]) -> Path:
    path.write_text(to_yaml(data), encoding="utf-8")
    return path
