"""Decide what of an answer is stored in clear, from botocore's model of the operation.

Numbers, booleans, times, enumerations, ids, ARNs and names are stored in clear. So are the strings,
maps and documents that the row of the table keeps. Everything else is redacted, and so is what the
model does not have. docs/stored-in-clear.md is generated from `stored_in_clear`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Protocol

import orjson
from botocore.model import Shape

from collectors.calls import rfc3339
from collectors.models import operation_model
from collectors.shapes import is_too_deep
from collectors.table import Extract, Outline, Row, Signs


class Redact(Protocol):
    """Returns what stands in the place of a value, with the signs that a control needs of it."""

    def __call__(self, value: Any, signs: Signs | None = None) -> Any:
        """Return it. `signs` says what of the value."""


ENUMERATION = "enumeration"
NAME = "id, ARN or name"
DOCUMENT = "document that controls judge"

_NAME = re.compile(r"(^|[a-z0-9])(Arn|ARN|Id|ID|Name|Region|Status|Type|Version)s?$")
_NAME_SHAPE = re.compile(r"(Arn|Id|Identifier)$")
_PERSON = re.compile(r"(actor|display|user)(id|name)$", re.IGNORECASE)
_ARN = re.compile(r"arn:aws[a-z-]*:[a-z0-9.-]+:")
_AWS_URL = re.compile(r"https://([a-z0-9.-]+\.(?:amazonaws\.com(?:\.cn)?|api\.aws))(?:[/:?].*)?", re.DOTALL)
_LONGEST_NAME = 512
"""Characters. A "name" that may be longer is a description, as those of event selectors are."""


def is_name(member: str, shape: Shape) -> bool:
    """Return whether a string is an id, an ARN or a name, by the name of its member and its shape.

    Regions, versions, types and states without an enumeration count too. Ids and names of people
    do not: a row keeps those of IAM users. Review docs/stored-in-clear.md when botocore changes: it
    lists what this rule selects.
    """
    named = member[:1].upper() + member[1:]
    if _PERSON.search(member):
        return False
    if named.endswith(("Name", "Names")) and (shape.metadata.get("max") or 0) > _LONGEST_NAME:
        return False
    return bool(_NAME.search(named) or _NAME_SHAPE.search(shape.name))


@dataclass(frozen=True, slots=True)
class Clear:
    """Why a part of an answer is stored in clear, and whether botocore marks it as sensitive."""

    reason: str
    sensitive: bool = False


class Part:
    """How to store one part of an answer. This class redacts every value."""

    def store(self, value: Any, redact: Redact) -> Any:
        """Return what is stored of `value`."""
        return redact(value)

    def clear(self) -> Iterator[tuple[str, Clear]]:
        """Yield (path, why) of each string, map and document in this part that is stored in clear.

        A path is relative to the part: names with dots before them, `[]` after the name of a list.
        """
        yield from ()


@dataclass(frozen=True, slots=True)
class _Signed(Part):
    """What is redacted, with signs of it beside the redaction."""

    signs: Signs

    def store(self, value: Any, redact: Redact) -> Any:
        return redact(value, self.signs)


@dataclass(frozen=True, slots=True)
class _Plain(Part):
    """A number, a boolean or a time."""

    kind: type | tuple[type, ...]

    def store(self, value: Any, redact: Redact) -> Any:
        return plain(value) if isinstance(value, self.kind) else redact(value)


@dataclass(frozen=True, slots=True)
class _Text(Part):
    """A string in clear."""

    why: Clear

    def store(self, value: Any, redact: Redact) -> Any:
        return plain(value) if isinstance(value, str) else redact(value)

    def clear(self) -> Iterator[tuple[str, Clear]]:
        yield "", self.why


@dataclass(frozen=True, slots=True)
class _Document(Part):
    """JSON in clear, as a string that is stored parsed, or as botocore parsed it."""

    why: Clear

    def store(self, value: Any, redact: Redact) -> Any:
        return _parsed(value) if isinstance(value, str) else plain(value)

    def clear(self) -> Iterator[tuple[str, Clear]]:
        yield "", self.why


@dataclass(frozen=True, slots=True)
class _Arn(Part):
    """A string that is in clear if it is an ARN."""

    why: Clear

    def store(self, value: Any, redact: Redact) -> Any:
        return plain(value) if _is_arn(value) else redact(value)

    def clear(self) -> Iterator[tuple[str, Clear]]:
        yield "", self.why


@dataclass(frozen=True, slots=True)
class _Outlined(Part):
    """JSON in a string, which is stored parsed, or a map: only what the outline has is in clear.

    `name` is the member that holds it. A string without JSON is redacted.
    """

    name: str
    outline: Outline
    why: Clear

    def store(self, value: Any, redact: Redact) -> Any:
        document = _parsed(value) if isinstance(value, str) else plain(value)
        if not isinstance(document, (dict, list)) or is_too_deep(document):
            return redact(value)
        return self._stored(self.name, document, redact)

    def _stored(self, name: str, value: Any, redact: Redact) -> Any:
        """Return what is stored of the value of a member that is read."""
        outline, names, maps = self.outline, self.outline.names, self.outline.maps
        if isinstance(value, list):
            return [self._stored(name, one, redact) for one in value]
        if not isinstance(value, dict):
            if name in names or (name in outline.arns and _is_arn(value)) or self._is_word(value):
                return value
            url = _AWS_URL.fullmatch(value) if name in outline.hosts and isinstance(value, str) else None
            return url[1] if url else redact(value)
        if name in maps:
            return {key: self._stored("", inner, redact) for key, inner in value.items()}
        read = {*names, *outline.arns, *outline.hosts, *maps}
        return {
            key: self._stored(key, inner, redact) if key in read or self._is_word(inner) else redact(inner)
            for key, inner in value.items()
        }

    def _is_word(self, value: Any) -> bool:
        return isinstance(value, str) and value in self.outline.words

    def clear(self) -> Iterator[tuple[str, Clear]]:
        yield "", self.why


@dataclass(frozen=True, slots=True)
class _Keyed(Part):
    """A map whose keys are in clear, and of whose structures an outline says what is."""

    inner: Part
    why: Clear

    def store(self, value: Any, redact: Redact) -> Any:
        if not isinstance(value, Mapping):
            return redact(value)
        return {plain(str(key)): self.inner.store(one, redact) for key, one in value.items()}

    def clear(self) -> Iterator[tuple[str, Clear]]:
        yield "", self.why


def _is_arn(value: Any) -> bool:
    return isinstance(value, str) and bool(_ARN.match(value))


@dataclass(frozen=True, slots=True)
class _Extracted(Part):
    """JSON in a string, or a map or document, of which an extract is stored.

    Of anything else, what is stored is empty.
    """

    extract: Extract
    sensitive: bool
    is_map: bool

    def store(self, value: Any, redact: Redact) -> Any:
        document = plain(value) if self.is_map else _parsed(value) if isinstance(value, str) else None
        return plain(self.extract.of(document)) if isinstance(document, (dict, list)) else ""

    def clear(self) -> Iterator[tuple[str, Clear]]:
        yield "", Clear(self.extract.reason, self.sensitive)


@dataclass(frozen=True, slots=True)
class _Structure(Part):
    """A structure. A member that the model does not have is redacted."""

    members: dict[str, Part] = field(default_factory=dict)

    def store(self, value: Any, redact: Redact) -> Any:
        if not isinstance(value, Mapping):
            return redact(value)
        members = self.members
        return {k: members[k].store(v, redact) if k in members else redact(v) for k, v in value.items()}

    def clear(self) -> Iterator[tuple[str, Clear]]:
        for name, part in self.members.items():
            for path, why in part.clear():
                yield f".{name}{path}", why


@dataclass(frozen=True, slots=True)
class _List(Part):
    element: Part

    def store(self, value: Any, redact: Redact) -> Any:
        element = self.element
        return [element.store(v, redact) for v in value] if isinstance(value, list) else redact(value)

    def clear(self) -> Iterator[tuple[str, Clear]]:
        for path, why in self.element.clear():
            yield f"[]{path}", why


@dataclass(frozen=True, slots=True)
class _Again(Part):
    """A structure inside a structure of the same shape, at any depth, and stored like that one."""

    outer: Part

    def store(self, value: Any, redact: Redact) -> Any:
        return self.outer.store(value, redact)


_PLAIN = {
    **dict.fromkeys(("integer", "long", "float", "double", "boolean"), _Plain((int, float))),
    "timestamp": _Plain(datetime),
}
_REDACTED = Part()


def part_of(service: str, row: Row) -> Part:
    """Return how the answer of a row is stored. `service` is boto3's name."""
    return _part_of(
        service,
        row.operation,
        tuple(row.keep.items()),
        tuple(row.arns.items()),
        tuple(row.outlines.items()),
        tuple(row.extracts.items()),
        tuple(row.signs.items()),
        (*row.policies, *row.documents),
    )


