"""GovCloud and China: the same account in another partition has the same verdicts."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import yaml

from scanner.demo.stated import accounts
from scanner.judging.results import Report
from scanner.people.attestations import Attestations
from scanner.people.config import Account
from tests import lab

PARTITIONS = {
    "aws-us-gov": {"us-east-1": "us-gov-west-1", "eu-west-1": "us-gov-east-1"},
    "aws-cn": {"us-east-1": "cn-north-1", "eu-west-1": "cn-northwest-1"},
}
"""Partition -> what stands there for the Regions of the samples."""
ROOT = Path(__file__).parents[1]
_AS_WRITTEN = lab.attested


def _moved(text: str, partition: str) -> str:
    """Return a text with the ARNs, Regions and names of endpoint services of another partition."""
    text = text.replace("arn:aws:", f"arn:{partition}:")
    for old, new in PARTITIONS[partition].items():
        text = text.replace(old, new)
    return text.replace("com.amazonaws.cn-", "cn.com.amazonaws.cn-")


def _chinese(value: Any) -> Any:
    """Return an answer in which the service principals end in `.amazonaws.com.cn`."""
    if isinstance(value, list):
        return [_chinese(v) for v in value]
    if not isinstance(value, dict):
        return value
    out = {k: _chinese(v) for k, v in value.items()}
    if isinstance(out.get("Principal"), dict) and "Service" in out["Principal"]:
        names = out["Principal"]["Service"]
        many = names if isinstance(names, list) else [names]
        out["Principal"]["Service"] = [f"{name}.cn" for name in many]
    return out


@cache
def _report(sample: str, partition: str, *, chinese: bool = False) -> Report:
    account: dict[str, Any] = yaml.safe_load(_moved(yaml.safe_dump(lab.account(sample)), partition))
    account = {**(_chinese(account) if chinese else account), "partition": partition}
    stated = {
        number: Account(workload=yaml.safe_load(_moved(yaml.safe_dump(one.workload), partition)))
        for number, one in accounts().items()
    }
    # People name what they declare, and what they attest, by its ARN.
    with (
        patch("tests.lab.accounts", lambda: stated),
        patch("tests.lab.attested", partial(_attested, partition)),
    ):
        return lab.scan(account)


def _attested(partition: str, *given: Any) -> Attestations:
    """Return what people attest of resources in this partition. `given`: as for `lab.attested`."""
    found = _AS_WRITTEN(*given)
    moved = [
        replace(one, resources=tuple(_moved(name, partition) for name in one.resources))
        for one in found.entries
    ]
    return replace(found, entries=tuple(moved))


@pytest.mark.parametrize("partition", PARTITIONS)
@pytest.mark.parametrize("sample", ["good", "bad", "demo", "denied", "empty"])
def test_an_account_of_another_partition_is_judged_alike(sample: str, partition: str) -> None:
    """Each verdict of the commercial account stands, at the ARN and the Region of the partition."""
    expected = {
        tuple(_moved(part, partition) for part in key): kind
        for key, kind in lab.verdicts(lab.report(sample)).items()
    }
    report = _report(sample, partition)
    assert lab.verdicts(report) == expected
    assert report.head.defects == ()
    assert "arn:aws:" not in "".join(p.id for r in report.results for p in r.proof)


@pytest.mark.parametrize("sample", ["good", "bad", "demo"])
def test_a_service_principal_of_china_is_the_same_service(sample: str) -> None:
    """In China, AWS accepts `SERVICE.amazonaws.com.cn` for some services."""
    chinese = _report(sample, "aws-cn", chinese=True)
    assert lab.verdicts(chinese) == lab.verdicts(_report(sample, "aws-cn"))


def test_no_rule_names_a_partition() -> None:
    """A rule takes the partition from the input, and a table puts `{partition}` into its ids."""
    rules = [p for p in (ROOT / "policies").rglob("*.rego") if not p.name.endswith("_test.rego")]
    tables = [*(ROOT / "collectors").glob("*.py")]
    found = {
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in [*rules, *tables]
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"arn:aws[:\"`*-]", line) and not line.lstrip().startswith("#")
    }
    assert found == set()
