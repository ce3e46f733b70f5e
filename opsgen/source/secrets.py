"""Which parts of a text may be a secret, and the text with those parts starred out.

Excerpts end up in CI logs and chats. What is hidden by mistake costs a glance at the file;
what is shown by mistake costs a rotation, so all doubts hide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from opsgen.source.tree import Alias, Mapping, Node, Sequence, target

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

REFERENCE = re.compile(r"\$\{[A-Z][A-Z0-9_]{0,63}\}")
"""`${NAME}`: a secret's name in place of the secret."""

# What known secrets look like, each with a literal that it holds: the search for it is fast
# and spares the pattern on nearly every text. Each pattern is linear: it starts at a literal
# that its repetitions cannot hold, or may not start inside of its own run.
_URL_REST = r"""[^\s"'<>]+"""
_SHAPES = tuple(
    (literal, re.compile(pattern))
    for literal, pattern in (
        ("hooks.slack", rf"hooks\.slack(?:-gov)?\.com/{_URL_REST}"),
        ("webhook.office", rf"webhook\.office(?:365)?\.com/{_URL_REST}"),  # Teams
        ("logic.azure", rf"logic\.azure\.(?:com|us)[:/]{_URL_REST}"),  # Teams workflows
        ("powerplatform", rf"api\.powerplatform\.com[:/]{_URL_REST}"),  # their successor
        ("webhooks/", rf"/api/(?:v[0-9]{{1,2}}/)?webhooks/{_URL_REST}"),  # Discord
        ("AKIA", r"AKIA[0-9A-Z]{16}(?![0-9A-Za-z])"),  # AWS
        ("ASIA", r"ASIA[0-9A-Z]{16}(?![0-9A-Za-z])"),
        ("gh", r"(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{16,}"),  # GitHub
        ("github_pat_", r"(?<![A-Za-z0-9_])github_pat_[A-Za-z0-9_]{16,}"),
        ("glpat-", r"(?<![A-Za-z0-9_-])glpat-[A-Za-z0-9_-]{16,}"),  # GitLab
        ("xox", r"(?<![A-Za-z0-9-])xox[abeoprs]-[A-Za-z0-9-]{8,}"),  # Slack tokens
        ("glsa_", r"(?<![A-Za-z0-9_])glsa_[A-Za-z0-9_]{16,}"),  # Grafana
        ("glc_", r"(?<![A-Za-z0-9_])glc_[A-Za-z0-9+/=_]{16,}"),
        ("sk-", r"(?<![A-Za-z0-9_-])sk-[A-Za-z0-9_-]{20,}"),  # LLM providers
        (":AA", r"(?<![0-9])[0-9]{8,10}:AA[A-Za-z0-9_-]{30,}"),  # Telegram bots
        ("eyJ", r"(?<![\w-])eyJ[\w-]{6,}\.eyJ[\w-]{6,}(?:\.[\w-]*)?"),  # JSON web tokens
        (
            "-----BEGIN ",
            r"-----BEGIN [A-Z0-9 ]{1,40}-----[\s\S]*?(?:-----END [A-Z0-9 ]{1,40}-----|\Z)",
        ),
        # scheme://user:password@host
        ("://", r"""://(?!\$\{)[^\s/:@"'<>]*:(?!\$\{)[^\s/@"'<>]+(?=@)"""),
    )
)

# Without a document, a key is a word before a colon, also inside of a flow map, a comment,
# or where its space was forgotten.
_KEY = re.compile(r"""(?<![\w.-])([A-Za-z][\w.-]*)["']?[ \t]*:""")
_KEY_LINE = re.compile(r"""[ {\[]*(?:-[ ]+)*(?:[\w.-]+[ ]*:(?:\s|$)|(["'])[\w.-]+\1[ ]*:)""")
_REFERENCE_VALUE = re.compile(rf"""[ ]*(["']?){REFERENCE.pattern}\1[ ]*(?=[,}}\]#\n]|$)""")
_EXPRESSION = re.compile(r"[ ]*\{\{[^}\n]*\}\}[ ]*(?:\n|$)")
_SPACES = re.compile(r"[ ]*")
_MARGIN = re.compile(r"[ ]*(?:-[ ]+)*")
_VISIBLE = re.compile(r"[^\n]+")

Stretch = tuple[int, int]


def find_secret_shape(text: str) -> Stretch | None:
    """Start and end of the first stretch that looks like a well-known kind of secret."""
    return min(shapes(text), default=None)


def is_secret_key(key: str) -> bool:
    """Whether what stands under `key` is a secret, by its name alone."""
    name = key.strip().lower().replace("-", "_")
    return name in SECRET_KEYS or name.endswith(_ENDINGS)


