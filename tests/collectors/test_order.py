"""Which answer comes first changes nothing: not the resources, the gaps, or the verdicts."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from collectors import CHILDREN, COLLECTORS
from collectors.calls import Answer
from collectors.records import Collection
from scanner.reports import REPORTS
from scanner.snapshot import folder
from tests import lab

SEEDS = range(12)
WEST, EAST = "eu-west-1", "us-east-1"
BUCKET, KEY = "example-shared-logs", "alias/shared-logs"


def _logging(bucket: str, prefix: str) -> dict[str, Any]:
    return {
        "loggingConfig": {
            "s3Config": {"bucketName": bucket, "keyPrefix": prefix},
            "textDataDeliveryEnabled": True,
        }
    }


def _encryption(key: str) -> dict[str, Any]:
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}}
    return {"ServerSideEncryptionConfiguration": {"Rules": [rule]}}


def _account() -> dict[str, Any]:
    """Return an account in which two Regions name one bucket, key and role, and answer differently.

    Of the bucket, one Region denies what the other one tells.
    """
    account = lab.account("demo")
    logging = "bedrock:GetModelInvocationLoggingConfiguration"
    answers = [e for e in account["answers"] if e["call"] != logging and e.get("region") != WEST]
    denied = {"code": "AccessDenied", "message": "no", "status": 403}
    for region in (EAST, WEST):
        answers.append({"call": logging, "region": region, "answer": _logging(BUCKET, region)})
    named = {"with": {"Bucket": BUCKET}}
    answers += [
        {"call": "s3:GetBucketPolicy", "region": WEST, "error": denied, **named},
        {"call": "s3:GetBucketVersioning", "region": EAST, "error": denied, **named},
        {"call": "s3:GetBucketVersioning", "region": WEST, "answer": {"Status": "Enabled"}, **named},
        {"call": "s3:GetBucketEncryption", "region": EAST, "answer": _encryption(KEY), **named},
        {"call": "s3:GetBucketEncryption", "region": WEST, "error": denied, **named},
    ]
    store = {
        "EventDataStoreArn": f"arn:aws:cloudtrail:{EAST}:{account['account']}:eventdatastore/everywhere",
        "Status": "ENABLED",
        "MultiRegionEnabled": True,
        "AdvancedEventSelectors": [],
    }
    for region in (EAST, WEST):  # one store that both Regions list, under two names
        answers.append(
            {
                "call": "cloudtrail:ListEventDataStores",
                "region": region,
                "answer": {"EventDataStores": [{**store, "Name": f"as-{region}-sees-it"}]},
            }
        )
    answers.append({"call": "cloudtrail:GetEventDataStore", "region": EAST, "answer": store})
    answers.append({"call": "cloudtrail:GetEventDataStore", "region": WEST, "error": denied})
    return {**account, "answers": answers}


@contextmanager
def _delayed(answers: dict[Any, Answer], seed: int) -> Iterator[None]:
    """Answer each call from memory after a delay of at most 20 ms, which depends on `seed`."""

    def delayed(call: lab.Call, ask: Callable[[], Answer]) -> Answer:
        if call not in answers:
            answers[call] = ask()
        time.sleep(random.Random(f"{seed} {call}").random() * 0.02)
        return answers[call]

    with lab.answering(delayed), patch("secrets.token_bytes", lambda size: bytes(size)):
        yield


def _bytes(collection: Collection, place: Path) -> dict[str, bytes]:
    """Return the files of the snapshot, without the times of the collection."""
    folder.write(replace(collection, finished=collection.started, pace={}), place)
    return {str(p.relative_to(place)): p.read_bytes() for p in place.rglob("*") if p.is_file()}


def test_the_order_of_answers_does_not_matter(tmp_path: Path) -> None:
    """Twelve orders of the answers give the same bytes: head, ledger, resources and gaps."""
    answers: dict[Any, Answer] = {}
    snapshots: list[dict[str, bytes]] = []
    reports = set()
    with lab.serving(_account()) as (_, aws):
        for seed in SEEDS:
            with _delayed(answers, seed):
                collection = lab.read(aws)
            snapshots.append(_bytes(collection, tmp_path / str(seed)))
            if seed < 2:
                report = lab.judge(collection)
                head = replace(report.head, snapshot="", snapshot_digest="", finished="", pace={})
                reports.add(REPORTS["json"](replace(report, head=head)))
    for other in snapshots[1:]:
        assert other.keys() == snapshots[0].keys()
        assert [name for name in other if other[name] != snapshots[0][name]] == []
    assert len(reports) == 1


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_bucket_of_two_regions_is_read_once(seed: int) -> None:
    """It is read in the first of the Regions that name it, whichever answers first."""
    with lab.serving(_account()) as (_, aws), _delayed({}, seed):
        found = lab.read(aws)
    calls = [c for c in found.calls if c.parameters.get("Bucket") == BUCKET]
    assert {call.region for call in calls} == {WEST}
    assert len({call.operation for call in calls}) == len(calls) > 4
    (bucket,) = [r for r in found.resources if r.id.endswith(f":{BUCKET}")]
    listed = [c for c in found.calls if c.operation == "GetModelInvocationLoggingConfiguration"]
    assert {c.id for c in listed if c.region in (EAST, WEST)} <= {*bucket.calls}
    gaps = {g.operation for g in found.gaps if g.resource == bucket.id}
    assert gaps == {"s3:GetBucketPolicy", "s3:GetBucketEncryption"}


def test_what_several_regions_name_is_followed_in_one_place() -> None:
    """The first Region that names it is known when all have answered, if that needs no parent.

    Else, all that follows is asked of Amazon S3, which answers alike from each Region: boto3 finds
    that of the bucket.
    """
    shared = [
        (collector.name(row), found.type, row.parents)
        for collector in COLLECTORS
        for row in collector.rows
        for found in row.finds
        if collector.regional and found.is_shared
    ]
    followed = {
        child.service
        for name, _, parents in shared
        if parents
        for child, _ in CHILDREN.get(name, ())
        if child.regional
    }
    assert followed == {"kms", "s3"}  # a job names a key, and its buckets have no member of that name
    assert {kind for _, kind, _ in shared} == {"AWS::S3::Bucket", "AWS::S3::Object"}
