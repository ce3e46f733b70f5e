"""However a spec is written and wherever it is built, the same meaning gives the same bytes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.properties.builds import Files, built
from tests.properties.figures import Spec
from tests.properties.processes import digests, digests_elsewhere
from tests.properties.profile import EXAMPLES, drawn
from tests.properties.rewriting import (
    RESPELLINGS,
    renamed,
    with_another_metric,
    with_messages,
)
from tests.properties.specs import specs
from tests.properties.styles import STYLES
from tests.properties.writing import Style, write

SPELLINGS = st.lists(st.sampled_from(tuple(RESPELLINGS)), min_size=1, unique=True)


@drawn()
@given(specs(), STYLES)
def test_order_quotes_comments_and_anchors_mean_nothing(spec: Spec, style: Style) -> None:
    same(built(write(spec)), built(write(spec, style)))


@drawn()
@given(specs(), SPELLINGS)
def test_a_figure_means_the_same_in_another_unit(spec: Spec, spellings: Collection[str]) -> None:
    # An alert without a message quotes its condition, and then the spelling is what it says.
    said = respelt = with_messages(spec)
    for name in spellings:
        respelt = RESPELLINGS[name](respelt)
    assert decided(built(write(said))) == decided(built(write(respelt)))


@drawn()
@given(specs())
def test_names_are_only_names(spec: Spec) -> None:
    one, other = (built(write(renamed(spec, label, "q"))) for label in ("qa_", "qb_"))
    same(exchanged(one, b"qa_", b"qb_"), plain(other))


@drawn()
@given(specs())
def test_metrics_names_are_only_names(spec: Spec) -> None:
    one, other = (built(write(renamed(spec, "q_", letter))) for letter in "vw")
    for letter in b"abcdefgh":
        twice = bytes([letter, letter])
        one = exchanged(one, twice + b"v", twice + b"w")
    same(one, plain(other))


@drawn()
@given(specs())
def test_another_metric_leaves_the_other_alerts_alone(spec: Spec) -> None:
    before = alerts(built(write(spec)))
    after = alerts(built(write(with_another_metric(spec))))
    assert {name: after.get(name) for name in before} == before


@pytest.mark.parametrize(
    ("env", "flags"),
    [
        ({"PYTHONHASHSEED": "1", "LC_ALL": "C", "PYTHONUTF8": "0"}, ()),
        ({"PYTHONHASHSEED": "4711", "LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati"}, ("-OO",)),
    ],
    ids=["c", "turkish"],
)
def test_another_process_gives_the_same_bytes(env: dict[str, str], flags: tuple[str, ...]) -> None:
    texts: list[str] = []

    @drawn(max(10, EXAMPLES // 2), shrink=False)
    @given(specs(), STYLES)
    def collect(spec: Spec, style: Style) -> None:
        text = write(spec, style)
        # What is refused is drawn anew here: another process has nothing to draw from.
        built(text)
        texts.append(text)

    collect()
    if "-OO" in flags:
        # Without assertions an error would be an empty build; it is one here, too.
        assert all(built(text) for text in texts)
    assert digests_elsewhere(texts, env, *flags) == digests(texts)


def same(one: Files, other: Files) -> None:
    """Both builds hold the same; where not, the first lines that differ are shown."""
    assert list(one) == list(other)
    for path, content in one.items():
        if content == other[path]:
            continue
        pairs = zip(content.decode().split("\n"), other[path].decode().split("\n"), strict=False)
        differing = [pair for pair in pairs if pair[0] != pair[1]]
        raise AssertionError(f"{path} differs: {differing[:3]}")


def plain(files: Files) -> Files:
    """Without the dashboards: their panels are numbered by a hash of what they show."""
    return {path: content for path, content in files.items() if "/grafana/" not in path}


def decided(files: Files) -> dict[str, Any]:
    """What fires and who hears it. Descriptions and pages quote conditions as they were typed."""
    rules = rules_of(files)
    for rule in rules:
        rule.pop("annotations", None)
    return {"rules": rules, "routes": files["ops/alertmanager/alertmanager.yml"]}


def exchanged(files: Files, old: bytes, new: bytes) -> Files:
    return {path: content.replace(old, new) for path, content in plain(files).items()}


def alerts(files: Files) -> dict[str, Any]:
    """Each alert's rule by its name, but for those that opsgen makes of all that there is."""
    return {
        rule["alert"]: rule
        for rule in rules_of(files)
        if "alert" in rule and not rule["alert"].startswith("digest_")
    }


def rules_of(files: Files) -> list[dict[str, Any]]:
    (rules,) = (
        content for path, content in files.items() if path.endswith(".prometheus.rules.yml")
    )
    return [rule for group in yaml.safe_load(rules)["groups"] for rule in group["rules"]]
