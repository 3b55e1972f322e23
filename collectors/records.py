"""Frozen records of a collection: resources, gaps, and the calls behind both.

`scanner/snapshot/folder.py` writes them as JSON, one object per record (`dataclasses.asdict`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

GLOBAL = "global"
"""The region of resources that AWS keeps once for an account: IAM, Organizations."""

REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}")
"""The form of a Region's name. Names become paths of files, so nothing else is accepted."""

HOME = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
"""Partition -> the Region whose endpoints serve the global services."""


def home_of(arn: str) -> str:
    """Return the home Region of an ARN's partition; that of `aws` if the partition is not known."""
    partition = arn.split(":")[1] if ":" in arn else ""
    return HOME.get(partition, HOME["aws"])


EVERY_OPERATION = "*"
"""The operation of a gap that covers a whole Region or account."""

# The codes of our own gaps. Every other code is AWS's.
CREDENTIALS = "NoCredentials"
MALFORMED = "Malformed"
NOT_IN_CODE = "NotInCode"
NOT_COLLECTED = "NotCollected"
NOT_OPTED_IN = "NotOptedIn"
PAID_LIMIT = "PaidLimit"
TIME_LIMIT = "TimeLimit"
TOO_LARGE = "TooLarge"
UNKNOWN_OPERATION = "UnknownOperation"
UNREADABLE_CODE = "UnreadableCode"  # stands for an error code that has not the form of AWS's codes
UNREACHABLE = "Unreachable"
UNRESOLVED = "NameNotResolved"  # the endpoint's name does not exist in DNS

OWN_CODES = frozenset(
    {
        CREDENTIALS,
        MALFORMED,
        NOT_COLLECTED,
        NOT_IN_CODE,
        NOT_OPTED_IN,
        PAID_LIMIT,
        TIME_LIMIT,
        TOO_LARGE,
        UNKNOWN_OPERATION,
        UNREADABLE_CODE,
        UNREACHABLE,
        UNRESOLVED,
    }
)
"""All of them. An answer with such a code must not pass for our own gap: `NotOptedIn` is no gap."""


@dataclass(frozen=True, slots=True)
class Source:
    """A place in code: a file relative to the root that was read, its first and its last line.

    Lines count from 1. `address` is that of the block in its code. `calls` are the module calls
    that lead to it, the outermost first. `lines` is JSON pointer of a value in the record -> its
    first and its last line in `file`. `parts` is JSON pointer -> the other block whose value stands
    there, such as that of a bucket's policy. A value without an entry has the place of the one that
    holds it.
    """

    file: str
    start_line: int
    end_line: int
    address: str = ""
    calls: tuple[Source, ...] = ()
    lines: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    parts: Mapping[str, Source] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Resource:
    """One thing that a collector found.

    `type` is the CloudFormation type name, or a name in its form where CloudFormation has none.
    `id` is the ARN, `region` a region or `global`. `service` is boto3's name of the service whose
    row found it. `calls` are the ids of the ledger's calls that it was read from, `properties`
    AWS's own member names and values. `source` is its place in code; None for a resource
    of an account.
    """

    type: str
    id: str
    name: str
    account: str
    region: str
    service: str
    tags: Mapping[str, str]
    calls: tuple[str, ...]
    properties: Mapping[str, Any]
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that could not be seen, and why.

    `operation` is `service:Operation`, or `*` for a region that could not be entered. `resource` is
    the id that the call was about, or of a listed resource that lacks what AWS always sends; it is
    None for a whole listing. `parents` are the ids of the other resources that the lost answer was
    read for. `permission` is the IAM action that would close the
    gap. It is empty unless AWS refused the call for lack of that permission. `parent_operations`
    are the operations whose items the call was about; it is empty unless the operation's row has
    several parents. `denied_by` is the kind of policy that refused the call, such as `service
    control policy`, if AWS names it (`errors.denied_by`). `pointer` is the JSON pointer of the
    value that is lost, if not the whole answer is: only code has such gaps.
    """

    account: str
    region: str
    service: str
    operation: str
    resource: str | None
    code: str
    message: str
    permission: str
    parents: tuple[str, ...] = ()
    parent_operations: tuple[str, ...] = ()
    denied_by: str = ""
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One page requested from AWS: a line of the ledger.

    `id` is a hash of service, operation, region, parameters and page, so it is the same in every
    collection. If a listing is made a second time, its pages count on from those of the first.
    `started` is RFC 3339 in UTC, `duration` is in seconds, `status` is the HTTP status (0 if no
    answer came). `error` is AWS's code or ours, and `retries` is how often boto3 retried.
    """

    id: str
    service: str
    operation: str
    region: str
    parameters: Mapping[str, Any]
    page: int
    status: int
    error: str
    request_id: str
    started: str
    duration: float
    retries: int


@dataclass(frozen=True, slots=True)
class NotOffered:
    """An operation that AWS does not offer in a Region, and the answer that shows it.

    `code` and `message` are those of the answer, as in a gap. `sign` is what else says it, with its
    date and source. It is empty if AWS itself says that the operation is not offered.
    """

    operation: str
    region: str
    code: str
    message: str
    sign: str


@dataclass(frozen=True, slots=True)
class Collection:
    """The results of collecting one account.

    `complete` is operation -> the regions in which it and its dependencies were read to the last
    page. An operation that AWS does not offer in a Region is complete there, and `not_offered` has
    the proof. `offered` is, for each service, where AWS offers it and the source of that. `ended`
    is empty, or, if the asking ended early, `{code, sentence}`: why, as a gap's code and for
    people.
    `run` is the random name of the scan that CloudTrail shows, and `endpoints` is, for each service
    that was not asked at AWS's default endpoints, `{urls, source}`.
    `pace` is `{seconds, refused}`: how long at least one call waited for AWS's rates, and how many
    requests AWS refused for its rates. `sample` says that this is a sample and no real account.
    `signs` is the name of a sign -> the digest of the phrases that people look for
    (`collectors.table.digests`).
    """

    account: str
    partition: str
    caller: str
    started: str
    finished: str
    regions: tuple[str, ...]
    complete: Mapping[str, tuple[str, ...]]
    resources: tuple[Resource, ...]
    gaps: tuple[Gap, ...]
    calls: tuple[Call, ...]
    offered: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    not_offered: tuple[NotOffered, ...] = ()
    kind: str = "account"
    ended: Mapping[str, str] = field(default_factory=dict)
    run: str = ""
    endpoints: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    pace: Mapping[str, float] = field(default_factory=dict)
    sample: bool = False
    signs: Mapping[str, str] = field(default_factory=dict)


def asked(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """Return the gaps of what was asked for: what costs money and was left out is nothing lost."""
    return tuple(gap for gap in gaps if gap.code != NOT_OPTED_IN)
