"""Joining fragments: what fits becomes one configuration, what does not is told, not written."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from opsgen_targets.alertmanager.join import main
from tests.judges import yamllint

BASE = """\
route:
  receiver: platform
  routes:
    - matchers: [team="platform"]
      receiver: platform
receivers:
  - name: platform
"""
PART = """\
route:
  routes:
    - receiver: "{0}-medium"
      matchers: ["service=\\"{0}\\""]
receivers:
  - name: "{0}-medium"
    slack_configs:
      - text: |2-
            {{{{ define "x" }}}}two
          lines
inhibit_rules: []
time_intervals:
  - name: "{0}-night"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "base.yml").write_text(BASE)
    for name in ("a", "b"):
        (tmp_path / f"{name}.fragment.yml").write_text(PART.format(name))
    return tmp_path


def run(folder: Path, *more: str, parts: tuple[str, ...] = ("b", "a")) -> int:
    """Joins into `out.yml`, the fragments in the order given."""
    files = [str(folder / f"{part}.fragment.yml") for part in parts]
    return main([str(folder / "base.yml"), *files, "-o", str(folder / "out.yml"), *more])


def out(folder: Path) -> str:
    return (folder / "out.yml").read_text()


def test_every_list_is_appended_to_the_bases_and_the_base_comes_first(folder: Path) -> None:
    assert run(folder) == 0
    config = yaml.safe_load(out(folder))
    base, part = yaml.safe_load(BASE), yaml.safe_load(PART.format("a"))
    assert config["route"]["receiver"] == "platform"
    assert config["route"]["routes"][:2] == [*base["route"]["routes"], *part["route"]["routes"]]
    assert [one["name"] for one in config["receivers"]] == ["platform", "a-medium", "b-medium"]
    assert config["receivers"][1] == part["receivers"][0]
    assert [one["name"] for one in config["time_intervals"]] == ["a-night", "b-night"]
    assert yamllint.check(out(folder))


def test_the_order_of_the_arguments_and_the_folder_leave_no_trace(folder: Path) -> None:
    assert run(folder) == 0
    first = out(folder)
    assert run(folder, parts=("a", "b")) == 0
    assert out(folder) == first
    assert str(folder) not in first
    assert "base.yml, a.fragment.yml and b.fragment.yml" in first.splitlines()[0]


@pytest.mark.parametrize("scalar", ["09:00", "on", "1e3", "0123", "2026-01-01", '"${X}"', "~"])
def test_every_scalar_of_the_base_comes_out_as_it_was_typed(scalar: str, folder: Path) -> None:
    (folder / "base.yml").write_text(BASE + f"x: {scalar}\n")
    assert run(folder) == 0
    assert f"\nx: {scalar}\n" in out(folder)


def test_a_base_that_is_written_in_flow_is_joined_too(folder: Path) -> None:
    (folder / "base.yml").write_text("{route: {receiver: p}, receivers: [{name: p}]}\n")
    assert run(folder) == 0
    assert len(yaml.safe_load(out(folder))["route"]["routes"]) == 2
    assert "\n    - receiver:" in out(folder)


def test_without_output_it_prints(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(folder / "base.yml"), str(folder / "a.fragment.yml")]
    assert main(files) == 0
    assert yaml.safe_load(capsys.readouterr().out)["receivers"][1]["name"] == "a-medium"


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("b.fragment.yml", PART.format("a"), "b.fragment.yml: `a-medium` of `receivers` is in a."),
        ("b.fragment.yml", PART.format("a"), "`a-night` of `time_intervals` is in a.fragment.yml"),
        ("b.fragment.yml", BASE, "b.fragment.yml: no fragment: build it with `mode: fragment`"),
        ("b.fragment.yml", "global: {}\n", "b.fragment.yml: no fragment"),
        ("b.fragment.yml", "[]\n", "b.fragment.yml: no mapping at the top"),
        ("b.fragment.yml", "a: b\n  c: d\n", "b.fragment.yml:2: no valid YAML"),
        ("base.yml", "receivers: []\n", "base.yml: `route.receiver` is missing"),
        ("base.yml", BASE.replace('matchers: [team="platform"]', "group_wait: 1s"),
         "base.yml:4: a route without matchers takes every alert"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_and_nothing_is_written(
    file: str, text: str, told: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "out.yml").write_text("old\n")
    (folder / file).write_text(text)
    assert run(folder) == 1
    assert told in capsys.readouterr().err
    assert out(folder) == "old\n"


def test_a_route_of_the_base_that_lets_alerts_go_on_hides_nothing(folder: Path) -> None:
    audit = BASE.replace('matchers: [team="platform"]', "continue: true")
    (folder / "base.yml").write_text(audit)
    assert run(folder) == 0


def test_check_writes_nothing_and_shows_the_difference(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, "--check") == 4
    assert not (folder / "out.yml").exists()
    assert '+  - name: "a-medium"' in capsys.readouterr().out
    assert run(folder) == 0
    assert run(folder, "--check") == 0


def test_a_file_that_is_missing_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, parts=("a", "c")) == 5
    assert "c.fragment.yml: No such file" in capsys.readouterr().err


def test_check_without_an_output_is_wrong_usage(folder: Path) -> None:
    with pytest.raises(SystemExit) as left:
        main([str(folder / "base.yml"), str(folder / "a.fragment.yml"), "--check"])
    assert left.value.code == 2
