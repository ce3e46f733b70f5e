"""Every rule that opsgen can report, and the page that explains it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from opsgen.diagnostics import suggest
from opsgen.diagnostics.model import Rule

_EXAMPLE = r"^## {heading}\n\n```yaml\n(.*?)^```$"


@cache
def rules() -> tuple[Rule, ...]:
    """All rules of `opsgen.diagnostics.rules`, by code.

    Raises AssertionError if two rules share a code or a slug.
    """
    return distinct(gather())


def gather() -> list[Rule]:
    """Every `Rule` constant of the modules in `opsgen.diagnostics.rules`, as it is found."""
    import importlib
    import pkgutil

    from opsgen.diagnostics import rules as package

    found: list[Rule] = []
    for module in pkgutil.iter_modules(package.__path__):
        stage = importlib.import_module(f"{package.__name__}.{module.name}")
        found += [value for value in vars(stage).values() if isinstance(value, Rule)]
    return found


def distinct(found: Iterable[Rule]) -> tuple[Rule, ...]:
    """`found` by code; raises AssertionError if two of them share a code or a slug."""
    owner: dict[str, Rule] = {}
    for rule in found:
        for key in (rule.code, rule.slug):
            other = owner.setdefault(key, rule)
            if other is not rule:
                raise AssertionError(f"two rules claim {key}: {other} and {rule}")
    return tuple(sorted(set(owner.values()), key=lambda rule: rule.code))


def find(code_or_slug: str) -> Rule | None:
    """The rule with this code or slug, in any case."""
    wanted = code_or_slug.casefold()
    for rule in rules():
        if wanted in (rule.code.casefold(), rule.slug):
            return rule
    return None


def nearest(code_or_slug: str) -> list[str]:
    """Codes and slugs that may have been meant: slips first, then slugs that hold the word."""
    slugs = [rule.slug for rule in rules()]
    slips = suggest.nearest(code_or_slug, [*slugs, *(rule.code for rule in rules())])
    word = code_or_slug.casefold()
    holding = [slug for slug in slugs if word in slug.split("-")]
    return list(dict.fromkeys(slips + holding))[:3]


def page(rule: Rule) -> str:
    """The Markdown page of a rule. Raises FileNotFoundError for a rule that is not opsgen's."""
    from importlib import resources  # 40 ms, so never on the way of a clean file

    pages = resources.files("opsgen.diagnostics") / "pages"
    return (pages / f"{rule.code}.md").read_text(encoding="utf-8")


def description(page: str) -> str:
    """What stands between the title of a page and its first heading."""
    body = page.split("\n", 1)[1]
    return body.split("\n## ", 1)[0].strip()


def examples(page: str) -> tuple[str, str] | None:
    """The (bad, good) operations.yaml of a page; None if no text of a spec triggers the rule."""
    bad, good = (
        re.search(_EXAMPLE.format(heading=heading), page, re.MULTILINE | re.DOTALL)
        for heading in ("Bad", "Good")
    )
    return (bad[1], good[1]) if bad and good else None
