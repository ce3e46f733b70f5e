"""Label values by example: one that passes a matcher, and one that does not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from opsgen.plan import Matcher
from opsgen.proof.samples import matches
from opsgen.proof.unproven import UnprovenError

_PLAIN = ("other", "none", "some", "0", "1", "a", "A", "-", "")
_CLASSES = {"d": "0", "w": "a", "s": " ", "D": "a", "W": "-", "S": "a", "n": "\n", "t": "\t"}
_OPENING = re.compile(r"^\?(?:P?<\w+>|[imsU-]*:|[imsU-]+(?=\)))")
"""What stands after `(`: a name, flags for the group, or flags for all that follows."""

_MOST = 24
_REPEATED = re.compile(r"\{(\d+)(?:,\d*)?\}")


def passing(matchers: Iterable[Matcher], wish: str = "") -> str:
    """A value that passes all `matchers`, which are of one label; `wish` itself where it does.

    Raises UnprovenError where none was found.
    """
    asked = tuple(matchers)
    for value in filter(None, (wish, *_examples(asked), *_PLAIN)):
        if all(matches(matcher, value) for matcher in asked):
            return value
    if all(matches(matcher, "") for matcher in asked):
        return ""
    told = ", ".join(f"{matcher.label}{matcher.op}{matcher.value}" for matcher in asked)
    raise UnprovenError(f"no value was found that passes {told}")


def failing(matcher: Matcher, within: Iterable[Matcher] = ()) -> str | None:
    """A value that the matcher keeps out and all those `within` which it stands let pass, which
    are of its label too; None where none was found."""
    asked = tuple(within)
    for value in (*_examples((*asked, matcher)), *_PLAIN):
        if not matches(matcher, value) and all(matches(other, value) for other in asked):
            return value
    return None


def _examples(matchers: Iterable[Matcher]) -> Iterator[str]:
    """Values that equal or fit what each names, whether it asks for that or against."""
    for matcher in matchers:
        if matcher.op in ("=", "!="):
            yield matcher.value
        else:
            yield from _Reader(matcher.value).alternatives()


class _Reader:
    """Reads a pattern from the left, and writes short plain texts that fit it."""

    def __init__(self, pattern: str) -> None:
        self.rest = re.sub(
            r"\\Q(.*?)(?:\\E|$)", lambda m: re.escape(m[1]), pattern, flags=re.DOTALL
        )

    def alternatives(self) -> list[str]:
        """One for each of `a|b|c`, those that are not empty first; never more than `_MOST`."""
        found = self._sequence()
        while self.rest.startswith("|"):
            self.rest = self.rest[1:]
            found += self._sequence()
        return sorted(found, key=lambda text: not text)[:_MOST]

    def _sequence(self) -> list[str]:
        texts = [""]
        while self.rest and self.rest[0] not in "|)":
            more = self._repeated(self._atom())
            texts = [text + part for text in texts for part in more][:_MOST]
        return texts

    def _atom(self) -> list[str]:
        first, self.rest = self.rest[0], self.rest[1:]
        match first:
            case "(":
                self.rest = _OPENING.sub("", self.rest)
                inner = self.alternatives()
                self.rest = self.rest[1:]
                return inner
            case "[":
                return [self._set()]
            case "\\":
                escaped, self.rest = self.rest[:1], self.rest[1:]
                return [_CLASSES.get(escaped, "" if escaped in "AzbB" else escaped)]
            case "^" | "$":
                return [""]
            case ".":
                return ["0"]
            case _:
                return [first]

    def _set(self) -> str:
        end = self.rest.index("]", 2 if self.rest.startswith("^") else 1)
        inner, self.rest = self.rest[:end], self.rest[end + 1 :]
        fits = re.compile(f"[{inner}]")
        return next((char for char in "0aA-_./ x" if fits.match(char)), inner[0])

    def _repeated(self, atoms: list[str]) -> list[str]:
        if counted := _REPEATED.match(self.rest):
            self.rest = self.rest[counted.end() :]
            atoms = [atom * int(counted[1]) for atom in atoms]
        elif self.rest[:1] in ("*", "+", "?"):
            self.rest = self.rest[1:]
        self.rest = self.rest.removeprefix("?")
        return atoms
