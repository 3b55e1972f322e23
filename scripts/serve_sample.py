"""Serve the demo's sample account, for a job that scans it with the Action.

    python scripts/serve_sample.py FILE

Writes the variables that lead to the server into FILE, one `NAME=value` a line, and serves until it
is ended.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from scanner.demo.samples import sample
from scanner.demo.server import AwsServer, load_account

if __name__ == "__main__":
    with AwsServer(load_account(sample("demo"))) as server:
        lines = "".join(f"{name}={value}\n" for name, value in server.environ().items())
        Path(sys.argv[1]).write_text(lines, encoding="utf-8")
        threading.Event().wait()
