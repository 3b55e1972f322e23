"""Make many calls at once, each request when its rate allows it.

A call whose operation has reached its rate in a Region waits here, in no thread. So it never keeps
other operations from being asked.
"""

from __future__ import annotations

import time
from concurrent.futures import Executor, Future
from heapq import heappop, heappush
from itertools import count
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from collectors.asking import Asked, Asking
from collectors.calls import Answer
from collectors.pace import Key

T = TypeVar("T")

_SPARE = 4
"""So many requests wait for a thread, so that no thread waits for a request."""


class Lanes(Generic[T]):
    """The open calls: those that are with a thread, and the others in one lane for each rate.

    Each call has something of type T, which comes back with its answer. `open` is the number of
    calls that have not ended, and `waiting` of those that wait for a rate.
    """

    def __init__(self, asking: Asking, pool: Executor, threads: int) -> None:
        self._asking, self._pool, self._most = asking, pool, threads + _SPARE
        self._lanes: dict[Key, list[tuple[int, T, Asked]]] = {}
        self._turns: list[tuple[float, int, Key]] = []  # one for each lane with calls, by its next moment
        self._numbers = count()
        self._sent: dict[Future[Answer | None], tuple[int, T, Asked]] = {}
        self._done: SimpleQueue[Future[Answer | None]] = SimpleQueue()
        self.open = self.waiting = 0

    def put(self, question: T, asked: Asked) -> None:
        """Add a call. Nothing is sent."""
        self.open += 1
        self._queue((next(self._numbers), question, asked))

    def _queue(self, call: tuple[int, T, Asked]) -> None:
        """Put a call into its lane. The oldest one goes first, after each refusal too."""
        key = call[2].key
        lane = self._lanes.setdefault(key, [])
        if not lane:
            self._turn(key)
        heappush(lane, call)

    def _turn(self, key: Key) -> None:
        """Give a lane a turn when its rate allows it, after the lanes that have one by then."""
        moment = max(time.monotonic(), self._asking.pace.next(key))
        heappush(self._turns, (moment, next(self._numbers), key))

    def ended(self) -> list[tuple[T, Answer]]:
        """Send what may be sent, wait for something to happen, and return what ended."""
        ended = self._send()
        if not ended and (future := self._next()):
            call = self._sent.pop(future)
            if answer := future.result():
                ended = [(call[1], answer)]
            else:
                self._queue(call)
        self.open -= len(ended)
        return ended

    def _next(self) -> Future[Answer | None] | None:
        """Return the next request that has ended, or None when another one may be sent first."""
        seconds = None
        if self._turns and len(self._sent) < self._most:
            seconds = max(0, min(self._turns[0][0] - time.monotonic(), self._asking.left()))
        self.waiting = 0 if seconds is None else sum(map(len, self._lanes.values()))
        self._asking.pace.waiting(int(self.waiting > 0))
        try:
            return self._done.get(timeout=seconds)
        except Empty:
            return None
        finally:
            self._asking.pace.waiting(-int(self.waiting > 0))

    def _send(self) -> list[tuple[T, Answer]]:
        """Send the next request of each lane whose turn it is, as long as there are threads.

        Return the calls that are not made, because nothing more is to be asked about them.
        """
        stopped: list[tuple[T, Answer]] = []
        over = not self._asking.left()
        while self._turns and len(self._sent) < self._most:
            if not over and self._turns[0][0] > time.monotonic():
                break
            _, _, key = heappop(self._turns)
            if not over and self._asking.pace.next(key) > time.monotonic():
                self._turn(key)
                continue
            call = heappop(self._lanes[key])
            if answer := self._asking.stopped(call[2]):
                stopped.append((call[1], answer))
            else:
                self._asking.pace.take(key)
                future = self._pool.submit(self._asking.request, call[2])
                self._sent[future] = call
                future.add_done_callback(self._done.put)
            if self._lanes[key]:
                self._turn(key)
        return stopped
