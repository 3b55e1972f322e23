"""Whether a text holds what looks like a password or a key, said by the names of the kinds alone.

The names of variables are removed first: what they stand for is not in the text. A value behind the
word "password" is a finding only if it looks like one. Words, numbers, paths, addresses and
placeholders are none, and a plain word is left to a person.
"""

from __future__ import annotations

import re
from typing import Any

KINDS = ("access_key", "service_key", "private_key", "password", "password_in_url")
"""The kinds that are certain enough."""
MAYBE = "perhaps_password"
"""A word that may be a password, or may explain one."""
NUMBER = "credentials"
"""How many were found. It is there for each text that was searched."""

_VARIABLE = re.compile(r"\{\{[^{}\n]{0,256}\}\}|\$[A-Za-z_][\w.-]{0,127}\$", re.ASCII)
_GONE = "<>"  # so that what follows a variable is not read as its value
_BEFORE, _AFTER = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"
_PATTERNS = {
    # AWS's documentation uses keys that end with EXAMPLE.
    "access_key": re.compile(rf"{_BEFORE}(?:AKIA|ASIA)(?![A-Z0-9]{{9}}EXAMPLE)[A-Z0-9]{{16}}{_AFTER}"),
    "service_key": re.compile(
        rf"{_BEFORE}(?:ABSK|AEAA)[A-Za-z0-9+/=_-]{{16}}"
        rf"|{_BEFORE}(?:bedrock-api-key-|aws-external-anthropic-api-key-|sk-ant-)[A-Za-z0-9+/=_-]{{8}}"
        rf"|{_BEFORE}ghp_[A-Za-z0-9]{{20}}"
    ),
    "private_key": re.compile(r"-----BEGIN (?:[A-Z]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----"),
    "password_in_url": re.compile(
        r"(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s/:@<>{}\[\]]{1,128}:(?![<{\[$*])[^\s/@]{1,256}@"
    ),
}
_ASSIGNED = re.compile(
    r"(?:password|passwd|secret(?:[ _-]?(?:access[ _-]?)?key)?|token|(?:api|private)[ _-]?key)"
    r"[\"'`]{0,2}[ \t]{0,3}(?::=|[:=])[ \t]{0,3}[\"'`]{0,2}([^\s\"'`]{8,256})",
    re.IGNORECASE | re.ASCII,
)
_ENDS = ".,;:!?)]}>|"
_NO_SECRET = re.compile(
    r"[<{\[(%*]|\$[{(]|/|\\|arn:|[a-z][a-z0-9+.-]*://"  # placeholders, paths, ARNs, addresses
    r"|(?:[xX*.#_-]+|[0-9.,:_/+-]+|true|false|undefined)$",  # masks and numbers
    re.IGNORECASE | re.ASCII,
)
_WORD = re.compile(r"[^\W\d]+(?:[._'/()-]+[^\W\d]+)*[()]*")


def found(text: Any) -> dict[str, Any]:
    """Return the number of findings, and the kinds that were found."""
    if not isinstance(text, str):
        return {}
    plain = _VARIABLE.sub(_GONE, text)
    numbers = {kind: len(pattern.findall(plain)) for kind, pattern in _PATTERNS.items()}
    values = [value for match in _ASSIGNED.findall(plain) if (value := match.rstrip(_ENDS))]
    secret = [value for value in values if len(value) >= 8 and not _NO_SECRET.match(value)]
    words = sum(1 for value in secret if _WORD.fullmatch(value))
    numbers["password"] = len(secret) - words
    kinds = {kind: True for kind, number in numbers.items() if number}
    return {NUMBER: sum(numbers.values()), **kinds, **({MAYBE: True} if words else {})}
