"""Text to tokens. Each wrong spelling is reported once and read as what was meant."""

from __future__ import annotations

import re
from dataclasses import dataclass

from opsgen.conditions.characters import to_ascii
from opsgen.conditions.literals import read_quantity
from opsgen.conditions.problem import Problem, quoted
from opsgen.conditions.signs import WRONG, meant_operator
from opsgen.conditions.tree import Name, Quantity
from opsgen.diagnostics.rules import conditions as rules


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is `quantity`, `name`, `end` or the operator itself; `leaf` belongs to the first two.

    `quoted` tells a name in backticks, which is never a word of the language.
    """

    kind: str
    start: int
    end: int
    leaf: Quantity | Name | None = None
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Lexed:
    """`sound` is False when something was left out that the syntax may have needed."""

    tokens: tuple[Token, ...]
    problems: tuple[Problem, ...]
    sound: bool


# Alternatives are tried in this order, so the longer signs stand first.
_TOKEN = re.compile(
    rf"""
    (?P<blank>[ \t\n]+)
  | (?P<quantity>(?:\$[ \t]*)?\.?[0-9])
  | (?P<name>[A-Za-z_][A-Za-z0-9_:]*)
  | (?P<quoted>`[^`\n]*`)
  | (?P<wrong>{WRONG})
  | (?P<operator>[<>=!]=|[-+*/<>(),])
  | (?P<selector>\{{(?:"(?:[^"\\\n]|\\.)*"|[^"{{}}])*\}}?)
  | (?P<range>\[[^\[\]]*\]?)
  | (?P<string>"[^"\n]*"|'[^'\n]*')
  | (?P<variable>\$\{{[^}}\n]*\}}?|\$[A-Za-z_][A-Za-z0-9_]*)
  | (?P<percent>%)
  | (?P<backtick>`.*)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)

_VALUE_ENDS = frozenset({"quantity", "name", ")"})
_VALUE_FOLLOWS = re.compile(r"[ \t\n]*(?!(?:and|or)(?![A-Za-z0-9_:]))[0-9A-Za-z_`($]")
_WORDS = frozenset({"and", "or"})


def lex(text: str) -> Lexed:
    """All tokens, the last of kind `end`, and every problem that no grammar is needed to see."""
    ascii_text, problems, sound = to_ascii(text)
    tokens: list[Token] = []
    at = 0
    while found := _TOKEN.match(ascii_text, at):
        kind, start, at = found.lastgroup or "", found.start(), found.end()
        if kind == "blank":
            continue
        piece = found[0]
        if kind == "quantity":
            quantity, found_problems = read_quantity(ascii_text, start)
            problems += found_problems
            tokens.append(Token("quantity", start, quantity.end, quantity))
            at = quantity.end
        elif kind == "name" and piece not in _WORDS:
            tokens.append(Token("name", start, at, Name(piece, start, at)))
        elif kind in ("name", "operator"):
            tokens.append(Token(piece, start, at))
        elif kind == "quoted" and len(piece) > 2 and piece.isprintable():
            tokens.append(Token("name", start, at, Name(piece[1:-1], start, at), quoted=True))
        else:
            problem, meant = _repair(kind, piece, start, ascii_text, tokens)
            problems.append(problem)
            if meant == "name":
                tokens.append(Token("name", start, at, Name(piece, start, at), quoted=True))
            elif meant:
                tokens.append(Token(meant, start, at))
            sound = sound and kind not in ("other", "backtick", "quoted")
    tokens.append(Token("end", len(text), len(text)))
    return Lexed(tuple(tokens), tuple(problems), sound)


def _repair(
    kind: str, piece: str, start: int, text: str, before: list[Token]
) -> tuple[Problem, str | None]:
    """What is wrong with `piece`, and the kind of token to read in its place, if any."""
    end = start + len(piece)
    meant: str | None = None
    rule = rules.BAD_CHARACTER
    message = f"{quoted(piece)} has no meaning here"
    match kind:
        case "wrong":
            rule = rules.BAD_OPERATOR
            message = f"{quoted(piece)} is not an operator"
            meant, help = meant_operator(piece)
        case "selector":
            # After a value it adds nothing to the syntax; alone it is a value of PromQL.
            meant = None if before and before[-1].kind in _VALUE_ENDS else "name"
            rule, message = rules.PROMQL_IN_CONDITION, "a condition holds no selector `{…}`"
            help = "choose series by `where:` of the metric, or give it a `promql:` expression"
        case "range":
            rule, message = rules.PROMQL_IN_CONDITION, "a condition holds no range `[…]`"
            help = "give the window to the function, as in `rate(x, 5m)`, or set `window:`"
        case "string":
            meant, message = "name", f"{quoted(piece)} stands in quotes"
            help = f"write {quoted(piece[1:-1])} without them; an unusual name in backticks"
        case "variable":
            meant, message = "name", "a condition reads no variables of the environment"
            help = "name a constant, and give it its value under `constants:`"
        case "percent":
            rule = rules.STRAY_PERCENT
            if before and before[-1].kind in _VALUE_ENDS and _VALUE_FOLLOWS.match(text, end):
                meant, message = "*", "`%` between two values is no operator"
                help = "there is no remainder; a percentage is one number, such as `5%`"
            else:
                message, help = "`%` does not follow a number", "write it after one: `5%`"
        case "backtick" | "quoted":
            rule, message = rules.BAD_BACKTICKS, "a name in backticks is not closed"
            help = "close it with a second backtick"
            if piece == "``":
                message, help = "there is no name between the backticks", "write the name in them"
            elif kind == "quoted":
                message, help = "a name holds a character that cannot be seen", "take it out"
        case _:
            help = _HELP.get(piece, "take it out")
            if not piece.isprintable():
                message = f"the control character U+{ord(piece):04X} has no meaning here"
    return Problem(rule, start, end, message, help), meant


_HELP = {
    ".": "write the name with `_`, or put it in backticks",
    '"': "names stand without quotes; an unusual one in backticks",
    "'": "names stand without quotes; an unusual one in backticks",
    "$": "money is a number after it: `$200`; a constant goes by its name alone",
    "€": "write the currency's code after the number: `200 EUR`",
    "£": "write the currency's code after the number: `200 GBP`",
    "¥": "write the currency's code after the number: `200 JPY`",
    "?": "a condition does not choose between values",
}
