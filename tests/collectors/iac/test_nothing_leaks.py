"""No prompt, environment value or secret of code enters a record: canaries in every argument."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest
from botocore.model import Shape

from collectors.iac.mapping.names import snake
from collectors.iac.mapping.rows import Row, rows
from collectors.iac.mapping.shown import Shown, members_of
from collectors.redaction import stored_in_clear
from tests.collectors.iac.stacks import declared, thing

CANARY = re.compile(r"CANARY[0-9]+Z")
ROWS = [pytest.param(row, id=row.type) for row in rows().values()]


class Canaries:
    """Makes a value for a shape in which each text is another canary."""

    def __init__(self) -> None:
        self._count = 0

    def one(self) -> str:
        """Return a canary that was not there before."""
        self._count += 1
        return f"CANARY{self._count}Z"

    def of(self, shape: Shape, above: tuple[str, ...] = ()) -> Any:
        """Return a value of a shape. A document of any form, and a map, have canaries too."""
        if shape.name in above:  # a structure inside one of the same shape is stored in the same way
            return None
        above = (*above, shape.name) if shape.type_name == "structure" else above
        if shape.type_name == "structure" and not shape.is_document_type:
            return {snake(name): self.of(inner, above) for name, inner in shape.members.items()}
        if shape.type_name == "list":
            return [self.of(shape.member, above)]
        if shape.type_name in ("map", "structure"):
            return {self.one(): self.one()}
        return {"boolean": True, "integer": 1, "long": 1, "float": 0.5, "double": 0.5}.get(
            shape.type_name, self.one()
        )


def canaries_in(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield (path, canary) of each canary in a stored value. Names of maps count as their map."""
    if isinstance(value, str):
        yield from ((path, found) for found in CANARY.findall(value))
    elif isinstance(value, list):
        for one in value:
            yield from canaries_in(one, f"{path}[]")
    elif isinstance(value, dict):
        for key, one in value.items():
            if CANARY.search(key):
                yield path, key
            yield from canaries_in(one, path if CANARY.search(key) else f"{path}.{key}".lstrip("."))


def is_clear(shown: Shown, path: str) -> bool:
    """Return whether an account shows a value at a path in clear too."""
    clear = stored_in_clear(shown.collector.service, shown.row)
    documents = (*shown.row.policies, *shown.row.documents, *shown.row.outlines, *shown.row.extracts)
    return path in clear or any(path.startswith(one) for one in documents)


@pytest.mark.parametrize("row", ROWS)
def test_only_what_an_account_shows_in_clear_is_in_clear(row: Row) -> None:
    made = Canaries()
    members = members_of(row.type)
    given = {snake(name): made.of(shown.shape) for name, shown in members.items() if not shown.whole}
    found = declared(thing(row.type, "A", **given))
    records = [one for one in found.resources if one.type == row.type]

    assert all(not CANARY.search(gap.message) for gap in found.gaps)
    for record in records:
        for name, value in record.properties.items():
            shown = members.get(name)
            for path, canary in canaries_in(value, shown.path if shown else name):
                assert shown, f"{canary} is at {path}"
                assert is_clear(shown, path), f"{canary} is in clear at {path}"
        bare = json.dumps({**asdict(record), "properties": {}, "tags": {}, "source": None})
        seen = {canary for _, canary in canaries_in(record.properties, "")}
        assert {*CANARY.findall(bare)} <= seen


SECRET = "hunter2-is-my-password"


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        ("aws_bedrockagent_agent", {"agent_name": "a", "instruction": SECRET}),
        (
            "aws_bedrockagent_agent",
            {
                "prompt_override_configuration": [
                    {"prompt_configurations": [{"base_prompt_template": SECRET}]}
                ]
            },
        ),
        ("aws_lambda_function", {"function_name": "f", "environment": [{"variables": {"TOKEN": SECRET}}]}),
        ("AWS::Lambda::Function", {"Environment": {"Variables": {"TOKEN": SECRET}}}),
        ("aws_bedrockagentcore_agent_runtime", {"environment_variables": {"TOKEN": SECRET}}),
        (
            "aws_rds_cluster",
            {"cluster_identifier": "c", "master_password": SECRET, "master_username": SECRET},
        ),
        ("AWS::RDS::DBCluster", {"MasterUserPassword": SECRET}),
        (
            "aws_bedrockagent_prompt",
            {"name": "p", "variant": [{"template_configuration": [{"text": [{"text": SECRET}]}]}]},
        ),
        ("aws_sagemaker_model", {"name": "m", "primary_container": [{"environment": {"TOKEN": SECRET}}]}),
        ("AWS::IAM::User", {"LoginProfile": {"Password": SECRET}}),
        ("aws_bedrock_guardrail", {"name": "g", "blocked_outputs_messaging": SECRET, "description": SECRET}),
    ],
)
def test_a_secret_is_redacted(kind: str, arguments: dict[str, Any]) -> None:
    found = declared(thing(kind, "A", **arguments))

    assert found.resources
    assert SECRET not in json.dumps([[asdict(one) for one in found.resources], [*map(str, found.gaps)]])
