"""A pack: a user's own folder of templates, read once, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from opsgen.target import Section, TargetOptions

SUFFIX = ".j2"

MAX_FILES = 200
MAX_FILE_BYTES = 256 * 1024
MAX_DEPTH = 8
MAX_ENTRIES = 5_000
MAX_OUTPUT = 4 * 1024 * 1024
"""Characters of all outputs together."""


@dataclass(frozen=True, slots=True)
class PackOptions(TargetOptions):
    """`path` is the folder under which the outputs go."""

    pack: str = field(
        default="",
        metadata={"help": "folder of templates, relative to the file, within its repository"},
    )
    values: Mapping[str, str | bool | int | Decimal] = field(
        default_factory=dict,
        metadata={"help": "what the templates read as `values`; never a secret"},
    )
    reads: tuple[Section, ...] = field(
        default=(),
        metadata={"help": "sections of the file that the pack puts into effect"},
    )


@dataclass(frozen=True, slots=True)
class Pack:
    """`templates` maps a path in the folder, with `/`, to its text, in the order of paths.

    `folder` is the folder as diagnostics name it.
    """

    folder: str
    templates: Mapping[str, str]

    @property
    def outputs(self) -> tuple[str, ...]:
        """The templates that become files: those of which no part begins with `_`."""
        return tuple(
            name
            for name in self.templates
            if not any(part.startswith("_") for part in name.split("/"))
        )

    def shown(self, template: str) -> str:
        """How diagnostics name the file of a template."""
        return f"{self.folder}/{template}"
