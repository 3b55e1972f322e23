"""Which operations AWS does not offer in a Region, and the answers that show it.

AWS offers a service in some Regions, and there not always all of its operations. What it does not
offer cannot be in use, so the operation counts as read. Three kinds of answer show it:

- AWS says so, with one of the `WORDINGS`.
- The name of the endpoint does not resolve, and `LISTS` or `FACTS` agree.
- AWS answers with an internal error, and `FACTS` agree.

An internal error or an unresolved name alone shows nothing: either may be a fault.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from collectors.calls import Answer
from collectors.records import UNRESOLVED, NotOffered
from collectors.scheduler import Question

WORDINGS = frozenset(
    {
        ("ValidationException", "unknown operation"),  # Bedrock, for model customization
        ("UnknownOperationException", ""),  # the common form of services with JSON: a code and no text
        ("UnknownOperationException", "none"),
        ("UnknownOperationException", "unknown operation"),
        # SageMaker and EventBridge, in Regions without the feature
        ("UnknownOperationException", "the requested operation is not supported in the called region"),
        ("UnknownOperationException", "operation is disabled in this region"),
        # Organizations
        ("UnsupportedAPIEndpointException", "this action isn't available in the current aws region"),
        (
            "UnsupportedAPIEndpointException",
            "this action isn't available in the current amazon web services region",
        ),
    }
)
"""(code, text in lower case without a final full stop) with which AWS says "not offered here".

Both must be equal: `ValidationException` has many other texts.
"""

EVERYWHERE = (
    *("ec2:*", "iam:*", "kms:*", "lambda:*", "logs:*", "resourcegroupstaggingapi:*", "s3:*", "s3control:*"),
    "cloudtrail:DescribeTrails",
)
"""Patterns of operations that AWS has in every Region. An answer that says otherwise is a gap."""

_ERROR = re.compile(r"An error occurred \([^)]*\) when calling the \w+ operation(?: \([^)]*\))?:(.*)")
_FAILED = frozenset({"InternalServerException"})


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known from observation: AWS does not offer some operations in these Regions.

    `operations` is a pattern of `service:Operation`. `seen` is the month of the newest observation.
    """

    operations: str
    regions: tuple[str, ...]
    seen: str
    source: str


@dataclass(frozen=True, slots=True)
class Listed:
    """The Regions of a service in a list of AWS, as it was in the month `seen`."""

    regions: frozenset[str]
    seen: str
    source: str


FACTS = (
    # Bedrock is in us-west-1, and its agents are not. The endpoint's name did not always resolve.
    Fact("bedrock-agent:*", ("us-west-1",), "2026-09", "github.com/cartography-cncf/cartography/pull/3238"),
    # ListAgents is answered there.
    Fact(
        "bedrock-agent:ListKnowledgeBases",
        ("ap-southeast-4",),
        "2026-09",
        "github.com/cartography-cncf/cartography/pull/3265",
    ),
)

_PARAMETERS = "AWS's public parameters of Systems Manager"
LISTS: Mapping[str, Listed] = {
    name: Listed(frozenset(regions.split()), "2026-11", _PARAMETERS)
    for name, regions in {
        "bedrock": """
            af-south-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2
            ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6
            ap-southeast-7 ca-central-1 ca-west-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1
            eu-south-2 eu-west-1 eu-west-2 eu-west-3 eusc-de-east-1 il-central-1 me-central-1 me-south-1
            mx-central-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-west-1 us-west-2
        """,
        "bedrock-agentcore": """
            ap-northeast-1 ap-northeast-2 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2
            ap-southeast-5 ap-southeast-7 ca-central-1 cn-north-1 cn-northwest-1 eu-central-1 eu-north-1
            eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 sa-east-1 us-east-1 us-east-2
            us-gov-west-1 us-west-1 us-west-2
        """,
        "bedrock-data-automation": """
            ap-northeast-1 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1 eu-central-1 eu-south-2
            eu-west-1 eu-west-2 us-east-1 us-east-2 us-gov-west-1 us-west-2
        """,
        "kendra": """
            ap-northeast-1 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1 eu-west-1 eu-west-2
            us-east-1 us-east-2 us-gov-west-1 us-west-2
        """,
        "qbusiness": "ap-southeast-2 eu-west-1 us-east-1 us-west-2",
    }.items()
}
"""Service, as in `Collector.offered_as` -> where AWS offered it.

Systems Manager gives the lists of today, but not in every partition and not to every caller. A
service that is missing in a Region of these lists is called there all the same: AWS may have added
it. Only together with a name that does not resolve does the list decide.
"""


def not_offered(
    listings: Iterable[tuple[Question, Answer]], offered: Mapping[str, Mapping[str, Any]]
) -> tuple[NotOffered, ...]:
    """Return the operations that AWS does not offer, by Region, sorted.

    `listings` are the calls that were made once per Region, with their answers. `offered` is what
    Systems Manager says today (`Entry.offered`). An operation is in the result if each of its calls
    in the Region shows it. A fact about a whole service counts only if every listing of the service
    failed there: one answer would show that the service is there.
    """
    calls: dict[tuple[str, str], list[tuple[Question, Answer]]] = defaultdict(list)
    answered = set()
    for question, answer in listings:
        calls[question.operation, question.region].append((question, answer))
        if not answer.failure or answer.pages:
            answered.add((question.collector.service, question.region))
    found = []
    for (operation, region), made in calls.items():
        there = (made[0][0].collector.service, region) in answered
        signs = [_sign(question, answer, offered, there) for question, answer in made]
        if all(sign is not None for sign in signs):
            code, message = made[0][1].failure or ("", "")
            found.append(NotOffered(operation, region, code, message, signs[0] or ""))
    return tuple(sorted(found, key=lambda one: (one.operation, one.region)))


def _sign(
    question: Question, answer: Answer, offered: Mapping[str, Mapping[str, Any]], there: bool
) -> str | None:
    """Return what agrees with an answer that says "not offered", or None if it does not say so.

    The result is empty if AWS itself says it. `there`: whether the service answers in the Region.
    """
    if not answer.failure or answer.pages:
        return None
    if any(fnmatchcase(question.operation, pattern) for pattern in EVERYWHERE):
        return None
    code, message = answer.failure
    if says_so(code, message):
        return ""
    if code not in _FAILED and code != UNRESOLVED:
        return None
    for fact in FACTS:
        whole = fact.operations.endswith(":*")
        if (
            question.region in fact.regions
            and fnmatchcase(question.operation, fact.operations)
            and not (whole and there)
        ):
            return f"{fact.operations} was not offered there in {fact.seen}: {fact.source}"
    name = question.collector.offered_as
    listed = LISTS.get(name)
    today = offered.get(name, {}).get("regions") or ()
    if code != UNRESOLVED or there or listed is None or question.region in {*listed.regions, *today}:
        return None
    return f"{name} was not in the Region in {listed.seen}: {listed.source}"


def says_so(code: str, message: str) -> bool:
    """Return whether AWS's error says that the operation is not offered in the Region.

    `message` is botocore's text of the error, as gaps have it.
    """
    told = _ERROR.fullmatch(message)
    return told is not None and (code, told[1].strip().rstrip(".").casefold()) in WORDINGS
