"""Tests of a control's guide: samples are skipped, format errors name the file and the reason."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scanner.catalog.controls import load
from scanner.catalog.guide import LARGEST, Guide, guide
from scanner.catalog.lens import POLICIES
from scanner.errors import Defect
from scanner.yaml_files import load_yaml

TEXT = """\
fix:
  cli: |
    aws iam get-role --role-name <role>
  terraform: |
    resource "aws_iam_role" "r" {
    }
iac: {terraform: aws_iam_role.name}
peers: [prowler:some_check, "securityhub:IAM.1"]

samples:
  good:
    # A comment
    - call: iam:ListRoles

      answer: {Roles: []}
# A comment between
  bad: []
"""


def _write(folder: Path, text: str) -> Path:
    path = folder / "rule.yaml"
    path.write_text(text)
    return path


def test_everything_but_the_samples_is_read(tmp_path: Path) -> None:
    """Fix, arguments and peers are read unchanged, wherever the samples are in the file."""
    expected = Guide(
        {"cli": "aws iam get-role --role-name <role>\n", "terraform": 'resource "aws_iam_role" "r" {\n}\n'},
        {"terraform": "aws_iam_role.name"},
        ["prowler:some_check", "securityhub:IAM.1"],
    )
    assert guide(_write(tmp_path, TEXT)) == expected
    head, samples = TEXT.split("\nsamples:\n")
    (tmp_path / "turned").mkdir()
    assert guide(_write(tmp_path / "turned", f"samples:\n{samples}{head}\n")) == expected


def test_the_catalogue_reads_no_guide() -> None:
    """Loading the catalog reads no guide, which keeps other commands fast."""
    guide.cache_clear()
    load()
    assert guide.cache_info().currsize == 0


def test_the_samples_are_not_parsed(tmp_path: Path) -> None:
    """Samples are not parsed: they are the longest part, and only tests need them."""
    assert guide(_write(tmp_path, TEXT.replace("answer: {Roles: []}", "answer: {{{"))).peers


@pytest.mark.parametrize("path", sorted(POLICIES.glob("*/*/*.yaml")), ids=lambda p: p.stem)
def test_ours_are_read_as_yaml_has_them(path: Path) -> None:
    """For every built-in guide, skipping the samples does not change the other parts."""
    whole, read = load_yaml(path), guide(path)
    assert (read.fix, read.iac, list(read.peers)) == (
        whole["fix"],
        whole.get("iac", {}),
        whole.get("peers", []),
    )
    assert whole.keys() <= {"fix", "iac", "peers", "samples"}


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "samples:\n  good: []\n  bad: []\n"])
def test_a_guide_may_say_nothing(tmp_path: Path, text: str) -> None:
    """An empty file gives an empty guide, and so does a missing file."""
    assert guide(tmp_path / "absent.yaml") == Guide()
    assert guide(_write(tmp_path, text)) == Guide()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[]", ": it is not a mapping"),
        ("fixes: {}", ": 'fixes' is not one of fix, iac, peers, samples. Did you mean fix?"),
        ("fix: run this", ": fix is not a mapping"),
        (
            "fix: {cloudformatoin: x}",
            ": fix.cloudformatoin is not one of cli, terraform, cloudformation. Did you mean cloudformation?",
        ),
        ("fix: {cli: [aws]}", ": fix.cli is not a text"),
        ("fix: {cli: ' '}", ": fix.cli is not a text"),
        ("fix: {cli: '```'}", ": fix.cli contains ``` or a character that is not printable"),
        ('fix: {cli: "\\e[31m"}', ": fix.cli contains ``` or a character that is not printable"),
        ('fix: {cli: "\\u202e"}', ": fix.cli contains ``` or a character that is not printable"),
        ("iac: {cli: x}", ": iac.cli is not one of terraform, cloudformation"),
        ("peers: prowler:x", ": peers is not a list of TOOL:CHECK"),
        ("peers: [prowler]", ": peers is not a list of TOOL:CHECK"),
        ("samples:\n  good: []\nfix:\n  cli: [}\n", ":4: it is not YAML"),
        ("fix: {[]: x}", ":1: fix has a key that is a list, and not a string. Write a string."),
        ("peers: !!bool x", ":1: peers is x (a value that YAML cannot read"),
        ("peers: !!int ''", ":1: peers is  (a value that YAML cannot read"),
        (f"peers: 1{':1' * 200}.5", ":1: peers is 1:1:1"),
        (f"peers: 1{':1' * 300_000}", ":1: peers is 1:1:1"),
        ('fix: {"\\e[31m": x}', ": fix.\\x1b[31m is not one of cli, terraform, cloudformation"),
        ("peers: " + "[" * 5000 + "]" * 5000, ""),
        ("# " + "x" * LARGEST, ": it is a link, or larger than 1 MB"),
    ],
    ids=range(21),
)
def test_a_broken_guide_is_refused_with_its_reason(tmp_path: Path, text: str, reason: str) -> None:
    """For each format error, the message has the file, the line if known, and the reason."""
    path = _write(tmp_path, text)
    with pytest.raises(Defect) as caught:
        guide(path)
    assert caught.value.sentence.startswith(f"{path}{reason}")


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """A folder, a pipe and a binary file are errors; reading does not wait for a writer."""
    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\xff")
    for name, reason in (
        ("folder", "it is a link, or larger than 1 MB, or not a file"),
        ("pipe", "it is a link, or larger than 1 MB, or not a file"),
        ("bytes", "it is not UTF-8 text"),
    ):
        with pytest.raises(Defect, match=f"{name}.yaml: {reason}"):
            guide(tmp_path / f"{name}.yaml")
