"""Hostile files among a user's policies: each is named, and the good control beside it stands."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from scanner.catalog import custom
from scanner.catalog.controls import Catalog
from tests import lab

GOOD = "GENSEC01-BP01/our-rule"

MEMBERS = {
    **{f"{key}": f"#   {key}: {value}\n" for key, value in (
        ("id", GOOD), ("severity", "low"), ("precision", "very-high"), ("mode", "automated"),
        ("item", "none"), ("resources", "[AWS::Bedrock::Agent]"), ("lists", "[bedrock-agent:ListAgents]"),
        ("evidence", "[bedrock-agent:GetAgent]"))},
    "params": "#   params:\n#     shortest: 10\n",
    "messages": "#   messages:\n#     too-short: the agent has no name of %s characters or more\n",
    "remediation": "#   remediation: Say in the agent's name what it does and who answers for it.\n",
    "also": "",
    "aliases": "",
    "workload": "",
}  # fmt: skip
"""Member of the METADATA -> its text in the good control."""
VALUES = (
    "5", "null", "true", "1.5", "[1]", "[[a]]", "{shortest: 1}", "{1: a}", "&x [*x]", "&x {a: *x}",
    "!!binary aGk=", "!!set {a}", "1208925819614629174706176", ".nan", '"\\e[31m"',
    "!!python/object:os.system {}", "[}", "a: b",
)  # fmt: skip


def _bomb(tenfold: int) -> str:
    levels = [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, tenfold)]
    return "; ".join(["a0: &a0 [x, x, x, x, x, x, x, x, x, x]", *levels]).replace("; ", "\n#     ")


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Return a folder with one good control."""
    custom.new(GOOD, tmp_path / "rules")
    return tmp_path / "rules"


def _folder(rules: Path) -> Path:
    return rules / "security/gensec01_bp01"


def _write(rules: Path, name: str, old: str, new: str) -> Path:
    """Write a control that differs from the good one, and return its path."""
    text = (_folder(rules) / "our_rule.rego").read_text()
    assert old in text
    path = _folder(rules) / f"{name}.rego"
    text = text.replace(old, new, 1).replace("our-rule", name.replace("_", "-")).replace("our_rule", name)
    path.write_text(text)
    return path


def _read(rules: Path) -> tuple[Catalog, dict[str, str]]:
    """Return the catalog, and the problem of each file by name. Each is a printable line."""
    catalog, problems = custom.extended(lab.everything(), [rules])
    assert all(problem.isprintable() and len(problem) <= 300 for problem in problems)
    assert GOOD in catalog.controls, [p for p in problems if "our_rule" in p]
    return catalog, {Path(problem.split(":")[0]).stem: problem for problem in problems}


def test_metadata_of_any_type_is_refused(rules: Path) -> None:
    """Each member of the METADATA with each wrong type is a problem of its file alone."""
    for key, old in MEMBERS.items():
        for number, value in enumerate(VALUES):
            new = f"#   {key}: {value}\n"
            _write(
                rules,
                f"x_{key}_{number}",
                old or "#   item: none\n",
                new if old else f"#   item: none\n{new}",
            )
    catalog, problems = _read(rules)
    accepted = {name.partition("/")[2] for name in catalog.controls.keys() - lab.everything().controls.keys()}
    assert accepted == {"our-rule", f"x-params-{VALUES.index('{shortest: 1}')}"}
    assert len(problems) == len(MEMBERS) * len(VALUES) - 1


