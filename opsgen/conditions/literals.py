"""Reading one number with its unit: `500ms`, `10 MiB`, `$200`, `5/min`."""

from __future__ import annotations

import re
from fractions import Fraction

from opsgen.conditions.problem import Problem, quoted
from opsgen.conditions.spelling import UNITS_HELP, meant, meant_unit
from opsgen.conditions.tree import Quantity
from opsgen.diagnostics.rules import conditions as rules
from opsgen.diagnostics.suggest import nearest
from opsgen.units import LITERAL_UNITS, PER_TIME, TIME, Unit, currency, format_number, literal_unit

MAX_EXPONENT = 18
MAX_DIGITS = 30

PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_:]*")
PER_WORDS = {
    word: int(LITERAL_UNITS[word].scale) for word in PER_TIME if LITERAL_UNITS[word].scale >= 1
}
"""What may stand after the slash of a rate, in seconds; whole ones only."""

_DIGITS = r"[0-9]+(?:_[0-9]+)*"
_NUMBER = re.compile(rf"{_DIGITS}(?:\.{_DIGITS})?(?:[eE][+-]?[0-9]+)?")
# Takes in all that somebody may have meant as one number, so that it gets one message.
_NUMERAL = re.compile(
    r"0(?:x[0-9A-Fa-f]|[XoObB][0-9])[0-9A-Za-z_]*"
    r"|[0-9._]+(?:,[0-9][0-9._]*)*(?:[eE][+-]?[0-9][0-9._]*)?"
)
_DURATION = r"[0-9]+(?:\.[0-9]+)?(?:ns|us|ms|min|[smhdw])(?![A-Za-z_])"
_COMPOUND = re.compile(rf"{_DURATION}(?:[ \t]*{_DURATION})+(?![A-Za-z0-9_.])")
_PART = re.compile(r"([0-9.]+)([a-z]+)")

_WORD = r"[A-Za-z_µμ][A-Za-z0-9_:µμ]*|[€£¥]|\$(?![ \t]*[0-9.])"
_CLOSE_WORD = re.compile(_WORD)
_SPACED_WORD = re.compile(rf"[ \t\n]+({_WORD})(?![A-Za-z0-9_:]|[ \t\n]*\()")
_PERCENT = re.compile(r"([ \t\n]*)%")
_NOT_A_WORD = r"(?!(?:and|or)(?![A-Za-z0-9_:]))"
_OPERAND_CLOSE = re.compile(rf"[ \t\n]*[0-9($`]|{_NOT_A_WORD}[A-Za-z_]")
_OPERAND_SPACED = re.compile(rf"[ \t\n]*(?:[0-9($`]|{_NOT_A_WORD}[A-Za-z_])")
_PER = re.compile(r"([ \t\n]*)/([ \t\n]*)([A-Za-z]+)(?![A-Za-z0-9_:])(?![ \t\n]*\()")


def read_quantity(text: str, start: int) -> tuple[Quantity, list[Problem]]:
    """Read the literal at `start`, a digit, `.5` or `$2`; the quantity's `end` is where it ends.

    What is wrong with it is reported and read as the nearest right thing, so that the rest
    of the expression can still be judged.
    """
    if found := _COMPOUND.match(text, start):
        return _compound(found)
    problems: list[Problem] = []
    dollar = text[start] == "$"
    at = start
    while text[at] in "$ \t":
        at += 1
    value, end = _read_number(text, at, problems)
    digits = text[at:end]
    unit, end, problem = _read_unit(text, at, end, value, text[start:at])
    if dollar:
        if unit is not None:
            problem = _two_units(text, start, end, digits)
        unit = currency("USD")
    if problem and not problems:  # A malformed number needs no second message for its tail.
        problems.append(problem)
    per, end = _read_per(text, start, end, problems)
    return Quantity(value, unit, per, text[start:end], start, end), problems


def _compound(found: re.Match[str]) -> tuple[Quantity, list[Problem]]:
    parts = _PART.findall(found[0])
    smallest = min((LITERAL_UNITS[name] for _, name in parts), key=lambda unit: unit.scale)
    total = sum(Fraction(number) * LITERAL_UNITS[name].scale for number, name in parts)
    value = Fraction(total) / smallest.scale
    problem = Problem(
        rules.COMPOUND_DURATION,
        found.start(),
        found.end(),
        f"{quoted(found[0])} is a duration of several parts",
        help=f"write `{format_number(value)}{smallest.name}`",
    )
    return Quantity(value, smallest, None, found[0], found.start(), found.end()), [problem]


def _read_number(text: str, at: int, problems: list[Problem]) -> tuple[Fraction, int]:
    found = _NUMERAL.match(text, at)
    assert found, "the lexer calls at a digit"
    numeral = found[0]
    if not _NUMBER.fullmatch(numeral):
        message, help = _malformed(numeral)
    elif problem := _excess(numeral):
        message, help = problem
    else:
        return Fraction(numeral.replace("_", "")), found.end()
    problems.append(Problem(rules.BAD_NUMBER, at, found.end(), message, help))
    return Fraction(1), found.end()


