"""What right text means: the tree, printed with every parenthesis it has."""

from __future__ import annotations

from fractions import Fraction

import pytest

from opsgen.conditions import (
    Arithmetic,
    Both,
    Call,
    Comparison,
    Either,
    Name,
    Negate,
    Predicate,
    Quantity,
    Tree,
    names,
    parse_condition,
    parse_threshold,
    to_text,
    walk,
)
from opsgen.units import format_number


def shape(tree: Tree) -> str:
    """The tree as a Lisp would write it, written apart from the printer under test."""
    match tree:
        case Quantity():
            unit = tree.unit.name if tree.unit else ""
            per = f"/{tree.per}" if tree.per else ""
            return f"{format_number(tree.value)}{unit}{per}"
        case Name():
            return tree.id
        case Call():
            return f"({' '.join([tree.function, *map(shape, tree.arguments)])})"
        case Negate():
            return f"(neg {shape(tree.operand)})"
        case Arithmetic() | Comparison():
            return f"({tree.op} {shape(tree.left)} {shape(tree.right)})"
        case Predicate():
            return f"(holds {shape(tree.call)})"
        case Both() | Either():
            word = "and" if isinstance(tree, Both) else "or"
            return f"({' '.join([word, *map(shape, tree.items)])})"
        case _:
            return f"({tree.op} {shape(tree.value)})"


CONDITIONS = {
    # the conditions of the step document
    "error_rate > 5%": "(> error_rate 5percent)",
    "p99_latency > 2000ms": "(> p99_latency 2000ms)",
    "drift_p_value < 0.05": "(< drift_p_value 0.05)",
    "daily_cost > budget * 1.5": "(> daily_cost (* budget 1.5))",
    # every literal of the language
    "a > 500ms": "(> a 500ms)",
    "a > 1h": "(> a 1h)",
    "a > 200 USD": "(> a 200USD)",
    "a > $200": "(> a 200USD)",
    "a > $200/d": "(> a 200USD/86400)",
    "a > 5/s": "(> a 5/1)",
    "a > 5/min": "(> a 5/60)",
    "a > 5 MB/s": "(> a 5MB/1)",
    "a > 10 MiB": "(> a 10MiB)",
    "a > 5 MB": "(> a 5MB)",
    "a > 30d": "(> a 30d)",
    "a > 2_000_000 tokens": "(> a 2000000tokens)",
    "a > 2x": "(> a 2x)",
    "a > -10%": "(> a (neg 10percent))",
    "a > 5 %": "(> a 5percent)",
    "a > 1e3": "(> a 1000)",
    "a > 2.5E-3": "(> a 0.0025)",
    "a > 1_000": "(> a 1000)",
    "a > 2 s": "(> a 2s)",
    "a > 5m": "(> a 5m)",
    "a > 0x": "(> a 0x)",
    "a > 0B": "(> a 0B)",
    "a > 007": "(> a 7)",
    "a > 1e18": "(> a 1000000000000000000)",
    # a rate is a rate only where it can be nothing else
    "a > 5/min(b, 5m)": "(> a (/ 5 (min b 5m)))",
    "a > 5/min (b, 5m)": "(> a (/ 5 (min b 5m)))",
    "a > 5 / `s`": "(> a (/ 5 s))",
    "a > 5/sessions": "(> a (/ 5 sessions))",
    "a > b/s": "(> a (/ b s))",
    # precedence and associativity
    "a - b - c > 0": "(> (- (- a b) c) 0)",
    "a / b / c > 0": "(> (/ (/ a b) c) 0)",
    "a + b * c > 0": "(> (+ a (* b c)) 0)",
    "(a + b) * c > 0": "(> (* (+ a b) c) 0)",
    "-a * b > 0": "(> (* (neg a) b) 0)",
    "-(a * b) > 0": "(> (neg (* a b)) 0)",
    "--a > 0": "(> (neg (neg a)) 0)",
    "a > -b": "(> a (neg b))",
    "a > 1 and b > 2 and c > 3": "(and (> a 1) (> b 2) (> c 3))",
    "a > 1 and (b > 2 and c > 3)": "(and (> a 1) (and (> b 2) (> c 3)))",
    "a > 1 or b > 2 and c > 3": "(or (> a 1) (and (> b 2) (> c 3)))",
    "(a > 1 or b > 2) and c > 3": "(and (or (> a 1) (> b 2)) (> c 3))",
    "((a)) > ((5))": "(> a 5)",
    "a >= 1 and a <= 2 and a == 3 and a != 4": "(and (>= a 1) (<= a 2) (== a 3) (!= a 4))",
    # functions
    "rate(a) > 1/s": "(> (rate a) 1/1)",
    "rate(a, 5m) > 1/s": "(> (rate a 5m) 1/1)",
    "increase(a, 1h) > 10": "(> (increase a 1h) 10)",
    "quantile(a, 0.99) > 1s": "(> (quantile a 0.99) 1s)",
    "quantile(a, 99%) > 1s": "(> (quantile a 99percent) 1s)",
    "avg(a, 1h) > 1": "(> (avg a 1h) 1)",
    "min(a / b, 1h) > 1": "(> (min (/ a b) 1h) 1)",
    "max(rate(a), 1h) > 1": "(> (max (rate a) 1h) 1)",
    "a > baseline(a, 7d) * 2x": "(> a (* (baseline a 7d) 2x))",
    "a > baseline(a, 7d, 1d)": "(> a (baseline a 7d 1d))",
    "zscore(p99_a, 1d) > 3": "(> (zscore p99_a 1d) 3)",
    "change(a, 1d) > 150%": "(> (change a 1d) 150percent)",
    "share(a, source) > 50%": "(> (share a source) 50percent)",
    "absent(a)": "(holds (absent a))",
    "(absent(a)) or b > 5": "(or (holds (absent a)) (> b 5))",
    # names
    "job:errors:rate5m > 1": "(> job:errors:rate5m 1)",
    "`http.requests` > 1": "(> http.requests 1)",
    "`größe` > 1": "(> größe 1)",
    "`and` > 1": "(> and 1)",
    "rate > 1": "(> rate 1)",
    "not > 1": "(> not 1)",
    "unless > 1": "(> unless 1)",
    "s > 1": "(> s 1)",
    "a > AND and b > 1": "(and (> a AND) (> b 1))",
    # blanks
    "a>5%and b<3": "(and (> a 5percent) (< b 3))",
    " a\t>\n5 ": "(> a 5)",
    "a > 1\nand b > 2\n": "(and (> a 1) (> b 2))",
}


