"""Write the outputs of a run so that one rename makes all of them current.

A run writes into a folder of its own within the output folder. The folder's name says how far the
run is, and each step is one rename:

    genai-lens.ID.partial    it is written; a writer removes what a dead process left
    genai-lens.ID.unjudged   the snapshot is whole, and its results are being made
    genai-lens.ID.run        the run is committed: its outputs are the current ones

A committed run is then moved to the plain names. If this is interrupted, the next command that
reads or writes the output folder finishes it. Only the holder of the folder's lock does so.

From its second name on, ID is the number that the file system gave to the folder. A committed run
without its own number did not come about here: it was unpacked or checked out, or copied. It could
replace the user's own run with one of somebody else, so it is left alone.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from scanner.signals import published, undisturbed
from scanner.snapshot import files
from scanner.snapshot.lock import ELSEWHERE, locked
from scanner.snapshot.owned import OUTPUTS, RESULTS, SNAPSHOT, cannot_write, is_ours, refuse

_OWN = re.compile(r"genai-lens\.([a-z0-9_]{8,16})\.(partial|unjudged|run)")
_PARTIAL, _UNJUDGED, _COMMITTED = "partial", "unjudged", "run"
_ALONE = "alone"
"""The file in a run's folder with which the run replaces all results."""
_PATIENCE = 5.0
"""How long a reader waits for a writer that is committing, in seconds."""


class Run:
    """The folder that a run writes into, and the steps from there to the plain names."""

    def __init__(self, output: Path) -> None:
        self._output = output
        self.folder = _made(output)
        self._ended = False

    @contextmanager
    def writing(self) -> Iterator[Path]:
        """Yield the run's folder to write into. Raises `OutputError` for an `OSError`."""
        try:
            yield self.folder
        except OSError as error:
            raise cannot_write(self._output, error) from error

    def put(self, name: str, body: bytes) -> None:
        """Write a file. Raises `OutputError`."""
        with self.writing() as folder:
            files.write(folder / name, body)

    def keep(self) -> None:
        """Keep the snapshot, which is whole, whatever happens to the process from now on.

        This replaces an older snapshot that was kept so. Raises `OutputError`.
        """
        with self.writing(), undisturbed():
            self._rename(_UNJUDGED)
            for older in _own(self._output, _UNJUDGED):
                if older != self.folder:
                    _remove(older)

    def replace_all(self) -> None:
        """Let this run replace all results of the output folder that genai-lens wrote."""
        self.put(_ALONE, b"")

    def publish(self) -> None:
        """Make the outputs of this run current, instead of those that they replace.

        A run with a snapshot replaces all outputs, one with `replace_all` all results, and another
        run only those of the same names. Raises
        `OutputError`. If the run was committed before the error, the next command finishes it.
        """
        with self.writing(), undisturbed():
            self._rename(_COMMITTED)
            self._ended = True
            published.append(self._output)
            _move(self.folder, self._output)

    def publish_unjudged(self) -> Path:
        """Publish the snapshot without results, or, beside an old run, only keep it.

        Returns the snapshot's folder. Raises `OutputError`.
        """
        with self.writing():
            for name in RESULTS:
                (self.folder / name).unlink(missing_ok=True)
        if any(os.path.lexists(self._output / name) for name in OUTPUTS):
            self._ended = True
            return self.folder / SNAPSHOT
        self.publish()
        return self._output / SNAPSHOT

    def discard(self) -> None:
        """Remove what the run wrote, unless it was published or kept."""
        if not self._ended:
            with undisturbed():
                _remove(self.folder)

    def _rename(self, state: str) -> None:
        files.sync_all(self.folder)
        there = self._output / f"genai-lens.{_number(os.lstat(self.folder))}.{state}"
        self.folder.rename(there)
        self.folder = there
        files.sync(self._output)


@contextmanager
def staged(folder: Path, names: Sequence[str], *, force: bool) -> Iterator[Run]:
    """Hold the lock on an output folder and yield a run, which is published after the block.

    If the block raises an exception, nothing changes. Raises `OutputError` as `refuse` does, and
    if another process writes to `folder`, or if it cannot be written; all this before the block.
    """
    refuse(folder, names, force=force)  # before a folder is made
    with ExitStack() as stack:
        try:
            with undisturbed():  # a signal between making a folder and remembering it would leave it
                stack.enter_context(locked(folder, create=True))
                run = _begun(folder, names, force)
                stack.callback(run.discard)
        except OSError as error:
            raise cannot_write(folder, error) from error
        yield run
        run.publish()


def put(path: Path, body: bytes, *, force: bool) -> None:
    """Write one file, such as a bundle, or replace it in one step. Raises `OutputError`."""
    refuse(path.parent, [path.name], force=force)
    try:
        with partial(path.parent) as there:
            files.write(there / path.name, body, mode=0o666)
            with undisturbed():
                (there / path.name).replace(path)
                published.append(path)
            files.sync(path.parent)
    except OSError as error:
        raise cannot_write(path.parent, error) from error


