"""The intrinsic functions that compute with values alone.

Each takes its argument resolved, and returns a value as in `values.py`. It raises `Refused` for
what CloudFormation would refuse. Source: "Intrinsic function reference" in the user guide of
CloudFormation, and "AWS::LanguageExtensions transform" for Length and ToJsonString.
"""

from __future__ import annotations

import base64
import ipaddress
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from collectors.iac.cloudformation.nodes import Node
from collectors.iac.values import HOLE, REFERENCE, Unknown, cleaned, has_tokens, hole, is_plain

MAX_CIDRS = 256
"""The most networks that Fn::Cidr returns."""

MAX_TEXT = 1_000_000
"""The longest text that a function may make: a template has one megabyte at most."""

_TOKEN = re.compile(f"{REFERENCE.pattern}|{HOLE.pattern}")
_DYNAMIC = re.compile(r"\{\{resolve:([a-z-]*)[^{}]*\}\}")
_ONE_VALUE = re.compile("Ref|(?:.*[.])?(?:Arn|[A-Za-z]*Id|[A-Za-z]*Name)")


def later(*values: Any) -> Unknown:
    """Return why a function cannot compute with texts, at least one of which has a token."""
    for value in values:
        if has_tokens(value):
            if found := HOLE.search(value):
                return Unknown(found[1])
            if found := REFERENCE.search(value):
                name = f"{found[1]}.{found[2]}".removesuffix(".Ref")
                return Unknown(f"{name} is known after deployment only")
    return Unknown("a part is known after deployment only")


class Refused(Exception):
    """What CloudFormation would refuse, in words that follow the name of a function."""


