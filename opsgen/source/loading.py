"""The room's front door: a path or bytes in, a document or diagnostics out."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field

from opsgen.diagnostics.model import Diagnostic, Path
from opsgen.source import files, loader, secret_lines, secret_shapes, secrets
from opsgen.source.document import Document
from opsgen.source.lines import Lines
from opsgen.source.secret_keys import Words
from opsgen.source.tree import Node, find


@dataclass(frozen=True, slots=True)
class Loaded:
    """The outcome of reading one file.

    `file` is its name as the user gave it; `text` is decoded, with `\\n` as line break (empty
    when the file could not be read); `document` is None when there were errors.
    """

    file: str
    text: str = field(repr=False)  # may hold secrets
    document: Document | None = field(repr=False)
    diagnostics: tuple[Diagnostic, ...]


def load(path: str | os.PathLike[str]) -> Loaded:
    """Read and load one regular file. Never raises for bad input: an input that cannot be
    read is a diagnostic whose rule has `exit=5`."""
    file = os.fspath(path)
    data = files.read(file, file)
    if isinstance(data, Diagnostic):
        return Loaded(file, "", None, (data,))
    return loads(data, file)


def loads(data: bytes, file: str) -> Loaded:
    """Load bytes that were read elsewhere; `file` names them in diagnostics."""
    text, problems = files.decode(data, file)
    if problems:
        return Loaded(file, text, None, problems)
    lines = Lines(file, text)
    built = loader.build(lines)
    if built.root is None or built.data is None:
        return Loaded(file, text, None, built.problems)
    return Loaded(file, text, Document(file, text, built.data, built.root, lines), ())


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text that opsgen made and reads back. `root` is None where there is nothing."""

    root: Node | None
    data: object
    lines: Lines
    diagnostics: tuple[Diagnostic, ...]


def parse(text: str, file: str) -> Parsed:
    """One YAML document with any root, by the same guarded rules. `file` names it."""
    decoded, problems = files.decode(text.encode(), file)
    lines = Lines(file, decoded)
    if problems:
        return Parsed(None, None, lines, problems)
    root, data, problems = loader.parse(lines)
    return Parsed(root, data, lines, problems)


def redact(loaded: Loaded, hidden: Iterable[Path] = (), words: Words | None = None) -> str:
    """The text with `*` in place of all that may be a secret, for excerpts.

    Length and line breaks stay, so that every span of a diagnostic still fits. Hidden are the
    values at the paths in `hidden`, every value below a key that names a secret or nearly does
    (unless it is wholly a `${NAME}`), and all that looks like a well-known kind of secret; with
    `words`, of a file that has errors, also the value of every key that is none of the language.
    Without a document, keys are sought line by line, and more is hidden than need be.
    """
    text, document = loaded.text, loaded.document
    stretches = [*secret_shapes.shapes(text), *secret_lines.of_commands(text)]
    if document is None:
        stretches += secret_lines.of_lines(text, words)
    else:
        stretches += secrets.of_tree(document.root, text, words)
        stretches += secret_lines.of_comments(text)
        stretches += secret_lines.of_rests(text)
        for path in hidden:
            found = find(document.root, path)
            if found.complete:
                stretches += secrets.of_node(found.node)
    return secrets.star_out(text, stretches)


def redact_template(text: str) -> str:
    """The same for a template, which is no document before it is rendered."""
    stretches = [*secret_shapes.shapes(text), *secret_lines.of_template(text)]
    return secrets.star_out(text, stretches)
