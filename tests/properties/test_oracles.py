"""Each property sees the bug that it is there for: here it is planted, and the property fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgen.units import Unit
from tests.judges import amtool, promtool
from tests.properties import test_invalid, test_same_meaning, test_valid
from tests.properties.mutations import MUTATIONS
from tests.properties.profile import drawn
from tests.properties.specs import specs
from tests.properties.styles import STYLES

SPECS = 60
"""Enough that each bug shows in some of them, by the fixed draw of every day."""


def fails(check: Callable[..., Any], *strategies: st.SearchStrategy[Any]) -> None:
    """`check` refuses at least one of the drawn specs. It is not made smaller: any will do."""
    # A test of hypothesis holds the function that it was made of.
    inner = getattr(check, "hypothesis", None)
    plain = check if inner is None else inner.inner_test

    @drawn(SPECS, shrink=False)
    @given(st.tuples(*strategies))
    def property_(given_: tuple[Any, ...]) -> None:
        plain(*given_)

    with pytest.raises(AssertionError):
        property_()


def test_a_stage_that_crashes_is_an_error_of_a_valid_spec(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> str:
        raise ValueError

    monkeypatch.setattr("opsgen_targets.prometheus.words.literal", crash)
    fails(test_valid.test_a_spec_that_means_something_has_no_error, specs(), STYLES)


UNESCAPED: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "template": ("opsgen_targets.prometheus.words.literal", str),
    "promql": ("opsgen.promql.printer.string", lambda text: f'"{text}"'),
    "yaml": ("opsgen.artifacts.yaml_writer._quoted", lambda text: f'"{text}"'),
}


@pytest.mark.parametrize("what", UNESCAPED)
def test_promtool_refuses_what_is_not_escaped(
    what: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(*UNESCAPED[what])
    files = test_valid.written(
        test_valid.drawn_builds(50), tmp_path, ".prometheus.rules.yml", lambda _: True
    )
    assert not promtool.check_rules(*files, version="3.5")


def test_amtool_refuses_one_bad_file_among_many(tmp_path: Path) -> None:
    files = test_valid.written(
        test_valid.drawn_builds(50), tmp_path, "/alertmanager.yml", lambda _: True
    )
    files[-1].write_text("route: {receiver: nobody}\n")
    assert not amtool.check_config(*files, version="current")


def test_the_order_of_a_map_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def first(owner: str | None, contacts: Mapping[str, str]) -> str:
        return owner or next(iter(contacts), "nobody")

    monkeypatch.setattr("opsgen.resolve.procedures._whom", first)
    fails(test_same_meaning.test_order_quotes_comments_and_anchors_mean_nothing, specs(), STYLES)


def test_a_unit_that_is_not_converted_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Unit, "factor_to", lambda self, other: 1)
    spellings = st.just(["other times"])
    fails(test_same_meaning.test_a_figure_means_the_same_in_another_unit, specs(), spellings)


def test_a_name_that_means_something_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def kept(by: list[str] | None, *_: object) -> tuple[str, ...]:
        return tuple(sorted({label for label in by or () if label != "qb_pod"}))

    monkeypatch.setattr("opsgen.resolve.metrics.check_by", kept)
    monkeypatch.setattr("opsgen.resolve.defaults.check_by", kept)
    fails(test_same_meaning.test_names_are_only_names, specs())


def test_a_metric_that_touches_others_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    from opsgen.resolve.alerts import AlertResolver

    plain = AlertResolver._hold

    def longer(self: AlertResolver, name: str, spec: Any, severity: Any) -> int:
        return plain(self, name, spec, severity) + 60 * len(self.signals)

    monkeypatch.setattr(AlertResolver, "_hold", longer)
    fails(test_same_meaning.test_another_metric_leaves_the_other_alerts_alone, specs())


def test_a_mistake_that_nobody_tells_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    from opsgen.resolve.alerts import AlertResolver

    monkeypatch.setattr(AlertResolver, "_check_order", lambda *_: None)
    told = test_invalid.told_by_its_code_at_its_line
    fails(lambda spec: told(spec, MUTATIONS["order of severities"]), specs())
