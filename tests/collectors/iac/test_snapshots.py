"""Records of code fit into a snapshot, and hold documents that can be judged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from collectors import POLICY_DOCUMENTS
from collectors.iac.mapping.records import Declared
from collectors.iac.things import ModuleCall
from collectors.iac.values import Unknown, reference
from collectors.paths import values
from collectors.records import Collection, Source
from scanner.iam_documents import normal_document
from scanner.snapshot import folder
from scanner.snapshot.lines import Lines
from tests.collectors.iac.stacks import ACCOUNT, PLACE, declared, thing

WHY = Unknown("var.x has no value")
_STATEMENTS = [
    {"Effect": "Allow", "Action": WHY, "Resource": WHY, "Principal": WHY, "Condition": WHY},
    {"Effect": WHY, "NotAction": [WHY], "NotResource": WHY},
    {"Effect": "Allow", "Action": ["a:b", WHY], "Resource": [WHY], "Principal": {"AWS": WHY}},
    {"Effect": "Deny", "NotAction": WHY, "Condition": {"StringLike": {"a": WHY}, "Null": WHY}},
    WHY,
]
_DOCUMENT = {"Version": "2012-10-17", "Statement": _STATEMENTS}
THINGS = (
    replace(
        thing("aws_iam_role", "module.a.aws_iam_role.r", name="r", assume_role_policy=_DOCUMENT),
        calls=(ModuleCall("module.a", Source("main.tf", 1, 3)),),
        lines={"/name": (11, 11)},
    ),
    thing("aws_iam_role_policy", "p", role="r", policy=_DOCUMENT),
    thing("aws_iam_policy", "m", name="m", policy=WHY),
    thing("aws_s3_bucket", "b", bucket="b"),
    thing("aws_s3_bucket_policy", "bp", bucket=reference("b", "id"), policy=_DOCUMENT),
    thing("aws_vpc_endpoint", "e", vpc_id="v", service_name="s", policy=_DOCUMENT),
)


def test_every_document_can_be_judged() -> None:
    found = 0
    for record in declared(*THINGS).resources:
        for path in POLICY_DOCUMENTS.get(record.type, {}):
            for document in values(record.properties, path):
                assert normal_document(document)["Statement"] is not None
                found += 1

    assert found == 5


def _snapshot(made: Declared, path: Path) -> folder.Snapshot:
    """Write the records of a stack, and read them back."""
    collection = Collection(
        account=ACCOUNT,
        partition="aws",
        caller="",
        started="2026-01-01T00:00:00Z",
        finished="2026-01-01T00:00:00Z",
        regions=(PLACE,),
        complete={},
        resources=made.resources,
        gaps=made.gaps,
        calls=(),
        kind="iac",
    )
    folder.write(collection, path)
    return folder.read(path)


def test_a_snapshot_comes_back_the_same(tmp_path: Path) -> None:
    made = declared(*THINGS)
    read = _snapshot(made, tmp_path / "s")

    assert {one.id: one.source for one in read.resources} == {one.id: one.source for one in made.resources}
    assert {*read.gaps} == {*made.gaps}


def test_lines_are_where_the_text_is(tmp_path: Path) -> None:
    """Members that stand after the source are found: what is empty in it is not written."""
    role = replace(THINGS[0], attributes={**THINGS[0].attributes, "tags": {"team": "x"}})
    lines = Lines(_snapshot(declared(role), tmp_path / "s"))
    arn = f"arn:aws:iam::{ACCOUNT}:role/r"
    for pointer, said in (
        ("/source/start_line", '"start_line"'),
        ("/tags/team", '"team"'),
        ("/type", '"type"'),
    ):
        place = lines.find(ACCOUNT, arn, pointer)
        assert place is not None
        assert said in (tmp_path / "s" / place[0]).read_text().splitlines()[place[1] - 1]
