"""Tests of the differences of a resource in two snapshots."""

from __future__ import annotations

from typing import Any

import pytest

from collectors.records import Resource
from scanner.earlier.properties import MOST_OF_A_VALUE, differences

HIDDEN = {"redacted": {"length": 12, "hmac": "aa"}}
HIDDEN_AGAIN = {"redacted": {"length": 12, "hmac": "bb"}}
LONGER = {"redacted": {"length": 30, "hmac": "cc"}}


def _resource(properties: Any, **tags: str) -> Resource:
    calls = (str(id(properties)),)
    return Resource("AWS::X::Y", "arn:x", "x", "1", "global", "x", tags, calls, properties)


def _told(before: Any, after: Any) -> list[tuple[str, str, str]]:
    found = differences(_resource(before), _resource(after))
    return [(one.pointer.removeprefix("/properties"), one.before, one.after) for one in found]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, []),
        ({"a": 1, "b": "x"}, {"a": 1, "b": "y"}, [("/b", '"x"', '"y"')]),
        ({"a": 1}, {"b": 1}, [("/a", "1", ""), ("/b", "", "1")]),
        ({"a/b": {"~": 1}}, {"a/b": {"~": 2}}, [("/a~1b/~0", "1", "2")]),
        ({"a": None}, {"a": {}}, [("/a", "null", "{}")]),
        ({"a": [1, 2]}, {"a": [1, 3]}, [("/a", "[1,2]", "[1,3]")]),
        ({"a": [{"n": 1}, {"n": 2}]}, {"a": [{"n": 1}, {"n": 3}]}, [("/a/1/n", "2", "3")]),
        ({"a": [{"n": 1}, {"n": 2}]}, {"a": [{"n": 2}]}, [("/a/0", '{"n":1}', "")]),
        ({"a": [{"n": 2}]}, {"a": [{"n": 1}, {"n": 2}]}, [("/a/0", "", '{"n":1}')]),
        ({"a": HIDDEN}, {"a": HIDDEN_AGAIN}, []),
        ({"a": HIDDEN}, {"a": LONGER}, [("/a", "(redacted, 12 bytes)", "(redacted, 30 bytes)")]),
        ({"a": HIDDEN}, {"a": "open"}, [("/a", "(redacted, 12 bytes)", '"open"')]),
        ({"b": 1, "a": 1}, {"b": 2, "a": 2}, [("/a", "1", "2"), ("/b", "1", "2")]),
    ],
)
def test_what_changed(before: Any, after: Any, told: list[tuple[str, str, str]]) -> None:
    """Pointers are those of RFC 6901, and a redacted value stays redacted."""
    assert _told(before, after) == told


def test_tags_and_the_name_count_and_calls_do_not() -> None:
    before, after = _resource({}, env="test"), _resource({}, env="prod")
    assert [(one.pointer, one.before, one.after) for one in differences(before, after)] == [
        ("/tags/env", '"test"', '"prod"')
    ]


def test_a_resource_that_came_or_went() -> None:
    one = _resource({})
    assert [(d.resource, d.pointer, d.before, d.after) for d in differences(one, None)] == [
        ("arn:x", "", "(there)", "")
    ]
    assert [(d.resource, d.pointer, d.before, d.after) for d in differences(None, one)] == [
        ("arn:x", "", "", "(there)")
    ]


def test_a_long_value_is_shortened() -> None:
    ((_, before, after),) = _told({"a": "x" * 9999}, {"a": "y"})
    assert (len(before), after) == (MOST_OF_A_VALUE + 1, '"y"')
    assert before.endswith("…")


def test_a_deep_value_is_no_trouble() -> None:
    """The program's stack is not used, so no depth overflows it."""
    before: Any = 1
    after: Any = 2
    for _ in range(900):
        before, after = {"a": before}, {"a": after}
    assert _told(before, after) == [("/a" * 900, "1", "2")]
