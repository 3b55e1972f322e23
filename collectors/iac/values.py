"""Values in code: plain JSON values, what is not known, and texts that are known only in part.

A value is None, a bool, a number, a text, a list, a mapping from texts, or `Unknown`. A text may
hold tokens. A reference token stands for an attribute of a resource, which AWS makes up later or
which another resource of the code fixes. A hole stands for a part that is not known. The tokens
begin and end with characters that no reader lets in from a file (`cleaned`), so no text of a user
is taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_REF, _OF, _END, _HOLE, _CLOSE = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"

REFERENCE = re.compile(f"{_REF}([^{_REF}-{_CLOSE}]*){_OF}([^{_REF}-{_CLOSE}]*){_END}")
"""A reference token: its groups are the address of a resource and the name of the attribute."""

HOLE = re.compile(f"{_HOLE}([^{_REF}-{_CLOSE}]*){_CLOSE}")
"""A part of a text that is not known: its group is the reason."""

_RESERVED = re.compile(f"[{_REF}-{_CLOSE}]")


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that the code does not fix.

    `why` says so in words that follow a name: `var.model has no value`. It ends without a full
    stop, and holds no value of a variable that is marked as sensitive.
    """

    why: str


def cleaned(text: str) -> str:
    """Return a text of a file without the characters that tokens are made of."""
    return _RESERVED.sub("\ufffd", text)


def reference(address: str, attribute: str) -> str:
    """Return the token of an attribute of a resource."""
    return f"{_REF}{address}{_OF}{attribute}{_END}"


def hole(unknown: Unknown) -> str:
    """Return the token of a part of a text that is not known."""
    return f"{_HOLE}{cleaned(unknown.why)}{_CLOSE}"


def has_tokens(value: Any) -> bool:
    """Return whether a value is a text with a reference or a hole."""
    return isinstance(value, str) and bool(_RESERVED.search(value))


def is_plain(value: Any) -> bool:
    """Return whether the code fixes a value at every depth: a function may compute with it."""
    if isinstance(value, dict):
        return all(is_plain(key) and is_plain(one) for key, one in value.items())
    if isinstance(value, list):
        return all(is_plain(one) for one in value)
    return not isinstance(value, Unknown) and not has_tokens(value)


def unknowns(value: Any, pointer: str = "") -> Iterator[tuple[str, Unknown]]:
    """Yield (JSON pointer, what is not known) of each unknown value and each text with a hole."""
    if isinstance(value, Unknown):
        yield pointer, value
    elif isinstance(value, str):
        if found := HOLE.search(value):
            yield pointer, Unknown(found[1])
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from unknowns(one, f"{pointer}/{escaped(key)}")
    elif isinstance(value, list):
        for i, one in enumerate(value):
            yield from unknowns(one, f"{pointer}/{i}")


def escaped(key: str) -> str:
    """Return a key as a step of a JSON pointer (RFC 6901, section 3)."""
    return key.replace("~", "~0").replace("/", "~1")
