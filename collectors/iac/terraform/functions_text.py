"""Terraform's functions of texts, of paths, and regular expressions."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Callable
from functools import partial
from typing import Any

from collectors.iac.terraform.kinds import Refused, TooMuch, short

_CLASSES = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "digit": "0-9",
    "lower": "a-z",
    "upper": "A-Z",
    "punct": r"!-/:-@\[-`{-~",
    "space": r"\t\n\v\f\r ",
    "word": r"0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
}
_MOST_STEPS = 10_000_000


def pattern(source: str, subject: str) -> re.Pattern[str]:
    """Return a regular expression of Go's syntax (RE2), if it takes few enough steps on a text.

    Python's engine goes back, so that a pattern of a stranger could take hours. Raises `Refused`,
    and `TooMuch` for a pattern that would, or that means something else in Python.
    """
    source = re.sub(r"\[:(\w+):\]", lambda found: _CLASSES.get(found[1], "]["), source)
    if re.search(r"\(\?(<[=!]|[=!#(]|P[=>])|\\[1-9]", source):
        raise Refused("the regular expression has no such syntax")
    if re.search(r"\\[pPQCE]|\(\?[a-z]*U|\{,", source):
        raise TooMuch("the regular expression is not computed here")
    repeats, nested = _repeats(source)
    length = len(subject) + 1
    if (nested and length > 20) or (not nested and length ** (repeats + 1) > _MOST_STEPS and repeats > 1):
        raise TooMuch("the regular expression may take too many steps")
    if "(?m" not in source:
        source = re.sub(r"((?:^|[^\\])(?:\\\\)*)\$", r"\1\\Z", source)
    source = source.replace(r"\z", r"\Z")
    try:
        return re.compile(source, re.ASCII)
    except (re.error, OverflowError, RecursionError) as error:
        raise Refused("the regular expression is not valid") from error


def _repeats(source: str) -> tuple[int, bool]:
    """Return how often a pattern repeats without a limit, and whether a repeated group repeats."""
    bare = re.sub(r"\\.", "x", source, flags=re.S)
    bare = re.sub(r"\[\^?\]?[^\]]*\]", "x", bare)
    bare = bare.replace("(?", "(")
    repeats, nested = 0, False
    groups: list[bool] = []
    inside = False
    for found in re.finditer(r"\(|\)|\||\*|\+|\{\d*,\d*\}|\{\d+\}", bare):
        sign = found[0]
        if sign == "(":
            groups.append(inside)
            inside = False
        elif sign == ")":
            after = bare[found.end() : found.end() + 1]
            nested = nested or (inside and after in ("*", "+", "{"))
            inside = (groups.pop() if groups else False) or inside
        else:
            inside = True
            repeats += sign != "|"
    return repeats, nested


def _matched(found: re.Match[str]) -> Any:
    if found.re.groupindex:
        if len(found.re.groupindex) != found.re.groups:
            raise Refused("the regular expression has groups with names and without")
        return found.groupdict()
    return list(found.groups()) if found.re.groups else found[0]


def _regex(source: str, subject: str) -> Any:
    found = pattern(source, subject).search(subject)
    if found is None:
        raise Refused("the regular expression does not match")
    return _matched(found)


def _regex_all(source: str, subject: str) -> list[Any]:
    return [_matched(found) for found in pattern(source, subject).finditer(subject)]


def replace(subject: str, wanted: str, by: str) -> str:
    """Return a text with each occurrence replaced; `/.../` is a regular expression."""
    if len(wanted) < 2 or wanted[0] != "/" or wanted[-1] != "/":
        if len(subject) * (len(by) + 1) > 10_000_000:
            raise TooMuch("the text is too long")
        return short(subject.replace(wanted, by))
    return short(pattern(wanted[1:-1], subject).sub(lambda found: _filled(by, found), subject))


def _filled(by: str, match: re.Match[str]) -> str:
    """Return a replacement with `$1`, `${1}` and `${name}` filled in as Go does."""

    def group(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        if found[0] == "$$":
            return "$"
        if name.isdigit():
            return (match[int(name)] or "") if int(name) <= match.re.groups else ""
        return (match[name] or "") if name in match.re.groupindex else ""

    return re.sub(r"\$\$|\$\{(\w+)\}|\$(\w+)", group, by)


def single(text: str) -> str:
    """Return a text if each of its characters is one letter. Raises `TooMuch` for others.

    Terraform counts what people see as one letter, which may be several characters.
    """
    kinds = ("Mn", "Mc", "Me", "Cf")
    if not text.isascii() and any(unicodedata.category(one) in kinds or one > "\uffff" for one in text):
        raise TooMuch("the text has letters of several characters")
    return text


def _each(change: Callable[[str], str], text: str) -> str:
    """Return a text with each character changed, except where that gives several ones."""
    return "".join(made if len(made := change(one)) == 1 else one for one in text)


def _title(text: str) -> str:
    return re.sub(r"(?<![^\W])(\w)", lambda found: found[1].upper(), text)


def _substr(text: str, offset: int, length: int) -> str:
    single(text)
    if offset < 0:
        offset = max(0, offset + len(text))
    return text[offset:] if length < 0 else text[offset : offset + length]


def _indent(spaces: int, text: str) -> str:
    if spaces > 1000:
        raise TooMuch("the indent is too wide")
    return short(text.replace("\n", "\n" + " " * spaces))


def _split(separator: str, text: str) -> list[str]:
    return text.split(separator) if separator else list(text)


def _dirname(path: str) -> str:
    return posixpath.normpath(posixpath.dirname(path) or ".") if path else "."


def _basename(path: str) -> str:
    return posixpath.basename(path.rstrip("/")) or ("/" if path else ".")


TABLE: dict[str, tuple[str, Any]] = {
    "basename": ("s", _basename),
    "chomp": ("s", lambda text: re.sub(r"(\r\n?|\n)+\Z", "", text)),
    "dirname": ("s", _dirname),
    "endswith": ("ss", str.endswith),
    "indent": ("ns", _indent),
    "lower": ("s", partial(_each, str.lower)),
    "regex": ("ss", _regex),
    "regexall": ("ss", _regex_all),
    "replace": ("sss", replace),
    "split": ("ss", _split),
    "startswith": ("ss", str.startswith),
    "strcontains": ("ss", lambda text, wanted: wanted in text),
    "strrev": ("s", lambda text: single(text)[::-1]),
    "substr": ("snn", _substr),
    "title": ("s", _title),
    "trim": ("ss", lambda text, characters: text.strip(characters) if characters else text),
    "trimprefix": ("ss", str.removeprefix),
    "trimspace": ("s", str.strip),
    "trimsuffix": ("ss", str.removesuffix),
    "upper": ("s", partial(_each, str.upper)),
}
