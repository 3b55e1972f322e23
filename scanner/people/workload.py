"""The `workload` section of the configuration: what belongs to the workload, where no API says so.

An account's entry overrides the file's, key by key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scanner.people.files import Schema
from scanner.people.parts import PATTERNS, TEXT, heading, mapping

_NAMES = (
    "functions",
    "state_machines",
    "apis",
    "api_domains",
    "sagemaker",
    "vpcs",
    "prompts",
    "metric_namespaces",
    "emr",
    "batch",
    "claude_workspaces",
)


def workload_schema(regions: Schema) -> dict[str, Any]:
    """Return the schema of the section. `regions` is that of a list of Regions."""
    return heading(
        {
            "regions": regions,
            "counterpart_tag": TEXT,
            **dict.fromkeys(_NAMES, PATTERNS),
            "feedback": mapping({"stores": PATTERNS, "metrics": PATTERNS}),
            "prompt_repository": TEXT,
            "delivery_pipeline": TEXT,
            "iac": mapping({"tag_keys": PATTERNS, "state": TEXT}),
            "environments": {"type": "object", "additionalProperties": TEXT},
        }
    )


def merged(everywhere: Mapping[str, Any] | None, own: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the section for an account: its own keys, and the others of the file."""
    return {key: value for key, value in {**(everywhere or {}), **(own or {})}.items() if value is not None}
