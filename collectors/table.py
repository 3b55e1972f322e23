"""The form of a collector: a table with one row an operation.

A row says how an operation is asked and what its answer becomes; one engine (`aws.py`) runs all rows. Expressions are JMESPath, over an
item's *context*: the parameters that its call was made with, overlaid with the item's own members.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Found:
    """What each item of an answer becomes: one resource.

    `items` is where the items are in the answer (a list, or one thing; empty for the answer itself). `id` is a format string over the
    context and `{partition}`, `{account}`, `{region}`. `home` names the member with the region where the thing lives, for things that
    AWS shows in many regions: each is then kept once. `adds` is for a second listing of things that another row finds: it adds members to those
    and makes none. `shape` mends an item that the row cannot describe; it is pure.
    """

    type: str
    id: str
    items: str = ""
    name: str = ""
    tags: str = ""
    home: str = ""
    adds: bool = False
    shape: Callable[[dict[str, Any]], dict[str, Any] | None] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One operation.

    Without `of` it is asked once in a region; with it, once for each item that the operation of that name found, or gave a detail of
    (`service:Operation` where it is another service's), and `params` are JMESPath expressions over that item's context (one that gives a list
    gives a call for each element; one that gives nothing, no call). `fixed` parameters are sent as they are, `{account}` filled in. `finds`
    makes resources of the answer; without it the answer belongs to the feeding resource: its `member` merged when `merge`, else the whole under
    the operation's name, where the answers of several calls are joined. `always` are paths that AWS always sends, besides what botocore marks
    as required: a page without one is `Malformed`. `facts` are error codes that say "there is none". `token` is (request member, answer
    member) where boto3 has no paginator. `redact`, `documents` and `policies` name members at any depth: the first are never stored, the others
    are JSON in a string and stored parsed, and the last are IAM policy documents, which facts brings to one form.
    """

    operation: str
    finds: tuple[Found, ...] = ()
    of: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    member: str = ""
    merge: bool = False
    always: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    token: tuple[str, str] | None = None
    redact: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Collector:
    """One AWS service.

    `service` is boto3's name, `prefix` that of its IAM actions, `offered_as` its name among AWS's public parameters that list the regions
    of a service (empty: asked in every region). `actions` are the operations whose IAM action has another name.
    """

    service: str
    prefix: str
    rows: tuple[Row, ...]
    regional: bool = True
    offered_as: str = ""
    actions: Mapping[str, str] = field(default_factory=dict)

    def name(self, row: Row) -> str:
        """`service:Operation`, the name that gaps, controls and the ledger use."""
        return f"{self.service}:{row.operation}"

    def feeder(self, row: Row) -> str:
        """`service:Operation` of what `row` is asked about; empty for one that starts by itself."""
        return row.of if ":" in row.of or not row.of else f"{self.service}:{row.of}"

    def action(self, operation: str) -> str:
        """The IAM action that `operation` needs."""
        return self.actions.get(operation, f"{self.prefix}:{operation}")
