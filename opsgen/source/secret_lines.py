"""What may be a secret in a text of which only the lines are known: a file that does not load, a
comment, a template."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from opsgen.source.outline import Outline
from opsgen.source.secret_keys import Words, is_secret_key, may_be_secret_key, shown_key
from opsgen.source.secret_shapes import REFERENCE, Stretch

# A key is a word before a colon, also inside of a flow map, a comment, or where its space was
# forgotten.
_KEY = re.compile(r"""(?<![\w.-])([^\W\d][\w.-]*)["']?[ \t]*:""")
_QUOTED_KEY = re.compile(r"""(["'])((?:(?!\1)[^\n])*)\1[ ]*:""")
_KEY_LINE = re.compile(r"""[ {\[]*(?:-[ ]+)*(?:[\w.-]+[ ]*:(?:\s|$)|(["'])[\w.-]+\1[ ]*:)""")
_REFERENCE_VALUE = re.compile(rf"""[ ]*(["']?){REFERENCE.pattern}\1[ ]*(?=[,}}\]#\n]|$)""")
_EXPRESSION = re.compile(r"[ ]*\{\{[^}\n]*\}\}[ ]*(?:\n|$)")
_SPACES = re.compile(r"[ ]*")
_WHITE = re.compile(r"\s*")
_MARGIN = re.compile(r"[ ]*(?:-[ ]+)*")
_ASSIGNMENT = re.compile(r"[ ]*(?:-[ ]+)?(?:export[ ]+)?([\w.-]+)[ ]*=(?![=~])")
_SPOKEN = re.compile(r"""(?<![\w-])([\w-]+)=(?![=~$"'])[^\s"'&;,]+|(?i:bearer)[ ]+[\w.~+/=-]{8,}""")
_EXPLICIT = re.compile(r"[ ]*(?:-[ ]+)*\?[ ]")
_DIRECTIVE = re.compile(r"%(?:YAML|TAG) |[ ]*#")
_FIRST_WORD = re.compile(r"\W*([\w-]*)")


def of_comments(text: str) -> Iterator[Stretch]:
    """What follows a secret's key in a comment, such as a channel commented out."""
    for start, end in _after_keys(text):
        line = text.rfind("\n", 0, start) + 1
        if "#" in text[line:start]:
            yield start, min(end, line_end(text, start))


def of_rests(text: str) -> Iterator[Stretch]:
    """What follows a secret's key on its line and is no value of it to YAML: a comment, an anchor,
    a map in braces, and what lacks the space that would make it one."""
    end = comment = -1  # of the line: a key need not look where the one before has looked
    for found in _KEY.finditer(text):
        start = found.end()
        if start > end:
            end, comment = line_end(text, start), -1
        if not may_be_secret_key(found[1]):
            continue
        value = start + _width(_WHITE, text, start, end)
        if _REFERENCE_VALUE.match(text, start) or _EXPRESSION.match(text, start):
            whole = False
        else:
            whole = value < end and (value == start or text[value] in "#&{")
        if comment < start:
            found_at = text.find(" #", start, end)
            comment = end if found_at < 0 else found_at
        if whole:
            yield value, end
        elif comment < end:
            yield comment, end


def of_commands(text: str) -> Iterator[Stretch]:
    """What a command, an address or a header gives away: `PASSWORD=x`, `Bearer x`."""
    for found in _SPOKEN.finditer(text) if "=" in text or "earer" in text else ():
        if found[1] is None:
            yield found.start() + len("bearer "), found.end()
        elif is_secret_key(found[1]):
            yield found.end(1) + 1, found.end()


def of_template(text: str) -> Iterator[Stretch]:
    """What may be a secret's value in a template; an expression that prints one is none."""
    for start, end in _after_keys(text):
        if not _EXPRESSION.match(text, start):
            yield start, end


def of_lines(text: str, words: Words | None) -> Iterator[Stretch]:
    """Without a document: what may be a secret's value, or all when the text holds no keys
    (a private key, a password file, whatever it is). With `words` the values of keys that the
    language does not know, too, and lines that begin with no word of it."""
    rows = text.split("\n")
    if not any(_KEY_LINE.match(row) for row in rows):
        yield 0, len(text)
        return
    yield from _after_keys(text, words)
    for key in _QUOTED_KEY.finditer(text):
        if shown_key(key[2]) != key[2]:
            yield key.span(2)
    if words is not None:
        yield from _strange_rows(rows, words)


def _after_keys(text: str, words: Words | None = None) -> Iterator[Stretch]:
    """From each key whose value may be a secret to the end of what may be its value."""
    outline = Outline(text, words) if words else None
    done = 0
    for found in _KEY.finditer(text):
        if found.start() < done:
            continue
        strange = outline is not None and outline.is_strange(found)
        named = may_be_secret_key(found[1])
        if named and words and found[1] in words.known:
            named = is_secret_key(found[1])
        start = found.end()
        if not (named or strange) or _REFERENCE_VALUE.match(text, start):
            continue
        if named or not _holds_keys(text, start):
            done = _value_end(text, found.start(), start)
            yield start + _width(_SPACES, text, start), done


def _holds_keys(text: str, start: int) -> bool:
    """Whether keys of its own stand below a key, which are judged by themselves."""
    end = line_end(text, start)
    value = text[start:end].strip()
    below = text[end + 1 : line_end(text, end + 1)]
    return (not value or value.startswith("#")) and _KEY_LINE.match(below) is not None


def _strange_rows(rows: list[str], words: Words) -> Iterator[Stretch]:
    """Lines that are no key with its value, nor go on with one, and begin with no known word."""
    offset, margin, explicit = 0, 0, -1
    for row in rows:
        start, offset = offset, offset + len(row) + 1
        if explicit >= 0 and (_width(_SPACES, row) > explicit or not row.strip()):
            yield start, start + len(row)
            continue
        # `? ` begins a key that may go on below, and nobody writes such.
        explicit = _width(_MARGIN, row) if _EXPLICIT.match(row) else -1
        if assigned := _ASSIGNMENT.match(row):
            if may_be_secret_key(assigned[1]) or assigned[1] not in words.known:
                yield start + assigned.end(), start + len(row)
        elif _KEY.search(row):
            margin = _width(_MARGIN, row)
        elif _width(_SPACES, row) <= margin and not row.lstrip().startswith("-"):
            word = _FIRST_WORD.match(row)
            if word and word[1] and word[1] not in words.known and not _DIRECTIVE.match(row):
                yield start, start + len(row)


def _value_end(text: str, key: int, start: int) -> int:
    """The end of the value's line, and of the lines below that may go on with it."""
    end = line_end(text, start)
    value = text[start:end].strip()
    if value[:1] in ("'", '"') and value.count(value[0]) < 2:
        close = text.find(value[0], end)
        return len(text) if close < 0 else close + 1
    margin = _width(_MARGIN, text[text.rfind("\n", 0, key) + 1 : key])
    alone = not value  # then the value may stand on the next line, or be a list of them
    while end < len(text):
        stop = line_end(text, end + 1)
        row = text[end + 1 : stop]
        deeper = _width(_SPACES, row) > margin
        item = not value and row.lstrip(" ").startswith("-") and _width(_SPACES, row) == margin
        if row.strip() and not (deeper or item or (alone and not _KEY_LINE.match(row))):
            break
        alone = alone and not row.strip()
        end = stop
    return end


def _width(pattern: re.Pattern[str], row: str, start: int = 0, end: int = sys.maxsize) -> int:
    found = pattern.match(row, start, end)
    return found.end() - start if found else 0


def line_end(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return len(text) if end < 0 else end
