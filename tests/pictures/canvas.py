"""A drawing becomes a PNG: bundled with Grafana's components, opened in a headless browser."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.pictures.tools import (
    HERE,
    Browser,
    ToolError,
    browser,
    completed,
    node_program,
    packages,
)

WIDTH = 1600
HEAD, ROW, GAP, FOOT = 56, 30, 8, 16
"""Pixels, as `page/main.tsx` has them."""

ICONS = "@grafana/ui/dist/public/img/icons/unicons"
"""Not among what the package exports."""

BUDGET = 20000
"""Milliseconds of the page's own clock until the picture is taken."""

PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title></head>
<body style="margin: 0"><div id="root"></div>
<script>window.drawing = {drawing};</script>
<script type="module" src="page.js"></script>
</body>
</html>
"""


def height(dashboard: Mapping[str, Any]) -> int:
    """Pixels from the title to the lowest panel."""
    places = [panel["gridPos"] for panel in dashboard["panels"]]
    rows: int = max(place["y"] + place["h"] for place in places)
    return HEAD + rows * (ROW + GAP) - GAP + FOOT


def bundle(into: Path) -> Path:
    """Bundles the page with all that it needs."""
    modules = packages() / "node_modules"
    target = into / "page.js"
    completed(
        [
            node_program(),
            modules / "esbuild" / "bin" / "esbuild",
            HERE / "page" / "main.tsx",
            "--bundle",
            "--format=esm",
            "--minify",
            "--jsx=automatic",
            "--define:global=window",
            '--define:process.env.NODE_ENV="production"',
            f"--alias:grafana-icons={modules / ICONS}",
            "--loader:.svg=text",
            "--loader:.woff2=dataurl",
            "--loader:.ttf=dataurl",
            "--log-level=error",
            f"--outfile={target}",
        ],
        {**os.environ, "NODE_PATH": str(modules)},
        "esbuild",
    )
    return target


def picture(drawing: Mapping[str, Any], folder: Path, file: Path) -> None:
    """Draws with the bundle that lies in `folder`."""
    page = folder / "page.html"
    text = json.dumps(drawing).replace("<", "\\u003c")
    title = str(drawing["dashboard"]["title"])
    style = '<link rel="stylesheet" href="page.css">'
    html = PAGE.format(title=title, drawing=text).replace("</head>", f"{style}</head>")
    page.write_text(html, encoding="utf-8")
    file.unlink(missing_ok=True)
    said = _photograph(browser(), page, height(drawing["dashboard"]), file, folder)
    mistakes = [line for line in said.splitlines() if "Uncaught" in line]
    if mistakes or not file.exists():
        file.unlink(missing_ok=True)
        raise ToolError(f"the page failed: {(mistakes or [said[-2000:]])[0]}")


def _photograph(found: Browser, page: Path, tall: int, file: Path, folder: Path) -> str:
    return completed(
        [
            found.program,
            "--headless",
            "--no-sandbox",  # as root in a container there is none; the page is our own
            "--disable-gpu",
            "--hide-scrollbars",
            "--enable-logging=stderr",
            "--allow-file-access-from-files",
            f"--user-data-dir={folder / 'profile'}",
            f"--window-size={WIDTH},{tall}",
            f"--virtual-time-budget={BUDGET}",
            f"--screenshot={file}",
            page.as_uri(),
        ],
        {**os.environ, **found.environment, "HOME": str(folder), "TZ": "UTC"},
        "chromium",
    )
