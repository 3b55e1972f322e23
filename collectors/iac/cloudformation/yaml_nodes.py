"""Reads YAML 1.1 as CloudFormation does, with lines and limits.

libyaml's events make the tree, not its composer: nothing recurses, and a bomb of aliases stops at
the limit. The short tags of functions are those of "Intrinsic function reference" in the user guide
of CloudFormation. Aliases and merge keys are read too: `aws cloudformation package` and SAM resolve
them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import yaml

from collectors.iac.cloudformation.nodes import NULL, Builder, Node, Unreadable
from collectors.iac.values import Unknown, cleaned

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVERS = yaml.SafeLoader.yaml_implicit_resolvers
_CONSTRUCTOR = yaml.SafeLoader("")
_STANDARD = "tag:yaml.org,2002:"


def read_yaml(text: str) -> Node:
    """Return the tree of the one document in a text. Raises `Unreadable`."""
    builder = Builder()
    lines = text.split("\n")
    documents = 0
    events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
    try:
        for event in events:
            documents += isinstance(event, yaml.DocumentStartEvent)
            if documents > 1:
                raise Unreadable("more than one document", event.start_mark.line + 1)
            _take(builder, event, lines)
    except yaml.YAMLError as error:
        raise _unreadable(error) from error
    if builder.root is None:
        raise Unreadable("no content")
    return builder.root


def _unreadable(error: Any) -> Unreadable:
    mark = getattr(error, "problem_mark", None)
    words = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
    return Unreadable(f"no YAML: {cleaned(str(words))}", mark.line + 1 if mark else 0)


def _take(builder: Builder, event: Any, lines: list[str]) -> None:
    kind = event.__class__  # cheaper than isinstance, and this runs for each value
    if kind is yaml.ScalarEvent:
        first = event.start_mark.line + 1
        if builder.wants_key:
            builder.scalar(event.value, first, event.end_mark.line + 1, "", event.anchor)
        else:
            value, tag = _scalar(event)
            builder.scalar(value, first, _last_line(event, first, lines), tag, event.anchor)
    elif kind is yaml.MappingStartEvent:
        builder.begin({}, event.start_mark.line + 1, _short(event.tag), event.anchor)
    elif kind is yaml.SequenceStartEvent:
        builder.begin([], event.start_mark.line + 1, _short(event.tag), event.anchor)
    elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
        # The end of a block has no sign, so its mark stands at what follows.
        first, last = event.start_mark, event.end_mark
        flow = (last.line, last.column) != (first.line, first.column)
        builder.finish(last.line + 1 if flow else 0)
    elif kind is yaml.AliasEvent:
        builder.alias(event.anchor, event.start_mark.line + 1)


def _short(tag: str | None) -> str:
    """Return the name of a function that a tag such as `!Sub` stands for."""
    return tag[1:] if tag and tag.startswith("!") else ""


def _last_line(event: Any, start: int, lines: list[str]) -> int:
    """Return the last line of a scalar. A block scalar ends below the empty lines after it."""
    end = event.end_mark.line + 1
    if event.style == "|" or event.style == ">":
        end = min(end - (event.end_mark.column == 0), len(lines))
        while end > start and not lines[end - 1].strip():
            end -= 1
    return int(end) if event.value or event.style else start


def _scalar(event: Any) -> tuple[Any, str]:
    """Return (value, short tag) of a scalar. A date stays a text: CloudFormation has no dates."""
    tag = event.tag
    if not tag:
        return (event.value if event.style else _plain(event.value)), ""
    if tag.startswith(_STANDARD):
        return _constructed(tag, event.value), ""
    return event.value, _short(tag)


def _plain(text: str) -> Any:
    for tag, pattern in _RESOLVERS.get(text[:1], ()):
        if pattern.match(text):
            return _constructed(tag, text)
    return text


def _constructed(tag: str, text: str) -> Any:
    kind = tag.removeprefix(_STANDARD)
    if kind in ("str", "timestamp", "value", "merge"):
        return text
    if kind == "null":
        return NULL
    construct = {
        "bool": _CONSTRUCTOR.construct_yaml_bool,
        "int": _CONSTRUCTOR.construct_yaml_int,
        "float": _CONSTRUCTOR.construct_yaml_float,
    }.get(kind)
    if not construct:
        return Unknown(f"a value with the tag !!{cleaned(kind)}, which CloudFormation does not know")
    try:
        value = construct(yaml.ScalarNode(tag, text))
    except (ValueError, KeyError, IndexError, OverflowError):
        return text
    return text if isinstance(value, float) and not math.isfinite(value) else value
