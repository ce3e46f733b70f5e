"""Rows of bad input: the bytes, the code that refuses them, and where it points.

The numbers are those of the fault model (its table of bad inputs and faults). Rows about files,
targets and publishing are in tests of their own beside this table.
"""

from __future__ import annotations

from dataclasses import dataclass

HEAD = "service: demo\n"
METRICS = """\
service: demo
constants: {budget: 200 EUR, none: 0}
monitoring:
  defaults: {job: demo, scrape_interval: 1m}
  metrics:
    - {name: request_latency, type: histogram, series: latency_seconds, unit: s, buckets: [0.1, 0.5, 1]}
    - {name: error_rate, type: counter, numerator: 'failed_total{code=~"5.."}', denominator: all_total}
    - {name: queue, type: gauge, series: queue_length, unit: count}
    - {name: requests, type: counter, series: requests_total, by: [model]}
    - {name: cost, type: gauge, series: cost_usd, unit: USD, by: [team]}
alerting:
  alerts:
"""


@dataclass(frozen=True)
class Row:
    """`at` is (line, column) of the finding; `level` tells a refusal from a warning."""

    number: int
    what: str
    text: bytes
    code: str
    at: tuple[int, int]
    level: str = "error"


def raw(number: int, what: str, text: str | bytes, code: str, line: int, col: int) -> Row:
    data = text.encode() if isinstance(text, str) else text
    return Row(number, what, data, code, (line, col))


def condition(number: int, what: str, text: str, code: str, col: int, level: str = "error") -> Row:
    """A condition in a single-quoted scalar; `col` counts from its first character."""
    quoted = text.replace("'", "''")
    body = f"{METRICS}    - {{name: tried, severity: high, condition: '{quoted}'}}\n"
    start = "    - {name: tried, severity: high, condition: '"
    line = METRICS.count("\n") + 1
    return Row(number, what, body.encode(), code, (line, len(start) + col), level)


def alert(number: int, what: str, rest: str, code: str, col: int, level: str = "error") -> Row:
    """Further keys of an alert, in flow style; `col` counts from their first character."""
    start = "    - {name: tried, severity: high, condition: 'queue > 5', "
    body = f"{METRICS}{start}{rest}}}\n"
    return Row(
        number, what, body.encode(), code, (METRICS.count("\n") + 1, len(start) + col), level
    )


def metric(number: int, what: str, rest: str, code: str, col: int, level: str = "error") -> Row:
    """Further keys of a metric, in flow style."""
    start = "    - {name: tried, type: gauge, series: tried_now, unit: count, "
    lines = METRICS.splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if "name: queue" in line)
    body = "".join([*lines[:at], f"{start}{rest}}}\n", *lines[at:]]) + "    []\n"
    return Row(number, what, body.encode(), code, (at + 1, len(start) + col), level)


def channel(number: int, what: str, rest: str, code: str, col: int) -> Row:
    start = "    - {name: chat, type: slack, severity: [high], "
    body = f"{HEAD}alerting:\n  channels:\n{start}{rest}}}\n"
    return Row(number, what, body.encode(), code, (4, len(start) + col))


def scalar(number: int, what: str, text: str, code: str = "OPS016") -> Row:
    return raw(number, what, f"{HEAD}description: {text}\n", code, 2, 14)


def stage(number: int, what: str, name: str) -> Row:
    return raw(number, what, f"{HEAD}pipeline:\n  stages:\n    - name: {name}\n", "OPS104", 4, 13)


ALIASES = "x-a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"x-{b}: &{b} [{','.join(['*' + a] * 10)}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True)
)
MERGES = "x-a: &a {k0: 1, k1: 1, k2: 1, k3: 1}\n" + "".join(
    f"x-{b}: &{b} {{<<: [{','.join(['*' + a] * 40)}], {b}: 1}}\n"
    for a, b in zip("abcdefg", "bcdefgh", strict=True)
)

