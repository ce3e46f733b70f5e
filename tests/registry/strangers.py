"""Targets of packages that are not opsgen's, as pip would have installed them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import EntryPoint, PathDistribution
from pathlib import Path

GOOD = """
from dataclasses import dataclass, field
from opsgen.target import API_VERSION, TargetOptions

@dataclass(frozen=True, slots=True)
class Options(TargetOptions):
    colour: str = field(default="red", metadata={"help": "of the page"})

class Stranger:
    name = "stranger"
    api_version = API_VERSION
    options = Options
    reads = frozenset({"alerting"})
    def check(self, plan, options, out):
        pass
    def emit(self, plan, options, out):
        from opsgen.artifacts import Artifact, Text
        words = f"{plan.service} {options.colour} {len(plan.alerts)}"
        yield Artifact(options.path or "ops/stranger.txt", Text(words))
    def judges(self):
        return ()

target = Stranger()
"""


@dataclass(frozen=True)
class Package:
    """A distribution with one module and one entry point, in a folder on `sys.path`."""

    folder: Path
    distribution: str
    module: str

    def install(self, code: str, target: str) -> None:
        (self.folder / f"{self.module}.py").write_text(code, encoding="utf-8")
        info = self.folder / f"{self.distribution.replace('-', '_')}-1.0.dist-info"
        info.mkdir()
        metadata = f"Metadata-Version: 2.1\nName: {self.distribution}\nVersion: 1.0\n"
        (info / "METADATA").write_text(metadata, encoding="utf-8")
        entry = f"[opsgen.targets]\n{target} = {self.module}:target\n"
        (info / "entry_points.txt").write_text(entry, encoding="utf-8")

    def points(self) -> tuple[EntryPoint, ...]:
        info = next(self.folder.glob(f"{self.distribution.replace('-', '_')}-*.dist-info"))
        return tuple(PathDistribution(info).entry_points)
