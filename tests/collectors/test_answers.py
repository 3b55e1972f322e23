"""Every member of every row's answer, with each wrong type: the answer is Malformed."""

from __future__ import annotations

import json
import math
import random
from dataclasses import replace
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from botocore.model import OperationModel
from botocore.parsers import create_parser

from collectors.answers import Malformed, check_body, check_page, root_of
from collectors.calls import code_of
from collectors.records import MALFORMED
from collectors.shapes import is_too_deep
from collectors.table import Found, Row
from tests.collectors.wrong import (
    JSON,
    OPERATIONS,
    XML,
    body_of,
    garbled,
    json_places,
    model_of,
    spoiled,
    wrong_values,
    xml_places,
)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_whole_answer_passes(operation: str) -> None:
    """An answer with all members of the model is not refused."""
    model = model_of(operation)
    check_body(model, {}, body_of(model))


@pytest.mark.parametrize("operation", JSON)
def test_a_wrong_type_in_json_is_malformed(operation: str) -> None:
    """Each wrong value in each place is Malformed. The message repeats nothing of the answer."""
    model = model_of(operation)
    answer = json.loads(body_of(model))
    tried = 0
    for holder, key, shape in json_places(answer, model.output_shape):
        right = holder[key]
        for wrong in wrong_values(shape):
            holder[key] = wrong
            with pytest.raises(Malformed) as caught:
                check_body(model, {}, json.dumps(answer).encode())
            assert "yesterday" not in str(caught.value)
            tried += 1
        holder[key] = right
    assert tried
    check_body(model, {}, json.dumps(answer).encode())


@pytest.mark.parametrize("operation", JSON)
@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'"x"', b"5", b'{"a": NaN}', b"<html/>", b"\xff{}"])
def test_a_body_that_is_no_object_is_malformed(operation: str, body: bytes) -> None:
    """A body of JSON is one object."""
    with pytest.raises(Malformed):
        check_body(model_of(operation), {}, body)


@pytest.mark.parametrize("operation", JSON)
def test_a_member_that_comes_twice_is_malformed(operation: str) -> None:
    """Parsers keep one of the two, so a list with resources could lose to an empty one."""
    model = model_of(operation)
    body = body_of(model)
    members = json.loads(body)
    if not members:
        pytest.skip("the answer has no members")
    name = next(iter(members))
    for twice in (b'{"%s": null, %s' % (name.encode(), body[1:]), b'{"new": [{"a": 1, "a": 1}], ' + body[1:]):
        with pytest.raises(Malformed, match="a member twice"):
            check_body(model, {}, twice)


@pytest.mark.parametrize("operation", [op for op in XML if op != "s3:GetBucketPolicy"])
def test_a_wrong_element_in_xml_is_malformed(operation: str) -> None:
    """Each wrong element in each place is Malformed."""
    model = model_of(operation)
    root = ElementTree.fromstring(body_of(model))
    shape = model.output_shape
    if payload := shape.serialization.get("payload"):
        shape = shape.members[payload]
    wrapper = shape.serialization.get("resultWrapper")
    start = root.find(wrapper) if wrapper else root
    tried = 0
    for parent, element, member in xml_places(start, shape):
        place = list(parent).index(element)
        for wrong in spoiled(element, member):
            parent[place] = wrong
            with pytest.raises(Malformed):
                check_body(model, {}, ElementTree.tostring(root))
            tried += 1
        parent[place] = element
    assert tried
    check_body(model, {}, ElementTree.tostring(root))


@pytest.mark.parametrize("operation", [op for op in XML if op != "s3:GetBucketPolicy"])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{}",
        b"<x/>",
        b"<html xmlns='http://www.w3.org/1999/xhtml'><body>Sign in</body></html>",
        b"<Error><Code>InternalError</Code></Error>",
    ],
)
def test_another_root_is_malformed(operation: str, body: bytes) -> None:
    """An empty body, and one with another root element, is not an answer without members."""
    with pytest.raises(Malformed):
        check_body(model_of(operation), {}, body)


@pytest.mark.parametrize("operation", ["s3:ListBuckets", "s3:GetBucketVersioning"])
def test_roots_that_the_model_does_not_name(operation: str) -> None:
    """Servers that are made from the model, as moto is, use names of their own."""
    model = model_of(operation)
    name = root_of(model)
    for other in (f"{model.name}Response", f"{model.name}Output"):
        check_body(model, {}, body_of(model).replace(name.encode(), other.encode()))


