"""Where a build writes: beside the input, at the root of the repository, or below `--out`."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsgen.publication import Published, publish_files
from tests.registry.strangers import GOOD, Package

SPEC = """\
service: demo
alerting:
  channels:
    - {name: chat, type: slack, webhook: "${CHAT}", severity: [critical, high, medium, low]}
targets:
  stranger: {}
"""
AT_ROOT = GOOD.replace("Text(words))", 'Text(words), anchor="repository")').replace(
    "ops/stranger.txt", ".ci/stranger.txt"
)


@pytest.fixture
def service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Path:
    """`repository/services/demo/operations.yaml`, with a target that writes at the root."""
    code = tmp_path / "code"
    code.mkdir()
    monkeypatch.syspath_prepend(str(code))
    module = f"rooted_{abs(hash(request.node.name))}"
    Package(code, "opsgen-rooted", module).install(AT_ROOT, "stranger")
    folder = tmp_path / "repository" / "services" / "demo"
    folder.mkdir(parents=True)
    (tmp_path / "repository" / ".git").mkdir()
    (folder / "operations.yaml").write_text(SPEC, encoding="utf-8")
    return folder


def published(folder: Path, **how: bool) -> Published:
    (done,) = publish_files([str(folder / "operations.yaml")], **how)  # type: ignore[arg-type]  # of bools, all fit
    return done


def test_a_file_for_the_repository_goes_to_its_root_and_the_rest_beside(service: Path) -> None:
    done = published(service)
    assert done.verdict.exit_code == 0
    root = service.parents[1]
    assert (root / ".ci" / "stranger.txt").is_file()
    assert not (service / ".ci").exists()
    assert (service / "ops" / "runbook.md").is_file()
    assert done.outcome is not None
    assert all(Path(path).is_file() for path in done.outcome.written)


def test_what_one_root_refuses_the_other_does_not_begin(service: Path) -> None:
    foreign = service.parents[1] / ".ci" / "stranger.txt"
    foreign.parent.mkdir()
    foreign.write_text("mine\n", encoding="utf-8")
    assert published(service).verdict.exit_code == 4
    assert foreign.read_text(encoding="utf-8") == "mine\n"
    assert not (service / "ops").exists()


def test_a_file_at_the_root_goes_when_its_target_does(service: Path) -> None:
    published(service)
    text = SPEC.replace("stranger: {}", "stranger: {enabled: false}")
    (service / "operations.yaml").write_text(text, encoding="utf-8")
    assert published(service).verdict.exit_code == 0
    assert not (service.parents[1] / ".ci").exists()
    assert (service / "ops" / "runbook.md").is_file()


def test_a_service_at_the_root_itself_keeps_both_kinds_in_one_manifest(service: Path) -> None:
    root = service.parents[1]
    (service / "operations.yaml").rename(root / "operations.yaml")
    for _ in range(2):
        assert published(root).verdict.exit_code == 0
        assert (root / ".ci" / "stranger.txt").is_file()
        assert (root / "ops" / "runbook.md").is_file()


def test_out_holds_everything(service: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (done,) = publish_files([str(service / "operations.yaml")], out=str(out))
    assert done.verdict.exit_code == 0
    assert (out / ".ci" / "stranger.txt").is_file()
    assert (out / "ops" / "runbook.md").is_file()
    assert [path.name for path in service.iterdir()] == ["operations.yaml"]


def test_check_writes_below_no_root(service: Path) -> None:
    assert published(service, only_check=True).verdict.exit_code == 4
    assert not (service / "ops").exists()
    assert not (service.parents[1] / ".ci").exists()
    published(service)
    assert published(service, only_check=True).verdict.exit_code == 0
