"""Three services share one Alertmanager: their fragments are joined as the README says."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from opsgen.api import compile_file
from opsgen.plan import SEVERITIES
from tests.conformance.examples import EXAMPLES, JOINED, MONO_REPO, ROOT, join_command
from tests.judges import amtool, yamllint

SERVICES = [example for example in EXAMPLES if example.is_relative_to(MONO_REPO)]
VERSIONS = [version for version in amtool.VERSIONS if version != "0.25"]
"""The services ask for 0.28."""


def ran(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        join_command(*more), shell=True, cwd=folder, capture_output=True, text=True
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The mono-repo, to be broken."""
    return Path(shutil.copytree(MONO_REPO, tmp_path / "mono-repo"))


def test_there_are_three_services_and_each_builds_a_fragment() -> None:
    assert len(SERVICES) == 3
    for service in SERVICES:
        assert not list(service.rglob("alertmanager.yml"))
        assert list(service.rglob("*.fragment.yml"))


def test_the_committed_configuration_is_what_the_readmes_command_gives(copy: Path) -> None:
    assert ran(copy, "--check").returncode == 0
    joined = copy / JOINED.relative_to(MONO_REPO)
    joined.unlink()
    assert ran(copy).returncode == 0
    assert joined.read_bytes() == JOINED.read_bytes()


def test_a_forgotten_join_is_told_with_the_difference(copy: Path) -> None:
    fragment = next(copy.glob("ingest/ops/alertmanager/*.fragment.yml"))
    fragment.write_text(fragment.read_text().replace("repeat_interval: 4h", "repeat_interval: 9h"))
    done = ran(copy, "--check")
    assert done.returncode == 4
    assert "+          repeat_interval: 9h" in done.stdout
    assert (copy / JOINED.relative_to(MONO_REPO)).read_bytes() == JOINED.read_bytes()


def test_the_command_is_a_script_of_the_distribution() -> None:
    scripts = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert 'opsgen-join-alertmanager = "opsgen_targets.alertmanager.join:main"' in scripts


@pytest.mark.parametrize("version", VERSIONS)
def test_amtool_accepts_the_whole_and_refuses_a_planted_fault(version: str, tmp_path: Path) -> None:
    planted = tmp_path / "planted.yml"
    planted.write_text(JOINED.read_text().replace('- name: "ingest-high"', '- name: "elsewhere"'))
    assert not amtool.check_config(planted, version=version)
    assert amtool.check_config(JOINED, version=version)
    assert yamllint.check(JOINED.read_text(encoding="utf-8"))


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("service", [service.name for service in SERVICES])
def test_every_severity_of_every_service_reaches_its_own_receiver(
    service: str, version: str
) -> None:
    for severity in SEVERITIES:
        labels = {"alertname": "x", "service": service, "severity": severity}
        assert not amtool.route_test(JOINED, labels, ["platform"], version=version)
        assert amtool.route_test(JOINED, labels, [f"{service}-{severity}"], version=version)
    beat = {"alertname": "Watchdog", "service": service, "severity": "none"}
    assert amtool.route_test(JOINED, beat, [f"{service}-watchdog"], version=version)


@pytest.mark.parametrize("version", VERSIONS)
def test_what_no_service_claims_reaches_the_platform_team(version: str) -> None:
    alien = {"alertname": "x", "service": "fourth", "severity": "critical"}
    assert amtool.route_test(JOINED, alien, ["platform"], version=version)
    node = {"alertname": "x", "job": "node", "severity": "critical"}
    assert amtool.route_test(JOINED, node, ["platform-nodes"], version=version)


def test_no_two_services_read_the_same_secret() -> None:
    read: dict[str, str] = {}
    for receiver in yaml.safe_load(JOINED.read_text(encoding="utf-8"))["receivers"]:
        owner = next((s.name for s in SERVICES if receiver["name"].startswith(s.name)), "platform")
        for configs in receiver.values():
            for config in configs if isinstance(configs, list) else []:
                for key, value in config.items():
                    if key.endswith("_file"):
                        assert read.setdefault(value, owner) == owner, value
    assert set(read.values()) == {"platform", *(service.name for service in SERVICES)}


def test_an_inhibition_of_one_service_never_silences_another() -> None:
    for rule in yaml.safe_load(JOINED.read_text(encoding="utf-8"))["inhibit_rules"]:
        (source,) = [one for one in rule["source_matchers"] if one.startswith("service=")]
        assert source in rule["target_matchers"]


def test_the_services_agree_with_their_folders() -> None:
    for service in SERVICES:
        plan = compile_file(str(service / "operations.yaml")).plan
        assert plan is not None
        assert plan.service == service.name
