"""Write outputs: all or nothing, and never replace files that genai-lens did not write."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from scanner.errors import OutputError


def refuse(folder: Path, names: Sequence[str], *, force: bool) -> None:
    """Raise `OutputError` for an output that exists (unless `force`) or that must not be replaced.

    Commands call this before they start to work.
    """
    for name in names:
        there = folder / name
        if there.exists() and not force:
            raise OutputError(
                f"{there} exists already.", "Use --force to replace it, or --output for another folder."
            )
        if there.is_dir() and not (there / "snapshot.json").is_file():
            raise OutputError(
                f"{there} is a folder that genai-lens did not write.", "Use --output for another folder."
            )


@contextmanager
def staged(folder: Path, names: Sequence[str], *, force: bool) -> Iterator[Path]:
    """Yield a temporary folder to write `names` into.

    After the block, they are moved to `folder`. If the block raises an exception, they are deleted.
    A name that the block did not write is deleted from `folder`: it belongs to an earlier run.

    Raises `OutputError` as `refuse` does, and if `folder` cannot be written.
    """
    refuse(folder, names, force=force)
    folder = folder.absolute()
    fresh = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Inside the folder, which may be a mount or the only writable place; the name is unique.
        partial = Path(tempfile.mkdtemp(prefix="genai-lens.", suffix=".partial", dir=folder))
    except OSError as error:
        step = "Use --output for a folder that you may write."
        raise OutputError(f"{folder} cannot be written: {error.strerror}.", step) from error
    try:
        yield partial
        for name in names:
            there = folder / name
            if there.is_dir():
                shutil.rmtree(there)
            if (partial / name).exists():
                (partial / name).replace(there)
            else:
                there.unlink(missing_ok=True)
    except OSError as error:
        said = f"{error.filename or folder} cannot be written: {error.strerror}."
        raise OutputError(said, "Free space, or use --output.") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        if fresh and not any(folder.iterdir()):
            folder.rmdir()
