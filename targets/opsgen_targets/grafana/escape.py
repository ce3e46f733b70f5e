"""Text that Grafana shows, in which it would run variables: `$name`, `${name}` and `[[name]]`.

Grafana has no escape of its own (public/app/features/templating/template_srv.ts and
@grafana/scenes, sceneInterpolator: every match of the pattern whose name is known is replaced). So
each grammar's own way of writing the first character is used.
"""

from __future__ import annotations

import re

_VARIABLE = re.compile(r"\$(?=[\w{])|\[(?=\[)")


def in_markdown(text: str) -> str:
    """Markdown whose variables no Grafana sees: a character reference stands for the character."""
    return _VARIABLE.sub(lambda found: f"&#{ord(found[0])};", text)
