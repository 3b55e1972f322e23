"""Quoted texts and heredocs -> templates (HCL's spec.md, "Templates").

The text between two parts is taken from the file: tree-sitter's own nodes lose blanks.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from collectors.iac.terraform.syntax import Expression, ForPart, IfPart, Literal, Part, Template

if TYPE_CHECKING:
    import tree_sitter

    from collectors.iac.terraform.hcl import Reader

_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_ESCAPED = re.compile(r"\$\$\{|%%\{|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}|\\.", re.S)


def unescaped(text: str, heredoc: bool = False) -> str:
    """Return a text with its escape sequences replaced. A heredoc has only `$${` and `%%{`."""
    return _ESCAPED.sub(lambda found: _unescape(found[0], heredoc), text)


def _unescape(found: str, heredoc: bool) -> str:
    if found[0] in "$%":
        return found[1:]
    if heredoc:
        return found
    if found[1] in "uU" and len(found) > 2:
        code = int(found[2:], 16)
        valid = code < 0x110000 and not 0xD800 <= code < 0xE000 and not 0xE000 <= code <= 0xE004
        return chr(code) if valid else "\ufffd"
    return _ESCAPES.get(found[1], found)


def read(reader: Reader, node: tree_sitter.Node) -> Expression:
    """Return the expression of a quoted template or a heredoc."""
    kids = node.children
    if node.type != "heredoc_template":
        flat = _Tokens(reader, heredoc=False)
        flat.read(kids[1:-1], kids[0].end_byte, kids[-1].start_byte)
        return _tree(_trimmed(flat.found), wraps=False)
    start = reader.source.find(b"\n", kids[0].end_byte) + 1
    end = max(start, reader.source.rfind(b"\n", 0, kids[-1].start_byte) + 1)
    inside = [kid for kid in kids if start <= kid.start_byte < end]
    flat = _Tokens(reader, heredoc=True)
    flat.read(inside, start, end)
    tokens = _trimmed(flat.found)
    flush = reader.text(kids[0]).endswith("-")
    return _tree(_dedented(tokens) if flush else tokens, wraps=True)


def without_last_newline(expression: Expression) -> Expression:
    """Return the template of a heredoc without the newline before its end."""
    if isinstance(expression, Literal):
        return Literal(str(expression.value).removesuffix("\n"))
    if not isinstance(expression, Template):
        return expression
    *parts, last = expression.parts or ("",)
    if isinstance(last, str) and last.endswith("\n"):
        rest = [*parts, last[:-1]] if last != "\n" else parts
        return _joined(rest, wraps=False)
    return expression


@dataclass(frozen=True, slots=True)
class _Trim:
    """A strip marker: the text before it, or else after it, loses its blanks."""

    before: bool


@dataclass(frozen=True, slots=True)
class _Value:
    """An interpolation."""

    expression: Expression


@dataclass(frozen=True, slots=True)
class _If:
    condition: Expression


@dataclass(frozen=True, slots=True)
class _For:
    key: str
    value: str
    collection: Expression


@dataclass(frozen=True, slots=True)
class _Mark:
    """`else`, `endif` or `endfor`."""

    word: str


_Token: TypeAlias = str | _Value | _If | _For | _Mark


class _Tokens:
    """The texts, interpolations and directives of one template, in one row."""

    def __init__(self, reader: Reader, heredoc: bool) -> None:
        self._reader, self._heredoc = reader, heredoc
        self.found: list[_Token | _Trim] = []

    def read(self, nodes: list[tree_sitter.Node], start: int, end: int) -> None:
        """Add what stands between two places of the file."""
        for node in nodes:
            if node.type in ("template_interpolation", "template_directive"):
                self._text(start, node.start_byte)
                start = node.end_byte
                if node.type == "template_interpolation":
                    self._add(_Value(self._reader.inner(node)), node)
                else:
                    self._directive(node.children[0])
        self._text(start, end)

    def _text(self, start: int, end: int) -> None:
        if end > start:
            raw = self._reader.source[start:end].decode("utf-8", "replace")
            lines = raw.split("\n") if self._heredoc else [raw]
            texts = [f"{line}\n" for line in lines[:-1]] + lines[-1:]
            self.found += [unescaped(text, self._heredoc) for text in texts if text]

    def _add(self, token: _Token, node: tree_sitter.Node) -> None:
        text = self._reader.text(node)
        if text[2:3] == "~":
            self.found.append(_Trim(before=True))
        self.found.append(token)
        if text[-2:-1] == "~":
            self.found.append(_Trim(before=False))

    def _directive(self, node: tree_sitter.Node) -> None:
        """Add a directive, what is between its marks, and its marks."""
        place = 0
        kids = node.children
        for i, kid in enumerate(kids):
            if kid.type not in _MARKS:
                continue
            if i:
                self.read(kids[place + 1 : i], kids[place].end_byte, kid.start_byte)
            place = i
            self._add(self._mark(kid), kid)

    def _mark(self, node: tree_sitter.Node) -> _Token:
        if node.type == "template_if_intro":
            return _If(self._reader.inner(node))
        if node.type == "template_for_start":
            names = [self._reader.text(kid) for kid in node.children if kid.type == "identifier"]
            key = names[0] if len(names) > 1 else ""
            return _For(key, names[-1] if names else "", self._reader.inner(node))
        return _Mark(_MARKS[node.type])


_MARKS = {
    "template_if_intro": "if",
    "template_for_start": "for",
    "template_else_intro": "else",
    "template_if_end": "endif",
    "template_for_end": "endfor",
}


def _trimmed(flat: list[_Token | _Trim]) -> list[_Token]:
    """Return the tokens with the strip markers applied to the texts beside them."""
    found: list[_Token] = []
    strips = False
    for token in flat:
        if isinstance(token, _Trim):
            if token.before and found and isinstance(found[-1], str):
                found[-1] = found[-1].rstrip()
            strips = not token.before
            continue
        found.append(token.lstrip() if isinstance(token, str) and strips else token)
        strips = False
    return found


def _dedented(tokens: list[_Token]) -> list[_Token]:
    """Return the lines of a flush heredoc (`<<-`) without the blanks that all of them begin with.

    A line of blanks alone stays as it is and does not count, as in HCL's own parser.
    """
    starts: dict[int, int] = {}
    fresh, least = True, 1_000_000
    for i, token in enumerate(tokens):
        if fresh:
            text = token if isinstance(token, str) else ""
            rest = text.lstrip()
            if rest or not text.endswith("\n"):
                starts[i] = len(text) - len(rest)
                least = min(least, starts[i])
        fresh = isinstance(token, str) and token.endswith("\n")
    return [
        token[least:] if i in starts and isinstance(token, str) else token for i, token in enumerate(tokens)
    ]


def _tree(tokens: list[_Token], wraps: bool) -> Expression:
    """Return a template, or a literal. `"${x}"` alone is the value of x, not a text."""
    return _joined(_nested(tokens[::-1]), wraps)


def _joined(parts: list[Part], wraps: bool) -> Expression:
    if not wraps and len(parts) == 1 and not isinstance(parts[0], str | IfPart | ForPart):
        return parts[0]
    if all(isinstance(part, str) for part in parts):
        return Literal(unicodedata.normalize("NFC", "".join(map(str, parts))))
    return Template(tuple(parts))


def _nested(waiting: list[_Token], ends: tuple[str, ...] = ()) -> list[Part]:
    """Return the parts of the tokens up to a mark, which stays. `waiting` is in reverse order."""
    found: list[Part] = []
    while waiting:
        token = waiting[-1]
        if isinstance(token, _Mark) and token.word in ends:
            break
        waiting.pop()
        if isinstance(token, str):
            if token:
                found.append(token)
        elif isinstance(token, _Value):
            found.append(token.expression)
        elif isinstance(token, _If):
            then, otherwise = Template(tuple(_nested(waiting, ("else", "endif")))), Template(())
            if waiting and waiting.pop() == _Mark("else"):
                otherwise = Template(tuple(_nested(waiting, ("endif",))))
                del waiting[-1:]
            found.append(IfPart(token.condition, then, otherwise))
        elif isinstance(token, _For):
            body = Template(tuple(_nested(waiting, ("endfor",))))
            del waiting[-1:]
            found.append(ForPart(token.key, token.value, token.collection, body))
    return found