@contextmanager
def partial(folder: Path, what: Path | None = None, advice: str = ELSEWHERE) -> Iterator[Path]:
    """Hold the lock on a folder and yield a new folder in it, which is removed after the block.

    `what` and `advice` are as in `locked`. Raises `OSError` and `OutputError` as `locked` does.
    """
    with ExitStack() as stack:
        with undisturbed():
            stack.enter_context(locked(folder, create=True, what=what, advice=advice))
            _clear(folder)
            made = _made(folder)
            stack.callback(_remove, made)
        yield made


def settled(path: Path) -> tuple[Path, Path]:
    """Return where the files of a snapshot are, and the snapshot's name.

    `path` is a snapshot or an output folder. A committed run in the output folder is finished
    first. If that is not possible, for example on a disk that is read only, its files are read
    where they are. Raises `OutputError` if a process writes to the folder for too long.
    """
    absolute = Path(os.path.abspath(path))
    outputs = (absolute, absolute.parent) if absolute.name == SNAPSHOT else (absolute,)
    unfinished = dict(found for output in outputs for found in _unfinished(output))
    named = path
    inner = absolute / SNAPSHOT in unfinished or os.path.lexists(path / SNAPSHOT)
    if inner and absolute not in unfinished and not os.path.lexists(path / "snapshot.json"):
        named = path / SNAPSHOT
    return unfinished.get(Path(os.path.abspath(named)), named), named


def _unfinished(output: Path) -> Iterator[tuple[Path, Path]]:
    """Finish a committed run, or else yield the plain name of its snapshot, and where it is."""
    if not any(_own(output, _COMMITTED)):
        return
    try:
        with locked(output, wait=_PATIENCE), undisturbed():
            _finish(output)
    except OSError:
        for run in _own(output, _COMMITTED):
            if os.path.lexists(run / SNAPSHOT):
                yield output / SNAPSHOT, run / SNAPSHOT


def _begun(folder: Path, names: Sequence[str], force: bool) -> Run:
    """Finish or remove what other processes left, and return a new run.

    Raises `OSError` if the folder cannot be written, and `OutputError` as `refuse` does.
    """
    _finish(folder)
    _clear(folder)
    refuse(folder, names, force=force)
    run = Run(folder)
    try:
        files.write(run.folder / "probe", b"\n")
        (run.folder / "probe").unlink()
    except BaseException:
        run.discard()
        raise
    return run


def _made(folder: Path) -> Path:
    return Path(tempfile.mkdtemp(prefix="genai-lens.", suffix=f".{_PARTIAL}", dir=folder))


def _clear(folder: Path) -> None:
    """Remove what dead processes did not finish. The caller has the lock: no living one writes."""
    for dead in _own(folder, _PARTIAL):
        _remove(dead)


def _finish(folder: Path) -> None:
    """Move the outputs of a committed run to the plain names. It can be repeated after a crash.

    Raises `OSError` and `OutputError`.
    """
    for run in _own(folder, _COMMITTED):
        _move(run, folder)


def _move(run: Path, folder: Path) -> None:
    """Move the outputs of a run to the plain names.

    At no moment do the plain names mix two runs: the old outputs go first, results before the
    snapshot, and the new snapshot comes before its results. Raises `OSError` and `OutputError`.
    """
    new = [name for name in OUTPUTS if os.path.lexists(run / name)]
    refuse(folder, OUTPUTS if SNAPSHOT in new else new, force=True)
    if SNAPSHOT in new:
        _move_away(folder, OUTPUTS, run)
        (run / SNAPSHOT).rename(folder / SNAPSHOT)
        for unjudged in _own(folder, _UNJUDGED):
            _remove(unjudged)
    elif os.path.lexists(run / _ALONE):
        _move_away(folder, [name for name in RESULTS if is_ours(folder / name)], run)
        (run / _ALONE).unlink()  # from here on, the results in the folder are those of this run
    for name in RESULTS:
        if name in new:
            (run / name).replace(folder / name)
    files.sync(folder)
    _remove(run)


def _move_away(folder: Path, names: Sequence[str], run: Path) -> None:
    """Move old outputs into the folder of the run, which is removed in the end."""
    old = Path(tempfile.mkdtemp(prefix="old.", dir=run))
    for name in names:
        if os.path.lexists(folder / name):
            (folder / name).rename(old / name)


def _own(folder: Path, state: str) -> Iterator[Path]:
    """Yield the folders of runs in a state. Links are not followed.

    A committed run is one only if its name has its own number.
    """
    with suppress(OSError):
        for name in sorted(os.listdir(folder)):
            found = _OWN.fullmatch(name)
            if found and found[2] == state:
                status = os.lstat(folder / name)
                if stat.S_ISDIR(status.st_mode) and (state != _COMMITTED or found[1] == _number(status)):
                    yield folder / name


def _number(status: os.stat_result) -> str:
    """Return the number that the file system gave to a folder, as 16 hex digits."""
    return f"{status.st_ino:016x}"[-16:]


def _remove(folder: Path) -> None:
    """Remove a folder. What cannot be removed is left for the next run."""
    shutil.rmtree(folder, ignore_errors=True)
