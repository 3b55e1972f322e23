"""Draw docs/demo.svg: the terminal's report of the demo account, as rich renders it."""

from __future__ import annotations

import io
import os
import re
import tempfile
from pathlib import Path

from rich.console import Console

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Scan the sample account and save what a terminal of 110 columns would show."""
    from collectors.aws import Aws
    from collectors.collect import collect
    from scanner import snapshot
    from scanner.catalog import load
    from scanner.config import Config, resolved
    from scanner.demo.server import AwsServer, load_account
    from scanner.engines import engine
    from scanner.evaluate import evaluate
    from scanner.reports.table import render

    catalog = load()
    with AwsServer(load_account(ROOT / "scanner/demo/accounts/demo.yaml")) as server, tempfile.TemporaryDirectory() as folder:
        os.environ.update(server.environ())
        collection = collect(Aws(), catalog.operations)
        snapshot.write(collection, Path(folder) / "s")
        with engine("regorus") as running:
            report = evaluate(snapshot.read(Path(folder) / "s"), catalog, resolved(Config(), catalog, collection.account), running)
    console = Console(record=True, width=110, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    render(report, console)
    drawn = console.export_svg(title="genai-lens demo")
    # The fonts that rich would fetch from elsewhere are left out: the viewer's own will do.
    (ROOT / "docs/demo.svg").write_text(re.sub(r"\s*@font-face \{.*?\}\s*(?=@font-face|\.)", "\n    ", drawn, flags=re.S))


if __name__ == "__main__":
    main()
