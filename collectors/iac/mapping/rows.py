"""The form of the table that says what a type of code becomes, and how to find a row of it.

Everything maps by name onto AWS's members (`names.py`, `shown.py`). A row has the exceptions alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from collectors.iac.values import Unknown

ARN = "{arn}"
"""Stands for the id of the record, in `gives` and in `fixed`."""

ACCOUNT, REGION = "{account}", "{region}"
"""Stand for the account and the Region of the record, in `fixed`."""

AFTERWARDS = Unknown("it is known only after it is applied")
"""The default of what AWS makes up, and controls read: a time, a number that grows."""

NO_ARGUMENT = Unknown("the provider has no argument for it")
"""The default of a member that code cannot set, where AWS has the setting all the same."""


class Same(str):
    """The name of a member whose value another member has too, in `fixed`."""


AWS, AWSCC, CLOUDFORMATION = "aws", "awscc", "cloudformation"


@dataclass(frozen=True, slots=True)
class Row:
    """What a type of code becomes.

    `type` is our type, which is CloudFormation's name, and so that of `awscc` by rule. `names` are
    further names in code: those of Terraform's provider `aws`, and of CloudFormation where it has
    another. `arn` is the form of the id over the record's own members and `{partition}`,
    `{account}` and `{region}`; if it is empty, the collector's table has it. `made` is the member
    that AWS makes up, such as an id, and that code may fix where it is a name. `name` is the member
    with the name; if it is empty, the collector's table has it. `counted` is the member with the
    number of a version, which AWS counts up.

    `gives` is attribute of the code, in Terraform's spelling (`Ref` is `ref`), -> the path of the
    member that a reference to it stands for, or `ARN`. `arn` is always given. An attribute without
    an entry stands for the member of its name.

    `rename` is argument -> member, both as paths: an argument in a block is `block.argument` in
    Terraform's spelling, and its member stands in the structure that the block became. An empty
    member says that a part handles the argument, or that AWS does not show it.

    `default` is path -> what AWS or the provider sets if the code says nothing; `aws` is that of
    Terraform's provider `aws` alone, and `cloudformation` that of CloudFormation and `awscc`. A
    default inside a structure needs the structure, unless it is named after an operation. The
    steps of a path may be lists (`filters[].enabled`). `fixed` is what AWS shows of any such thing:
    a value, `ARN`, `ACCOUNT`, `REGION`, or `Same` as another member.
    """

    type: str
    names: tuple[str, ...] = ()
    arn: str = ""
    made: str = ""
    name: str = ""
    counted: str = ""
    gives: Mapping[str, str] = field(default_factory=dict)
    rename: Mapping[str, str] = field(default_factory=dict)
    default: Mapping[str, Any] = field(default_factory=dict)
    aws: Mapping[str, Any] = field(default_factory=dict)
    cloudformation: Mapping[str, Any] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)

    def defaults(self, source: str) -> dict[str, Any]:
        """Return the defaults of a source: `aws`, `awscc` or `cloudformation`."""
        return {**self.default, **(self.aws if source == AWS else self.cloudformation)}


def dropped(*arguments: str) -> dict[str, str]:
    """Return the arguments as those that have no member of their own."""
    return dict.fromkeys(arguments, "")


def source_of(kind: str) -> str:
    """Return which source a type of code is of: `aws`, `awscc` or `cloudformation`."""
    return AWSCC if kind.startswith("awscc_") else CLOUDFORMATION if "::" in kind else AWS


@cache
def rows() -> dict[str, Row]:
    """Return every row, by our type."""
    from collectors.iac.mapping import (
        rows_agentcore,
        rows_bedrock,
        rows_compute,
        rows_identity,
        rows_logging,
        rows_network,
        rows_sagemaker,
        rows_services,
        rows_stores,
    )

    tables = (
        rows_bedrock,
        rows_agentcore,
        rows_identity,
        rows_network,
        rows_stores,
        rows_logging,
        rows_compute,
        rows_sagemaker,
        rows_services,
    )
    return {row.type: row for table in tables for row in table.ROWS}


@cache
def _by_name() -> dict[str, Row]:
    return {name: row for row in rows().values() for name in (row.type, *row.names)}


@cache
def _by_flat_name() -> dict[str, str]:
    from collectors import TYPES

    known = {*TYPES, *rows()}
    return {kind.removeprefix("AWS").replace("::", "").lower(): kind for kind in known}


def row_of(kind: str) -> Row | None:
    """Return the row of a type of code, or None if there is none."""
    if kind.startswith("awscc_"):
        return _by_name().get(_by_flat_name().get(kind.removeprefix("awscc_").replace("_", ""), ""))
    return _by_name().get(kind)
