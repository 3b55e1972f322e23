"""The command `doctor`: what would keep a scan from seeing, found in seconds."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from scanner.cli import options
from scanner.cli.say import say_beside, say_json, say_lines
from scanner.text import plural

if TYPE_CHECKING:
    from scanner.doctor import Check

_COLOURS = {"ok": "green", "warn": "yellow", "fail": "red"}
_CLOSING = {
    0: "A scan can start.",
    2: "A scan would not start: the names of the Regions are wrong.",
    3: "A scan would leave results unknown.",
    4: "A scan could not start.",
}
"""Exit code -> what a scan would do."""


@click.command()
@options.credentials
@options.selection
@options.configuration
@options.form("Lines for people, or JSON.", "text", "json")
def doctor(form: str, **given: Any) -> None:
    """Check in seconds what a scan needs, before a long one.

    Shows who is calling, which Regions are enabled, whether each service answers, how far the clock
    is from AWS's, what the environment changes, and which engines run. Each problem comes with its
    cure. Each service is asked once, so a permission of another call may still be missing. Reads
    only, and writes nothing.

    Exits with 0 if nothing fails, with 3 if a scan would miss evidence, and with 2 or 4 if it would
    not start.

    \b
    Examples:
      genai-lens doctor --profile audit
      genai-lens doctor --role-arn arn:aws:iam::123456789012:role/genai-lens --external-id 4711
      genai-lens doctor --region us-east-1 --best-practice GENSEC02-BP01 --format json
    """
    from scanner.doctor import examine, exit_code

    checks = examine(options.choice_of(given), options.access_of(given), options.screen_of(quiet=False))
    code = exit_code(checks)
    if form == "json":
        say_json({"checks": [asdict(check) for check in checks], "exit_code": code})
    else:
        _show(checks, code)
    sys.exit(code)


def _show(checks: Sequence[Check], code: int) -> None:
    """Print the checks, and what they mean for a scan."""
    width = max(len(check.name) for check in checks) + 2
    for check in checks:
        start = f"{check.name:<{width}}"
        say_beside(start, check.found, label=f"{check.state:<6}", colour=_COLOURS[check.state])
        if check.cure:
            say_beside(" " * (6 + width), f"cure: {check.cure}")
    counts = Counter(check.state for check in checks)
    said = f"{plural(counts['fail'], 'failure')}, {plural(counts['warn'], 'warning')}. {_CLOSING[code]}"
    say_lines("")
    say_beside("", said)
    if any(check.cure.startswith("allow ") for check in checks):
        say_beside("", "The whole policy that a scan needs: genai-lens permissions")
