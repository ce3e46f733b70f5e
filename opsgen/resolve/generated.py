"""Alerts that nobody asked for and everybody needs: silence, absence, and the alarm itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from opsgen.diagnostics import Path
from opsgen.plan import (
    Alert,
    All,
    AnyOf,
    AtTime,
    Compare,
    Condition,
    Holds,
    Selector,
    Severity,
    Value,
)
from opsgen.plan import values as v
from opsgen.plan.alerts import Cause, LabelPart, Message, TextPart, ValuePart
from opsgen.plan.notifications import Channel, SeverityPolicy
from opsgen.plan.values import Labels, Matcher
from opsgen.resolve.context import Context
from opsgen.resolve.measured import Measured
from opsgen.resolve.windows import look_back
from opsgen.units import COUNT, NUMBER, SECONDS

MINUTE, HOUR, DAY = 60, 3600, 86400
Level = Severity | Literal["none"]
MISSING_WINDOW = MISSING_HOLD = 15 * MINUTE
WATCHDOG = "Watchdog"


@dataclass(frozen=True, slots=True)
class Guess:
    """An exported name that rests on a rule, what shows that it is there, and who needs it."""

    series: str
    selector: Selector
    path: Path
    metric: str


@dataclass(slots=True)
class Generator:
    """Makes the generated alerts of one file; `policies` gives their default timing.

    `names` are those of `alerts`; `watched` are selectors whose absence is an alert already.
    """

    service: str
    policies: Mapping[Severity, SeverityPolicy]
    scrape_interval: int
    context: Context
    alerts: list[Alert] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    watched: set[Selector] = field(default_factory=set)

    def service_down(self, job: str, path: Path) -> None:
        """Nothing of the job is up; a job that vanished from discovery counts as down."""
        origin = self.context.origin(path, "monitoring.defaults.job is set")
        selector = Selector("up", (Matcher("job", "=", job),))
        up = Value(v.Series(selector, "sum", look_back(self.scrape_interval)), COUNT, (), origin)
        filled = Value(v.OrElse(up, Fraction(0)), COUNT, (), origin, "up")
        none = Value(v.Const(Fraction(0)), COUNT, (), origin)
        self._add(
            "service_down",
            "service_down",
            Compare(filled, "==", none),
            "critical",
            (TextPart(f"No instance of {self.service} is up"),),
            (TextPart(f"Prometheus reaches no target of the job {job}: users get no answer."),),
            path,
            hold=2 * MINUTE,
            because="monitoring.defaults.job is set",
            signal="service_down",
        )

    def asked_missing(
        self, name: str, measured: Sequence[Measured], severity: Level, path: Path
    ) -> None:
        """The alert that `no_data: alert` asks for, over every series that is looked at."""
        selectors = dict.fromkeys(each.presence() for each in measured)
        self.watched.update(selectors)
        series = _listed(dict.fromkeys(selector.series for selector in selectors))
        because = "`no_data: alert` asks for it"
        message = f"The series of {name} is missing"
        description = f"No series {series} was there for 15 minutes."
        self._missing(name, tuple(selectors), severity, path, (message, description), because)

    def missing_series(self, guesses: Iterable[Guess]) -> None:
        """One alert per exported name that rests on a guess, so that a typo is heard."""
        seen: set[str] = set()
        for guess in guesses:
            if guess.series in seen or guess.selector in self.watched:
                continue
            seen.add(guess.series)
            because = "its series was assumed from a name, and a wrong one would never alert"
            message = f"The series {guess.series} is missing"
            description = (
                f"No series {guess.series} was there for 15 minutes, so the alerts on "
                f"{guess.metric} are blind. Its name was assumed by opsgen: check what the "
                "service exports."
            )
            texts = (message, description)
            self._missing(guess.series, (guess.selector,), "medium", guess.path, texts, because)

    def _missing(
        self,
        subject: str,
        selectors: Sequence[Selector],
        severity: Level,
        path: Path,
        texts: tuple[str, str],
        because: str,
    ) -> None:
        message, description = texts
        # What is scraped seldom is not missing between two scrapes.
        window = max(MISSING_WINDOW, 4 * self.scrape_interval)
        origin = self.context.origin(path, because)
        absent: list[Condition] = [
            Holds(Value(v.Absent(selector, window), NUMBER, (), origin, selector.series))
            for selector in selectors
        ]
        self._add(
            f"{subject}_no_data",
            "no_data",
            absent[0] if len(absent) == 1 else AnyOf(tuple(absent)),
            severity,
            (TextPart(message),),
            (TextPart(description),),
            path,
            hold=MISSING_HOLD,
            because=because,
        )

    def missing_numerator(self, measured: Measured) -> None:
        """A guessed numerator is absent on every healthy service: wait for a day of traffic."""
        part, total = measured.guessed_part, measured.selector
        assert part is not None
        name = f"{part.series}_no_data"
        if name in self.names:
            return
        because = f"the numerator of {measured.name} was assumed from its name"
        origin = self.context.origin(measured.path, because)
        never = Holds(Value(v.Absent(part, DAY), NUMBER, (), origin, part.series))
        grew = Value(v.Increase(total, DAY), COUNT, (), origin)
        none = Value(v.Const(Fraction(0)), COUNT, (), origin)
        self._add(
            name,
            "no_data",
            All((never, Compare(grew, ">", none))),
            "low",
            (TextPart(f"The series {part.series} never appeared"),),
            (
                TextPart(
                    f"{total.series} grew for a day and no series {part.series} was seen. Either "
                    f"nothing failed, or the name is wrong and {measured.name} can never alert."
                ),
            ),
            measured.path,
            # The day of the window is no day of data while Prometheus itself is younger.
            hold=DAY,
            because=because,
        )

    def drift_job(self, slide: int, path: Path) -> None:
        """Fires before the last p-value is forgotten, so that a resolve is never mere silence."""
        because = "drift_detection has tests: their p-values need a job that runs"
        origin = self.context.origin(path, because)
        selector = Selector(
            "drift_last_success_timestamp_seconds", (Matcher("service", "=", self.service),)
        )
        memory = max(7 * DAY, 2 * slide)
        age = Value(v.Age(selector, memory), SECONDS, (), origin, "age of the last drift run")
        limit = Value(v.Const(Fraction(slide + HOUR)), SECONDS, (), origin)
        never = Value(v.Absent(selector, memory), NUMBER, (), origin)
        self._add(
            "drift_job_missing",
            "job_missing",
            AnyOf((Compare(age, ">", limit), Holds(never))),
            "medium",
            (TextPart("The drift job did not run"),),
            (
                TextPart(
                    f"No successful drift run of {self.service} within {slide // HOUR + 1} hours: "
                    "drift alerts are blind, and one that resolves now only fell silent."
                ),
            ),
            path,
            hold=min(self.policies["medium"].hold, 30 * MINUTE),
            because=because,
        )

    def notifications_failed(self) -> None:
        """Alertmanager starts with a missing secret file and fails in its log only."""
        because = "a notification that fails is seen nowhere else"
        origin = self.context.origin(("alerting",), because)
        selector = Selector("alertmanager_notifications_failed_total")
        # A missing secret file is not tried again: one failure per group_interval (5m), which a
        # rate over 5m shows in one evaluation of five only.
        failed = Value(v.Increase(selector, 15 * MINUTE), COUNT, ("integration",), origin)
        none = Value(v.Const(Fraction(0)), COUNT, (), origin)
        self._add(
            "notifications_failed",
            "notifications",
            Compare(failed, ">", none),
            "high",
            (TextPart("Alertmanager cannot deliver to "), LabelPart("integration")),
            (
                TextPart("Notifications to "),
                LabelPart("integration"),
                TextPart(
                    " fail: people are not told. Check its secret file and its log. The "
                    "Alertmanager counts all services together, so it may be another's channel."
                ),
            ),
            ("alerting",),
            hold=MINUTE,
            because=because,
            by=("integration",),
        )

    def watchdog(self) -> None:
        """Always fires: its silence at the other end says that nobody watches any more."""
        because = "an alarm that is always on shows that alarms arrive"
        origin = self.context.origin(("alerting",), because)
        self._add(
            WATCHDOG,
            "watchdog",
            Holds(Value(v.Always(), NUMBER, (), origin)),
            "none",
            (TextPart(f"The alerting of {self.service} is alive"),),
            (TextPart("This alert always fires. Act when it stops arriving."),),
            ("alerting",),
            hold=0,
            because=because,
        )

    def digest(self, channel: Channel, interval: int) -> None:
        """Names every alert that was recorded as firing since the last digest."""
        digest = channel.digest
        assert digest is not None
        assert digest.alert is not None
        because = f"the channel {channel.name} hears a digest"
        origin = self.context.origin(channel.origin.path, because)
        listed = v.Fired(self.service, tuple(channel.severities), digest.every, interval)
        value = Value(listed, SECONDS, (), origin, "time firing")
        weekly = digest.every % DAY == 0 and digest.every > DAY
        due = AtTime(
            start=digest.at_minute,
            period=min(digest.every, DAY) // MINUTE,
            minutes=max(5, -(-2 * interval // MINUTE)),
            weekday=1 if weekly else None,
        )
        self._add(
            digest.alert,
            "digest",
            All((Holds(value), due)),
            "none",
            (LabelPart("digest_alert"), TextPart(" fired")),
            (
                LabelPart("digest_alert"),
                TextPart(" ("),
                LabelPart("digest_severity"),
                TextPart(") was firing for "),
                ValuePart(SECONDS),
                TextPart(" since the last digest."),
            ),
            channel.origin.path,
            hold=0,
            because=because,
            labels=(("digest", channel.name),),
            by=("digest_alert", "digest_severity"),
        )

    def _add(
        self,
        name: str,
        cause: Cause,
        condition: Condition,
        severity: Level,
        message: Message,
        description: Message,
        path: Path,
        *,
        because: str,
        hold: int | None = None,
        labels: tuple[tuple[str, str], ...] = (),
        by: Labels = (),
        signal: str | None = None,
    ) -> None:
        self.names.add(name)
        self.alerts.append(
            Alert(
                name=name,
                cause=cause,
                condition=condition,
                severity=severity,
                hold=self._hold(severity) if hold is None else hold,
                keep_firing=0,
                labels=labels,
                annotations=(),
                message=message,
                description=description,
                signal=signal,
                by=by,
                procedure=f"PROC-{name}",
                origin=self.context.origin(path, because),
            )
        )

    def _hold(self, severity: Level) -> int:
        return 0 if severity == "none" else self.policies[severity].hold


def _listed(names: Iterable[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last
