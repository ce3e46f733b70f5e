"""Rules of the code that no linter knows."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from types import ModuleType

import pytest

import opsgen
import opsgen_targets
from tests.house.repository import ROOT, files, places

PACKAGES = [
    opsgen.__name__,
    *(
        module.name
        for package in (opsgen, opsgen_targets)
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if module.ispkg
    ),
]
REASONED = {
    "type: ignore": r"#\s*type: ignore(?!\[[\w-]+(?:, ?[\w-]+)*\]\s+#? ?\S)",
    "noqa": r"#\s*noqa(?!: [A-Z]+\d+(?:, ?[A-Z]+\d+)*\s+\S)",
    "except Exception": r"except Exception(?: as \w+)?:\s*$",
}
"""Exceptions from a rule, where no reason follows on the line."""


def public(module: ModuleType) -> list[tuple[str, object]]:
    """The classes and functions of ours that the module offers."""
    offered = [(name, getattr(module, name)) for name in getattr(module, "__all__", ())]
    return [
        (name, thing)
        for name, thing in offered
        if (inspect.isclass(thing) or inspect.isfunction(thing))
        and thing.__module__.partition(".")[0] in ("opsgen", "opsgen_targets")
    ]


def documented(thing: object) -> bool:
    """Whether somebody wrote a docstring; a dataclass without one is given its signature."""
    text = getattr(thing, "__doc__", None) or ""
    name = getattr(thing, "__name__", "")
    return bool(text) and not text.startswith(f"{name}(")


@pytest.mark.parametrize("package", PACKAGES)
def test_what_a_package_offers_says_what_it_is(package: str) -> None:
    module = importlib.import_module(package)
    assert module.__doc__
    assert [name for name, thing in public(module) if not documented(thing)] == []


def test_every_module_says_what_it_is() -> None:
    mute = [
        path.relative_to(ROOT).as_posix()
        for folder in ("opsgen", "targets", "tests")
        for path in files(ROOT / folder)
        if path.suffix == ".py"
        and (text := path.read_text(encoding="utf-8"))
        and not text.startswith('"""')
    ]
    assert mute == []


@pytest.mark.parametrize("what", REASONED)
def test_an_exception_from_a_rule_gives_its_reason(what: str) -> None:
    found = {
        path.relative_to(ROOT).as_posix(): lines
        for folder in ("opsgen", "targets", "tests")
        for path in files(ROOT / folder)
        if path.suffix == ".py" and path.parent.name != "house"
        if (lines := places(REASONED[what], path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_an_exception_without_a_reason_is_found() -> None:
    assert re.search(REASONED["noqa"], "x = 1  # noqa: E501")
    assert re.search(REASONED["type: ignore"], "x = 1  # type: ignore[misc]")
    assert re.search(REASONED["except Exception"], "    except Exception:")
    assert not re.search(REASONED["noqa"], "x = 1  # noqa: E501  # a table")
