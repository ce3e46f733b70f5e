"""The same meaning gives the same bytes, wherever, however and by whomever it is built."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from opsgen.publication import publish_files
from tests.determinism.builds import Tree, build
from tests.determinism.sources import SPECS, TEXTS, WAYS, Way

ROOT = Path(__file__).parents[2]


def placed(folder: Path, source: bytes) -> str:
    folder.mkdir(parents=True)
    file = folder / "operations.yaml"
    file.write_bytes(source)
    return str(file)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Tree]:
    """What each specification gives, as it was written, in this process."""
    folder = tmp_path_factory.mktemp("reference")
    files = [placed(folder / name, source) for name, source in SPECS.items()]
    return dict(zip(SPECS, build(files), strict=True))


@pytest.fixture(scope="module")
def by_way(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, Tree]]:
    """What each process gives; several at a time, for their start is what takes long."""
    folder = tmp_path_factory.mktemp("ways")

    def run(name: str) -> Mapping[str, Tree]:
        return in_process(folder / name, WAYS[name], seed=list(WAYS).index(name))

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(WAYS, pool.map(run, WAYS), strict=True))


def in_process(folder: Path, way: Way, seed: int) -> Mapping[str, Tree]:
    place = folder / way.parent
    files = [placed(place / name, source) for name, source in SPECS.items()]
    if way.inside:
        files = [os.path.relpath(file, place) for file in files]
    done = subprocess.run(
        [sys.executable, *way.flags, "-m", "tests.determinism.builds", *files],
        cwd=place if way.inside else ROOT,
        env={
            **os.environ,
            "PYTHONPATH": f"{ROOT}:{ROOT}/targets",
            "PYTHONHASHSEED": str(seed),
            **way.env,
        },
        umask=way.umask,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return dict(zip(SPECS, json.loads(done.stdout), strict=True))


def test_every_target_is_among_what_is_compared(reference: Mapping[str, Tree]) -> None:
    for files in reference.values():
        assert {"ops/alertmanager/alertmanager.yml", "ops/runbook.md"} <= set(files)
        assert any(name.endswith(".prometheus.rules.yml") for name in files)
        assert ".opsgen/manifest.json" in files


def test_hash_seeds_0_to_9_are_among_the_ways() -> None:
    assert len(WAYS) == 10


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("way", WAYS)
def test_every_process_gives_the_same_bytes(
    reference: Mapping[str, Tree], by_way: Mapping[str, Mapping[str, Tree]], way: str, spec: str
) -> None:
    assert by_way[way][spec] == reference[spec]


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("text", TEXTS)
def test_every_way_to_write_it_gives_the_same_bytes(
    reference: Mapping[str, Tree], tmp_path: Path, text: str, spec: str
) -> None:
    source = TEXTS[text](SPECS[spec])
    assert source != SPECS[spec]
    (given,) = build([placed(tmp_path / "service", source)])
    assert given == reference[spec]


@pytest.mark.parametrize("spec", SPECS)
def test_a_second_build_changes_nothing(
    reference: Mapping[str, Tree], tmp_path: Path, spec: str
) -> None:
    file = placed(tmp_path / "service", SPECS[spec])
    build([file])
    (done,) = publish_files([file])
    assert done.outcome is not None
    assert not done.outcome.written
    assert not done.outcome.removed


def test_the_comparison_sees_a_change(reference: Mapping[str, Tree], tmp_path: Path) -> None:
    source = SPECS["vllm"].replace(b"[critical, high, medium]", b"[critical, high]")
    (given,) = build([placed(tmp_path / "service", source)])
    assert given != reference["vllm"]
