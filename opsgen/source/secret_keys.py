"""Which keys name a secret, or may: by the word itself, and by what the language knows of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from opsgen.source.secret_shapes import find_secret_shape

SECRET_KEYS = frozenset(
    {
        "access_key",
        "access_token",
        "alert_source_token",
        "api_key",
        "api_secret",
        "api_token",
        "api_url",
        "app_key",
        "app_token",
        "auth_password",
        "auth_secret",
        "authorization",
        "bearer_token",
        "bot_token",
        "client_secret",
        "connection_string",
        "credentials",
        "dsn",
        "opsgenie_api_key",
        "passphrase",
        "passwd",
        "password",
        "private_key",
        "routing_key",
        "rocketchat_token",
        "secret",
        "secret_key",
        "service_key",
        "slack_api_url",
        "slack_app_token",
        "smtp_auth_password",
        "smtp_auth_secret",
        "telegram_bot_token",
        "token",
        "token_id",
        "url",
        "user_key",
        "victorops_api_key",
        "webhook",
        "webhook_url",
        "wechat_api_secret",
    }
)
"""Fields of Alertmanager's receivers that are secret (config/notifiers.go: Secret, SecretURL),
the step's `webhook`, and what people call secrets in an environment."""

_ENDINGS = (
    "_token",
    "_secret",
    "_password",
    "_passwd",
    "_passphrase",
    "_api_key",
    "_private_key",
    "_secret_key",
    "_access_key",
    "_credentials",
    "_webhook",
    "_webhook_url",
    "_dsn",
)


def is_secret_key(key: str) -> bool:
    """Whether what stands under `key` is a secret, by its name alone."""
    name = key.strip().lower().replace("-", "_")
    return name in SECRET_KEYS or name.endswith(_ENDINGS)


_OFTEN = frozenset(
    ("auth", "bearer", "hook", "key", "pass", "pwd", "_pwd", "_pass", "_auth", "_hook")
)
"""What often names a secret, and is refused nowhere for it."""

_NEVER = ("secrets", "tokens")  # the names of secrets, and a unit
_LONGEST = 40


def may_be_secret_key(key: str) -> bool:
    """The same for what is shown: also a word that is often one, or one letter off of one."""
    if is_secret_key(key):
        return True
    name = key.strip().lower().replace("-", "_")
    if name.endswith(_NEVER) or len(name) > _LONGEST:
        return False
    last = name.rpartition("_")[2]
    ends = (name, last, f"_{last}")
    return not _OFTEN.isdisjoint(ends[::2]) or any(
        not _slips().isdisjoint(_shortened(word)) for word in ends[:2]
    )


@cache
def _slips() -> frozenset[str]:
    # A short word is one letter off of too many.
    words = [word for word in SECRET_KEYS if len(word) >= 5]
    return frozenset(part for word in words for part in _shortened(word))


def _shortened(word: str) -> Iterator[str]:
    """The word and all that is left of it without one letter: two words that share one of these
    are a letter inserted, left out, replaced or swapped with its neighbour apart."""
    yield word
    for index in range(len(word)):
        yield word[:index] + word[index + 1 :]


_PLAIN = re.compile(r"[\w./ (),-]{1,64}")
HIDDEN = "***"


def shown_key(key: str) -> str:
    """A key as it may be shown: whole if it is plain words; without what follows its colon if it
    lacks the space there, for that is a value; else not at all."""
    if _PLAIN.fullmatch(key) and find_secret_shape(key) is None:
        # `webhook hunter2` lacks its colon.
        return HIDDEN if any(map(may_be_secret_key, key.split(" ")[:-1])) else key
    head, colon, _ = key.partition(":")
    return f"{head}:{HIDDEN}" if colon and shown_key(head) == head else HIDDEN


Place = Literal["words", "names", "anything"]
"""What the keys of a map may be: words of the language, names of the writer's, or all."""


@dataclass(frozen=True, slots=True)
class Words:
    """The keys of the language: `known` are all of them, `maps` those whose own keys are names,
    `free` those below which anything may stand."""

    known: frozenset[str]
    maps: frozenset[str]
    free: frozenset[str]

    def below(self, place: Place, key: str) -> Place:
        """What the keys of the map under `key` may be, which stands at such a place itself."""
        if place == "anything" or key in self.free or key.startswith("x-"):
            return "anything"
        return "names" if place == "words" and key in self.maps else "words"

    def knows(self, place: Place, key: str) -> bool:
        return place != "words" or key in self.known or key.startswith("x-")
