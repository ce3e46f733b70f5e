"""Characters that look right and are not: no-break spaces, full-width signs, other digits."""

from __future__ import annotations

import re

from opsgen.conditions.problem import Problem, quoted
from opsgen.conditions.signs import FOREIGN_SIGNS
from opsgen.diagnostics.rules import conditions as rules

_RUN = re.compile(rf"`[^`\n]*`|[^\x00-\x7f{FOREIGN_SIGNS}]+")


def to_ascii(text: str) -> tuple[str, list[Problem], bool]:
    """The text with each foreign character replaced by the one ASCII character it stands for.

    Offsets stay true, names in backticks stay as they are. The flag is False when some
    character stands for nothing, so that complaints about the rest would mislead.
    """
    problems: list[Problem] = []
    sound = True
    if text.isascii():
        return text, problems, sound

    def replace(found: re.Match[str]) -> str:
        nonlocal sound
        run = found[0]
        if run[0] == "`":
            return run
        ascii_run = "".join(map(_ascii, run))
        sound = sound and "\0" not in ascii_run
        problems.append(_problem(run, ascii_run, found.start()))
        return ascii_run.replace("\0", " ")

    return _RUN.sub(replace, text), problems, sound


def _ascii(character: str) -> str:
    """One ASCII character: `_` for a letter, NUL when it stands for nothing."""
    import unicodedata

    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    plain = unicodedata.normalize("NFKC", character)
    if len(plain) == 1 and plain.isascii() and plain.isprintable():
        return plain
    category = unicodedata.category(character)
    if category[0] == "Z" or category == "Cf":
        return " "
    return "_" if character.isalpha() else "\0"


def _problem(run: str, ascii_run: str, start: int) -> Problem:
    import unicodedata

    first = f"U+{ord(run[0]):04X} {unicodedata.name(run[0], '').lower()}".rstrip()
    if len(run) == 1:
        message = f"{first} has no meaning here"
    else:
        message = f"{quoted(run)} has no meaning here: it begins with {first}"
    if not ascii_run.strip():
        help = "write an ordinary blank"
    elif "\0" in ascii_run:
        help = "take it out"
    elif "_" in ascii_run:
        help = "use ASCII letters, or put a name that really has this letter in backticks"
    else:
        help = f"write {quoted(ascii_run)}"
    return Problem(rules.BAD_CHARACTER, start, start + len(run), message, help)
