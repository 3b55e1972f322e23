"""Parts of IAM: inline policies, attachments, memberships, and the documents of managed policies.

`GetAccountAuthorizationDetails` shows them in the principal that has them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from collectors.iac.mapping.documents import Stand, policy
from collectors.iac.mapping.drafts import Draft, Lost, Work, many, place
from collectors.iac.mapping.places import lines_at, snaked
from collectors.iac.mapping.resolving import NOT_KNOWN
from collectors.iac.things import Thing
from collectors.iac.values import Unknown

ROLE, USER, GROUP, MANAGED = (f"AWS::IAM::{name}" for name in ("Role", "User", "Group", "ManagedPolicy"))
_LISTS = {ROLE: "RolePolicyList", USER: "UserPolicyList", GROUP: "GroupPolicyList"}
_ATTACHED = "AttachedManagedPolicies"
_PRINCIPALS = {"role": ROLE, "user": USER, "group": GROUP}
_EMPTY = {"Version": "2012-10-17", "Statement": []}

_INLINE = {
    **{f"aws_iam_{word}_policy": word for word in _PRINCIPALS},
    **{f"AWS::IAM::{word.title()}Policy": word for word in _PRINCIPALS},
}
_ATTACHMENTS = {f"aws_iam_{word}_policy_attachment": word for word in _PRINCIPALS}
_EVERY = tuple(_PRINCIPALS.values())

ADDS: dict[str, tuple[str, ...]] = {
    **{kind: (_PRINCIPALS[word],) for kind, word in {**_INLINE, **_ATTACHMENTS}.items()},
    "AWS::IAM::Policy": _EVERY,
    "aws_iam_policy_attachment": _EVERY,
    "aws_iam_user_group_membership": (USER,),
    "aws_iam_group_membership": (USER,),
    "AWS::IAM::UserToGroupAddition": (USER,),
}
"""Types of code that become no record -> our types that they add to."""


def _documents(work: Work) -> None:
    """Give each managed policy its document, as the default version."""
    for draft in work.drafted(MANAGED):
        given = work.argument(draft.thing, "policy", "policy_document")
        document, why = _document(given)
        here = "/PolicyVersionList/0/Document"
        draft.members["PolicyVersionList"] = [
            {"VersionId": "v1", "IsDefaultVersion": True, "Document": document}
        ]
        lines_at(draft, draft.thing, {here: ("policy", "policy_document")})
        if why:
            draft.made.unread[here] = why


def _own_policies(work: Work) -> None:
    """Add the policies that a principal's own block has."""
    for draft in work.drafted(*_EVERY):
        for one in many(work.argument(draft.thing, "inline_policy", "policies")):
            if isinstance(one, Unknown):
                _add_inline(draft, None, one)
            elif isinstance(one, Mapping) and (fields := snaked(one)):
                name = fields.get("name", fields.get("policy_name"))
                _add_inline(draft, name, fields.get("policy", fields.get("policy_document")))
        for arn in many(work.argument(draft.thing, "managed_policy_arns")):
            _attach(work, draft, arn)
        lines_at(
            draft,
            draft.thing,
            {
                f"/{_LISTS[draft.type]}": ("inline_policy", "policies"),
                f"/{_ATTACHED}": ("managed_policy_arns",),
            },
        )


def _attached_by_policies(work: Work) -> None:
    """Attach a managed policy of CloudFormation to the principals that it names."""
    for draft in work.drafted(MANAGED):
        for principal in _named(work, draft.thing, _ATTACHED):
            _attach(work, principal, draft.id, draft.thing)


def _inline_policies(work: Work) -> None:
    """Add the policies that have a block of their own."""
    for kind, word in _INLINE.items():
        for thing in work.of(kind):
            for principal in _one(work, thing, word, _LISTS[_PRINCIPALS[word]]):
                _inline_of(work, principal, thing)
    for thing in work.of("AWS::IAM::Policy"):
        for principal in _named(work, thing, ""):
            _inline_of(work, principal, thing)


