"""Print how fast opsgen starts, builds and grows. No verdict: a busy machine says little."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from shlex import quote
from statistics import median

from tests.benchmark.race import Command, Runs, race, spread
from tests.benchmark.specs import spec
from tests.judges.lookup import find

STEP = Path(__file__).parents[2] / "examples" / "step"
OPSGEN = str(Path(sys.executable).parent / "opsgen")
IMPORTS = "import pydantic, yaml, click"
RULES = "ops/prometheus/bench.prometheus.rules.yml"
TESTS = "ops/prometheus/tests/*.tests.yml"
PROMTOOLS = ("promtool-3.5", "promtool-2.42")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds and smaller files")
    quick = parser.parse_args().quick
    load = " ".join(f"{figure:.1f}" for figure in os.getloadavg())
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, load {load}")
    print("milliseconds: median (least-most); times: median over rounds in turns")
    with tempfile.TemporaryDirectory(prefix="opsgen-bench-") as folder:
        scratch = Path(folder)
        start(scratch, 5 if quick else 21)
        build(scratch, 2 if quick else 7)
        proof(scratch)
        growth(scratch, (100, 1_000) if quick else (100, 1_000, 3_000, 10_000), 1 if quick else 3)


def start(scratch: Path, rounds: int) -> None:
    """`opsgen validate` of a file that is new to it, and of one that nothing has touched since."""
    judging = (OPSGEN, "validate", "operations.yaml")
    kept, anew = {"XDG_CACHE_HOME": str(scratch / "cache")}, {"OPSGEN_NO_CACHE": "1"}
    shown = " ".join(("opsgen", *judging[1:]))
    table(
        f"opsgen validate on examples/step, goal 1.5 times the first ({rounds} rounds)",
        race(
            [
                Command(f'python -c "{IMPORTS}"', (sys.executable, "-c", IMPORTS), STEP),
                Command(f"{shown}  # judged before", judging, STEP, kept),
                Command(f"OPSGEN_NO_CACHE=1 {shown}  # judged anew", judging, STEP, anew),
                Command('python -c "pass"', (sys.executable, "-c", "pass"), STEP),
            ],
            rounds,
        ),
    )


def build(scratch: Path, rounds: int) -> None:
    """1,000 alerts without their proof, beside the checker of the rules among them."""
    ours = _build(scratch, 1_000)
    checks = _checks(ours.cwd)
    if not checks:
        print("\nno promtool: `python -m tests.judges` brings it")
    # The build goes first: what it writes is what is checked.
    built, *checked = race([ours, *checks], rounds)
    table(
        f"1,000 alerts without proof, goal 5 times the first ({rounds} rounds)", [*checked, built]
    )


def proof(scratch: Path) -> None:
    """What it takes to find the worlds of 1,000 alerts, and promtool to play them."""
    ours = _build(scratch, 1_000, proof=True)
    plays = [
        # A shell, because the build names the files.
        Command(
            f"{name} test rules {TESTS}", ("sh", "-c", f"{quote(str(found))} test rules {TESTS}"),
            ours.cwd,
        )
        for name in PROMTOOLS
        if (found := find(name)) is not None
    ]  # fmt: skip
    built, *others = race([ours, *_checks(ours.cwd), *plays], 1, warm=False)
    table("the proof of 1,000 alerts, goal seconds (1 round)", [*others, built])


def _checks(folder: Path) -> list[Command]:
    return [
        Command(f"{name} check rules {RULES}", (str(found), "check", "rules", RULES), folder)
        for name in PROMTOOLS
        if (found := find(name)) is not None
    ]


def growth(scratch: Path, sizes: Sequence[int], rounds: int) -> None:
    """What one alert costs, without what opsgen costs before the first."""
    least, *others = race([_build(scratch, size) for size in (1, *sizes)], rounds)
    print(f"\ncost per alert without proof, goal flat ({rounds} rounds)")
    print(f"{'alerts':>8} {'build, CPU ms':>24} {'ms per alert':>14}")
    print(f"{1:>8} {spread(least.cpu):>24} {'':>14}")
    for size, runs in zip(sizes, others, strict=True):
        each = (median(runs.cpu) - median(least.cpu)) / (size - 1)
        print(f"{size:>8} {spread(runs.cpu):>24} {each:>14.2f}")


def table(title: str, rows: Sequence[Runs]) -> None:
    print(f"\n{title}")
    print(f"{'command':<66} {'wall ms':>20} {'times':>6} {'CPU ms':>20} {'times':>6}")
    for row in rows:
        wall, cpu = row.against(rows[0])
        print(
            f"{row.shown:<66} {spread(row.wall):>20} {wall:>6.2f} {spread(row.cpu):>20} {cpu:>6.2f}"
        )


def _build(scratch: Path, alerts: int, *, proof: bool = False) -> Command:
    """A build into an empty folder."""
    folder = scratch / (f"{alerts}-proven" if proof else str(alerts))
    folder.mkdir(exist_ok=True)
    (folder / "operations.yaml").write_text(spec(alerts, proof=proof), encoding="utf-8")

    def clear() -> None:
        for written in (folder / "ops", folder / ".opsgen"):
            shutil.rmtree(written, ignore_errors=True)

    return Command(
        f"opsgen build operations.yaml  # {alerts:,} alerts{', proven' if proof else ''}",
        (OPSGEN, "build", "operations.yaml"),
        folder,
        before=clear,
    )


if __name__ == "__main__":
    main()
