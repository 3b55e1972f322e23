"""The command line. `genai-lens` runs `main`."""

import sys


def main() -> None:
    """Run `genai-lens`.

    This answers `--version` without the parser, whose import takes most of the start-up time.
    """
    if sys.argv[1:] == ["--version"]:
        from scanner import __version__

        sys.stdout.write(f"genai-lens {__version__}\n")
        return
    from scanner.cli.main import cli

    cli()
