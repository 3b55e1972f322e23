"""What stands for references, and what does not."""

from __future__ import annotations

from typing import Any

import pytest

from collectors.iac.mapping.resolving import addresses, json_in, resolved
from collectors.iac.values import Unknown, hole, reference

A = reference("aws_x.a", "arn")
WHY = Unknown("var.x has no value")


def look(address: str, attribute: str) -> Any:
    """Return the attributes of one resource."""
    values = {"arn": "arn:aws:x", "port": 443, "on": True, "list": ["a"], "later": Unknown("later")}
    return values[attribute] if address == "aws_x.a" else Unknown("elsewhere")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("plain", "plain"),
        (A, "arn:aws:x"),
        (f"{A}/*", "arn:aws:x/*"),
        (f"port {reference('aws_x.a', 'port')}", "port 443"),
        (f"{reference('aws_x.a', 'on')}!", "true!"),
        (reference("aws_x.a", "list"), ["a"]),
        (reference("aws_x.a", "later"), Unknown("later")),
        (f"x-{reference('aws_x.a', 'later')}", Unknown("later")),
        (f"x-{reference('aws_x.a', 'list')}", Unknown("aws_x.a.list is not a text")),
        (f"x-{hole(WHY)}", WHY),
        ({"a": [A, WHY]}, {"a": ["arn:aws:x", WHY]}),
        ({A: 1}, {"arn:aws:x": 1}),
        ({hole(WHY): 1}, {"(not known)": 1}),
    ],
)
def test_a_value_is_resolved(given: Any, expected: Any) -> None:
    assert resolved(given, look) == expected


def test_json_that_is_known_in_part_keeps_the_rest() -> None:
    text = f'{{"a": "{hole(WHY)}", "b": {hole(WHY)}, "c": "{A}"}}'

    assert resolved(text, look) == {"a": WHY, "b": WHY, "c": "arn:aws:x"}


def test_nobody_can_write_a_token_as_an_escape() -> None:
    assert json_in('["\\ue000aws_x.a\\ue001arn\\uE002"]') == ["\ufffdaws_x.a\ufffdarn\ufffd"]


def test_what_is_nested_too_deeply_is_not_known() -> None:
    deep: Any = "x"
    for _ in range(1_000):
        deep = [deep]

    assert isinstance(json_in("[" * 900 + "]" * 900), Unknown)
    assert "nested too deeply" in str(resolved(deep, look))


def test_the_addresses_in_a_value() -> None:
    value = {"a": [f"{A}{reference('b', 'c')}"], reference("k", "x"): 1}

    assert [*addresses(value)] == ["aws_x.a", "b", "k"]
