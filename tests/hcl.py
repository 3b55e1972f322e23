"""Terraform as the tests read it: python-hcl2's answer, with the marks of its own taken off."""

from __future__ import annotations

import io
from typing import Any

import hcl2

LABELS = {"resource": 2, "data": 2, "variable": 1, "output": 1, "locals": 0}
"""How many labels stand behind the word of a block."""


def declared(text: str) -> dict[tuple[str, ...], dict[str, Any]]:
    """The blocks of a file by word and labels: `("resource", "aws_iam_role", "agent")` -> its arguments, nested blocks as lists.

    Raises lark's errors for what is no HCL, and fails for a block that is declared twice.
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
    """Names and strings without the quotes that python-hcl2 keeps, comments and marks left out."""
    if isinstance(value, dict):
        return {key.strip('"'): _bare(member) for key, member in value.items() if not key.startswith("__")}
    if isinstance(value, list):
        return [_bare(element) for element in value]
    return value.removeprefix('"').removesuffix('"') if isinstance(value, str) else value
