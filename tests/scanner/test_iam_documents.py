"""Patterns of Resource and NotResource become what IAM compares."""

from __future__ import annotations

from typing import Any

import pytest

from scanner.iam_documents import UNKNOWN, normal_document

KNOWN = {"aws:principalaccount": "111122223333"}


def _resource(
    pattern: str, *, effect: str = "Allow", member: str = "Resource", version: str = "2012-10-17"
) -> Any:
    statement = {"Effect": effect, "Action": "a:B", member: pattern}
    return normal_document({"Version": version, "Statement": statement}, KNOWN)["Statement"][0][member]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("arn:aws:iam::${aws:PrincipalAccount}:role/*", "arn:aws:iam::111122223333:role/*"),
        ("arn:aws:iam::${AWS:principalaccount}:role/*", "arn:aws:iam::111122223333:role/*"),
        ("arn:aws:iam::${aws:PrincipalAccount, '1'}:role/*", "arn:aws:iam::111122223333:role/*"),
        ("arn:aws:s3:::${aws:PrincipalTag/team}/*", "arn:aws:s3:::*/*"),
        ("arn:aws:s3:::${aws:PrincipalTag/team, 'shared'}-data", "arn:aws:s3:::*-data"),
        ("arn:aws:s3:::a${aws:username}*${aws:userid}b", "arn:aws:s3:::a*b"),
        ("arn:aws:s3:::a${not closed", "arn:aws:s3:::a*"),
        ("${aws:PrincipalTag/arn}", "*"),
    ],
)
def test_only_known_variables_get_a_value(pattern: str, expected: str) -> None:
    """The account of the principal is known. In an Allow, every other variable may be anything."""
    assert _resource(pattern) == [expected]


@pytest.mark.parametrize(
    ("effect", "member", "expected"),
    [
        ("Allow", "Resource", "*"),
        ("Allow", "NotResource", UNKNOWN),
        ("Deny", "Resource", UNKNOWN),
        ("Deny", "NotResource", "*"),
    ],
)
def test_an_unknown_variable_narrows_no_grant(effect: str, member: str, expected: str) -> None:
    """A variable widens an Allow. It covers nothing in a Deny, and excludes nothing in an Allow."""
    pattern = "arn:aws:s3:::${aws:PrincipalTag/team}/x"
    assert _resource(pattern, effect=effect, member=member) == [f"arn:aws:s3:::{expected}/x"]


def test_special_characters_are_literal() -> None:
    """`${*}`, `${?}` and `${$}` are no wildcards and no variables."""
    (pattern,) = _resource("arn:aws:s3:::a${*}b${?}c${$}{d}")
    assert pattern == "arn:aws:s3:::a\uff0ab\uff1fc${d}"
    assert "*" not in pattern
    assert "?" not in pattern


@pytest.mark.parametrize("version", ["2008-10-17", ""])
def test_old_versions_have_no_variables(version: str) -> None:
    """In a document of 2008, `${...}` is text, and `*` within it a wildcard."""
    for pattern in ("arn:aws:s3:::${aws:PrincipalTag/team}/x", "arn:aws:s3:::a${*}b"):
        assert _resource(pattern, version=version) == [pattern]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("arn:aws:sqs", "arn:aws:sqs:*:*:*"),
        ("arn:aws:bedrock:*", "arn:aws:bedrock:*:*:*"),
        ("arn:aws:iam::*", "arn:aws:iam::*:*"),
        ("arn:*", "arn:*:*:*:*:*"),
        ("arn:aws:s3:::b", "arn:aws:s3:::b"),
        ("arn:aws:lambda:*:*:function:f:1", "arn:aws:lambda:*:*:function:f:1"),
        ("**", "*"),
        ("?*?", "*"),
        ("?", "?"),
        ("*:a", "*:a"),
    ],
)
def test_short_arns_are_completed(pattern: str, expected: str) -> None:
    """An ARN gets a wildcard for each field that it lacks; other patterns stay."""
    for version in ("2012-10-17", "2008-10-17"):
        assert _resource(pattern, version=version) == [expected]


@pytest.mark.parametrize(
    ("pattern", "widest"),
    [
        ("arn:aws:bedrock*foundation-model/*", "arn:aws:bedrock*:*:*:*"),
        ("arn:*/*", "arn:*:*:*:*:*"),
        ("arn:*:role/*", "arn:*:*:*:*:*"),
        ("arn:*s3:::a*", "arn:*:*:*:*:*"),
        ("arn:aws?s3???a/*", "arn:aws*:*:*:*:*"),
        ("arn:aws:s3?*", "arn:aws:s3*:*:*:*"),
        ("arn:aws:iam::4444????????", "arn:aws:iam::4444*:*"),
    ],
)
def test_text_after_a_wildcard_of_a_short_arn_is_not_read(pattern: str, widest: str) -> None:
    """Nobody knows its field. In an Allow it may be any. In a Deny the pattern covers nothing."""
    assert _resource(pattern) == [widest]
    assert _resource(pattern, effect="Deny", member="NotResource") == [widest]
    assert _resource(pattern, effect="Deny") == [UNKNOWN]
    assert _resource(pattern, member="NotResource") == [UNKNOWN]


def test_a_pattern_of_a_hostile_author_takes_no_time() -> None:
    """A megabyte of variables that do not end is one variable."""
    assert _resource("${" * 500_000) == ["*"]
