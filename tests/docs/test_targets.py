"""The page on targets is done as it says: its files are written, built, tested and compared."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from opsgen.packs import PackOptions
from opsgen.testing import RULES
from tests.docs.opsgen_process import opsgen, session
from tests.docs.pages import ROOT, Block, blocks, code, table

PAGE = ROOT / "docs" / "targets.md"
OUTPUT = "ops/index/alerts.yaml"


def files() -> dict[str, str]:
    """The blocks that are files, by their paths."""
    found = [block.info.split() for block in blocks(PAGE)]
    return {
        words[1]: block.text
        for words, block in zip(found, blocks(PAGE), strict=True)
        if len(words) == 2
    }


def calls() -> list[tuple[list[str], str]]:
    found: list[Block] = [block for block in blocks(PAGE) if block.info == "console"]
    return [call for block in found for call in session(block.text)]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A repository with the files of the first half."""
    (tmp_path / ".git").mkdir()
    for path, text in files().items():
        if path.startswith(("operations.yaml", "ops/targets/")):
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_pack_builds_what_the_page_shows(shop: Path) -> None:
    (build, promised), _ = calls()
    printed = opsgen(*build, cwd=shop)
    for line in promised.splitlines():
        assert line == "…" or line in printed.splitlines()
    assert (shop / OUTPUT).read_text(encoding="utf-8") == files()[OUTPUT]


def test_the_file_of_the_page_passes_strictly(shop: Path) -> None:
    assert "error" not in opsgen("validate", "--strict", cwd=shop)


def test_a_slip_is_told_as_the_page_shows(shop: Path) -> None:
    template = shop / "ops/targets/index/alerts.yaml.j2"
    text = template.read_text(encoding="utf-8")
    assert text.splitlines()[1] == "service: {{ plan.service }}"
    template.write_text(text.replace("plan.service", "plan.servce"), encoding="utf-8")
    _, (validate, promised) = calls()
    assert opsgen(*validate, cwd=shop) == promised


def test_the_data_is_what_the_page_says(shop: Path) -> None:
    assert '"version": 1' in opsgen("explain", "--data", "operations.yaml", cwd=shop)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The package of the second half, as an installer leaves it."""
    for path in ("opsgen_wiki.py", "test_opsgen_wiki.py", "pyproject.toml"):
        (tmp_path / path).write_text(files()[path], encoding="utf-8")
    info = tmp_path / "opsgen_wiki-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: opsgen-wiki\nVersion: 1.0\n")
    (entry,) = tomllib.loads(files()["pyproject.toml"])["project"]["entry-points"].values()
    lines = "".join(f"{name} = {place}\n" for name, place in entry.items())
    (info / "entry_points.txt").write_text(f"[opsgen.targets]\n{lines}")
    return tmp_path


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Python with the package on its path."""
    program = f"import sys; sys.path[:0] = [{str(cwd)!r}]; "
    return subprocess.run(
        [sys.executable, "-c", program + arguments[0], *arguments[1:]],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_python_target_builds_its_page(package: Path) -> None:
    (package / ".git").mkdir()
    spec = files()["operations.yaml"].partition("targets:")[0]
    (package / "operations.yaml").write_text(
        spec + "targets: {wiki: {title: Our alerts}}\n", encoding="utf-8"
    )
    done = run("from opsgen.cli import main; main()", "build", "--strict", cwd=package)
    assert done.returncode == 0, done.stderr
    page = (package / "ops" / "wiki.md").read_text(encoding="utf-8")
    assert "# Our alerts\n" in page
    assert "## `error_rate_medium`: medium\n\n```promql\n" in page
    assert "  > 0.05\nand on ()\n" in page
    listed = run("from opsgen.cli import main; main()", "targets", "wiki", cwd=package)
    assert "the heading of the page" in listed.stdout


def test_the_python_target_keeps_the_contract_and_a_broken_one_does_not(package: Path) -> None:
    test = "import test_opsgen_wiki as page; page.test_contract()"
    done = run(test, cwd=package)
    assert done.returncode == 0, done.stderr
    module = package / "opsgen_wiki.py"
    text = module.read_text(encoding="utf-8")
    module.write_text(text.replace('options.path or "', '"'), encoding="utf-8")
    broken = run(test, cwd=package)
    assert broken.returncode == 1
    assert "moves_with_path: of `whole` no file goes to `path`" in broken.stderr


def test_mypy_takes_the_modules_of_the_page(package: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "opsgen_wiki.py"]
    done = subprocess.run(command, cwd=package, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout


def test_every_rule_of_the_contract_is_told() -> None:
    told = [code(row[0])[0] for row in table(PAGE, "rule")]
    assert told == [rule.__name__ for rule in RULES]


def test_every_option_of_a_pack_is_told() -> None:
    told = {code(row[0])[0] for row in table(PAGE, "option")}
    assert told == {option.name for option in fields(PackOptions)} - {"version"}
