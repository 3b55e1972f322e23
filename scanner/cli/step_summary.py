"""Append the Markdown to GitHub's job summary."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING, BinaryIO

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
        with _opened(path) as file:
            used = file.seek(0, os.SEEK_END)
            if used:
                file.seek(-1, os.SEEK_END)
            start = b"\n" if used and file.read(1) != b"\n" else b""
            body = step_summary(report, used + len(start))
            file.write(start + body if body else b"")
    except OSError as error:
        warn(f"the job summary was not written: {path} cannot be opened: {unreadable(error)}.")
        return
    if not body:
        warn("the job summary was not written: GitHub takes 1 MiB a step, and this step used it.")


def _opened(path: str) -> BinaryIO:
    """Open a file to read and append, and make it if it is missing.

    Raises `OSError`, without waiting, for anything but a regular file: a pipe may have no reader.
    """
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT
    flags |= sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_BINARY"))
    descriptor = os.open(path, flags, 0o666)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "it is not a regular file", path)
    return os.fdopen(descriptor, "r+b")
