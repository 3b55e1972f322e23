"""Read Terraform for the tests: the result of python-hcl2, without its own markers."""

from __future__ import annotations

import io
from typing import Any

import hcl2

LABELS = {"resource": 2, "data": 2, "variable": 1, "output": 1, "locals": 0}
"""Block type -> the number of its labels."""


def declared(text: str) -> dict[tuple[str, ...], dict[str, Any]]:
    """Return the blocks of a file: `("resource", "aws_iam_role", "agent")` -> its arguments.

    Nested blocks are lists. Raises lark's errors for text that is not HCL, and fails for a block
    that is declared twice.
    """
    out: dict[tuple[str, ...], dict[str, Any]] = {}
    for word, blocks in _bare(hcl2.load(io.StringIO(text))).items():
        for body in blocks:
            path: tuple[str, ...] = (word,)
            for _ in range(LABELS[word]):
                ((label, body),) = body.items()
                path = (*path, label)
            assert path not in out, f"{'.'.join(path)} is declared twice"
            out[path] = body
    return out


def _bare(value: Any) -> Any:
    """Return names and strings without the quotes that python-hcl2 keeps, and no markers."""
    if isinstance(value, dict):
        return {key.strip('"'): _bare(member) for key, member in value.items() if not key.startswith("__")}
    if isinstance(value, list):
        return [_bare(element) for element in value]
    return value.removeprefix('"').removesuffix('"') if isinstance(value, str) else value
