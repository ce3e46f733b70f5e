"""What is wrong with a text that is not YAML, in words that name the cause.

The parser's message tells where its automaton got stuck. A person wants to know which
habit of theirs YAML reads otherwise, so each probe recognises one such habit from the
text around that place; both parsers stop at the same places, whatever their words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from opsgen.diagnostics.model import Diagnostic, Rule
from opsgen.diagnostics.rules import source as rules
from opsgen.source import lookalikes
from opsgen.source.lines import Lines
from opsgen.source.quoting import lookalike, quote_edits, rest_of_line, unquoted_sign
from opsgen.source.report import DIRECTIVE_WORDS, SEVERAL_WORDS, TAB_WORDS
from opsgen.source.tree import Scalar

_MAX_KEY = 1_024  # a key on one line, YAML 1.2 (7.4.2)

# The first value of a line: past the dashes of list items and past `key: `.
_VALUE = re.compile(
    r"""[ ]*(?:-[ ]+)*(?:(?:"[^"\n]*"|'[^'\n]*'|[^\s#:{\["'][^#:\n]*):[ ]+)?(?=\S)"""
)
_PLACEHOLDER = re.compile(r"""\{[^{}:,"'\n]*\}[ \t]*(?![\s#,\]}])\S""")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\U0000[dD][89a-fA-F][0-9a-fA-F]{2}")
_SIGN = re.compile(r"(?:([:,\[{][ ]+|[\[{])|[ ])#")
_CLOSER = re.compile(r"[\]}]")
_QUOTED = re.compile(r""""(?:[^"\\]|\\.)*"|'[^']*'""")
_MISSING_SPACE = re.compile(r"[^\s:]+:[^\s:/]")


@dataclass(frozen=True, slots=True)
class _Trouble:
    """`at` is where the parser stopped, `opened` where the construct it was in began."""

    lines: Lines
    at: int
    opened: int
    problem: str
    context: str
    last: Scalar | None  # the last scalar before it
    flow: bool  # inside of a map or list in brackets

    @property
    def text(self) -> str:
        return self.lines.text

    @property
    def char(self) -> str:
        return self.text[self.at : self.at + 1]

    @property
    def at_end(self) -> bool:
        return not self.text[self.at :].strip()

    @property
    def indentation(self) -> str:
        """What stands before `at` on its line."""
        return self.text[self.lines.line_start(self.at) : self.at]

    def near(self) -> list[int]:
        """Offsets on the lines where the cause may stand, the likeliest first."""
        return list(
            dict.fromkeys((self.at, self.opened, self.last.start if self.last else self.at))
        )

    def in_flow(self, offset: int) -> bool:
        return self.flow or _depth(self.text[self.lines.line_start(offset) : offset]) > 0

    def rest(self, start: int) -> tuple[int, int]:
        """The unquoted value that begins at `start`, to where its line or its place ends."""
        start, end = rest_of_line(self.lines, start)
        if not self.in_flow(start):
            return start, end
        depth = 0
        for stop in range(start, end):
            char = self.text[stop]
            depth += (char in "{[") - (char in "}]")
            if depth < 0 or (char == "," and depth == 0):
                return start, start + len(self.text[start:stop].rstrip())
        return start, end

    def say(
        self,
        rule: Rule,
        start: int,
        end: int,
        message: str,
        help: str,
        related: tuple[int, str] | None = None,
        quote: bool = False,
    ) -> Diagnostic:
        others = [(self.lines.span(related[0], related[0] + 1), related[1])] if related else []
        edits = quote_edits(self.lines, start, end) if quote else []
        span = self.lines.span(start, end)
        return rule.at(span, message, help=help, related=others, edits=edits)


def _depth(text: str) -> int:
    """How many brackets are open at the end of a part of a line: the events of what is opened on
    the line of an error have not come yet."""
    return sum((char in "{[") - (char in "}]") for char in _bare(text))


