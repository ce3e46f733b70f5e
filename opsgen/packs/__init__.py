"""Packs: a user's own folder of templates as a target, rendered in a limited child process."""

from opsgen.packs.model import Pack, PackOptions
from opsgen.packs.reading import Packs, named, read_packs
from opsgen.packs.target import PackTarget

__all__ = ["Pack", "PackOptions", "PackTarget", "Packs", "named", "read_packs"]
