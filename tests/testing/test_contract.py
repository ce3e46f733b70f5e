"""Every target of ours keeps the contract, and each rule of it catches who breaks it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from opsgen.packs import Pack, PackOptions, PackTarget
from opsgen.plan import Origin
from opsgen.registry import entry_points
from opsgen.testing import RULES, Rule, Subject, check_target
from opsgen.testing.specs import TEXTS
from opsgen.testing.specs import plans as sample_plans
from tests.testing import planted
from tests.testing.planted import PLANTED, ForeignOptions, Good, NoOptions

TEMPLATES = {
    "all.json.j2": "{{ plan | json }}",
    "alerts.yaml.j2": "alerts: {{ plan.alerts | map(attribute='text') | list | json }}",
    "page.md.j2": "# {{ plan.service }}\n\n{{ plan.description or 'It says nothing' }}\n",
}
OURS = [point.name for point in entry_points() if point.dist and point.dist.name == "opsgen"]
ASKED = {
    "argo_rollouts": {"prometheus": "http://prometheus:9090", "replicas": 4},
    "flagger": {"prometheus": "http://prometheus:9090", "port": 80},
}
"""Options that a target cannot do without."""

RULE = {rule.__name__: rule for rule in RULES}


def faults(target: object, rule: Rule) -> list[str]:
    return list(rule(Subject(target)))  # type: ignore[arg-type]  # planted ones are no targets


def pack() -> PackTarget:
    return PackTarget("ours", Pack("ours", TEMPLATES), frozenset(), Origin((), None))


def test_every_input_is_a_plan() -> None:
    assert [plan.service for plan in sample_plans()] == ["bare", "whole", "hostile"]
    assert len(TEXTS) == 3


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("name", OURS)
def test_our_targets_keep_the_contract(name: str, rule: Rule) -> None:
    (point,) = [point for point in entry_points() if point.name == name]
    target = point.load()
    options = target.options(**ASKED[name]) if name in ASKED else None
    assert list(rule(Subject(target, options))) == []


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.__name__ != "reaches_for_nothing"])
def test_a_pack_keeps_it_too(rule: Rule) -> None:
    """But for the process in which it renders, which knows nothing of the world either."""
    assert list(rule(Subject(pack(), PackOptions(pack="ours")))) == []


def test_a_good_target_keeps_it() -> None:
    check_target(Subject(planted.good))


def broken() -> list[tuple[str, type[Good]]]:
    return [(rule, bad) for rule, targets in PLANTED.items() for bad in targets]


@pytest.mark.parametrize(
    ("rule", "bad"), broken(), ids=lambda value: getattr(value, "__name__", "")
)
def test_who_breaks_a_rule_is_caught_by_it(rule: str, bad: type[Good]) -> None:
    target = next((v for v in vars(planted).values() if type(v) is bad), None) or bad()
    assert faults(target, RULE[rule])


def test_for_every_rule_somebody_breaks_it() -> None:
    assert list(PLANTED) == list(RULE)


@pytest.mark.parametrize("bad", [NoOptions, ForeignOptions])
def test_options_of_no_known_kind_are_told(bad: type[Good]) -> None:
    assert faults(bad(), RULE["declares_its_options"]) == [
        "options is no subclass of TargetOptions"
    ]


def test_all_that_is_broken_is_told_at_once() -> None:
    with pytest.raises(AssertionError) as caught:
        check_target(Subject(planted.clock))
    assert str(caught.value).startswith("reaches_for_nothing: it calls time.time")


@pytest.mark.parametrize(
    "harmless", [lambda: "a".upper(), lambda: sorted([2, 1]), lambda: __import__("os").fspath("a")]
)
def test_computing_is_no_deed(harmless: Callable[[], object]) -> None:
    from opsgen.testing.watching import deeds

    assert deeds(harmless) == []
