"""Write policies/capabilities.json from OPA's own list (`opa capabilities --current`, on standard input) and the names below.

On the list is what is pure, what both engines do alike, and what a policy needs. Off it: network, clock, chance, environment, tracing, secrets, and what
regorus lacks or does otherwise (FACTS: crypto, net.cidr_merge, net.cidr_intersects, template strings).
"""

from __future__ import annotations

import sys
from pathlib import Path

import orjson

NAMES = """
abs and array.concat array.reverse array.slice assign ceil concat contains count div endswith eq equal floor format_int
graph.reachable gt gte indexof internal.member_2 internal.member_3 intersection is_array is_boolean is_null is_number is_object is_set
is_string json.filter json.is_valid json.patch json.remove lower lt lte max min minus mul neq net.cidr_contains net.cidr_is_valid numbers.range
object.filter object.get object.keys object.remove object.subset object.union or plus product regex.is_valid regex.match regex.replace regex.split
rem replace round sort split sprintf startswith strings.any_prefix_match strings.any_suffix_match strings.reverse
substring sum time.add_date time.parse_rfc3339_ns to_number trim trim_left trim_prefix trim_right trim_space trim_suffix type_name union upper walk
""".split()
TARGET = Path(__file__).resolve().parent.parent / "policies" / "capabilities.json"


def main() -> None:
    """Keep the listed built-ins with OPA's declarations of them."""
    known = {builtin["name"]: builtin for builtin in orjson.loads(sys.stdin.buffer.read())["builtins"]}
    if missing := [name for name in NAMES if name not in known]:
        sys.exit(f"this OPA does not have {', '.join(missing)}")
    content = {"builtins": [known[name] for name in NAMES], "future_keywords": [], "features": ["rego_v1"]}
    TARGET.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE))


if __name__ == "__main__":
    main()