ROWS: tuple[Row, ...] = (
    raw(1, "duplicate key", f"{HEAD}owner: a\nowner: b\n", "OPS014", 3, 1),
    raw(1, "nested duplicate key", f"{HEAD}links:\n  prometheus: https://a.example\n  prometheus: https://b.example\n", "OPS014", 4, 3),
    raw(2, "alias bomb", ALIASES + HEAD, "OPS010", 5, 16),
    raw(3, "merge-key bomb", MERGES + HEAD, "OPS010", 4, 21),
    raw(4, "a million [", "a: " + "[" * 1_000_000, "OPS012", 1, 35),
    raw(4, "a million {", "a: " + "{" * 1_000_000, "OPS012", 1, 35),
    raw(4, "a million -", "- " * 1_000_000, "OPS012", 1, 65),
    raw(4, "a million ?", "? " * 1_000_000, "OPS012", 1, 65),
    raw(5, "self-referring anchor", f"{HEAD}x-a: &a [*a]\n", "OPS011", 2, 10),
    scalar(6, "NO", "NO"),
    raw(6, "on as a key", f"{HEAD}x-a: {{on: 1}}\n", "OPS016", 2, 7),
    scalar(7, "octal", "010"),
    scalar(7, "hexadecimal", "0x1F"),
    scalar(7, "underscores", "1_000"),
    scalar(8, "sexagesimal", "22:22"),
    scalar(9, "impossible date", "2024-99-99"),
    scalar(10, "5,000 digits", "9" * 5000, "OPS017"),
    scalar(11, "nan", ".nan"),
    scalar(11, "inf", ".inf"),
    scalar(11, "1e999", "1e999", "OPS017"),
    raw(12, "tab as indent", f"{HEAD}links:\n\tprometheus: https://a.example\n", "OPS022", 3, 1),
    raw(13, "BOM in the middle", f"{HEAD}owner: a\ufeffb\n", "OPS005", 2, 9),
    raw(14, "UTF-16", HEAD.encode("utf-16"), "OPS004", 1, 1),
    raw(14, "UTF-32", HEAD.encode("utf-32"), "OPS004", 1, 1),
    raw(14, "latin-1", f"{HEAD}owner: gr\xfc\xdfe\n".encode("latin-1"), "OPS004", 2, 10),
    raw(14, "overlong UTF-8", HEAD.encode() + b"owner: \xc0\xaf\n", "OPS004", 2, 8),
    raw(15, "NUL", f"{HEAD}owner: a\0b\n", "OPS005", 2, 9),
    raw(15, "ESC", f"{HEAD}owner: a\x1bb\n", "OPS005", 2, 9),
    raw(15, "escaped NUL", f'{HEAD}owner: "a\\0b"\n', "OPS005", 2, 10),
    raw(15, "escaped ESC", f'{HEAD}owner: "a\\eb"\n', "OPS005", 2, 10),
    raw(16, "right-to-left override", f"{HEAD}owner: a\u202eb\n", "OPS005", 2, 9),
    raw(16, "isolate", f"{HEAD}owner: a\u2066b\n", "OPS005", 2, 9),
    raw(16, "line separator", f"{HEAD}owner: a\u2028b\n", "OPS005", 2, 9),
    raw(16, "next line", f"{HEAD}owner: a\x85b\n", "OPS005", 2, 9),
    raw(17, "lone CR", "service: demo\rowner: a\n", "OPS005", 1, 14),
    raw(18, "two documents", f"{HEAD}---\nowner: b\n", "OPS007", 2, 1),
    raw(19, "empty", "", "OPS018", 1, 1),
    raw(19, "comment only", "# nothing\n", "OPS018", 1, 1),
    raw(19, "a list", "- a\n", "OPS018", 1, 1),
    raw(19, "a scalar", "a\n", "OPS018", 1, 1),
    raw(20, "python tag", f"{HEAD}owner: !!python/object/apply:os.system ['true']\n", "OPS009", 2, 8),
    raw(20, "own tag", f"{HEAD}owner: !secret a\n", "OPS009", 2, 8),
    raw(21, "directive", f"%YAML 1.2\n---\n{HEAD}", "OPS008", 1, 1),
    raw(22, "number as key", f"{HEAD}x-a: {{1: a}}\n", "OPS015", 2, 7),
    raw(22, "true as key", f"{HEAD}x-a: {{true: a}}\n", "OPS015", 2, 7),
    raw(22, "list as key", f"{HEAD}x-a: {{? [a] : b}}\n", "OPS015", 2, 9),
    raw(23, "unquoted threshold", f"{HEAD}monitoring:\n  metrics:\n    - name: a\n      type: gauge\n      alert_threshold: >500ms\n", "OPS019", 6, 24),
    raw(24, "unquoted braces", f"{HEAD}alerting:\n  alerts:\n    - name: a\n      message: {{feature}} drifted\n", "OPS020", 5, 16),
    raw(25, "long key", f"{HEAD}? {'k' * 1025}\n: 1\n", "OPS026", 2, 3),
    raw(29, "unknown field", f"{HEAD}alerting:\n  alerts:\n    - {{name: a, condition: 'b > 1', severty: high}}\n", "OPS100", 4, 37),
    raw(30, "text for a boolean", f'{HEAD}monitoring:\n  tracing: {{enabled: "true"}}\n', "OPS101", 3, 22),
    raw(30, "boolean for a number", f"{HEAD}monitoring:\n  tracing: {{sample_rate: true}}\n", "OPS101", 3, 26),
    raw(30, "fraction for an integer", f"{HEAD}drift_detection:\n  test_window: {{size_days: 1.0}}\n", "OPS101", 3, 28),
    raw(31, "not of the closed set", f"{HEAD}monitoring:\n  metrics:\n    - {{name: a, type: gague}}\n", "OPS103", 4, 23),
    raw(31, "missing", f"{HEAD}monitoring:\n  metrics:\n    - {{name: a}}\n", "OPS102", 4, 8),
    raw(33, "two alerts of one name", f"{METRICS}    - {{name: a, condition: 'queue > 5'}}\n    - {{name: a, condition: 'queue > 6'}}\n", "OPS105", 14, 14),
    raw(33, "names that differ in case", f"{METRICS}    - {{name: a, condition: 'queue > 5'}}\n    - {{name: A, condition: 'queue > 6'}}\n", "OPS105", 14, 14),
    *(
        stage(34, f"stage named {name}", name)
        for name in (
            '"../../etc/cron.d/x"', '"/abs"', '"a\\nb"', '"a/b"', '"."', '".."', '"-rf"', '"con"', "x" * 300, '"\u00e9"', '"e\u0301"',
        )
    ),
    metric(56, "open group", "where: 'a=~\"(\"'", "OPS216", 12),
    metric(56, "lookahead", "where: 'a=~\"(?=x)\"'", "OPS216", 12),
    alert(58, "lost label", 'message: "down in {region}"', "OPS218", 19),
    channel(63, "secret literal", 'webhook: "https://hooks.example.com/abc"', "OPS108", 10),
    alert(64, "secret in a message", 'message: "see https://hooks.slack.com/services/T00/B00/abcdefgh"', "OPS110", 10),
    alert(64, "secret in a label", 'labels: {a: "AKIAIOSFODNN7EXAMPLE"}', "OPS110", 13),
    *(
        channel(65, f"reference {text}", f"webhook: {text}", "OPS109", 10)
        for text in ('"$SLACK"', '"${x}"', '"${X:-d}"', '"a${X}"', '"${X}\\n"')
    ),
    condition(70, "nothing after the operator", "queue >", "OPS307", 7),
    condition(70, "open parenthesis", "(queue > 5", "OPS306", 1),
    condition(70, "stray parenthesis", "queue > 5)", "OPS306", 10),
    condition(70, "stray percent", "queue > 5 % 2", "OPS304", 11),
    condition(71, "chained", "1% < error_rate < 5%", "OPS308", 17),
    condition(72, "&&", "queue > 5 && queue < 9", "OPS305", 11),
    condition(72, "=", "queue = 5", "OPS305", 7),
    condition(72, "greater-or-equal sign", "queue \u2265 5", "OPS305", 7),
    condition(72, "no-break space", "queue\u00a0> 5", "OPS301", 6),
    condition(72, "full-width sign", "queue \uff1e 5", "OPS301", 7),
    condition(72, "Arabic digit", "queue > \u0665", "OPS301", 9),
    condition(75, "1,001 characters", "queue > 5" + " " * 992, "OPS300", 1001),
    condition(75, "40 parentheses", "(" * 40 + "queue" + ")" * 40 + " > 5", "OPS300", 33),
    condition(75, "300 minus signs", "queue > " + "-" * 300 + "5", "OPS300", 41),
    condition(75, "201 terms", "queue > " + "+".join(["1"] * 201), "OPS300", 208),
    condition(77, "quantile of a gauge", "p99_queue > 5", "OPS212", 1),
    condition(77, "p100", "p100_request_latency > 1s", "OPS212", 1),
    condition(77, "p0", "p00_request_latency > 1s", "OPS212", 1),
    condition(78, "5 against a ratio", "error_rate > 5", "OPS341", 14),
    condition(79, "duration against a ratio", "p99_request_latency > 5%", "OPS340", 1),
    condition(79, "money against a duration", "cost > 5s", "OPS340", 1),
    condition(80, "USD against EUR", "cost > budget", "OPS342", 1),
    condition(82, "two constants", "1 > 2", "OPS331", 1),
    condition(82, "a constant and a number", "budget > 3", "OPS331", 1),
    condition(83, "division by zero", "queue / 0 > 1", "OPS332", 9),
    condition(83, "division by a folded zero", "queue / (1 - 1) > 1", "OPS332", 10),
    condition(84, "equality of floats", "error_rate == 0.05", "OPS330", 1, "warning"),
    condition(86, "at the top bucket", "p99_request_latency > 1s", "OPS350", 23),
    condition(86, "beyond the top bucket", "p99_request_latency > 2s", "OPS350", 23),
    condition(86, "inside a bucket", "p99_request_latency > 300ms", "OPS351", 23, "note"),
    condition(87, "window below two scrapes", "rate(requests, 90s) > 5/s", "OPS352", 1),
    condition(87, "window below four scrapes", "rate(requests, 3m) > 5/s", "OPS353", 1, "warning"),
    *(
        alert(88, f"for {text}", f"for: {text}", "OPS106", 6)
        for text in ("1.5m", "5 m", "-5m", "5s1m", "1000000000w")
    ),
    alert(89, "for off the interval", "for: 90s", "OPS357", 6, "note"),
)  # fmt: skip
