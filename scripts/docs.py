"""Write docs/cli.md and docs/permissions.md from the program itself; with --check, fail when they are stale."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import click
import orjson

from scanner.catalog import load
from scanner.cli import cli
from scanner.permissions import policy

DOCS = Path(__file__).resolve().parent.parent / "docs"
MADE = "<!-- Made by `make generate`; do not edit. -->\n\n"


def commands(command: click.Command, path: str) -> list[str]:
    """The help of a command and of those below it, each under a heading."""
    context = click.Context(command, info_name=path, max_content_width=100, terminal_width=100)
    out = [f"## {path}\n\n```text\n{command.get_help(context)}\n```\n"]
    for name, child in sorted(getattr(command, "commands", {}).items()):
        out += commands(child, f"{path} {name}")
    return out


def pages() -> dict[str, str]:
    """File name -> text."""
    document = orjson.dumps(policy(load()), option=orjson.OPT_INDENT_2).decode()
    return {
        "cli.md": f"# Commands\n\n{MADE}" + "\n".join(commands(cli, "genai-lens")),
        "permissions.md": f"# Permissions\n\n{MADE}What a scan with all controls asks for, and nothing else. `genai-lens permissions` prints it, "
        f"for a selection of controls too.\n\n```json\n{document}\n```\n",
    }


def main() -> None:
    """Write, or compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    for name, text in pages().items():
        path = DOCS / name
        if not check:
            path.write_text(text)
        elif not path.is_file() or path.read_text() != text:
            sys.exit(f"docs/{name} is stale: run `make generate`.")


if __name__ == "__main__":
    main()
