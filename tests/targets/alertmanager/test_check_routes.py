"""The script, run with amtool on what a build writes, and on configurations with a fault."""

from __future__ import annotations

import dataclasses
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
import yaml

from opsgen import api
from opsgen.artifacts import render
from opsgen.plan import SEVERITIES, Plan
from opsgen.proof.hearing import carried, read_ears
from opsgen.target import Emit
from opsgen_targets.alertmanager.asked import asked
from opsgen_targets.alertmanager.receivers import receiver_origins
from opsgen_targets.prometheus import PrometheusOptions
from opsgen_targets.prometheus import target as prometheus
from tests.judges import amtool
from tests.judges.lookup import require
from tests.judges.places import ROOT
from tests.judges.process import execute
from tests.targets.alertmanager.emitted import Config, config_of, emitted, saved
from tests.targets.alertmanager.plans import channel, firing, plan, recorded

Mode = Literal["full", "fragment"]
MODES: tuple[Mode, ...] = ("full", "fragment")
EXAMPLES = sorted(ROOT.glob("examples/**/operations.yaml"))
HOSTILE = ('it\'s "q" \\ $(id) `id` ${x}', "two\nlines", "ünï <!channel> {}, =~ |")

EVERYONE = plan(
    channel("pagerduty", "critical"),
    channel("slack", "critical", "high", "medium", name="slack-alerts"),
    channel("email", "high", "low", name="mail", digest=recorded("mail")),
    channel("slack", *SEVERITIES, name="noon", digest=firing(720)),
    channel("webhook", name="beat", watchdog=True),
    version=(0, 28),
)


def placed(of: Plan, folder: Path, mode: Mode = "full") -> Path:
    """The script beside its configuration."""
    for path, artifact in emitted(of, mode).items():
        (folder / Path(path).name).write_bytes(render(artifact))
    return folder / "check-routes.sh"


