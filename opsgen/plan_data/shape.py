"""The plan as plain data: its shape, from which the published schema is made.

Every key is always there; what is unknown is null. Times are whole seconds, and other numbers
that are no whole ones are texts, so that no reader rounds them.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

from opsgen.plan.alerts import Cause, Severity
from opsgen.plan.rollout import Action, Strategy
from opsgen.plan_data.figures import (
    ConditionData,
    Decimals,
    LimitData,
    Seconds,
    ValueData,
)

VERSION = 1
"""Of the shape. A key may be added within it; one that goes or changes its meaning ends it."""


class LinksData(TypedDict):
    """Addresses; those of the user's own tools without a slash at their end."""

    repository: Annotated[str | None, "Where the repository can be read."]
    dashboards: Annotated[str | None, "The dashboards' server."]
    prometheus: Annotated[str | None, "Prometheus, as people reach it."]
    alertmanager: Annotated[str | None, "The Alertmanager, as people reach it."]
    runbook: Annotated[str, "The runbook; a relative path when the repository is unknown."]


class ThresholdData(TypedDict):
    """One line that a signal must not cross."""

    severity: Annotated[Severity, "How bad it is to cross it."]
    op: Annotated[str, "On which side it is crossed: `>`, `<` …"]
    limit: Annotated[LimitData | None, "Where it is; null when it moves."]
    text: Annotated[str, "Both as people write them: `> 500ms`."]


class SignalData(TypedDict):
    """Something that is measured, whether an alert looks at it or not."""

    id: Annotated[str, "Shared by all quantiles of one histogram."]
    name: Annotated[str, "Its name in operations.yaml."]
    type: Annotated[Literal["histogram", "counter", "gauge", "external"], "What is exported."]
    description: Annotated[str | None, "What the user says of it."]
    value: Annotated[ValueData, "The figure."]
    thresholds: Annotated[list[ThresholdData], "From the worst severity down."]
    no_data: Annotated[Literal["ok", "alert"], "Whether its absence is an alert."]
    guessed: Annotated[list[str], "Exported names that rest on a naming rule alone."]


class TextPartData(TypedDict):
    """Words as typed."""

    kind: Annotated[Literal["text"], "Words."]
    text: Annotated[str, "To be shown as they are."]


class LabelPartData(TypedDict):
    """A label of the series that fires."""

    kind: Annotated[Literal["label"], "A label's value."]
    label: Annotated[str, "Which label."]


class ValuePartData(TypedDict):
    """The figure that made the alert fire."""

    kind: Annotated[Literal["value"], "The figure."]
    unit: Annotated[str, "Its exported unit."]


class LimitPartData(TypedDict):
    """The constant that it is compared with."""

    kind: Annotated[Literal["threshold"], "The threshold."]
    text: Annotated[str, "As people write it."]


MessagePartData = TextPartData | LabelPartData | ValuePartData | LimitPartData


class MessageData(TypedDict):
    """A text for people. Engines with templates of their own read `parts`."""

    text: Annotated[str, "With `{label}` and `{value}` where only the firing series knows."]
    parts: Annotated[list[MessagePartData], "The same, in pieces."]


class AlertData(TypedDict):
    """One alert, a generated one too."""

    name: Annotated[str, "Its identity; it never depends on order."]
    cause: Annotated[Cause, "Who asked for it: the user, or a rule of opsgen."]
    severity: Annotated[Severity | Literal["none"], "`none` is not for people."]
    text: Annotated[str, "The condition in the words of operations.yaml."]
    promql: Annotated[str, "The condition in PromQL, without recorded series."]
    condition: Annotated[ConditionData, "The condition, for engines that speak no PromQL."]
    measured: Annotated[ValueData | None, "What its first comparison measures."]
    op: Annotated[str | None, "How its first comparison compares: `>`, `<` …"]
    threshold: Annotated[LimitData | None, "The constant of its first comparison."]
    hold: Annotated[Seconds, "How long the condition must hold; 0: it fires at once."]
    keep_firing: Annotated[Seconds, "How long it fires on when the condition ended."]
    by: Annotated[list[str], "The labels that the firing series carries, sorted."]
    labels: Annotated[dict[str, str], "Static labels besides service, severity and signal."]
    message: Annotated[MessageData, "What it says."]
    description: Annotated[MessageData, "What it says to those who want to know more."]
    annotations: Annotated[dict[str, MessageData], "The user's own texts."]
    signal: Annotated[str | None, "The id of the signal that it looks at, when it is one."]
    procedure: Annotated[str, "The id of the procedure that answers it."]
    runbook_url: Annotated[str, "Where that procedure is, with its anchor."]
    first_command: Annotated[str | None, "What to type first."]
    channels: Annotated[list[str], "Who hears it at once."]
    digests: Annotated[list[str], "Who hears it in a digest."]


