"""Show the progress of long work: a bar on a terminal, and nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(label: str, *, quiet: bool) -> Iterator[Callable[[int, int, int], None]]:
    """Yield a function to call with the numbers of (finished, known, waiting) calls.

    `waiting` are the calls that wait for AWS's rates. It draws a bar on standard error if that is a
    terminal, unless `quiet`.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda done, known, waiting: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("calls"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[waiting]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None, waiting="")

        def tell(done: int, known: int, waiting: int) -> None:
            said = f"{waiting:,} wait for AWS's rate limits" if waiting else ""
            bar.update(task, completed=done, total=known, waiting=said)

        yield tell
