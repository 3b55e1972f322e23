"""Ask a child process that has a time and memory limit, for work on input that may be hostile.

The child gets a question and a list of items, and answers one item after the other, each in a line
of JSON. An item that never ends, or that kills its process, loses only its own answer: the parent
stops the child and starts another one for the items that are left. Where many items may not end,
the child forks for each, because a fork has nothing to load.

The child gets only the environment variables that Python needs to start. The time limit works
everywhere; the memory limit works where the system supports it, for example on Linux. The programs
that a child starts have the same limits.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from queue import Empty, SimpleQueue
from typing import IO, Any, Literal, cast

import orjson

LEAST = 0.25
"""The least seconds that an item gets."""
START = 15.0
"""The seconds that a child may need to start, on a busy machine."""
TOO_LARGE = "its answer is larger than allowed"

_ENVIRONMENT = ("PATH", "PYTHONPATH", "SYSTEMROOT", "VIRTUAL_ENV")
_ALLOCATOR = {"MIMALLOC_ARENA_RESERVE": "32MiB"}
"""Otherwise the allocator of regorus reserves 1 GB of address space, so no lower limit works."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """The reason why an item has no answer, in one line."""

    reason: str


@dataclass(slots=True)
class Limits:
    """What all children of one piece of work may use together.

    `seconds`: the time to share. Each item gets an equal share of what is left, at least `least`.
    `megabytes`: the memory of a child. `most`: the bytes of all answers together. `forks`: whether
    the child forks for each item. `memory`: what the system counts as memory. `RLIMIT_AS` counts
    the address space. `RLIMIT_DATA` counts what can be written: programs in Go reserve more than a
    gigabyte of address space without using it. `named`: the seconds that a reason names, if the
    work has several parts with limits of their own.
    """

    seconds: float
    megabytes: int
    most: int
    forks: bool = hasattr(os, "fork")
    memory: Literal["RLIMIT_AS", "RLIMIT_DATA"] = "RLIMIT_AS"
    least: float = LEAST
    named: float = 0
    _started: float = field(default_factory=time.monotonic)

    @property
    def argument(self) -> str:
        """Return the limits as the argument of a child."""
        given = (self.seconds, self.megabytes, self.most, self.forks, self.memory, self.least, self.named)
        return orjson.dumps(given).decode()

    @property
    def left(self) -> float:
        """Return the seconds that are left; negative if the time is over."""
        return self._started + self.seconds - time.monotonic()

    def share(self, items: int) -> float:
        """Return the seconds for the next of so many items; 0 if the time is long over."""
        left = self.left
        return 0 if left < -self.seconds / 8 else max(self.least, left / items)

    @property
    def over(self) -> str:
        """Return what happened to an item whose share is over.

        The exact share is different in every run, and equal input must give equal reports.
        """
        return f"it did not end within its share of {self.named or self.seconds:.3g} s and was stopped"

    @property
    def ended(self) -> str:
        """Return what happened to an item whose process ended by itself.

        The exit code depends on the engine, and all engines must give equal reports.
        """
        return f"its process ended; it may have needed more than the {self.megabytes} MB allowed"


def ask(
    module: str, question: Mapping[str, Any], items: Sequence[Any], document: bytes, limits: Limits
) -> list[Any]:
    """Return the answer to each item, or `Stopped`.

    `module` is the Python module that the child runs: it calls `answer`. The question and the items
    must be JSON. `document` is handed over as it is.
    """
    found: list[Any] = []
    while left := len(items) - len(found):
        if not limits.share(left):
            return found + [Stopped("no time was left for it")] * left
        with _Child(module, question, items[len(found) :], document, limits) as child:
            ready = child.line(START)
            if isinstance(ready, Stopped):  # no item is the reason
                return found + [ready] * left
            while (left := len(items) - len(found)) and (share := limits.share(left)):
                said = child.line(share + (START if limits.forks else 0))
                found.append(_loaded(said) if isinstance(said, bytes) else said)
                if isinstance(said, Stopped):
                    break
                limits.most -= len(said)
    return found


def answer(prepare: Callable[[Mapping[str, Any], bytes], Callable[[Any], Any]]) -> None:
    """Answer the parent's question: the main function of a child.

    `prepare` gets the question and the document, and returns the function that answers an item, or
    returns `Stopped`. The share of the first item begins when that function is ready.
    """
    limits = given()
    _limit(limits)
    first, _, document = sys.stdin.buffer.read().partition(b"\n")
    question, items = orjson.loads(first)
    answers = prepare(question, document)
    _say(b"{}")
    for number, item in enumerate(items):
        if not limits.forks:
            _say(_line(answers(item)))
        elif share := limits.share(len(items) - number):
            _say(_forked(partial(answers, item), share, limits))


def given() -> Limits:
    """Return the limits of this process, which is a child."""
    return Limits(*orjson.loads(sys.argv[1]))


def _line(said: Any) -> bytes:
    return orjson.dumps({"stopped": said.reason} if isinstance(said, Stopped) else {"answer": said})


def _forked(answers: Callable[[], Any], seconds: float, limits: Limits) -> bytes:
    """Return the line of an answer that a fork gives within so many seconds."""
    reader, writer = os.pipe()
    if not (fork := os.fork()):
        os.close(reader)
        signal.setitimer(signal.ITIMER_REAL, seconds)  # its signal ends the process
        with open(writer, "wb") as pipe:
            pipe.write(_line(answers()))
        os._exit(0)
    os.close(writer)
    with open(reader, "rb") as pipe:
        line = pipe.read(limits.most + 1)
    if len(line) > limits.most:
        os.kill(fork, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(fork, 0)[1])
    if len(line) > limits.most:
        reason = TOO_LARGE
    elif code == -signal.SIGALRM:
        reason = limits.over
    else:
        reason = limits.ended
    limits.most -= len(line)
    return orjson.dumps({"stopped": reason}) if code else line


def _say(line: bytes) -> None:
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


def _limit(limits: Limits) -> None:
    """Limit this process and its forks. The processor time ends one whose parent was killed.

    Windows has no such limits, and macOS refuses those of memory. A limit that is lower already
    stays as it is.
    """
    try:
        import resource
    except ImportError:
        return
    size, seconds = limits.megabytes << 20, int(limits.seconds + START)
    for what, most in ((limits.memory, size), ("RLIMIT_CPU", seconds), ("RLIMIT_CORE", 0)):
        with suppress(ValueError, OSError):
            resource.setrlimit(getattr(resource, what), (most, most))


def _loaded(line: bytes) -> Any:
    """Return the answer in a line, or `Stopped`."""
    try:
        match orjson.loads(line):
            case {"answer": said}:
                return said
            case {"stopped": str(reason)}:
                return Stopped(reason)
    except orjson.JSONDecodeError:
        pass
    return Stopped("its answer has another form")


class _Child:
    """One child process. Threads write its question and read its lines, as pipes may be full."""

    def __init__(
        self,
        module: str,
        question: Mapping[str, Any],
        items: Sequence[Any],
        document: bytes,
        limits: Limits,
    ) -> None:
        self._limits = limits
        self._process = subprocess.Popen(  # noqa: S603 - this Python, and a module of ours
            # Without -P, Python would import modules of the working folder first.
            [sys.executable, "-P", "-m", module, limits.argument],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ} | _ALLOCATOR,
            start_new_session=True,  # a group that can be killed with its forks
        )
        self._lines: SimpleQueue[bytes] = SimpleQueue()
        asked = orjson.dumps([question, items]) + b"\n"
        threading.Thread(target=self._write, args=(asked, document), daemon=True).start()
        threading.Thread(target=self._read, args=(limits.most,), daemon=True).start()

    def __enter__(self) -> _Child:
        return self

    def __exit__(self, *_: object) -> None:
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()
        self._process.wait()

    def line(self, seconds: float) -> bytes | Stopped:
        """Return the next line, or why there is none within so many seconds."""
        try:
            line = self._lines.get(timeout=seconds)
        except Empty:
            return Stopped(self._limits.over)
        if line.endswith(b"\n"):
            return line
        if line:
            return Stopped(TOO_LARGE)
        return Stopped(self._limits.ended)

    def _write(self, asked: bytes, document: bytes) -> None:
        pipe = cast(IO[bytes], self._process.stdin)
        with suppress(OSError), pipe:  # the child may end before it has read all
            pipe.write(asked)
            pipe.write(document)

    def _read(self, most: int) -> None:
        """Put each line into the queue, then an empty one.

        What is larger than `most` bytes has no end of line.
        """
        with cast(IO[bytes], self._process.stdout) as pipe:
            while line := pipe.readline(max(1, most)):
                most -= len(line)
                self._lines.put(line)
                if not line.endswith(b"\n"):
                    return
        self._lines.put(b"")
