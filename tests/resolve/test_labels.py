"""Labels (LANGUAGE 2.2): where a condition is evaluated, and what may not be one."""

from __future__ import annotations

import pytest

from tests.resolve.files import alert, codes, file, finding, promql, underlined

METRICS = (
    "name: by_model, type: gauge, by: [model]",
    "name: by_both, type: gauge, by: [model, route]",
    "name: by_route, type: gauge, by: [route]",
    "name: by_none, type: gauge",
    "name: error_rate, type: counter, by: [model, route]",
)


def asked(condition: str, more: str = "") -> str:
    return file(metrics=METRICS, alerts=[f'name: a, condition: "{condition}"{more}'])


@pytest.mark.parametrize(
    ("condition", "labels"),
    [
        ("by_both > 5", ("model", "route")),
        ("by_model > by_both", ("model",)),
        ("by_both / by_route > 5x", ("route",)),
        ("by_model > 5 and by_both > 5", ("model",)),
        ("by_model > 5 or by_both > 5", ("model",)),
        ("by_model > 5 and by_route > 5", ()),
        ("by_both > by_none", ()),
        ("by_both > 5 * 2", ("model", "route")),
        ("by_both > baseline(by_both, 1d) * 2", ("model", "route")),
        ("by_both > 5 and absent(by_none)", ()),
    ],
)
def test_a_condition_is_evaluated_at_the_labels_that_all_its_parts_share(
    condition: str, labels: tuple[str, ...]
) -> None:
    assert alert(asked(condition), "a").by == labels


def test_every_part_is_aggregated_to_them_at_its_source() -> None:
    assert promql(asked("by_both > by_model"), "a") == (
        'max by (model) (by_both{job="shop"}) > on (model) max by (model) (by_model{job="shop"})'
    )
    ratio = promql(asked("error_rate > 5% and by_model > 5"), "a")
    assert "sum by (model) (rate(errors_total" in ratio
    assert "route" not in ratio


@pytest.mark.parametrize(
    ("by", "labels"), [("[]", ()), ("[zone]", ("zone",)), ("[route, model]", ("model", "route"))]
)
def test_by_of_the_alert_overrides(by: str, labels: tuple[str, ...]) -> None:
    assert alert(asked("by_model > 5", f", by: {by}"), "a").by == labels


@pytest.mark.parametrize(
    "label",
    ["alertname", "alertstate", "service", "severity", "signal", "digest", "le", "digest_alert"],
)
def test_no_result_keeps_a_label_that_opsgen_or_an_engine_sets(label: str) -> None:
    for text in (
        asked("by_none > 5", f", by: [{label}]"),
        file(metrics=[f"name: it, type: gauge, by: [{label}]"]),
        file(defaults=f"job: shop, by: [{label}]"),
    ):
        assert codes(text) == ["OPS215"]
        assert underlined(text, "OPS215") == label


@pytest.mark.parametrize("label", ["without", "inf", "NaN"])
def test_no_result_keeps_a_word_that_promql_cannot_group_by(label: str) -> None:
    text = asked("by_none > 5", f', by: ["{label}"]')
    assert codes(text) == ["OPS215"]
    assert "PromQL" in finding(text, "OPS215").message


def test_other_words_of_promql_are_labels_as_any() -> None:
    assert codes(asked("by_none > 5", ', by: [offset, group, "on"]')) == []


@pytest.mark.parametrize("label", ["severity", "service", "signal", "le"])
def test_no_static_label_is_one_that_opsgen_sets(label: str) -> None:
    of_alert = asked("by_none > 5", f", labels: {{{label}: x}}")
    assert codes(of_alert) == ["OPS215"]
    of_all = file(top=f"labels: {{{label}: x}}")
    assert codes(of_all) == ["OPS215"]


def test_no_static_label_overwrites_one_that_the_condition_keeps() -> None:
    of_alert = asked("by_model > 5", ", labels: {model: x}")
    assert codes(of_alert) == ["OPS215"]
    assert "kept by the condition" in finding(of_alert, "OPS215").message
    of_all = file(
        metrics=['name: it, type: gauge, by: [env], alert_threshold: ">5"'],
        top="labels: {env: prod}",
    )
    assert codes(of_all) == ["OPS215"]


def test_an_alerts_own_label_wins_over_the_one_of_all_rules() -> None:
    text = file(
        metrics=METRICS,
        alerts=['name: a, condition: "by_none > 5", labels: {team: two}, message: "ask {team}"'],
        top="labels: {team: one}",
    )
    assert codes(text) == []
    assert alert(text, "a").labels == (("team", "two"),)
    assert str(alert(text, "a").message[0]).find("ask two") > 0


def test_drift_has_the_labels_feature_and_test_and_no_other() -> None:
    drift = """
    drift_detection:
      tests: [{name: length_drift, type: ks, threshold: 0.05}]
    """
    text = file(alerts=['name: a, condition: "drift_p_value < 0.05"'], top=drift)
    assert alert(text, "a").by == ("feature", "test")
    other = file(alerts=['name: a, condition: "drift_p_value < 0.05", by: [model]'], top=drift)
    assert codes(other) == ["OPS347"]
