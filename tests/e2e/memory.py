"""What an Alertmanager remembers of having been sent, moved into the past while it is stopped.

The heartbeat repeats every five minutes, and nothing in a spec makes that shorter. A test that
cannot wait so long lets the last one have been sent so long ago.
"""

from __future__ import annotations

import re
import time
from functools import partial
from pathlib import Path

RECENT = 3600

# nflog/nflogpb/nflog.proto: `timestamp` is a protobuf Timestamp, whose first field (tag 8) is a
# varint of the seconds since 1970, five bytes until the year 3058. `expires_at` looks the same and
# is days ahead.
_SECONDS = re.compile(rb"\x08([\x80-\xff]{4}[\x01-\x7f])")


def move_back(log: Path, seconds: int) -> None:
    """Lets everything in the notification log have been sent so much earlier."""
    before = log.read_bytes()
    after = _SECONDS.sub(partial(_earlier, seconds), before)
    assert after != before, "nothing was sent"
    log.write_bytes(after)


def _earlier(seconds: int, found: re.Match[bytes]) -> bytes:
    at = sum((byte & 0x7F) << (7 * place) for place, byte in enumerate(found[1]))
    if abs(time.time() - at) > RECENT:
        return found[0]
    low = [((at - seconds) >> (7 * place)) & 0x7F for place in range(5)]
    return b"\x08" + bytes([*(byte | 0x80 for byte in low[:-1]), low[-1]])
