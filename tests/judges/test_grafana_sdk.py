"""Grafana's own models refuse a planted slip in both schemas, and keep a right dashboard."""

from __future__ import annotations

import pytest

from tests.judges import grafana_sdk
from tests.judges.grafana_samples import CLASSIC, FORMS, GONE, PLACES, RESOURCE, Changes, planted

KEPT: Changes = {"variables": (CLASSIC["templating"]["list"], RESOURCE["spec"]["variables"][:1])}
"""The models take a variable's query for a panel's and lose it, so the samples go without."""

PANEL, ELEMENT = (place.removesuffix("/title") for place in PLACES["title"])
TARGET, QUERY = (place.removesuffix("/expr") for place in PLACES["expr"])
FIELDS, V2_FIELDS = (place.removesuffix("/defaults/unit") for place in PLACES["unit"])
OPTIONS, V2_OPTIONS = PLACES["options"]
SLIPS = {
    "a wrong key of the dashboard": ("/titel", "/spec/titel", "Demo"),
    "a wrong key of a panel": (f"{PANEL}/unitt", f"{ELEMENT}/unitt", "s"),
    "a wrong key of a query": (f"{TARGET}/legend", f"{QUERY}/legend", "a"),
    "a wrong key of the fields": (f"{FIELDS}/defaults/unitt", f"{V2_FIELDS}/defaults/unitt", "s"),
    "a wrong key of the graph": (
        f"{FIELDS}/defaults/custom/lineWith",
        f"{V2_FIELDS}/defaults/custom/lineWith",
        2,
    ),
    "a wrong key of the options": (f"{OPTIONS}/legend/show", f"{V2_OPTIONS}/legend/show", True),
    "a number as text": (
        "/panels/1/gridPos/w",
        "/spec/layout/spec/items/0/spec/width",
        "12",
    ),
    "a text as number": (f"{PANEL}/title", f"{ELEMENT}/title", 5),
    "a truth as number": (f"{PANEL}/id", f"{ELEMENT}/id", True),
    "a fraction for a count": (
        "/fiscalYearStartMonth",
        "/spec/timeSettings/fiscalYearStartMonth",
        0.5,
    ),
    "an unknown word": (
        f"{FIELDS}/defaults/custom/drawStyle",
        f"{V2_FIELDS}/defaults/custom/drawStyle",
        "wiggle",
    ),
    "a text for a list": (f"{OPTIONS}/legend/calcs", f"{V2_OPTIONS}/legend/calcs", "max"),
    "a number in a list of texts": ("/tags", "/spec/tags", ["a", 1]),
    "a text for a map": (f"{FIELDS}/defaults", f"{V2_FIELDS}/defaults", "s"),
    "a wrong key of a link": (f"{PANEL}/links", f"{ELEMENT}/links", [{"address": "x"}]),
    "a missing type": (f"{PANEL}/type", "/spec/title", GONE),
    "a word for a figure": (
        f"{FIELDS}/defaults/thresholds/steps",
        f"{V2_FIELDS}/defaults/thresholds/steps",
        [{"value": "low", "color": "red"}],
    ),
}
"""The place in the classic dashboard and in the resource, and what is planted there."""


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("what", SLIPS)
def test_the_models_refuse_a_planted_slip(what: str, form: str) -> None:
    classic, v2, value = SLIPS[what]
    assert grafana_sdk.faults(planted(form, {**KEPT, (classic, v2): value}))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="as it is"),
        pytest.param({"description": None}, id="nothing is as good as no key"),
    ],
)
def test_the_models_keep_a_right_dashboard(changes: Changes, form: str) -> None:
    assert grafana_sdk.faults(planted(form, {**KEPT, **changes})) == []


def test_a_classic_dashboard_may_come_as_a_resource() -> None:
    wrapped = {
        "apiVersion": "dashboard.grafana.app/v1beta1",
        "kind": "Dashboard",
        "metadata": {"name": "demo"},
    }
    assert grafana_sdk.faults({**wrapped, "spec": CLASSIC}) == []
    slipped = {**CLASSIC, "titel": "Demo"}
    assert grafana_sdk.faults({**wrapped, "spec": slipped}) == ["/spec/titel: lost"]


def test_a_fault_says_where() -> None:
    (found,) = grafana_sdk.faults(planted("classic", {"unit": 5}))
    assert found == "/panels/0/panels/0/field_config/defaults/unit: 5 is no str or NoneType"