def _malformed(numeral: str) -> tuple[str, str]:
    shown = quoted(numeral)
    if numeral[1:2] in tuple("xXoObB"):
        return f"{shown} is not a decimal number", "write it in digits, such as `16` for `0x10`"
    if "," in numeral:
        thousands = re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+", numeral)
        right = numeral.replace(",", "_" if thousands else ".")
        example = f"write `{right}`" if _NUMBER.fullmatch(right) else "write it without commas"
        return f"{shown} has a comma in it", example
    mantissa, mark, exponent = numeral.lower().partition("e")
    if "." in exponent or "_" in exponent:
        return f"{shown} has an exponent that is not whole", "write the number out"
    if mantissa.count(".") > 1:
        return f"{shown} has more than one decimal point", "write one number such as `1.2`"
    digits = re.sub(r"_+", "_", mantissa.replace("_.", ".").replace("._", ".")).strip("_")
    tidy = f"{'0' if digits.startswith('.') else ''}{digits.rstrip('.')}{mark}{exponent}"
    if mantissa.startswith("."):
        return f"{shown} lacks a digit before the decimal point", f"write `{tidy}`"
    if mantissa.endswith("."):
        return f"{shown} lacks a digit after the decimal point", f"write `{tidy}`"
    return f"{shown} has a `_` that does not stand between two digits", f"write `{tidy}`"


def _excess(numeral: str) -> tuple[str, str] | None:
    mantissa, _, exponent = numeral.lower().partition("e")
    if abs(int(exponent or "0")) > MAX_EXPONENT:
        return f"the exponent of {quoted(numeral)} is out of range", "it may be -18 to 18"
    written = sum(character.isdigit() for character in mantissa)
    value = Fraction(numeral.replace("_", "")) if written <= MAX_DIGITS else None
    printed = len(format_number(value).replace(".", "")) if value is not None else written
    if printed > MAX_DIGITS:
        return f"a number of {printed} digits is too long", f"at most {MAX_DIGITS} are read"
    return None


def _read_unit(
    text: str, at: int, end: int, value: Fraction, money: str
) -> tuple[Unit | None, int, Problem | None]:
    """The unit after the number `text[at:end]`, where it ends, and what is wrong with it.

    `money` is the `$` before the number, if any.
    """
    if found := _PERCENT.match(text, end):
        operand = _OPERAND_SPACED if found[1] else _OPERAND_CLOSE
        if operand.match(text, found.end()):
            return None, end, None  # Somebody's remainder operator: the lexer will say so.
        return LITERAL_UNITS["%"], found.end(), None
    close = _CLOSE_WORD.match(text, end)
    word = close or _SPACED_WORD.match(text, end)
    if not word:
        return None, end, None
    name, stop = word[0].lstrip(" \t\n"), word.end()
    if unit := literal_unit(name):
        return unit, stop, None
    if name in ("and", "or"):
        if not close:
            return None, end, None
        message = f"{quoted(name)} stands too close to the number"
        help = f"put a blank before `{name}`"
        return None, end, Problem(rules.BAD_UNIT, end, stop, message, help)
    suggestion = meant(value, text[at:end], name)
    single = len(name) == 1 and name.islower()
    if not close and (single or (suggestion is None and name != "M")):
        return None, end, None  # Rather a metric's name: an operator is missing, says the parser.
    help = f"write `{money}{suggestion.text}`" if suggestion else _help(name)
    unit = suggestion.unit if suggestion else None
    end = stop
    if suggestion and unit is None and (after := _SPACED_WORD.match(text, stop)):
        unit = literal_unit(after[1])  # `3 million tokens`
        if unit:
            help, end = f"write `{money}{suggestion.text} {after[1]}`", after.end()
    message = f"{quoted(name)} is not a unit"
    return unit, end, Problem(rules.BAD_UNIT, stop - len(name), stop, message, help)


def _help(word: str) -> str:
    if word == "M":
        return "write `m` for minutes, `MB` for megabytes, or a million as `1_000_000`"
    if word in ("e", "E"):
        return "an exponent needs digits, as in `1e3`"
    close = nearest(word, LITERAL_UNITS)
    return f"did you mean `{close[0]}`?" if close else UNITS_HELP


def _two_units(text: str, start: int, end: int, digits: str) -> Problem:
    message = f"{quoted(text[start:end])} has two units, `$` is one already"
    return Problem(rules.BAD_UNIT, start, end, message, help=f"write `{digits} USD`")


def _read_per(text: str, start: int, end: int, problems: list[Problem]) -> tuple[int | None, int]:
    """The seconds of `/s` or `/min` after a literal; anything else is left as a division."""
    found = _PER.match(text, end)
    if not found:
        return None, end
    spaced = found[1] or found[2]
    word, word_start = found[3], found.start(3)
    before = text[start:end]
    if word in PER_WORDS and not spaced:
        return PER_WORDS[word], found.end()
    if word in PER_WORDS:
        message = f"{quoted(text[start : found.end()])} may be a rate or a division by a metric"
        help = f"write `{before}/{word}` for the rate, or the metric's name in backticks"
        problems.append(Problem(rules.BAD_UNIT, start, found.end(), message, help))
        return PER_WORDS[word], found.end()
    unit = literal_unit(word) or meant_unit(word)
    if spaced or unit is None or unit.dims != TIME:
        return None, end
    right = unit.name if unit.name in PER_WORDS else None
    help = f"write `{before}/{right}`" if right else "a rate is per `s`, `min`, `h` or `d`"
    message = f"{quoted(word)} is not a unit of time for a rate"
    problems.append(Problem(rules.BAD_UNIT, word_start, found.end(), message, help))
    return (PER_WORDS[right] if right else None), found.end()
