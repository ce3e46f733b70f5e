"""The judge sees every way to write a variable, where Grafana knows its name."""

from __future__ import annotations

import pytest

from tests.judges import grafana_variables
from tests.judges.grafana_samples import FORMS, PLACES, planted


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("$datasource", True),
        ("costs ${job}", True),
        ("${job:csv}", True),
        ("${__from:date:iso}", True),
        ("${__data.fields.x}", True),
        ("[[instance]]", True),
        ("[[instance:pipe]]", True),
        ('x{a="$__range"}', True),
        ("$timeFilter", True),
        ("$5 and $HOME and ${unknown}", False),
        ("[[else]] [[ job ]] $", False),
        ('x{a="\\x24datasource"}', False),
        ("&#36;datasource &#91;[job]]", False),
    ],
)
def test_a_text_that_grafana_would_change_is_told(text: str, changed: bool, form: str) -> None:
    clean = planted(form, {"expr": "up"})
    assert grafana_variables.uses(clean) == []
    place = PLACES["description"][list(FORMS).index(form)]
    found = grafana_variables.uses(planted(form, {"expr": "up", "description": text}))
    assert found == ([(place, text)] if changed else [])


@pytest.mark.parametrize("form", FORMS)
def test_a_fixed_source_may_be_chosen_by_a_variable(form: str) -> None:
    assert (
        grafana_variables.uses(planted(form, {"expr": "up", "panel source": "$datasource"})) == []
    )


@pytest.mark.parametrize(("form", "place"), [("classic", "/title"), ("resource", "/spec/title")])
def test_what_a_dashboard_says_of_itself_stays_as_it_is(form: str, place: str) -> None:
    assert grafana_variables.uses(planted(form, {"expr": "up", (place, place): "$job"})) == []