def stored_in_clear(service: str, row: Row) -> dict[str, Clear]:
    """Return path -> why of each string, map and document of an answer that is stored in clear."""
    return {path.removeprefix("."): why for path, why in part_of(service, row).clear()}


@cache
def _part_of(
    service: str,
    operation: str,
    keep: tuple[tuple[str, str], ...],
    arns: tuple[tuple[str, str], ...],
    outlines: tuple[tuple[str, Outline], ...],
    extracts: tuple[tuple[str, Extract], ...],
    signs: tuple[tuple[str, Signs], ...],
    parsed: tuple[str, ...],
) -> Part:
    """Return the part that the whole answer is. It is built once for each operation."""
    output = operation_model(service, operation).output_shape
    if not output:
        return _Structure()
    builder = _Builder(dict(keep), dict(arns), dict(outlines), dict(extracts), dict(signs), frozenset(parsed))
    return builder.part(output, "", "", False, {})


@dataclass(frozen=True, slots=True)
class _Builder:
    """Builds the parts of one answer.

    `keep` and `arns` are path -> reason, `outlines` path -> outline, `extracts` path -> extract,
    `signs` path -> signs, `parsed` paths of documents.
    """

    keep: Mapping[str, str]
    arns: Mapping[str, str]
    outlines: Mapping[str, Outline]
    extracts: Mapping[str, Extract]
    signs: Mapping[str, Signs]
    parsed: frozenset[str]

    def part(self, shape: Shape, path: str, name: str, sensitive: bool, above: Mapping[str, Part]) -> Part:
        """Return the part at `path`, whose member is called `name`.

        `sensitive` says whether botocore marks something around the part as sensitive. `above` are
        the structures that the part is in, by the names of their shapes.
        """
        sensitive = sensitive or bool(shape.metadata.get("sensitive"))
        kind = shape.type_name
        if path in self.parsed:
            return _Document(Clear(DOCUMENT, sensitive))
        if outline := self.outlines.get(path):
            found = sorted({*outline.names, *outline.arns, *outline.hosts})
            only = ", ".join([*found, *map(repr, outline.words)])
            why = Clear(f"{outline.reason}; only {only}", sensitive)
            if kind == "map" and shape.value.type_name == "structure":
                return _Keyed(self._outlined(shape.value, outline, why), why)
            return _Outlined(name, outline, why)
        if extract := self.extracts.get(path):
            return _Extracted(extract, sensitive, kind != "string")
        if kind in _PLAIN:
            return _PLAIN[kind]
        if kind == "structure" and not shape.is_document_type:
            if shape.name in above:
                return _Again(above[shape.name])
            made = _Structure()
            for member, inner in shape.members.items():
                below = f"{path}.{member}" if path else member
                made.members[member] = self.part(inner, below, member, sensitive, {**above, shape.name: made})
            return made
        if kind == "list":
            return _List(self.part(shape.member, f"{path}[]", name, sensitive, above))
        return self._leaf(shape, path, name, sensitive)

    def _outlined(self, shape: Shape, outline: Outline, why: Clear) -> Part:
        """Return the part of a structure in a map of which an outline says what is stored."""
        members: dict[str, Part] = {}
        for name, inner in shape.members.items():
            if name in outline.arns:
                members[name] = _Arn(why)
            elif name not in outline.names:
                members[name] = _REDACTED
            elif inner.type_name == "structure":
                members[name] = self._outlined(inner, outline, why)
            else:
                members[name] = _Text(why) if inner.type_name == "string" else _PLAIN[inner.type_name]
        return _Structure(members)

    def _leaf(self, shape: Shape, path: str, name: str, sensitive: bool) -> Part:
        """Return the part of a string, a blob, a map or a document of free JSON."""
        kept = self.keep.get(path)
        if reason := self.arns.get(path):
            return _Arn(Clear(reason, sensitive))
        if signs := self.signs.get(path):
            return _Signed(signs)
        if shape.type_name != "string":
            return _Document(Clear(kept, sensitive)) if kept else _REDACTED
        if kept:
            return _Text(Clear(kept, sensitive))
        if shape.enum:
            return _Text(Clear(ENUMERATION, sensitive))
        if is_name(name, shape) and not sensitive:
            return _Text(Clear(NAME))
        return _REDACTED


def plain(value: Any) -> Any:
    """Return `value` in JSON's types: times as RFC 3339, bytes as hex.

    What JSON cannot hold becomes text: numbers beyond 64 bits and unpaired surrogates.
    """
    if isinstance(value, Mapping):
        return {plain(str(k)): plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, int) and not isinstance(value, bool) and not -(2**63) <= value < 2**63:
        return str(value)
    return value


def _parsed(text: str) -> Any:
    """Return the JSON document in a string.

    If the string holds none, or one that is nested too deeply to be judged, return the string.
    """
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError:
        return plain(text)
    return plain(text if is_too_deep(document) else document)