def test_the_root_of_every_answer_is_known() -> None:
    """A row in XML has a root that the model, the protocol, or our table names."""
    for operation in XML:
        model = model_of(operation)
        assert not root_of(model).endswith("Output"), f"{operation}: add its root element to _ROOTS"
    assert root_of(model_of("s3:GetBucketVersioning")) == "VersioningConfiguration"
    assert root_of(model_of("s3:GetBucketLifecycleConfiguration")) == "LifecycleConfiguration"
    assert root_of(model_of("s3:ListObjectsV2")) == "ListBucketResult"
    assert root_of(model_of("s3:GetPublicAccessBlock")) == "PublicAccessBlockConfiguration"
    assert root_of(model_of("ec2:DescribeVpcs")) == "DescribeVpcsResponse"


def test_items_of_a_list_have_their_name() -> None:
    """An element of another name in a list of XML is not an item."""
    model = model_of("iam:ListRoles")
    body = body_of(model).replace(b"<member>", b"<foo>", 1).replace(b"</member>", b"</foo>")
    with pytest.raises(Malformed):
        check_body(model, {}, body)
    twice = body_of(model).replace(b"</Path>", b"</Path><Path>/other/</Path>", 1)
    with pytest.raises(Malformed, match="twice"):
        check_body(model, {}, twice)


def test_what_aws_adds_passes() -> None:
    """New members and new values of enumerations are not faults."""
    model = model_of("bedrock-agent:ListAgents")
    answer = json.loads(body_of(model))
    answer["agentSummaries"][0] |= {"agentStatus": "DREAMING", "new": [None, {"deep": [1]}]}
    check_body(model, {}, json.dumps(answer | {"new": None}).encode())


def test_a_body_shorter_than_announced_is_malformed() -> None:
    """A body that is cut where it is still JSON, or a text, is noticed by its length."""
    model = model_of("s3:GetBucketPolicy")
    check_body(model, {"Content-Length": "2"}, b"{}")
    with pytest.raises(Malformed, match="shorter"):
        check_body(model, {"Content-Length": "3"}, b"{}")


@pytest.mark.parametrize("depth", [64, 260, 1000, 10_000])
def test_deep_documents_are_malformed(depth: int) -> None:
    """Free JSON is held to the depth, at any depth that a parser can read."""
    model = model_of("bedrock-agent:GetAgent")
    answer = json.loads(body_of(model))
    answer["agent"]["promptOverrideConfiguration"] = {"promptConfigurations": [{}]}
    shallow = "[" * 40 + "]" * 40
    text = json.dumps(answer).replace("[{}]", '[{"additionalModelRequestFields": %s}]')
    check_body(model, {}, (text % shallow).encode())
    with pytest.raises(Malformed):
        check_body(model, {}, (text % ("[" * depth + "]" * depth)).encode())
    deep: Any = {}
    for _ in range(min(depth, 900)):
        deep = {"a": deep}
    assert is_too_deep(deep)
    with pytest.raises(Malformed, match="too deeply"):
        check_page({"Roles": [{"AssumeRolePolicyDocument": deep}]}, Row("ListRoles"))


@pytest.mark.parametrize(
    ("moment", "right"),
    [
        ("1899-12-31T23:59:59+00:00", False),
        ("1900-01-01T00:00:00+00:00", True),
        ("1900-01-01T00:00:00+14:00", False),
        ("2261-12-31T23:59:59+00:00", True),
        ("2261-12-31T23:59:59-14:00", False),
        ("0001-01-01T00:00:00+14:00", False),
        ("9999-12-31T23:59:59-14:00", False),
        ("2026-01-01T00:00:00", True),
    ],
)
def test_times_are_in_the_calendar_of_policies(moment: str, right: bool) -> None:
    """A time out of range, with any offset, is Malformed."""
    page = {"Roles": [{"CreateDate": datetime.fromisoformat(moment)}]}
    if right:
        check_page(page, Row("ListRoles"))
        return
    with pytest.raises(Malformed, match="not between 1900 and 2262"):
        check_page(page, Row("ListRoles"))


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-01T00:00:00Z",
        "2026-01-01T00:00:00.123456789+0000",
        "2026-01-01 00:00:00",
        "1767225600",
        "1.7E9",
        "Thu, 01 Jan 2026 00:00:00 GMT",
    ],
)
def test_the_forms_of_times_pass(text: str) -> None:
    """The forms of time in which AWS's protocols write."""
    model = model_of("bedrock-agent:ListAgents")
    answer = json.loads(body_of(model))
    answer["agentSummaries"][0]["updatedAt"] = text
    check_body(model, {}, json.dumps(answer).encode())
    with pytest.raises(Malformed):
        check_body(model, {}, json.dumps(answer).replace(text, "x" + text).encode())


