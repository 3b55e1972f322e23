"""The command line. `main` is what `genai-lens` runs."""

import sys


def main() -> None:
    """Run `genai-lens`. `--version` alone is answered here: it needs no parser, which costs most of the start-up."""
    if sys.argv[1:] == ["--version"]:
        from scanner import __version__

        sys.stdout.write(f"genai-lens {__version__}\n")
        return
    from scanner.cli.main import cli

    cli()
