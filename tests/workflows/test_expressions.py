"""Our evaluator against GitHub's own, over thousands of random expressions."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from tests.judges.scripts import run_script
from tests.workflows.expressions import (
    ExpressionError,
    Strict,
    UnknownNameError,
    condition,
    evaluate,
    fill,
    functions,
    parse,
)
from tests.workflows.expressions.values import to_json

CONTEXT = json.loads(
    """{
    "github": {"ref": "refs/heads/main", "event_name": "push", "run_id": "17", "sha": "0af"},
    "needs": {"build": {"result": "success", "outputs": {"image": "shop:1", "empty": ""}},
              "deploy": {"result": "failure", "outputs": {}}},
    "steps": {"a": {"outcome": "success", "outputs": {"n": "4"}},
              "b": {"outcome": "skipped", "outputs": {}}, "c": null},
    "inputs": {"dry_run": false, "wet": true, "count": 3.5, "nothing": null},
    "list": ["a", "B", 3, null, true, {"x": 1, "y": [2]}, {"x": "one"}, [7, 8]]}""",
    parse_int=float,
)
WORDS = """\
true;false;null;0;1;-1;2.5;.5;1e3;0x1f;0o17;NaN;Infinity;'';'a';'A';'success';'it''s';' 12 '
'0x10';'refs/heads/main';'[1,"b",{"c":null}]';'["success", "failure"]';'{0}-{1}';'{{x}} {0}'
'é';'}';'{'""".replace("\n", ";").split(";")
PATHS = (
    """\
github;github.ref;github['REF'];github.nothing;github.ref.deeper;needs.build.result
needs.BUILD.Result;needs.build.outputs.image;needs.*.result;needs.*.outputs.image;needs['deploy']
steps.c.outcome;steps.*.outcome;steps.a.outputs.n;inputs;inputs.dry_run;inputs.count;list;list[0]
list[2];list[9];list[-1];list['1'];list[1.7];list.*.x;list[*];list[5].y[0];list.*.*
""".strip()
    .replace("\n", ";")
    .split(";")
)
BROKEN = ("", "(", "a b", "1 +", "'open", "github.", "nothing.x", "unknown('a')", "contains('a')")
TWO = ("contains", "startsWith", "endsWith", "CONTAINS")
SIGNS = ("==", "!=", "<", "<=", ">", ">=", "&&", "||")


def expression(dice: random.Random, depth: int = 3) -> str:
    def deeper() -> str:
        return expression(dice, depth - 1)

    if depth == 0 or dice.random() < 0.15:
        return dice.choice(WORDS if dice.random() < 0.5 else PATHS)
    match dice.randrange(10):
        case 0:
            return f"!{deeper()}"
        case 1:
            return f"({deeper()})"
        case 2:
            return f"{dice.choice(TWO)}({deeper()}, {deeper()})"
        case 3:
            return f"format({deeper()}, {deeper()}, {deeper()})"
        case 4:
            return f"join({deeper()}, {deeper()})"
        case 5:
            return f"{dice.choice(('toJSON', 'fromJSON'))}({deeper()})"
        case 6:
            return f"({deeper()})[{deeper()}]"
        case _:
            return f"{deeper()} {dice.choice(SIGNS)} {deeper()}"


def ours(text: str) -> dict[str, Any]:
    try:
        value = evaluate(parse(text), CONTEXT)
    except ExpressionError:
        return {"error": True}
    if isinstance(value, float) and not math.isfinite(value):
        return {"text": {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(value)]}
    return {"text": to_json(value)}


@cache
def theirs(texts: tuple[str, ...]) -> list[dict[str, Any]]:
    """One process of node for all of them."""
    verdict = run_script(
        "actions-expressions", json.dumps({"context": CONTEXT, "expressions": texts})
    )
    assert verdict, verdict.output
    found: list[dict[str, Any]] = json.loads(verdict.output)
    return found


@cache
def random_expressions() -> tuple[str, ...]:
    dice = random.Random(20)
    return (*BROKEN, *(expression(dice) for _ in range(6000)))


def differences() -> Iterator[str]:
    texts = random_expressions()
    for text, their in zip(texts, theirs(texts), strict=True):
        if ours(text) != their:
            yield f"{text}: ours {ours(text)}, theirs {their}"


def test_our_evaluator_agrees_with_githubs_own() -> None:
    assert list(differences()) == []


def test_the_expressions_say_enough_to_differ_in() -> None:
    """Not only errors, nor only one value."""
    values = [json.dumps(ours(text)) for text in random_expressions()]
    assert values.count('{"error": true}') < len(values) / 2
    assert len(set(values)) > 100


@pytest.mark.parametrize("name", ["contains", "startswith", "join"])
def test_a_planted_difference_is_seen(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = functions.Function(1, 2, lambda *_: "planted")
    monkeypatch.setitem(functions.PURE, name, wrong)
    assert list(differences())


def test_a_name_that_nobody_knows_is_refused() -> None:
    contexts = {"steps": Strict("steps", {"a": {"outputs": {}}})}
    assert evaluate(parse("steps.a.outputs.x"), contexts) is None
    with pytest.raises(UnknownNameError, match="steps has no `b`"):
        evaluate(parse("steps.b.outputs.x"), contexts)


STATUS = {
    "success": functions.Function(0, 0, lambda: False),
    "failure": functions.Function(0, 0, lambda: True),
}


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        (None, False),
        ("true", False),  # without a word on the status, success is meant
        ("${{ true }}", False),
        ("failure() && github.sha == '0AF'", True),
        ("${{ failure() && contains(fromJSON('[\"}}\"]'), '}}') }}", True),
        ("!failure()", False),
    ],
)
def test_a_condition(text: str | None, runs: bool) -> None:
    assert condition(text, CONTEXT, STATUS) is runs


def test_a_condition_that_is_always_true_is_refused() -> None:
    with pytest.raises(ExpressionError, match="always true"):
        condition("${{ failure() }} ", CONTEXT, STATUS)


def test_text_is_filled() -> None:
    assert fill("a ${{ inputs.count }}.${{ github.sha }} b", CONTEXT) == "a 3.5.0af b"
    with pytest.raises(ExpressionError, match="not closed"):
        fill("${{ github.sha", CONTEXT)
