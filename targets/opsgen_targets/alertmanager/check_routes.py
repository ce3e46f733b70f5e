"""The script that asks amtool who hears each severity and each alert."""

from __future__ import annotations

from opsgen.artifacts import Text
from opsgen.artifacts.escape_shell import quote
from opsgen.plan import Plan
from opsgen_targets.alertmanager.asked import Asked, asked
from opsgen_targets.alertmanager.matchers import equals
from opsgen_targets.alertmanager.receivers import default_name

# POSIX sh and amtool alone. One call per line of the list: amtool takes one set of labels.
_HEAD = r"""#!/bin/sh
# Asks amtool who hears each severity and each alert, and compares it with operations.yaml.
# amtool knows the tree of routes; inhibitions and time intervals it does not play.
#
# Usage: check-routes.sh [CONFIG]   (default: the one beside this script)
# AMTOOL names another amtool than that of the PATH.
# Exit code: 0 all as asked, 1 something is wrong, 2 nothing could be asked.
# shellcheck disable=SC2016  # a `$` in a label's value is text
set -u

file=@FILE@
config=${1-$(dirname -- "$0")/$file}
amtool=${AMTOOL:-amtool}
checks=0
faults=0

command -v "$amtool" >/dev/null || {
  printf 'there is no %s: it comes with the Alertmanager\n' "$amtool" >&2
  exit 2
}
[ -r "$config" ] || {
  printf '%s cannot be read\n' "$config" >&2
  exit 2
}
@ROOT@
tell() {
  checks=$((checks + 1))
  if [ "$1" -eq 0 ]; then
    printf 'ok     %s\n' "$2"
  else
    faults=$((faults + 1))
    printf 'WRONG  %s\n' "$2"
    printf '%s\n' "$3" | sed 's/^/       /'
  fi
}

# check WORDS RECEIVERS LABEL="VALUE"...
check() {
  words=$1
  receivers=$2
  shift 2
  said=$("$amtool" config routes test --config.file="$config" \
    --verify.receivers="$receivers" "$@" 2>&1)
  tell $? "$words" "expected: $receivers
amtool says: $said"
}

said=$("$amtool" check-config "$config" 2>&1)
tell $? 'config: amtool accepts it' "$said"
"""

# A fragment's first key is `route:`, at the start of a line: our own writer made it.
_ROOT = r"""
# A part of a shared configuration has no root of its own: one is lent to it. Give the joined file
# as CONFIG to see whether the routes of others let this service's alerts through.
if [ $# -eq 0 ]; then
  lent=$(mktemp) || exit 2
  trap 'rm -f -- "$lent"' EXIT
  trap 'exit 2' HUP INT TERM
  while IFS= read -r line; do
    printf '%s\n' "$line"
    [ "$line" != route: ] || printf '  receiver: "%s"\n' @RECEIVER@
  done <"$config" >"$lent"
  config=$lent
fi
"""

_TAIL = r"""
printf '%s checks, %s wrong\n' "$checks" "$faults"
[ "$faults" -eq 0 ]
"""


def check_routes(plan: Plan, file: str, *, whole: bool) -> Text:
    """`file` is the name of the configuration, or of the service's part, beside the script."""
    root = "" if whole else _ROOT.replace("@RECEIVER@", quote(default_name(plan)))
    head = _HEAD.replace("@FILE@", quote(file)).replace("@ROOT@", root)
    return Text("\n".join([head, *map(_line, asked(plan)), _TAIL]), "script")


def _line(one: Asked) -> str:
    labels = " ".join(quote(equals(name, value)) for name, value in one.labels)
    words = quote(f"{one.subject}: {one.channels}")
    return f"check {words} {quote(','.join(one.receivers))} \\\n  {labels}"
