"""Tokens to a tree, by binding powers. The grammar, with blanks allowed between tokens:

```ebnf
condition   = conjunction , { "or" , conjunction } ;
conjunction = term , { "and" , term } ;
term        = comparison | predicate | "(" , condition , ")" ;
comparison  = value , operator , value ;
predicate   = "absent" , "(" , NAME , ")" ;
threshold   = operator , value ;
operator    = ">=" | "<=" | "==" | "!=" | ">" | "<" ;
value       = product , { ( "+" | "-" ) , product } ;
product     = factor , { ( "*" | "/" ) , factor } ;
factor      = "-" , factor | QUANTITY | call | NAME | "(" , value , ")" ;
call        = "rate" , "(" , NAME , [ "," , DURATION ] , ")"
            | "increase" , "(" , NAME , "," , DURATION , ")"
            | "quantile" , "(" , NAME , "," , QUANTILE , ")"
            | ( "avg" | "min" | "max" | "change" ) , "(" , value , "," , DURATION , ")"
            | ( "baseline" | "zscore" ) ,
              "(" , value , "," , DURATION , [ "," , DURATION ] , ")"
            | "share" , "(" , value , "," , LABEL , ")" ;
QUANTITY    = NUMBER , [ BLANKS ] , UNIT , [ PER ] | NUMBER , [ PER ]
            | "$" , [ BLANKS ] , NUMBER , [ PER ] ;
DURATION    = NUMBER , [ BLANKS ] , TIME ;
QUANTILE    = NUMBER , [ [ BLANKS ] , "%" ] ;
NUMBER      = DIGITS , [ "." , DIGITS ] , [ ( "e" | "E" ) , [ "+" | "-" ] , DIGIT , { DIGIT } ] ;
DIGITS      = DIGIT , { [ "_" ] , DIGIT } ;
UNIT        = TIME | "%" | "x" | "B" | "kB" | "MB" | "GB" | "TB" | "KiB" | "MiB" | "GiB" | "TiB"
            | "bytes" | "tokens" | "token" | "count" | CURRENCY ;
TIME        = "ns" | "us" | "ms" | "s" | "min" | "m" | "h" | "d" | "w" ;
PER         = "/" , ( "s" | "min" | "m" | "h" | "d" ) ;
```

NAME is `[A-Za-z_][A-Za-z0-9_:]*` other than `and` and `or`, or visible characters of one line
between backticks. LABEL is `[A-Za-z_][A-Za-z0-9_]*`. CURRENCY is a code of ISO 4217. A duration
is of whole seconds, at least one; a quantile lies between 0 and 1. `5/s` is a rate unless a
parenthesis follows; `5 / s`, `5/ms` and `5/sec` are refused, because they may be meant as a
rate or as a division. Limits: 1,000 characters; parentheses, calls and signs nested 32 deep;
200 nodes; numbers of 30 digits; exponents of -18 to 18.
"""

from __future__ import annotations

from typing import Final, TypeGuard, cast

from opsgen.conditions import complaints, functions
from opsgen.conditions.complaints import Extent
from opsgen.conditions.cursor import Cursor, Stop
from opsgen.conditions.lexer import Token
from opsgen.conditions.signs import COMPARISONS
from opsgen.conditions.tree import (
    Arithmetic,
    ArithmeticOperator,
    Both,
    Call,
    Comparison,
    ComparisonOperator,
    Condition,
    Either,
    Name,
    Negate,
    Node,
    Predicate,
    Quantity,
)

BINDING: Final = {"or": 1, "and": 2, "+": 4, "-": 4, "*": 5, "/": 5} | dict.fromkeys(COMPARISONS, 3)
PREFIX_BINDING: Final = 6

_STARTS_VALUE = frozenset({"quantity", "name", "("})
_UNREAD = ""  # The id of a name that stands for what was reported already.


