"""The words for what is wrong with the syntax. Places and texts in, a problem out."""

from __future__ import annotations

from collections.abc import Sequence

from opsgen.conditions.lexer import Token
from opsgen.conditions.problem import Problem, quoted
from opsgen.conditions.signs import COMPARISONS, NO_NEGATION
from opsgen.diagnostics import Rule
from opsgen.diagnostics.rules import conditions as rules

Extent = tuple[int, int]

_PROMQL_WORDS = {
    "by": "set `by:` on the metric or the alert",
    "without": "set `by:` on the metric or the alert",
    "on": "both sides meet at the labels that they share; `by:` on the alert overrides",
    "ignoring": "both sides meet at the labels that they share; `by:` on the alert overrides",
    "group_left": "both sides meet at the labels that they share; `by:` on the alert overrides",
    "group_right": "both sides meet at the labels that they share; `by:` on the alert overrides",
    "offset": "compare with the past by `baseline(x, w, lag)` or `change(x, w)`",
    "bool": "leave it out",
}
_WRITE_OR_REMOVE = "write it, or take the rest out"
_WHOLE_CONDITION = "write a whole condition as `condition:` of an entry under `alerting.alerts`"
_JOIN = "join conditions by `and` or `or`, values by `+ - * /` or a comparison"
SPOKEN = {
    "unless": "write the opposite comparison after `and`",
    "per": "write a rate as `5/s` or `5/min`",
    "above": "write `>`",
    "over": "write `>`",
    "exceeds": "write `>`",
    "below": "write `<`",
    "under": "write `<`",
    "is": "write `==`, or better `>` or `<`",
    "equals": "write `==`, or better `>` or `<`",
}
SPLIT = "split it into several alerts, or record parts of it as metrics of their own"


def at(token: Token, rule: Rule, message: str, help: str | None) -> Problem:
    return Problem(rule, token.start, token.end, message, help)


def shown(token: Token, text: str) -> str:
    return quoted(text[token.start : token.end])


def too_large(token: Token, message: str) -> Problem:
    return at(token, rules.TOO_LARGE, message, SPLIT)


def unclosed(opening: Token) -> Problem:
    return at(opening, rules.UNBALANCED, "this `(` is never closed", "add the missing `)`")


def unopened(closing: Token) -> Problem:
    help = "take it out, or add the missing `(`"
    return at(closing, rules.UNBALANCED, "this `)` closes nothing", help)


def capital_word(token: Token, text: str) -> Problem:
    word = text[token.start : token.end]
    message = f"`{word}` is not an operator"
    return at(token, rules.BAD_OPERATOR, message, f"write `{word.lower()}`")


def negation(token: Token, text: str) -> Problem:
    return at(token, rules.BAD_OPERATOR, f"there is no {shown(token, text)}", NO_NEGATION)


def missing_value(before: Token | None, token: Token, text: str) -> Problem:
    """An operator, a parenthesis or the end stands where an operand is due."""
    if token.kind == "+":
        message = "`+` is not a sign of a number"
        return at(token, rules.MISSING_VALUE, message, "leave the `+` out")
    if before is None and token.kind == ")":
        return unopened(token)
    if before is not None and before.kind == "(":
        if token.kind == "end":
            return unclosed(before)
        if token.kind == ")":
            message = "there is nothing between the parentheses"
            return Problem(rules.MISSING_VALUE, before.start, token.end, message, _WRITE_OR_REMOVE)
        before = None
    help = _WRITE_OR_REMOVE
    if before is None and token.kind in COMPARISONS:
        help = "say what is compared, as in `error_rate > 5%`"
    lonely, side = (token, "before") if before is None else (before, "after")
    what = "condition" if lonely.kind in ("and", "or") else "value"
    message = f"a {what} is missing {side} {shown(lonely, text)}"
    return at(lonely, rules.MISSING_VALUE, message, help)


