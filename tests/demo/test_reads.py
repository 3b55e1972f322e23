"""Every read operation of every embedded service, with an answer made from its output shape."""

from __future__ import annotations

from typing import Any

import botocore.session
import pytest
from botocore.model import OperationModel, Shape

from scanner.demo import server as module
from scanner.demo import wire
from scanner.demo.pages import token_names
from tests.demo.embedded import WHEN, aws, body, client

SAMPLE_VALUES: dict[str, Any] = {
    "string": "s", "character": "c", "integer": 7, "long": 7, "float": 1.5, "double": 1.5, "boolean": True,
    "timestamp": WHEN, "blob": b"bytes",
}  # fmt: skip


def sample(shape: Shape, depth: int = 0, seen: tuple[str, ...] = ()) -> Any:
    """Return a small value of a shape.

    It has every member up to a depth and one item in each list, and no shape contains itself.
    """
    if shape.type_name == "structure":
        if shape.metadata.get("document"):
            return {"any": ["thing"]}
        inside = (*seen, shape.name)
        names = [n for n, m in shape.members.items() if n in shape.required_members or not _recurs(m, inside)]
        if getattr(shape, "is_tagged_union", False):
            names = names[:1]  # the model demands exactly one member, at any depth
        elif depth >= 3:
            names = [n for n in names if n in shape.required_members]
        return {
            n: 200 if _is_status(shape.members[n]) else sample(shape.members[n], depth + 1, inside)
            for n in names
            if not shape.members[n].serialization.get("eventstream")
        }
    if shape.type_name == "list":
        least = shape.metadata.get("min", 1) or 1
        return [] if _recurs(shape.member, seen) else [sample(shape.member, depth + 1, seen)] * least
    if shape.type_name == "map":
        return {} if _recurs(shape.value, seen) else {sample(shape.key): sample(shape.value, depth + 1, seen)}
    if shape.type_name == "string":
        return (getattr(shape, "enum", None) or ["s" * max(1, int(shape.metadata.get("min", 1)))])[0]
    if shape.type_name in ("integer", "long"):
        return max(7, int(shape.metadata.get("min", 7)))
    if shape.type_name == "float" or shape.type_name == "double":
        return max(1.5, float(shape.metadata.get("min", 1.5)))
    return SAMPLE_VALUES[shape.type_name]


def _is_status(shape: Shape) -> bool:
    """Return whether a member is sent as the status of the response."""
    return bool(shape.serialization.get("location") == "statusCode")


def _recurs(shape: Shape, seen: tuple[str, ...]) -> bool:
    inner = shape.member if shape.type_name == "list" else shape.value if shape.type_name == "map" else shape
    return inner.name in seen or (inner is not shape and _recurs(inner, seen))


def readable(value: Any) -> Any:
    """Return an answer whose streams have been read and whose documents are unchanged."""
    if isinstance(value, dict):
        return {k: readable(v) for k, v in value.items()}
    return value.read() if hasattr(value, "read") else value


def tokens(service: str, operation: str) -> set[str]:
    """Return the members with page tokens, which the server itself sets."""
    return token_names(wire.paginator(service, operation))


def asked_of(model: OperationModel) -> dict[str, Any]:
    """Return the smallest request of an operation."""
    shape = model.input_shape
    return {n: sample(shape.members[n], 3) for n in shape.required_members} if shape else {}


KNOWN = {
    "s3": {
        "GetBucketNotification",  # deprecated; its requests are those of its successor
        "GetObject", "GetObjectAnnotation",  # the sample's length and checksum do not fit its body
        "ListDirectoryBuckets",  # S3 Express: another signing name, but the path of ListBuckets
    },
    "cloudwatch": {"GetMetricData"},  # the server makes its results from the metrics of the request
    "bedrock-data-automation": {"ListTagsForResource"},  # path and signing name of Bedrock's operation
    "s3control": {"GetAccessPointScope", "ListAccessPointsForDirectoryBuckets"},  # S3 Express too
}  # fmt: skip
"""The operations whose answers do not come back unchanged, each with the reason."""


@pytest.mark.parametrize("service", module.SERVICES)
def test_every_read_operation_comes_back(service: str, capsys: pytest.CaptureFixture[str]) -> None:
    """boto3 parses the answer to every Get, List and Describe of a service without a difference."""
    model = botocore.session.get_session().get_service_model(service)
    assert module.SIGNED_AS.get(service, service) == model.signing_name
    reads = {}
    for name in model.operation_names:
        operation = model.operation_model(name)
        streaming = operation.has_event_stream_output or operation.has_event_stream_input
        if name.startswith(("Get", "List", "Describe")) and operation.output_shape and not streaming:
            reads[name] = {
                k: v for k, v in sample(operation.output_shape).items() if k not in tokens(service, name)
            }
    wrong = {}
    with aws(*({"call": f"{service}:{name}", "answer": answer} for name, answer in reads.items())) as running:
        reader = client(running, service, parameter_validation=False)
        for name, answer in reads.items():
            method = botocore.xform_name(name)
            try:
                got = readable(body(getattr(reader, method)(**asked_of(model.operation_model(name)))))
            except Exception as error:
                got = error
            if got != answer:
                wrong[name] = (got, answer)
        understood = [r.operation for r, _ in running.requests]
    with capsys.disabled():
        print(f"\n{service}: {len(reads) - len(wrong)} of {len(reads)} read operations parsed equal")
    known = KNOWN.get(service, set())
    assert set(wrong) == known, wrong
    misread = {asked for asked, got in zip(reads, understood, strict=True) if asked != got}
    assert {name for name in misread - known if not model.operation_model(name).deprecated} == set()
