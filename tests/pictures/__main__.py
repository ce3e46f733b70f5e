"""`python -m tests.pictures [EXAMPLE…]`: draws the dashboards of the examples anew.

`--all-rows` opens collapsed rows, and `--into FOLDER` writes elsewhere: both to look at, and not to
commit, so neither is remembered as drawn.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.judges import debian
from tests.judges.catalogue import DEBIAN_JUDGES
from tests.judges.places import TOOLS
from tests.pictures.canvas import bundle, picture
from tests.pictures.examples import IMAGES, Example, digest, drawn, examples, remember
from tests.pictures.prometheus import VERSION
from tests.pictures.scene import scene
from tests.pictures.tools import ToolError


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.pictures", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="EXAMPLE", help="all when none is named")
    parser.add_argument("--all-rows", action="store_true", help="open the collapsed rows")
    parser.add_argument("--into", type=Path, default=IMAGES, help="another folder")
    given = parser.parse_args(arguments)
    found = {example.name: example for example in examples()}
    if unknown := [name for name in given.names if name not in found]:
        parser.error(f"no example with a dashboard: {', '.join(unknown)} ({', '.join(found)})")
    chosen = [found[name] for name in given.names or found]
    to_commit = given.into == IMAGES and not given.all_rows
    try:
        digests = _draw(chosen, given.into, all_rows=given.all_rows)
    except ToolError as error:
        print(error, file=sys.stderr)
        return 1
    if to_commit:
        remember({name: kept for name, kept in drawn().items() if name in found} | digests)
    return 0


def _draw(chosen: list[Example], into: Path, *, all_rows: bool) -> dict[str, str]:
    """Picture by name to the digest of the dashboard that it shows."""
    _bring_judges()
    digests = {}
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="opsgen-pictures-") as folder:
        page = Path(folder) / "page"
        page.mkdir()
        bundle(page)
        for example in chosen:
            work = Path(folder) / example.name
            work.mkdir()
            file = into.resolve() / f"{example.name}.png"
            print(f"drawing {file.name}", file=sys.stderr, flush=True)
            dashboard = example.read()  # once: a build may write it anew meanwhile
            picture(scene(example.operations, dashboard, work, all_rows=all_rows), page, file)
            digests[example.name] = digest(dashboard)
    return digests


def _bring_judges() -> None:
    """Prometheus and its backfill are judges already."""
    TOOLS.mkdir(exist_ok=True)
    wanted = [judge for judge in DEBIAN_JUDGES if judge.name.endswith(f"-{VERSION}")]
    failures = debian.install(wanted, _say)
    if failures:
        raise ToolError("; ".join(f"{name}: {why}" for name, why in failures.items()))


def _say(line: str) -> None:
    print(f"fetching {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
