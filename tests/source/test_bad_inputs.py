"""Each hostile or mistaken text is refused with its code, at its line and column."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from opsgen.source import loader, loads
from tests.source.readers import FILE, PARSERS, findings, use

STEP = Path(__file__).parents[2] / "examples" / "step" / "operations.yaml"

ALIAS_BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{of}'] * 10)}]\n"
    for of, name in zip("abcde", "bcdef", strict=True)
)
MERGE_BOMB = "x0: &x0 {a: 1}\n" + "".join(
    f"x{i}: &x{i} {{<<: [{', '.join([f'*x{i - 1}'] * 10)}]}}\n" for i in range(1, 12)
)
DEEP_ALIASES = "a: &a0 [1]\n" + "".join(f"k{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 40))

# (facts row, name, text, findings)
ROWS: list[tuple[int, str, str | bytes, list[str]]] = [
    (1, "duplicate key at the top", "a: 1\nb: 2\na: 3\n", ["3:1 OPS014"]),
    (1, "duplicate key below", "a:\n  - x: 1\n    x: 2\n", ["3:5 OPS014"]),
    (1, "duplicate key in a flow map", "a: {x: 1, x: 2}\n", ["1:11 OPS014"]),
    (1, "duplicate key, once quoted", 'a: 1\n"a": 2\n', ["2:1 OPS014"]),
    (1, "two merge keys", "a: &a {x: 1}\nb:\n  <<: *a\n  <<: *a\n", ["4:3 OPS014"]),
    (2, "alias bomb", ALIAS_BOMB, ["5:16 OPS010"]),
    (3, "merge bomb", MERGE_BOMB, ["6:15 OPS010"]),
    (4, "33 levels", "a: " + "[" * 32 + "]" * 32, ["1:35 OPS012"]),
    (4, "deep through aliases", DEEP_ALIASES, ["32:12 OPS012"]),
    (5, "anchor in itself", "a: &a\n  b: *a\n", ["2:6 OPS011"]),
    (5, "anchor merged into itself", "a: &a\n  <<: *a\n", ["2:7 OPS011"]),
    (5, "anchor of its key", "&a a: *b\n", ["1:7 OPS024"]),
    (6, "words", "a: NO\nb: yes\nc: Off\nd: [Y, n]\n",
     ["1:4 OPS016", "2:4 OPS016", "3:4 OPS016", "4:5 OPS016", "4:8 OPS016"]),
    (6, "word as key", "on: 1\n", ["1:1 OPS016"]),
    (6, "other spellings", "a: NULL\nb: True\nc: FALSE\n",
     ["1:4 OPS016", "2:4 OPS016", "3:4 OPS016"]),
    (7, "not decimal", "a: 010\nb: 0x1F\nc: 1_000\nd: 0o10\ne: 0b11\nf: -08\n",
     [f"{line}:4 OPS016" for line in range(1, 7)]),
    (8, "base 60", "a: 22:22\nb: 1:30:00.5\n", ["1:4 OPS016", "2:4 OPS016"]),
    (9, "dates", "a: 2024-99-99\nb: 2024-01-01\nc: 2024-01-01T10:00:00Z\n",
     ["1:4 OPS016", "2:4 OPS016", "3:4 OPS016"]),
    (10, "long integers", f"a: {'9' * 5000}\nb: 1{'0' * 400}\nc: {'1' * 19}\nd: {'0' * 99}\n",
     ["1:4 OPS017", "2:4 OPS017", "3:4 OPS017", "4:4 OPS017"]),
    (11, "not finite", "a: .nan\nb: -.inf\nc: 1e999\nd: 1e-999999999999999999999\ne: +.INF\n",
     ["1:4 OPS016", "2:4 OPS016", "3:4 OPS017", "4:4 OPS017", "5:4 OPS016"]),
    (11, "half a point", "a: .5\nb: 5.\nc: -.5\n", ["1:4 OPS016", "2:4 OPS016", "3:4 OPS016"]),
    (12, "tab indents", "a:\n\tb: 1\n", ["2:1 OPS022"]),
    (12, "tab after colon", "a:\tb\n", ["1:3 OPS022"]),
    (12, "tab indents a later key", "a: b\n\tc: 1\n", ["2:1 OPS022"]),
    (13, "byte order mark inside", "a: x\ufeffy\n", ["1:5 OPS005"]),
    (13, "two byte order marks", "\ufeff\ufeffa: 1\n", ["1:1 OPS005"]),
    (14, "UTF-16", codecs.BOM_UTF16_LE + "a: 1\n".encode("utf-16-le"), ["1:1 OPS004"]),
    (14, "UTF-16, big end", codecs.BOM_UTF16_BE + "a: 1\n".encode("utf-16-be"), ["1:1 OPS004"]),
    (14, "UTF-32", codecs.BOM_UTF32_LE + "a: 1\n".encode("utf-32-le"), ["1:1 OPS004"]),
    (14, "UTF-16 without a mark", "a\n".encode("utf-16-le"), ["1:2 OPS005", "2:1 OPS005"]),
    (14, "latin-1", "a: 1\nb: ä caf\xe9\n".encode() + b"c: \xe9\n", ["3:4 OPS004"]),
    (14, "overlong", b"a: \xc0\xaf\n", ["1:4 OPS004"]),
    (14, "encoded surrogate", b"a: \xed\xa0\x80\n", ["1:4 OPS004"]),
    (15, "raw controls", "a: \0b\x1bc\x07\n", ["1:4 OPS005", "1:6 OPS005", "1:8 OPS005"]),
    (15, "escaped controls", 'a: "x\\0y\\e\\a"\n', ["1:6 OPS005", "1:9 OPS005", "1:11 OPS005"]),
    (15, "escape in a key", '"x\\0": 1\n', ["1:3 OPS005"]),
    (15, "DEL and C1", "a: \x7f\x9b\n", ["1:4 OPS005", "1:5 OPS005"]),
    (16, "bidi and separators", "a: \u202e\u2066\nb: \u2028\nc: \x85\n",
     ["1:4 OPS005", "1:5 OPS005", "2:4 OPS005", "3:4 OPS005"]),
    (16, "the same escaped", 'a: "\\u202e\\u2066\\L\\P\\N"\n',
     ["1:5 OPS005", "1:11 OPS005", "1:17 OPS005", "1:19 OPS005", "1:21 OPS005"]),
    (16, "escaped surrogate", 'a: "\\ud800"\n', ["1:5 OPS005"]),
    (17, "lone CR", "a: 1\rb: 2\n", ["1:5 OPS005"]),
    (17, "escaped CR", 'a: "1\\r"\n', ["1:6 OPS005"]),
    (18, "two documents", "a: 1\n---\nb: 2\n", ["2:1 OPS007"]),
    (18, "two markers", "---\n---\na: 1\n", ["2:1 OPS007"]),
    (18, "text after the end", "a: 1\n...\nb\n", ["3:1 OPS007"]),
    (19, "empty", "", ["1:1 OPS018"]),
    (19, "comment only", "# nothing\n", ["1:1 OPS018"]),
    (19, "list", "- a\n", ["1:1 OPS018"]),
    (19, "scalar", "a\n", ["1:1 OPS018"]),
    (20, "local tag", "a: !secret b\n", ["1:4 OPS009"]),
    (20, "standard tag", "a: &b !!str 5\nc: !!map {}\n", ["1:7 OPS009", "2:4 OPS009"]),
    (21, "%YAML", "%YAML 1.2\n---\na: 1\n", ["1:1 OPS008"]),
    (21, "%YAML of another kind", "%YAML 1.3\n---\na: 1\n", ["1:1 OPS008"]),
    (21, "%TAG", "%TAG ! x\n---\na: 1\n", ["1:1 OPS008"]),
    (22, "keys that are no text", "1: a\ntrue: b\nnull: c\n1.5: d\n",
     ["1:1 OPS015", "2:1 OPS015", "3:1 OPS015", "4:1 OPS015"]),
    (22, "list as key", "? [a]\n: b\n", ["1:3 OPS015"]),
    (22, "map as key", "{a: 1}: b\n", ["1:1 OPS015"]),
    (22, "alias as key", "a: &a x\n*a : b\n", ["2:1 OPS015"]),
    (22, "no key", "a: 1\n? \n: b\n", ["2:2 OPS015"]),
    (25, "long plain key", "k" * 1025 + ": 1\n", ["1:1 OPS026"]),
    (25, "long quoted key", '"' + "k" * 1025 + '": 1\n', ["1:1 OPS026"]),
    (25, "long explicit key", "? " + "k" * 1025 + "\n: 1\n", ["1:3 OPS026"]),
    (25, "text of 1 MB", "a: " + "x" * 1_000_000, ["1:4 OPS026"]),
    (25, "block text of 1 MB", "a: |\n  " + "x" * 1_000_000, ["1:4 OPS026"]),
    (0, "unknown anchor", "a: *b\n", ["1:4 OPS024"]),
    (0, "merge of a text", "a: &a x\nb: {<<: *a}\nc:\n  <<: [1, {}]\n",
     ["2:9 OPS025", "4:8 OPS025"]),
    (0, "too many bytes", b"a: 1\n" + b"#" * (4 * 1024 * 1024), ["1:1 OPS003"]),
    (0, "a text after the document", "[a] b\n", ["1:5 OPS006"]),
]  # fmt: skip


SLOW = 500_000
"""Characters above which the pure parser would take seconds."""

CASES = [
    pytest.param(text, found, parser, id=f"{row}-{name}-{parser}")
    for row, name, text, found in ROWS
    for parser in PARSERS
    if parser == "libyaml" or len(text) < SLOW
]


@pytest.mark.parametrize(("text", "found", "parser"), CASES)
def test_refused_at_its_place(
    text: str | bytes, found: list[str], parser: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(parser, monkeypatch)
    assert findings(text if isinstance(text, bytes) else text.encode()) == found


def test_limits_of_nodes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (loader.MAX_NODES, loader.MAX_ADDED, loader.MAX_DEPTH) == (500_000, 50_000, 32)
    monkeypatch.setattr(loader, "MAX_NODES", 10)
    assert findings(b"a:\n" + b"- x\n" * 7) == []
    assert findings(b"a:\n" + b"- x\n" * 8) == ["9:3 OPS013"]
    monkeypatch.setattr(loader, "MAX_NODES", 20)
    monkeypatch.setattr(loader, "MAX_ADDED", 6)
    assert findings(b"a: &a [x, x]\nb: [*a, *a]\n") == []
    assert findings(b"a: &a [x, x]\nb: [*a, *a]\nc: *a\n") == ["3:4 OPS010"]


def test_a_refused_file_has_no_document_and_exit_one() -> None:
    for _, _, text, _ in ROWS:
        loaded = loads(text if isinstance(text, bytes) else text.encode(), FILE)
        assert loaded.document is None
        assert {diagnostic.rule.exit for diagnostic in loaded.diagnostics} == {1}


def test_the_first_of_two_keys_is_shown() -> None:
    (found,) = loads(b"a: 1\nb: 2\na: 3\n", FILE).diagnostics
    ((first, words),) = found.related
    assert (first.start.line, first.start.col, words) == (1, 1, "first here")
    assert "`a`" in found.message


def test_a_tag_runs_nothing(tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    text = f"a: !!python/object/apply:os.system ['touch {canary}']\n"
    assert findings(text.encode()) == ["1:4 OPS009"]
    assert not canary.exists()


def test_errors_of_scalars_are_collected_and_a_syntax_error_ends_them() -> None:
    assert findings(b"a: 1\na: no\nb: 010\n1: x\nc: ]\nd: no\n") == [
        "2:1 OPS014",
        "2:4 OPS016",
        "3:4 OPS016",
        "4:1 OPS015",
        "5:4 OPS006",
    ]


def test_reading_stops_after_a_hundred_errors() -> None:
    assert len(findings(b"a:\n" + b"- yes\n" * 1000)) == 100
    assert len(findings(b"\0" * 1000)) == 100


def test_a_byte_order_mark_and_crlf_change_nothing_but_the_bytes() -> None:
    plain = STEP.read_bytes()
    dressed = codecs.BOM_UTF8 + plain.replace(b"\n", b"\r\n")
    one, other = loads(plain, FILE), loads(dressed, FILE)
    assert one.document is not None
    assert other.document is not None
    assert other.text == one.text
    assert other.document.data == one.document.data
    path = ("alerting", "alerts", 1, "condition")
    assert other.document.inside(path, 0, 3) == one.document.inside(path, 0, 3)
