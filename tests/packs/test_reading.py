"""What of the disk may become a pack, and how a wrong one is told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from opsgen.packs import folder as reading
from tests.packs.homes import Home, errors


def code(demo: Home) -> str:
    found = demo.error()
    assert found.at is not None
    assert found.at.file == str(demo.file)
    return found.code


@pytest.mark.parametrize(
    "where", ["packs/gone", "packs/mine/a.txt.j2", "packs/mine/gone/gone", '""']
)
def test_a_folder_that_is_not_there(demo: Home, where: str) -> None:
    demo.add("_part.txt.j2", "x")
    demo.names(f"pack: {where}")
    expected = {'""': "OPS422"}
    assert code(demo) == expected.get(where, "OPS420")


def test_a_folder_that_may_not_be_read(demo: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(13, "denied")

    monkeypatch.setattr("opsgen.packs.reading.templates", refused)
    assert code(demo) == "OPS420"


@pytest.mark.parametrize("where", ["..", "../..", "../../elsewhere", "../../../../../../../etc"])
def test_a_folder_outside_of_the_repository(demo: Home, where: str) -> None:
    (demo.folder.parents[1] / "elsewhere").mkdir()
    (demo.folder.parents[1] / "elsewhere" / "a.txt.j2").write_text("x")
    demo.names(f"pack: {where}")
    assert code(demo) == ("OPS422" if where == ".." else "OPS421")


def test_an_absolute_folder_is_outside_of_every_repository(demo: Home) -> None:
    demo.add("a.txt.j2", "x")
    demo.names(f"pack: {demo.pack}")
    assert code(demo) == "OPS421"


def test_a_folder_of_the_repository_beside_the_service_is_inside(demo: Home) -> None:
    shared = demo.folder.parent / "shared"
    shared.mkdir()
    (shared / "a.txt.j2").write_text("{{ plan.service }}\n")
    demo.names("pack: ../shared")
    assert demo.outputs() == {"ops/mine/a.txt": "demo\n"}


def test_a_link_to_a_folder_outside_is_outside(demo: Home) -> None:
    elsewhere = demo.folder.parents[1] / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "a.txt.j2").write_text("x")
    (demo.folder / "packs" / "link").symlink_to(elsewhere)
    demo.names("pack: packs/link")
    assert code(demo) == "OPS421"


def test_a_link_in_a_circle_is_no_folder(demo: Home) -> None:
    (demo.folder / "packs" / "link").symlink_to("link")
    demo.names("pack: packs/link")
    assert code(demo) == "OPS420"


def planted_file_link(demo: Home) -> None:
    (demo.pack / "b.txt.j2").symlink_to("/etc/hostname")


def planted_inner_link(demo: Home) -> None:
    (demo.pack / "b.txt.j2").symlink_to("a.txt.j2")


def planted_folder_link(demo: Home) -> None:
    (demo.pack / "etc").symlink_to("/etc")


def planted_pipe(demo: Home) -> None:
    os.mkfifo(demo.pack / "b.txt.j2")


def planted_size(demo: Home) -> None:
    demo.add("b.txt.j2", "x" * (256 * 1024 + 1))


def planted_bytes(demo: Home) -> None:
    (demo.pack / "b.txt.j2").write_bytes(b"\xff")


def planted_character(demo: Home) -> None:
    demo.add("b.txt.j2", "a\x00b")


def planted_name(demo: Home) -> None:
    demo.add("b:c.txt.j2", "x")


def planted_folder_name(demo: Home) -> None:
    demo.add("b c/d.txt.j2", "x")


def planted_depth(demo: Home) -> None:
    demo.add("1/2/3/4/5/6/7/8/9/a.txt.j2", "x")


def planted_count(demo: Home) -> None:
    for number in range(200):
        demo.add(f"{number}.txt.j2", "x")


@pytest.mark.parametrize(
    "plant",
    [
        planted_file_link,
        planted_inner_link,
        planted_folder_link,
        planted_pipe,
        planted_size,
        planted_bytes,
        planted_character,
        planted_name,
        planted_folder_name,
        planted_depth,
        planted_count,
    ],
)
def test_a_file_that_has_no_place_in_a_pack(demo: Home, plant: object) -> None:
    demo.add("a.txt.j2", "x")
    assert errors(demo.build()) == []
    assert callable(plant)
    plant(demo)
    assert code(demo) == "OPS424"


def test_a_folder_of_everything_is_not_searched_for_ever(
    demo: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_ENTRIES", 3)
    demo.add("a.txt.j2", "x")
    assert errors(demo.build()) == []
    for number in range(3):
        demo.add(f"{number}.md", "x")
    assert code(demo) == "OPS424"


def test_a_pack_without_templates(demo: Home) -> None:
    demo.add("README.md", "x")
    demo.add("_part.j2", "x")
    assert code(demo) == "OPS422"


@pytest.mark.parametrize("name", ["prometheus", "runbook"])
def test_a_pack_cannot_take_the_name_of_an_installed_target(demo: Home, name: str) -> None:
    demo.add("a.txt.j2", "x")
    demo.names(name=name)
    assert code(demo) == "OPS423"


@pytest.mark.parametrize("name", ["Mine", '"../mine"', '"a b"', '".git"', '"-a"', '"."', '""', "ä"])
def test_a_pack_needs_a_name_that_can_be_a_folder(demo: Home, name: str) -> None:
    demo.add("a.txt.j2", "x")
    demo.names(name=name)
    assert code(demo) == "OPS423"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("pack: packs/mine, colour: red", "OPS405"),
        ("pack: [packs/mine]", "OPS406"),
        ("pack: packs/mine, values: [a]", "OPS406"),
        ("pack: packs/mine, values: {a: {b: c}}", "OPS406"),
        ("pack: packs/mine, reads: [alerts]", "OPS406"),
        ("pack: packs/mine, path: ../elsewhere", "OPS115"),
        ("pack: packs/mine, path: /etc", "OPS115"),
        ("pack: packs/mine, enabled: maybe", "OPS101"),
        ("pack: packs/mine, values: {api_key: abc}", "OPS428"),
        ('pack: packs/mine, values: {a: "${KEY}"}', "OPS113"),
    ],
)
def test_a_wrong_option_is_told_at_its_place(demo: Home, options: str, expected: str) -> None:
    demo.add("a.txt.j2", "x")
    demo.names(options)
    assert code(demo) == expected


def test_a_pack_that_is_switched_off_is_not_looked_for(demo: Home) -> None:
    demo.names("pack: packs/gone, enabled: false")
    assert errors(demo.build()) == []


def test_two_packs_that_write_one_file_are_told(demo: Home) -> None:
    demo.add("a.txt.j2", "x")
    demo.names("pack: packs/mine, path: same}\n  other: {pack: packs/mine, path: same")
    found = demo.error()
    assert (found.code, found.path) == ("OPS412", ("targets", "other", "path"))
    assert "`mine` and `other` both write `same/a.txt`" in found.message


def test_the_file_of_a_pack_may_not_be_that_of_a_target(demo: Home) -> None:
    demo.add("runbook.md.j2", "x")
    demo.names("pack: packs/mine, path: ops}\n  runbook: {enabled: true")
    text = demo.file.read_text().replace("  runbook: {enabled: false}\n", "")
    demo.file.write_text(text)
    assert demo.error().code == "OPS412"


def test_two_files_of_a_pack_that_are_one_on_some_systems_are_told_at_the_pack(demo: Home) -> None:
    demo.add("a.txt.j2", "x")
    demo.add("A.txt.j2", "x")
    found = demo.error()
    assert (found.code, found.path) == ("OPS412", ("targets", "mine", "pack"))
    assert found.at is not None


def test_reads_says_which_sections_a_pack_puts_into_effect(demo: Home) -> None:
    def unread() -> set[str]:
        found = demo.build().compilation.diagnostics
        return {str(one.path[0]) for one in found if one.code == "OPS411"}

    demo.add("a.txt.j2", "x")
    assert unread() == {"monitoring", "alerting"}
    demo.names("pack: packs/mine, reads: [alerting]")
    assert unread() == {"monitoring"}


def test_the_folder_is_the_files_wherever_opsgen_is_called(
    demo: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo.add("a.txt.j2", "x\n")
    expected = demo.outputs()
    monkeypatch.chdir(tmp_path)
    relative = Home(demo.folder.relative_to(tmp_path))
    assert relative.outputs() == expected
    monkeypatch.chdir(demo.folder)
    assert Home(Path()).outputs() == expected
