"""From a file that changed to the inputs that it belongs to."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsgen.publish import File, inputs_of, publish
from opsgen.publish.manifest import encode
from tests.publish.trees import MANIFEST

RULES, PAGE = File("ops/rules.yml", b"x\n"), File("ops/page.md", b"x\n")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with an input at its root that owns two files, where the caller stands."""
    monkeypatch.chdir(tmp_path)
    put(tmp_path, "operations.yaml", RULES, PAGE)
    return tmp_path


def put(folder: Path, name: str, *files: File) -> None:
    folder.mkdir(exist_ok=True, parents=True)
    (folder / name).touch()
    publish(folder, files, owner=name)


def test_an_input_is_its_own_and_a_file_its_owners(place: Path) -> None:
    assert inputs_of(["operations.yaml"]) == ("operations.yaml",)
    assert inputs_of(["ops/page.md", "ops/rules.yml"]) == ("operations.yaml",)
    assert inputs_of([place / "ops" / "page.md"]) == ("operations.yaml",)


def test_what_belongs_to_nothing_is_left_out(place: Path) -> None:
    assert inputs_of(["ops/other.md", "README.md", "ops", "nowhere/x"]) == ()


def test_an_input_is_known_by_its_name_before_its_first_build(place: Path) -> None:
    names = ("new/operations.yaml", "gateway.operations.yml", "gone/operations.yaml")
    assert inputs_of(names) == names


def test_an_input_of_any_name_is_known_once_it_was_built(place: Path) -> None:
    assert inputs_of(["shop/service.yaml"]) == ()
    put(place / "shop", "service.yaml", RULES)
    assert inputs_of(["shop/service.yaml", "shop/ops/rules.yml"]) == ("shop/service.yaml",)


def test_a_service_is_found_in_its_folder_and_from_inside_it(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(place / "shop", "operations.yaml", RULES)
    assert inputs_of(["shop/ops/rules.yml"]) == ("shop/operations.yaml",)
    monkeypatch.chdir(place / "shop" / "ops")
    assert inputs_of(["rules.yml", "../../ops/page.md"]) == (
        "../operations.yaml",
        "../../operations.yaml",
    )


def test_files_at_the_root_of_the_repository_lead_to_the_service_below(place: Path) -> None:
    (place / "shop").mkdir()
    (place / "shop/operations.yaml").touch()
    publish(place, [File(".github/workflows/shop.yml", b"x\n")], owner="shop/operations.yaml")
    assert inputs_of([".github/workflows/shop.yml"]) == ("shop/operations.yaml",)


def test_a_manifest_belongs_to_all_its_owners(place: Path) -> None:
    put(place, "gateway.operations.yaml", File("ops/gateway.yml", b"x\n"))
    both = ("gateway.operations.yaml", "operations.yaml")
    assert inputs_of([MANIFEST]) == both
    (place / MANIFEST).write_text("<<<<<<< ours\n", encoding="utf-8")
    assert inputs_of([MANIFEST]) == both
    assert inputs_of(["ops/page.md"]) == ()


def test_an_owner_that_is_no_file_below_leads_nowhere(place: Path) -> None:
    """A build with `--out` writes under the service's name; a stranger may write any."""
    (place / "inner" / ".opsgen").mkdir(parents=True)
    digest = "sha256:" + "0" * 64
    for owner in ("demo", "../operations.yaml", str(place / "operations.yaml"), "a/../../b", ""):
        written = encode({owner: {"x": digest}})
        assert written is not None
        (place / "inner" / MANIFEST).write_bytes(written)
        assert inputs_of(["inner/x"]) == (), owner
