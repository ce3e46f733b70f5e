"""What the Alertmanager would not run of a channel's template: it would send nothing at all.

Source: prometheus/alertmanager template/template.go, DefaultFuncs; Go's text/template.
"""

from __future__ import annotations

import re

from opsgen.diagnostics.suggest import nearest
from opsgen.spec.problem import one_of

_WORDS = """
    block break continue define else end if nil range template true false with
    and call eq ge gt html index js le len lt ne not or print printf println slice urlquery
    append date dict humanizeDuration join list match mustToDate now reReplaceAll routeLabels
    safeHtml safeUrl since stringSlice title toDate toJson toLower toUpper trimSpace tz urlUnescape
"""
FUNCTIONS = frozenset(_WORDS.split())
"""Of any version (up to 0.34): which one somebody runs is not always written down."""

_ACTION = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_APART = re.compile(r'/\*.*?\*/|"(?:[^"\\]|\\.)*"|`[^`]*`|\'(?:[^\'\\]|\\.)*\'', re.DOTALL)
_BARE = re.compile(r"(?<![\w.$])[A-Za-z_]\w*")


def fault(template: str) -> tuple[str, str] | None:
    """(what is wrong with it, how to mend it), should there be anything.

    A `{{` that nothing closes, or a word that is no function.
    """
    if template.count("{{") != template.count("}}"):
        return (
            "is not closed",
            "close every `{{` by `}}`; the Alertmanager runs what stands between",
        )
    for action in _ACTION.findall(template):
        for word in _BARE.findall(_APART.sub(" ", action)):
            if word not in FUNCTIONS:
                close = nearest(word, FUNCTIONS)
                help = (
                    f"did you mean {one_of(close)}?"
                    if close
                    else f"write `{{{{ .CommonLabels.{word} }}}}` for a label of the alerts"
                )
                return f"calls `{word}`, which the Alertmanager does not know", help
    return None
