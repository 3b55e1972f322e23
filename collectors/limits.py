"""The limits of a collection: how long a request may take, and how much an answer may hold.

Whatever AWS sends, a collection ends, and its memory has a bound. What is beyond a limit has no
answer (`NoAnswer`), and `collectors.calls` makes a gap of it.
"""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any, TypeVar, cast

from collectors.records import TIME_LIMIT, TOO_LARGE

T = TypeVar("T")

HOUR = 3600.0
"""Seconds that a whole collection may take, if the caller does not say otherwise."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of each question, far above what AWS sends, so that only a fault reaches one."""

    request_seconds: float = 120
    """For one request with all its retries. AWS answers in seconds; boto3 alone would wait 60 s for
    each read, and for ever if a byte arrives now and then."""
    throttled_seconds: float = 120
    """For one request that AWS refuses for its rate: so long it is made again, at a lower rate."""
    body_bytes: int = 32 * 2**20
    """For the body of one answer. AWS's own pages have at most a few megabytes."""
    body_values: int = 1_000_000
    """For the JSON values or XML tags in one body. A body of tiny values takes 30 times its size
    when it is parsed."""
    question_bytes: int = 256 * 2**20
    """For the bodies of all pages of one question. The IAM details of an account at AWS's quotas
    have about 100 MB."""
    question_items: int = 100_000
    """For the listed items in all pages of one question. A report on more helps nobody."""
    question_pages: int = 10_000
    """For the pages of one question. With 10 items a page, that is `question_items`."""


class NoAnswer(Exception):
    """A call has no answer. `code` is a gap's code.

    The text is our own and quotes nothing that AWS sent.
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class Budget:
    """What one question may still use.

    `until` is the moment (`time.monotonic`) when the collection ends. `stopped` returns (code,
    reason) if no further request is to be sent, or None. `redirects` are boto3's own questions
    where a bucket is: (bucket, HTTP status, parsed answer).
    """

    def __init__(
        self,
        limits: Limits,
        until: float = math.inf,
        stopped: Callable[[], tuple[str, str] | None] = lambda: None,
    ) -> None:
        self.limits = limits
        self.redirects: list[tuple[str, int, Mapping[str, Any]]] = []
        self._until, self._stopped = until, stopped
        self._bytes = self._items = self._pages = 0

    def request(self, send: Callable[..., dict[str, Any]], **parameters: Any) -> dict[str, Any]:
        """Send one request and return its answer. Raises `NoAnswer` if a limit is exceeded."""
        if stop := self._stopped():
            raise NoAnswer(*stop)
        self._pages += 1
        if self._pages > self.limits.question_pages:
            raise NoAnswer(TOO_LARGE, f"there are more than {self.limits.question_pages:,} pages")
        left = self._until - time.monotonic()
        if left < self.limits.request_seconds:
            return within(left, lambda: send(**parameters), "the scan reached its time limit", self)
        seconds = self.limits.request_seconds
        return within(seconds, lambda: send(**parameters), f"no answer within {seconds:g} seconds", self)

    def count_bytes(self, number: int) -> None:
        """Add the size of a body. Raises `NoAnswer`."""
        self._bytes += number
        if self._bytes > self.limits.question_bytes:
            raise NoAnswer(TOO_LARGE, f"all pages have more than {_megabytes(self.limits.question_bytes)}")

    def count_items(self, page: Mapping[str, Any]) -> None:
        """Add the listed items of a page: the elements of its lists. Raises `NoAnswer`."""
        self._items += sum(len(value) for value in page.values() if isinstance(value, list))
        if self._items > self.limits.question_items:
            raise NoAnswer(TOO_LARGE, f"there are more than {self.limits.question_items:,} items")


def within(
    seconds: float,
    function: Callable[[], T],
    late: str = "the step took too long",
    budget: Budget | None = None,
) -> T:
    """Call `function` in a thread of its own, and return its result.

    Raises `NoAnswer` with the text `late` if there is no result within `seconds`. The thread is
    abandoned then, and a daemon: nothing in Python can end a thread that waits for a name server, a
    socket, a lock or a child process, and whoever waits for it must get on. It sends nothing more
    (`current`).
    """
    if seconds <= 0:
        raise NoAnswer(TIME_LIMIT, late)
    context = copy_context()
    context.run(_CURRENT.set, (time.monotonic() + seconds, budget))
    result: SimpleQueue[tuple[Any, BaseException | None]] = SimpleQueue()
    try:
        thread = _IDLE.pop()
    except IndexError:
        thread = _Thread()
        thread.start()
    thread.tasks.put((partial(context.run, function), result))
    try:
        value, error = result.get(timeout=min(seconds, threading.TIMEOUT_MAX))
    except Empty:
        raise NoAnswer(TIME_LIMIT, late) from None
    if error:
        raise error
    return cast(T, value)


class _Thread(threading.Thread):
    """A daemon that runs one task after another.

    A new thread for each task would cost a quarter of a scan's CPU.
    """

    def __init__(self) -> None:
        super().__init__(name="request", daemon=True)
        self.tasks: SimpleQueue[tuple[Callable[[], Any], SimpleQueue[Any]]] = SimpleQueue()

    def run(self) -> None:
        while True:
            task, result = self.tasks.get()
            done: tuple[Any, BaseException | None]
            try:
                done = (task(), None)
            except BaseException as error:  # whoever waits gets it
                done = (None, error)
            _IDLE.append(self)
            result.put(done)
            del task, result, done  # an idle thread keeps no answer in memory


_IDLE: deque[_Thread] = deque()
"""The threads that wait for a task. One that was abandoned comes back when its task ends."""


def current() -> tuple[float, Budget | None]:
    """Return the moment (`time.monotonic`) when this thread must stop, and its budget."""
    return _CURRENT.get()


_CURRENT: ContextVar[tuple[float, Budget | None]] = ContextVar("current", default=(math.inf, None))


def _megabytes(number: int) -> str:
    return f"{number / 2**20:g} MB"
