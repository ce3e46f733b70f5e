"""The packs that a file names, read from disk: the border at which templates become data."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from opsgen.diagnostics import Diagnostic, Rule
from opsgen.diagnostics.rules import packs as rules
from opsgen.packs.folder import RefusalError, templates
from opsgen.packs.model import SUFFIX, Pack
from opsgen.packs.target import PackTarget
from opsgen.plan import Origin
from opsgen.source import Document, is_secret_key, redact_template, repository

Tables = Mapping[str, Mapping[str, object]]

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?")


@dataclass(slots=True)
class Packs:
    """`targets` has one per name, also where its folder gave nothing: then an error stands among
    `diagnostics`. `texts` are the templates as excerpts may show them, by the names of their
    files; `read` are the paths of all files and folders that were looked at."""

    targets: dict[str, PackTarget] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    read: list[str] = field(default_factory=list)


def named(tables: Tables, installed: Collection[str]) -> Tables:
    """Those of `targets:` that are packs and not switched off."""
    return {
        name: table
        for name, table in tables.items()
        if "pack" in table and name not in installed and table.get("enabled") is not False
    }


def read_packs(tables: Tables, document: Document, folder: Path) -> Packs:
    """Read the packs of `tables`, whose folders are relative to `folder`, that of the file."""
    packs = Packs()
    for name, table in sorted(tables.items()):
        _Reader(packs, document, folder, name).read(table)
    return packs


@dataclass(frozen=True, slots=True)
class _Reader:
    packs: Packs
    document: Document
    folder: Path
    name: str

    def read(self, table: Mapping[str, object]) -> None:
        where = table["pack"]
        found = self._pack(where) if isinstance(where, str) else None
        path = ("targets", self.name)
        origin = Origin(path, self.document.key_span(path))
        self.packs.targets[self.name] = PackTarget(self.name, found, _reads(table), origin)
        self._check_name()
        values = table.get("values")
        for key in values if isinstance(values, Mapping) else ():
            self._check_value(str(key))

    def _pack(self, where: str) -> Pack | None:
        place = self._place(where)
        if place is None:
            return None
        shown = posixpath.normpath(posixpath.join(self.folder.as_posix(), where))
        try:
            found = templates(place, self.packs.read)
        except RefusalError as refusal:
            self._report(rules.BAD_FILE, refusal.reason, refusal.help, "pack")
            return None
        except OSError:
            message = f"the pack's folder `{where}` cannot be read"
            self._report(rules.NO_FOLDER, message, "check its permissions", "pack")
            return None
        pack = Pack(shown, found)
        if not pack.outputs:
            message = f"the pack `{where}` has no template that becomes a file"
            help = f"add one, such as `catalog-info.yaml{SUFFIX}`; a name with `_` is only a part"
            self._report(rules.NO_TEMPLATES, message, help, "pack")
        for template, text in found.items():
            file = pack.shown(template)
            self.packs.texts[file] = redact_template(text)
        return pack

    def _place(self, where: str) -> Path | None:
        """The folder with every link resolved; None after saying why it is none."""
        asked = self.folder / where
        root = repository(self.folder) or self.folder.resolve()
        self.packs.read.append(str(asked))
        try:
            place = asked.resolve()
            inside = not Path(where).is_absolute() and place.is_relative_to(root)
            there = place.is_dir()
        except (OSError, ValueError, RuntimeError):  # RuntimeError: a circle of links
            inside, there = True, False
        if not inside:
            message = f"the pack `{where}` lies outside of the repository"
            help = "copy it into the repository, and name it relative to this file"
            self._report(rules.OUTSIDE, message, help, "pack")
        elif not there:
            message = f"the pack's folder `{where}` does not exist"
            help = "it is relative to this file; `docs/targets.md` shows how to write a pack"
            self._report(rules.NO_FOLDER, message, help, "pack")
        else:
            return place
        return None

    def _check_name(self) -> None:
        if _NAME.fullmatch(self.name) is None:
            path = ("targets", self.name)
            self.packs.diagnostics.append(
                rules.BAD_NAME.at(
                    self.document.key_span(path),
                    "the name of a pack is one of small letters, digits, `-`, `_` and `.`",
                    help="it is also the name of the folder of its files",
                    path=path,
                )
            )

    def _check_value(self, key: str) -> None:
        if is_secret_key(key):
            message = "a value of a pack may be a secret, which would stand in a generated file"
            help = "let the tool that reads the file fill it in, and name it there"
            self._report(rules.SECRET_VALUE, message, help, "values", key)

    def _report(self, rule: Rule, message: str, help: str, *keys: str) -> None:
        path = ("targets", self.name, *keys)
        span = self.document.span(path)
        self.packs.diagnostics.append(rule.at(span, message, help=help, path=path))


def _reads(table: Mapping[str, object]) -> frozenset[str]:
    """What the table says, before its options are checked."""
    given = table.get("reads")
    return frozenset(
        each for each in (given if isinstance(given, list) else ()) if isinstance(each, str)
    )
