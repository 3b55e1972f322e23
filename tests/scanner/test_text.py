"""Text from outside is harmless on a terminal, and stays readable."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.text import MOST_MARKS, duration, harmless, in_units, inert, size, visible


@pytest.mark.parametrize(
    "line",
    [
        "no trail records all data events of AWS::Bedrock::AgentAlias",
        "Role a::b (global): arn:aws:iam::aws:policy/Y",
        "# a heading",
        "a ## b [c]",
        "\tindented",
        "\x1b[1;31mred\x1b[0m of ours",
        "",
    ],
)
def test_what_does_not_act_stays(line: str) -> None:
    """Names of types, ARNs, tabs and our colours are printed as they are."""
    assert harmless(line) == line


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("::error::x", ":\\x3aerror::x"),
        ("  ::add-mask::x", "  :\\x3aadd-mask::x"),
        ("\t::x", "\t:\\x3ax"),
        ("\x1b[1m ::x\x1b[0m", "\x1b[1m :\\x3ax\x1b[0m"),
        ("a\n::error::x", "a\n:\\x3aerror::x"),
        ("a ##[error]x", "a #\\x23[error]x"),
        ("a ##vso[task.x]y", "a #\\x23vso[task.x]y"),
        ("a\x1b[2Jb", "a\\x1b[2Jb"),
        ("a\rb\x9bc\x07\u202ed", "a\\x0db\\x9bc\\x07\\u202ed"),
    ],
)
def test_what_acts_is_escaped(line: str, said: str) -> None:
    """Commands of CI runners and control characters have no effect."""
    assert harmless(line) == said


@given(st.text(alphabet=st.sampled_from("a:# [\n\t\x1b\x07m3vso\u0301\u202e"), max_size=40))
def test_harmless_has_no_effect_twice(text: str) -> None:
    """What is harmless stays as it is, so a text may pass twice."""
    assert harmless(harmless(text)) == harmless(text)


def test_combining_marks_are_few() -> None:
    """Only four combining marks follow a character: hundreds would cover the lines around it."""
    assert visible("e\u0301") == "e\u0301"
    tall = visible("a" + "\u0301" * 300 + "b")
    assert sum(unicodedata.combining(c) > 0 for c in tall) == MOST_MARKS
    assert tall.endswith("\\u0301b")
    assert len(inert("a" + "\u0301" * 300)) == 301


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.2, "less than 1 s"),
        (7.25, "7 s"),
        (93.4, "1 min 33 s"),
        (3600, "1 h"),
        (7500, "2 h 5 min"),
        (86400, "1 day"),
        (90061, "1 day 1 h"),
        (3652 * 86400, "3,652 days"),
    ],
)
def test_durations(seconds: float, said: str) -> None:
    """A time has the two largest units that people use."""
    assert duration(seconds) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0 bytes"),
        (1023, "1,023 bytes"),
        (1024, "1 KB"),
        (1536, "1.5 KB"),
        (32 << 20, "32 MB"),
        (5 << 30, "5 GB"),
    ],
)
def test_sizes(number: int, said: str) -> None:
    """A size has the largest unit of which there is one."""
    assert size(number) == said


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("a session may last 43200 s, longer than 14400 s", "a session may last 12 h, longer than 4 h"),
        ("90061 s", "1 day 1 h 1 min 1 s"),
        ("it lives 3652 days, and 30 are allowed", "it lives 3,652 days (10 years), and 30 are allowed"),
        ("it lives 365 days", "it lives 365 days"),
        ('key "3652 days" of "43200 s" lives 60 s', 'key "3652 days" of "43200 s" lives 60 s'),
        ('"a \\" 3652 days" 3600 s', '"a \\" 3652 days" 1 h'),
    ],
)
def test_long_times_in_messages(message: str, said: str) -> None:
    """Long times of a message are in people's units. Quoted values stay as they are."""
    assert in_units(message) == said
