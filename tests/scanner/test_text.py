"""Text from outside is harmless on a terminal, and stays readable."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.text import MOST_MARKS, harmless, inert, size, visible


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
