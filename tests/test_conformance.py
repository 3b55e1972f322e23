"""Both engines give the same rows for generated accounts, and for all counterexamples of the past.

    CONFORMANCE_ACCOUNTS=5000 pytest tests/test_conformance.py

tests more accounts than an ordinary run. A counterexample is reduced to its smallest form and
written to tests/conformance/.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jsonschema
import orjson
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from collectors import TYPES
from scanner.catalog.controls import Catalog, Selection, select
from scanner.catalog.input_schema import input_schema
from scanner.engines.interface import Engine
from scanner.engines.registry import engine
from scanner.judging.facts import facts
from scanner.judging.rows import KINDS
from scanner.people.config import Stated
from scanner.snapshot import folder as snapshot
from tests import lab
from tests.conformance.accounts import Account, accounts, grown, parameters, workload
from tests.conformance.smallest import bare, complete, smallest
from tests.conformance.values import REGIONS
from tests.scanner.engines.servers import opa_or_skip

FIXTURES = Path(__file__).parent / "conformance"
ACCOUNTS = int(os.environ.get("CONFORMANCE_ACCOUNTS", "60"))
PARTS = 2
"""How many tests share the accounts, so that they can run in parallel."""

Engines = Mapping[str, Engine]


@pytest.fixture(scope="module")
def engines() -> Iterator[Engines]:
    """Start both engines once. Without `opa` the tests are skipped, and fail in CI."""
    opa_or_skip()
    with engine("regorus") as regorus, engine("opa") as opa:
        yield {"regorus": regorus, "opa": opa}


def document(account: Account, catalog: Catalog) -> dict[str, Any]:
    """Return the `input` of an account, made from a snapshot on disk."""
    with TemporaryDirectory() as folder:
        snapshot.write(grown(account), Path(folder) / "snapshot")
        found = snapshot.read(Path(folder) / "snapshot")
        return facts(
            found, found.targets[0], catalog, Stated(parameters(account, catalog), {}, workload(account))
        )


def judged(
    engines: Engines, catalog: Catalog, put: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return the rows, and what is wrong with them: control -> a sentence."""
    said = {
        name: running.evaluate(catalog.modules, catalog.document(), put) for name, running in engines.items()
    }
    wrong = {
        control: f"{name}: {reason}"
        for name, found in said.items()
        for control, reason in found.failures.items()
    }
    rows = {
        name: {orjson.dumps(row, option=orjson.OPT_SORT_KEYS): row for row in found.rows}
        for name, found in said.items()
    }
    apart = set.symmetric_difference(*(set(found) for found in rows.values()))
    for name, found in rows.items():
        assert list(found) == sorted(found), f"the rows of {name} are not in order"
        assert len(found) == len(said[name].rows), f"{name} says something twice"
        wrong |= {
            row["control"]: f"{name} alone says {raw.decode()}"
            for raw, row in found.items()
            if raw in apart and row["control"] not in wrong
        }
    same = list(rows["regorus"].values())
    several = Counter((row["control"], *sorted(row["subject"].items())) for row in same)
    wrong |= {
        key[0]: f"a subject has several verdicts: {key[1:]}" for key, many in several.items() if many > 1
    }
    wrong |= {row["control"]: f"a defect: {row['message']}" for row in same if row["kind"] == "defect"}
    silent = catalog.controls.keys() - {row["control"] for row in same} - wrong.keys()
    return same, wrong | dict.fromkeys(silent, "no result at all")


def kept(engines: Engines, put: dict[str, Any], control: str) -> Path:
    """Write a counterexample as a fixture: the smallest document that makes the control wrong."""
    alone = select(lab.everything(), Selection(controls=(control,)))
    small = smallest(put, lambda tried: bool(judged(engines, alone, tried)[1]))
    small["params"] = {control: small["params"][control]}
    body = orjson.dumps(
        {"control": control, "input": bare(small)}, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    )
    path = FIXTURES / f"{control.split('/')[-1]}-{hashlib.sha256(body).hexdigest()[:8]}.json"
    path.write_bytes(body)
    return path


