"""Every block of the language's page is what it says: a file that compiles, or a call."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from opsgen.api import build, compile_text
from opsgen.diagnostics import Diagnostic
from tests.docs.fragments import fragments, joined, wholes
from tests.docs.opsgen_process import opsgen, session
from tests.docs.pages import LANGUAGE, PAGES, Block, blocks, name

INFOS = ("yaml", "yaml fragment", "console", "sh", "text", "markdown", "json", "lua")
FILES = re.compile(r"(?:yaml|jinja|python|toml) [\w./-]+\.(?:yaml|j2|py|toml)")


def line(block: Block) -> str:
    return f"line{block.line}"


def judged(text: str) -> list[Diagnostic]:
    """Errors and warnings of a build of `text`; what is accepted is none."""
    compilation = build(compile_text(text)).compilation
    shown = compilation.verdict(strict=True, built=True).shown
    return [finding.diagnostic for finding in shown if finding.severity != "note"]


@pytest.mark.parametrize("block", wholes(), ids=line)
def test_a_whole_file_has_no_error_and_no_warning(block: Block) -> None:
    assert judged(block.text) == []


@pytest.mark.parametrize(("above", "block"), fragments(), ids=lambda block: line(block))
def test_a_fragment_added_to_the_file_above_it_has_none_either(above: Block, block: Block) -> None:
    assert judged(joined(above.text, block.text)) == []


def test_the_judge_of_blocks_sees_what_is_wrong() -> None:
    above, _ = fragments()[0]
    assert judged(joined(above.text, 'alerting: {alerts: [{name: a, condition: "queue > 5%"}]}'))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_block_says_what_it_holds_and_holds_it(page: Path) -> None:
    for block in blocks(page):
        # A second word names the file that the block is: test_targets.py writes and runs it.
        assert block.info in INFOS or FILES.fullmatch(block.info), block.line
        if block.info.startswith("yaml"):
            assert isinstance(yaml.safe_load(block.text), dict), block.line
        elif block.info == "json":
            assert isinstance(json.loads(block.text), dict), block.line


def consoles() -> list[tuple[Block, Block]]:
    """(the whole file above it, the console block)."""
    found: list[tuple[Block, Block]] = []
    above = None
    for block in blocks(LANGUAGE):
        above = block if block.info == "yaml" else above
        if block.info == "console":
            assert above is not None
            found.append((above, block))
    return found


@pytest.mark.parametrize(("above", "block"), consoles(), ids=lambda block: line(block))
def test_a_call_prints_what_the_page_shows(above: Block, block: Block, tmp_path: Path) -> None:
    (tmp_path / "operations.yaml").write_text(above.text, encoding="utf-8")
    calls = session(block.text)
    assert calls
    for arguments, output in calls:
        assert opsgen(*arguments, cwd=tmp_path) == output
