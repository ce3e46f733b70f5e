"""How a validator of ours says what is wrong."""

from __future__ import annotations

from pydantic_core import PydanticCustomError

from opsgen.diagnostics import Rule


def fault(
    rule: Rule, message: str, help: str | None = None, at: str | None = None
) -> PydanticCustomError:
    """An error of ours, raised in a validator. `{name}` in `message` becomes the field's name;
    `at` is the key that it is about, when the validator sees a whole section."""
    return PydanticCustomError(rule.code, "{message}", {"message": message, "help": help, "at": at})