class DigestData(TypedDict):
    """When a channel hears, if not at once."""

    form: Annotated[Literal["recorded", "firing"], "What fired since the last, or what fires."]
    at_minute: Annotated[int, "The minute of the day, in UTC."]
    every: Annotated[Seconds, "How often."]


class ChannelData(TypedDict):
    """One place that hears. Holds no secret, only the names of those that it needs."""

    name: Annotated[str, "Its name in operations.yaml."]
    type: Annotated[str, "`slack`, `pagerduty`, `email` …"]
    severities: Annotated[list[Severity], "What it hears."]
    digest: Annotated[DigestData | None, "Null: it hears at once."]
    watchdog: Annotated[bool, "Whether it hears the Watchdog."]
    send_resolved: Annotated[bool, "Whether it hears that an alert is over."]
    secrets: Annotated[list[str], "Names of the secrets that it needs, sorted."]


class PolicyData(TypedDict):
    """What a severity means, and who hears it."""

    severity: Annotated[Severity, "Which severity."]
    response: Annotated[str, "How fast somebody answers: `15m`, `immediate` …"]
    hold: Annotated[Seconds, "How long a condition must hold, where an alert says nothing else."]
    repeat: Annotated[Seconds, "How often people are told again."]
    channels: Annotated[list[str], "Who hears it at once."]
    digests: Annotated[list[str], "Who hears it in a digest."]


class RemedyData(TypedDict):
    """What to do about one cause."""

    cause: Annotated[str, "If this is why."]
    action: Annotated[str, "Then do this."]


class EscalationData(TypedDict):
    """Whom to call when nothing helps."""

    after: Annotated[Seconds, "After how long."]
    to: Annotated[str, "Whom."]


class ProcedureData(TypedDict):
    """What a person does about alerts."""

    id: Annotated[str, "Stable under reordering."]
    title: Annotated[str, "Its title."]
    anchor: Annotated[str, "Its anchor in the runbook, without `#`."]
    url: Annotated[str, "Where it can be read."]
    alerts: Annotated[list[str], "Names of the alerts that it answers."]
    symptoms: Annotated[list[str], "How it shows."]
    diagnosis: Annotated[list[str], "What to look at, in order."]
    resolution: Annotated[list[RemedyData], "What to do, by cause."]
    escalation: Annotated[list[EscalationData], "Whom to call, by time."]
    first_command: Annotated[str | None, "The user's own first command."]
    generated: Annotated[bool, "Whether the user wrote none for its alerts."]


class DecisionData(TypedDict):
    """One row of the decision log."""

    id: Annotated[str, "Stable id."]
    title: Annotated[str | None, "Its title."]
    decision: Annotated[str, "What was decided."]
    rationale: Annotated[str | None, "Why it was decided."]
    date: Annotated[str | None, "When, as ISO 8601."]


class NamedLinkData(TypedDict):
    """An address with a name, or a person with a way to reach them."""

    name: Annotated[str, "Who or what."]
    value: Annotated[str, "Where."]


class RunbookData(TypedDict):
    """What people do, whom they call, where they look."""

    procedures: Annotated[list[ProcedureData], "In the user's order, generated ones last."]
    contacts: Annotated[list[NamedLinkData], "Whom to call."]
    dashboards: Annotated[list[NamedLinkData], "Where to look."]
    logs: Annotated[list[str], "Where the logs are."]
    decisions: Annotated[list[DecisionData], "The decision log."]


