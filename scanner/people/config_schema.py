"""The JSON Schema of the configuration file `genai-lens.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from collectors import COLLECTORS
from collectors.records import REGION
from scanner.catalog.controls import Catalog
from scanner.catalog.lens import SEVERITIES
from scanner.people.files import Schema
from scanner.people.parts import (
    ACCOUNT_ID,
    DRAFT,
    MOST_ELEMENTS,
    PATTERN,
    REASON,
    SEEN,
    TEXT,
    heading,
    mapping,
)
from scanner.people.workload import workload_schema
from scanner.yaml_files import MOST_INTEGER

A_REGION = "the name of a Region that AWS has"
_SEVERITY = {
    **mapping(
        {
            "severity": {"enum": list(SEVERITIES), "description": f"one of {', '.join(SEVERITIES)}"},
            "reason": REASON,
        }
    ),
    "required": ["severity", "reason"],
    "description": "a mapping with a severity and a reason",
}
_TAGS = {
    "type": "object",
    "minProperties": 1,
    "maxProperties": 50,
    "additionalProperties": TEXT,
    "description": "one to fifty tags, as KEY: VALUE",
}
_LEAVE_OUT = {
    "type": ["array", "null"],
    "maxItems": MOST_ELEMENTS,
    "description": "a list of tags, each with a reason",
    "items": {**mapping({"tags": _TAGS, "reason": REASON}), "required": ["tags", "reason"]},
}
_SIGNS = sorted(
    {name for c in COLLECTORS for row in c.rows for kind in row.signs.values() for name in kind.phrases}
)
_PHRASES = {
    "type": ["array", "null"],
    "maxItems": 50,
    "description": "a list of phrases of 3 to 200 characters",
    "items": {"type": "string", "minLength": 3, "maxLength": 200, "pattern": SEEN, "description": "a phrase"},
}
_FILE = {**TEXT, "pattern": SEEN, "description": "the path of a file, from the folder of this one"}


def schema(catalog: Catalog, known: Iterable[str] = ()) -> Schema:
    """Return the JSON Schema of the file, with every control and parameter of the catalog.

    Old ids of a control (`aliases`) are valid. So are keys without a value, which are null in YAML.
    `known` are the Regions that AWS has; without them, every name that a Region could have is
    valid.
    """
    region: Schema = {"enum": sorted(known)} if known else {"pattern": f"^(?:{REGION.pattern})$"}
    regions = {
        "type": ["array", "null"],
        "maxItems": MOST_ELEMENTS,
        "items": {"type": "string", **region, "description": A_REGION},
        "description": "a list of names of Regions",
    }
    named = catalog.named
    common = {
        "params": heading(
            {name: mapping(_parameters(control.meta.params)) for name, control in named.items()}
        ),
        "regions": regions,
        "switched_off": heading(dict.fromkeys(named, REASON)),
        "severities": heading(dict.fromkeys(named, _SEVERITY)),
        "leave_out": _LEAVE_OUT,
        "workload": workload_schema(regions),
    }
    accounts = {
        "type": ["object", "null"],
        "propertyNames": ACCOUNT_ID,
        "additionalProperties": heading({"name": TEXT, **common}),
    }
    files = {"attestations": _FILE, "waivers": _FILE, "signs": heading(dict.fromkeys(_SIGNS, _PHRASES))}
    return {
        "$schema": DRAFT,
        "title": "genai-lens.yaml",
        **mapping({**common, **files, "accounts": accounts}),
    }


def _parameters(defaults: Mapping[str, Any]) -> dict[str, Schema]:
    """Return the schema of each parameter: the type of its default. An integer is also a number."""
    return {name: {**_kind_of(value), "default": value} for name, value in defaults.items()}


def _kind_of(value: Any) -> Schema:
    if isinstance(value, bool):
        return {"type": "boolean"}
    if isinstance(value, (int, float)):
        kind = "integer" if isinstance(value, int) else "number"
        return {"type": kind, "minimum": -MOST_INTEGER, "maximum": MOST_INTEGER}
    if isinstance(value, list):
        return {"type": "array", "maxItems": MOST_ELEMENTS, "items": _kind_of(value[0] if value else "")}
    if isinstance(value, dict):
        return {"type": "object", "maxProperties": MOST_ELEMENTS}
    return PATTERN
