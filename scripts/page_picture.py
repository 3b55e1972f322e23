"""Draw docs/report.png: the first screen of the HTML report on the account of `genai-lens demo`.

Needs chromium, of the PATH or of `GENAI_LENS_CHROMIUM`. The scan has a fixed time, so that the
picture changes only with what the page shows, and with the fonts and the browser of the machine.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from scanner.catalog.controls import load
from scanner.reports.html import html
from scripts.sampled import judged, scanned

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "report.png"
WIDTH, HEIGHT, SCALE = 1280, 900, 1.5
"""The size of the screen in CSS pixels, and the pixels of the picture for each of them."""
STARTED = datetime(2026, 6, 1, 9, tzinfo=UTC)


def page(folder: Path) -> bytes:
    """Return the page for the sample account, whose snapshot is written to a new `folder`."""
    catalog = load()
    finished = "2026-06-01T09:00:06.000Z"
    found = scanned("demo", catalog, folder, STARTED, finished=finished, endpoints={})
    return html(judged(found, catalog))


def main() -> None:
    """Scan the sample account, open the page, and save the picture."""
    browser = os.environ.get("GENAI_LENS_CHROMIUM") or shutil.which("chromium")
    if not browser:
        sys.exit("There is no chromium: install it, or name one in GENAI_LENS_CHROMIUM.")
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "results.html"
        file.write_bytes(page(Path(folder) / "snapshot"))
        chromium = playwright.chromium.launch(executable_path=browser)
        tab = chromium.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=SCALE, color_scheme="light"
        )
        tab.goto(file.as_uri())
        tab.screenshot(path=PICTURE)
        chromium.close()


if __name__ == "__main__":
    main()
