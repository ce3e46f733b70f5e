"""What well-known kinds of secrets look like, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

REFERENCE = re.compile(r"\$\{[A-Z][A-Z0-9_]{0,63}\}")
"""`${NAME}`: a secret's name in place of the secret."""

# What known secrets look like, each with a literal that it holds: the search for it is fast
# and spares the pattern on nearly every text. Each pattern is linear: it starts at a literal
# that its repetitions cannot hold, or may not start inside of its own run.
_URL_REST = r"""[^\s"'<>]+"""
_SHAPES = tuple(
    (literal, re.compile(pattern))
    for literal, pattern in (
        ("hooks.slack", rf"hooks\.slack(?:-gov)?\.com/{_URL_REST}"),
        ("webhook.office", rf"webhook\.office(?:365)?\.com/{_URL_REST}"),  # Teams
        ("logic.azure", rf"logic\.azure\.(?:com|us)[:/]{_URL_REST}"),  # Teams workflows
        ("powerplatform", rf"api\.powerplatform\.com[:/]{_URL_REST}"),  # their successor
        ("webhooks/", rf"/api/(?:v[0-9]{{1,2}}/)?webhooks/{_URL_REST}"),  # Discord
        ("AKIA", r"AKIA[0-9A-Z]{16}(?![0-9A-Za-z])"),  # AWS
        ("ASIA", r"ASIA[0-9A-Z]{16}(?![0-9A-Za-z])"),
        ("gh", r"(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{16,}"),  # GitHub
        ("github_pat_", r"(?<![A-Za-z0-9_])github_pat_[A-Za-z0-9_]{16,}"),
        ("glpat-", r"(?<![A-Za-z0-9_-])glpat-[A-Za-z0-9_-]{16,}"),  # GitLab
        ("xox", r"(?<![A-Za-z0-9-])xox[abeoprs]-[A-Za-z0-9-]{8,}"),  # Slack tokens
        ("glsa_", r"(?<![A-Za-z0-9_])glsa_[A-Za-z0-9_]{16,}"),  # Grafana
        ("glc_", r"(?<![A-Za-z0-9_])glc_[A-Za-z0-9+/=_]{16,}"),
        ("sk-", r"(?<![A-Za-z0-9_-])sk-[A-Za-z0-9_-]{20,}"),  # LLM providers
        (":AA", r"(?<![0-9])[0-9]{8,10}:AA[A-Za-z0-9_-]{30,}"),  # Telegram bots
        ("eyJ", r"(?<![\w-])eyJ[\w-]{6,}\.eyJ[\w-]{6,}(?:\.[\w-]*)?"),  # JSON web tokens
        (
            "-----BEGIN ",
            r"-----BEGIN [A-Z0-9 ]{1,40}-----[\s\S]*?(?:-----END [A-Z0-9 ]{1,40}-----|\Z)",
        ),
        # scheme://user:password@host
        ("://", r"""://(?!\$\{)[^\s/:@"'<>]*:(?!\$\{)[^\s/@"'<>]+(?=@)"""),
    )
)

Stretch = tuple[int, int]


def find_secret_shape(text: str) -> Stretch | None:
    """Start and end of the first stretch that looks like a well-known kind of secret."""
    return min(shapes(text), default=None)


def shapes(text: str) -> Iterator[Stretch]:
    """Every such stretch, in no order; two of them may overlap."""
    for literal, pattern in _SHAPES:
        if literal in text:
            yield from (found.span() for found in pattern.finditer(text))
