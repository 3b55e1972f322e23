"""Write policies/capabilities.json: the built-ins that a policy may call, in OPA's own form.

    opa capabilities --current | .venv/bin/python scripts/capabilities.py

A built-in is allowed if OPA and regorus both have it and give the same result. Built-ins
that read the network, the clock, the environment or random numbers are not allowed, nor those that
print (`print`, `trace`). Nor is Rego syntax that only one engine parses.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parent.parent / "policies" / "capabilities.json"

OPERATORS = """
    assign eq equal neq lt lte gt gte plus minus mul div rem and or internal.member_2 internal.member_3
"""

FUNCTIONS = """
    abs ceil floor round max min sum product count sort
    concat contains endswith format_int indexof indexof_n lower replace split sprintf startswith substring
    trim trim_left trim_prefix trim_right trim_space trim_suffix upper
    strings.any_prefix_match strings.any_suffix_match strings.reverse
    is_array is_boolean is_null is_number is_object is_set is_string to_number type_name
    intersection union walk
    array.concat array.reverse array.slice
    base64.encode base64url.encode base64url.encode_no_pad
    hex.decode hex.encode
    bits.and bits.lsh bits.negate bits.or bits.rsh bits.xor
    graph.reachable graph.reachable_paths
    json.marshal json.unmarshal
    net.cidr_contains net.cidr_is_valid
    numbers.range numbers.range_step
    object.filter object.get object.keys object.remove object.union object.union_n
    regex.find_all_string_submatch_n regex.find_n regex.match regex.replace
    time.clock time.date time.diff time.parse_duration_ns time.parse_rfc3339_ns time.weekday
"""


def main() -> None:
    """Read OPA's capabilities from stdin and write the part of them that is allowed."""
    offered = {builtin["name"]: builtin for builtin in json.load(sys.stdin)["builtins"]}
    names = sorted({*OPERATORS.split(), *FUNCTIONS.split()})
    if lacking := [name for name in names if name not in offered]:
        sys.exit(f"this OPA has no {', '.join(lacking)}")
    # OPA's documentation describes the built-ins. Only their names and types are needed here.
    builtins = [
        _without_words(
            {key: offered[name][key] for key in ("name", "decl", "infix", "relation") if key in offered[name]}
        )
        for name in names
    ]
    lines = ",\n".join(f"    {json.dumps(builtin, separators=(',', ':'))}" for builtin in builtins)
    TARGET.write_text(
        f'{{\n  "builtins": [\n{lines}\n  ],\n  "future_keywords": [],\n'
        '  "features": ["rego_v1"],\n  "allow_net": []\n}\n'
    )


def _without_words(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_words(inner) for key, inner in value.items() if key != "description"}
    return [_without_words(inner) for inner in value] if isinstance(value, list) else value


if __name__ == "__main__":
    main()