KINDS = {
    "brackets": ("_agents := ", f"_x := {'[' * 30}1{']' * 30}\n\n_agents := ", "more than 12 brackets"),
    "braces": ("_agents := ", f"_x := {'{' * 30}1{'}' * 30}\n\n_agents := ", "more than 12 brackets"),
    "objects": ("_agents := ", "_x := " + '{"a": ' * 30 + "}" * 30 + "\n\n_agents := ", "12 brackets"),
    "bodies": ("_agents := ", f"_x if {'{' * 500}\n\n_agents := ", "more than 12 brackets"),
    "alias_bomb_8": ("params:\n", f"params:\n#     {_bomb(8)}\n", "too many values"),
    "alias_bomb_10": ("params:\n", f"params:\n#     {_bomb(10)}\n", "too many values"),
    "merge_bomb": ("params:\n", f"params:\n#     {_bomb(6)}\n#     <<: *a5\n", "cannot be read"),
    "key_twice": ("#   item: none", "#   item: none\n#   item: none", "twice; the first is in line"),
    "title_twice": ("# custom:", "# title: Another\n# custom:", "twice; the first is in line"),
    "odd_key": ("#   item: none", '#   item: none\n#   "\\e[31m\\n::error::x": 1', "key '\\x1b[31m"),
    "long_number": ("shortest: 10", f"shortest: {'9' * 1000}", "a number beyond 2^53"),
    "nul": ("_agents := ", "_agents\0 := ", ":"),
    "no_metadata": ("# METADATA", "# Metadata", "METADATA block"),
    "custom_list": ("# custom:", "# custom: [1]\n# other:", "is not a mapping"),
}  # fmt: skip
"""Kind -> text to replace, the hostile text, and words of the problem."""


def test_a_hostile_file_is_named_and_the_good_control_stands(rules: Path) -> None:
    """No kind of file costs the control beside it, and reading them all takes seconds."""
    for name, (old, new, _) in KINDS.items():
        _write(rules, f"x_{name}", old, new)
    folder = _folder(rules)
    os.mkfifo(folder / "x_pipe.rego")
    (folder / "x_device.rego").symlink_to("/dev/zero")
    (folder / "x_link.rego").symlink_to(folder / "our_rule.rego")
    (folder / "x_latin.rego").write_bytes(b"package x \xff\xfe")
    (folder / "x_large.rego").write_text("#" * (1 << 21))
    (folder / "x_folder.rego").mkdir()
    (folder / "x\x1b[31m\n::error::.rego").write_text("package x")
    _write(rules, "x_guide", "low", "low").with_suffix(".yaml").symlink_to("/dev/zero")
    _write(rules, "x_guide_pipe", "low", "low")
    os.mkfifo(folder / "x_guide_pipe.yaml")
    _write(rules, "x_guide_bomb", "low", "low").with_suffix(".yaml").write_text(
        "fix:\n  " + _bomb(9).replace("#   ", "")
    )
    _write(rules, "x_guide_twice", "low", "low").with_suffix(".yaml").write_text("peers: []\npeers: []\n")
    begun = time.monotonic()
    catalog, problems = _read(rules)
    assert time.monotonic() - begun < 60
    assert catalog.controls.keys() - lab.everything().controls.keys() == {GOOD}
    assert {
        name: problems[f"x_{name}"]
        for name, (_, _, said) in KINDS.items()
        if said not in problems[f"x_{name}"]
    } == {}
    others = (
        "pipe",
        "device",
        "link",
        "latin",
        "large",
        "folder",
        "guide",
        "guide_pipe",
        "guide_bomb",
        "guide_twice",
    )
    assert {f"x_{name}" for name in others} <= problems.keys()
    assert len(problems) == len(KINDS) + len(others) + 1


def test_the_parent_opens_no_file(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the child, which has limits and no credentials, opens a file of the user."""
    opened: list[str] = []
    real = os.open
    monkeypatch.setattr(os, "open", lambda path, *a, **k: opened.append(str(path)) or real(path, *a, **k))
    catalog, _ = _read(rules)
    assert GOOD in catalog.controls
    assert not [path for path in opened if "our_rule" in path]


def test_a_file_that_is_never_read_costs_only_itself(rules: Path) -> None:
    """A file whose reading does not end is stopped; those after it are read."""
    # Each rule is allowed, and needs a fifth of a second.
    text = "".join(f"_x{n} := {'[' * 12}{n}{']' * 12}\n\n" for n in range(2000))
    _write(rules, "a_slow", "_agents := ", f"{text}_agents := ")
    found = custom.read_folders(lab.everything(), [rules], seconds=6)
    assert GOOD in found.catalog.controls
    assert [problem.partition("a_slow.rego: ")[2] for problem in found.problems] == [
        "it did not end within its share of 6 s and was stopped."
    ]