def _attachments(work: Work) -> None:
    """Attach managed policies by blocks of their own."""
    for kind, word in _ATTACHMENTS.items():
        for thing in work.of(kind):
            arn = work.argument(thing, "policy_arn")
            found = [*_one(work, thing, word, _ATTACHED)]
            for principal in found:
                _attach(work, principal, arn, thing)
            if not found:  # a principal that the code does not have uses the policy
                _count(work, arn)
    for thing in work.of("aws_iam_policy_attachment"):
        for principal in _named(work, thing, _ATTACHED):
            _attach(work, principal, work.argument(thing, "policy_arn"), thing)


def _memberships(work: Work) -> None:
    """Put users into groups by blocks of their own."""
    for thing in work.of(
        "aws_iam_user_group_membership", "aws_iam_group_membership", "AWS::IAM::UserToGroupAddition"
    ):
        groups = many(work.argument(thing, "groups", "group", "group_name"))
        for user in work.owners(USER, thing, "users", "user"):
            if not isinstance(user, Unknown):
                user.list("GroupList").extend(groups)
                user.others["/GroupList"] = place(thing)


def _one(work: Work, thing: Thing, word: str, member: str) -> Iterator[Draft]:
    """Yield the principal that a block names, if the code has it."""
    kind = _PRINCIPALS[word]
    for found in work.owners(kind, thing, word, f"{word}_name"):
        if isinstance(found, Unknown):
            work.lost.append(Lost(thing, kind, f"/{member}", found.why))
        else:
            yield found


def _named(work: Work, thing: Thing, member: str) -> Iterator[Draft]:
    """Yield the principals in the lists of a block that the code has."""
    for word, kind in _PRINCIPALS.items():
        for found in work.owners(kind, thing, f"{word}s"):
            if isinstance(found, Unknown):
                work.lost.append(Lost(thing, kind, f"/{member or _LISTS[kind]}", found.why))
            else:
                yield found


def _inline_of(work: Work, principal: Draft, thing: Thing) -> None:
    here = f"/{_LISTS[principal.type]}/{len(principal.list(_LISTS[principal.type]))}"
    name = work.argument(thing, "name", "policy_name") or work.slugs[thing.address]
    _add_inline(principal, name, work.argument(thing, "policy", "policy_document"))
    principal.others[here] = place(thing)


def _add_inline(principal: Draft, name: Any, given: Any) -> None:
    held = principal.list(_LISTS[principal.type])
    here = f"/{_LISTS[principal.type]}/{len(held)}/PolicyDocument"
    document, why = _document(given)
    held.append({"PolicyName": name or f"inline-{len(held)}", "PolicyDocument": document})
    if why:
        principal.made.unread[here] = why


def _document(given: Any) -> tuple[Any, str]:
    """Return a document, and why it is unread. Each policy of a principal has one."""
    document, why = policy(given) if given is not None else (None, "")
    return ({**_EMPTY, "Statement": []} if document is None else document), why


def _attach(work: Work, principal: Draft, arn: Any, thing: Thing | None = None) -> None:
    held = principal.list(_ATTACHED)
    if isinstance(arn, Unknown):
        held.append(Stand({"PolicyName": NOT_KNOWN, "PolicyArn": NOT_KNOWN}, arn.why))
    elif isinstance(arn, str):
        if not arn.startswith("arn:"):
            arn = f"arn:{work.partition}:iam::aws:policy/{arn}"
        if any(isinstance(one, dict) and one.get("PolicyArn") == arn for one in held):
            return
        held.append({"PolicyName": arn.rpartition("/")[2], "PolicyArn": arn})
        _count(work, arn)
    if thing is not None and held:
        principal.others[f"/{_ATTACHED}/{len(held) - 1}"] = place(thing)


def _count(work: Work, arn: Any) -> None:
    if managed := work.find(MANAGED, arn):
        count = managed.members.get("AttachmentCount")
        managed.members["AttachmentCount"] = count + 1 if isinstance(count, int) else 1


PARTS = (
    _documents,
    _own_policies,
    _attached_by_policies,
    _inline_policies,
    _attachments,
    _memberships,
)
