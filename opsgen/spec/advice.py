"""How to write a value that is of another type than it must be."""

from __future__ import annotations

import re
from decimal import Decimal

_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_TRUTH = {
    **dict.fromkeys(("true", "yes", "y", "on", "1"), "true"),
    **dict.fromkeys(("false", "no", "n", "off", "0"), "false"),
}


def advice_on(value: object, expected: str) -> tuple[str | None, str | None]:
    """(the help, the text that should stand there) for a value that "must be ..." `expected`.

    The value is repeated only where it is a plain number.
    """
    if expected == "a text" and not isinstance(value, dict | list):
        return "put it in quotes", None
    if expected == "`true` or `false`":
        truth = _TRUTH.get(str(value).strip().lower())
        quoted = ", without quotes" if isinstance(value, str) else ""
        return (f"write `{truth}`{quoted}", truth) if truth else (None, None)
    if expected not in ("a number", "a whole number", "`1`"):
        return None, None
    if isinstance(value, Decimal) and expected != "a number":
        whole = value == int(value)
        return "write it without a fraction", str(int(value)) if whole else None
    if not isinstance(value, str):
        return None, None
    number = value.strip()
    if _NUMBER.fullmatch(number) and ("." not in number or expected == "a number"):
        return "write it without quotes", number
    if number.endswith("%") and expected == "a number":
        return "write a plain number, such as `0.05` for 5 %", None
    return "write the number alone, without a unit", None
