"""Signals that end a process: they interrupt a command as Ctrl-C does, or wait for a block."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
"""The signals of Ctrl-C, of a CI that cancels a job, and of a terminal that is closed."""

published: list[Path] = []
"""What the command has published, files or folders. A later signal takes none of it back."""


@contextmanager
def interruptible() -> Iterator[None]:
    """Raise `KeyboardInterrupt` in the block for the first of these signals.

    A second one ends the process at once. A signal that the caller ignores (`nohup`) stays ignored.
    Nothing is `published` when the block begins.
    """
    published.clear()
    before: dict[int, Callable[[int, FrameType | None], object] | int | None] = {}

    def interrupt(number: int, frame: FrameType | None) -> None:
        for each in before:
            signal.signal(each, signal.SIG_DFL)
        raise KeyboardInterrupt

    if threading.current_thread() is threading.main_thread():
        numbers = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]
        before = {number: signal.getsignal(number) for number in numbers}
        ignored = (signal.SIG_IGN, None)  # None: the handler is not Python's, and cannot be put back
        before = {number: handler for number, handler in before.items() if handler not in ignored}
        for number in before:
            signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let signals wait that would interrupt the block. They take effect after it."""
    waiting: list[int] = []
    handlers: dict[int, Callable[..., object] | int] = {}
    if threading.current_thread() is threading.main_thread():
        for name in NAMES:
            number = getattr(signal, name, None)
            handler = signal.getsignal(number) if number is not None else None
            if number is not None and handler is not None:
                handlers[number] = handler
                signal.signal(number, lambda received, frame: waiting.append(received))
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for number in dict.fromkeys(waiting):
            signal.raise_signal(number)
