"""Policy documents of which the code does not fix everything."""

from __future__ import annotations

from typing import Any

import pytest

from collectors.iac.mapping.documents import Stand, policy
from collectors.iac.values import Unknown

WHY = Unknown("var.x has no value")


def statement(**members: Any) -> tuple[Any, str]:
    """Return what becomes of a document with one statement: the statement, and why it is unread."""
    document, why = policy({"Version": "2012-10-17", "Statement": [members]})
    return document["Statement"][0], why


def test_a_document_that_is_known_stays() -> None:
    given = {"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Principal": {"AWS": "*"}}

    assert statement(**given) == (given, "")


def test_a_text_is_parsed() -> None:
    text = '{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}'

    assert policy(text) == ({"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}, "")


@pytest.mark.parametrize("given", ["", "  \n"])
def test_an_empty_text_is_no_document(given: str) -> None:
    assert policy(given) == (None, "")


@pytest.mark.parametrize("given", [WHY, "not JSON", {"Version": "1"}, [], 7, "[" * 500 + "]" * 500])
def test_what_is_no_document_is_unread_and_allows_nothing(given: Any) -> None:
    document, why = policy(given)

    assert document.value == {"Version": "2012-10-17", "Statement": []}
    assert why == document.why != ""


def test_statements_that_are_not_known_are_unread() -> None:
    assert policy({"Statement": WHY}) == ({"Statement": Stand([], WHY.why)}, WHY.why)


def test_one_statement_that_is_not_known_may_deny() -> None:
    document, why = policy({"Statement": [WHY]})

    assert document["Statement"][0].value["Action"] == []
    assert why == WHY.why


def test_an_action_that_is_not_known_allows_nothing() -> None:
    assert statement(Effect="Allow", Action=WHY, Resource="*") == (
        {"Effect": "Allow", "Action": Stand([], WHY.why), "Resource": "*"},
        "",
    )


def test_one_action_of_several_that_is_not_known_keeps_its_place() -> None:
    made, why = statement(Effect="Allow", Action=["s3:*", WHY], Resource="*")

    assert (made["Action"], why) == (["s3:*", WHY], "")


def test_no_action_allows_nothing() -> None:
    assert statement(Effect="Allow", Resource="*")[0]["Action"] == []


@pytest.mark.parametrize(("name", "opposite"), [("Action", "NotAction"), ("Resource", "NotResource")])
def test_an_exception_that_is_not_known_excepts_everything(name: str, opposite: str) -> None:
    made, why = statement(**{"Effect": "Allow", "Action": "a:b", opposite: ["s3:*", WHY]})

    assert opposite not in made
    assert made[name] == Stand([], WHY.why)
    assert why == ""


@pytest.mark.parametrize(
    "members",
    [
        {"Action": WHY},
        {"Action": "s3:*", "Resource": [WHY]},
        {"Action": "s3:*", "Condition": {"StringEquals": {"aws:SourceArn": WHY}}},
        {"Action": "s3:*", "Principal": WHY},
    ],
)
def test_a_deny_with_an_unknown_part_is_unread(members: dict[str, Any]) -> None:
    assert statement(Effect="Deny", **members)[1] == WHY.why


def test_an_effect_that_is_not_known_allows_nothing_and_may_deny() -> None:
    made, why = statement(Effect=WHY, NotAction="s3:*", Resource="*")

    assert made == {"Effect": Stand("Allow", WHY.why), "Action": [], "Resource": "*"}
    assert why == WHY.why


def test_a_principal_that_is_not_known_is_nobody() -> None:
    assert statement(Effect="Allow", Action="a:b", Principal=WHY)[0]["Principal"] == Stand(
        {"AWS": []}, WHY.why
    )
    made, _ = statement(Effect="Allow", Action="a:b", Principal={"AWS": WHY, "Service": "x"})
    assert made["Principal"] == {"AWS": Stand([], WHY.why), "Service": "x"}


def test_a_condition_whose_value_is_not_known_stays_a_condition() -> None:
    made, _ = statement(Effect="Allow", Action="a:b", Condition={"ArnLike": {"aws:SourceArn": WHY}})

    assert made["Condition"] == {"ArnLike": {"aws:SourceArn": Stand(["(not known)"], WHY.why)}}
