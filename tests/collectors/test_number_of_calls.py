"""How many calls a scan makes: tests/golden/calls.yaml has the numbers, and they may only fall.

A new operation may add the calls that it needs, and the commit that adds it changes the numbers. A
number that grows for another reason is a fault: a user of many Regions and accounts waits for it.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from collectors import ROWS, is_regional
from collectors.own import OWN_OPERATIONS
from scanner.yaml_files import load_yaml
from tests import lab

FIXED = load_yaml(Path(lab.__file__).parent / "golden" / "calls.yaml")
SAMPLES = ("empty", "good", "bad", "demo")


def _called(name: str) -> Counter[tuple[str, str]]:
    """Return (`service:Operation`, Region) -> how many pages a whole scan of a sample asks for."""
    calls = ((f"{call.service}:{call.operation}", call.region) for call in lab.collection(name).calls)
    return Counter(key for key in calls if key[0] not in OWN_OPERATIONS)


def test_an_empty_region_costs_one_call_for_each_listing() -> None:
    """In an account without resources, only operations that need no other resource are called.

    Each is called once a Region, or once in all. An operation that is called in several ways is
    called once for each way.
    """
    found = _called("empty")
    alone = {operation: [row for _, row in rows if not row.parents] for operation, rows in ROWS.items()}
    assert {key: count for key, count in found.items() if count > len(alone[key[0]])} == {}
    places = {region for _, region in found}
    for region in places - {"global"}:
        called = {operation for operation, place in found if place == region}
        assert called == {operation for operation, place in found if place != "global"}
        assert all(is_regional(operation) for operation in called)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_number_of_calls(name: str) -> None:
    """A whole scan makes as many calls as were fixed: in all, and of `empty` in one Region too."""
    found = _called(name)
    numbers = {"all": found.total()}
    if name == "empty":
        numbers["one Region"] = sum(n for (_, region), n in found.items() if region == "us-east-1")
    assert numbers == FIXED[name]
