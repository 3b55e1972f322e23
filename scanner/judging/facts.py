"""Facts: the document that policies judge, from a snapshot, the catalog and what people state.

account, partition, started, kind, regions
resources[type]          a list of records, for every type in the collectors' tables
at[id]                   the index of a record in its list
gaps[operation][place]   a list; a place is a resource id, a Region, `global`, or `*` (all gaps)
params[control]          the parameters for this account
attestations[control]    a list of the entries of attestations.yaml for this account
workload                 the section of the configuration for this account
other_signs              the signs whose phrases were others during the collection
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collectors import POLICY_DOCUMENTS, TYPES
from collectors.paths import changed
from collectors.records import MALFORMED, Gap, Resource
from collectors.table import digests
from scanner.catalog.controls import Catalog
from scanner.iam_documents import normal_document
from scanner.judging.gaps import placed
from scanner.people.config import Stated
from scanner.people.workload import for_collecting
from scanner.snapshot.folder import Snapshot, Target


def facts(snapshot: Snapshot, target: Target, catalog: Catalog, stated: Stated) -> dict[str, Any]:
    """Return the `input` document of one account. `stated` is what people state about it."""
    resources: dict[str, list[dict[str, Any]]] = {name: [] for name in TYPES}
    at: dict[str, int] = {}
    gaps = [gap for gap in snapshot.gaps if gap.account == target.account]
    for resource in snapshot.resources:
        if resource.account != target.account:
            continue
        properties, bad = _normal(resource)
        gaps += [_malformed(resource, operation, pointer) for operation, pointer in bad]
        same = resources.setdefault(resource.type, [])
        at[resource.id] = len(same)
        same.append(
            {
                "type": resource.type,
                "id": resource.id,
                "name": resource.name,
                "region": resource.region,
                "tags": resource.tags,
                "properties": properties,
            }
        )
    return {
        "account": target.account,
        "partition": target.partition,
        "started": snapshot.head.started,
        "kind": snapshot.head.kind,
        "regions": list(target.regions),
        "resources": resources,
        "at": at,
        "gaps": placed(gaps, catalog, target, at, for_collecting(stated.workload)),
        "params": {control: dict(stated.params[control]) for control in catalog.controls},
        "attestations": dict(stated.attestations),
        "workload": dict(stated.workload),
        "other_signs": _other_signs(snapshot.head.signs, digests(stated.signs)),
    }


def _other_signs(read: Mapping[str, str], asked: Mapping[str, str]) -> list[str]:
    """Return the names of the signs whose phrases were others when the texts were read."""
    return sorted(name for name in {*read, *asked} if read.get(name) != asked.get(name))


def _malformed(resource: Resource, operation: str, pointer: str) -> Gap:
    """Return the gap of a resource for a policy document that is not valid.

    `operation` is the operation that returned the document.
    """
    return Gap(
        account=resource.account,
        region=resource.region,
        service=operation.split(":")[0],
        operation=operation,
        resource=resource.id,
        code=MALFORMED,
        message=f"{pointer} cannot be read as an IAM policy document",
        permission="",
    )


def _normal(resource: Resource) -> tuple[Mapping[str, Any], list[tuple[str, str]]]:
    """Return the properties with normalised policy documents, and the invalid documents.

    Each invalid document is (operation, pointer), and is replaced by one without statements.

    The collectors' tables name the members of this type that are policy documents. Any other member
    may contain anything, even if its name is `Policy`.

    The policies of IAM apply to the account's own principals, so the variables for the account of
    the principal and of the resource are known there. Who calls with a policy of a resource may
    belong to any account.
    """
    properties: Mapping[str, Any] = resource.properties
    own = dict.fromkeys(("aws:principalaccount", "aws:resourceaccount"), resource.account)
    known = own if resource.type.startswith("AWS::IAM::") else {}
    bad: list[tuple[str, str]] = []
    for path, operation in POLICY_DOCUMENTS.get(resource.type, {}).items():

        def document(value: Any, pointer: str, operation: str = operation) -> Any:
            try:
                return normal_document(value, known)
            except ValueError:
                bad.append((operation, pointer))
                return {"Statement": []}

        properties = changed(properties, path, document)
    return properties, bad
