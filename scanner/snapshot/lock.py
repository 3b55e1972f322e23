"""The lock on an output folder, which one writer holds from its start to its end."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from scanner.errors import OutputError
from scanner.snapshot.files import PRIVATE

LOCK = "genai-lens.lock"
"""The lock file, where the folder itself cannot be locked. It is removed afterwards."""
ELSEWHERE = "Wait until it has ended, or use --output for another folder."
"""What to do if another process holds the lock of an output folder."""
_PAUSE = 0.05
_LOCKS = Path("/proc/locks")
"""The locks of a Linux system, one a line."""

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        """Lock an open file. Raises `BlockingIOError` if another process holds the lock."""
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError from error
else:
    import fcntl

    def _take(descriptor: int) -> None:
        """Lock an open file or folder. Raises `BlockingIOError` if another process holds it."""
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(
    folder: Path, *, create: bool = False, wait: float = 0, what: Path | None = None, advice: str = ELSEWHERE
) -> Iterator[None]:
    """Hold the lock on a folder.

    The system frees the lock of a process that dies. `create`: make the folder if it does not
    exist, and remove it afterwards if it is empty. `wait`: the seconds to wait for another process.
    `what`: what is written, if not the folder. `advice`: what to do if another process holds it.

    Raises `OutputError` if another process holds the lock for longer, and `OSError` if the folder
    cannot be opened or made.
    """
    deadline = time.monotonic() + wait
    while True:
        fresh = create and not folder.exists()
        if fresh:
            folder.mkdir(parents=True, exist_ok=True)
        try:
            descriptor, path = _held(folder)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                said = f"another genai-lens{_holder(folder)} is writing to {what or folder}."
                raise OutputError(said, advice) from None
            time.sleep(_PAUSE)
            continue
        if _is_current(descriptor, path):
            break
        os.close(descriptor)  # the holder before us removed it; the next try makes a new one
    try:
        yield
    finally:
        _release(descriptor, path, folder if fresh else None)


def _holder(folder: Path) -> str:
    """Return the number of the process that holds the lock, in brackets; empty if nobody says it.

    Linux says it of the processes of the same container.
    """
    with suppress(OSError, ValueError):
        found = folder.stat()
        for line in _LOCKS.read_text(encoding="ascii").splitlines():
            _, kind, _, _, process, file, *_ = line.split()
            major, minor, number = file.split(":")
            place = os.makedev(int(major, 16), int(minor, 16)), int(number)
            if kind == "FLOCK" and place == (found.st_dev, found.st_ino) and int(process) > 0:
                return f" (process {process})"
    return ""


def _held(folder: Path) -> tuple[int, Path]:
    """Return what was locked, as a descriptor and a path: the folder or a file in it.

    Windows cannot lock a folder, and neither can NFS.
    """
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            return _locked(descriptor), folder
        except BlockingIOError:
            raise
        except OSError:
            pass
    path = folder / LOCK
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    return _locked(os.open(path, flags, PRIVATE)), path


def _locked(descriptor: int) -> int:
    try:
        _take(descriptor)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _is_current(descriptor: int, path: Path) -> bool:
    """Return whether the path still names what was locked."""
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    except FileNotFoundError:
        return False


def _release(descriptor: int, path: Path, empty: Path | None) -> None:
    """Remove a lock file, then the folder `empty` if it is so, and free the lock."""
    if sys.platform == "win32":  # an open file cannot be removed there
        os.close(descriptor)
    with suppress(OSError):
        if path.name == LOCK:
            path.unlink()
        if empty:
            empty.rmdir()
    if sys.platform != "win32":
        os.close(descriptor)
