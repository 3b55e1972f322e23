"""Turn the objects of sarif-om into JSON.

jschema-to-python, for which the classes were made, takes a hundred times as long.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import attr

# Written even with the default value, because some readers expect them.
_SAID = frozenset({"results", "rule_index", "level"})


def members(value: Any) -> dict[str, Any]:
    """Return the members of an object of sarif-om by their names in JSON, as orjson asks for them.

    Attributes with the default value are left out. Raises `TypeError` for another kind of object.
    """
    kind: Any = type(value)
    return {
        written: found
        for name, written, default in _fields(kind)
        if (found := getattr(value, name)) is not None and (found != default or name in _SAID)
    }


@cache
def _fields(kind: Any) -> list[tuple[str, str, Any]]:
    """Return (attribute, name in JSON, default) of each attribute of a class."""
    if not attr.has(kind):
        raise TypeError
    return [(one.name, one.metadata["schema_property_name"], _default(one)) for one in attr.fields(kind)]


def _default(one: Any) -> Any:
    default = one.default
    return default.factory() if isinstance(default, attr.Factory) else default  # type: ignore[arg-type]
