"""Draw docs/demo.svg: the output of `genai-lens demo` for two best practices.

All controls would make a very long picture.
"""

from __future__ import annotations

import io
import os
import re
import tempfile
from pathlib import Path

from rich.console import Console

from collectors.aws import Aws
from collectors.collect import collect
from scanner.catalog.controls import Selection, load, select
from scanner.demo.server import AwsServer, load_account
from scanner.engines.registry import engine
from scanner.judging.evaluate import evaluate
from scanner.people.config import Config
from scanner.reports.table import render
from scanner.snapshot import folder as snapshot

ROOT = Path(__file__).resolve().parent.parent
PRACTICES = ("GENSEC02-BP01", "GENSEC05-BP01")
WIDTH = 110
"""Columns of the terminal in the picture."""


def main() -> None:
    """Scan the sample account, judge it, and save the terminal's report."""
    catalog = select(load(), Selection(best_practices=PRACTICES))
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]  # the user's own profile must not be used
    with (
        AwsServer(load_account(ROOT / "scanner/demo/accounts/demo.yaml")) as server,
        tempfile.TemporaryDirectory() as folder,
    ):
        os.environ.update(server.environ())
        collection = collect(Aws(), catalog.plan)
        snapshot.write(collection, Path(folder) / "snapshot")
        with engine("regorus") as running:
            report = evaluate(snapshot.read(Path(folder)), catalog, Config(), running)
    console = Console(
        record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor"
    )
    render(report, console)
    drawn = console.export_svg(
        title="genai-lens demo" + "".join(f" --best-practice {p}" for p in PRACTICES), unique_id="demo"
    )
    # Remove the fonts that rich would load from the network. The viewer uses its own.
    drawn = re.sub(r"\s*@font-face \{.*?\}\s*(?=@font-face|\.)", "\n    ", drawn, flags=re.S)
    drawn = drawn.replace(server.url, "http://127.0.0.1:8080")  # the port differs each time
    (ROOT / "docs/demo.svg").write_text(drawn, encoding="utf-8")


if __name__ == "__main__":
    main()
