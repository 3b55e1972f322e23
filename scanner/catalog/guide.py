"""A control's guide: the YAML file beside its policy, written for people.

    fix:      how to fix a failure: `cli`, `terraform` and `cloudformation`, as text
    iac:      arguments of `terraform` and properties of `cloudformation` that decide the verdict
    peers:    equivalent checks of other tools, as TOOL:CHECK
    samples:  responses of AWS for the sample accounts; only `scanner/demo/samples.py` reads them

No policy reads a guide. It is not part of a bundle or of the policy digest.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from scanner.errors import Defect, nearest
from scanner.text import size, visible
from scanner.yaml_files import NotYaml, parse_yaml

FORMS = {
    "cli": ("AWS CLI", "sh"),
    "terraform": ("Terraform", "hcl"),
    "cloudformation": ("CloudFormation", "yaml"),
}
"""The forms of a fix, in display order: form -> (name, language of its code block)."""
LARGEST = 1 << 20
"""The maximum size of a guide or a policy, in bytes."""

_FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
_PARTS = ("fix", "iac", "peers", "samples")
_SAMPLES = re.compile(r"^samples:\n(?:(?:[ #-].*)?\n)*", re.M)
"""The samples, the longest part: all lines up to the next one that begins with a letter."""


@dataclass(frozen=True, slots=True)
class Guide:
    """The content of a control's YAML file, without its samples; empty if there is no file."""

    fix: Mapping[str, str] = field(default_factory=dict)
    iac: Mapping[str, str] = field(default_factory=dict)
    peers: Sequence[str] = ()


@cache
def guide(path: Path) -> Guide:
    """Return the content of a control's YAML file, without its samples.

    Raises `Defect`, with the path, if the file does not have the required format.
    """
    if not path.exists():
        return Guide()
    text = text_of(path.resolve())
    try:
        data = parse_yaml(_SAMPLES.sub(_blank, text + "\n"))
    except NotYaml as error:
        line = f":{error.line}" if error.line else ""
        raise Defect(f"{path}{line}: {error}. {error.next_step}") from error
    data = {} if data is None else data
    for problem in _problems(data):
        raise Defect(f"{path}: {problem}")
    return Guide(**{part: data[part] for part in ("fix", "iac", "peers") if part in data})


def text_of(path: Path) -> str:
    """Return the text of a file of a catalog, with the line breaks of Windows replaced.

    Raises `Defect` for a link, for anything but a file, and for a file of an unusual size. So this
    neither waits for the writer of a pipe nor reads a device.
    """
    try:
        kind = path.lstat()
        if not stat.S_ISREG(kind.st_mode) or kind.st_size > LARGEST:
            raise Defect(f"{path}: it is a link, or larger than {size(LARGEST)}, or not a file.")
        handle = os.open(path, _FLAGS)
        with open(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):  # it was replaced in the meantime
                raise Defect(f"{path}: it is not a file.")
            return file.read(LARGEST + 1).decode("utf-8").replace("\r\n", "\n")
    except OSError as error:
        raise Defect(f"{path}: it cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Defect(f"{path}: it is not UTF-8 text.") from error


def _blank(lines: re.Match[str]) -> str:
    """Return the same number of empty lines, which keeps the line numbers in errors correct."""
    return "\n" * lines[0].count("\n")


def _problems(data: Any) -> Iterator[str]:
    """Yield a sentence for each error in the format."""
    if not isinstance(data, dict):
        yield "it is not a mapping."
        return
    for name in data.keys() - set(_PARTS):
        said = f"{visible(str(name))[:80]!r} is not one of {', '.join(_PARTS)}."
        yield f"{said} {nearest(str(name), _PARTS)}".rstrip()
    yield from _texts(data, "fix", list(FORMS))
    yield from _texts(data, "iac", ["terraform", "cloudformation"])
    peers = data.get("peers", [])
    if not isinstance(peers, list) or not all(
        isinstance(peer, str) and re.fullmatch(r"[a-z0-9-]+:[\w.-]+", peer) for peer in peers
    ):
        yield "peers is not a list of TOOL:CHECK."


def _texts(data: Mapping[str, Any], part: str, names: Sequence[str]) -> Iterator[str]:
    """Yield a sentence for each error in a mapping of texts.

    Reports show each text in a fenced code block. So a text may not contain a fence, nor characters
    that control a terminal.
    """
    texts = data.get(part, {})
    if not isinstance(texts, dict):
        yield f"{part} is not a mapping."
        return
    for name, text in texts.items():
        if name not in names:
            said = f"{part}.{visible(str(name))[:80]}"
            yield f"{said} is not one of {', '.join(names)}. {nearest(str(name), names)}".rstrip()
        elif not isinstance(text, str) or not text.strip():
            yield f"{part}.{name} is not a text, or is empty."
        elif "```" in text or not re.sub(r"[\n\t]", "", text).isprintable():
            yield f"{part}.{name} contains ``` or a character that is not printable."
