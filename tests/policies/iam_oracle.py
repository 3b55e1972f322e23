"""A second opinion on the IAM library: a plain, slow evaluator, and functions to query the library.

The evaluator follows the IAM User Guide ("Policy evaluation logic", "IAM JSON policy elements:
Resource", "Variables and tags", "Version") within the limits of D2 (docs/definitions.md): identity
policies and boundaries of one account, assuming that the conditions of an Allow hold. It shares
only this specification with the Rego code. It matches character by character, while the Rego builds
regular expressions, and it reads documents as AWS sends them. iam_conditions.py evaluates
conditions.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any

import orjson
import regorus

from scanner.iam_documents import normal_document

POLICIES = Path(__file__).parents[2] / "policies"
MODULES = (
    "wildcards",
    "actions",
    "boundaries",
    "bucket_access",
    "buckets",
    "cidr",
    "condition_keys",
    "conditions",
    "documents",
    "elements",
    "endpoint_policies",
    "exposure",
    "group",
    "kms_keys",
    "principals",
    "resource_policies",
    "resources",
    "statements",
    "trust",
)
ACCOUNT = "111122223333"
KNOWN = {"aws:principalaccount": ACCOUNT, "aws:resourceaccount": ACCOUNT}

Document = Mapping[str, Any]


@cache
def like(pattern: str, text: str) -> bool:
    """Whether a pattern of `*` (any characters, or none) and `?` (one) matches the whole text."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(like(pattern[1:], text[i:]) for i in range(len(text) + 1))
    return bool(text) and pattern[0] in ("?", text[0]) and like(pattern[1:], text[1:])


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _ascii_lower(text: str) -> str:
    return "".join(c.lower() if c.isascii() else c for c in text)


def on_action(statement: Document, action: str) -> bool:
    """Whether a statement's Action names an action, in lower case, or its NotAction does not."""
    named = [_ascii_lower(p) for p in _many(statement.get("Action", statement.get("NotAction")))]
    return any(like(p, action) for p in named) is ("Action" in statement)


ANY, ONE, UNKNOWN = "any text", "one character", "the value of a variable that is not known"


@cache
def read(pattern: str, version: str) -> tuple[str, ...]:
    """Return what a pattern of resources is made of: characters, ANY, ONE and UNKNOWN.

    An ARN with missing fields gets ANY for each. If text follows a wildcard in it, its fields are
    not known. A variable is one only in version 2012-10-17.
    """
    found: list[str] = []
    rest = pattern
    while rest:
        if version == "2012-10-17" and rest.startswith("${"):
            name, closed, rest = rest[2:].partition("}")
            if not closed or "{" in name:  # nobody knows how IAM reads the rest
                return (*found, UNKNOWN)
            name = name.partition(",")[0].lower()
            own = ("aws:principalaccount", "aws:resourceaccount")
            found += ACCOUNT if name in own else name if name in ("*", "?", "$") else (UNKNOWN,)
        else:
            found.append({"*": ANY, "?": ONE}.get(rest[0], rest[0]))
            rest = rest[1:]
    if found[:4] == list("arn:") or found == list("arn"):
        wild = next((i for i, part in enumerate(found) if part in (ANY, ONE)), len(found))
        if found.count(":") < 5 and {*found[wild:]} - {ANY, ":"}:
            return (*found[:wild], UNKNOWN)
        while found.count(":") < 5:
            found += [":", ANY]
    return tuple(found)


@cache
def may_match(parts: tuple[str, ...], text: str) -> bool:
    """Whether a pattern matches a text for some value of each variable that is not known."""
    if not parts:
        return not text
    if parts[0] in (ANY, UNKNOWN):
        return any(may_match(parts[1:], text[i:]) for i in range(len(text) + 1))
    return bool(text) and parts[0] in (ONE, text[0]) and may_match(parts[1:], text[1:])


