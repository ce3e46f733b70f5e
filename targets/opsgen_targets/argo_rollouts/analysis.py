"""AnalysisTemplates: what Argo Rollouts measures, and which measurement is which.

Success and failure are both said, each of finite figures alone. With one of them Argo takes the
other for its opposite, and NaN, of which `result > 0.05` is false, for a success
(argo-rollouts, utils/evaluate/evaluate.go).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from opsgen.artifacts import Literal, Plain, YamlNode
from opsgen.artifacts.numbers import exact
from opsgen.plan import Plan
from opsgen.plan.gate import Allowance, Gate
from opsgen.plan.phases import Phase
from opsgen.promql import Expr, to_promql
from opsgen.promql.evidence import Measure, measures, open_pages, present
from opsgen.promql.lower import inline
from opsgen_targets.argo_rollouts import ArgoRolloutsOptions
from opsgen_targets.in_cluster import course
from opsgen_targets.in_cluster.objects import go_duration, prometheus, slugs

_KNOWN = "!isNaN(#) && !isInf(#)"
_NEVER = "false"
_BRACES = "braces"
_INT64 = 2**63

Conditions = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Counts:
    """How often it measures, and how many measurements may be none of the good ones."""

    looks: int
    failures: int
    inconclusives: int


def counts(phase: Phase, allowed: Allowance) -> Counts:
    """A metric that ends has passed `looks` times, but for what is allowed: that must leave the
    passes that the phase asks for, or a watch without evidence would end well."""
    looks = (phase.seconds - phase.delay) // phase.interval + 1
    spare = looks - phase.passes
    failures = min(allowed.failures, spare)
    return Counts(looks, failures, min(allowed.inconclusives, spare - failures))


def conditions(measure: Measure) -> Conditions:
    """In the language of expr-lang, for a vector of any length."""
    beyond = f"# {measure.op} {_number(measure.limit)}"
    return {
        "successCondition": f"len(result) > 0 && all(result, {{{_KNOWN} && !({beyond})}})",
        "failureCondition": f"any(result, {{{_KNOWN} && {beyond}}})",
    }


def watch(
    plan: Plan, gate: Gate, phase: Phase, options: ArgoRolloutsOptions
) -> dict[str, YamlNode]:
    """The spec of the template of one watch."""
    lowering = inline(plan)
    found = [
        (check.text, check.observed, measure)
        for check in course.checks(gate, phase.alone)
        for measure in measures(check, lowering)
    ]
    names = slugs(text for text, _, _ in found)
    many = counts(phase, gate.allowed)
    pace: dict[str, YamlNode] = {
        **({"initialDelay": Plain(go_duration(phase.delay))} if phase.delay else {}),
        "interval": Plain(go_duration(phase.interval)),
        "count": many.looks,
    }
    limits = _limits(many.failures, many.inconclusives, gate)
    spec = _spec(
        {
            name: {
                "name": name,
                **pace,
                **conditions(measure),
                **limits,
                "provider": _provider(measure.query, plan, options),
            }
            for name, (_, _, measure) in zip(names, found, strict=True)
        },
        options,
    )
    observed = [name for name, (_, seen, _) in zip(names, found, strict=True) if seen]
    if observed:
        spec["dryRun"] = [{"metricName": f"^{name}$"} for name in observed]
    return spec


def preflight(plan: Plan, gate: Gate, options: ArgoRolloutsOptions) -> dict[str, YamlNode]:
    """The spec of what is looked at before any traffic moves: that nobody is being woken by this
    service, and that the stable version has data."""
    metrics = {
        name: {
            "name": name,
            "count": 1,
            **judged,
            **_limits(0, 0, gate),
            "provider": _provider(query, plan, options),
        }
        for name, judged, query in _before(plan, gate)
    }
    return _spec(metrics, options)


def _before(plan: Plan, gate: Gate) -> Iterator[tuple[str, Conditions, Expr]]:
    quiet = Measure(open_pages(plan), ">", Fraction(0), ())
    yield "no-page-is-open", conditions(quiet), quiet.query
    series = list(dict.fromkeys(each for check in gate.checks for each in check.baseline))
    there = {"successCondition": "len(result) > 0", "failureCondition": _NEVER}
    for name, selector in zip(slugs(f"data {each.series}" for each in series), series, strict=True):
        yield name, there, present(selector)


def _limits(failures: int, inconclusives: int, gate: Gate) -> dict[str, YamlNode]:
    return {
        "failureLimit": failures,
        "inconclusiveLimit": inconclusives,
        "consecutiveErrorLimit": gate.allowed.errors_in_a_row,
    }


def _provider(query: Expr, plan: Plan, options: ArgoRolloutsOptions) -> dict[str, YamlNode]:
    address = prometheus(plan, options)
    assert address is not None
    found: dict[str, YamlNode] = {
        "address": _literal(address),
        "query": Literal(_literal(to_promql(query))),
    }
    if options.prometheus_secret:
        found["headers"] = [{"key": "Authorization", "value": "Bearer {{args.token}}"}]
    return {"prometheus": found}


def _literal(text: str) -> str:
    """`text` as it is: Argo reads two braces as the name of an argument."""
    return text.replace("{{", f"{{{{args.{_BRACES}}}}}")


def _spec(
    metrics: Mapping[str, Mapping[str, YamlNode]], options: ArgoRolloutsOptions
) -> dict[str, YamlNode]:
    args: list[YamlNode] = []
    if options.prometheus_secret:
        key: dict[str, YamlNode] = {"name": options.prometheus_secret, "key": "token"}
        args.append({"name": "token", "valueFrom": {"secretKeyRef": key}})
    if f"args.{_BRACES}" in repr(metrics):
        args.append({"name": _BRACES, "value": "{{"})
    return {**({"args": args} if args else {}), "metrics": list(metrics.values())}


def _number(limit: Fraction) -> str:
    """A literal of expr-lang, whose whole numbers end at 64 bits."""
    text = exact(limit)
    return text if abs(limit) < _INT64 or "." in text else f"{text}.0"
