"""Policies that AWS publishes get the verdicts that a person worked out from AWS's documentation.

A file of tests/policies/references/ is a list of policies, each with

name       unique in all files: letters, digits and `-`
source     who published it, and under which name or heading
because    why the verdicts are right, in a sentence or two
place      where the document lies: a key of `one_account.PLACES`
options    of the place, where it has any: see its function
document   the policy as AWS sends it, in the account 111122223333 of the organization
           o-exampleorgid, and us-east-1
verdicts   control id -> fail, unknown, review, pass or not_applicable: the worst on this policy;
           controls that are not named are not tested
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from scanner import yaml_files
from tests import lab
from tests.policies.one_account import Case, Verdicts, organization, verdicts

FILES = sorted((Path(__file__).parent / "references").glob("*.yaml"))
MEMBERS = {"name", "source", "because", "place", "options", "document", "verdicts"}


def _entries(path: Path) -> list[dict[str, Any]]:
    entries = yaml_files.load_yaml(path)
    assert isinstance(entries, list)
    return entries


ENTRIES = {entry["name"]: entry for path in FILES for entry in _entries(path)}


@cache
def _said() -> Verdicts:
    """Return the verdicts on all policies, judged once in one account of `o-exampleorgid`."""
    cases = [
        Case(name, entry["place"], entry["document"], entry.get("options", {}))
        for name, entry in ENTRIES.items()
    ]
    return verdicts(cases, lab.everything(), [organization("o-exampleorgid")])


@pytest.mark.parametrize("name", ENTRIES)
def test_a_published_policy_gets_the_verdict_of_its_author(name: str) -> None:
    """Each verdict of the file is that of the scanner."""
    expected = ENTRIES[name]["verdicts"]
    assert {control: _said()[name][control] for control in expected} == expected


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_files_have_the_members_that_are_described(path: Path) -> None:
    """An entry has the members above, a name of its own and a verdict."""
    entries = _entries(path)
    assert entries
    for entry in entries:
        assert MEMBERS - {"options"} <= entry.keys() <= MEMBERS, entry["name"]
        assert entry["verdicts"]
        assert ENTRIES[entry["name"]] == entry, f"another file has {entry['name']} too"
