"""Worlds in which alerts must fire or stay silent, played by promtool in few processes.

A case is a spec and its worlds. It becomes one rule file, as a build gives it, and one test
file; promtool plays the test files of all cases in one process, and the verdict of each is read
from what it prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from opsgen.api import compile_text
from opsgen.artifacts import Artifact, YamlNode, render, to_yaml
from opsgen.plan import Plan
from opsgen.target import Emit
from opsgen_targets.prometheus import PrometheusOptions, target
from tests.judges import Verdict, promtool

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Expect:
    """At `minute` the alert fires once for each of `labels`: never, when there is none.

    An empty text as a label's value says that the alert must not have that label.
    """

    alert: str
    minute: int
    labels: tuple[Labels, ...]


def fires(alert: str, minute: int, *labels: Labels) -> Expect:
    """Without `labels`: once, whatever its labels are."""
    return Expect(alert, minute, labels or ({},))


def silent(alert: str, minute: int) -> Expect:
    return Expect(alert, minute, ())


@dataclass(frozen=True, slots=True)
class World:
    """`series` in promtool's notation, one sample a minute."""

    name: str
    series: Mapping[str, str]
    expect: tuple[Expect, ...]


def world(name: str, series: Mapping[str, str], *expect: Expect) -> World:
    return World(name, series, expect)


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    spec: str
    worlds: tuple[World, ...]
    versions: tuple[str, ...] = promtool.VERSIONS


def case(
    name: str, spec: str, *worlds: World, versions: tuple[str, ...] = promtool.VERSIONS
) -> Case:
    return Case(name, spec, worlds, versions)


NOW = "{critical: {for: 0s}, high: {for: 0s}, medium: {for: 0s}, low: {for: 0s}}"


def shop(
    *metrics: str, alerts: Iterable[str] = (), defaults: str = "{}", rest: str = "", hold: str = NOW
) -> str:
    """A whole spec; nothing waits before it fires, unless `hold` says so."""
    lines = ["service: shop", "monitoring:", f"  defaults: {defaults}"]
    lines += ["  metrics:", *(f"    - {metric}" for metric in metrics)] if metrics else []
    lines += ["alerting:", f"  severities: {hold}"]
    alerts = list(alerts)
    lines += ["  alerts:", *(f"    - {alert}" for alert in alerts)] if alerts else []
    return "\n".join([*lines, rest.strip("\n"), ""])


def plan_of(spec: str) -> Plan:
    """Raises AssertionError with the errors of a spec that does not compile."""
    compilation = compile_text(spec, file="shop/operations.yaml")
    errors = [f"{d.code} {d.message}" for d in compilation.diagnostics if d.severity == "error"]
    assert compilation.plan is not None, "\n".join(errors)
    return compilation.plan


def emitted(plan: Plan, options: PrometheusOptions | None = None) -> Artifact:
    """The rule file. The plan must give no error."""
    options = replace(options or PrometheusOptions(), tests=False)
    (artifact,) = target.emit(plan, options, Emit("prometheus"))
    return artifact


def rules_of(plan: Plan, options: PrometheusOptions | None = None) -> str:
    """The rule file's text."""
    return render(emitted(plan, options)).decode()


def played(cases: Iterable[Case], version: str, folder: Path) -> tuple[set[str], str]:
    """(the names of the cases that went as expected; all that promtool said)."""
    files: list[Path] = []
    for each in cases:
        # A spec that does not compile must fail its own test, and no other.
        with suppress(AssertionError):
            files += [_written(each, folder)] if version in each.versions else []
    output = promtool.test_rules(*files, version=version).output
    # `SUCCESS` follows the name of a file at once; what failed is printed to the other stream.
    good = set(re.findall(r"Unit Testing:\s+(\S+)\n+\s+SUCCESS", output))
    return {file.name.removesuffix(".tests.yml") for file in files if str(file) in good}, output


def alone(each: Case, version: str, folder: Path) -> Verdict:
    return promtool.test_rules(_written(each, folder), version=version)


def _written(each: Case, folder: Path) -> Path:
    plan = plan_of(each.spec)
    names = {alert.name for alert in plan.alerts}
    unknown = {expect.alert for world in each.worlds for expect in world.expect} - names
    assert not unknown, f"{each.name} has no {unknown}, but {sorted(names)}"
    (folder / f"{each.name}.rules.yml").write_text(rules_of(plan), encoding="utf-8")
    tests = folder / f"{each.name}.tests.yml"
    tests.write_text(to_yaml(_tests(each, plan)), encoding="utf-8")
    return tests


def _tests(each: Case, plan: Plan) -> dict[str, YamlNode]:
    interval = f"{plan.evaluation_interval}s"
    return {
        "rule_files": [f"{each.name}.rules.yml"],
        "evaluation_interval": interval,
        "tests": [_test(world) for world in each.worlds],
    }


def _test(each: World) -> YamlNode:
    series: YamlNode = [{"series": name, "values": text} for name, text in each.series.items()]
    return {
        "name": each.name,
        "interval": "1m",
        "input_series": series,
        "promql_expr_test": [_expectation(expect) for expect in each.expect],
    }


def _expectation(expect: Expect) -> YamlNode:
    names = sorted({name for labels in expect.labels for name in labels})
    firing = f'ALERTS{{alertname="{expect.alert}",alertstate="firing"}}'
    samples: YamlNode = [
        {"labels": "{" + ",".join(f'{n}="{v}"' for n, v in labels.items() if v) + "}", "value": 1}
        for labels in expect.labels
    ]
    return {
        "expr": f"count by ({', '.join(names)}) ({firing})",
        "eval_time": f"{expect.minute}m",
        "exp_samples": samples,
    }