def star_out(text: str, stretches: list[Stretch]) -> str:
    """Every character of `stretches` but line breaks becomes `*`."""
    parts, done = [], 0
    for start, end in sorted(stretches):
        start = max(start, done)
        if end > start:
            parts += [text[done:start], _VISIBLE.sub(_stars, text[start:end])]
            done = end
    return "".join([*parts, text[done:]])


def _stars(visible: re.Match[str]) -> str:
    return "*" * len(visible[0])


def shapes(text: str) -> Iterator[Stretch]:
    """Every such stretch, in no order; two of them may overlap."""
    for literal, pattern in _SHAPES:
        if literal in text:
            yield from (found.span() for found in pattern.finditer(text))


def of_tree(root: Mapping) -> Iterator[Stretch]:
    """Every scalar below a secret's key, unless it is wholly a `${NAME}`."""
    todo: list[tuple[Node, bool]] = [(root, False)]
    seen: set[tuple[int, bool]] = set()
    while todo:
        node, secret = todo.pop()
        node = target(node)
        if (id(node), secret) in seen:
            continue
        seen.add((id(node), secret))
        if isinstance(node, Mapping):
            for name, (_, value) in node.pairs.items():
                todo.append((value, secret or is_secret_key(name)))
        elif isinstance(node, Sequence):
            todo += [(item, secret) for item in node.items]
        elif secret and not REFERENCE.fullmatch(node.value):
            yield node.start, node.end


def of_node(node: Node) -> Iterator[Stretch]:
    """The whole text of a node, and of what it is an alias of."""
    yield node.start, node.end
    if isinstance(node, Alias):
        yield from of_node(node.target)
    elif isinstance(node, Mapping):
        for _, value in node.pairs.values():
            yield from of_node(value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from of_node(item)


def of_comments(text: str) -> Iterator[Stretch]:
    """What follows a secret's key in a comment, such as a channel commented out."""
    for start, end in _after_keys(text):
        line = text.rfind("\n", 0, start) + 1
        if "#" in text[line:start]:
            yield start, min(end, _line_end(text, start))


def of_rests(text: str) -> Iterator[Stretch]:
    """What follows a secret's key on its line and is no value of it to YAML: a comment, an anchor,
    a map in braces, and what lacks the space that would make it one."""
    for found in _KEY.finditer(text):
        if not is_secret_key(found[1]):
            continue
        start, end = found.end(), _line_end(text, found.end())
        rest = text[start:end]
        value = rest.lstrip()
        apart = len(rest) - len(value)
        if _REFERENCE_VALUE.match(text, start) or _EXPRESSION.match(text, start):
            whole = False
        else:
            whole = value[:1] in ("#", "&", "{") or (not apart and value != "")
        if whole:
            yield start + apart, end
        elif (comment := rest.find(" #")) >= 0:
            yield start + comment, end


def of_template(text: str) -> Iterator[Stretch]:
    """What may be a secret's value in a template; an expression that prints one is none."""
    for start, end in _after_keys(text):
        if not _EXPRESSION.match(text, start):
            yield start, end


def of_lines(text: str) -> Iterator[Stretch]:
    """Without a document: what may be a secret's value, or all when the text holds no keys
    (a private key, a password file, whatever it is)."""
    if not any(_KEY_LINE.match(line) for line in text.split("\n")):
        yield 0, len(text)
    yield from _after_keys(text)


def _after_keys(text: str) -> Iterator[Stretch]:
    """From each secret's key to the end of what may be its value."""
    done = 0
    for found in _KEY.finditer(text):
        if found.start() < done or not is_secret_key(found[1]):
            continue
        start = found.end()
        if not _REFERENCE_VALUE.match(text, start):
            done = _value_end(text, found.start(), start)
            yield start, done


def _value_end(text: str, key: int, start: int) -> int:
    """The end of the value's line, and of the lines below that may go on with it."""
    end = _line_end(text, start)
    value = text[start:end].strip()
    if value[:1] in ("'", '"') and value.count(value[0]) < 2:
        close = text.find(value[0], end)
        return len(text) if close < 0 else close + 1
    margin = _width(_MARGIN, text[text.rfind("\n", 0, key) + 1 : key])
    alone = not value  # then the value may stand on the next line, or be a list of them
    while end < len(text):
        stop = _line_end(text, end + 1)
        row = text[end + 1 : stop]
        deeper = _width(_SPACES, row) > margin
        item = not value and row.lstrip(" ").startswith("-") and _width(_SPACES, row) == margin
        if row.strip() and not (deeper or item or (alone and not _KEY_LINE.match(row))):
            break
        alone = alone and not row.strip()
        end = stop
    return end


def _width(pattern: re.Pattern[str], row: str) -> int:
    found = pattern.match(row)
    return found.end() if found else 0


def _line_end(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return len(text) if end < 0 else end
