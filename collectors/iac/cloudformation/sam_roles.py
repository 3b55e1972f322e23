"""The role that SAM makes for a function or a state machine, and its policy templates.

Source: "Policies" of AWS::Serverless::Function and "AWS SAM policy templates" in the developer
guide of SAM. `sam_policies.json` is made by `python -m scripts.sam_policies`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from collectors.iac.cloudformation.nodes import Node
from collectors.iac.cloudformation.sam_parts import Declaration, Made, resource
from collectors.iac.values import Unknown

_FILE = Path(__file__).parent / "sam_policies.json"
_NO_VALUE = {"Ref": "AWS::NoValue"}


@cache
def templates() -> dict[str, tuple[list[str], list[Any]]]:
    """Return the policy templates of SAM: name -> (its parameters, its statements)."""
    return {name: (one[0], one[1]) for name, one in json.loads(_FILE.read_text()).items()}


@dataclass(frozen=True, slots=True)
class Added:
    """What SAM adds to the policies that a resource declares.

    `managed` are names of AWS managed policies with their paths, or Unknown. `first` and `last` are
    inline policies that stand before and after the declared ones.
    """

    managed: list[Any]
    first: list[Any] = field(default_factory=list)
    last: list[Any] = field(default_factory=list)


def role(declared: Declaration, service: str, added: Added, tags: Any) -> Made:
    """Return the role that a service takes on for a resource.

    A managed policy that the template gives by its bare name keeps it, as the name alone does not
    tell its path.
    """
    name = f"{declared.logical_id}Role"
    arns: list[Any] = [_arn(one) if isinstance(one, str) else one for one in added.managed]
    names = {one.rpartition("/")[2] for one in added.managed if isinstance(one, str)}
    policies = list(added.first)
    for arn, policy in _declared(name, declared.get("Policies")):
        if arn is not None and not (isinstance(arn, Node) and _name(arn) in names):
            arns.append(arn)
        if policy is not None:
            policies.append(policy)
    policies += added.last
    if declared.connected:
        arns.append(Unknown("the policy that SAM makes for a connector"))
    found = {
        "AssumeRolePolicyDocument": declared.get("AssumeRolePolicyDocument") or trust(service),
        "ManagedPolicyArns": arns,
        "Tags": tags,
    }
    if policies:
        found["Policies"] = policies
    for target, source in (("Path", "RolePath"), ("PermissionsBoundary", "PermissionsBoundary")):
        if given := declared.get(source):
            found[target] = given
    return resource(declared, "AWS::IAM::Role", found, "Role")


def trust(service: str) -> dict[str, Any]:
    """Return the trust policy of a role that a service takes on."""
    allow = {"Effect": "Allow", "Action": ["sts:AssumeRole"], "Principal": {"Service": [service]}}
    return {"Version": "2012-10-17", "Statement": [allow]}


def inline(name: str, statements: Any) -> dict[str, Any]:
    """Return an inline policy with these statements. SAM gives it no version."""
    return {"PolicyName": name, "PolicyDocument": {"Statement": statements}}


def _name(arn: Node) -> str:
    """Return the name of a managed policy that is given as a text: a bare name or an ARN."""
    return arn.value.rpartition("/")[2] if isinstance(arn.value, str) else ""


def _arn(name: str) -> dict[str, str]:
    return {"Fn::Sub": f"arn:${{AWS::Partition}}:iam::aws:policy/{name}"}


def _declared(role_name: str, policies: Node | None) -> Iterator[tuple[Any, Any]]:
    """Yield (ARN of a managed policy, inline policy) of each entry of Policies. One may be None."""
    for place, entry in enumerate(policies.items() if policies else ()):
        yield _entry(f"{role_name}Policy{place}", entry)


def _entry(name: str, entry: Node) -> tuple[Any, Any]:
    if isinstance(entry.value, str):
        return entry, None
    if not isinstance(entry.value, dict):
        return None, Unknown("a policy that is neither a text nor a map")
    if branches := entry.get("Fn::If"):
        return _either(name, branches)
    if "Statement" in entry.value:
        return None, {"PolicyName": name, "PolicyDocument": entry}
    if len(entry.value) != 1:
        return None, Unknown("a policy without a Statement")
    ((key, argument),) = entry.value.items()
    if key == "Ref" or key.startswith("Fn::"):
        return entry, None
    return None, {"PolicyName": name, "PolicyDocument": _document(key, argument)}


def _either(name: str, branches: Node) -> tuple[Any, Any]:
    parts = branches.items()
    if len(parts) != 3 or any(isinstance(one.value, list) for one in parts[1:]):
        unknown = Unknown("a condition over several policies")
        return unknown, unknown
    (yes_arn, yes_policy), (no_arn, no_policy) = (_entry(name, one) for one in parts[1:])
    arn = _if(parts[0], yes_arn, no_arn)
    return arn, _if(parts[0], yes_policy, no_policy)


def _if(condition: Node, yes: Any, no: Any) -> Any:
    if yes is None and no is None:
        return None
    return {"Fn::If": [condition, _NO_VALUE if yes is None else yes, _NO_VALUE if no is None else no]}


def _document(name: str, given: Node) -> Any:
    """Return the document that a policy template stands for."""
    if name not in templates():
        return Unknown(f"the policy template {name} is not known")
    parameters, statements = templates()[name]
    values: dict[str, Any] = {
        one: given.get(one) or Unknown(f"the policy template {name} has no {one}") for one in parameters
    }
    return {"Statement": _filled(statements, values)}


def _filled(value: Any, values: dict[str, Any]) -> Any:
    if isinstance(value, list):
        return [_filled(one, values) for one in value]
    if not isinstance(value, dict):
        return value
    if value.get("Ref") in values:
        return values[value["Ref"]]
    if "Fn::Sub" in value:
        used = {name: node for name, node in values.items() if f"${{{name}}}" in value["Fn::Sub"]}
        return {"Fn::Sub": [value["Fn::Sub"], used]} if used else value
    return {key: _filled(one, values) for key, one in value.items()}
