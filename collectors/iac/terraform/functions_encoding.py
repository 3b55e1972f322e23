"""Terraform's functions of formats: JSON, YAML, CSV, base64, hashes, and `format`."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
import urllib.parse
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import yaml

from collectors.iac.terraform.kinds import (
    Budget,
    Named,
    NotKnown,
    Refused,
    TooMuch,
    boolean,
    first_unknown,
    number,
    number_text,
    reason,
    short,
    text,
    to_decimal,
)
from collectors.iac.values import REFERENCE, Unknown, cleaned, has_tokens

_JSON_ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)
_VERB = re.compile(r"%(?:%|([-+ #0]*)(\d*)(?:\.(\d+))?(?:\[(\d+)\])?([a-zA-Z]))")
_YAML_DEPTH, _YAML_NODES = 100, 50_000


def to_json(budget: Budget, value: Any) -> Any:
    """Return a value as JSON, with a hole, between quotes, for each value that is not known."""
    if isinstance(value, Unknown):
        return value
    found, size = [], 0
    for part in _json_parts(value, budget):
        found.append(part)
        size += len(part)
        if size > 1_000_000:
            raise TooMuch("the JSON has more than 1000000 characters")
    return "".join(found)


def _json_parts(value: Any, budget: Budget) -> Iterator[str]:
    budget.spend()
    if isinstance(value, dict):
        comma = "{"
        for key, one in sorted(value.items()):
            yield f"{comma}{_json_text(key)}:"
            yield from _json_parts(one, budget)
            comma = ","
        yield "}" if value else "{}"
    elif isinstance(value, list):
        comma = "["
        for one in value:
            yield comma
            yield from _json_parts(one, budget)
            comma = ","
        yield "]" if value else "[]"
    elif value is None or isinstance(value, bool):
        yield json.dumps(value)
    elif isinstance(value, int | float):
        yield number_text(value)
    else:
        yield _json_text(text(value))


def _json_text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).translate(_JSON_ESCAPES)


def from_json(budget: Budget, source: Any) -> Any:
    """Return the value of a JSON text."""
    if isinstance(source, Unknown):
        return source
    try:
        return numbers_in(json.loads(text(source)), budget)
    except (ValueError, RecursionError) as error:
        if isinstance(source, str) and has_tokens(source):
            return first_unknown(source, budget) or Unknown("the JSON is not known")
        raise Refused("the text is no JSON") from error


def numbers_in(value: Any, budget: Budget) -> Any:
    """Return a value of a JSON text with its numbers as Terraform has them: 1.0 is 1."""
    budget.spend()
    if isinstance(value, dict):
        return {key: numbers_in(one, budget) for key, one in value.items()}
    if isinstance(value, list):
        return [numbers_in(one, budget) for one in value]
    if isinstance(value, float):
        return number(repr(value))
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 10**150:
        raise TooMuch("the number has more than 150 digits")
    return value


def _from_yaml(source: str) -> Any:
    """Return the value of a YAML text. Raises `TooMuch` for anchors, and for too many nodes."""
    try:
        depth = 0
        for nodes, event in enumerate(yaml.parse(source, Loader=yaml.CSafeLoader)):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if isinstance(event, yaml.AliasEvent) or nodes > _YAML_NODES or depth > _YAML_DEPTH:
                raise TooMuch("the YAML has anchors, or is too large")
        root = yaml.compose(source, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise Refused("the text is no YAML") from error
    if root is None:
        raise Refused("the text has no value")
    return _yaml_value(root)


def _yaml_value(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {text(_yaml_value(key)): _yaml_value(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_yaml_value(one) for one in node.value]
    value, tag = str(node.value), node.tag.rpartition(":")[2]
    if tag == "str":
        return value
    if tag == "null":
        return None
    if tag == "bool" and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if tag in ("int", "float") and re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", value):
        return number(value)
    return Unknown(f"readers of YAML do not agree about {cleaned(value)[:40]}")


def _from_csv(source: str) -> list[dict[str, str]]:
    rows = list(csv.reader(io.StringIO(source)))
    if not rows:
        raise Refused("the text has no line of names")
    names = rows[0]
    return [dict(zip(names, row, strict=True)) for row in rows[1:] if row]


def format_text(budget: Budget, template: Any = None, *values: Any) -> Any:
    """Return a text with its verbs replaced (Terraform's `format`)."""
    if isinstance(template, Unknown):
        return template
    budget.spend(1 + len(values))
    left, used = list(values), 0

    def replaced(found: re.Match[str]) -> str:
        nonlocal used
        flags, width, precision, place, verb = found.groups()
        if found[0] == "%%":
            return "%"
        used = int(place) if place else used + 1
        if not 1 <= used <= len(left):
            raise Refused("format wants another number of arguments")
        return _verb(left[used - 1], flags, width, precision, verb, budget)

    made = _VERB.sub(replaced, text(template))
    if used < len(left) and "%[" not in text(template):
        raise Refused("format has more arguments than verbs")
    return short(made)


def _verb(value: Any, flags: str, width: str, precision: str | None, verb: str, budget: Budget) -> str:
    if int(width or 0) > 1000 or int(precision or 0) > 1000:
        raise TooMuch("the width is too large")
    if verb in "sv" and not (flags or width or precision):
        if isinstance(value, dict | list) or value is None:
            if verb == "s":
                raise Refused("the argument is no text")
            return str(text(to_json(budget, value)))
        return text(value)
    if found := first_unknown(value, budget):
        return text(found)
    shape = f"%{flags}{width}" + (f".{precision}" if precision is not None else "")
    if verb in "sv":
        as_json = isinstance(value, dict | list) or value is None or "#" in flags
        plain = str(to_json(budget, value) if as_json else text(value))
        return plain.zfill(int(width or 0)) if flags.startswith("0") else f"{shape}s" % plain
    if verb == "q":
        return f"%{flags}{width}s" % _json_text(text(value))
    if verb == "t":
        return text(boolean(value))
    if verb in "dxXob":
        whole = number(value)
        if isinstance(whole, float):
            raise Refused("the argument is no whole number")
        return f"{whole:b}".rjust(int(width or 0)) if verb == "b" else f"{shape}{verb}" % whole
    if verb == "f":
        return format(to_decimal(number(value)), f"{shape.replace('-', '<')[1:]}{'' if precision else '.6'}f")
    if verb in "eEgG":
        return f"{shape}{verb}" % number(value)
    raise Refused("format has no such verb")


def format_list(budget: Budget, template: Any = None, *values: Any) -> Any:
    """Return one text for each element of the lists among the values."""
    for value in (template, *values):
        if isinstance(value, Unknown):
            return value
        if isinstance(value, str) and REFERENCE.fullmatch(value):  # it may stand for a list
            return Unknown(reason(value))
    lengths = {len(value) for value in values if isinstance(value, list)}
    if len(lengths) > 1:
        raise Refused("the lists have different lengths")
    count = lengths.pop() if lengths else 1
    rows = [[one[i] if isinstance(one, list) else one for one in values] for i in range(count)]
    return [format_text(budget, template, *row) for row in rows]


def join(budget: Budget, separator: Any, *lists: Any) -> Any:
    """Return the elements of lists as one text."""
    found: list[str] = []
    for one in lists:
        if isinstance(one, Unknown | Named):
            return Unknown(one.why)
        if isinstance(one, str) and has_tokens(one):
            raise NotKnown(Unknown(reason(one)))
        if not isinstance(one, list):
            raise Refused("join wants a list")
        budget.spend(len(one))
        found += map(text, one)
    if sum(map(len, found)) + len(found) * len(text(separator)) > 1_000_000:
        raise TooMuch("the text has more than 1000000 characters")
    return text(separator).join(found)


def _decode(source: str) -> str:
    try:
        return cleaned(base64.b64decode(source, validate=True).decode())
    except ValueError as error:
        raise Refused("the text is no base64 of a text") from error


def _hash(name: str, digest: bool = False) -> tuple[str, Any]:
    def run(source: str) -> str:
        made = hashlib.new(name, source.encode(), usedforsecurity=False)
        return base64.b64encode(made.digest()).decode() if digest else made.hexdigest()

    return "s", run


_NAMESPACES = {
    "dns": uuid.NAMESPACE_DNS,
    "url": uuid.NAMESPACE_URL,
    "oid": uuid.NAMESPACE_OID,
    "x500": uuid.NAMESPACE_X500,
}

TABLE: dict[str, tuple[str, Any]] = {
    "base64decode": ("s", _decode),
    "base64encode": ("s", lambda source: base64.b64encode(source.encode()).decode()),
    "base64sha256": _hash("sha256", digest=True),
    "base64sha512": _hash("sha512", digest=True),
    "csvdecode": ("s", _from_csv),
    "md5": _hash("md5"),
    "sha1": _hash("sha1"),
    "sha256": _hash("sha256"),
    "sha512": _hash("sha512"),
    "urlencode": ("s", lambda source: urllib.parse.quote_plus(source)),
    "uuidv5": ("ss", lambda space, name: str(uuid.uuid5(_NAMESPACES.get(space) or uuid.UUID(space), name))),
    "yamldecode": ("s", _from_yaml),
}

AWARE: dict[str, Callable[..., Any]] = {
    "format": format_text,
    "formatlist": format_list,
    "join": join,
    "jsondecode": from_json,
    "jsonencode": to_json,
}
