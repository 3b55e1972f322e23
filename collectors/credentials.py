"""Whether a text holds what looks like a password or a key, said by the names of the kinds alone.

The names of variables are removed first: what they stand for is not in the text. A value behind the
word "password" is a finding only if it looks like one. Words, numbers, paths, addresses and
placeholders are none, and a plain word is left to a person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

KINDS = ("access_key", "service_key", "private_key", "password", "password_in_url")
"""The kinds that are certain enough."""
MAYBE = "perhaps_password"
"""A word that may be a password, or may explain one."""
NAMED = "named"
"""A value that is kept under a name such as DB_PASSWORD."""
NUMBER = "credentials"
"""How many were found. It is there for each text that was searched."""

_VARIABLE = re.compile(r"\{\{[^{}\n]{0,256}\}\}|\$[A-Za-z_][\w.-]{0,127}\$", re.ASCII)
_SECRET_ARN = re.compile(
    r"arn:aws[a-z-]{0,12}:secretsmanager:[a-z0-9-]{0,32}:[0-9]{0,12}:secret:[A-Za-z0-9/_+=.@-]{1,600}",
    re.ASCII,
)
"""The name of a secret stands behind the word "secret" there."""
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
    r"[\"'`*]{0,3}[ \t]{0,3}(?::=|[:=])(?:\*{1,3}(?=[ \t]))?[ \t]{0,3}[\"'`]{0,2}([^\s\"'`]{8,256})",
    re.IGNORECASE | re.ASCII,
)
_ENDS = ".,;:!?)]}>|"
_NO_SECRET = re.compile(
    # Placeholders, paths, ARNs, addresses.
    r"[<{\[(]|\$[{(]|%(?:\(|[0-9a-f]{2}|\w*%$)|\*.*\*$|/|\\|arn:|[a-z][a-z0-9+.-]*://"
    r"|(?:[xX*.#_-]+|[0-9.,:_/+-]+|true|false|undefined)$",  # masks and numbers
    re.IGNORECASE | re.ASCII,
)
_WORD = re.compile(r"[^\W\d]+(?:[._'/()-]+[^\W\d]+)*[()]*")


def found(text: Any) -> dict[str, Any]:
    """Return the number of findings, and the kinds that were found."""
    if not isinstance(text, str):
        return {}
    plain = _SECRET_ARN.sub(_GONE, _VARIABLE.sub(_GONE, text))
    numbers = {kind: len(pattern.findall(plain)) for kind, pattern in _PATTERNS.items()}
    values = [value for match in _ASSIGNED.findall(plain) if (value := match.rstrip(_ENDS))]
    secret = [value for value in values if len(value) >= 8 and not _NO_SECRET.match(value)]
    words = sum(1 for value in secret if _WORD.fullmatch(value))
    numbers["password"] = len(secret) - words
    kinds = {kind: True for kind, number in numbers.items() if number}
    return {NUMBER: sum(numbers.values()), **kinds, **({MAYBE: True} if words else {})}


_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", re.ASCII)
_SECRET_NAME = re.compile(
    r"secret(?!ar[iy])|token|passw|api_?key|private_?key|^(proxy_)?authorization$|^cookie$", re.ASCII
)
_PERHAPS_NAME = re.compile(r"(^|_)(pass|pwd|passphrase|credentials?)$", re.ASCII)
_NO_SECRET_NAME = re.compile(
    r"_(arn|name|id|url|uri|path|param|parameter|header|limit)$|tokens|tokenizer", re.ASCII
)
_PERHAPS_NO_SECRET_NAME = re.compile(
    r"_(algorithm|audience|endpoint|expiry|expiration|field|file|format|host|issuer|length|location|mode"
    r"|policy|prefix|provider|ref|region|scopes?|source|store|ttl|type|version)$",
    re.ASCII,
)
_SCHEME = re.compile(r"(?:basic|bearer|token|apikey)[ \t]+", re.IGNORECASE | re.ASCII)
_PLACEHOLDER = re.compile(
    r"\{\{[^{}\n]{0,256}\}\}|\$\{[^{}\n]{0,256}\}|\$\([^()\n]{0,256}\)|%\([^()\n]{0,256}\)s|<[^<>\n]{0,256}>",
    re.ASCII,
)
_HARMLESS = re.compile(
    r"/.*|arn:.*|[a-z][a-z0-9+.-]*://.*"  # names of parameters and secrets, ARNs, addresses
    r"|[+-]?[0-9]+(?:[.][0-9]+)?|[x*.#_-]+|disabled|enabled|optional|required|undefined",
    re.IGNORECASE | re.ASCII | re.DOTALL,
)
_PERHAPS_A_PATH = re.compile(r"[a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)+", re.ASCII)


def of_variables(variables: Any) -> dict[str, Any]:
    """Return the same of variables or headers: each value, and what their names say of it."""
    if not isinstance(variables, Mapping):
        return {}
    kinds: Counter[str] = Counter()
    for name, value in variables.items():
        by_value = found(value)
        certain = by_value.pop(NUMBER, 0)
        kinds.update(by_value)
        kinds[NUMBER] += certain
        if not certain and (kind := _named(name, value)):
            kinds[kind] += 1
            kinds[NUMBER] += kind == NAMED
    return {NUMBER: kinds.pop(NUMBER, 0), **dict.fromkeys((kind for kind, n in kinds.items() if n), True)}


def _named(name: Any, value: Any) -> str | None:
    """Return NAMED if a name says that the value is a secret, MAYBE if it may say so."""
    if not isinstance(name, str) or not isinstance(value, str):
        return None
    words = _HUMP.sub("_", name).replace("-", "_").replace(".", "_").lower()
    is_named = bool(_SECRET_NAME.search(words))
    if _NO_SECRET_NAME.search(words) or not (is_named or _PERHAPS_NAME.search(words)):
        return None
    own = _SCHEME.sub("", _PLACEHOLDER.sub("", value.strip()), count=1).strip()
    if len(own) < 8 or _HARMLESS.fullmatch(own) or _SHELL_VARIABLE.fullmatch(value.strip()):
        return None
    is_certain = is_named and not _PERHAPS_NO_SECRET_NAME.search(words)
    return NAMED if is_certain and not _PERHAPS_A_PATH.fullmatch(own) else MAYBE


_SHELL_VARIABLE = re.compile(r"\$[A-Z_][A-Z0-9_]*", re.ASCII)
