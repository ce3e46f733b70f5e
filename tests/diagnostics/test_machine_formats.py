"""concise, json, github and sarif: what programs read."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from opsgen.diagnostics import Diagnostic, Edit, Rule, judge
from opsgen.diagnostics.render import FORMATS, render
from opsgen.diagnostics.rules.internal import INTERNAL_ERROR
from tests.diagnostics.places import FILE, between, span

ERROR = Rule("OPS310", "unit-mismatch", "error")
WARNING = Rule("OPS220", "unbound-step", "warning")
NOTE = Rule("OPS330", "inside-bucket", "note")
TEXT = 'service: demo\ncondition: "a > 5%"\nlast:\n  - 1\n'

FULL = ERROR.at(
    span(TEXT, "5%"),
    "cannot compare",
    help="write `500ms`",
    notes=["a fact"],
    related=[(span(TEXT, "a >"), "a duration")],
    edits=[Edit(span(TEXT, "5%"), "500ms")],
    path=("alerts", 0, "condition"),
)
BLOCK = NOTE.at(between(TEXT, TEXT.index("last"), len(TEXT)), "over lines")
PLACELESS = WARNING.at(None, "left open")


def out(format: str, *found: Diagnostic, strict: bool = False) -> str:
    return render(format, [judge(found, strict=strict, file=FILE)], {FILE: TEXT})


def document(format: str, *found: Diagnostic, strict: bool = False) -> dict[str, Any]:
    loaded = json.loads(out(format, *found, strict=strict))
    assert isinstance(loaded, dict)
    return loaded


def test_concise_is_one_line_per_finding() -> None:
    assert out("concise", FULL, BLOCK, PLACELESS) == (
        "operations.yaml: warning OPS220 left open\n"
        "operations.yaml:2:17: error OPS310 cannot compare\n"
        "operations.yaml:3:1: note OPS330 over lines\n"
    )
    assert out("concise", PLACELESS, strict=True) == "operations.yaml: error OPS220 left open\n"
    assert out("concise") == ""
    assert render("concise", [judge([PLACELESS])], {}) == "opsgen: warning OPS220 left open\n"


def test_json_holds_all_of_a_finding() -> None:
    assert document("json", FULL) == {
        "version": 1,
        "diagnostics": [
            {
                "code": "OPS310",
                "slug": "unit-mismatch",
                "severity": "error",
                "promoted": False,
                "message": "cannot compare",
                "file": "operations.yaml",
                "range": {"start": {"line": 2, "col": 17}, "end": {"line": 2, "col": 19}},
                "where": "alerts[0].condition",
                "path": ["alerts", 0, "condition"],
                "notes": ["a fact"],
                "help": "write `500ms`",
                "related": [
                    {
                        "file": "operations.yaml",
                        "range": {"start": {"line": 2, "col": 13}, "end": {"line": 2, "col": 16}},
                        "message": "a duration",
                    }
                ],
                "edits": [
                    {
                        "file": "operations.yaml",
                        "range": {"start": {"line": 2, "col": 17}, "end": {"line": 2, "col": 19}},
                        "text": "500ms",
                    }
                ],
            }
        ],
        "summary": {
            "errors": 1,
            "warnings": 0,
            "notes": 0,
            "promoted": 0,
            "accepted": 0,
            "exit_code": 1,
        },
    }


def test_json_without_findings_is_still_a_document() -> None:
    empty = document("json")
    assert empty["diagnostics"] == []
    assert empty["summary"]["exit_code"] == 0


def test_json_of_a_finding_without_place_or_file() -> None:
    (found,) = json.loads(render("json", [judge([PLACELESS])], {}))["diagnostics"]
    assert (found["file"], found["range"], found["help"], found["where"]) == (None, None, None, "")


def test_json_marks_promoted_warnings_and_sums_over_files() -> None:
    verdicts = [judge([PLACELESS, FULL], strict=True), judge([INTERNAL_ERROR.at(None, "x"), BLOCK])]
    loaded = json.loads(render("json", verdicts, {}))
    assert [(d["severity"], d["promoted"]) for d in loaded["diagnostics"]] == [
        ("error", True),
        ("error", False),
        ("error", False),
        ("note", False),
    ]
    assert loaded["summary"] == {
        "errors": 3,
        "warnings": 0,
        "notes": 1,
        "promoted": 1,
        "accepted": 0,
        "exit_code": 3,
    }


def test_json_is_never_capped() -> None:
    many = [NOTE.at(None, f"note {n}") for n in range(200)]
    assert len(document("json", *many)["diagnostics"]) == 200


def test_github_annotates_the_place() -> None:
    assert out("github", FULL, BLOCK, PLACELESS).splitlines() == [
        "::warning file=operations.yaml,title=OPS220 unbound-step::operations.yaml: left open",
        "::error file=operations.yaml,line=2,col=17,endColumn=19,title=OPS310 unit-mismatch::"
        "operations.yaml:2:17: cannot compare%0Aoperations.yaml:2:13: a duration%0A"
        "note: a fact%0Ahelp: write `500ms`",
        "::notice file=operations.yaml,line=3,endLine=5,title=OPS330 inside-bucket::"
        "operations.yaml:3:1: over lines",
    ]


def test_github_shows_a_promoted_warning_as_an_error() -> None:
    assert out("github", PLACELESS, strict=True) == (
        "::error file=operations.yaml,title=OPS220 unbound-step::"
        "operations.yaml: left open%0Anote: a warning, which `--strict` refuses\n"
    )


def test_github_escapes_what_would_end_a_value_or_a_command() -> None:
    file = "a,b:c%d\r\n::error::.yaml"
    found = ERROR.at(span("x", "x", file=file), "50 %\r\n::stop-commands::x", help="a\nb")
    assert render("github", [judge([found])], {}) == (
        "::error file=a%2Cb%3Ac%25d\\r%0A%3A%3Aerror%3A%3A.yaml,line=1,col=1,endColumn=2,"
        "title=OPS310 unit-mismatch::a,b:c%25d\\r%0A::error::.yaml:1:1: "
        "50 %25\\r%0A::stop-commands::x%0Ahelp: a%0Ab\n"
    )


SARIF = {
    "type": "object",
    "required": ["$schema", "version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string"},
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "minItems": 1, "maxItems": 1, "items": {"$ref": "#/$defs/run"}},
    },
    "$defs": {
        "message": {
            "type": "object",
            "required": ["text"],
            "properties": {"text": {"type": "string", "minLength": 1}},
        },
        "run": {
            "type": "object",
            "required": ["tool", "results", "columnKind"],
            "properties": {
                "columnKind": {"const": "unicodeCodePoints"},
                "tool": {
                    "type": "object",
                    "required": ["driver"],
                    "properties": {
                        "driver": {
                            "type": "object",
                            "required": ["name", "rules"],
                            "properties": {"rules": {"items": {"$ref": "#/$defs/rule"}}},
                        }
                    },
                },
                "results": {"type": "array", "items": {"$ref": "#/$defs/result"}},
            },
        },
        "rule": {
            "type": "object",
            "required": ["id", "name", "shortDescription", "defaultConfiguration"],
            "properties": {
                "shortDescription": {"$ref": "#/$defs/message"},
                "fullDescription": {"$ref": "#/$defs/message"},
                "help": {"required": ["text", "markdown"]},
                "defaultConfiguration": {"properties": {"level": {"$ref": "#/$defs/level"}}},
            },
        },
        "level": {"enum": ["error", "warning", "note"]},
        "result": {
            "type": "object",
            "required": ["ruleId", "ruleIndex", "level", "message", "locations"],
            "properties": {
                "ruleIndex": {"type": "integer", "minimum": 0},
                "level": {"$ref": "#/$defs/level"},
                "message": {"$ref": "#/$defs/message"},
                "locations": {"maxItems": 1, "items": {"$ref": "#/$defs/location"}},
                "relatedLocations": {
                    "items": {"allOf": [{"$ref": "#/$defs/location"}, {"required": ["id"]}]}
                },
                "fixes": {"items": {"required": ["artifactChanges"]}},
            },
        },
        "location": {
            "type": "object",
            "required": ["physicalLocation"],
            "properties": {
                "physicalLocation": {
                    "type": "object",
                    "required": ["artifactLocation"],
                    "properties": {
                        "artifactLocation": {"required": ["uri"]},
                        "region": {
                            "type": "object",
                            "additionalProperties": {"type": "integer", "minimum": 1},
                        },
                    },
                }
            },
        },
    },
}


def test_sarif_has_the_structure_of_the_standard() -> None:
    found = document("sarif", FULL, BLOCK, PLACELESS, INTERNAL_ERROR.at(None, "x"), strict=True)
    jsonschema.Draft202012Validator(SARIF).validate(found)
    (run,) = found["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["OPS220", "OPS310", "OPS330", "OPS900"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert [(r["ruleId"], r["level"]) for r in run["results"]] == [
        ("OPS220", "error"),
        ("OPS900", "error"),
        ("OPS310", "error"),
        ("OPS330", "note"),
    ]


def test_sarif_result_in_full() -> None:
    (result,) = document("sarif", FULL)["runs"][0]["results"]
    region = {"startLine": 2, "startColumn": 17, "endLine": 2, "endColumn": 19}
    assert result == {
        "ruleId": "OPS310",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "cannot compare\nnote: a fact\nhelp: write `500ms`"},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": FILE}, "region": region}}],
        "relatedLocations": [
            {
                "id": 0,
                "physicalLocation": {
                    "artifactLocation": {"uri": FILE},
                    "region": {"startLine": 2, "startColumn": 13, "endLine": 2, "endColumn": 16},
                },
                "message": {"text": "a duration"},
            }
        ],
        "fixes": [
            {
                "description": {"text": "write `500ms`"},
                "artifactChanges": [
                    {
                        "artifactLocation": {"uri": FILE},
                        "replacements": [
                            {"deletedRegion": region, "insertedContent": {"text": "500ms"}}
                        ],
                    }
                ],
            }
        ],
    }


def test_sarif_describes_a_rule_by_its_page() -> None:
    (rule,) = document("sarif", INTERNAL_ERROR.at(None, "x"))["runs"][0]["tool"]["driver"]["rules"]
    assert rule["fullDescription"]["text"].startswith("opsgen met a state")
    assert rule["help"]["markdown"].startswith("# OPS900 internal-error\n")


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("ops dir/größe.yaml", "ops%20dir/gr%C3%B6%C3%9Fe.yaml"),
        ("/srv/a b.yaml", "file:///srv/a%20b.yaml"),
        ("./x.yaml", "x.yaml"),
    ],
)
def test_sarif_names_files_by_uri(file: str, uri: str) -> None:
    found = json.loads(render("sarif", [judge([PLACELESS], file=file)], {}))
    location = found["runs"][0]["results"][0]["locations"][0]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_sarif_text_never_becomes_a_link() -> None:
    (result,) = document("sarif", ERROR.at(None, "[click](1)"))["runs"][0]["results"]
    assert result["message"]["text"] == "[click\\](1)"


HOSTILE = "\x1b]0;title\x07\u202egnp\u2066\u200b\x00\r\x85\u2028 ::error::%0A\x9b31m"


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1252"])
@pytest.mark.parametrize("format", FORMATS)
def test_hostile_text_reaches_no_terminal(format: str, encoding: str) -> None:
    text = f"a: {HOSTILE}\nb: 名前\n"
    found = ERROR.at(
        between(text, 3, 9, HOSTILE),
        HOSTILE,
        help=HOSTILE,
        notes=[HOSTILE],
        related=[(span(text, "名前", file=HOSTILE), HOSTILE)],
        edits=[Edit(between(text, 3, 9, HOSTILE), HOSTILE)],
        path=("a", HOSTILE),
    )
    shown = render(format, [judge([found], file=HOSTILE)], {HOSTILE: text}, encoding=encoding)
    assert all(line.isprintable() for line in shown.split("\n"))
    assert shown.encode(encoding).decode(encoding) == shown


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_renders_an_empty_verdict(format: str) -> None:
    assert isinstance(render(format, [judge([])], {}), str)
    assert isinstance(render(format, [], {}), str)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="no such format"):
        render("xml", [], {})
