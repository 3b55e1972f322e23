"""The output of CDK: templates with paths, and a manifest that says where they go."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from collectors.iac.cloudformation.read import read_templates
from collectors.iac.things import Stack
from collectors.iac.values import reference
from tests.collectors.iac.templates import read, things


def template(**resources: Any) -> str:
    found = {
        "CDKMetadata": {"Type": "AWS::CDK::Metadata", "Condition": "Never"},
        **{
            name: {**resource, "Metadata": {"aws:cdk:path": f"App/{name}/Resource"}}
            for name, resource in resources.items()
        },
    }
    return json.dumps({"Resources": found, "Conditions": {"Never": {"Fn::Equals": ["a", "b"]}}}, indent=1)


MAIN = template(
    Topic={
        "Type": "AWS::SNS::Topic",
        "Properties": {"TopicName": {"Fn::Join": ["", ["t-", {"Ref": "AWS::Region"}]]}},
    },
    Name={"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Ref": "AWS::StackName"}}},
)


def stack_artifact(environment: str, file: str, **properties: Any) -> dict[str, Any]:
    kind = "aws:cloudformation:stack"
    return {"type": kind, "environment": environment, "properties": {"templateFile": file, **properties}}


def assembly(root: Path, environment: str) -> dict[str, Stack]:
    artifacts = {
        "Main": stack_artifact(environment, "Main.template.json", stackName="main-stack"),
        "Assets": {"type": "cdk:asset-manifest", "properties": {"file": "Main.assets.json"}},
    }
    files = {
        "cdk.out/manifest.json": json.dumps({"version": "36.0.0", "artifacts": artifacts}),
        "cdk.out/Main.template.json": MAIN,
        "cdk.out/Main.assets.json": '{"Resources": "AWS::"}',
        "cdk.out/tree.json": MAIN,
        "cdk.out/asset.1234/copy.template.json": MAIN,
    }
    return {stack.key: stack for stack in read(root, files)}


def test_the_manifest_says_where_a_stack_goes(tmp_path: Path) -> None:
    found = assembly(tmp_path, "aws://111122223333/eu-west-1")
    assert list(found) == ["cdk.out/Main.template.json"]
    stack = found["cdk.out/Main.template.json"]
    assert (stack.format, stack.account, stack.region) == ("cdk", "111122223333", "eu-west-1")
    topic = things(stack)["Topic"]
    assert topic.attributes["TopicName"] == "t-eu-west-1"
    assert (topic.path, topic.region) == ("App/Topic/Resource", "eu-west-1")
    assert things(stack)["Name"].attributes["TopicName"] == "main-stack"
    assert "CDKMetadata" not in things(stack)


def test_one_template_has_its_manifest_beside_it(tmp_path: Path) -> None:
    assembly(tmp_path, "aws://111122223333/eu-west-1")
    (stack,) = read_templates(tmp_path / "cdk.out" / "Main.template.json")
    assert (stack.key, stack.format, stack.region) == ("Main.template.json", "cdk", "eu-west-1")


def test_a_stack_that_goes_anywhere_has_no_place(tmp_path: Path) -> None:
    (stack,) = assembly(tmp_path, "aws://unknown-account/unknown-region").values()
    assert (stack.account, stack.region) == ("", "")
    assert things(stack)["Topic"].attributes["TopicName"] == f"t-{reference('AWS::Region', 'Ref')}"


def test_nested_stacks_are_found_by_their_assets(tmp_path: Path) -> None:
    outer = json.loads(template(Inner={"Type": "AWS::CloudFormation::Stack"}))
    inner = outer["Resources"]["Inner"]
    inner["Properties"] = {"TemplateURL": {"Fn::Sub": "https://s3/${AWS::Region}/1.json"}}
    inner["Metadata"] |= {"aws:asset:path": "Inner.nested.template.json", "aws:asset:property": "TemplateURL"}
    artifact = stack_artifact("aws://111122223333/us-gov-west-1", "a.template.json", parameters={"P": "x"})
    outer["Parameters"] = {"P": {"Type": "String"}}
    outer["Resources"]["Reads"] = {"Type": "AWS::T::T", "Properties": {"A": {"Ref": "P"}}}
    files = {
        "manifest.json": json.dumps({"version": "36.0.0", "artifacts": {"A": artifact}}),
        "a.template.json": json.dumps(outer),
        "Inner.nested.template.json": MAIN,
    }
    (stack,) = read(tmp_path, files)
    found = things(stack)
    assert found["Inner.Topic"].attributes["TopicName"] == "t-us-gov-west-1"
    assert found["Inner.Topic"].region == "us-gov-west-1"
    assert found["Reads"].attributes["A"] == "x"
    assert stack.missing == ()


def test_other_manifests_are_left_alone(tmp_path: Path) -> None:
    files = {"manifest.json": '{"version": 3, "artifacts": []}', "a/manifest.json": "{", "b.yaml": MAIN}
    (stack,) = read(tmp_path, files)
    assert stack.format == "cdk"
