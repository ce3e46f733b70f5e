"""From sections to the plan. Every default is taken here and recorded with its reason."""

from opsgen.resolve.context import Workspace
from opsgen.resolve.resolve import Resolved, resolve

__all__ = ["Resolved", "Workspace", "resolve"]
