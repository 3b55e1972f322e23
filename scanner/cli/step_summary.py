"""Append the Markdown to GitHub's job summary."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from scanner.cli.say import warn
from scanner.errors import unreadable

if TYPE_CHECKING:
    from scanner.judging.results import Report

VARIABLE = "GITHUB_STEP_SUMMARY"
"""GitHub's variable with the path of the file that a step's summary is written to."""


def append(report: Report) -> None:
    """Append the summary to the file that `VARIABLE` names, if it names one.

    The results are written already, so a file that cannot be written is only a warning.
    """
    from scanner.reports.markdown import step_summary

    path = os.environ.get(VARIABLE)
    if not path:
        return
    try:
        with open(path, "ab") as file:
            body = step_summary(report, file.tell())
            file.write(body)
    except OSError as error:
        warn(f"the job summary was not written: {path} cannot be opened: {unreadable(error)}.")
        return
    if not body:
        warn("the job summary was not written: GitHub takes 1 MiB a step, and this step used it.")
