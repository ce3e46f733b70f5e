"""The pages are clean Markdown, and every link of theirs leads somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.pages import PAGES, ROOT, anchors, links, name
from tests.judges import markdownlint

EACH = pytest.mark.parametrize("page", PAGES, ids=name)


@EACH
def test_every_link_resolves(page: Path) -> None:
    dead = []
    for link in links(page):
        if link.startswith(("https://", "http://")):
            continue
        path, _, fragment = link.partition("#")
        target = page.parent / path if path else page
        if not target.exists() or (fragment and fragment not in anchors(target)):
            dead.append(link)
    assert dead == []


def test_every_page_is_reached_from_the_readme() -> None:
    reached = {(ROOT / link.partition("#")[0]).resolve() for link in links(PAGES[0])}
    assert [page.name for page in PAGES[1:] if page.resolve() not in reached] == []


def test_markdownlint_finds_nothing(tmp_path: Path) -> None:
    planted = tmp_path / "planted.md"
    planted.write_text("no heading\n\n\n\ntrailing  \n", encoding="utf-8")
    assert not markdownlint.check([planted])
    assert markdownlint.check(PAGES)
