"""Hostile and broken files: nothing raises, each is named, the rest is read, time is bounded."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectors.iac.cloudformation.files import MAX_BYTES
from collectors.iac.cloudformation.read import read_templates
from collectors.iac.values import Unknown, has_tokens
from tests.collectors.iac.templates import read, things, write

GOOD = "Resources: {Topic: {Type: 'AWS::SNS::Topic'}}\n"
START = "AWSTemplateFormatVersion: 2010-09-09\nResources:\n"
SECONDS = 10
"""CPU time that no case here may need. Each needs three seconds at most."""


def bomb() -> str:
    rows = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    return "\n".join(["a0: &a0 [x, x, x, x, x, x, x, x, x]", *rows, START + "  A: *a11"])


def loops(depth: int) -> str:
    inner = '{"B${' + "}${".join(f"X{n}" for n in range(depth)) + '}": {Type: "AWS::T::T"}}'
    for level in range(depth):
        inner = f'{{"Fn::ForEach::L{level}": [X{level}, [a, b, c, d, e, f, g, h, i, j], {inner}]}}'
    return f"Transform: AWS::LanguageExtensions\nResources: {inner}\n"


def long_texts() -> str:
    topics = "".join(
        f"  T{n}: {{Type: 'AWS::T::T', Properties: {{A: !Sub '${{P}}-{n}', B: !Split [a, !Ref P]}}}}\n"
        for n in range(2_000)
    )
    return f"Parameters: {{P: {{Type: String, Default: {'a' * 200_000}}}}}\nResources:\n{topics}"


def chain_of_conditions(length: int) -> str:
    rows = "".join(f"  C{n}: !Not [!Condition C{n + 1}]\n" for n in range(length))
    return (
        f"Conditions:\n{rows}  C{length}: !Equals [a, a]\n"
        + "Resources: {A: {Type: 'AWS::T::T', Condition: C0}}"
    )


BAD: dict[str, Callable[[], str | bytes]] = {
    "a broken template": lambda: START + "  A: [",
    "a tab": lambda: START + "\tA: 1",
    "a bomb of aliases": bomb,
    "an alias of itself": lambda: START + "  A: &a {B: *a}",
    "an alias of nothing": lambda: START + "  A: *a",
    "a thousand levels": lambda: START + "  A: " + "[" * 1_000 + "]" * 1_000,
    "a hundred thousand levels": lambda: '{"AWSTemplateFormatVersion": 1, "Resources": ' + "[" * 100_000,
    "a thousand levels of blocks": lambda: START + "\n".join(" " * n + f" a{n}:" for n in range(1_000)),
    "a NUL": lambda: START + "  A: \0",
    "no UTF-8": lambda: START.encode() + b"  A: \xff\xfe",
    "a key that is a list": lambda: START + "  ? [a]\n  : b",
    "two documents": lambda: START + "  A: {Type: 'AWS::T::T'}\n---\na: b",
    "more values than are read": lambda: START + "  A: [" + "1," * 310_000 + "]",
    "more bytes than are read": lambda: START + "  A: " + "a" * (MAX_BYTES + 1),
    "JSON without an end": lambda: '{"AWSTemplateFormatVersion": 1,\n"Resources": {',
    "a number without an end": lambda: '{"AWSTemplateFormatVersion": 1, "Resources": ' + "1" * 5_000 + "}",
}

HARD: dict[str, Callable[[], str]] = {
    "loops in loops": lambda: loops(5),
    "long texts": long_texts,
    "a chain of conditions": lambda: chain_of_conditions(3_000),
    "tokens of its own": lambda: START + '  A: {Type: AWS::T::T, Properties: {B: "\ue003x\ue004\\uE000a"}}',
    "a python object": lambda: (
        START + "  A: {Type: AWS::T::T, Properties: !!python/object/apply:os.system [x]}"
    ),
    "a class": lambda: START + "  __class__: {Type: AWS::T::T}\n  A: {Type: AWS::T::T, __class__: 1}",
    "sections of other kinds": lambda: "Parameters: [1]\nConditions: 1\nMappings: a\nOutputs: []\n" + GOOD,
    "parameters of other kinds": lambda: (
        "Parameters: {A: 1, B: {Type: []}}\n"
        "Resources: {A: {Type: 'AWS::T::T', Properties: {A: !Ref A, B: !Ref B}}}"
    ),
    "metadata of other kinds": lambda: (
        START + "  A: {Type: AWS::T::T, Metadata: [], Condition: [], Properties: []}"
    ),
    "deep values": lambda: START + "  A: {Type: AWS::T::T, Properties: {B: " + "[" * 90 + "]" * 90 + "}}",
    "deep functions": lambda: (
        START + "  A: {Type: AWS::T::T, Properties: {B: " + "!Join ['', [" * 40 + "a" + "]]" * 40 + "}}"
    ),
    "deep substitutions": lambda: (
        START + "  A: {Type: AWS::T::T, Properties: {B: " + "!Sub ['${A}', {A: " * 30 + "a" + "}]" * 30 + "}}"
    ),
    "SAM of other kinds": lambda: (
        "Transform: [AWS::Serverless-2016-10-31, 1, {}]\nGlobals: [1]\nResources:\n"
        "  A: {Type: AWS::Serverless::Function, Properties: {Events: [1], Tags: a, Policies: {}, "
        "DeadLetterQueue: 1, EventInvokeConfig: [], FunctionUrlConfig: 1, CodeUri: 1, "
        "AutoPublishAlias: []}}\n"
        "  B: {Type: AWS::Serverless::StateMachine, Properties: {Tracing: 1, Events: 1, "
        "Policies: [[], 1, {}, {a: 1, b: 2}]}}\n"
        "  F: {Type: AWS::Serverless::Api, Properties: {StageName: [], Tags: 1, EndpointConfiguration: 1}}\n"
        "  G: {Type: AWS::Serverless::HttpApi, Properties: {StageName: 1, Tags: 1, DefinitionBody: 1}}\n"
        "  C: {Type: AWS::Serverless::SimpleTable, Properties: {PrimaryKey: 1}}\n"
        "  D: {Type: AWS::Serverless::Application, Properties: {}}\n"
        "  E: {Type: AWS::Serverless::Nobody, Properties: 1}\n"
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_named_and_the_rest_is_read(tmp_path: Path, name: str) -> None:
    content = BAD[name]()
    (tmp_path / "bad.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
    started = time.process_time()
    bad, good = read(tmp_path, {"good.yaml": GOOD})
    assert time.process_time() - started < SECONDS
    assert (bad.key, bad.things, len(bad.problems)) == ("bad.yaml", (), 1)
    assert bad.problems[0].sentence
    assert set(things(good)) == {"Topic"}


@pytest.mark.parametrize("name", HARD)
def test_a_hard_file_ends(tmp_path: Path, name: str) -> None:
    started = time.process_time()
    hard, good = read(tmp_path, {"a.yaml": HARD[name](), "good.yaml": GOOD})
    assert time.process_time() - started < SECONDS
    assert "cannot be read (" not in repr(hard.problems)
    assert set(things(good)) == {"Topic"}


def test_work_is_bounded_and_what_is_left_out_is_said(tmp_path: Path) -> None:
    hard, _ = read(tmp_path, {"a.yaml": loops(5), "good.yaml": GOOD})
    assert [problem.sentence for problem in hard.problems] == [
        "it makes more work than its size allows: the rest is not read"
    ]


def test_templates_that_nest_many_times_end(tmp_path: Path) -> None:
    for level in range(12):
        calls = "".join(
            f"  C{n}: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: t{level + 1}.yaml}}}}\n"
            for n in range(10)
        )
        write(tmp_path, {f"t{level}.yaml": "Resources:\n" + calls})
    started = time.process_time()
    (stack,) = read(tmp_path, {"t12.yaml": GOOD})
    assert time.process_time() - started < SECONDS
    assert stack.problems


def test_a_long_chain_of_nested_stacks_ends(tmp_path: Path) -> None:
    for level in range(300):
        call = f"{{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: t{level + 1}.yaml}}}}"
        reads = "{Type: AWS::T::T, Properties: {A: !GetAtt C.Outputs.O}}"
        output = "Outputs: {O: {Value: !GetAtt C.Outputs.O}}\n"
        write(tmp_path, {f"t{level}.yaml": f"Resources:\n  C: {call}\n  R: {reads}\n{output}"})
    (stack,) = read(tmp_path, {"t300.yaml": GOOD})
    assert "nested more than" in repr(stack.problems)


def test_outputs_that_wait_for_many_others_are_unknown(tmp_path: Path) -> None:
    rows = (
        "  S0: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: in.yaml, Parameters: {P: x}}}\n"
    )
    for n in range(1, 300):
        given = f"Parameters: {{P: !GetAtt S{n - 1}.Outputs.O}}"
        rows = (
            f"  S{n}: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: in.yaml, {given}}}}}\n"
            + rows
        )
    inner = (
        "Parameters: {P: {Type: String}}\nResources: {T: {Type: 'AWS::T::T'}}\nOutputs: {O: {Value: !Ref P}}"
    )
    (stack,) = read(tmp_path, {"main.yaml": "Resources:\n" + rows, "in.yaml": inner})
    assert not stack.problems
    assert len(stack.things) == 600


def test_links_out_of_the_tree_are_not_followed(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    write(outside, {"secret.yaml": GOOD, "folder/more.yaml": GOOD})
    write(root, {"good.yaml": GOOD})
    (root / "link.yaml").symlink_to(outside / "secret.yaml")
    (root / "folder").symlink_to(outside / "folder")
    (root / "loop.yaml").symlink_to(root / "loop.yaml")
    (root / "inside.yml").symlink_to("good.yaml")
    (root / "none.yaml").symlink_to("nowhere.yaml")
    os.mkfifo(root / "pipe.yaml")
    (root / "folder.yaml").mkdir()
    found = {stack.key: stack for stack in read_templates(root)}
    assert {key for key, stack in found.items() if stack.things} == {"good.yaml", "inside.yml"}
    assert found["link.yaml"].problems[0].sentence == "it is a link out of the tree"
    assert found["loop.yaml"].problems
    assert "pipe.yaml" not in found


@pytest.mark.parametrize(
    "place", ["a" * 5_000, "a\\0b", "/etc/passwd", "../../../etc/passwd", ".", "..", "a/../b"]
)
def test_files_that_a_template_names_stay_in_the_tree(tmp_path: Path, place: str) -> None:
    text = f"""
        Transform: AWS::Serverless-2016-10-31
        Resources:
          A: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: "{place}"}}}}
          B: {{Type: AWS::Serverless::StateMachine, Properties: {{DefinitionUri: "{place}"}}}}
        """
    write(tmp_path, {"root/main.yaml": text})
    for path in (tmp_path / "root", tmp_path / "root" / "main.yaml"):
        (stack,) = read_templates(path)
        assert isinstance(things(stack)["B"].attributes["DefinitionString"], Unknown)
        assert (len(stack.missing), stack.problems) == (1, ())


def test_a_folder_that_is_not_there_has_no_stacks(tmp_path: Path) -> None:
    assert read_templates(tmp_path / "nowhere") == []


def test_no_text_of_a_file_is_taken_for_a_token(tmp_path: Path) -> None:
    escaped = json.dumps(
        {"Resources": {"A": {"Type": "AWS::T::T", "Properties": {"\ue000": "\ue003a\ue004"}}}}
    )
    plain = 'Resources: {A: {Type: "AWS::T::T", Properties: {B: "\ue003x\ue004", C: "\\uE000a\\uE002"}}}\n'
    for stack in read(tmp_path, {"a.json": escaped, "b.yaml": plain}):
        for key, value in stack.things[0].attributes.items():
            assert not has_tokens(key)
            assert not has_tokens(value)


def test_five_megabytes_of_json_are_read(tmp_path: Path) -> None:
    resource = {
        "Type": "AWS::SNS::Topic",
        "Properties": {"Tags": [{"Key": "a" * 200, "Value": "b" * 200}] * 10},
    }
    text = json.dumps({"Resources": {f"T{n}": resource for n in range(1_200)}})
    assert 5_000_000 < len(text) < MAX_BYTES
    started = time.process_time()
    (stack,) = read(tmp_path, {"big.json": text})
    assert time.process_time() - started < SECONDS
    assert (len(stack.things), stack.problems) == (1_200, ())


SCALARS = st.one_of(st.text(max_size=8), st.integers(-3, 3), st.booleans(), st.none())
NAMES = st.sampled_from(
    [
        "Ref",
        "Fn::Sub",
        "Fn::GetAtt",
        "Fn::Join",
        "Fn::If",
        "Fn::Select",
        "Fn::Split",
        "Fn::FindInMap",
        "Fn::ForEach::A",
        "Fn::Transform",
        "Fn::Cidr",
        "Fn::Base64",
        "Fn::ToJsonString",
        "Fn::Length",
        "Fn::Equals",
        "Fn::And",
        "Type",
        "Properties",
        "Condition",
        "Metadata",
        "Parameters",
        "Resources",
        "Default",
        "TemplateURL",
        "a",
    ]
)
TEXTS = st.sampled_from(["AWS::NoValue", "AWS::CloudFormation::Stack", "AWS::Serverless::Function", "a", "R"])
VALUES = st.recursive(
    SCALARS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=VALUES, section=VALUES, attribute=VALUES, sam=st.booleans())
def test_no_template_raises(
    tmp_path: Path, value: object, section: object, attribute: object, sam: bool
) -> None:
    resources = {
        "R": {"Type": "AWS::Serverless::Function", "Properties": value},
        "Q": {"Type": "AWS::CloudFormation::Stack", "Properties": {"A": value, "Parameters": attribute}},
        "P": attribute,
    }
    found = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Transform": "AWS::Serverless-2016-10-31" if sam else section,
        "Resources": resources,
        "Parameters": {"a": attribute},
        "Conditions": {"a": value},
        "Mappings": section,
        "Globals": {"Function": section},
        "Outputs": section,
    }
    for stack in read(tmp_path, {"a.json": json.dumps(found)}):
        assert "cannot be read (" not in repr(stack.problems)
