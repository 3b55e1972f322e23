"""Draw docs/demo.svg: the terminal's report of the demo account, as rich renders it."""

from __future__ import annotations

import io
import os
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
    console.save_svg(str(ROOT / "docs/demo.svg"), title="genai-lens demo")


if __name__ == "__main__":
    main()
