"""What a person sees who edits an operations.yaml: the language server, asked as an editor asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from tests.editors.rpc import Rpc
from tests.judges.lookup import require

CURSOR = "|"
MODELINE = "# yaml-language-server: $schema="
SCHEMA = "operations.schema.json"
SETTINGS: dict[str, Any] = {
    "yaml": {
        "validate": True,
        "hover": True,
        "completion": True,
        "schemaStore": {"enable": False},  # nothing from the network
    }
}
CAPABILITIES: dict[str, Any] = {
    "textDocument": {
        "completion": {
            "completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}
        },
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "publishDiagnostics": {},
    },
    "workspace": {"configuration": True},
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A red line: `at` is `line:column` of its start, `marked` the text over it."""

    at: str
    marked: str
    message: str


@dataclass(frozen=True, slots=True)
class Offer:
    """One row of the completion list: its label, what it inserts, and the text beside it."""

    label: str
    inserts: str
    says: str


class Editor:
    """Opens texts in files of their own beside a schema, each under a modeline that names it.

    `text` is always what stands below the modeline; lines are counted there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = count()
        self.rpc = Rpc([require("node"), require("yaml-language-server"), "--stdio"], _answer)
        self.rpc.request(
            "initialize",
            {"processId": None, "rootUri": folder.as_uri(), "capabilities": CAPABILITIES},
        )
        self.rpc.notify("initialized", {})
        self.rpc.notify("workspace/didChangeConfiguration", {"settings": SETTINGS})

    def findings(self, *texts: str, schema: str = SCHEMA) -> list[list[Finding]]:
        """The red lines under each text. They are asked together, for the server waits a while
        before it looks at a file."""
        head = _head(schema)
        told = self._diagnostics([(self._fresh(), head + text) for text in texts])
        return [
            [_finding(text, one, lines=1) for one in ones]
            for text, ones in zip(texts, told, strict=True)
        ]

    def findings_in(self, path: Path) -> list[Finding]:
        """The red lines under a file as it stands, with whatever modeline it has. Once per file:
        what the server says last of a closed one would be taken for its word on the next."""
        text = path.read_text(encoding="utf-8")
        (told,) = self._diagnostics([(path.as_uri(), text)])
        return [_finding(text, one) for one in told]

    def offers(self, marked: str, schema: str = SCHEMA) -> list[Offer]:
        """What is offered at the cursor, in the order shown."""
        found = self._ask("textDocument/completion", marked, schema)
        items = found["items"] if isinstance(found, dict) else found or []
        return [_offer(item) for item in sorted(items, key=_order)]

    def hover(self, marked: str, schema: str = SCHEMA) -> str:
        """The popup over the cursor, as Markdown; empty if there is none."""
        found = self._ask("textDocument/hover", marked, schema)
        return str(found["contents"]["value"]) if found else ""

    def _ask(self, method: str, marked: str, schema: str) -> Any:
        before, after = (_head(schema) + marked).split(CURSOR)
        uri = self._fresh()
        self._open(uri, before + after)
        place = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        result = self.rpc.request(method, {"textDocument": {"uri": uri}, "position": place})
        self._close(uri)
        return result

    def _diagnostics(self, files: Sequence[tuple[str, str]]) -> list[list[dict[str, Any]]]:
        for uri, text in files:
            self._open(uri, text)
        told: dict[str, list[dict[str, Any]]] = {}
        waiting = {uri for uri, _ in files}
        while waiting:
            params = self.rpc.wait_for(
                "textDocument/publishDiagnostics", lambda it: it["uri"] in waiting
            )
            waiting.remove(params["uri"])
            told[params["uri"]] = params["diagnostics"]
        for uri, _ in files:
            self._close(uri)
        return [told[uri] for uri, _ in files]

    def _fresh(self) -> str:
        return (self.folder / f"operations-{next(self.numbers)}.yaml").as_uri()

    def _open(self, uri: str, text: str) -> None:
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.rpc.notify("textDocument/didOpen", {"textDocument": document})

    def _close(self, uri: str) -> None:
        self.rpc.notify("textDocument/didClose", {"textDocument": {"uri": uri}})


def _head(schema: str) -> str:
    return f"{MODELINE}{schema}\n"


def _answer(method: str, params: Any) -> Any:
    if method == "workspace/configuration":
        return [SETTINGS.get(item.get("section")) for item in params["items"]]
    return None


def _order(item: dict[str, Any]) -> str:
    return str(item.get("sortText") or item["label"])


def _offer(item: dict[str, Any]) -> Offer:
    edit = item.get("textEdit")
    inserts = edit["newText"] if edit else item.get("insertText", item["label"])
    says = item.get("documentation") or ""
    return Offer(item["label"], inserts, says["value"] if isinstance(says, dict) else says)


def _finding(text: str, diagnostic: dict[str, Any], lines: int = 0) -> Finding:
    """`lines` is how many the server saw above `text`."""
    start, end = diagnostic["range"]["start"], diagnostic["range"]["end"]
    rows = text.splitlines(keepends=True)

    def offset(place: dict[str, int]) -> int:
        return sum(map(len, rows[: place["line"] - lines])) + place["character"]

    return Finding(
        f"{start['line'] + 1 - lines}:{start['character'] + 1}",
        text[offset(start) : offset(end)],
        diagnostic["message"],
    )
