"""Read and write single files: regular files, of a limited size, private, and on disk."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from scanner.text import size

MOST_BYTES = 512 << 20
"""The maximum size of a file, in bytes. The IAM file of 50,000 roles has 160 MB."""
MOST_OF_HEAD = 32 << 20
"""The maximum size of snapshot.json, in bytes."""

PRIVATE = 0o600
"""The mode of a file of a run: only its owner can read it."""
PRIVATE_FOLDER = 0o700
"""The mode of a folder of a run."""

_READ = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_CANNOT_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.EBADF)


@contextmanager
def opened(path: Path, most: int) -> Iterator[BinaryIO]:
    """Open a regular file of at most `most` bytes. A link is not followed, a pipe not waited for.

    Raises `OSError`, with a reason in `strerror`, for anything else.
    """
    _check_regular(path, os.lstat(path).st_mode)
    with os.fdopen(os.open(path, _READ), "rb") as file:
        found = os.fstat(file.fileno())
        _check_regular(path, found.st_mode)
        if found.st_size > most:
            raise OSError(errno.EFBIG, f"it is larger than {size(most)}", str(path))
        yield file


def read(path: Path, most: int = MOST_BYTES) -> bytes:
    """Return the content of a regular file. Raises `OSError` as `opened` does."""
    with opened(path, most) as file:
        return file.read(most)


def write(path: Path, body: bytes, mode: int = PRIVATE) -> None:
    """Write a new file, and return when it is on disk. Raises `OSError`."""
    with os.fdopen(os.open(path, _WRITE, mode), "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())


def make_folder(path: Path) -> None:
    """Make a private folder, and parents that do not exist, also private. Raises `OSError`."""
    if not path.is_dir():
        make_folder(path.parent)
        path.mkdir(mode=PRIVATE_FOLDER)


def sync(folder: Path) -> None:
    """Return when the names in a folder are on disk, if the system can tell.

    Raises `OSError`.
    """
    if sys.platform == "win32":  # it does not open folders
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC:
            raise
    finally:
        os.close(descriptor)


def sync_all(folder: Path) -> None:
    """Return when the names in a folder and in all folders below it are on disk."""
    for each, _, _ in os.walk(folder, topdown=False):
        sync(Path(each))


def reason(error: OSError) -> str:
    """Return the reason of an error, for a sentence."""
    return error.strerror or type(error).__name__


def _check_regular(path: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is not a regular file", str(path))
