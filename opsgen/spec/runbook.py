"""`runbook:` what a person does about an alert."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, Tag

from opsgen.spec.fields import DurationOrZero, Name, Text, TextOrList, Url, by_shape
from opsgen.spec.section import Section

Addresses = Annotated[
    Annotated[Url, Tag("text")]
    | Annotated[list[Url], Tag("list")]
    | Annotated[dict[str, Url], Tag("map")],
    by_shape("an address, a list of addresses, or a map of titles to addresses"),
]
Places = Annotated[
    Text | Annotated[list[str], Tag("list")] | Annotated[dict[str, str], Tag("map")],
    by_shape("a text, a list of texts, or a map of titles to texts"),
]


class Remedy(Section):
    """What to do about one cause."""

    if_: str = Field(alias="if", description="The cause.")
    then: str = Field(description="What to do about it.")


class EscalationStep(Section):
    """Whom to call when time passes without a fix."""

    after: DurationOrZero = Field(description="Time since the alert: `15m`.")
    to: str = Field(description="Whom to call: a contact or a text.")


class Procedure(Section):
    """What to do when one of its alerts fires."""

    id: Name = Field(description="Stable id, such as `PROC-001`; alerts link to it.")
    title: str = Field(description="Title of the procedure.")
    alerts: list[str] = Field([], description="Names of the alerts that it answers.")
    symptoms: TextOrList | None = Field(None, description="What people notice.")
    diagnosis: TextOrList | None = Field(None, description="How to find the cause, step by step.")
    resolution: list[Remedy] = Field([], description="What to do, by cause.")
    escalation: list[EscalationStep] = Field([], description="Whom to call, by time.")


class Runbook(Section):
    """What a person does about an alert."""

    procedures: list[Procedure] = Field([], description="The procedures.")
    contacts: dict[str, str] = Field(
        {},
        description='Who is who: `{on-call: "#ops"}`. Escalations may name them.',
    )
    dashboards: Addresses | None = Field(
        None, description="Dashboards to look at: an address, a list, or a map by title."
    )
    logs: Places | None = Field(
        None, description="Where the logs are: an address or a query, a list, or a map by title."
    )
