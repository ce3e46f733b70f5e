"""Where would Grafana put a variable's value into text that only looks like one?

Grafana replaces `$name`, `${name}` and `[[name]]` in every text of a dashboard, also within
strings of PromQL, whenever it knows the name, and has no escape. So words and label values of a
user must be written in another way (`\\x24` in PromQL, `&#36;` in Markdown).

The pattern and the names: Grafana's public/app/features/variables/utils.ts and its documentation
of global variables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.judges.grafana_lint import read
from tests.judges.grafana_lint.read_classic import Json

_REFERENCE = re.compile(
    r"\$(\w+)|\[\[(\w+?)(?::\w+)?\]\]|\$\{(\w+)(?:\.[^:^}]+)?(?::[^}]+)?\}", re.ASCII
)
_GLOBALS = {"timeFilter"}
_PLAIN = re.compile(r"(/spec)?/(title|description|uid|tags/\d+)|/metadata/.*")
"""What a dashboard says of itself; Grafana shows it as it stands."""

_SOURCE_KEYS = {"uid", "name"}
"""Keys under `datasource` that hold the variable by which the reader chooses one."""


def uses(document: Json) -> list[tuple[str, str]]:
    """(place, text) of every text that Grafana would change, but for references to data sources."""
    known = {one.name for one in read(document).variables}
    return [
        (place, text)
        for place, text in _texts(document, "")
        if not _PLAIN.fullmatch(place)
        and any(_is_known(found, known) for found in _REFERENCE.finditer(text))
    ]


def _is_known(found: re.Match[str], variables: set[str]) -> bool:
    name = next(group for group in found.groups() if group)
    return name in variables or name in _GLOBALS or name.startswith("__")


def _texts(node: object, at: str) -> Iterator[tuple[str, str]]:
    match node:
        case str():
            yield at, node
        case dict():
            for key, one in node.items():
                yield f"{at}/{key} (key)", key
                if not (at.endswith("/datasource") and key in _SOURCE_KEYS):
                    yield from _texts(one, f"{at}/{key}")
        case list():
            for i, one in enumerate(node):
                yield from _texts(one, f"{at}/{i}")
