"""The script that looks whether every secret file is there and can be one."""

from __future__ import annotations

from collections.abc import Sequence

from opsgen.artifacts import Text
from opsgen.artifacts.escape_shell import quote
from opsgen_targets.alertmanager.secret_files import SecretUse

# POSIX sh alone. A value is never an argument of another program, where `ps` would show it, and
# never printed. The `x` keeps the line breaks at the end, which $(...) would take off.
_HEAD = r"""#!/bin/sh
# Checks the secret files that the Alertmanager reads: it starts without them, and the only trace
# of a message that was not sent is a line in its log. Prints what is wrong, never a value.
#
# Usage: check-secrets.sh [DIRECTORY]   (DIRECTORY holds the files, wherever they go later)
set -u

directory=${1-}
files=0
faults=0
newline='
'

judge() {
  [ -e "$2" ] || { echo missing; return; }
  [ -f "$2" ] || { echo not-a-file; return; }
  [ -r "$2" ] || { echo unreadable; return; }
  content=$(tr -d '\000' <"$2" && echo x)
  content=${content%x}
  bare=$content
  while :; do
    case $bare in
      [[:space:]]*) bare=${bare#?} ;;
      *[[:space:]]) bare=${bare%?} ;;
      *) break ;;
    esac
  done
  case $1:$bare in
    url: | line: | exact:) echo empty ;;
    *"$newline"*) echo several-lines ;;
    url:*[[:space:]]*) echo not-an-address ;;
    url:http://?* | url:https://?*) echo ok ;;
    url:*) echo not-an-address ;;
    exact:*)
      case $content in
        "$bare") echo ok ;;
        *) echo stray-space ;;
      esac
      ;;
    *) echo ok ;;
  esac
}

check() {
  path=$2
  [ -z "$directory" ] || path=$directory/${2##*/}
  verdict=$(judge "$1" "$path")
  files=$((files + 1))
  [ "$verdict" = ok ] || faults=$((faults + 1))
  printf '%-14s  %s  (%s)\n' "$verdict" "$path" "$3"
}
"""

_TAIL = r"""
printf '%s secret files, %s to fix\n' "$files" "$faults"
[ "$faults" -eq 0 ]
"""


def check_secrets(uses: Sequence[SecretUse]) -> Text:
    """Exit code 0 when all are there, 1 when something is to fix."""
    lines = [
        f"check {use.form} {quote(use.path)} "
        + quote(", ".join(f"{channel}: {field}" for channel, field in use.uses))
        for use in uses
    ]
    return Text("\n".join([_HEAD, *lines, _TAIL]), "script")
