"""Tests of files that people write: an error is one sentence with file, line, key and a suggestion.

The files are not trusted. Whatever they contain, reading ends soon, and messages are safe to print.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from scanner.errors import UsageError
from scanner.people.files import MOST_BYTES, Document, read, shown
from scanner.yaml_files import MOST_LEVELS, kind, name

NAMES = {
    "type": "object",
    "propertyNames": {"pattern": "^[0-9]{4}$", "description": "a number of four digits"},
    "additionalProperties": {"type": "object", "additionalProperties": {"type": "integer"}},
}
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["days"],
    "properties": {
        "days": {"type": "integer", "default": 30, "minimum": -(2**53), "maximum": 2**53},
        "share": {"type": "number", "default": 0.5},
        "level": {"enum": ["low", "high"], "type": "string"},
        "names": {"type": "array", "items": {"type": "string"}, "default": []},
        "rows": NAMES,
        "note": {"type": ["string", "null"]},
        "any": {},
    },
}


def _read(text: str | bytes, tmp_path: Path) -> Document:
    path = tmp_path / "f.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read(path, SCHEMA, option="--file")


def _refused(text: str | bytes, tmp_path: Path) -> tuple[str, str]:
    """Return the sentence, without the folder, and the next step; check the CPU time as well."""
    began = time.process_time()
    with pytest.raises(UsageError) as caught:
        _read(text, tmp_path)
    assert time.process_time() - began < 10
    for error in (caught.value, *caught.value.others):
        assert error.sentence.isprintable()
        assert error.next_step.isprintable()
        assert error.next_step
    return caught.value.sentence.removeprefix(f"{tmp_path}/"), caught.value.next_step


def test_a_file_is_read_with_the_line_of_each_value(tmp_path: Path) -> None:
    """Values have JSON types; the line of a value is that of its key."""
    text = "# first\ndays: 7\nnames:\n  - a\n  - b\nrows:\n  '0012':\n    x:\n      4\n"
    document = _read(text, tmp_path)
    assert document.data == {"days": 7, "names": ["a", "b"], "rows": {"0012": {"x": 4}}}
    assert document.lines == {
        (): 2,
        ("days",): 2,
        ("names",): 3,
        ("names", 0): 4,
        ("names", 1): 5,
        ("rows",): 6,
        ("rows", "0012"): 7,
        ("rows", "0012", "x"): 8,
    }
    assert document.odd == {}


def test_an_error_of_the_reader_of_a_file_has_its_line() -> None:
    """A place that is not in the file has the line of its nearest parent, or the first line."""
    document = Document({}, {("rows",): 3, ("rows", "x"): 4}, {}, Path("a: b.yaml"), "")
    for place, line in ((("rows", "x"), 4), (("rows", "x", "y", 1), 4), (("rows", 1), 3), (("other",), 1)):
        error = document.error(place, "it is wrong.", "Fix it.")
        assert (error.sentence, error.next_step) == (f"a: b.yaml:{line}: it is wrong.", "Fix it.")


def test_an_empty_file_is_an_empty_mapping(tmp_path: Path) -> None:
    """An empty file is an empty mapping, and missing required keys are errors."""
    path = tmp_path / "f.yaml"
    path.write_text("# nothing\n")
    assert read(path, {"type": "object"}, option="--file").data == {}
    assert _refused("", tmp_path) == ("f.yaml:1: the file lacks 'days'.", "Add days.")


@pytest.mark.parametrize(
    ("text", "said", "step"),
    [
        ("days: 1\ndoys: 2", "f.yaml:2: there is an unknown key 'doys'.", "Did you mean days?"),
        (
            "days: 1\nzz: 2\n",
            "f.yaml:2: there is an unknown key 'zz'.",
            "Use one of days, share, level, names, rows, note, any.",
        ),
        (
            "days: 1\n\nrows:\n  '0012':\n    x: a\n",
            'f.yaml:5: rows.0012.x is "a" (a string), and an integer is needed.',
            "Write an integer.",
        ),
        (
            "days: 1\nrows:\n  '12': {}\n",
            "f.yaml:3: rows has the key '12', which is not a number of four digits.",
            "Write a number of four digits.",
        ),
        (
            "days: soon",
            'f.yaml:1: days is "soon" (a string), and an integer is needed.',
            "Its default is 30 (an integer).",
        ),
        (
            "days: 7.5",
            "f.yaml:1: days is 7.5 (a number), and an integer is needed.",
            "Its default is 30 (an integer).",
        ),
        (
            "days: true",
            "f.yaml:1: days is true (a boolean), and an integer is needed.",
            "Its default is 30 (an integer).",
        ),
        (
            "days:",
            "f.yaml:1: days is null, and an integer is needed.",
            "Its default is 30 (an integer).",
        ),
        (
            "days: {a: 1}",
            'f.yaml:1: days is {"a": 1} (a mapping), and an integer is needed.',
            "Its default is 30 (an integer).",
        ),
        (
            "days: 9007199254740993",
            "f.yaml:1: days is 9007199254740993 (a number beyond 2^53), and an integer is needed.",
            "Its default is 30 (an integer).",
        ),
        (
            "days: -9007199254740993",
            "f.yaml:1: days is -9007199254740993 (a number beyond 2^53), and an integer is needed.",
            "Its default is 30 (an integer).",
        ),
        (
            "days: 1\nlevel: hi",
            'f.yaml:2: level is "hi" (a string), and a string is needed.',
            "Did you mean high?",
        ),
        (
            "days: 1\nlevel: x",
            'f.yaml:2: level is "x" (a string), and a string is needed.',
            "Use one of low, high.",
        ),
        (
            "days: 1\nnames: a",
            'f.yaml:2: names is "a" (a string), and a list of strings is needed.',
            "Its default is [] (a list of strings).",
        ),
        (
            "days: 1\nnames:\n- a\n- 4\n",
            "f.yaml:4: names[1] is 4 (an integer), and a string is needed.",
            "Its default is [] (a list of strings).",
        ),
        (
            "days: 1\nnote: 4",
            "f.yaml:2: note is 4 (an integer), and a string is needed.",
            'Write "4", in quotation marks.',
        ),
        (
            "days: 1\nnote: true",
            "f.yaml:2: note is true (a boolean), and a string is needed.",
            "Write a string.",
        ),
        (
            "[1]",
            "f.yaml:1: the file is [1] (a list of integers), and a mapping is needed.",
            "Write a mapping.",
        ),
        (
            "names: {}\ndays: x",
            "f.yaml:1: names is {} (a mapping), and a list of strings is needed.",
            "Its default is [] (a list of strings).",
        ),
    ],
)
def test_what_the_schema_refuses(text: str, said: str, step: str, tmp_path: Path) -> None:
    """The first message is about the first error: place, value, type and what is needed."""
    assert _refused(text, tmp_path) == (said, step)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """One run tells the first ten mistakes of a file, in the order of their lines."""
    (tmp_path / "f.yaml").write_text("zz: 2\ndays: x\nyy: 1\nshare: a\nany: .inf\n")
    with pytest.raises(UsageError) as caught:
        read(tmp_path / "f.yaml", SCHEMA, option="--file")
    told = [error.sentence.removeprefix(f"{tmp_path}/") for error in (caught.value, *caught.value.others)]
    assert told == [
        "f.yaml:1: there is an unknown key 'zz'.",
        'f.yaml:2: days is "x" (a string), and an integer is needed.',
        "f.yaml:3: there is an unknown key 'yy'.",
        'f.yaml:4: share is "a" (a string), and a number is needed.',
        "f.yaml:5: any is .inf (a number that JSON cannot hold).",
    ]
    (tmp_path / "f.yaml").write_text("".join(f"k{number:02}: 1\n" for number in range(30)))
    with pytest.raises(UsageError) as caught:
        read(tmp_path / "f.yaml", SCHEMA, option="--file")
    assert len(caught.value.others) == 10
    assert caught.value.others[-1].sentence == "the file has 21 more mistakes."


@pytest.mark.parametrize("text", ["days: 7.0", "days: 7\nshare: 1", "days: 7\nnote:", "days: 7\nshare: 0.25"])
def test_what_the_schema_takes(text: str, tmp_path: Path) -> None:
    """7.0 is an integer, an integer is also a number, and a schema may allow several types."""
    found = _read(text, tmp_path).data
    assert found["days"] == 7
    assert isinstance(found["days"], int)


@pytest.mark.parametrize(
    ("text", "said", "step"),
    [
        (
            "days: 1\nnames: []\ndays: 2",
            "f.yaml:3: the file has the key 'days' twice; the first is in line 1.",
            "Remove one of them.",
        ),
        (
            "days: 1\nrows:\n  '0012': {a: 1,\n    a: 2}",
            "f.yaml:4: rows.0012 has the key 'a' twice; the first is in line 3.",
            "Remove one of them.",
        ),
        (
            "days: 1\nrows: {12: {}}",
            "f.yaml:2: rows has the key 12, which is an integer, and not a string.",
            'Write "12".',
        ),
        (
            "yes: 1",
            "f.yaml:1: the file has the key yes, which is a boolean, and not a string.",
            'Write "yes".',
        ),
        ("~: 1", "f.yaml:1: the file has the key ~, which is a null, and not a string.", 'Write "~".'),
        (
            "1.5: 1",
            "f.yaml:1: the file has the key 1.5, which is a number, and not a string.",
            'Write "1.5".',
        ),
        (
            "? [a, b]\n: 1",
            "f.yaml:1: the file has a key that is a list, and not a string.",
            "Write a string.",
        ),
        (
            "? {a: b}\n: 1",
            "f.yaml:1: the file has a key that is a mapping, and not a string.",
            "Write a string.",
        ),
        (
            "any: &x {a: 1}\nrows:\n  <<: *x",
            "f.yaml:3: rows has the key <<, and merging is not supported.",
            "Write the keys out.",
        ),
    ],
)
def test_a_key_is_a_string_and_there_once(text: str, said: str, step: str, tmp_path: Path) -> None:
    """A key that is not a string is an error, and so is a duplicate key, which PyYAML allows."""
    assert _refused(text, tmp_path) == (said, step)


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (".inf", "a number that JSON cannot hold"),
        ("-.inf", "a number that JSON cannot hold"),
        (".nan", "a number that JSON cannot hold"),
        ("!!binary aGk=", "binary data"),
        ("!!int x", "a value that YAML cannot read"),
        ("!own x", "a value that YAML cannot read"),
        ("!!bool x", "a value that YAML cannot read"),
    ],
)
def test_what_json_cannot_hold(value: str, what: str, tmp_path: Path) -> None:
    """The error quotes the value as written. Even where any value is valid, it is an error."""
    given = value.rpartition(" ")[2]
    assert _refused(f"\ndays: {value}", tmp_path) == (
        f"f.yaml:2: days is {given} ({what}), and an integer is needed.",
        "Its default is 30 (an integer).",
    )
    assert _refused(f"days: 1\nany: [{value}]", tmp_path) == (
        f"f.yaml:2: any[0] is {given} ({what}).",
        "Put it in quotes.",
    )


@pytest.mark.parametrize(
    "value", ['!!int ""', '!!float ""', f"1{':1' * 200}.5", f"1{':1' * 200_000}", f"0x{'f' * 9999}"]
)
def test_a_number_that_pyyaml_cannot_read(value: str, tmp_path: Path) -> None:
    """PyYAML raises exceptions of its own, needs minutes, or returns what no error can show."""
    said, _ = _refused(f"days: {value}", tmp_path)
    assert said.startswith("f.yaml:1: days is ")
    assert said.endswith(" (a value that YAML cannot read), and an integer is needed.")


@pytest.mark.parametrize(
    "text",
    [
        "rows: !!set {a, b}",
        "rows: !!python/dict {}",
        "names: !own [a]",
        "!!omap [a: 1]",
        "names: !!seq a",
        "rows: !!map a",
        "rows: !!omap a",
    ],
)
def test_a_tag_is_refused(text: str, tmp_path: Path) -> None:
    """Tags are errors: they change the type of a mapping or a list, and some of them run code."""
    said, step = _refused(text, tmp_path)
    assert " has the tag " in said
    assert said.endswith(", which is not supported.")
    assert step == "Remove the tag."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "a: [",
            "f.yaml:2: the file is not YAML from column 1 of this line.",
        ),
        (
            "a: 1\n---\nb: 2",
            "f.yaml:2: the file is not YAML from column 1 of this line.",
        ),
        ("a: *x", "f.yaml:1: the file is not YAML from column 4 of this line."),
        ("a: \x07", "f.yaml is not YAML: it has a character that YAML does not allow."),
        (
            "a: 'x",
            "f.yaml:1: the file is not YAML from column 6 of this line.",
        ),
        (
            'a: "\\ud800"',
            "f.yaml:1: the file is not YAML from column 7 of this line.",
        ),
    ],
)
def test_what_is_not_yaml(text: str, said: str, tmp_path: Path) -> None:
    """The error has the line that libyaml reports, which is sometimes the next one."""
    assert _refused(text, tmp_path)[0] == said


@pytest.mark.parametrize("key", ["+5", "05", "5", "0", "-5", "a/b", "~0", "1" * 900])
def test_a_key_that_looks_like_a_number(key: str, tmp_path: Path) -> None:
    """jsonschema-rs returns some keys as numbers."""
    said, _ = _refused(f"days: 1\nany: 1\nrows:\n  '{key}': {{x: a}}", tmp_path)
    assert said.startswith("f.yaml:4: rows")


def test_an_empty_key_is_refused(tmp_path: Path) -> None:
    """jsonschema-rs leaves it out of a path."""
    assert _refused("days: 1\nrows:\n  '': {x: a}", tmp_path) == (
        "f.yaml:3: rows has an empty key.",
        "Write a name.",
    )


@pytest.mark.parametrize("entry", ["'{}': {{}}", "k{}: {{}}", "'{:012}': {{x: a}}"])
def test_many_errors_are_refused_soon(entry: str, tmp_path: Path) -> None:
    """jsonschema-rs needs minutes to return all errors of 30,000 names."""
    text = "".join(f"  {entry.format(number)}\n" for number in range(30_000))
    assert _refused(f"days: 1\nrows:\n{text}", tmp_path)[0].startswith("f.yaml:3: rows")


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)
)
"""A file of one kilobyte that expands to a trillion values."""


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        f"{BOMB}? *a11\n: 1\n",
        "&a [*a]",
        "any: &a {b: *a}",
        "? &a [*a]\n: 1",
        f"any: {'[' * (MOST_LEVELS + 1)}{']' * (MOST_LEVELS + 1)}",
        "[" * 500_000,
        "- " * 400_000,
        "{a: " * 200_000,
        "? " * 400_000,
        "".join(f"{' ' * depth}a:\n" for depth in range(1200)),
    ],
    ids=["bomb", "bomb as a key", "itself", "itself below", "itself as a key", *"123456"],
)
def test_a_file_that_grows_is_refused_soon(text: str, tmp_path: Path) -> None:
    """Aliases that expand to too many values are an error, and so are values nested too deeply."""
    said, step = _refused(text, tmp_path)
    assert "nest" in said or "a key that is a list" in said or "is not YAML from column" in said
    assert step.startswith(("Write a smaller file.", "Check brackets", "Write a string."))


@pytest.mark.parametrize("text", [BOMB, "&a [*a]", "[" * 3000, "- " * 3000, "{a: " * 3000, "? " * 3000])
def test_without_libyaml_too(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without libyaml, PyYAML does not limit the depth, and reaches Python's recursion limit."""
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert "nested too deeply" in _refused(text, tmp_path)[0]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"days: \xff", "f.yaml cannot be read: it is not UTF-8 text."),
        ("days: 1".encode("utf-16"), "f.yaml cannot be read: it is not UTF-8 text."),
        (b"#" * (MOST_BYTES + 1), "f.yaml is larger than 1 MB."),
    ],
)
def test_what_is_not_text_of_a_size_that_people_write(body: bytes, said: str, tmp_path: Path) -> None:
    """A file that is not UTF-8 or is too large is an error, whose next step names the option."""
    found, step = _refused(body, tmp_path)
    assert found == said
    assert step.endswith(" with --file.")


