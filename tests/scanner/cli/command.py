"""Run commands in this process, for the tests of the command line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from click.testing import CliRunner, Result

from scanner.cli.main import cli


def run(*arguments: str | Path) -> Result:
    """Run a command, with separate standard output and standard error."""
    return CliRunner().invoke(cli, [str(a) for a in arguments])


@contextmanager
def without_credentials() -> Iterator[None]:
    """Take all credentials and settings of AWS away."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    nothing = {
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    with patch.dict(os.environ, clean | nothing, clear=True):
        yield
