"""A good target, and for every rule of the contract targets that break it."""

from __future__ import annotations

import datetime
import os
import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from opsgen.artifacts import Artifact, Text, Yaml
from opsgen.diagnostics import Rule
from opsgen.plan import Origin, Plan
from opsgen.target import API_VERSION, Emit, Judge, TargetOptions

ODD = Rule("OPS499", "odd", "warning")


@dataclass(frozen=True, slots=True)
class Options(TargetOptions):
    """One of its own."""

    colour: str = field(default="red", metadata={"help": "of the page"})


class Good:
    """A list of the alerts, and a page."""

    name = "good"
    api_version = API_VERSION
    options: Any = Options
    reads = frozenset({"alerting"})
    words = ("alerts",)

    def check(self, plan: Plan, options: Any, out: Emit) -> None:
        if plan.alerts and plan.service == "refused":
            out.unsupported(plan.alerts[0].origin, "that", "this")

    def emit(self, plan: Plan, options: Any, out: Emit) -> Iterable[Any]:
        names = [alert.name for alert in plan.alerts]
        origins = {f"/alerts/{n}": alert.origin for n, alert in enumerate(plan.alerts)}
        return [
            Artifact(self.path(options), Yaml({"alerts": names}), origins),
            Artifact("ops/good/page.txt", Text(self.page(plan))),
        ]

    def path(self, options: Any) -> str:
        return options.path or "ops/good/alerts.yaml"

    def page(self, plan: Plan) -> str:
        return plan.service

    def judges(self) -> Sequence[Judge]:
        return (Judge("cat", ("cat", "{path}"), "ops/good/page.txt"),)


class BadName(Good):
    name = "Bad Name"


class BadVersion(Good):
    api_version = 99


class BadDefault(Good):
    default = "no"


class BadReads(Good):
    reads = frozenset({"alerts"})


class BadJudge(Good):
    def judges(self) -> Sequence[Judge]:
        return (Judge("cat", ("cat",), "x"),)


class NoOptions(Good):
    options = dict


@dataclass
class Thawed:
    colour: str = "red"


class ForeignOptions(Good):
    options = Thawed


@dataclass(frozen=True, slots=True)
class Helpless(TargetOptions):
    colour: str = "red"


class HelplessOptions(Good):
    options = Helpless


@dataclass(frozen=True, slots=True)
class Mistyped(TargetOptions):
    size: int = field(default="large", metadata={"help": "x"})  # type: ignore[assignment]  # planted


class MistypedOptions(Good):
    options = Mistyped


class LateRefusal(Good):
    def emit(self, plan: Plan, options: Any, out: Emit) -> Iterable[Any]:
        if plan.alerts:
            out.unsupported(plan.alerts[0].origin, "that", "this")
        return super().emit(plan, options, out)


class NeedsCheck(Good):
    seen = ""

    def check(self, plan: Plan, options: Any, out: Emit) -> None:
        self.seen = plan.service

    def page(self, plan: Plan) -> str:
        seen, self.seen = self.seen, "forgotten"
        return seen or "nothing"


class NoArtifact(Good):
    def emit(self, plan: Plan, options: Any, out: Emit) -> Iterable[Any]:
        return ["ops/good/page.txt"]


class Nothing(Good):
    def emit(self, plan: Plan, options: Any, out: Emit) -> Iterable[Any]:
        return []


class Counting(Good):
    count = 0

    def page(self, plan: Plan) -> str:
        Counting.count += 1
        return str(Counting.count)


class ByHash(Good):
    def page(self, plan: Plan) -> str:
        return " ".join({"one", "two", "three", "four", "five", "six"} | {plan.service})


class Clock(Good):
    def page(self, plan: Plan) -> str:
        return "morning" if time.time() > 0 else "evening"


class Calendar(Good):
    def page(self, plan: Plan) -> str:
        return "ours" if datetime.date.today().year > 1 else "theirs"


class Disk(Good):
    def page(self, plan: Plan) -> str:
        return "there" if Path(os.sep).exists() else "gone"


class Reader(Good):
    def page(self, plan: Plan) -> str:
        with open(os.devnull, encoding="utf-8") as nothing:
            return plan.service + nothing.read()


class Environment(Good):
    def page(self, plan: Plan) -> str:
        return "found" if os.environ.get("PATH") else "lost"


class Chance(Good):
    def page(self, plan: Plan) -> str:
        return "yes" if random.random() < 2 else "no"


class Meddler(Good):
    def page(self, plan: Plan) -> str:
        plan.engines["meddler"] = (1,)  # type: ignore[index]  # planted: it is a dict at run time
        return plan.service


class Escaping(Good):
    def path(self, options: Any) -> str:
        return "../alerts.yaml"


class Twice(Good):
    def emit(self, plan: Plan, options: Any, out: Emit) -> Iterable[Any]:
        return [*super().emit(plan, options, out), Artifact("ops/good/page.txt", Text("more"))]


class Stubborn(Good):
    def path(self, options: Any) -> str:
        return "ops/good/alerts.yaml"


class Float(Good):
    def emit(self, plan: Plan, options: Any, out: Emit) -> Iterable[Any]:
        data: Any = {"alerts": [], "share": 0.1}
        return [Artifact(self.path(options), Yaml(data))]


class DataAsText(Good):
    def emit(self, plan: Plan, options: Any, out: Emit) -> Iterable[Any]:
        return [Artifact(self.path(options), Text(f"name: {plan.service}"))]

    def path(self, options: Any) -> str:
        return options.path or "ops/good/alerts.yaml"


class Lost(Good):
    def emit(self, plan: Plan, options: Any, out: Emit) -> Iterable[Any]:
        origin = Origin((), None)
        return [Artifact(self.path(options), Yaml({"alerts": []}), {"/alerts/0": origin})]


class Reference(Good):
    def page(self, plan: Plan) -> str:
        return "${OPSGEN_CONTRACT_SECRET}"


class Leak(Good):
    def page(self, plan: Plan) -> str:
        return os.environ["OPSGEN_CONTRACT_SECRET"] if _SECRET in os.environ else plan.service


_SECRET = "OPSGEN_CONTRACT_SECRET"


class Shouting(Good):
    def check(self, plan: Plan, options: Any, out: Emit) -> None:
        if plan.alerts:
            out.report(ODD, plan.alerts[0].origin, "Something is odd.")


class Capital(Good):
    def check(self, plan: Plan, options: Any, out: Emit) -> None:
        if plan.signals:
            out.report(ODD, plan.signals[0].origin, "Something is odd")


class Nowhere(Good):
    def check(self, plan: Plan, options: Any, out: Emit) -> None:
        out.report(ODD, Origin((), None), "something is odd")


good = Good()
by_hash = ByHash()
clock = Clock()

PLANTED: dict[str, tuple[type[Good], ...]] = {
    "has_the_shape_of_a_target": (BadName, BadVersion, BadDefault, BadReads, BadJudge),
    "declares_its_options": (HelplessOptions, MistypedOptions),
    "checks_before_it_emits": (LateRefusal, NeedsCheck, NoArtifact, Nothing),
    "gives_the_same_every_time": (Counting, ByHash),
    "reaches_for_nothing": (Clock, Calendar, Disk, Reader, Environment, Chance),
    "leaves_the_plan_alone": (Meddler,),
    "writes_below_its_folder": (Escaping, Twice),
    "moves_with_path": (Stubborn,),
    "gives_files_that_can_be_read": (Float, DataAsText),
    "points_into_its_files": (Lost,),
    "tells_no_secret": (Reference, Leak),
    "reports_as_the_house_does": (Shouting, Capital, Nowhere),
}