def on_resource(statement: Document, resource: str) -> bool:
    """Whether a statement applies to a resource.

    An Allow applies if it may, for some values of the variables, and a Deny only if it does for
    all of them.
    """
    inside = "Resource" in statement
    patterns = _many(statement["Resource" if inside else "NotResource"])
    named = [read(pattern, statement["Version"]) for pattern in patterns]
    if (statement["Effect"] == "Allow") is not inside:
        named = [parts for parts in named if UNKNOWN not in parts]
    return any(may_match(parts, resource) for parts in named) is inside


def _statements(documents: Iterable[Document]) -> list[dict[str, Any]]:
    """Return the statements of documents, each with the version of its document."""
    return [
        {**statement, "Version": document.get("Version", "2008-10-17")}
        for document in documents
        for statement in _many(document["Statement"])
    ]


def _allows(documents: Sequence[Document], action: str, resource: str | None) -> bool:
    return any(
        s["Effect"] == "Allow" and on_action(s, action) and (resource is None or on_resource(s, resource))
        for s in _statements(documents)
    )


ALL_ARNS = {
    "bedrock:invokeagent": "arn:aws:bedrock:*:*:agent-alias/*",
    "iam:passrole": "arn:aws:iam::*:role/*",
    "qbusiness:chat": "arn:aws:qbusiness:*:*:application/*",
    "qbusiness:chatsync": "arn:aws:qbusiness:*:*:application/*",
}
"""Action -> all ARNs that it works on, for actions that work on one kind."""


def _elsewhere(statement: Document, service: str) -> bool:
    """Whether a statement has NotResource, and each pattern there begins as no ARN of a service."""
    start = f"arn:aws:{service}:"
    for pattern in _many(statement["NotResource"]) if "NotResource" in statement else ["*"]:
        parts = read(pattern, statement["Version"])
        head = "".join(takewhile(lambda part: len(part) == 1, parts))
        whole = len(head) == len(parts)
        if head.startswith(start) or (not whole and start.startswith(head)):
            return False
    return True


def _everything(statement: Document, action: str) -> bool:
    """Whether a statement names all resources of an action or of its service, in all accounts."""
    service = action.split(":")[0]
    if _elsewhere(statement, service):
        return True
    for pattern in _many(statement.get("Resource", [])):
        parts = read(pattern, statement["Version"])
        if UNKNOWN in parts:
            continue
        if ANY in parts and not {*parts} - {ANY, ONE}:
            return True
        if action in ALL_ARNS and ONE not in parts and may_match(parts, ALL_ARNS[action]):
            return True
        fields: list[list[str]] = [[]]
        for part in parts:
            if part == ":":
                fields.append([])
            elif not (part == ANY and fields[-1][-1:] == [ANY]):
                fields[-1].append(part)
        whole = len(fields) == 6 and fields[0] == list("arn") and fields[3:] == [[ANY]] * 3
        if whole and may_match(tuple(fields[1]), "aws") and may_match(tuple(fields[2]), service):
            return True
    return False


def _denies(documents: Sequence[Document], action: str, resource: str | None) -> bool:
    """Whether policies deny an action.

    Without a resource, only a Deny on all resources of the action or of its service counts.
    """
    return any(
        s["Effect"] == "Deny"
        and not s.get("Condition")
        and on_action(s, action)
        and (_everything(s, action) if resource is None else on_resource(s, resource))
        for s in _statements(documents)
    )


def granted(
    policies: Sequence[Document], boundary: Document | None, action: str, resource: str | None = None
) -> bool:
    """Whether a principal with these policies is granted an action (D2), in lower case.

    Without a resource: on any resource.
    """
    layers = [policies] if boundary is None else [policies, [boundary]]
    return all(_allows(layer, action, resource) for layer in layers) and not any(
        _denies(layer, action, resource) for layer in layers
    )


def role(
    name: str, inline: Sequence[Document] = (), attached: Sequence[str] = (), boundary: str = ""
) -> dict[str, Any]:
    """Return a role's record, as in `input.resources`."""
    return _record(
        "AWS::IAM::Role",
        f"role/{name}",
        {"RoleName": name, **_held("RolePolicyList", inline, attached, boundary)},
    )


