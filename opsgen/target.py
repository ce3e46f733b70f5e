"""The contract of a target: what it is given, and what it may give back.

A target turns a `Plan` into artifacts. It is pure: no clock, disk, environment or network.
Built-ins enter by the same door as strangers, the entry points of group `opsgen.targets`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeVar, get_args

from opsgen.artifacts import Artifact
from opsgen.diagnostics import Diagnostic, Rule
from opsgen.diagnostics.rules.targets import UNSUPPORTED
from opsgen.plan import Origin, Plan

API_VERSION = 1
"""The shape of Plan, Artifact and Emit. A target that names another is refused."""


Section = Literal[
    "monitoring",
    "drift_detection",
    "alerting",
    "pipeline",
    "runbook",
    "decisions",
    "monitoring.logging",
    "monitoring.tracing",
]
"""What `reads` may name: what some target has to put into effect."""
SECTIONS: tuple[Section, ...] = get_args(Section)


@dataclass(frozen=True, slots=True)
class TargetOptions:
    """Options that every target has. Subclass it for the target's own.

    Fields are checked from the annotations (bool, int, str, Literal, tuples of these);
    `field(metadata={"help": ...})` is what `opsgen targets` prints.
    """

    enabled: bool = True
    path: str | None = None
    version: str | None = None

    def brief(self) -> TargetOptions:
        """The same without files that take long to make, for a look at where the others go."""
        return self


O_contra = TypeVar("O_contra", bound=TargetOptions, contravariant=True)


class Surroundings(Protocol):
    """What a check may know of the world around the input. It changes diagnostics alone."""

    @property
    def below(self) -> str | None:
        """The input's folder from the root of its repository, `.` at the root; None outside."""
        ...

    def has_file(self, relative: str) -> bool:
        """Whether there is a file, from the input's folder."""
        ...


@dataclass(slots=True)
class Emit:
    """Where a target reports what it cannot say; nothing is left out in silence.

    `around` is for `check`; an `emit` has none, since output depends on the plan alone.
    """

    target: str
    diagnostics: list[Diagnostic] = field(default_factory=list)
    around: Surroundings | None = None

    def unsupported(self, origin: Origin, what: str, instead: str) -> None:
        """Refuse: `what` cannot be said by this target; `instead` is what the user can do."""
        self.report(UNSUPPORTED, origin, f"{self.target} cannot say {what}", instead)

    def report(self, rule: Rule, origin: Origin, message: str, help: str | None = None) -> None:
        """Report `rule`, one of the target's own or of the core's, at the input's place."""
        self.diagnostics.append(rule.at(origin.span, message, help=help, path=origin.path))


@dataclass(frozen=True, slots=True)
class Judge:
    """An outside program that says whether an artifact is acceptable.

    `name` is the program. `command` holds `{path}` where the artifact's path goes; where it begins
    with another word, an interpreter, that script finds the program in the variable of its name
    (`AMTOOL`). `artifact` is a path or the end of one, in which `{service}` and `*` stand for what
    differs. Exit code 0 accepts; one that `speaks` of routes prints a line for each of them, as
    docs/proof.md describes.
    """

    name: str
    command: tuple[str, ...]
    artifact: str
    speaks: Literal["exit code", "routes"] = "exit code"


class Target(Protocol[O_contra]):
    """What an entry point must give: an object (or module) of this shape.

    One of opsgen's own may add `default = False`: it runs only where `targets:` names it, as every
    target of another package does.
    """

    @property
    def name(self) -> str: ...
    @property
    def api_version(self) -> int: ...
    @property
    def options(self) -> type[TargetOptions]: ...
    @property
    def reads(self) -> frozenset[str]:
        """The sections of the input that it puts into effect: `alerting`, `monitoring.logging`."""
        ...

    def check(self, plan: Plan, options: O_contra, out: Emit) -> None:
        """Report all that it cannot say of `plan`. `opsgen validate` calls it too: be quick, and
        import no heavy library."""
        ...

    def emit(self, plan: Plan, options: O_contra, out: Emit) -> Iterable[Artifact]:
        """The artifacts. Called only for a plan that passed `check` without an error."""
        ...

    def judges(self) -> Sequence[Judge]: ...
