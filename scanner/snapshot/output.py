"""Writing outputs: whole or not at all, and never over something that is not ours."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from scanner.errors import OutputError


def refuse(folder: Path, names: Sequence[str], *, force: bool) -> None:
    """Raise `OutputError`, before any work, for an output that exists (unless `force`) or is not ours to replace."""
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
    """Give a folder to write `names` into; they move to `folder` when the block ends well, and vanish otherwise.

    A name that the block does not write is removed from `folder`, because it would be of an earlier run.

    Raises `OutputError` as `refuse` does, and if `folder` cannot be written.
    """
    refuse(folder, names, force=force)
    folder = folder.absolute()
    fresh = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Within the folder, which may be a mount, or all that we may write to. Nobody else has this name.
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
