"""The examples of a page are compiled: Bad shows the rule, Good is free of it and of errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsgen.diagnostics import Diagnostic, Rule, catalogue


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("repository")
    (root / ".git").mkdir()
    (root / "demo").mkdir()
    return root


@pytest.fixture(autouse=True)
def at_the_root_of_a_repository(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)


def check(text: str) -> list[Diagnostic]:
    from opsgen import api

    # In a folder whose name can be a service's, wherever the tests run.
    return list(api.check_text(text, file="demo/operations.yaml"))


def with_examples() -> list[tuple[Rule, str, str]]:
    found = []
    for rule in catalogue.gather():
        try:
            examples = catalogue.examples(catalogue.page(rule))
        except FileNotFoundError:  # test_catalogue reports the missing page
            continue
        if examples:
            found.append((rule, *examples))
    return found


CASES = pytest.mark.parametrize(
    ("rule", "bad", "good"), with_examples(), ids=lambda value: getattr(value, "code", "")
)


@CASES
def test_bad_yields_the_rule(rule: Rule, bad: str, good: str) -> None:
    assert rule.code in {diagnostic.code for diagnostic in check(bad)}


@CASES
def test_good_is_free_of_the_rule_and_of_errors(rule: Rule, bad: str, good: str) -> None:
    wrong = [d for d in check(good) if d.code == rule.code or d.severity == "error"]
    assert wrong == []


@CASES
def test_both_are_whole_files(rule: Rule, bad: str, good: str) -> None:
    assert good.startswith("service: demo")
