"""Label values by example: one that passes a matcher, and one that does not."""

from __future__ import annotations

import re
from collections.abc import Iterable

from opsgen.plan import Matcher
from opsgen.proof.samples import matches
from opsgen.proof.unproven import UnprovenError

_PLAIN = ("other", "none", "some", "0", "1", "a", "A", "-", "")
_CLASSES = {"d": "0", "w": "a", "s": " ", "D": "a", "W": "-", "S": "a", "n": "\n", "t": "\t"}
_REPEATED = re.compile(r"\{(\d+)(?:,\d*)?\}")


def passing(matchers: Iterable[Matcher], wish: str = "") -> str:
    """A value that passes all `matchers`, which are of one label; `wish` itself where it does.

    Raises UnprovenError where none was found.
    """
    asked = tuple(matchers)
    examples = (_example(matcher) for matcher in asked)
    for value in filter(None, (wish, *examples, *_PLAIN)):
        if all(matches(matcher, value) for matcher in asked):
            return value
    if all(matches(matcher, "") for matcher in asked):
        return ""
    told = ", ".join(f"{matcher.label}{matcher.op}{matcher.value}" for matcher in asked)
    raise UnprovenError(f"no value was found that passes {told}")


def failing(matcher: Matcher) -> str | None:
    """A value that the matcher keeps out; None where none was found."""
    for value in (_example(matcher), *_PLAIN):
        if not matches(matcher, value):
            return value
    return None


def _example(matcher: Matcher) -> str:
    """A value that equals or fits what the matcher names, whether it asks for that or against."""
    if matcher.op in ("=", "!="):
        return matcher.value
    return _Reader(matcher.value).alternatives()


class _Reader:
    """Reads a pattern from the left, and writes the shortest plain text that fits it."""

    def __init__(self, pattern: str) -> None:
        self.rest = re.sub(
            r"\\Q(.*?)(?:\\E|$)", lambda m: re.escape(m[1]), pattern, flags=re.DOTALL
        )

    def alternatives(self) -> str:
        """The first of `a|b|c` that is not empty."""
        found = [self._sequence()]
        while self.rest.startswith("|"):
            self.rest = self.rest[1:]
            found.append(self._sequence())
        return next(filter(None, found), "")

    def _sequence(self) -> str:
        text = ""
        while self.rest and self.rest[0] not in "|)":
            text += self._repeated(self._atom())
        return text

    def _atom(self) -> str:
        first, self.rest = self.rest[0], self.rest[1:]
        match first:
            case "(":
                self.rest = re.sub(r"^\?(?:P?<\w+>|[imsU-]*:)", "", self.rest)
                inner = self.alternatives()
                self.rest = self.rest[1:]
                return inner
            case "[":
                return self._set()
            case "\\":
                escaped, self.rest = self.rest[:1], self.rest[1:]
                return _CLASSES.get(escaped, "" if escaped in "AzbB" else escaped)
            case "^" | "$":
                return ""
            case ".":
                return "0"
            case _:
                return first

    def _set(self) -> str:
        end = self.rest.index("]", 2 if self.rest.startswith("^") else 1)
        inner, self.rest = self.rest[:end], self.rest[end + 1 :]
        fits = re.compile(f"[{inner}]")
        return next((char for char in "0aA-_./ x" if fits.match(char)), inner[0])

    def _repeated(self, atom: str) -> str:
        if counted := _REPEATED.match(self.rest):
            self.rest = self.rest[counted.end() :]
            atom *= int(counted[1])
        elif self.rest[:1] in ("*", "+", "?"):
            self.rest = self.rest[1:]
        self.rest = self.rest.removeprefix("?")
        return atom