class StepData(TypedDict):
    """One step of a stage."""

    name: Annotated[str, "Its name in operations.yaml."]
    action: Annotated[Action, "What its name means; `run` for the user's own."]
    command: Annotated[str | None, "What runs; null for a step that watches."]
    amount: Annotated[int | None, "Its percent or its seconds."]
    secrets: Annotated[list[str], "Names of the secrets that it needs."]
    timeout: Annotated[Seconds | None, "After how long it is given up."]


class StageData(TypedDict):
    """One stage of the pipeline."""

    name: Annotated[str, "Its name in operations.yaml."]
    strategy: Annotated[Strategy | None, "How traffic moves."]
    needs: Annotated[list[str], "The stages before it."]
    environment: Annotated[str | None, "Where it deploys to."]
    timeout: Annotated[Seconds | None, "After how long it is given up."]
    steps: Annotated[list[StepData], "In order."]


class RollbackData(TypedDict):
    """The way back."""

    automatic: Annotated[bool, "Whether nobody has to ask for it."]
    command: Annotated[str, "What runs."]
    trigger: Annotated[ConditionData | None, "When, if it is automatic."]
    text: Annotated[str | None, "The trigger in the words of operations.yaml."]


class RolloutData(TypedDict):
    """How a change reaches production."""

    stages: Annotated[list[StageData], "In order."]
    rollback: Annotated[RollbackData | None, "The way back."]


class DriftTestData(TypedDict):
    """One test of the data."""

    name: Annotated[str, "Its name in operations.yaml."]
    type: Annotated[str, "`ks`, `mmd`, `chi_squared` …"]
    threshold: Annotated[Decimals, "The p-value below which it is drift."]
    feature: Annotated[str, "The label under which its p-value is exported."]
    column: Annotated[str | None, "The column of the data."]
    correction: Annotated[str | None, "How many tests at once are made up for."]
    min_samples: Annotated[int | None, "Below which it says nothing."]


class NamedValueData(TypedDict):
    """A setting as the user wrote it."""

    name: Annotated[str, "The key."]
    value: Annotated[str, "The value."]


class DriftData(TypedDict):
    """Whether production still looks like the data that the model was built on."""

    reference: Annotated[list[NamedValueData], "What is compared with."]
    window: Annotated[Seconds, "How much of production is looked at."]
    slide: Annotated[Seconds, "How often."]
    schedule: Annotated[str | None, "When, as cron writes it."]
    tests: Annotated[list[DriftTestData], "In the user's order."]
    actions: Annotated[list[NamedValueData], "What follows, as (verb, object)."]
    channels: Annotated[list[str], "Who hears of it."]


class LoggingData(TypedDict):
    """What the logs may say."""

    level: Annotated[str, "From which level on."]
    sample_rate: Annotated[Decimals, "The share of requests, from 0 to 1."]
    include_prompt: Annotated[bool, "Whether prompts are logged."]
    include_response: Annotated[bool, "Whether responses are logged."]


class TracingData(TypedDict):
    """What the traces may say."""

    enabled: Annotated[bool, "Whether there are any."]
    sample_rate: Annotated[Decimals, "The share of requests, from 0 to 1."]


class PlanData(TypedDict):
    """What an operations.yaml means, with every default taken."""

    version: Annotated[Literal[1], "Version of this shape."]
    service: Annotated[str, "Name of the service."]
    owner: Annotated[str | None, "Who owns it."]
    description: Annotated[str | None, "What it does."]
    labels: Annotated[dict[str, str], "Static labels of every rule."]
    links: Annotated[LinksData, "Addresses."]
    engines: Annotated[dict[str, str], "The oldest version of each engine, by its name."]
    job: Annotated[str | None, "The scrape job."]
    scrape_interval: Annotated[Seconds, "How often metrics are read."]
    evaluation_interval: Annotated[Seconds, "How often rules are evaluated."]
    signals: Annotated[list[SignalData], "All that is measured."]
    alerts: Annotated[list[AlertData], "All alerts, generated ones too."]
    channels: Annotated[list[ChannelData], "All places that hear."]
    severities: Annotated[list[PolicyData], "From the worst down."]
    runbook: Annotated[RunbookData, "What people do."]
    rollout: Annotated[RolloutData | None, "How a change reaches production."]
    drift: Annotated[DriftData | None, "How drift is found."]
    logging: Annotated[LoggingData | None, "What the logs may say."]
    tracing: Annotated[TracingData | None, "What the traces may say."]