def told(script: Path, *arguments: Path, version: str, shell: str = "sh") -> tuple[int, list[str]]:
    """(the exit code; the lines)."""
    done = subprocess.run(
        [shell, script, *arguments],
        env={"PATH": "/usr/bin:/bin", "AMTOOL": str(require(f"amtool-{version}"))},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def subtree(config: Config) -> Any:
    (found,) = config["route"]["routes"]
    return found


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("version", ["0.28", "current"])
def test_every_severity_and_every_alert_goes_where_it_should(
    version: str, mode: Mode, tmp_path: Path
) -> None:
    code, lines = told(placed(EVERYONE, tmp_path, mode), version=version)
    assert (code, lines[-1]) == (0, "7 checks, 0 wrong")
    assert lines[:-1] == [
        "ok     config: amtool accepts it",
        "ok     severity critical: pagerduty, slack-alerts; in a digest noon",
        "ok     severity high: slack-alerts; in a digest mail, noon",
        "ok     severity medium: slack-alerts; in a digest noon",
        "ok     severity low: in a digest mail, noon",
        "ok     alert digest_mail: mail",
        "ok     alert Watchdog: beat",
    ]


@pytest.mark.parametrize("version", ["0.25", "current"])
def test_a_route_to_the_wrong_receiver_is_told(version: str, tmp_path: Path) -> None:
    of = plan(channel("slack", "high", "medium"), channel("email", "critical", name="mail"))
    script, config = placed(of, tmp_path), config_of(of)
    for route in subtree(config)["routes"]:
        if route["receiver"] == "demo-high":
            route["receiver"] = "demo-critical"
    saved(config, tmp_path)
    code, lines = told(script, version=version)
    assert code == 1
    wrong = lines.index("WRONG  severity high: slack")
    assert lines[wrong + 1] == "       expected: demo-high"
    assert any("demo-critical" in line for line in lines[wrong + 2 :])
    assert lines[-1].endswith(" 1 wrong")


def test_a_route_of_another_that_takes_the_alerts_is_seen_in_the_joined_file(
    tmp_path: Path,
) -> None:
    of = plan(channel("slack", *SEVERITIES))
    script, joined = placed(of, tmp_path, "fragment"), config_of(of)
    assert told(script, saved(joined, tmp_path, "good.yml"), version="0.25")[0] == 0
    joined["route"]["routes"].insert(0, {"receiver": "x", "matchers": ['severity="critical"']})
    joined["receivers"].append({"name": "x"})
    code, lines = told(script, saved(joined, tmp_path, "bad.yml"), version="0.25")
    assert code == 1
    assert [line for line in lines if line.startswith("WRONG")] == [
        "WRONG  severity critical: slack"
    ]


def test_a_configuration_that_amtool_refuses_is_told(tmp_path: Path) -> None:
    script = placed(EVERYONE, tmp_path)
    (tmp_path / "alertmanager.yml").write_text("route: {}\n", encoding="utf-8")
    code, lines = told(script, version="current")
    assert code == 1
    assert lines[0] == "WRONG  config: amtool accepts it"


@pytest.mark.parametrize("missing", ["amtool", "config"])
def test_what_cannot_be_asked_is_no_verdict(missing: str, tmp_path: Path) -> None:
    script = placed(EVERYONE, tmp_path)
    if missing == "config":
        (tmp_path / "alertmanager.yml").unlink()
    program = "/nowhere/amtool" if missing == "amtool" else "true"
    done = subprocess.run(
        ["sh", script],
        env={"PATH": "/usr/bin:/bin", "AMTOOL": program},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("version", ["0.25", "current"])
def test_hostile_labels_and_channels_are_asked_as_they_are(
    version: str, text: str, tmp_path: Path
) -> None:
    made = plan(channel("slack", "high"), channel("email", "low", name=text, digest=recorded("m")))
    of = dataclasses.replace(made, labels=(("team", text),))
    code, lines = told(placed(of, tmp_path), version=version)
    assert code == 0, lines
    # The label is looked at, and by its very text: amtool did not drop what it could not read.
    config = config_of(of)
    config["route"]["routes"].insert(
        0, {"receiver": "demo-low", "matchers": [f"team={_quoted(text)}"]}
    )
    saved(config, tmp_path)
    code, lines = told(tmp_path / "check-routes.sh", version=version)
    assert code == 1
    assert any(line.startswith("WRONG  alert Watchdog") for line in lines)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


@pytest.mark.parametrize("mode", MODES)
def test_the_script_is_clean(mode: Mode, tmp_path: Path) -> None:
    of = dataclasses.replace(EVERYONE, labels=(("team", HOSTILE[0]),))
    assert execute([require("shellcheck"), placed(of, tmp_path, mode)])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: str(file.parent.name))
def test_the_model_hears_what_amtool_says_of_the_examples(
    file: Path, mode: Mode, tmp_path: Path
) -> None:
    of = api.compile_file(str(file)).plan
    assert of is not None
    config = config_of(of, mode)
    ears = read_ears(config, receiver_origins(of), of)
    if mode == "fragment":
        config["route"]["receiver"] = config["receivers"][0]["name"]
    path = saved(config, tmp_path)
    for labels, receivers in _once(of):
        assert ears.routing.receivers(labels) == receivers
        assert amtool.route_test(path, labels, receivers, version="0.28")


def _once(of: Plan) -> Iterator[tuple[dict[str, str], tuple[str, ...]]]:
    """Alerts that differ in what the tree may look at: the rest is the script's own run."""
    seen = set()
    for one in asked(of):
        labels = dict(one.labels)
        key = (labels.get("severity"), labels.get("digest"), one.receivers)
        if key not in seen:
            seen.add(key)
            yield labels, one.receivers


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: str(file.parent.name))
def test_every_alert_of_the_examples_reaches_those_whom_the_input_asks_for(file: Path) -> None:
    of = api.compile_file(str(file)).plan
    assert of is not None
    routes = {each.severity: (*each.channels, *each.digests) for each in of.notifications.routes}
    ears = read_ears(config_of(of), receiver_origins(of), of)
    for alert in of.alerts:
        if alert.severity != "none":
            assert set(ears.hearing(alert, of).channels) == set(routes[alert.severity])


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: str(file.parent.name))
def test_an_alert_carries_what_its_rule_gives_it(file: Path) -> None:
    of = api.compile_file(str(file)).plan
    assert of is not None
    made = prometheus.emit(of, PrometheusOptions(tests=False), Emit("prometheus"))
    texts = [render(artifact).decode() for artifact in made]
    groups = [group for text in texts for group in yaml.safe_load(text).get("groups", ())]
    given = {
        rule["alert"]: {"alertname": rule["alert"], **rule["labels"]}
        for group in groups
        for rule in group["rules"]
        if "alert" in rule
    }
    assert given == {alert.name: carried(alert, of) for alert in of.alerts}
