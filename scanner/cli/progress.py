"""Show the progress of long work: on a terminal while it goes on, and elsewhere now and then."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from scanner.cli.say import say

FIRST, SECONDS = 5.0, 10.0
"""Seconds to the first line of progress where there is no terminal, and between two lines."""

Tell = Callable[[int, int, int], None]
"""Takes the numbers of (finished, known, waiting) calls.

`waiting` are the calls that wait for AWS's rates.
"""


@contextmanager
def progress(label: str, *, quiet: bool) -> Iterator[Tell]:
    """Yield a function that tells how many calls are finished. Nothing needs to call it.

    On a terminal, standard error shows the label and a bar while the block runs. Elsewhere it gets
    a line every ten seconds. With `quiet` it gets nothing.
    """
    if quiet:
        yield lambda done, known, waiting: None
    elif sys.stderr.isatty() and os.environ.get("TERM", "").lower() not in ("dumb", "unknown"):
        with _bar(label) as tell:
            yield tell
    else:
        with _lines(label) as tell:
            yield tell


def terminal() -> bool:
    """Return whether somebody can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(question: str) -> bool:
    """Ask on the terminal, and return whether the answer is yes. A bar is hidden meanwhile."""
    import click

    for bar in _BARS:
        bar.stop()
    try:
        return click.confirm(question, err=True)
    finally:
        for bar in _BARS:
            bar.start()


_BARS: list[Any] = []
"""The bars of `rich` that are shown."""


@contextmanager
def _shown(bar: Any) -> Iterator[None]:
    _BARS.append(bar)
    try:
        yield
    finally:
        _BARS.remove(bar)


@contextmanager
def _lines(label: str) -> Iterator[Tell]:
    """Print a line after `FIRST` and then every `SECONDS`.

    A thread prints. regorus holds Python's global lock while it evaluates, so that no line comes
    then. The facts of a large account take longer than `FIRST`, so the first line comes before.
    """
    at, stop = {"done": 0, "known": 0}, threading.Event()

    def tell(done: int, known: int, waiting: int) -> None:
        at.update(done=done, known=known)

    def run() -> None:
        wait = FIRST
        while not stop.wait(wait):
            wait = SECONDS
            calls = f" {at['done']:,} of {at['known']:,} calls." if at["known"] else ""
            say(f"{label} ...{calls}", err=True)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield tell
    finally:
        stop.set()
        thread.join()


@contextmanager
def _bar(label: str) -> Iterator[Tell]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description} ..."),
        BarColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[said]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar, _shown(bar):
        task = bar.add_task(label, total=None, said="")

        def tell(done: int, known: int, waiting: int) -> None:
            waits = f", {waiting:,} wait for AWS's rate limits" if waiting else ""
            bar.update(task, completed=done, total=known, said=f"{done:,} of {known:,} calls{waits}")

        yield tell
