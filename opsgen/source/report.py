"""The problems that the loader finds, in words. No message shows a value: it may be a secret."""

from __future__ import annotations

from opsgen.diagnostics.model import Diagnostic, Rule
from opsgen.diagnostics.rules import source as rules
from opsgen.source.characters import FORBIDDEN, describe
from opsgen.source.lines import Lines
from opsgen.source.locate import ranges
from opsgen.source.quoting import quote_edits
from opsgen.source.scalars import Doubt
from opsgen.source.secret_keys import HIDDEN, shown_key
from opsgen.source.tree import Node, Scalar

MAX_PROBLEMS = 100
"""After so many errors reading stops: nobody mends more in one go."""

# Message and help of what both the loader and the parser can find.
DIRECTIVE_WORDS = (
    "a `%` line gives the parser a directive",
    "drop the line: the file is YAML 1.2 without directives",
)
SEVERAL_WORDS = (
    "a second document begins here",
    "keep one document per file; only the first line may be `---`",
)
TAB_WORDS = ("a tab stands where YAML separates by spaces", "replace the tab by spaces")


class Stop(Exception):  # noqa: N818 - it ends the reading and is no error
    """A limit was passed: what follows would only cost time."""


class Report:
    """Collects diagnostics; raises Stop when there are too many."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.problems: list[Diagnostic] = []

    def add(self, problem: Diagnostic) -> None:
        self.problems.append(problem)
        if len(self.problems) >= MAX_PROBLEMS:
            raise Stop

    def cause(self, problem: Diagnostic) -> None:
        """Add a syntax error. What was found at its very place before is a symptom of it:
        `*urgent` in `message: *urgent call` is no unknown anchor but a text."""
        start = problem.at and problem.at.start
        others = [each for each in self.problems if not each.at or each.at.start != start]
        self.problems = [*others, problem]

    def refuse(
        self, rule: Rule, start: int, end: int, message: str, help: str, *, quote: bool = False
    ) -> None:
        """`quote`: putting the text from `start` to `end` into quotes mends it."""
        edits = quote_edits(self.lines, start, end) if quote else []
        self.add(rule.at(self.lines.span(start, end), message, help=help, edits=edits))

    def root(self, node: Node | None, what: str) -> None:
        start = 0 if node is None else node.start
        message = f"the document {what}, and a map of sections is needed"
        help = "begin with a key such as `service: my-service`"
        self.refuse(rules.NOT_A_MAPPING, start, start, message, help)

    def directive(self, start: int, end: int) -> None:
        self.refuse(rules.DIRECTIVE, start, end, *DIRECTIVE_WORDS)

    def several_documents(self, start: int, end: int) -> None:
        self.refuse(rules.SEVERAL_DOCUMENTS, start, end, *SEVERAL_WORDS)

    def tab(self, start: int) -> None:
        self.refuse(rules.TAB, start, start + 1, *TAB_WORDS)

    def tag(self, start: int, end: int) -> None:
        message = "a YAML tag stands before this value"
        help = "drop the tag, or quote a text that begins with `!`"
        self.refuse(rules.TAG, start, end, message, help)

    def self_reference(self, start: int, end: int) -> None:
        message = "this alias stands inside of the value that it names"
        help = "use an anchor only after its value has ended"
        self.refuse(rules.SELF_REFERENCE, start, end, message, help)

    def unknown_anchor(self, start: int, end: int) -> None:
        message = "no anchor of this name stands before the alias"
        help = "define the anchor first, or quote a text that begins with `*`"
        self.refuse(rules.UNKNOWN_ANCHOR, start, end, message, help)

    def alias_budget(self, start: int, end: int, limit: int) -> None:
        message = f"aliases and merge keys add more than {limit:,} nodes"
        help = "write the values out, or refer to smaller ones"
        self.refuse(rules.ALIAS_BUDGET, start, end, message, help)
        raise Stop

    def too_many_nodes(self, start: int, limit: int) -> None:
        message = f"the file holds more than {limit:,} keys and values"
        help = "split it into one file per service"
        self.refuse(rules.TOO_MANY_NODES, start, start + 1, message, help)
        raise Stop

    def too_deep(self, start: int, limit: int) -> None:
        message = f"more than {limit} maps and lists stand inside each other"
        help = "no section of the language is nested so deep"
        self.refuse(rules.TOO_DEEP, start, start + 1, message, help)
        raise Stop

    def duplicate(self, node: Scalar, first: Scalar) -> None:
        known = shown_key(node.value)
        name = "this key" if known == HIDDEN else f"the key `{known}`"
        message = f"{name} stands twice in this map"
        where = self.lines.span(node.start, node.end)
        related = [(self.lines.span(first.start, first.end), "first here")]
        self.add(
            rules.DUPLICATE_KEY.at(where, message, help="keep one of the two", related=related)
        )

    def key(self, node: Scalar, meaning: object) -> None:
        """`meaning` is what YAML reads in place of a text."""
        if isinstance(meaning, Doubt):
            self.doubt(node, meaning)
            return
        kind = {type(None): "empty", bool: "a truth value"}.get(type(meaning), "a number")
        message = f"this key is {kind}, and keys are texts"
        self.refuse(
            rules.KEY_NOT_STRING,
            node.start,
            node.end,
            message,
            "quote the key" if node.value else "write the key before the colon",
            quote=bool(node.value),
        )

    def complex_key(self, node: Node) -> None:
        message = "this key is a map, a list or an alias, and keys are texts"
        help = "quote a key that begins with `{`, `[` or `*`"
        self.refuse(rules.KEY_NOT_STRING, node.start, node.end, message, help)

    def merge(self, node: Node) -> None:
        message = "`<<` merges maps, and this is none"
        help = 'give it the `*name` of a map, or quote the key: `"<<"`'
        self.refuse(rules.BAD_MERGE, node.start, node.end, message, help)

    def doubt(self, node: Scalar, doubt: Doubt) -> None:
        rule = rules.NUMBER_OUT_OF_RANGE if doubt.out_of_range else rules.AMBIGUOUS_SCALAR
        self.refuse(rule, node.start, node.end, doubt.why, doubt.help, quote=doubt.quotable)

    def too_long(self, node: Scalar, what: str, limit: int) -> None:
        message = f"a {what} has more than {limit:,} characters"
        help = "shorten it, or keep it in a file of its own"
        self.refuse(rules.TEXT_TOO_LONG, node.start, node.start + 1, message, help)

    def escapes(self, node: Scalar) -> None:
        """Refuse forbidden characters in a decoded text whose raw text is known to be clean."""
        for found in FORBIDDEN.finditer(node.value):
            where = ranges(self.lines.text, node)
            start, end = where[found.start()] if where else (node.start, node.end)
            message = f"this escape makes {describe(found[0])}"
            self.refuse(rules.FORBIDDEN_CHARACTER, start, end, message, "remove it")