def test_endless_numbers_are_malformed() -> None:
    """JSON cannot store infinity."""
    model = model_of("bedrock:GetGuardrail")
    body = body_of(model)
    assert b"1.5" in body
    with pytest.raises(Malformed):
        check_body(model, {}, body.replace(b"1.5", b"1e999", 1))
    assert math.isinf(float("1e999"))


@pytest.mark.parametrize("operation", OPERATIONS)
def test_garbled_bodies_are_read_or_malformed(operation: str) -> None:
    """A body with random bytes is a page, or an error that `ask` makes a Malformed gap of."""
    model, chance = model_of(operation), random.Random(operation)
    parser = create_parser(model.service_model.resolved_protocol)
    body = body_of(model)
    codes = [_code(model, parser, garbled(chance)(body)) for _ in range(40)]
    assert set(codes) <= {"", MALFORMED}
    assert MALFORMED in codes


def _code(model: OperationModel, parser: Any, body: bytes) -> str:
    """Return the code of the gap that a body becomes, or an empty string if it is a page."""
    try:
        check_body(model, {}, body)
        page = parser.parse({"status_code": 200, "headers": {}, "body": body}, model.output_shape)
        check_page({name: v for name, v in page.items() if name != "ResponseMetadata"}, Row(model.name))
    except Exception as error:
        return code_of(error)
    return ""


def test_the_model_does_not_say_what_is_missing() -> None:
    """GetAgent has no `agentVersion`, although the model requires it: recorded answers show it."""
    model = model_of("bedrock-agent:GetAgent")
    assert "agentVersion" in model.output_shape.members["agent"].required_members
    check_body(model, {}, b'{"agent": {}}')


DETAIL = Row(
    "GetThing",
    member="thing",
    always=("id", "rules[].kind", "a || b", "owner.name"),
    always_if={"state == 'DONE'": ("result",)},
)


@pytest.mark.parametrize(
    ("answer", "missing"),
    [
        ({"thing": {"id": "x", "a": 1}}, ""),
        ({"thing": {"id": "x", "b": False, "rules": [], "owner": {"name": ""}}}, ""),
        ({"thing": {"id": "x", "a": 1, "state": "DONE", "result": {}}}, ""),
        ({}, "thing"),
        ({"thing": None}, "thing"),
        ({"things": [{"id": "x"}]}, "thing"),
        ({"thing": {"a": 1}}, "id"),
        ({"thing": {"id": None, "a": 1}}, "id"),
        ({"thing": {"id": "x"}}, "a || b"),
        ({"thing": {"id": "x", "a": 1, "rules": [{"kind": "k"}, {}]}}, "rules[].kind"),
        ({"thing": {"id": "x", "a": 1, "owner": {}}}, "owner.name"),
        ({"thing": {"id": "x", "a": 1, "state": "DONE"}}, "result"),
    ],
)
def test_a_row_says_what_is_missing(answer: dict[str, Any], missing: str) -> None:
    """A path demands its last member wherever the members before it are there, by kind of item."""
    if not missing:
        check_page(answer, DETAIL)
        return
    with pytest.raises(Malformed) as caught:
        check_page(answer, DETAIL)
    assert str(caught.value) == f"the answer of GetThing lacks {missing}"


@pytest.mark.parametrize("items", ["things", "things[?kind!='DRAFT']", "things.[a, b][]"])
def test_a_page_without_its_list_is_no_empty_page(items: str) -> None:
    """The member that holds a page's items is there, unless the row says why it may not be."""
    row = Row("ListThings", finds=(Found("T", "{id}", items=items),))
    check_page({"things": []}, row)
    for page in ({}, {"things": None}, {"message": "Sign in"}):
        with pytest.raises(Malformed, match="the answer of ListThings lacks things"):
            check_page(page, row)
        check_page(page, replace(row, may_be_empty="there is none"))
