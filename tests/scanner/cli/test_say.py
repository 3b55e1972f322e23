"""Tests of what prints documents and lines, whatever the stream can hold."""

from __future__ import annotations

import io
import re
import sys
from typing import Any

import orjson
import pytest
import yaml

from scanner.cli import say
from tests.scanner.reports import sample

HOSTILE = {"a": "\x1b\x7f\x9b\u202e\U000e0001 ##[error] ##vso[x]", "\u2028": ["é", "::error::"]}


def test_json_is_the_same_document(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """JSON keeps every value, and prints no control character and no command."""
    say.say_json(HOSTILE)
    printed = capsysbinary.readouterr().out
    assert orjson.loads(printed) == HOSTILE
    assert printed.decode().replace("\n", "").isprintable()
    assert b"##" not in printed
    assert "é" in printed.decode()


@pytest.mark.parametrize(
    "document", [HOSTILE, {"a": "b\n\n::error::c\n"}, {"a": f"{'word ' * 19}::x"}, {"ü": 1}]
)
def test_yaml_is_the_same_document(document: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """YAML keeps every value. A document with a line that would act is printed as JSON."""
    say.say_yaml(document)
    printed = capsys.readouterr().out
    assert yaml.safe_load(printed) == document
    assert not [line for line in printed.split("\n") if line.lstrip().startswith("::")]
    assert printed.replace("\n", "").isprintable()


def test_a_line_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """`say` prints one line of at most 1,000 characters and its label."""
    say.say(f"a\nb{'x' * 2000}", label="error:", err=True)
    printed = capsys.readouterr().err
    assert printed.count("\n") == 1
    assert printed.startswith("error: a\\x0ab")
    assert len(printed) < 1020


@pytest.mark.parametrize("force", [True, False])
def test_a_report_has_colours_where_they_are_wanted(
    force: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file gets no colours, unless FORCE_COLOR asks for them, as CI logs do."""
    if force:
        monkeypatch.setenv("FORCE_COLOR", "1")
    say.say_report(sample.mixed(), sample.VIEW)
    printed = capsys.readouterr().out
    assert ("\x1b[1;31mFailures: 6" in printed) == force
    assert set(re.findall("\x1b.", printed)) == ({"\x1b["} if force else set())


def test_a_stream_that_cannot_encode(monkeypatch: pytest.MonkeyPatch) -> None:
    """A character that the stream does not have is escaped, instead of an error."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    say.say("é…")
    stream.flush()
    assert stream.buffer.getvalue() == b"\\xe9\\u2026\n"  # type: ignore[attr-defined]
