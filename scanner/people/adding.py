"""Add an entry to a YAML file that people write, and keep what is there byte by byte.

The file has one list of entries (`scanner.people.parts.lines`). The entry is added at its end. The
result is read again before it replaces the file in one step: it must have the old entries, the new
entry, and nothing else. A file for which this is not so is left alone.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping, Sequence
from json import dumps
from pathlib import Path

import yaml

from scanner.errors import OutputError, ScanError, UsageError, unreadable
from scanner.people.files import MOST_BYTES
from scanner.snapshot import files
from scanner.snapshot.output import partial
from scanner.text import size, visible
from scanner.yaml_files import NotYaml, parse

Entry = Mapping[str, str | Sequence[str]]
"""Key -> a text, or a list of texts. The keys are written in this order."""

_AGAIN = "Wait until it has ended, and run this command again. Nothing was written."
_INDENT = 2
_WIDE = 1 << 20
"""The width of a line, so that no text is broken into several lines."""


def add(
    path: Path, key: str, entry: Entry, check: Callable[[Path], object], *, option: str, comment: str = ""
) -> int:
    """Add an entry to the list `key` of a file, and return its first line, counted from 1.

    A file that does not exist is made. A link is followed, and the file's mode is kept. `check`
    raises `UsageError` for a file that is not valid; it is called with the old file and with the
    new one. `option` is the command-line option that names the file. `comment` is written in a line
    before the entry.

    Raises `UsageError` for a file that is not valid, or to which nothing can be added without a
    change to the rest, and `OutputError` if it cannot be written. Then the file is as it was.
    """
    there = Path(os.path.realpath(path))
    exists = os.path.lexists(there)
    if exists:
        check(path)
    try:
        with partial(there.parent, path, _AGAIN) as folder:
            old = _read(there, path, option) if exists else b""
            body, line = _added(path, old, key, entry, comment)
            new = folder / there.name
            files.write(new, body, mode=0o666)
            if exists:
                new.chmod(stat.S_IMODE(there.stat().st_mode))
            _checked(check, new, path)
            new.replace(there)
            files.sync(there.parent)
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written: {files.reason(error)}.", f"Name a file with {option}."
        ) from error
    return line


def _read(there: Path, path: Path, option: str) -> bytes:
    try:
        return files.read(there, MOST_BYTES)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {unreadable(error)}.", f"Name a file with {option}."
        ) from error


def _checked(check: Callable[[Path], object], new: Path, path: Path) -> None:
    """Check the new file. Its errors name the file that it will replace."""
    try:
        check(new)
    except ScanError as error:
        said = error.sentence.replace(new.as_posix(), path.as_posix())
        raise UsageError(said, error.next_step) from error


def _added(path: Path, old: bytes, key: str, entry: Entry, comment: str) -> tuple[bytes, int]:
    """Return the bytes of a file with an entry added, and the first line of the entry.

    Raises `UsageError` if the rest would not stay as it is.
    """
    text = old.decode("utf-8-sig")
    there, indent = _opened(text, key)
    block = _written(entry, indent, comment)
    if "\r\n" in text:
        block = block.replace("\n", "\r\n")
    if there and not there.endswith("\n"):
        block = f"\n{block}"
    mark = old[: len(old) - len(text.encode())]  # the byte order mark
    body = mark + f"{there}{block}".encode()
    if len(body) > MOST_BYTES:
        said = f"is larger than {size(MOST_BYTES)} with one more entry"
    elif not _is_sum(text, body, key, entry):
        said = "does not let an entry be added without a change to the rest"
    else:
        return body, body.count(b"\n") + 1 - len(_written(entry, indent, "").splitlines())
    raise UsageError(
        f"{path} {said}.", f"Add this line yourself: - {dumps(_shape(entry), ensure_ascii=False)}"
    )


def _opened(text: str, key: str) -> tuple[str, int]:
    """Return the text to which a block of entries can be added, and the column of its dashes.

    An empty list (`key: []`) and a null are removed. A text of another form is returned as it is:
    what is added to it is then not the sum.
    """
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    if node is None:
        there = text if not text or text.endswith("\n") else f"{text}\n"
        return f"{there}{key}:\n", _INDENT
    pairs = node.value if isinstance(node, yaml.MappingNode) and not node.flow_style else []
    value = next((value for name, value in pairs if name.value == key), None)
    if value is None:
        return text, _INDENT
    if isinstance(value, yaml.SequenceNode) and value.value:
        return text, value.start_mark.column
    start, end = value.start_mark.index, value.end_mark.index
    if "\n" in text[start:end]:  # there may be a comment
        return text, _INDENT
    return text[:start].rstrip(" ") + text[end:], _INDENT


def _shape(entry: Entry) -> dict[str, str | list[str]]:
    return {name: value if isinstance(value, str) else list(value) for name, value in entry.items()}


def _written(entry: Entry, indent: int, comment: str) -> str:
    """Return an entry as a block of YAML that ends with a line break."""
    dumped = yaml.safe_dump([_shape(entry)], sort_keys=False, allow_unicode=True, width=_WIDE)
    lines = [f"# {visible(comment)}"] if comment else []
    lines += dumped.removesuffix("\n").split("\n")
    return "".join(f"{' ' * indent}{line}".rstrip(" ") + "\n" for line in lines)


def _is_sum(old: str, new: bytes, key: str, entry: Entry) -> bool:
    """Return whether a new file is the old one and one entry more."""
    try:
        before, after = parse(old).data or {}, parse(new.decode("utf-8-sig")).data
    except NotYaml:
        return False
    if not isinstance(before, dict):
        return False
    return bool(after == {**before, key: [*(before.get(key) or ()), _shape(entry)]})
