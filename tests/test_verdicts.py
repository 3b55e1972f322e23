"""The verdicts on the sample accounts stay the same, unless a change is meant to change them.

    GENAI_LENS_GOLDEN=write pytest tests/test_verdicts.py

writes the golden file again. A new control, and resources that its samples add, need no entry: only
what is in the golden file is compared.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from scanner.judging.results import Report
from tests import lab

GOLDEN = Path(__file__).parent / "golden" / "verdicts.json"
SAMPLES = ("good", "bad", "demo", "denied", "empty")


def _verdicts(report: Report) -> list[list[Any]]:
    """Return each verdict with its subject, its fingerprint and its proof, sorted."""
    return sorted(
        [
            result.control,
            result.kind,
            result.account,
            result.region,
            result.resource.type,
            result.resource.id,
            result.item,
            result.fingerprint,
            sorted(f"{proof.id}#{proof.pointer}" for proof in result.proof),
        ]
        for result in report.results
    )


@pytest.mark.parametrize("sample", SAMPLES)
def test_verdicts_stay(sample: str) -> None:
    """Each verdict of the golden file is given, with the same subject, fingerprint and proof."""
    found = _verdicts(lab.scan(sample))
    if os.environ.get("GENAI_LENS_GOLDEN") == "write":
        golden = json.loads(GOLDEN.read_text())
        rows = {**golden, sample: found}.items()
        text = ",\n".join(
            f' "{name}": [\n' + ",\n".join(f"  {json.dumps(row)}" for row in some) + "\n ]"
            for name, some in rows
        )
        GOLDEN.write_text(f"{{\n{text}\n}}\n")
        return
    expected = json.loads(GOLDEN.read_text())[sample]
    assert expected
    assert [row for row in expected if row not in found] == []
