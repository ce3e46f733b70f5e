"""What is offered while somebody types, and what it makes of the file."""

from __future__ import annotations

import pytest

from opsgen.spec import CHANNEL_TYPES, json_schema
from opsgen.spec.snippets import SNIPPETS
from tests.editors.editor import Editor
from tests.editors.places import ALERT, CHANNEL, LISTS, METRIC, head
from tests.editors.typing_in import expand, typed
from tests.spec.reading import found

SEVERITIES = {"critical", "high", "medium", "low"}


def labels(editor: Editor, marked: str) -> set[str]:
    return {offer.label for offer in editor.offers(marked)}


def test_an_empty_file_offers_every_section_and_nothing_else(editor: Editor) -> None:
    offers = {offer.label: offer for offer in editor.offers("|")}
    assert list(offers) == sorted(json_schema()["properties"])  # type: ignore[call-overload]  # plain data
    assert offers["monitoring"].inserts == "monitoring:\n  "
    assert offers["monitoring"].says.startswith("What is measured")
    assert not any("null" in offer.inserts for offer in offers.values())


def test_what_stands_there_is_not_offered_again(editor: Editor) -> None:
    again = labels(editor, "service: demo\nmonitoring:\n  metrics: []\n|")
    assert not {"service", "monitoring"} & again
    assert "alerting" in again


def test_a_metric_offers_its_keys_with_the_form_of_their_values(editor: Editor) -> None:
    offers = {o.label: o.inserts for o in editor.offers(METRIC + "      |")}
    assert not {"name", "type"} & set(offers)
    assert expand(offers["alert_threshold"]) == 'alert_threshold: ">5%"'
    assert expand(offers["quantile"]) == "quantile: 0.99"
    assert expand(offers["for"]) == "for: 5m"
    assert expand(offers["where"]) == "where: "
    assert all(":" in text for text in offers.values())


def test_in_the_middle_of_an_item_no_new_one_is_offered(editor: Editor) -> None:
    snippets = {snippet["label"] for several in SNIPPETS.values() for snippet in several}
    for text in (METRIC, ALERT, CHANNEL.format("slack"), METRIC.replace("      type: gauge\n", "")):
        assert not snippets & labels(editor, text + "      |")


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (METRIC.replace("gauge", "|"), {"histogram", "counter", "gauge"}),
        (METRIC + "      severity: |", SEVERITIES),
        (METRIC + "      aggregate: |", {"max", "min", "avg", "sum"}),
        (METRIC + "      no_data: |", {"ok", "alert"}),
        (METRIC + "      alert_threshold:\n        |", {'">5%"', *SEVERITIES}),
        (METRIC + "      alert_threshold: |", {'">5%"'}),
        (ALERT + "      severity: |", SEVERITIES),
        (CHANNEL.format("|"), set(CHANNEL_TYPES)),
        (CHANNEL.format("slack") + "      severity: [|]", SEVERITIES),
        (CHANNEL.format("slack") + "      severity:\n        - |", SEVERITIES),
        (CHANNEL.format("email") + "      frequency: |", {"daily"}),
        (CHANNEL.format("email") + "      watchdog: |", {"true", "false"}),
        ("alerting:\n  severities:\n    |", SEVERITIES),
        ("drift_detection:\n  tests:\n    - type: |", {"ks", "chi_squared", "mmd"}),
        (
            "drift_detection:\n  actions:\n    on_drift_detected:\n      - |",
            {"alert", "log", "investigate", "retrain"},
        ),
        ("monitoring:\n  logging:\n    include_prompt: |", {"true", "false"}),
        (
            "pipeline:\n  steps:\n    a:\n      run: make\n      |",
            {"env", "secrets", "outputs", "permissions", "timeout"},
        ),
        (
            "targets:\n  prometheus:\n    |",
            {"enabled", "pack", "path", "reads", "values", "version"},
        ),
        ("x-anything:\n  |", set()),
        (METRIC + "      description: |", set()),
    ],
)
def test_exactly_what_may_stand_there_is_offered(
    editor: Editor, marked: str, expected: set[str]
) -> None:
    assert labels(editor, marked) == expected


def test_each_value_of_a_closed_set_is_explained(editor: Editor) -> None:
    says = {offer.label: offer.says for offer in editor.offers(METRIC.replace("gauge", "|"))}
    assert len(set(says.values())) == 3
    assert "only grows" in says["counter"]
    assert {o.says for o in editor.offers(CHANNEL.format("|")) if o.label == "sns"} == {
        "Amazon SNS"
    }


def test_a_unit_is_offered_with_its_meaning_and_without_quotes(editor: Editor) -> None:
    units = {offer.label: offer for offer in editor.offers(METRIC + "      unit: |")}
    assert {"s", "ms", "ratio", "percent", "MiB", "USD", "tokens", "1"} <= set(units)
    assert units["percent"].says == "a part of a whole, exported from 0 to 100"
    assert units["1"].inserts == "1"


@pytest.mark.parametrize("kind", CHANNEL_TYPES)
def test_a_channel_offers_the_fields_of_its_type_alone(editor: Editor, kind: str) -> None:
    offered = labels(editor, CHANNEL.format(kind) + "      |")
    fields = set(CHANNEL_TYPES[kind].fields)
    others = {field for other in CHANNEL_TYPES.values() for field in other.fields} - fields
    assert fields <= offered
    assert not others & offered
    assert ("webhook" in offered) == (CHANNEL_TYPES[kind].webhook is not None)
    assert ("recipients" in offered) == (kind == "email")


def test_a_secret_is_offered_by_reference(editor: Editor) -> None:
    offers = {o.label: o for o in editor.offers(CHANNEL.format("slack") + "      |")}
    assert expand(offers["webhook"].inserts) == 'webhook: "${SLACK_WEBHOOK}"'
    assert "`${SLACK_WEBHOOK}`" in offers["webhook"].says


@pytest.mark.parametrize("place", ["below the key", "after the dash", "after another"])
@pytest.mark.parametrize("name", LISTS)
def test_a_new_item_is_offered_whole_and_is_good_as_it_is(
    editor: Editor, name: str, place: str
) -> None:
    above, indent = head(LISTS[name])
    first = typed(f"{above}{indent}|", editor.offers(f"{above}{indent}|")[0])
    marked = {
        "below the key": f"{above}{indent}|",
        "after the dash": f"{above}{indent}- |",
        "after another": f"{first}\n{indent}|\n",
    }[place]
    wanted = {snippet["label"] for snippet in SNIPPETS[name]}
    offers = [offer for offer in editor.offers(marked) if offer.label in wanted]
    assert {offer.label for offer in offers} == wanted
    texts = [typed(marked, offer) for offer in offers]
    # The same name twice is no matter of the shape of one item.
    codes = {line.split()[1] for text in texts for line in found(text)}
    assert codes <= ({"OPS105"} if place == "after another" else set())
    assert editor.findings(*texts) == [[] for _ in texts]
    assert all(offer in editor.offers(marked)[: len(offers)] for offer in offers)


def test_every_proposed_value_of_a_metric_is_good_as_it_is(editor: Editor) -> None:
    marked = METRIC + "      |"
    texts = [
        typed(marked, offer)
        for offer in editor.offers(marked)
        if not expand(offer.inserts).rstrip().endswith((":", "-"))
    ]
    assert len(texts) > 6
    assert [found(text) for text in texts] == [[] for _ in texts]
    assert editor.findings(*texts) == [[] for _ in texts]
