"""Did-you-mean: which of the known names the writer may have meant."""

from __future__ import annotations

from collections.abc import Iterable


def distance(a: str, b: str, most: int | None = None) -> int:
    """How many edits lead from `a` to `b`: insert, delete, replace, or swap two neighbours.

    Beyond `most` it stops counting: then the number is only known to be greater.
    """
    two_up: list[int] = []
    above = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and y == a[i - 2]:
                cost = min(cost, two_up[j - 2] + 1)
            row.append(cost)
        if most is not None and min(row) > most and min(above) > most:
            return most + 1
        two_up, above = above, row
    return above[-1]


def nearest(word: str, candidates: Iterable[str], limit: int = 3) -> list[str]:
    """The candidates that `word` may be a slip of, best first, at most `limit`; often none.

    Case, and `-` against `_`, cost nothing. A longer word may be further off: one edit up
    to five letters, then two, three from nine letters on.
    """
    typed = _plain(word)
    allowed = 1 if len(typed) <= 5 else 2 if len(typed) <= 8 else 3
    scored = []
    for candidate in dict.fromkeys(candidates):
        known = _plain(candidate)
        if abs(len(known) - len(typed)) > allowed:
            continue
        # One edit of a very short word makes any other one of it: `a` is no slip of `b`.
        edits = distance(typed, known, allowed)
        if edits <= allowed and edits < max(len(typed), len(known)) - 1:
            scored.append((edits, candidate))
    # People rarely mistype the first letter: of equals, the one that keeps it is the likelier.
    scored.sort(key=lambda pair: (pair[0], _plain(pair[1])[:1] != typed[:1], pair[1]))
    return [candidate for _, candidate in scored[:limit]]


def _plain(word: str) -> str:
    return word.casefold().replace("-", "_")
