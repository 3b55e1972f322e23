"""What a policy may call: the allow-list of `policies/capabilities.json`, held for both engines before a module is loaded.

OPA has `--capabilities` of its own; regorus has not, so the names are read from the text, without its strings and comments. A dotted name that is called, or stands
in a `with`, must be on the list, or belong to an import, `data` or `input`; a plain name that is called must be on the list or defined in the module.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import orjson

from scanner.errors import UsageError
from scanner.lens import POLICIES

_WORDS = frozenset({"if", "in", "some", "every", "contains", "else", "not", "with", "as", "default", "package", "import", "true", "false", "null", "set"})
_QUIET = re.compile(r'"(?:\\.|[^"\\\n])*"|`[^`]*`|#[^\n]*')
_BRACKET = re.compile(r'\[\s*(?:"(\w+)"|`(\w+)`)\s*\]')
_NAME = re.compile(r"(?<![\w.\])])[A-Za-z_]\w*(?:\.\w+)*")
_IMPORT = re.compile(r"^import\s+([\w.]+)(?:\s+as\s+(\w+))?\s*$", re.M)
_SPACES = frozenset({"http", "net", "opa", "rand", "uuid", "crypto", "io", "rego", "graphql", "providers", "internal"})


@cache
def allowed() -> frozenset[str]:
    """The built-ins on the list."""
    listed = orjson.loads((POLICIES / "capabilities.json").read_bytes())["builtins"]
    return frozenset(builtin["name"] for builtin in listed)


def hold(path: str, text: str) -> None:
    """Raise `UsageError` naming file, line and built-in when a module calls what it may not."""
    for line, name in forbidden(text):
        raise UsageError(f"{path}:{line}: a policy may not call {name}.", "See policies/capabilities.json for what a policy may call.")


def forbidden(text: str) -> Iterable[tuple[int, str]]:
    """(line, name) of everything called that is not allowed, in order."""
    code = _QUIET.sub(_blank, _BRACKET.sub(lambda m: f".{m[1] or m[2]}".ljust(len(m[0])), text))
    namespaces = {name.split(".")[0] for name in allowed() if "." in name} | _SPACES
    aliases = {alias or path.split(".")[-1] for path, alias in _IMPORT.findall(code)}
    defined = set(re.findall(r"^(?:default\s+)?([A-Za-z_]\w*)", code, re.M))
    for match in _IMPORT.finditer(code):
        alias = match[2] or match[1].split(".")[-1]
        if alias in namespaces:  # it would stand where a built-in's name does
            yield _line(code, match.start()), f"an import named {alias}"
    for match in _NAME.finditer(code):
        name, root = match[0], match[0].split(".")[0]
        if root in (aliases - namespaces) | {"data", "input"} or name in allowed():
            continue
        called = code[match.end() :].lstrip(" \t\r\n").startswith("(")
        replaced = re.search(r"\b(with|as)\s+$", code[: match.start()]) is not None
        dotted = "." in name
        if (dotted and (called or replaced)) or (not dotted and called and name not in defined | _WORDS):
            yield _line(code, match.start()), name


def _blank(match: re.Match[str]) -> str:
    """As many characters, and lines, of nothing."""
    return re.sub(r"[^\n]", " ", match[0])


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1

