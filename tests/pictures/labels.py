"""Label values that look like those of a real service."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from opsgen.plan.values import Matcher

KNOWN: Mapping[str, tuple[str, str]] = {
    "Hostname": ("gpu-node-1", "gpu-node-2"),
    "api_base": ("eastus.example.com", "westeurope.example.com"),
    "api_provider": ("azure", "anthropic"),
    "callback_name": ("langfuse", "s3"),
    "collection": ("docs", "tickets"),
    "collection_name": ("docs", "tickets"),
    "feature": ("query", "answer"),
    "gen_ai_request_model": ("gpt-4o", "gpt-4o-mini"),
    "gpu": ("0", "1"),
    "guardrail_name": ("pii", "prompt-injection"),
    "handler": ("/v1/chat/completions", "/v1/embeddings"),
    "id": ("shard-1", "shard-2"),
    "instance": ("10.2.0.14:8000", "10.2.0.15:8000"),
    "integration": ("pagerduty", "slack"),
    "litellm_model_name": ("azure/gpt-4o", "claude-sonnet-4"),
    "model": ("gpt-4o", "gpt-4o-mini"),
    "model_name": ("llama-3.3-70b", "qwen2.5-7b"),
    "path": ("/answer", "/search"),
    "provider": ("openai", "anthropic"),
    "reason": ("model_not_mapped", "missing_usage"),
    "requested_model": ("gpt-4o", "claude-sonnet"),
    "route": ("/answer", "/search"),
    "source": ("wiki", "tickets"),
    "stage": ("retrieve", "generate"),
    "team": ("search", "support"),
    "team_alias": ("search", "support"),
    "test": ("query_embedding", "response_length"),
}
_COMMON = (
    "200", "500", "503", "429", "404", "ok", "success", "stop", "error", "default", "main", "/",
    "x", "POST", "true", "1", "",
)  # fmt: skip


def combinations(names: Iterable[str]) -> list[dict[str, str]]:
    """Two sets of values, of which the first is the one that the incident hits."""
    names = tuple(names)
    if not names:
        return [{}]
    values = [KNOWN.get(name, (f"{name}-a", f"{name}-b")) for name in names]
    return [dict(zip(names, chosen, strict=True)) for chosen in zip(*values, strict=True)]


def satisfying(matchers: Iterable[Matcher]) -> dict[str, str]:
    """A value per label that passes all of its matchers; ValueError if none is known."""
    by_label: dict[str, list[Matcher]] = {}
    for matcher in matchers:
        by_label.setdefault(matcher.label, []).append(matcher)
    return {label: _one(label, found) for label, found in by_label.items()}


def avoiding(label: str, others: Sequence[Matcher]) -> str:
    """A value of `label` that none of `others` matches."""
    for value in _candidates(label, ()):
        if not any(_passes(matcher, value) for matcher in others):
            return value
    raise ValueError(f"every known value of {label} is matched by {others}")


def _one(label: str, matchers: Sequence[Matcher]) -> str:
    for value in _candidates(label, matchers):
        if all(_passes(matcher, value) for matcher in matchers):
            return value
    raise ValueError(f"no known value of {label} passes {matchers}")


def _candidates(label: str, matchers: Sequence[Matcher]) -> Iterator[str]:
    for matcher in matchers:
        if matcher.op == "=":
            yield matcher.value
        elif matcher.op == "=~":
            for part in matcher.value.split("|"):
                plain = re.sub(r"\.[*+]", "x", part)
                yield re.sub(r"\\(.)", r"\1", re.sub(r"(?<!\\)\.", "0", plain))
    yield from KNOWN.get(label, ())
    yield from _COMMON


def _passes(matcher: Matcher, value: str) -> bool:
    same = (
        value == matcher.value
        if matcher.op in ("=", "!=")
        else re.fullmatch(matcher.value, value) is not None
    )
    return same == (matcher.op in ("=", "=~"))