def _bare(text: str) -> str:
    """The same without what stands in quotes, and as long."""
    return _QUOTED.sub(lambda quoted: "x" * len(quoted[0]), text)


def nested_beyond_the_scanner(error: yaml.YAMLError) -> int | None:
    """Where libyaml gave up a nesting, if it did: from 0.2.6 on it scans 1,000 levels and no
    more ("exceeded maximum nesting depth"), and it may look 1,024 characters ahead before it
    gives the first event. Older ones, and the parser in Python, have no such limit."""
    mark = getattr(error, "problem_mark", None)
    return mark.index if mark and "nesting depth" in str(getattr(error, "problem", "")) else None


def explain(
    error: yaml.YAMLError, lines: Lines, last: Scalar | None, flow: bool = False
) -> Diagnostic:
    """The diagnostic of a syntax error; `last` is the scalar that was read before it, `flow`
    tells whether brackets are open there."""
    problem = getattr(error, "problem_mark", None)
    context = getattr(error, "context_mark", None)
    at = min(problem.index, len(lines.text)) if problem else 0
    trouble = _Trouble(
        lines,
        at,
        min(context.index, at) if context else at,
        str(getattr(error, "problem", "")),
        str(getattr(error, "context", "")),
        last,
        flow,
    )
    for probe in _PROBES:
        if finding := probe(trouble):
            return finding
    return trouble.say(
        rules.YAML_SYNTAX,
        at,
        at + 1,
        "the YAML ends too early" if trouble.at_end else "this is not valid YAML here",
        "check the indentation and the quotes of this line and of the one above",
    )


def _tab(t: _Trouble) -> Diagnostic | None:
    start = t.lines.line_start(t.at)
    indentation = re.compile(r" *\t").match(t.text, start, t.lines.line_end(start))
    if t.char == "\t":
        return t.say(rules.TAB, t.at, t.at + 1, *TAB_WORDS)
    if indentation:
        return t.say(rules.TAB, indentation.end() - 1, indentation.end(), *TAB_WORDS)
    return None


def _braces(t: _Trouble) -> Diagnostic | None:
    start = t.lines.line_start(t.at)
    value = _VALUE.match(t.text, start)
    if not value or value.end() > t.at or not _PLACEHOLDER.match(t.text, value.end()):
        return None
    return t.say(
        rules.TEXT_AFTER_BRACES,
        *t.rest(value.end()),
        "a text that begins with `{` is a map to YAML",
        "quote the text",
        quote=True,
    )


def _block_header(t: _Trouble) -> Diagnostic | None:
    start = t.opened if "block scalar" in t.context else t.at
    if t.text[start : start + 1] not in (">", "|"):
        return None
    return unquoted_sign(t.lines, *t.rest(start))


def _long_key(t: _Trouble) -> Diagnostic | None:
    last = t.last
    if t.char != ":" or last is None or last.end > t.at or t.at - last.start <= _MAX_KEY:
        return None
    words = (f"a key has more than {_MAX_KEY:,} characters", "shorten the key")
    return t.say(rules.TEXT_TOO_LONG, last.start, last.start + 1, *words)


def _quotes(t: _Trouble) -> Diagnostic | None:
    if "quoted scalar" in t.context:
        if t.at_end or "document" in t.problem:
            return _unclosed(t, t.opened, t.at)
        return _escape(t)
    last = t.last
    if last is None or last.style not in ("'", '"') or t.text[last.end : t.at].strip(" "):
        return None
    if "\n" in t.text[last.start : last.end]:
        return _unclosed(t, last.start, last.end - 1)
    return t.say(
        rules.YAML_SYNTAX,
        t.at,
        t.lines.line_end(t.at),
        "text follows the closing quote",
        "put the whole text into quotes; a quote inside is `''` in single quotes "
        'and `\\"` in double ones',
        related=(last.start, "the quoted text begins here"),
    )


