"""The `if` of a stage: GitHub's own parser takes what we take, its schema knows what we know."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from opsgen_targets.github_actions import grammar
from opsgen_targets.github_actions.expressions import bare, problem
from opsgen_targets.github_actions.grammar import NoExpressionError, Reach, reaches
from opsgen_targets.github_actions.rights import RIGHTS
from tests.judges.lookup import require
from tests.judges.places import NPM
from tests.judges.scripts import run_script

PIECES = (
    *("github", "github.ref", "needs.build.result", "vars", "inputs.dry_run", "secrets.X", "env"),
    *("true", "false", "null", "NaN", "Infinity", "0", "1", "-1", "2.5", ".5", "1e3", "0x1f"),
    *("0o17", "+7", "1a", "'main'", "'it''s'", "''", "'open", '"x"', "a-b", "_x", "\u00e9", "$"),
    *("==", "=", "!=", "<", "<=", ">", ">=", "&&", "||", "&", "|", "!", "(", ")", "[", "]"),
    *(".", ",", "*", ".*", ".ref", "['a']", "[0]", "[*]", "always()", "failure()", "cancelled(1)"),
    *("success('a')", "contains(", "startsWith('a', 'b')", "fromJSON('[]')", "join(", "toJSON("),
    *("format('{0}', 1)", "hashFiles('a')", "case("),
)
BUILT_IN = ("case", "contains", "endswith", "format", "fromjson", "join", "startswith", "tojson")


def sound(dice: random.Random, depth: int) -> str:
    """One that is taken, unless a name in it is not known."""
    if depth == 0:
        return dice.choice(
            ("github.ref", "'a'", "1", "needs.*.result", "vars['X']", "true", "env.A")
        )
    one, other = sound(dice, depth - 1), sound(dice, depth - 1)
    return dice.choice(
        (
            f"{one} {dice.choice(grammar._BETWEEN)} {other}",
            f"({one})",
            f"!{one}",
            f"contains({one}, {other})",
            f"github[{one}].{dice.choice(('x', '*', 'true'))}",
            f"(failure() || {one})",
        )
    )


@cache
def expressions() -> tuple[str, ...]:
    dice = random.Random(7)
    found = ["", " ", "github.ref = 'x' and true", "secrets.X == 'a'", "f("]
    for _ in range(3000):
        found.append(sound(dice, dice.randrange(4)))
        pieces = re.findall(r"'[^']*'|\w+|\W", found[-1])
        at = dice.randrange(len(pieces))
        pieces[at : at + dice.randrange(3)] = dice.choices(PIECES, k=dice.randrange(2))
        found.append("".join(pieces))
        found.append(" ".join(dice.choices(PIECES, k=dice.randrange(1, 6))))
    # The parser of the server does not take a comma before the end, that of the editor does.
    return tuple(text for text in found if not re.search(r",\s*\)", text))


@cache
def theirs() -> tuple[bool, ...]:
    functions = [[n, *grammar.FUNCTIONS[n]] for n in grammar.FUNCTIONS if n not in BUILT_IN]
    asked = {"names": grammar.CONTEXTS, "functions": functions, "expressions": expressions()}
    verdict = run_script("actions-expressions", json.dumps(asked))
    assert verdict, verdict.output
    return tuple(json.loads(verdict.output))


def taken(text: str) -> bool:
    try:
        reaches(text)
    except NoExpressionError:
        return False
    return True


def differences() -> Iterator[str]:
    for text, their in zip(expressions(), theirs(), strict=True):
        if taken(text) != their:
            yield f"{text!r}: theirs {their}"


def test_githubs_own_parser_takes_what_we_take() -> None:
    assert list(differences()) == []


def test_enough_is_taken_and_enough_refused() -> None:
    assert 0.2 < sum(theirs()) / len(theirs()) < 0.8


@pytest.mark.parametrize(
    ("what", "wrong"),
    [("CONTEXTS", (*grammar.CONTEXTS, "env")), ("_BETWEEN", (*grammar._BETWEEN, "."))],
)
def test_a_planted_difference_is_seen(
    what: str, wrong: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs()
    monkeypatch.setattr(grammar, what, wrong)
    assert list(differences())


def schema() -> dict[str, Any]:
    """GitHub's own, of a workflow."""
    require("actions-languageservice")
    file = NPM / "node_modules/@actions/workflow-parser/dist/workflow-v1.0.min.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))["definitions"]
    return found


def test_what_a_job_knows_is_what_githubs_schema_says() -> None:
    known = schema()["job-if"]["context"]
    assert {name for name in known if "(" not in name} == set(grammar.CONTEXTS)
    own = {name: most for name, (_, most) in grammar.FUNCTIONS.items() if name not in BUILT_IN}
    said = dict(name.removesuffix(")").split("(") for name in known if "(" in name)
    assert {name: text.endswith(",MAX") for name, text in said.items()} == {
        name: most > 0 for name, most in own.items()
    }


def test_the_rights_are_those_of_githubs_schema() -> None:
    levels = {
        "permission-level-any": ("read", "write"),
        "permission-level-read-or-no-access": ("read",),
        "permission-level-write-or-no-access": ("write",),
    }
    said = schema()["permissions-mapping"]["mapping"]["properties"]
    assert {scope: levels[each["type"]] for scope, each in said.items()} == dict(RIGHTS)


def test_what_is_reached_is_told() -> None:
    found = reaches("needs.a.result == needs['b'].result && contains(needs.*.x, inputs[vars.x])")
    assert found == (
        Reach("needs", "a"),
        Reach("needs", "b"),
        Reach("needs", None),
        Reach("inputs", None),
        Reach("vars", "x"),
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("github.ref = 'x'", "`=` is out of place, write `==`"),
        ("github.ref == 'x' and true", "`and` is out of place, write `&&`"),
        ("github.ref == 'x' github", "`github` is out of place"),
        ('github.ref == "x"', "text stands between single quotes there"),
        ("secrets.X == 'a'", "a job's `if` knows no `secrets`, only"),
        ("hashFiles('a')", "a job's `if` knows no function `hashFiles`"),
        ("contains('a')", "`contains` takes another number of arguments than 1"),
        ("github.ref == 'x", "a quote is not closed"),
        ("(github.ref", "`)` is missing at the end"),
        ("true }} ${{ true", "more than one expression"),
        ("needs.tset.result == 'success'", "in `needs` there is no `tset`, only `test`"),
        ("inputs['dryrun']", "in `inputs` there is no `dryrun`"),
        ("!" * 200 + "true", "nested too deep"),
        ("(" * 5000, "nested too deep"),
    ],
)
def test_the_reason_is_told(text: str, why: str) -> None:
    found = problem(text, {"needs": ("test",), "inputs": ("dry_run",)})
    assert found is not None
    assert why in found


@pytest.mark.parametrize("text", ["needs.TEST.result", "needs.*.x", "inputs.dry_run", "vars.x"])
def test_what_is_there_may_be_asked(text: str) -> None:
    assert problem(text, {"needs": ("test",), "inputs": ("dry_run",)}) is None


def test_blanks_within_text_stay() -> None:
    assert bare("${{ github.ref\n  == 'a  b' }}\n") == "github.ref == 'a  b'"