class Parser(Cursor):
    """Reads one expression. Raises Stop where the rest cannot be read."""

    def expression(self, power: int) -> Node | Condition:
        """An operand and every operator after it that binds tighter than `power`."""
        start = self.token.start
        left = self.prefix()
        while BINDING.get(kind := self.operator(), 0) > power:
            if kind in ("and", "or"):
                left = self.junction(left, start)
            elif kind in COMPARISONS:
                left = self.comparison(left, start)
            else:
                left = self.arithmetic(left, start)
        return left

    def prefix(self) -> Node | Condition:
        token = self.token
        if token.kind == "name" and not token.quoted:
            following = self.tokens[self.at + 1].kind
            if self.word() == "not" and following in _STARTS_VALUE:
                return self.negation()
            if following == "(":
                return self.call()
        if token.leaf is not None:
            self.count()
            self.advance()
            return token.leaf
        if token.kind == "-":
            return self.minus()
        if token.kind == "(":
            self.enter()
            inner = self.expression(0)
            self.close(token)
            return inner
        raise Stop(complaints.missing_value(self.before, token, self.text))

    def negation(self) -> Node | Condition:
        self.report(complaints.negation(self.enter(), self.text))
        inner = self.prefix()
        self.leave()
        return inner

    def minus(self) -> Negate:
        token = self.enter()
        start = self.token.start
        operand = self.expression(PREFIX_BINDING)
        self.leave()
        self.count()
        operand = self.as_value(operand, start, self.last_end)
        return Negate(operand, token.start, self.last_end)

    def junction(self, left: Node | Condition, start: int) -> Both | Either:
        kind = self.token.kind
        extents = [(start, self.last_end)]
        items = [self.as_condition(left, *extents[0])]
        while self.operator() == kind:
            self.advance()
            item_start = self.token.start
            item = self.expression(BINDING[kind])
            extents.append((item_start, self.last_end))
            items.append(self.as_condition(item, *extents[-1]))
        self.count()
        if kind == "and":
            return Both(tuple(items), start, self.last_end)
        self.advise_parentheses(items, extents)
        return Either(tuple(items), start, self.last_end)

    def advise_parentheses(self, items: list[Condition], extents: list[Extent]) -> None:
        # A node excludes its own parentheses: where it fills its extent, it has none.
        bare = [
            isinstance(item, Both) and item.start == start
            for item, (start, _) in zip(items, extents, strict=True)
        ]
        if any(bare):
            self.report(complaints.mixed(bare, extents, self.text))

    def comparison(self, left: Node | Condition, start: int) -> Comparison:
        extents = [(start, self.last_end)]
        values = [self.as_value(left, *extents[0])]
        operators: list[Token] = []
        while self.operator() in COMPARISONS:
            op = self.advance()
            operators.append(op)
            value_start = self.token.start
            value = self.expression(BINDING[op.kind])
            extents.append((value_start, self.last_end))
            values.append(self.as_value(value, *extents[-1]))
        self.count()
        if len(operators) > 1:
            self.report(complaints.chained(operators, extents, self.text))
        op = operators[0]
        kind = cast(ComparisonOperator, op.kind)
        return Comparison(kind, values[0], values[1], op.start, op.end, start, extents[1][1])

    def arithmetic(self, left: Node | Condition, start: int) -> Arithmetic:
        left = self.as_value(left, start, self.last_end)
        op = self.advance()
        right_start = self.token.start
        right = self.expression(BINDING[op.kind])
        self.count()
        end = self.last_end
        right = self.as_value(right, right_start, end)
        kind = cast(ArithmeticOperator, op.kind)
        return Arithmetic(kind, left, right, op.start, op.end, start, end)

    def call(self) -> Node:
        name = self.advance()
        opening = self.enter()
        self.count()
        arguments: list[Node | Condition] = []
        extents: list[Extent] = []
        while self.token.kind != ")" or arguments:
            start = self.token.start
            arguments.append(self.expression(0))
            extents.append((start, self.last_end))
            if self.token.kind != ",":
                break
            self.advance()
        self.close(opening, in_call=True)
        function = self.text[name.start : name.end]
        signature = functions.FUNCTIONS.get(function)
        if signature is None:
            self.report(functions.unknown_function(function, name.start, name.end))
            return Name(_UNREAD, name.start, self.last_end)
        checked = self.check_arguments(signature, arguments, extents)
        if problem := functions.check_count(signature, extents, name.start, self.last_end):
            self.report(problem)
        return Call(function, checked, name.start, self.last_end)

    def check_arguments(
        self,
        signature: functions.Signature,
        arguments: list[Node | Condition],
        extents: list[Extent],
    ) -> tuple[Node, ...]:
        checked: list[Node] = []
        for parameter, argument, (start, end) in zip(
            signature.parameters, arguments, extents, strict=False
        ):
            if parameter.shape == "value":
                checked.append(self.as_value(argument, start, end))
                continue
            misread = any(start <= problem.start < end for problem in self.lexical)
            problem = functions.check_shape(
                signature.name, parameter, argument, self.text, start, end
            )
            if problem and not misread:
                self.report(problem)
            checked.append(Name(_UNREAD, start, end) if problem else cast(Node, argument))
        return tuple(checked)

    # Conditions and values

    @staticmethod
    def is_value(tree: Node | Condition) -> TypeGuard[Node]:
        if isinstance(tree, Call):
            return not functions.FUNCTIONS[tree.function].predicate
        return isinstance(tree, Quantity | Name | Negate | Arithmetic)

    def as_value(self, tree: Node | Condition, start: int, end: int) -> Node:
        if self.is_value(tree):
            return tree
        predicate = isinstance(tree, Call)
        self.report(complaints.condition_as_value(start, end, self.text, predicate=predicate))
        return Name(_UNREAD, start, end)

    def as_condition(self, tree: Node | Condition, start: int, end: int) -> Condition:
        if isinstance(tree, Comparison | Predicate | Both | Either):
            return tree
        if isinstance(tree, Call) and not self.is_value(tree):
            self.count()
            return Predicate(tree, tree.start, tree.end)
        if not (isinstance(tree, Name) and tree.id == _UNREAD):
            self.report(complaints.value_as_condition(start, end, self.text))
        return Comparison("==", tree, tree, start, end, start, end)