def _escape(t: _Trouble) -> Diagnostic:
    start = max(t.text.rfind("\\", t.opened, t.at + 1), t.opened)
    if surrogate := _SURROGATE.match(t.text, start):
        message = "this escape makes half of a surrogate pair"
        help = "write the character itself, or `\\U` and its eight digits"
        return t.say(rules.FORBIDDEN_CHARACTER, *surrogate.span(), message, help)
    return t.say(
        rules.YAML_SYNTAX,
        start,
        start + 2,
        "this escape is unknown in a double-quoted text",
        "write `\\\\` for a backslash, or use single quotes",
    )


def _unclosed(t: _Trouble, start: int, end: int) -> Diagnostic:
    return t.say(
        rules.UNCLOSED_QUOTE,
        start,
        start + 1,
        "the quote that opens here is not closed on its line",
        "close the quote",
        related=(end, "YAML reads the quoted text up to here"),
    )


def _reserved(t: _Trouble) -> Diagnostic | None:
    if t.text[t.opened : t.opened + 1] == "%" and t.opened == t.lines.line_start(t.opened):
        _, end = rest_of_line(t.lines, t.opened)
        return t.say(rules.DIRECTIVE, t.opened, end, *DIRECTIVE_WORDS)
    start = t.at if t.char and t.char in "@`%?" else t.opened
    char = t.text[start : start + 1]
    named = any(word in t.context for word in ("anchor", "alias", "tag"))
    if not (char and (char in "@`%?" or (named and char in "&*!"))):
        return None
    return _unquoted_start(t, start)


def _unquoted_start(t: _Trouble, start: int) -> Diagnostic:
    char = t.text[start]
    return t.say(
        rules.UNQUOTED_TEXT,
        *t.rest(start),
        f"an unquoted text cannot begin with {'a backtick' if char == '`' else f'`{char}`'}",
        "quote the text",
        quote=True,
    )


def _document(t: _Trouble) -> Diagnostic | None:
    marked = t.text.startswith(("---", "..."), t.lines.line_start(t.at))
    outside = "document start" in t.problem
    if marked or (outside and "\n..." in t.text[: t.at]):
        return t.say(rules.SEVERAL_DOCUMENTS, t.at, t.at + 1, *SEVERAL_WORDS)
    if not outside:
        return None
    words = ("the document's one value ends before this", "check the brackets and quotes above")
    return t.say(rules.YAML_SYNTAX, t.at, t.at + 1, *words)


def _colon(t: _Trouble) -> Diagnostic | None:
    last = t.last
    if t.char != ":" or last is None or "," in t.problem or ":" in t.text[last.end : t.at]:
        return None
    if "\n" not in t.text[last.start : t.at]:
        return t.say(
            rules.YAML_SYNTAX,
            *rest_of_line(t.lines, last.start),
            "an unquoted text holds `: `, which begins a value",
            "quote the text",
            quote=True,
        )
    if _MISSING_SPACE.match(t.text, last.start):
        colon = t.text.index(":", last.start)
        words = ("no space follows this colon", "write `key: value`, with a space")
        return t.say(rules.YAML_SYNTAX, colon, colon + 1, *words)
    line = t.lines.line_start(t.at)
    start = t.at - len(t.indentation.lstrip())
    if t.text[t.lines.line_start(last.start) : last.start] == t.text[line:start]:
        return _no_colon(t, last.start)
    return t.say(
        rules.YAML_SYNTAX,
        start,
        max(t.at, start + 1),
        "this key stands deeper than its map, or goes on a text of the lines above",
        "align it with the other keys of its map",
        related=(last.start, "the text begins here"),
    )


def _list_item(t: _Trouble) -> Diagnostic | None:
    item = t.char == "-" and t.text[t.at + 1 : t.at + 2] in (" ", "\n", "")
    if item and t.indentation.strip(" "):
        words = ("a list cannot begin on the line of its key", "put `- ` on a line of its own")
        return t.say(rules.YAML_SYNTAX, t.at, t.at + 1, *words)
    if item:
        words = ("a list item stands where a key is expected", "check the indentation")
        return t.say(rules.YAML_SYNTAX, t.at, t.at + 1, *words)
    if "block collection" in t.context and not t.indentation.strip(" "):
        return t.say(
            rules.YAML_SYNTAX,
            t.at,
            t.at + 1,
            "this line stands where a list item is expected",
            "begin it with `- `, or check the indentation",
            related=(t.opened, "the list begins here"),
        )
    return None