@pytest.mark.parametrize(("text", "tree"), CONDITIONS.items())
def test_a_condition_means_its_tree(text: str, tree: str) -> None:
    parsed = parse_condition(text)
    assert [problem for problem in parsed.problems if problem.rule.level == "error"] == []
    assert parsed.tree is not None
    assert shape(parsed.tree) == tree


@pytest.mark.parametrize("text", CONDITIONS)
def test_printed_it_means_the_same(text: str) -> None:
    tree = parse_condition(text).tree
    assert tree is not None
    assert parse_condition(to_text(tree)).tree == tree


THRESHOLDS = {
    ">500ms": "(> 500ms)",
    ">1%": "(> 1percent)",
    ">budget": "(> budget)",
    "> budget * 1.5": "(> (* budget 1.5))",
    "<= -5": "(<= (neg 5))",
    "!= (5 + a)": "(!= (+ 5 a))",
    "> baseline(a, 7d)": "(> (baseline a 7d))",
    " >\n2s ": "(> 2s)",
}


@pytest.mark.parametrize(("text", "tree"), THRESHOLDS.items())
def test_a_threshold_means_its_tree(text: str, tree: str) -> None:
    parsed = parse_threshold(text)
    assert parsed.problems == ()
    assert parsed.tree is not None
    assert shape(parsed.tree) == tree
    assert parse_threshold(to_text(parsed.tree)).tree == parsed.tree


CANONICAL = {
    "a>5%or(b<$3)": "a > 5% or b < 3 USD",
    "(((a - (b - c)))) > 1e3": "a - (b - c) > 1000",
    "a > 1 or b > 2 and c > 3": "a > 1 or (b > 2 and c > 3)",
    "a > 5/m": "a > 5/min",
    "a > 2_000 tokens": "a > 2000 tokens",
    "a > 1.50x": "a > 1.5x",
    "-(-(a)) > b / (`s`)": "--a > b / `s`",
    "`a` > `b c`": "a > `b c`",
}


@pytest.mark.parametrize(("text", "canonical"), CANONICAL.items())
def test_the_canonical_text(text: str, canonical: str) -> None:
    tree = parse_condition(text).tree
    assert tree is not None
    assert to_text(tree) == canonical


def test_names_come_in_text_order_without_functions_durations_and_labels() -> None:
    text = "share(b, model) > 5% and rate(a, 5m) / `c d` > a or absent(e)"
    tree = parse_condition(text).tree
    assert tree is not None
    assert [name.id for name in names(tree)] == ["b", "a", "c d", "a", "e"]
    assert [text[name.start : name.end] for name in names(tree)] == ["b", "a", "`c d`", "a", "e"]


def test_every_node_carries_its_place() -> None:
    text = "(a + 5ms) * -b > max(c, 1h) and absent(d)"
    tree = parse_condition(text).tree
    assert tree is not None
    places = [text[node.start : node.end] for node in walk(tree)]
    assert places == [
        text,
        "(a + 5ms) * -b > max(c, 1h)",
        "(a + 5ms) * -b",
        "a + 5ms",
        "a",
        "5ms",
        "-b",
        "b",
        "max(c, 1h)",
        "c",
        "1h",
        "absent(d)",
        "absent(d)",
        "d",
    ]
    signs = [n for n in walk(tree) if isinstance(n, Arithmetic | Comparison)]
    assert [text[node.op_start : node.op_end] for node in signs] == [">", "*", "+"]


def test_a_quantity_knows_its_base() -> None:
    for text, base in {
        "500ms": Fraction(1, 2),
        "5%": Fraction(1, 20),
        "60/min": Fraction(1),
        "3 MiB/h": Fraction(3 * 2**20, 3600),
        "7": Fraction(7),
    }.items():
        tree = parse_threshold(f">{text}").tree
        assert tree is not None
        assert isinstance(tree.value, Quantity)
        assert tree.value.base == base
        assert tree.value.text == text
