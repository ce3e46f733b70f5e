"""A drawing becomes a PNG: bundled with Grafana's components, opened in a headless browser."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.pictures.tools import HERE, ToolError, browser, modules, node_tool, quantizer

WIDTH = 1600
HEAD, ROW, GAP, FOOT = 56, 30, 8, 16
"""Pixels, as `page/main.tsx` has them."""

ICONS = "@grafana/ui/dist/public/img/icons/unicons"
"""Not among what the package exports."""

BUDGET = 20000
"""Milliseconds of the page's own clock until the picture is taken."""

PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title>
<link rel="stylesheet" href="page.css"></head>
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


def bundle(into: Path) -> None:
    """Bundles the page with all that it needs."""
    node = node_tool()
    node.run(
        modules() / "esbuild" / "bin" / "esbuild",
        HERE / "page" / "main.tsx",
        "--bundle",
        "--format=esm",
        "--minify",
        "--jsx=automatic",
        "--define:global=window",
        '--define:process.env.NODE_ENV="production"',
        f"--alias:grafana-icons={modules() / ICONS}",
        "--loader:.svg=text",
        "--loader:.woff2=dataurl",
        "--loader:.ttf=dataurl",
        "--log-level=error",
        f"--outfile={into / 'page.js'}",
    )


def picture(drawing: Mapping[str, Any], folder: Path, file: Path) -> None:
    """Draws with the bundle that lies in `folder`."""
    page, raw = folder / "page.html", folder / "raw.png"
    text = json.dumps(drawing).replace("<", "\\u003c")
    title = str(drawing["dashboard"]["title"])
    page.write_text(PAGE.format(title=html.escape(title), drawing=text), encoding="utf-8")
    raw.unlink(missing_ok=True)
    said = browser().run(
        "--headless",
        "--no-sandbox",  # as root in a container there is none; the page is our own
        "--disable-gpu",
        "--hide-scrollbars",
        "--enable-logging=stderr",
        "--allow-file-access-from-files",
        f"--user-data-dir={folder / 'profile'}",
        f"--window-size={WIDTH},{height(drawing['dashboard'])}",
        f"--virtual-time-budget={BUDGET}",
        f"--screenshot={raw}",
        page.as_uri(),
        HOME=str(folder),
        TZ="UTC",
    )
    mistakes = [line for line in said.splitlines() if "Uncaught" in line]
    if mistakes or not raw.exists():
        raise ToolError(f"the page failed: {(mistakes or [said[-2000:]])[0]}")
    quantizer().run("--force", "--strip", "--speed=1", f"--output={file}", "256", raw)
