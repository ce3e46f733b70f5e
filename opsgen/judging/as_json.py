"""The report for programs. Keys may be added; none changes its meaning within one `version`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from opsgen.diagnostics import worst
from opsgen.diagnostics.render import render as render_findings
from opsgen.judging.model import Report

VERSION = 1


def as_json(reports: Sequence[Report]) -> str:
    """One document: files with their judges, alerts, severities and checks; then the findings."""
    verdicts = [report.compilation.verdict(built=True) for report in reports]
    texts = {file: text for each in reports for file, text in each.compilation.texts.items()}
    findings = json.loads(render_findings("json", verdicts, texts))
    document = {
        "version": VERSION,
        "files": [_file(report) for report in reports],
        "diagnostics": findings["diagnostics"],
        "exit_code": worst(verdict.exit_code for verdict in verdicts),
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _file(report: Report) -> dict[str, Any]:
    return {
        "file": report.compilation.file,
        "judges": [
            {"name": each.name, "path": each.path, "version": each.version}
            for each in report.programs
        ],
        "alerts": _alerts(report),
        "severities": _severities(report),
        "checks": [
            {
                "kind": check.kind,
                "subject": check.subject,
                "what": check.what,
                "judge": check.judge,
                "outcome": check.outcome,
                "reason": check.reason or None,
            }
            for check in report.checks
        ],
        "summary": {
            "checks": len(report.checks),
            "ok": report.count("ok"),
            "failed": report.count("failed"),
            "not_run": report.count("not run"),
            "alerts": len(report.alerts),
            "unproven": len(report.unproven),
        },
    }


def _alerts(report: Report) -> list[dict[str, Any]]:
    plan = report.compilation.plan
    routes = {check.subject: check.outcome for check in report.of("route")}
    return [
        {
            "name": alert.name,
            "severity": alert.severity,
            "line": alert.origin.span.start.line if alert.origin.span else None,
            "worlds": {c.what: c.outcome for c in report.of("rule") if c.subject == alert.name},
            "unproven": report.unproven.get(alert.name),
            "route": routes.get(f"alert {alert.name}"),
        }
        for alert in (plan.alerts if plan else ())
    ]


def _severities(report: Report) -> list[dict[str, Any]]:
    plan = report.compilation.plan
    routes = {check.subject: check.outcome for check in report.of("route")}
    return [
        {
            "severity": route.severity,
            "channels": list(route.channels),
            "digests": list(route.digests),
            "route": routes.get(f"severity {route.severity}"),
        }
        for route in (plan.notifications.routes if plan else ())
    ]
