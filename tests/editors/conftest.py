"""One language server for the whole room, in a folder that holds the schema."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from opsgen.spec import json_schema
from tests.editors.editor import SCHEMA, Editor


@pytest.fixture(scope="session")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    folder = tmp_path_factory.mktemp("editor")
    (folder / SCHEMA).write_text(json.dumps(json_schema()), encoding="utf-8")
    running = Editor(folder)
    yield running
    assert running.rpc.close() == 0
