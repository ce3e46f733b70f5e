"""The report as JUnit XML: a suite per file and kind, a case per alert and world, or per route."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from opsgen.judging.model import Check, Report

# What no XML 1.0 document can hold, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CLASS = {"rule": "alerts", "route": "routes", "file": "files"}


def as_junit(reports: Sequence[Report]) -> str:
    """What was not run, and what is unproven, is a skipped case with its reason."""
    root = Element("testsuites", name="opsgen")
    for report in reports:
        _suite(root, report)
    for count in ("tests", "failures", "errors", "skipped"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _suite(root: Element, report: Report) -> None:
    suite = SubElement(root, "testsuite", name=_text(report.compilation.file))
    for check in report.checks:
        _case(suite, report, check)
    for name, why in report.unproven.items():
        case = _named(suite, report, f"alerts.{name}", "proof")
        SubElement(case, "skipped", message=_text(f"unproven: {why}"))
    verdict = report.compilation.verdict(built=True)
    others = [
        finding
        for finding in verdict.shown
        if finding.severity == "error" and finding.diagnostic.code not in _OF_CHECKS
    ]
    for finding in others:
        found = finding.diagnostic
        case = _named(suite, report, "input", f"{found.code} {found.slug}")
        if found.at:
            case.set("line", str(found.at.start.line))
        SubElement(case, "error", message=_text(found.message), type=found.code)
    cases = list(suite)
    suite.set("tests", str(len(cases)))
    for count, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(count, str(sum(case.find(tag) is not None for case in cases)))


_OF_CHECKS = {"OPS470", "OPS471", "OPS472"}
"""What a failed check says already."""


def _case(suite: Element, report: Report, check: Check) -> None:
    subject = check.subject.removeprefix("alert ")
    case = _named(suite, report, f"{_CLASS[check.kind]}.{subject}", check.what or check.judge)
    if check.outcome == "failed":
        SubElement(case, "failure", message=_text(check.reason), type=check.judge)
    elif check.outcome == "not run":
        SubElement(case, "skipped", message=_text(check.reason))


def _named(suite: Element, report: Report, classname: str, name: str) -> Element:
    file = _text(report.compilation.file)
    return SubElement(
        suite, "testcase", classname=_text(classname), name=_text(name), file=file, time="0"
    )


def _text(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