def user(
    name: str, inline: Sequence[Document], attached: Sequence[str], boundary: str, groups: Sequence[str]
) -> dict[str, Any]:
    """Return a user's record."""
    properties = {
        "UserName": name,
        "GroupList": list(groups),
        **_held("UserPolicyList", inline, attached, boundary),
    }
    return _record("AWS::IAM::User", f"user/{name}", properties)


def group(name: str, inline: Sequence[Document], attached: Sequence[str]) -> dict[str, Any]:
    """Return a group's record."""
    return _record(
        "AWS::IAM::Group",
        f"group/{name}",
        {"GroupName": name, **_held("GroupPolicyList", inline, attached, "")},
    )


def managed(arn: str, document: Document) -> dict[str, Any]:
    """Return a managed policy's record, with an older version that grants everything."""
    old = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
    versions = [
        {"VersionId": "v1", "IsDefaultVersion": False, "Document": normal_document(old, KNOWN)},
        {"VersionId": "v2", "IsDefaultVersion": True, "Document": normal_document(document, KNOWN)},
    ]
    return {
        "type": "AWS::IAM::ManagedPolicy",
        "id": arn,
        "name": arn,
        "region": "global",
        "tags": {},
        "properties": _attached(versions),
    }


def _attached(versions: list[dict[str, Any]]) -> dict[str, Any]:
    return {"AttachmentCount": 1, "PolicyVersionList": versions}


def iam(what: str) -> str:
    """Return an IAM ARN in the account."""
    return f"arn:aws:iam::{ACCOUNT}:{what}"


def _record(kind: str, what: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": kind,
        "id": iam(what),
        "name": what,
        "region": "global",
        "tags": {},
        "properties": {"Path": "/", **properties},
    }


def _held(member: str, inline: Sequence[Document], attached: Sequence[str], boundary: str) -> dict[str, Any]:
    return {
        member: [
            {"PolicyName": f"p{i}", "PolicyDocument": normal_document(document, KNOWN)}
            for i, document in enumerate(inline)
        ],
        "AttachedManagedPolicies": [
            {"PolicyName": arn.rpartition("/")[2], "PolicyArn": arn} for arn in attached
        ],
        **({"PermissionsBoundary": {"PermissionsBoundaryArn": boundary}} if boundary else {}),
    }


def facts(records: Iterable[dict[str, Any]], params: Mapping[str, Any] | None = None) -> str:
    """Return the `input` document of an account with these records, as JSON."""
    resources: dict[str, list[dict[str, Any]]] = {
        f"AWS::IAM::{name}": [] for name in ("Group", "ManagedPolicy", "Role", "User")
    }
    for record in records:
        resources[record["type"]].append(record)
    return orjson.dumps(
        {
            "account": ACCOUNT,
            "partition": "aws",
            "kind": "account",
            "regions": ["us-east-1"],
            "resources": resources,
            "params": params or {},
            "gaps": {},
            "at": {r["id"]: i for of_type in resources.values() for i, r in enumerate(of_type)},
        }
    ).decode()


@cache
def _loaded() -> Any:
    engine = regorus.Engine()
    for name in MODULES:
        engine.add_policy(name, (POLICIES / f"lib/{name}.rego").read_text(encoding="utf-8"))
    return engine


def ask_regorus(document: str, query: str) -> Any:
    """Return the value of a query over the library, with sets as lists, from regorus."""
    engine = _loaded().clone()
    engine.set_input_json(document)
    return orjson.loads(engine.eval_query_as_json(query))["result"][0]["expressions"][0]["value"]


def ask_opa(opa: str, document: str, query: str) -> Any:
    """Return the same from OPA; `opa` is its binary."""
    data = [argument for name in MODULES for argument in ("--data", str(POLICIES / f"lib/{name}.rego"))]
    command = [opa, "eval", "--format", "json", "--strict-builtin-errors", "--stdin-input", *data, query]
    done = subprocess.run(command, input=document, capture_output=True, text=True, check=True)
    return orjson.loads(done.stdout)["result"][0]["expressions"][0]["value"]
