"""A worse alert of a signal silences the milder ones of the same signal."""

from __future__ import annotations

from opsgen.artifacts import YamlNode
from opsgen.plan import SEVERITIES, Plan
from opsgen_targets.alertmanager.matchers import all_of, equals, one_of, present


def inhibit_rules(plan: Plan) -> list[YamlNode]:
    """Each severity over all lower ones of the same service.

    Both sides must have a signal, because a label that both sides lack counts as equal
    (inhibit/inhibit.go, hasEqual): alerts without one would silence each other.
    """
    service = (equals("service", plan.service), present("signal"))
    equal: list[YamlNode] = ["signal", *plan.notifications.inhibition_labels]
    return [
        {
            "source_matchers": all_of(*service, equals("severity", source)),
            "target_matchers": all_of(*service, one_of("severity", SEVERITIES[rank:])),
            "equal": equal,
        }
        for rank, source in enumerate(SEVERITIES[:-1], start=1)
    ]
