"""The files as files: clean by the linters, within the schema, and the same bytes as ever."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import opsgen_targets.alertmanager
from opsgen.plan import SEVERITIES, Plan, SecretFile
from opsgen.spec import CHANNEL_TYPES
from opsgen_targets.alertmanager.settings import place
from opsgen_targets.alertmanager.types import TYPES
from tests.judges import markdownlint, yamllint
from tests.targets.alertmanager.emitted import FULL, config_of, emitted, text_of
from tests.targets.alertmanager.plans import REQUIRED, channel, firing, plan, recorded
from tests.targets.alertmanager.test_conformance import STEP

HOME = Path(opsgen_targets.alertmanager.__file__).parent
SCHEMA = json.loads((HOME / "schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)

EVERYTHING = plan(
    *(channel(kind, *SEVERITIES) for kind in REQUIRED),
    channel("email", "low", name="mail", digest=recorded("mail")),
    channel("slack", "low", name="noon", digest=firing(1435, 604800)),
    channel("slack", name="beat", watchdog=True),
    version=(9, 9),
)


def valid(config: Any) -> bool:
    return VALIDATOR.is_valid(config)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("mode", ["full", "fragment"])
@pytest.mark.parametrize("of", [STEP, EVERYTHING], ids=["step", "everything"])
def test_what_is_written_fits_the_schema(of: Plan, mode: Any) -> None:
    assert list(VALIDATOR.iter_errors(config_of(of, mode))) == []


@pytest.mark.parametrize(
    "plant",
    [
        lambda c: c["receivers"][0]["slack_configs"][0].update(api_url="https://hooks.example.com"),
        lambda c: c["receivers"][0]["slack_configs"][0].update(api_url_file="secrets/slack"),
        lambda c: c["receivers"][0]["slack_configs"][0].pop("send_resolved"),
        lambda c: c["receivers"][0]["pagerduty_configs"][0].update(severity="high"),
        lambda c: c["route"].update(matchers=['service="demo"']),
        lambda c: c["route"]["routes"][0].update(matchers=["service=demo"]),
        lambda c: c["route"]["routes"][0]["routes"][0].update(group_wait="soon"),
        lambda c: c["route"]["routes"][0]["routes"][0].update(active_time_intervals=["night"]),
        lambda c: c["inhibit_rules"][0].update(equal=["service"]),
        lambda c: c.pop("inhibit_rules"),
        lambda c: c.update(templates=["x.tmpl"]),
    ],
)
def test_the_schema_refuses_a_planted_fault(plant: Callable[[Any], object]) -> None:
    config = copy.deepcopy(config_of(STEP))
    assert valid(config)
    plant(config)
    assert not valid(config)


@pytest.mark.parametrize("kind", sorted(CHANNEL_TYPES))
def test_every_field_of_the_language_has_its_place(kind: str) -> None:
    assert kind in TYPES
    for field, form in CHANNEL_TYPES[kind].fields.items():
        properties = SCHEMA["$defs"][kind]["properties"]
        *parents, last = place(kind, field, SecretFile("X", "/x") if form == "secret" else "x")
        for parent in parents:
            properties = properties[parent]["properties"]
        assert last in properties


@pytest.mark.parametrize("of", [STEP, EVERYTHING, plan()], ids=["step", "everything", "nothing"])
def test_yamllint_and_markdownlint_find_nothing(of: Plan, tmp_path: Path) -> None:
    files = emitted(of)
    planted = tmp_path / "planted.md"
    planted.write_text("#wrong\n", encoding="utf-8")
    assert not markdownlint.check([planted])
    assert not yamllint.check("a:  1\n")
    page = tmp_path / "secrets.md"
    page.write_text(text_of(files["ops/alertmanager/secrets.md"]), encoding="utf-8")
    assert markdownlint.check([page, HOME / "README.md"])
    assert yamllint.check(text_of(files[FULL]))


def test_the_page_names_every_secret_file_once() -> None:
    page = text_of(emitted(EVERYTHING)["ops/alertmanager/secrets.md"])
    for each in EVERYTHING.notifications.channels:
        for _, value in each.settings:
            if isinstance(value, SecretFile):
                assert page.count(f"`{value.path}`") == 1


def test_the_companions_follow_the_path() -> None:
    assert list(emitted(STEP, path="deploy/am.yml")) == [
        "deploy/am.yml", "deploy/check-routes.sh", "deploy/check-secrets.sh", "deploy/secrets.md",
    ]  # fmt: skip
    assert next(iter(emitted(STEP, "fragment"))) == "ops/alertmanager/demo.fragment.yml"


def test_a_fragment_says_how_to_join_it() -> None:
    (fragment, *_) = emitted(STEP, "fragment").values()
    assert "opsgen-join-alertmanager" in text_of(fragment).splitlines()[1]


GOLDEN = Path(__file__).parent / "golden"


def goldens() -> dict[str, str]:
    """Every golden file's path under `golden/` and what it must hold."""
    mail = channel("email", "low", "medium", name="mail", digest=firing())
    fragment = plan(
        channel("pagerduty", "critical"), channel("telegram", "high"), mail,
        channel("webhook", name="beat", watchdog=True), service="search", version=(0, 28),
    )  # fmt: skip
    made = {"step": emitted(STEP), "fragment": emitted(fragment, "fragment")}
    return {
        f"{case}/{Path(path).name}": text_of(artifact)
        for case, artifacts in made.items()
        for path, artifact in artifacts.items()
    }


@pytest.mark.parametrize("name", sorted(goldens()))
def test_the_bytes_are_those_of_the_golden_file(name: str) -> None:
    """`python -m tests.targets.alertmanager.test_files` writes them anew."""
    assert (GOLDEN / name).read_text(encoding="utf-8") == goldens()[name]


def test_no_golden_file_is_left_over() -> None:
    kept = {str(f.relative_to(GOLDEN)) for f in GOLDEN.rglob("*") if f.is_file()}
    assert kept == set(goldens())


if __name__ == "__main__":
    for name, text in goldens().items():
        (GOLDEN / name).parent.mkdir(parents=True, exist_ok=True)
        (GOLDEN / name).write_text(text, encoding="utf-8")
