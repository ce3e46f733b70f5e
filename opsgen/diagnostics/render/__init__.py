"""One diagnostic, several small renderers. Each is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from opsgen.diagnostics.verdict import Verdict

FORMATS = ("text", "concise", "json", "github", "gitlab", "markdown", "sarif")

__all__ = ["FORMATS", "render"]


def render(
    format: str,
    verdicts: Sequence[Verdict],
    texts: Mapping[str, str],
    *,
    colour: bool = False,
    encoding: str = "utf-8",
    diff: str = "",
) -> str:
    """The verdicts in one of `FORMATS`, ready to be written to a stream of `encoding`.

    `texts` holds the redacted text of each file, with the offsets of the original; a file
    that is not in it is shown without an excerpt. `colour` matters to `text` alone. `diff` is
    what a build would change; `github` and `markdown` show it after the findings.
    """
    after = ""
    match format:
        case "text":
            from opsgen.diagnostics.render.text import render as as_text

            return as_text(verdicts, texts, colour=colour, encoding=encoding)
        case "concise":
            from opsgen.diagnostics.render.concise import render as chosen
        case "json":
            from opsgen.diagnostics.render.json import render as chosen
        case "github":
            from opsgen.diagnostics.render.github import changes
            from opsgen.diagnostics.render.github import render as chosen

            after = changes(diff)
        case "gitlab":
            from opsgen.diagnostics.render.gitlab import render as chosen
        case "markdown":
            from opsgen.diagnostics.render.markdown import changes
            from opsgen.diagnostics.render.markdown import render as chosen

            after = changes(diff)
        case "sarif":
            from opsgen.diagnostics.render.sarif import render as chosen
        case _:
            raise ValueError(f"no such format: {format}")
    out = chosen(verdicts, texts) + after
    return out.encode(encoding, "backslashreplace").decode(encoding)
