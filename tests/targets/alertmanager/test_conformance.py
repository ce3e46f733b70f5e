"""amtool's verdict on the configuration, and on who hears each alert."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsgen.plan import SEVERITIES, Plan
from opsgen_targets.alertmanager.join import main
from tests.judges import amtool
from tests.targets.alertmanager.emitted import config_of, emitted, saved, text_of, written
from tests.targets.alertmanager.plans import at_version, channel, firing, plan, recorded
from tests.targets.alertmanager.test_receivers import LOWEST

BOTH = ("0.25", "current")

STEP = plan(
    channel("pagerduty", "critical"),
    channel("slack", "critical", "high", "medium", name="slack-alerts"),
    channel("email", "high", name="mail"),
    channel("email", "low", name="email-digest", digest=recorded("email-digest")),
    channel("slack", "medium", "low", name="noon", digest=firing(720)),
    by=("model",),
)


def judge_of(kind: str) -> str:
    """The oldest amtool at hand that knows the words of a type's lowest version."""
    if LOWEST[kind] <= (0, 25):
        return "0.25"
    # Debian builds its 0.28 without the Jira integration.
    return "0.28" if LOWEST[kind] <= (0, 28) and kind != "jira" else "current"


def test_the_judge_refuses_a_planted_fault(tmp_path: Path) -> None:
    config = config_of(STEP)
    config["route"]["routes"][0]["receiver"] = "nobody"
    for version in amtool.VERSIONS:
        assert not amtool.check_config(saved(config, tmp_path), version=version)


@pytest.mark.parametrize("version", amtool.VERSIONS)
def test_amtool_accepts_the_whole(version: str, tmp_path: Path) -> None:
    assert amtool.check_config(written(STEP, tmp_path), version=version)


@pytest.mark.parametrize("kind", sorted(LOWEST))
def test_amtool_accepts_every_type_at_its_lowest_version_and_now(kind: str, tmp_path: Path) -> None:
    everywhere = plan(
        channel(kind, *SEVERITIES, name="now"),
        channel(kind, "low", name="later", digest=recorded("later")),
        channel(kind, "low", name="noon", digest=firing()),
        channel(kind, name="beat", watchdog=True),
        version=LOWEST[kind],
    )
    file = written(everywhere, tmp_path)
    planted = config_of(everywhere)
    (key,) = set(planted["receivers"][0]) - {"name"}
    planted["receivers"][0][key][0]["no_such_field"] = "x"
    wrong = saved(planted, tmp_path, "planted.yml")
    for version in {judge_of(kind), "current"}:
        assert not amtool.check_config(wrong, version=version)
        assert amtool.check_config(file, version=version)


def hears(severity: str) -> list[str]:
    """Receivers of the step's plan; the digest's copy comes first."""
    copies = ["demo-digest-noon"] if severity in ("medium", "low") else []
    return [*copies, f"demo-{severity}"]


ALERTS: list[tuple[dict[str, str], list[str]]] = [
    *(({"service": "demo", "severity": s, "alertname": "a"}, hears(s)) for s in SEVERITIES),
    (
        {"service": "demo", "severity": "none", "alertname": "d", "digest": "email-digest"},
        ["demo-digest-email-digest"],
    ),
    ({"service": "demo", "severity": "none", "alertname": "Watchdog"}, ["demo-watchdog"]),
    ({"service": "demo", "severity": "none", "alertname": "other"}, ["demo-medium"]),
    ({"service": "other", "severity": "critical", "alertname": "a"}, ["demo-medium"]),
    ({"alertname": "a"}, ["demo-medium"]),
]


@pytest.mark.parametrize("version", BOTH)
@pytest.mark.parametrize(("labels", "expected"), ALERTS)
def test_every_alert_reaches_exactly_its_receivers(
    labels: dict[str, str], expected: list[str], version: str, tmp_path: Path
) -> None:
    file = written(STEP, tmp_path)
    assert not amtool.route_test(file, labels, ["nobody"], version=version)
    assert amtool.route_test(file, labels, expected, version=version)


BASE = "route: {receiver: everyone}\nreceivers: [{name: everyone}]\n"


def joined(folder: Path, *services: Plan) -> Path:
    """The services' fragments under a base of one's own."""
    base = folder / "base.yml"
    base.write_text(BASE, encoding="utf-8")
    parts = []
    for service in services:
        (fragment, *_) = emitted(service, "fragment").values()
        parts.append(folder / f"{service.service}.fragment.yml")
        parts[-1].write_text(text_of(fragment), encoding="utf-8")
    output = folder / "joined.yml"
    assert main([str(base), *map(str, parts), "-o", str(output)]) == 0
    return output


def fragments() -> list[Plan]:
    return [
        plan(
            channel("slack", "critical", "high"),
            channel("email", "low", name="mail", digest=firing()),
            service=name,
        )
        for name in ("chat", "search")
    ]


@pytest.mark.parametrize("version", BOTH)
@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ({"service": "chat", "severity": "critical"}, ["chat-critical"]),
        ({"service": "search", "severity": "critical"}, ["search-critical"]),
        ({"service": "search", "severity": "low"}, ["search-digest-mail", "search-low"]),
        ({"service": "third", "severity": "critical"}, ["everyone"]),
    ],
)
def test_two_fragments_live_under_one_root(
    labels: dict[str, str], expected: list[str], version: str, tmp_path: Path
) -> None:
    file = joined(tmp_path, *fragments())
    planted = tmp_path / "planted.yml"
    planted.write_text(file.read_text().replace("name: everyone", "name: nobody"))
    assert not amtool.check_config(planted, version=version)
    assert amtool.check_config(file, version=version)
    assert amtool.route_test(file, labels, expected, version=version)


def test_the_same_plan_for_a_newer_engine_routes_the_same() -> None:
    old, new = config_of(STEP), config_of(at_version(STEP, (0, 33)))
    assert old["route"] == new["route"]