def test_a_file_of_the_greatest_size_is_read(tmp_path: Path) -> None:
    """A file of exactly the maximum size is read, and so is one with a byte order mark."""
    assert _read(b"days: 1\n" + b"#" * (MOST_BYTES - 8), tmp_path).data == {"days": 1}
    assert _read("\ufeffdays: 1", tmp_path).data == {"days": 1}


def test_what_is_not_a_file(tmp_path: Path) -> None:
    """A missing file, a folder, a named pipe and an endless device are errors."""
    os.mkfifo(tmp_path / "pipe")
    for path, said in (
        (tmp_path / "pipe", "is a named pipe."),
        (tmp_path / "no.yaml", "cannot be read: No such file or directory."),
        (tmp_path, "cannot be read: Is a directory."),
        (Path("/dev/zero"), "is larger than 1 MB."),
    ):
        with pytest.raises(UsageError) as caught:
            read(path, SCHEMA, option="--file")
        assert caught.value.sentence == f"{path} {said}"


@pytest.mark.parametrize(
    "text",
    [
        '"\\e[31m": 1',
        'days: 1\nrows: {"\\e]0;x\\a": {}}',
        'days: 1\nrows: {"0012": {"\\e[2J": a}}',
        '"\\e": 1\n"\\e": 2',
        'days: "\\e[31m\\u202e"',
        'days: 1\nnames: [a, {"\\e": 1}]',
        'days: !!binary "\\e"',
        'any: {2026-01-01: 1}\n"a\\nb": 1',
        f"{'k' * 5000}: 1",
        f"days: {'v' * 5000}",
        "rows: !<tag:\\e> {}",
    ],
)
def test_nothing_of_a_file_acts_on_a_terminal(text: str, tmp_path: Path) -> None:
    """Control and format characters are escaped (`_refused` checks it), and long texts are cut."""
    said, step = _refused(text, tmp_path)
    assert len(said) < 300
    assert len(step) < 300


def test_places_kinds_and_values_in_words() -> None:
    """`name`, `kind` and `shown` give the words for a place, a type and a value."""
    assert name(("accounts", "123456789012", "regions", 0)) == "accounts.123456789012.regions[0]"
    assert name(()) == ""
    assert name(("\x1b",)) == "\\x1b"
    assert [kind(value) for value in (True, 1, 1.5, "a", None, {}, [])] == [
        "a boolean",
        "an integer",
        "a number",
        "a string",
        "a null",
        "a mapping",
        "a list of strings",
    ]
    assert kind([1, "a", 2]) == "a list of integers and strings"
    assert shown("7") == '"7" (a string)'
    assert shown("x" * 100) == f'"{"x" * 76}... (a string)'
