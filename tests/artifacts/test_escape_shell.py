"""A quoted word is one argument to a real shell, byte for byte."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence

import pytest

from opsgen.artifacts.escape_shell import quote
from tests.artifacts.hostile import hostile

STRINGS = [text for text in hostile(3000, seed=4) if "\0" not in text]


def arguments_are_read_back(write: Callable[[str], str], texts: Sequence[str]) -> None:
    script = "printf '%s\\0' " + " ".join(map(write, texts))
    done = subprocess.run(["sh"], input=script.encode(), capture_output=True, timeout=60)
    assert done.stdout.decode().split("\0")[:-1] == texts


def test_arguments_are_read_back() -> None:
    arguments_are_read_back(quote, STRINGS)


@pytest.mark.parametrize("bug", [str, lambda text: f"'{text}'", lambda text: f'"{text}"'])
def test_the_shell_catches_a_wrong_quoting(bug: Callable[[str], str]) -> None:
    texts = ["a b", "it's", '"', "a*b", "$x"]
    arguments_are_read_back(quote, texts)
    with pytest.raises(AssertionError):
        arguments_are_read_back(bug, texts)


def test_nul_is_refused() -> None:
    with pytest.raises(ValueError, match="NUL"):
        quote("a\0b")
