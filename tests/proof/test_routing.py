"""The model of routing does what Alertmanager does, on trees that nobody thought of."""

from __future__ import annotations

import dataclasses
import json
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from opsgen.proof import routing
from opsgen.proof.routing import Routing, read_matcher, read_routing
from tests.judges import amtool, servers

LABELS = ("a", "b", "c")
VALUES = ("", "x", "y", "xy", 'q"\\')
REGEXES = ("x", "x|y", ".*", ".+", "x.*", "", "[xy]+")
TREES = 250
SECONDS = 20
Told = Mapping[str, Mapping[str, Any]]
ALERTS = 10
"""Per tree."""


def matcher(chance: random.Random) -> str:
    label, op = chance.choice(LABELS), chance.choice(("=", "!=", "=~", "!~"))
    value = chance.choice(REGEXES if "~" in op else VALUES)
    return f"{label}{op}{json.dumps(value)}"


def route(chance: random.Random, receivers: Iterator[str], depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {
        "matchers": [matcher(chance) for _ in range(chance.randint(0, 2))],
        "continue": chance.random() < 0.4,
    }
    if chance.random() < 0.8:
        found["receiver"] = next(receivers)
    if depth:
        found["routes"] = [route(chance, receivers, depth - 1) for _ in range(chance.randint(0, 3))]
    return found


def rule(chance: random.Random, tree: int, overlapping: bool) -> dict[str, Any]:
    inside = f'tree="{tree}"'
    apart = ("b=~.*", "b=~.*") if overlapping else ('b="x"', 'b!="x"')
    return {
        "source_matchers": [
            inside,
            apart[0],
            *(matcher(chance) for _ in range(chance.randint(1, 2))),
        ],
        "target_matchers": [
            inside,
            apart[1],
            *(matcher(chance) for _ in range(chance.randint(1, 2))),
        ],
        "equal": sorted(chance.sample(LABELS, chance.randint(0, 2))),
    }


def config(seed: int, trees: int, *, overlapping: bool = True) -> dict[str, Any]:
    """Many random trees in one configuration, each under a matcher of its own.

    The two sides of an inhibition may match the same alert, unless not `overlapping`.
    """
    chance = random.Random(seed)
    names = [f"r{number}" for number in range(trees * 60)]
    receivers = iter(names)
    routes = []
    for tree in range(trees):
        top = route(chance, receivers, 3)
        top["matchers"] = [f'tree="{tree}"']
        top["continue"] = False
        routes.append(top)
    return {
        "route": {"receiver": "root", "group_wait": "1h", "routes": routes},
        "receivers": [{"name": name} for name in ("root", *names)],
        "inhibit_rules": [
            rule(chance, tree, overlapping) for tree in range(trees) for _ in range(2)
        ],
    }


def alerts(seed: int, trees: int) -> list[dict[str, str]]:
    chance = random.Random(seed + 1)
    found = []
    for tree in range(trees):
        for number in range(ALERTS):
            labels = {label: chance.choice(VALUES) for label in LABELS}
            # A label without a value is no label.
            kept = {label: value for label, value in labels.items() if value}
            found.append({"alertname": f"t{tree}n{number}", "tree": str(tree), **kept})
    return found


def write(folder: Path, data: Mapping[str, Any]) -> Path:
    path = folder / "alertmanager.yml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    return path


def told_of(
    path: Path, labelled: list[dict[str, str]], version: str, until: Callable[[Told], bool]
) -> Told:
    """What a running Alertmanager tells of each alert, by its name.

    What an alert silences it learns a moment after the alert itself, so it is asked again `until`
    that is so, or time is up.
    """
    body = json.dumps([{"labels": labels} for labels in labelled])
    deadline = time.monotonic() + SECONDS
    with servers.alertmanager(path, version=version) as server:
        server.post("/api/v2/alerts", body)
        while True:
            found = json.loads(server.get("/api/v2/alerts"))
            told = {each["labels"]["alertname"]: each for each in found}
            if until(told) or time.monotonic() > deadline:
                return told
            time.sleep(0.2)


def differences(model: Routing, labelled: list[dict[str, str]], told: Told) -> list[str]:
    by_tree: dict[str, list[dict[str, str]]] = {}
    for labels in labelled:
        by_tree.setdefault(labels["tree"], []).append(labels)
    found = []
    # Every rule names its tree, so only those of the alert's own can have a say.
    rules = {tree: _of_tree(model, tree) for tree in by_tree}
    for labels in labelled:
        real = told[labels["alertname"]]
        heard = [each["name"] for each in real["receivers"]]
        if list(model.receivers(labels)) != heard:
            found.append(f"{labels}: {heard}, not {model.receivers(labels)}")
        silenced = bool(real["status"]["inhibitedBy"])
        if rules[labels["tree"]].silenced(labels, by_tree[labels["tree"]]) != silenced:
            found.append(f"{labels}: inhibited {silenced}")
    return found


def _of_tree(model: Routing, tree: str) -> Routing:
    named = routing.Matcher("tree", "=", tree)
    kept = tuple(rule for rule in model.inhibitions if named in rule.source)
    return dataclasses.replace(model, inhibitions=kept)


@pytest.fixture(scope="module", params=amtool.VERSIONS)
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    version = request.param
    seed = amtool.VERSIONS.index(version) * 1000
    # 0.33 remembers one source of a rule for each set of equal labels (inhibit/index.go):
    # where that one is on both sides, another that would silence is not found.
    data, labelled = config(seed, TREES, overlapping=version != "current"), alerts(seed, TREES)
    path = write(tmp_path_factory.mktemp("trees"), data)
    model = read_routing(data)

    def agree(told: Told) -> bool:
        return len(told) == len(labelled) and differences(model, labelled, told) == []

    return data, labelled, told_of(path, labelled, version, agree)


def test_who_hears_and_what_is_silenced_is_what_a_running_alertmanager_says(world: Any) -> None:
    data, labelled, told = world
    assert differences(read_routing(data), labelled, told) == []


@pytest.mark.parametrize("fault", ["goes on", "anchored", "both sides", "missing"])
def test_a_fault_in_the_model_is_seen(
    fault: str, world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, labelled, told = world
    model = read_routing(data)
    if fault == "both sides" and 'b="x"' in data["inhibit_rules"][0]["source_matchers"]:
        return  # no alert is on both
    match fault:
        case "goes on":
            model = dataclasses.replace(model, root=_stopping(model.root))
        case "anchored":
            monkeypatch.setattr(routing.Matcher, "matches", _unanchored)
        case "both sides":
            monkeypatch.setattr(routing.Inhibition, "silences", _without_both_sides)
        case "missing":
            monkeypatch.setattr(routing.Inhibition, "silences", _missing_differs)
    assert differences(model, labelled, told) != []


def _stopping(node: routing.Route) -> routing.Route:
    return dataclasses.replace(
        node, goes_on=False, routes=tuple(_stopping(child) for child in node.routes)
    )


def _unanchored(matcher: routing.Matcher, labels: routing.Labels) -> bool:
    found = labels.get(matcher.label, "")
    if matcher.op in ("=", "!="):
        return (found == matcher.value) == (matcher.op == "=")
    return (re.search(matcher.value, found) is not None) == (matcher.op == "=~")


def _sides(rule: routing.Inhibition, source: routing.Labels, target: routing.Labels) -> bool:
    return all(m.matches(source) for m in rule.source) and all(
        m.matches(target) for m in rule.target
    )


def _without_both_sides(
    rule: routing.Inhibition, source: routing.Labels, target: routing.Labels
) -> bool:
    equal = all(source.get(name, "") == target.get(name, "") for name in rule.equal)
    return equal and _sides(rule, source, target)


def _missing_differs(
    rule: routing.Inhibition, source: routing.Labels, target: routing.Labels
) -> bool:
    equal = all(name in source and source.get(name) == target.get(name) for name in rule.equal)
    return equal and _sides(rule, source, target) and not _sides(rule, target, source)


@pytest.mark.parametrize("version", ["0.25", "current"])
def test_who_hears_is_what_amtool_says(version: str, tmp_path: Path) -> None:
    data = config(7, 20)
    path, model = write(tmp_path, data), read_routing(data)
    # amtool's own reading of its arguments takes no quote.
    chosen = [labels for labels in alerts(7, 20) if '"' not in "".join(labels.values())][::5]
    for labels in chosen:
        assert amtool.route_test(path, labels, model.receivers(labels), version=version).ok
    wrong = ("root", *model.receivers(chosen[0]))
    assert not amtool.route_test(path, chosen[0], wrong, version=version).ok


@pytest.mark.parametrize(
    ("text", "label", "op", "value"),
    [
        ('severity="critical"', "severity", "=", "critical"),
        ("severity=critical", "severity", "=", "critical"),
        (' a =~ "x|y" ', "a", "=~", "x|y"),
        ('a!="q\\"\\\\"', "a", "!=", 'q"\\'),
        ('a!~"\\n"', "a", "!~", "\n"),
    ],
)
def test_a_matcher_is_read(text: str, label: str, op: str, value: str) -> None:
    found = read_matcher(text)
    assert (found.label, found.op, found.value) == (label, op, value)


@pytest.mark.parametrize("text", ["", "a", 'a="x', 'a=="x"', '{a="x"}', 'a="x", b="y"'])
def test_what_is_no_matcher_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a matcher"):
        read_matcher(text)


@pytest.mark.parametrize(
    "data",
    [
        {"route": {"receiver": "a", "new_key": 1}},
        {"route": {"receiver": "a"}, "inhibit_rules": [{"sources": []}]},
    ],
)
def test_what_the_model_does_not_know_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="does not know"):
        read_routing(data)


INTERVALS = [
    {
        "name": "nights",
        "time_intervals": [{"times": [{"start_time": "22:00", "end_time": "24:00"}]}],
    },
    {"name": "weekend", "time_intervals": [{"weekdays": ["saturday", "sunday"]}]},
    {
        "name": "noon",
        "time_intervals": [
            {"weekdays": ["Tuesday:Thursday"]}
            | {"times": [{"start_time": "11:30", "end_time": "12:15"}]}
        ],
    },
]


@pytest.mark.parametrize(
    ("keys", "minute", "weekday", "speaks"),
    [
        ({}, 0, 0, True),
        ({"active_time_intervals": ["nights"]}, 22 * 60, 1, True),
        ({"active_time_intervals": ["nights"]}, 22 * 60 - 1, 1, False),
        ({"active_time_intervals": ["nights"]}, 24 * 60 - 1, 1, True),
        ({"active_time_intervals": ["noon"]}, 11 * 60 + 29, 2, False),
        ({"active_time_intervals": ["noon"]}, 11 * 60 + 30, 2, True),
        ({"active_time_intervals": ["noon"]}, 12 * 60 + 14, 4, True),
        ({"active_time_intervals": ["noon"]}, 12 * 60 + 15, 4, False),
        ({"active_time_intervals": ["noon"]}, 12 * 60, 1, False),
        ({"active_time_intervals": ["noon"]}, 12 * 60, 5, False),
        ({"mute_time_intervals": ["weekend"]}, 600, 6, False),
        ({"mute_time_intervals": ["weekend"]}, 600, 5, True),
        ({"active_time_intervals": ["nights"], "mute_time_intervals": ["weekend"]}, 1400, 0, False),
    ],
)
def test_a_route_speaks_in_its_time(
    keys: dict[str, Any], minute: int, weekday: int, speaks: bool
) -> None:
    found = read_routing({"route": {"receiver": "a", **keys}, "time_intervals": INTERVALS})
    assert found.speaks(found.root, minute, weekday) is speaks


def test_the_older_words_for_matchers_are_read() -> None:
    data = {
        "route": {
            "receiver": "root",
            "routes": [
                {"receiver": "a", "match": {"x": "1"}},
                {"receiver": "b", "match_re": {"x": "1|2"}},
                {"receiver": "c"},
            ],
        },
        "inhibit_rules": [
            {
                "source_match": {"s": "a"}, "source_match_re": {"t": "b|c"},
                "target_match": {"u": "d"}, "target_match_re": {"v": "e|f"},
            }
        ],
        "mute_time_intervals": INTERVALS,
    }  # fmt: skip
    found = read_routing(data)
    # The first that takes it is the last, unless it says that it goes on.
    assert [found.receivers({"x": x}) for x in "123"] == [("a",), ("b",), ("c",)]
    assert set(found.intervals) == {"nights", "weekend", "noon"}
    (rule,) = found.inhibitions
    source, target = {"s": "a", "t": "c"}, {"u": "d", "v": "e"}
    assert rule.silences(source, target)
    for label in source:
        assert not rule.silences({**source, label: "z"}, target)
    for label in target:
        assert not rule.silences(source, {**target, label: "z"})


def test_groups_are_inherited_and_three_dots_part_all() -> None:
    data = {
        "receiver": "a",
        "group_by": ["alertname"],
        "routes": [{"matchers": ['a="x"']}, {"matchers": ['a="y"'], "group_by": ["..."]}],
    }
    found = read_routing({"route": data})
    labels = {"alertname": "n", "a": "x"}
    assert [route.group(labels) for route in found.root.hearing(labels)] == [(("alertname", "n"),)]
    labels = {"alertname": "n", "a": "y"}
    (alone,) = found.root.hearing(labels)
    assert alone.group(labels) == (("a", "y"), ("alertname", "n"))