def number_text(value: float) -> str:
    """Return a number as CloudFormation writes it into a text."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def text_of(value: Any) -> str:
    """Return a scalar as a part of a text. Raises `Refused` for a list or a map."""
    if isinstance(value, Unknown):
        return hole(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, str):
        return value
    raise Refused("a list or a map stands where a text is needed")


def made(text: str) -> Any:
    """Return a text that a function made, or Unknown if nothing of it is known.

    A dynamic reference becomes a hole: CloudFormation resolves it when it deploys.
    """
    if len(text) > MAX_TEXT:
        raise Refused("the text is too long")
    if "{{resolve:" in text:
        text = _DYNAMIC.sub(lambda found: hole(_dynamic(found[1])), text)
    if (found := HOLE.fullmatch(text)) is not None:
        return Unknown(found[1])
    return text


def _dynamic(service: str) -> Unknown:
    return Unknown(f"a dynamic reference to {cleaned(service)}")


def join(argument: Any) -> Any:
    """Fn::Join: [delimiter, list]."""
    delimiter, values = _several(argument, 2)
    if isinstance(values, Unknown):
        return values
    if has_tokens(values):  # an attribute that is a list
        return later(values)
    if not isinstance(delimiter, str) or not isinstance(values, list):
        raise Refused("needs a delimiter and a list")
    return made(delimiter.join(text_of(value) for value in values))


def select(argument: Any) -> Any:
    """Fn::Select: [index, list]. What stands before an element may be left out if not known."""
    index, values = _several(argument, 2)
    for one in (index, values):
        if isinstance(one, Unknown):
            return one
    if has_tokens(index) or has_tokens(values):
        return later(index, values)
    if not isinstance(values, list):
        raise Refused("needs a list")
    try:
        place = int(index)
    except (TypeError, ValueError):
        raise Refused("the index is no number") from None
    for value in values[: max(place, 0)]:
        if isinstance(value, Unknown):
            return value
    if not 0 <= place < len(values):
        raise Refused("the list has no such element")
    return values[place]


def split(argument: Any) -> Any:
    """Fn::Split: [delimiter, text]."""
    delimiter, text = _several(argument, 2)
    if isinstance(text, Unknown):
        return text
    if not isinstance(delimiter, str) or not delimiter or not isinstance(text, str):
        raise Refused("needs a delimiter and a text")
    return parts(text, delimiter)


def parts(text: str, delimiter: str) -> list[Any]:
    """Return the parts of a text. From the first part on that is not known, all is one Unknown.

    A token may stand for a text with the delimiter. Only an id, an ARN or a name has no comma.
    """
    found: list[Any] = [""]
    place = 0
    for token in _TOKEN.finditer(text):
        _extend(found, text[place : token.start()], delimiter)
        place = token.end()
        if delimiter != "," or token[1] is None or not _ONE_VALUE.fullmatch(token[2]):
            found[-1] = later(token[0])
            return found
        found[-1] += token[0]
    _extend(found, text[place:], delimiter)
    return found


def _extend(found: list[Any], text: str, delimiter: str) -> None:
    first, *more = text.split(delimiter)
    found[-1] += first
    found += more


def encode(argument: Any) -> Any:
    """Fn::Base64: text."""
    if isinstance(argument, Unknown):
        return argument
    text = text_of(argument)
    return later(text) if has_tokens(text) else base64.b64encode(text.encode()).decode()


def cidr(argument: Any) -> Any:
    """Fn::Cidr: [block, count, bits of a host]."""
    if isinstance(argument, list) and len(argument) == 2:
        argument = [*argument, 8]
    for one in (values := _several(argument, 3)):
        if isinstance(one, Unknown):
            return one
        if has_tokens(one):
            return later(one)
    try:
        block, count, bits = ipaddress.ip_network(str(values[0])), int(values[1]), int(values[2])
        length = block.max_prefixlen - bits
        if not 1 <= count <= MAX_CIDRS or not block.prefixlen <= length <= block.max_prefixlen:
            raise Refused("the block has not so many networks")
        if count > 2 ** (length - block.prefixlen):
            raise Refused("the block has not so many networks")
        networks = block.subnets(new_prefix=length)
        return [str(next(networks)) for _ in range(count)]
    except (TypeError, ValueError):
        raise Refused("needs a block and two numbers") from None


def to_json(argument: Any) -> Any:
    """Fn::ToJsonString: map or list. What is not known becomes a hole in quotes."""
    if isinstance(argument, Unknown):
        return argument
    if has_tokens(argument):
        return later(argument)
    if not isinstance(argument, dict | list):
        raise Refused("needs a map or a list")
    return made(json.dumps(argument, default=text_of, ensure_ascii=False, separators=(",", ":")))


def length(argument: Any) -> Any:
    """Fn::Length: list."""
    if isinstance(argument, Unknown):
        return argument
    if has_tokens(argument):
        return later(argument)
    if not isinstance(argument, list):
        raise Refused("needs a list")
    for one in argument:
        if isinstance(one, Unknown):
            return one
    return len(argument)


def zones(argument: Any) -> Any:
    """Fn::GetAZs: Region."""
    return Unknown("the Availability Zones of a Region")


def exported(argument: Any) -> Any:
    """Fn::ImportValue: name of an export."""
    name = f" {argument}" if isinstance(argument, str) and is_plain(argument) else ""
    return Unknown(f"the export{name} of another stack")


PURE: dict[str, Callable[[Any], Any]] = {
    "Fn::Join": join,
    "Fn::Select": select,
    "Fn::Split": split,
    "Fn::Base64": encode,
    "Fn::Cidr": cidr,
    "Fn::ToJsonString": to_json,
    "Fn::Length": length,
    "Fn::GetAZs": zones,
    "Fn::ImportValue": exported,
}


def substituted(text: str, value_of: Callable[[str], Any]) -> Any:
    """Return a text of Fn::Sub with the value of each variable. `${!Name}` stays `${Name}`."""
    found = "".join(_pieces(text, value_of))
    return made(found)


def _pieces(text: str, value_of: Callable[[str], Any]) -> Iterator[str]:
    place = 0
    for variable in re.finditer(r"\$\{([^{}]*)\}", text):
        yield text[place : variable.start()]
        place = variable.end()
        name = variable[1]
        yield "${" + name[1:] + "}" if name.startswith("!") else text_of(value_of(name))
    yield text[place:]


def equal(left: Any, right: Any) -> bool | Unknown:
    """Fn::Equals. A reference to a resource is never empty, and is equal to itself."""
    for one in (left, right):
        if isinstance(one, Unknown):
            return one
    if has_tokens(left) or has_tokens(right):
        if left == right and not (HOLE.search(left) or HOLE.search(right)):
            return True
        if (left == "" and not _may_be_empty(right)) or (right == "" and not _may_be_empty(left)):
            return False
        return later(left, right)
    if not is_plain(left) or not is_plain(right):
        return later()
    if isinstance(left, dict | list) or isinstance(right, dict | list):
        return bool(left == right)
    return text_of(left) == text_of(right)


def _may_be_empty(text: str) -> bool:
    return not HOLE.sub("", text)


def nodes(argument: Node, count: int) -> list[Node]:
    """Return the parts of an argument that is a list of this length. Raises `Refused`."""
    if not isinstance(argument.value, list) or len(argument.value) != count:
        raise Refused(f"needs {count} values")
    return argument.value


def _several(argument: Any, count: int) -> list[Any]:
    if not isinstance(argument, list) or len(argument) != count:
        raise Refused(f"needs {count} values")
    return argument
