"""Patterns: a backslash makes a wildcard an ordinary character, and no pattern takes long."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.people.patterns import fits, literal, only

LETTERS = st.text(alphabet="ab*?\\[]!\n", max_size=8)


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("a*", "abc", True),
        ("a?c", "abc", True),
        ("a", "ab", False),
        ("A", "a", False),
        (r"a\*", "a*", True),
        (r"a\*", "ab", False),
        (r"a\?", "a?", True),
        (r"a\?", "ab", False),
        (r"a\\*", "a\\b", True),
        (r"a\\\*", "a\\*", True),
        (r"a\\\*", "a\\b", False),
        (r"a\b", r"a\b", True),
        ("a\\", "a\\", True),
        ("[ab]", "a", False),
        ("[ab]", "[ab]", True),
        ("[!a]", "b", False),
        ("a.b^c$d|e(f)g{2}+", "a.b^c$d|e(f)g{2}+", True),
        ("a.b", "a_b", False),
        (r"a\*", r"a\*", False),
        ("", "", True),
        ("", "a", False),
        ("a", "a\n", False),
        ("a*b", "a\nb", True),
        ("?", "\U0001f600", True),
        ("??", "\U0001f600", False),
        ("r?t", "r\u00f6t", True),
        ("*\u00f6*", "r\u00f6t", True),
        ("r~t", "r\u00f6t", False),
        ("r\u00f6t", "r\u00fct", False),
    ],
)
def test_what_a_pattern_matches(pattern: str, name: str, expected: bool) -> None:
    assert fits([pattern], name) is expected


@given(LETTERS, LETTERS)
def test_a_literal_matches_its_name_and_no_other(name: str, other: str) -> None:
    """Whatever characters a name has, its literal pattern stands for this one name."""
    pattern = literal(name)
    assert fits([pattern], name)
    assert fits([pattern], other) is (name == other)
    assert only(pattern) == name


@given(LETTERS, LETTERS)
def test_the_only_name_of_a_pattern_is_what_it_matches(pattern: str, name: str) -> None:
    found = only(pattern)
    if found is not None:
        assert fits([pattern], name) is (name == found)
        assert fits([pattern], found)


def test_many_stars_do_not_take_long() -> None:
    began = time.process_time()
    assert not fits(["*a" * 500 + "b"], "a" * 2000)
    assert time.process_time() - began < 5
