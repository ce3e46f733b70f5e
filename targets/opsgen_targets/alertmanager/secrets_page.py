"""The page that tells an operator which secret files to put where."""

from __future__ import annotations

from collections.abc import Sequence

from opsgen.artifacts import Text
from opsgen.artifacts.markdown import code, inline, table
from opsgen.plan import Plan
from opsgen_targets.alertmanager.secret_files import Form, SecretUse

_CONTENT: dict[Form, str] = {
    "url": "the whole address",
    "line": "the value alone",
    "exact": "the value alone, without a line break at its end",
}

_RULES = """\
The Alertmanager reads each file when it sends a message (Rocket.Chat's and incident.io's when it
starts), so a changed file needs no reload. It starts without the files, and a message that it
could not send is a line in its log and nothing else: run the script beside this page on the
machine, or against the folder that you are about to deploy:

```console
sh {script}
sh {script} ./secrets
```

Give each file to the user that the Alertmanager runs as, mode 0400, and to nobody else.
"""


def secrets_page(plan: Plan, uses: Sequence[SecretUse], script: str) -> Text:
    """`script` is the name of the checking script, relative to this page."""
    parts = [f"# Secret files of {inline(plan.service)}"]
    if uses:
        parts += [_table(uses), _RULES.format(script=script)]
    else:
        parts.append("No channel of this service needs a secret file.")
    return Text("\n\n".join(parts), "markdown")


def _table(uses: Sequence[SecretUse]) -> str:
    rows = [
        (
            code(use.path),
            _CONTENT[use.form],
            ", ".join(f"{inline(channel)}: {code(field)}" for channel, field in use.uses),
            use.how,
        )
        for use in uses
    ]
    return table(("File", "Holds", "For", "Where it comes from"), rows)
