"""In which map a key of a text stands that does not load, told by indentation and braces."""

from __future__ import annotations

import re

from opsgen.source.secret_keys import Place, Words

_NEAR = 200
"""So far before a key its map is sought on a line: one may have a million keys."""

_LEAD = re.compile(r"""[ \t?\-"'{\[]*""")
_SEVERAL_WORDS = re.compile(r"""[ \t?\-"'{\[]*\w[\w. ()-]*""")
_HOLDER = re.compile(r"""([\w.-]+)["']?[ ]*:[ ]*$""")


class Outline:
    """Asked about the keys of `text` in their order."""

    def __init__(self, text: str, words: Words) -> None:
        self.text = text
        self.words = words
        self.open: list[tuple[int, Place]] = []  # column of a key, what stands below it
        self.leading = ""  # the key that leads the line
        self.place: Place = "words"  # where it stands

    def is_strange(self, key: re.Match[str]) -> bool:
        """Whether the language does not know the key (group 1), where it must be one of its own.

        A word before a colon in the middle of a text is none of a map.
        """
        lead = self._lead(key.start())
        if lead is not None and _LEAD.fullmatch(lead):
            self._enter(len(lead), key[1])
            return not self.words.knows(self.place, key[1])
        if lead is not None and _SEVERAL_WORDS.fullmatch(lead):
            return self.place == "words"
        near = self.text[max(0, key.start() - _NEAR) : key.start()] if lead is None else lead
        opened = near.rfind("{")
        if opened < 0 or near.rstrip(" \"'")[-1:] not in ("{", ","):
            return False
        return not self.words.knows(self._in_braces(near[:opened]), key[1])

    def _lead(self, start: int) -> str | None:
        """What stands before it on its line; None if that is much."""
        line = self.text.rfind("\n", max(0, start - _NEAR), start) + 1
        return None if not line and start > _NEAR else self.text[line:start]

    def _enter(self, column: int, name: str) -> None:
        while self.open and self.open[-1][0] >= column:
            self.open.pop()
        self.leading, self.place = name, self.open[-1][1] if self.open else "words"
        self.open.append((column, self.words.below(self.place, name)))

    def _in_braces(self, before: str) -> Place:
        below = self.open[-1][1] if self.open else "words"
        holder = _HOLDER.search(before)
        if holder is None:
            return self.place
        return below if holder[1] == self.leading else self.words.below(below, holder[1])
