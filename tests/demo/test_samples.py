"""Sample accounts are merged from a base and each control's samples; contradictions are found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from scanner.demo import samples
from scanner.demo.samples import sample
from scanner.errors import Defect, UsageError

HEAD = {
    "account": "111122223333",
    "partition": "aws",
    "caller": "arn:aws:iam::111122223333:user/u",
    "regions": ["us-east-1"],
}
ROLE = {"RoleName": "a", "Arn": "arn:a", "Tags": []}
TOP: dict[str, Any] = {"call": "iam:ListRoles", "answer": {"Roles": [ROLE], "IsTruncated": False}}
FIRST, SECOND = "GENSEC01-BP01/first-rule", "GENSEC05-BP01/second-rule"


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that writes a base and two controls' samples and returns the result."""
    monkeypatch.setattr(samples, "ACCOUNTS", tmp_path)
    monkeypatch.setattr(samples, "POLICIES", tmp_path / "policies")

    def merged(
        base: list[Any], first: list[Any], second: list[Any], controls: list[str] | None = None
    ) -> Any:
        (tmp_path / "good.yaml").write_text(yaml.safe_dump({**HEAD, "answers": base}, sort_keys=False))
        for path, own in (("gensec01_bp01/first_rule", first), ("gensec05_bp01/second_rule", second)):
            file = tmp_path / "policies" / "security" / f"{path}.yaml"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(yaml.safe_dump({"samples": {"good": own, "bad": []}}, sort_keys=False))
        samples._read.cache_clear()
        return sample("good", controls)["answers"]

    return merged


def _roles(*roles: dict[str, Any], **entry: Any) -> dict[str, Any]:
    return {"call": "iam:ListRoles", **entry, "answer": {"Roles": list(roles)}}


def test_entries_for_one_request_become_one(write: Any) -> None:
    """Lists are joined without duplicates, and members that only one entry has are kept."""
    other = {"RoleName": "b", "Arn": "arn:b", "Tags": []}
    assert write([TOP], [_roles(other)], [_roles(ROLE, other)]) == [
        {"call": "iam:ListRoles", "answer": {"Roles": [ROLE, other], "IsTruncated": False}}
    ]


def test_entries_for_other_requests_stay_apart(write: Any) -> None:
    """Another Region or other parameters make another request."""
    entries = [
        _roles(ROLE),
        _roles(ROLE, region="us-east-1"),
        _roles(ROLE, region="us-east-1", **{"with": {"PathPrefix": "/x/"}}),
    ]
    assert write(entries[:1], entries[1:2], entries[2:]) == entries


def test_the_order_of_parameters_does_not_matter(write: Any) -> None:
    """The order of the parameters in a file does not matter."""
    entries = [
        _roles(ROLE, **{"with": parameters})
        for parameters in ({"PathPrefix": "/", "Marker": "m"}, {"Marker": "m", "PathPrefix": "/"})
    ]
    assert len(write([], entries[:1], entries[1:])) == 1


def test_mappings_are_merged_at_any_depth(write: Any) -> None:
    """Two controls may each set members of the same resource."""
    first = {
        "call": "bedrock:GetGuardrail",
        "answer": {"name": "g", "contentPolicy": {"filters": [{"type": "HATE"}]}},
    }
    second = {
        "call": "bedrock:GetGuardrail",
        "answer": {"contentPolicy": {"filters": [{"type": "SEXUAL"}], "tier": {"tierName": "CLASSIC"}}},
    }
    (entry,) = write([], [first], [second])
    policy = {"filters": [{"type": "HATE"}, {"type": "SEXUAL"}], "tier": {"tierName": "CLASSIC"}}
    assert entry["answer"] == {"name": "g", "contentPolicy": policy}


def test_one_controls_samples_can_be_had_alone(write: Any) -> None:
    """The samples of controls that are not named are left out."""
    other = {"RoleName": "b", "Arn": "arn:b", "Tags": []}
    assert write([], [_roles(ROLE)], [_roles(other)], [SECOND]) == [_roles(other)]
    assert write([], [_roles(ROLE)], [_roles(other)], []) == []


@pytest.mark.parametrize(
    ("second", "place"),
    [
        ({"call": "iam:ListRoles", "answer": {"IsTruncated": True}}, "answer.IsTruncated"),
        ({"call": "iam:ListRoles", "answer": {"Roles": {"RoleName": "a"}}}, "answer.Roles"),
        (_roles({**ROLE, "Tags": [{"Key": "k", "Value": "v"}]}), "answer.Roles: Arn arn:a, RoleName a"),
        (
            {"call": "iam:ListRoles", "error": {"code": "AccessDenied"}},
            "one has an answer and the other an error",
        ),
    ],
)
def test_a_contradiction_names_both_files_the_call_and_the_path(
    write: Any, second: dict[str, Any], place: str
) -> None:
    """If two files contradict each other, the error names both files, the call and the path."""
    with pytest.raises(Defect) as caught:
        write([{"call": "iam:ListUsers", "answer": {"Users": []}}], [TOP], [second])
    sentence = caught.value.sentence
    assert sentence.endswith(f"contradict each other: iam:ListRoles: {place}.")
    assert "/gensec05_bp01/second_rule.yaml and " in sentence
    assert "/gensec01_bp01/first_rule.yaml contradict" in sentence


def test_the_file_that_is_named_is_the_one_that_contradicts(write: Any) -> None:
    """If three files have entries for one request, the one that contradicts none is not named."""
    with pytest.raises(Defect, match=r"second_rule\.yaml and \S+/good\.yaml contradict"):
        write([TOP], [_roles({"RoleName": "b", "Arn": "arn:b"})], [_roles({**ROLE, "Path": "/"})])


@pytest.mark.parametrize(
    "text", ["", "fix: {}", "samples: []", "samples: {good: []}", "samples: {good: {}, bad: []}"]
)
def test_a_file_without_samples_is_named(write: Any, tmp_path: Path, text: str) -> None:
    """A file must have both lists, even if one is empty."""
    write([], [], [])
    (tmp_path / "policies/security/gensec01_bp01/first_rule.yaml").write_text(text)
    samples._read.cache_clear()
    with pytest.raises(Defect, match=r"first_rule\.yaml: samples has two lists, good and bad"):
        sample("good")


def test_unknown_names_are_answered_with_the_nearest() -> None:
    """An unknown account or control is a usage error that suggests the nearest name."""
    with pytest.raises(UsageError) as caught:
        sample("goood")
    assert caught.value.next_step == "Did you mean good?"
    with pytest.raises(UsageError) as caught:
        sample("good", ["GENSEC01-BP01/api-key-expires"])
    assert caught.value.next_step == "Did you mean GENSEC01-BP01/api-keys-expire?"


def test_an_account_can_be_changed_at_will() -> None:
    """A caller's changes to an account do not affect the next caller."""
    for name in ("good", "empty"):
        sample(name)["answers"][0]["answer"].clear()
        assert sample(name)["answers"][0]["answer"]
