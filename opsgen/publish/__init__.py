"""The only writer to disk: a build appears whole or not at all, and no hand edit is lost."""

from opsgen.publish.inputs import inputs_of
from opsgen.publish.model import File, Outcome
from opsgen.publish.own import replace_own, write_new
from opsgen.publish.tree import check, publish

__all__ = [
    "File",
    "Outcome",
    "check",
    "inputs_of",
    "publish",
    "replace_own",
    "write_new",
]
