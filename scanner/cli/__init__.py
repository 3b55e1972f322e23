"""The command line. `genai-lens` runs `main`."""

import os
import sys
from contextlib import suppress


def main() -> None:
    """Run `genai-lens`.

    This answers `--version` without the parser, whose import takes most of the start-up time.
    """
    if sys.argv[1:] == ["--version"]:
        from scanner import __version__

        sys.stdout.write(f"genai-lens {__version__}\n")
        return
    from scanner.cli.main import cli

    try:
        cli()
    except SystemExit as end:
        # Python would take the time to clean up: it would wait for threads that wait for AWS, and a
        # signal would replace the exit code.
        with suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(end.code if isinstance(end.code, int) else 1 if end.code else 0)
