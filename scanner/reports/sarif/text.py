"""Text for SARIF: nothing that comes from AWS or from a control acts as a link or a placeholder."""

from __future__ import annotations

import re


def plain(text: str) -> str:
    """Return text in which `[x](y)` is no link and `{0}` is no placeholder (3.11.5, 3.11.6)."""
    return unlinked(text).replace("{", "{{").replace("}", "}}")


def unlinked(text: str) -> str:
    """Return text in which `[x](y)` is not a link. Braces in an argument are no placeholders."""
    return re.sub(r"([\[\]\\])", r"\\\1", text)


def placeholders(text: str) -> str:
    """Return a message of METADATA as SARIF's: `{0}`, `{1}` ... for `%s` (3.11.5), and a period."""
    first, *rest = plain(text).split("%s")
    filled = first + "".join(f"{{{number}}}{part}" for number, part in enumerate(rest))
    return f"{filled.rstrip('.')}."


def markdown(text: str) -> str:
    """Return text without active Markdown, HTML or placeholders: special characters are escaped."""
    return re.sub(r"([\\`*_\[\]<>#|~!&])", r"\\\1", text).replace("{", "{{").replace("}", "}}")


def pascal(name: str) -> str:
    """Return a name such as `api-keys-expire` in PascalCase, as SARIF wants names of rules."""
    return "".join(part.capitalize() for part in name.split("-"))
