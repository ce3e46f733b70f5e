"""What every section of the language has in common."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel, ConfigDict, Field, SkipValidation, model_validator

from opsgen.diagnostics import Path
from opsgen.spec.tree import Node

PATH_KEY: Final = "\0path"
"""No document can hold this key: the loader refuses control characters."""


class Section(BaseModel):
    """A mapping of the input. `path` is where it stands in the document."""

    # defer_build: the root builds its whole tree once, instead of every part over again.
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, defer_build=True)

    path: SkipValidation[Path] = Field(default=(), alias=PATH_KEY, repr=False)

    @model_validator(mode="before")
    @classmethod
    def _remember(cls, data: object) -> object:
        return cls.gather(data) if isinstance(data, Node) else data

    @classmethod
    def gather(cls, node: Node) -> dict[str, object]:
        """What the model is validated from: the mapping and the place where it stood."""
        return {PATH_KEY: node.path, **node}
