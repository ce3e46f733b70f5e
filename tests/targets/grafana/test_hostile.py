"""A spec full of what Grafana would run: every text survives Grafana's own replacement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from opsgen_targets.grafana import GrafanaOptions
from tests.targets.grafana.dashboards import V2, dashboard, expressions, panel, shop
from tests.targets.grafana.test_escape import VARIABLE

OURS = "${datasource}"
"""The one variable that a dashboard asks for, as the uid of its data source."""

METRICS = (
    r"""{name: errors, type: counter, denominator: all_total, min_bad: 0, alert_threshold: ">5%",
     description: 'In $datasource, ${datasource} and [[datasource]]: {{le}} <b>now</b>',
     numerator: 'all_total{path=~"/a/$datasource|/$__interval/[[datasource]]/.*$"}'}""",
    r"""{name: queue, type: gauge, unit: count, series: 'queue{endpoint="/c/{name}/\"q\""}',
     alert_threshold: ">5", runbook: "https://wiki.example.com/$datasource?a=[[datasource]]"}""",
    r"""{name: own, type: gauge, unit: '1', promql: 'label_replace(a, "b", "$1", "c", `(.+)`)',
     by: [b], alert_threshold: ">5"}""",
)
SPEC = shop(*(" ".join(metric.split("\n     ")) for metric in METRICS))


def texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        yield from (text for value in node.values() for text in texts(value))
    elif isinstance(node, list):
        yield from (text for value in node for text in texts(value))


@pytest.mark.parametrize("options", [GrafanaOptions(), V2], ids=["v1", "v2"])
def test_grafana_replaces_nothing_but_the_data_source(options: GrafanaOptions) -> None:
    found = [text for text in texts(dashboard(SPEC, options)) if VARIABLE.search(text)]
    assert set(found) == {OURS}


def test_expressions_ask_for_what_was_typed() -> None:
    document = dashboard(SPEC)
    (ratio,) = expressions(panel(document, "Errors"))
    assert r'path=~"/a/\x24datasource|/\x24__interval/\x5b[datasource]]/.*$"' in ratio
    (queue,) = expressions(panel(document, "Queue"))
    assert queue == r'max(queue{endpoint="/c/{name}/\"q\""})'
    (own,) = expressions(panel(document, "Own"))
    assert own == r'label_replace(a, "b", "\x241", "c", `(.+)`)'


def test_words_and_links_lead_where_was_typed() -> None:
    document = dashboard(SPEC)
    words = panel(document, "Errors")["description"].split("\n")[0]
    shown = words.replace("&#36;", "$")
    assert re.sub(r"\\(.)", r"\1", shown) == (
        "In $datasource, ${datasource} and [[datasource]]: {{le}} <b>now</b>"
    )
    (link,) = panel(document, "Queue")["links"]
    assert link["url"] == "https://wiki.example.com/%24datasource?a=%5B[datasource]]"


def test_a_legend_names_labels_and_nothing_else() -> None:
    for one in texts(dashboard(SPEC)):
        for name in re.findall(r"\{\{(.*?)\}\}", one):
            assert re.fullmatch(r"\w+", name), one
