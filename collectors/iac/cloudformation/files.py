"""Finds the files of a tree that may be templates, and reads them. Nothing outside is opened."""

from __future__ import annotations

import codecs
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from collectors.iac.cloudformation.nodes import Unreadable

MAX_BYTES = 8_000_000
"""The largest file that is read. CloudFormation takes templates of one megabyte."""

_ENDINGS = (".yaml", ".yml", ".json", ".template", ".cfn", ".cform")
_OTHERS = (".tf.json", ".assets.json", ".metadata.json", "package-lock.json", "tree.json")
_SKIPPED = frozenset({".git", ".terraform", ".aws-sam", ".venv", "venv", "node_modules", "__pycache__"})
MANIFEST = "manifest.json"
"""The name of the file in which CDK says where its stacks go."""
_HEAD = 100_000
_SECTION = re.compile(
    r"""^(?:[ \t]*[{,])?[ \t]*["']?(?:Resources|AWSTemplateFormatVersion)["']?[ \t]*:""", re.M
)


def files(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield (path below the root, path) of each file whose name may be a template's, in order.

    Links are yielded too: `text_of` refuses those that leave the tree. Folders of tools, and the
    assets beside a manifest of CDK, are left out: they are copies.
    """
    for folder, folders, names in os.walk(root):
        assets = MANIFEST in names
        folders[:] = sorted(
            name for name in folders if name not in _SKIPPED and not (assets and name.startswith("asset."))
        )
        for name in sorted(names):
            if name.endswith(_ENDINGS) and not name.endswith(_OTHERS):
                path = Path(folder, name)
                yield path.relative_to(root).as_posix(), path


def text_of(path: Path, inside: Path) -> str | None:
    """Return the text of a file, or None if it cannot be a template.

    Raises `Unreadable` if it seems to be one, and cannot be read. `inside` is the resolved root.
    """
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(inside):
            raise Unreadable("it is a link out of the tree")
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            return None
        with path.open("rb") as file:
            content = file.read(_HEAD if found.st_size > MAX_BYTES else MAX_BYTES)
    except (OSError, RuntimeError) as error:  # a link to itself is a RuntimeError
        raise Unreadable(f"it cannot be opened: {getattr(error, 'strerror', None) or 'a loop'}") from None
    if found.st_size > MAX_BYTES:
        if seems_template(decoded(content, errors="replace")):
            raise Unreadable(f"it is larger than {MAX_BYTES} bytes")
        return None
    try:
        text = decoded(content)
    except UnicodeDecodeError as error:
        if seems_template(decoded(content, errors="replace")):
            line = content.count(b"\n", 0, error.start) + 1
            raise Unreadable("it is no text in UTF-8", line) from None
        return None
    if path.name != MANIFEST and not ("Resources" in text and _has_sign(text)):
        return None
    return text


def beside(root: Path, file: str, limit: int = 1_000_000) -> str | None:
    """Return the text of a file below the root, or None. Links out of the tree are not followed."""
    path = root / file
    try:
        found = path.resolve(strict=True)
        if not found.is_relative_to(root.resolve()) or not found.is_file() or found.stat().st_size > limit:
            return None
        return decoded(found.read_bytes())
    except (OSError, RuntimeError, ValueError):  # ValueError: no UTF-8, or a NUL in the name
        return None


def _has_sign(text: str) -> bool:
    return any(sign in text for sign in ("AWS::", "AWSTemplateFormatVersion", "Custom::", "Alexa::"))


def decoded(content: bytes, errors: str = "strict") -> str:
    """Return a text in UTF-8, or in UTF-16 if its first bytes say so, without these."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors)
    return content.decode("utf-8-sig", errors)


def seems_template(text: str) -> bool:
    """Return whether a text that cannot be read seems to be a template."""
    return bool(_SECTION.search(text)) and ("AWSTemplateFormatVersion" in text or "AWS::" in text)
