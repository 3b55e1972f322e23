"""The policies above an account are read by climbing to the root, as AWS answers each caller."""

from __future__ import annotations

from typing import Any

from scanner.catalog.controls import Selection, select
from tests import lab

CONTROL = "GENSEC01-BP01/org-policy-limits-models"
CHOSEN = select(lab.everything(), Selection(controls=(CONTROL,)))
PARENTS, POLICIES = "organizations:ListParents", "organizations:ListPoliciesForTarget"
SCP = "SERVICE_CONTROL_POLICY"


def _account(name: str = "good") -> dict[str, Any]:
    return lab.account(name, [CONTROL])


def _climb(account: dict[str, Any], *chain: str) -> None:
    """Let the account sit below a chain of parents, the last of which is the root."""
    account["answers"] = [e for e in account["answers"] if e["call"] != PARENTS]
    for child, parent in zip(("111122223333", *chain), chain, strict=False):
        kind = "ROOT" if parent.startswith("r-") else "ORGANIZATIONAL_UNIT"
        answer = {"Parents": [{"Id": parent, "Type": kind}]}
        account["answers"].append({"call": PARENTS, "with": {"ChildId": child}, "answer": answer})


def _above(account: dict[str, Any]) -> list[str]:
    """Return what is above the account, as it was read."""
    with lab.serving(account) as (_, aws):
        found = lab.read(aws, CHOSEN.operations)
    assert not found.gaps
    return sorted(r.name for r in found.resources if r.type == "AWS::Organizations::Parent")


def _put(account: dict[str, Any], target: str, policies: list[dict[str, Any]]) -> None:
    answer = {"Policies": policies}
    account["answers"].append(
        {"call": POLICIES, "with": {"TargetId": target, "Filter": SCP}, "answer": answer}
    )


def test_every_level_is_read() -> None:
    """Each organizational unit is asked for its own parent, and the root is not."""
    account = _account()
    middle = lab.entry(account, POLICIES, TargetId="r-exam", Filter=SCP)["Policies"]
    for unit in ("ou-exam-22222222", "ou-exam-33333333"):
        _put(account, unit, middle)
    _climb(account, "ou-exam-22222222", "ou-exam-33333333", "ou-exam-11111111", "r-exam")
    assert _above(account) == ["ou-exam-11111111", "ou-exam-22222222", "ou-exam-33333333", "r-exam"]
    assert lab.kinds(lab.scan(account, chosen=CHOSEN), CONTROL) == {"pass"}


def test_a_circle_ends() -> None:
    """Answers that contradict each other do not keep the scan going."""
    account = _account()
    _climb(account, "ou-exam-11111111", "111122223333")
    account["answers"][-1]["answer"]["Parents"][0]["Type"] = "ORGANIZATIONAL_UNIT"
    _above(account)


def test_policy_beside_the_account_fails() -> None:
    """A policy of another organizational unit does not apply."""
    account = _account()
    _put(account, "ou-exam-22222222", lab.entry(account, POLICIES, TargetId="r-exam", Filter=SCP)["Policies"])
    _climb(account, "ou-exam-22222222", "r-exam")
    report = lab.scan(account, chosen=CHOSEN)
    assert lab.kinds(report, CONTROL) == {"fail"}


def test_member_that_may_not_ask_is_asked() -> None:
    """AWS refuses a member in its own words. That is no gap, which a permission would close."""
    account = _account()
    account["answers"] = [e for e in account["answers"] if e["call"] != PARENTS]
    message = "You don't have permissions to access this resource."
    refused = {"code": "AccessDeniedException", "message": message, "status": 400}
    account["answers"].append({"call": PARENTS, "error": refused})
    assert lab.kinds(lab.scan(account, chosen=CHOSEN), CONTROL) == {"review"}
    refused["message"] = "User: u is not authorized to perform: organizations:ListParents"
    assert lab.kinds(lab.scan(account, chosen=CHOSEN), CONTROL) == {"unknown"}


def test_bad_fails_as_a_member() -> None:
    """The bad account fails if another account manages its organization."""
    account = _account("bad")
    organization = lab.entry(account, "organizations:DescribeOrganization")["Organization"]
    organization["MasterAccountId"] = "222233334444"
    organization["MasterAccountArn"] = "arn:aws:organizations::222233334444:account/o-otherorgid/222233334444"
    report = lab.scan(account, chosen=CHOSEN)
    assert lab.kinds(report, CONTROL) == {"fail"}