def _flow(t: _Trouble) -> Diagnostic | None:
    opened = t.opened
    if t.at_end and t.text.rstrip().endswith(("{", "[")):
        opened = len(t.text.rstrip()) - 1
    bracket = t.text[opened : opened + 1]
    if "flow" in t.context and bracket in ("{", "["):
        return t.say(
            rules.YAML_SYNTAX,
            t.at,
            t.at + 1,
            f"`{bracket}` is not closed, or a comma is missing before this",
            f"close it with `{'}' if bracket == '{' else ']'}`, or quote the text",
            related=(opened, "opened here"),
        )
    if t.char and t.char in ",]}":
        words = (f"`{t.char}` closes or separates nothing here", "remove it, or quote the text")
        return t.say(rules.YAML_SYNTAX, t.at, t.at + 1, *words)
    before = t.indentation.rstrip(" ")
    if before.endswith(("}", "]")):
        return t.say(
            rules.YAML_SYNTAX,
            t.at,
            t.at + 1,
            f"text follows the closing `{before[-1]}`",
            "quote the whole text if it is one",
        )
    return None


def _indentation(t: _Trouble) -> Diagnostic | None:
    if t.at_end or t.indentation.strip(" "):
        return None
    return t.say(
        rules.YAML_SYNTAX,
        t.at,
        t.at + 1,
        "this line's indentation fits no map or list above it",
        "align it with the keys or items that it belongs to",
    )


def _after_alias(t: _Trouble) -> Diagnostic | None:
    value = _VALUE.match(t.text, t.lines.line_start(t.at))
    if not value or value.end() >= t.at or t.text[value.end()] not in "*&":
        return None
    return _unquoted_start(t, value.end())


def _no_value(t: _Trouble) -> Diagnostic | None:
    last = t.last
    if "expected ':'" not in t.problem:
        return None
    return _no_colon(t, t.opened if last is None or "simple key" in t.context else last.start)


def _no_colon(t: _Trouble, start: int) -> Diagnostic:
    words = ("this line holds no `key: value`", "add the colon, or join it with the line above")
    return t.say(rules.YAML_SYNTAX, *rest_of_line(t.lines, start), *words)


def _lookalike(t: _Trouble) -> Diagnostic | None:
    for offset in t.near():
        start = t.lines.line_start(offset)
        line = _bare(t.text[start : t.lines.line_end(start)])
        if (at := lookalikes.in_line(line, t.in_flow(offset))) is not None:
            return lookalike(t.lines, start + at)
    return None


def _comment_in_brackets(t: _Trouble) -> Diagnostic | None:
    """`{a: #x, b: 1}`: what closes the bracket stands in a comment."""
    for offset in t.near():
        start = t.lines.line_start(offset)
        line = _bare(t.text[start : t.lines.line_end(start)])
        sign = _SIGN.search(line)
        if sign is None or _depth(line[: sign.end()]) <= 0 or not _CLOSER.search(line, sign.end()):
            continue
        start, (_, end) = start + sign.end() - 1, t.rest(start + sign.end() - 1)
        words = (
            "`#` begins a comment here, so the rest of the line is not read",
            "quote the text that holds the `#`",
        )
        return t.say(rules.UNQUOTED_TEXT, start, end, *words, quote=bool(sign[1]))
    return None


_PROBES = (
    _lookalike,
    _tab,
    _comment_in_brackets,
    _braces,
    _block_header,
    _long_key,
    _quotes,
    _reserved,
    _document,
    _colon,
    _list_item,
    _no_value,
    _flow,
    _after_alias,
    _indentation,
)