def unexpected(token: Token, text: str, word: str, in_call: bool) -> Problem:
    """A token stands where an operator or the end is due; `word` is it in small letters."""
    if token.kind == ")":
        return unopened(token)
    if word in _PROMQL_WORDS:
        message = f"{shown(token, text)} belongs to PromQL"
        return at(token, rules.PROMQL_IN_CONDITION, message, _PROMQL_WORDS[word])
    if word in SPOKEN:
        message = f"{shown(token, text)} is not an operator"
        return at(token, rules.BAD_OPERATOR, message, SPOKEN[word])
    if token.kind == ",":
        message = "a `,` only separates the arguments of a function"
        return at(token, rules.MISSING_OPERATOR, message, "join conditions by `and` or `or`")
    message = f"an operator is missing before {shown(token, text)}"
    help = "separate the arguments by `,`" if in_call else _JOIN
    return at(token, rules.MISSING_OPERATOR, message, help)


def chained(operators: Sequence[Token], extents: Sequence[Extent], text: str) -> Problem:
    """`1% < a < 5%`, with the rewriting that means it; `extents` are the values."""
    first, second, *_ = operators
    values = [text[start:end] for start, end in extents]
    pairs = [
        f"{left} {op.kind} {right}"
        for left, op, right in zip(values, operators, values[1:], strict=False)
    ]
    return Problem(
        rules.CHAINED,
        second.start,
        second.end,
        "comparisons cannot be chained",
        help=f"write {quoted(' and '.join(pairs))}",
        related=((first.start, first.end, "the first comparison"),),
    )


def mixed(bare: Sequence[bool], extents: Sequence[Extent], text: str) -> Problem:
    """Parts of an `or`, of which the `bare` ones hold an `and` without parentheses."""
    parts = [text[start:end] for start, end in extents]
    clearer = " or ".join(
        f"({part})" if lacks else part for part, lacks in zip(parts, bare, strict=True)
    )
    return Problem(
        rules.MIXED_AND_OR,
        *extents[bare.index(True)],
        "`and` binds tighter than `or`: this part holds together",
        help=f"say so by parentheses: {quoted(clearer)}",
    )


def condition_as_value(start: int, end: int, text: str, *, predicate: bool) -> Problem:
    message = "a condition stands where a value is needed"
    help = "arithmetic and comparisons take values; join conditions by `and` or `or`"
    if predicate:
        help = f"{quoted(text[start:end])} is true or false by itself: compare it to nothing"
    return Problem(rules.CONDITION_AS_VALUE, start, end, message, help)


def value_as_condition(start: int, end: int, text: str) -> Problem:
    message = f"{quoted(text[start:end])} is a value where a condition is needed"
    help = "compare it with something, such as `error_rate > 5%`"
    return Problem(rules.VALUE_AS_CONDITION, start, end, message, help)


def no_side(start: int, end: int, text: str) -> Problem:
    value = text[start:end]
    message = f"{quoted(value)} does not say on which side of it the alert fires"
    help = f"write {quoted('>' + value)} or {quoted('<' + value)}"
    return Problem(rules.NO_OPERATOR_IN_THRESHOLD, start, end, message, help)


def left_side(start: int, op_start: int, end: int, text: str) -> Problem:
    """`latency > 500ms` as a threshold of latency; `op_start` is where the right text begins."""
    message = "a threshold compares the metric that carries it, and names no left side"
    help = f"write {quoted(text[op_start:end])}"
    left_end = start + len(text[start:op_start].rstrip())
    return Problem(rules.CONDITION_IN_THRESHOLD, start, left_end, message, help)


def whole_condition(start: int, end: int) -> Problem:
    message = "a whole condition stands where a threshold is needed"
    return Problem(rules.CONDITION_IN_THRESHOLD, start, end, message, _WHOLE_CONDITION)


def more_than_threshold(token: Token, text: str) -> Problem:
    message = f"a threshold is one comparison and ends before {shown(token, text)}"
    return at(token, rules.CONDITION_IN_THRESHOLD, message, _WHOLE_CONDITION)
