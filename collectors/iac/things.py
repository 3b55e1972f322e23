"""What a reader of code returns: stacks, and the things that they declare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from collectors.records import Source


@dataclass(frozen=True, slots=True)
class ModuleCall:
    """A call of a module, or a nested stack, that leads to a thing.

    `address` is that of the call, such as `module.agents["a"]`, and `source` where it stands.
    """

    address: str
    source: Source


@dataclass(frozen=True, slots=True)
class Thing:
    """One resource, or one data source, as the code declares it.

    `type` is the name in the code (`aws_bedrockagent_agent`, `AWS::Bedrock::Agent`). `address` is
    unique in the stack: `module.a.aws_iam_role.this["k"]`, or the logical id, after those of the
    nested stacks (`Nested.Role`). `attributes` are values as in `values.py`, under the names of the
    code; a block is a list of mappings, as Terraform has it. What the code leaves out is not there.
    `lines` is the JSON pointer of a value in `attributes` -> its first and its last line in
    `source.file`; a value without an entry has the lines of the one that holds it. `calls` lead
    here, the outermost first. `maybe` is empty, or says why the code does not fix whether there is
    one, or how many. `region` is the Region of the provider if the code names it. `path` is the
    construct's path in a CDK application.
    """

    type: str
    address: str
    attributes: Mapping[str, Any]
    source: Source
    lines: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    calls: tuple[ModuleCall, ...] = ()
    maybe: str = ""
    region: str = ""
    path: str = ""
    data: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """A module, or the template of a nested stack, that is not in the tree.

    `touches` are the addresses of the things that the call hands over: it may change them.
    """

    call: ModuleCall
    wanted: str
    touches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be read, and why: one sentence without the place.

    `line` is 0 for a whole file.
    """

    file: str
    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Stack:
    """What is deployed together: a root module of Terraform, a plan, or a template.

    `key` is the path of the folder or the file below the root that was read, `.` for the root
    itself. `format` is `terraform`, `plan`, `cloudformation`, `sam` or `cdk`. `region` and
    `account` are empty where the code does not fix them.
    """

    key: str
    format: str
    things: tuple[Thing, ...]
    missing: tuple[Missing, ...] = ()
    problems: tuple[Problem, ...] = ()
    region: str = ""
    account: str = ""
