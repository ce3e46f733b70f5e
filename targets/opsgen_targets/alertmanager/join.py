"""Many services, one Alertmanager: the command that joins their fragments.

`opsgen-join-alertmanager base.yml */ops/alertmanager/*.fragment.yml -o alertmanager.yml`
"""

from __future__ import annotations

import difflib
import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from opsgen_targets.alertmanager.joining import JoinError, joined, read


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Returns its exit code, which means what opsgen's own do."""
    parser = ArgumentParser(
        prog="opsgen-join-alertmanager",
        description="Join the fragments of many services with the file that holds the root route.",
        epilog="Exit codes: 0 fine; 1 the files do not fit together; 2 wrong usage; "
        "4 with --check, the output differs; 5 input or output failed.",
    )
    parser.add_argument("base", type=Path, help="the root route, and what belongs to no service")
    parser.add_argument("fragments", type=Path, nargs="+", help="built with `mode: fragment`")
    parser.add_argument("-o", "--output", type=Path, help="where to write; default: print")
    parser.add_argument("--check", action="store_true", help="write nothing; compare the output")
    given = parser.parse_args(arguments)
    if given.check and given.output is None:
        parser.error("--check needs --output, the file to compare")
    try:
        return _run(given.base, given.fragments, given.output, only_check=given.check)
    except JoinError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"error: {error.filename}: {error.strerror}", file=sys.stderr)
        return 5


def _run(base: Path, fragments: Sequence[Path], output: Path | None, *, only_check: bool) -> int:
    # By name: shells of other languages list files in another order.
    text = joined(read(base), [read(file) for file in sorted(fragments, key=lambda f: f.name)])
    if output is None:
        print(text, end="")
    elif only_check:
        return _compared(text, output)
    else:
        _write(text, output)
    return 0


def _compared(text: str, output: Path) -> int:
    old = output.read_text(encoding="utf-8") if output.exists() else ""
    lines = old.splitlines(keepends=True), text.splitlines(keepends=True)
    difference = "".join(difflib.unified_diff(*lines, str(output), "joined"))
    print(difference, end="")
    return 4 if difference else 0


def _write(text: str, output: Path) -> None:
    """All or nothing: an Alertmanager may be reading it."""
    new = output.with_name(f".{output.name}.new")
    new.write_text(text, encoding="utf-8")
    os.replace(new, output)


if __name__ == "__main__":
    sys.exit(main())
