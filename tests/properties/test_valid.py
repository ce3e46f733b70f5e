"""Every spec that means something compiles, and the engines take what it becomes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given

from tests.judges import amtool, promtool
from tests.properties.builds import Files, built
from tests.properties.figures import Spec
from tests.properties.profile import EXAMPLES, drawn
from tests.properties.specs import specs
from tests.properties.styles import STYLES
from tests.properties.writing import Style, write

Build = tuple[Spec, str, Files]


@drawn()
@given(specs(), STYLES)
def test_a_spec_that_means_something_has_no_error(spec: Spec, style: Style) -> None:
    built(write(spec, style))


def drawn_builds(examples: int = EXAMPLES) -> list[Build]:
    """Specs and what they become, to be judged many at a time."""
    found: list[Build] = []

    @drawn(examples, shrink=False)
    @given(specs())
    def collect(spec: Spec) -> None:
        text = write(spec)
        found.append((spec, text, built(text)))

    collect()
    return found


@pytest.fixture(scope="module")
def builds() -> list[Build]:
    return drawn_builds()


@pytest.mark.parametrize("version", promtool.VERSIONS)
def test_promtool_takes_the_rules_of_all(builds: list[Build], tmp_path: Path, version: str) -> None:
    def fits(spec: Spec) -> bool:
        return version != "2.42" or _version(spec, "prometheus") == "2.42"

    files = written(builds, tmp_path, ".prometheus.rules.yml", fits)
    verdict = promtool.check_rules(*files, version=version)
    assert verdict, _with_specs(verdict.output, builds)


@pytest.mark.parametrize("version", amtool.VERSIONS)
def test_amtool_takes_the_routes_of_all(builds: list[Build], tmp_path: Path, version: str) -> None:
    def fits(spec: Spec) -> bool:
        return version == "current" or _version(spec, "alertmanager") <= version

    files = written(builds, tmp_path, "/alertmanager.yml", fits)
    verdict = amtool.check_config(*files, version=version)
    assert verdict, _with_specs(verdict.output, builds)


def test_every_spec_has_rules_and_routes(builds: list[Build], tmp_path: Path) -> None:
    for ending in (".prometheus.rules.yml", "/alertmanager.yml"):
        assert len(written(builds, tmp_path, ending, lambda _: True)) == len(builds)


def written(
    builds: list[Build], folder: Path, ending: str, fits: Callable[[Spec], bool]
) -> list[Path]:
    """The one file of each fitting build whose path ends so, called after the build's number."""
    found: list[Path] = []
    for number, (spec, _, files) in enumerate(builds):
        if fits(spec):
            (content,) = (text for path, text in files.items() if path.endswith(ending))
            found.append(folder / f"{number}.yml")
            found[-1].write_bytes(content)
    assert found
    return found


def _version(spec: Spec, target: str) -> str:
    table = json.loads(json.dumps(spec["targets"]))
    return str(table[target]["version"])


def _with_specs(output: str, builds: list[Build]) -> str:
    """What the judge said of the first file that it refused, and the spec of that file."""
    found = re.search(r"/([0-9]+)\.yml'?\s+FAILED.*(?:\n.*){4}", output)
    if found is None:
        return output[-2000:]
    return f"{found[0]}\n--- is the build of\n{builds[int(found[1])][1]}"
