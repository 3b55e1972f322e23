"""Trees of files for the readers of code, and what they make of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from collectors.iac.terraform.read import read_terraform
from collectors.iac.things import Stack, Thing


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below a folder, and return the folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def one_stack(folder: Path, files: Mapping[str, str | bytes] | str) -> Stack:
    """Return the only stack of a tree: of its files, or of a `main.tf`."""
    found = read_terraform(write(folder, {"main.tf": files} if isinstance(files, str) else files))
    assert len(found) == 1
    return found[0]


def things(stack: Stack) -> dict[str, Thing]:
    """Return the things of a stack by address. No two have the same one."""
    found = {thing.address: thing for thing in stack.things}
    assert len(found) == len(stack.things)
    return found


def attributes(folder: Path, text: str, address: str = "aws_x.y") -> dict[str, Any]:
    """Return the attributes of one thing of a `main.tf` without problems."""
    stack = one_stack(folder, text)
    assert not stack.problems
    return dict(things(stack)[address].attributes)
