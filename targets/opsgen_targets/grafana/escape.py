"""Text in which Grafana would run variables: `$name`, `${name}` and `[[name]]`.

Every match of that pattern whose name is known is replaced, in expressions, descriptions and
links alike (grafana, public/app/features/templating/template_srv.ts; @grafana/scenes,
sceneInterpolator), and there is no escape for it (grafana #40603). So the first character is
written in the other way that each grammar has for it.
"""

from __future__ import annotations

import re

from opsgen.artifacts.markdown import inline

_VARIABLE = re.compile(r"\$(?=[\w{])|\[(?=\[)")
# An escaped backtick opens nothing.
_CODE = re.compile(r"\\.|(`+)(.*?[^`])\1(?!`)", re.DOTALL)
_DOLLAR = re.compile(r"\\?\$(?=[\w{])")
_STRINGS = re.compile(r'"(?:\\.|[^"\\])*"' r"|'(?:\\.|[^'\\])*'" r"|`[^`]*`", re.DOTALL)
_RAW = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}


def in_promql(text: str) -> str:
    """An expression of the same meaning without a variable: `"a$b"` becomes `"a\\x24b"`.

    Outside strings PromQL has neither character in such a place. A raw string knows no escapes,
    so it becomes one that does.
    """
    return _STRINGS.sub(_string, text) if _VARIABLE.search(text) else text


def in_markdown(text: str) -> str:
    """The same page without a variable: a character reference stands for the dollar sign.

    Within a code span a reference would be shown as typed, so that becomes an HTML element. What
    was escaped needs nothing for brackets: `\\[\\[` is no match.
    """
    return _DOLLAR.sub("&#36;", _CODE.sub(_code, text))


def in_url(text: str) -> str:
    """The same address without a variable, percent-encoded."""
    return _VARIABLE.sub(lambda found: f"%{ord(found[0]):02X}", text)


def in_provisioning(text: str) -> str:
    """A value of a provisioning file, where Grafana expands the environment and `$$` is one `$`.

    grafana, pkg/services/provisioning/values.
    """
    return text.replace("$", "$$")


def _string(found: re.Match[str]) -> str:
    text = found[0]
    if _VARIABLE.search(text) is None:
        return text
    if text[0] == "`":
        text = '"' + re.sub(r'[\\"\n\r]', lambda char: _RAW[char[0]], text[1:-1]) + '"'
    return _VARIABLE.sub(lambda char: f"\\x{ord(char[0]):02x}", text)


def _code(span: re.Match[str]) -> str:
    if span[2] is None or _VARIABLE.search(span[2]) is None:
        return span[0]
    return f"<code>{inline(span[2])}</code>"