@pytest.mark.parametrize("part", range(PARTS))
def test_both_engines_say_the_same(part: int, engines: Engines, capsys: pytest.CaptureFixture[str]) -> None:
    """Both engines give equal rows: sorted, one per subject, without defects, for every control.

    Every kind of verdict occurs, and every type but a few: what only a chain of several calls finds
    is rare, and may be missing in one of the parts.
    """
    catalog = lab.everything()
    kinds: Counter[str] = Counter()
    judging: dict[str, set[str]] = {kind: set() for kind in KINDS}
    wrong: dict[str, tuple[dict[str, Any], str]] = {}
    types: set[str] = set()
    seen = 0

    @seed(part)
    @settings(
        max_examples=ACCOUNTS // PARTS,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(accounts(catalog))
    def agree(account: Account) -> None:
        nonlocal seen
        put = document(account, catalog)
        rows, problems = judged(
            engines, select(catalog, Selection(controls=tuple(catalog.controls.keys() - wrong))), put
        )
        wrong.update((control, (put, problem)) for control, problem in problems.items())
        seen += 1
        types.update(kind for kind, records in put["resources"].items() if records)
        for row in rows:
            if row["control"] not in wrong:
                kinds[row["kind"]] += 1
                judging[row["kind"]].add(row["control"])

    agree()
    if wrong:
        pytest.fail(
            "\n".join(
                f"{control}: {problem}\n  kept as {kept(engines, put, control)}"
                for control, (put, problem) in sorted(wrong.items())
            )
        )
    with capsys.disabled():
        said = ", ".join(f"{kinds[kind]} {kind} by {len(judging[kind])}" for kind in KINDS)
        print(
            f"\n{seen} accounts, {len(types)} types, {kinds.total()} equal verdicts of "
            f"{len(catalog.controls)} controls: {said}"
        )
    assert seen == ACCOUNTS // PARTS
    assert set(kinds) == set(KINDS)
    assert types <= set(TYPES)
    assert len(types) >= len(TYPES) - 20, set(TYPES) - types  # what costs money is not asked here


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.json")), ids=lambda path: path.stem)
def test_what_was_once_wrong_is_right(path: Path, engines: Engines) -> None:
    """Both engines give the same rows for a counterexample of the past."""
    fixture = orjson.loads(path.read_bytes())
    assert (
        judged(
            engines,
            select(lab.everything(), Selection(controls=(fixture["control"],))),
            complete(fixture["input"]),
        )[1]
        == {}
    )


@pytest.mark.parametrize("number", range(3))
def test_generated_accounts_are_such_as_the_scanner_holds(number: int) -> None:
    """The input of a generated account fits the input schema."""
    account = Account(
        number,
        REGIONS,
        most=3,
        kept=0.9,
        flaky=0.0,
        lost=frozenset(),
        skipped=frozenset(),
        closed=frozenset(),
    )
    jsonschema.Draft7Validator(input_schema()).validate(document(account, lab.everything()))


def test_the_smallest_part_is_found() -> None:
    """Only the parts of a document that the property needs remain, in their places."""
    record = {
        "type": "AWS::IAM::Role",
        "id": "r",
        "properties": {"Path": "/", "Tags": [{"Key": "a"}, {"Key": "b"}]},
    }
    whole = complete(
        {"gaps": {"s:List": {"*": []}}, "resources": {"AWS::IAM::Role": [{**record, "id": "q"}, record]}}
    )

    def holds(tried: dict[str, Any]) -> bool:
        return {"Key": "b"} in [
            tag for role in tried["resources"]["AWS::IAM::Role"] for tag in role["properties"].get("Tags", [])
        ]

    found = bare(smallest(whole, holds))
    assert found == {
        "gaps": {},
        "resources": {"AWS::IAM::Role": [{**record, "id": "q", "properties": {"Tags": [{"Key": "b"}]}}]},
        "at": {},
    }
