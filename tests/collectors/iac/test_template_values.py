"""Each function of CloudFormation, with what the code fixes and what it does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from collectors.iac.values import Unknown, hole, reference
from tests.collectors.iac.templates import HEAD, one, things, value

ROLE_ARN = reference("Role", "Arn")
NO_KEY = Unknown("the parameter Key has no value")
SECRET = Unknown("the parameter Password is secret (NoEcho)")
REGION = reference("AWS::Region", "Ref")

KNOWN: list[tuple[str, Any]] = [
    ("!Ref Stage", "dev"),
    ("{Ref: Stage}", "dev"),
    ("!Ref Count", 3),
    ("!Ref Nets", ["a", "b", "c"]),
    ("!Ref Role", reference("Role", "Ref")),
    ("!Ref Perhaps", reference("Perhaps", "Ref")),
    ("!Ref AWS::NoValue", "(absent)"),
    ("!Ref AWS::Region", REGION),
    ("!Ref AWS::Partition", reference("AWS::Partition", "Ref")),
    ("!GetAtt Role.Arn", ROLE_ARN),
    ("!GetAtt [Role, Arn]", ROLE_ARN),
    ("{'Fn::GetAtt': [Role, Arn]}", ROLE_ARN),
    ("{'Fn::GetAtt': Role.Arn}", ROLE_ARN),
    ("!GetAtt Role.Deep.Name", reference("Role", "Deep.Name")),
    ("!Sub '${Stage}-x'", "dev-x"),
    ("!Sub 'a-${!Stage}'", "a-${Stage}"),
    ("!Sub '${Role.Arn}/*'", f"{ROLE_ARN}/*"),
    ("!Sub 'arn:${AWS::Partition}:x'", f"arn:{reference('AWS::Partition', 'Ref')}:x"),
    ("!Sub ['${A}-${Stage}', {A: !Ref Count}]", "3-dev"),
    ("!Sub ['${Stage}', {Stage: other}]", "other"),
    ("!Sub '$Stage {Stage} $'", "$Stage {Stage} $"),
    ("!Join ['-', [a, !Ref Stage, 1, true]]", "a-dev-1-true"),
    ("!Join [',', !Ref Nets]", "a,b,c"),
    ("!Join ['', ['arn:', !GetAtt Role.Arn]]", f"arn:{ROLE_ARN}"),
    ("!Join ['-', [a, !Ref 'AWS::NoValue', b]]", "a-b"),
    ("!Select [1, !Ref Nets]", "b"),
    ("!Select ['2', [a, b, !GetAtt Role.Arn]]", ROLE_ARN),
    ("!Select [0, [a, !Ref Key]]", "a"),
    ("!Split ['|', 'a|b|c']", ["a", "b", "c"]),
    ("!Select [0, !Split ['/', !Sub 'first/${Role.Arn}']]", "first"),
    ("!Split [',', !Join [',', [!Ref Role, x]]]", [reference("Role", "Ref"), "x"]),
    ("!If [IsDev, a, b]", "a"),
    ("!If [IsProd, a, b]", "b"),
    ("!If [IsProd, a, !Ref 'AWS::NoValue']", "(absent)"),
    ("!If [HasKey, same, same]", "same"),
    ("!If [HasKey, !Ref 'AWS::NoValue', !Ref 'AWS::NoValue']", "(absent)"),
    ("[!If [IsProd, a, !Ref 'AWS::NoValue'], b]", ["b"]),
    ("{A: !If [IsProd, a, !Ref 'AWS::NoValue'], B: 1}", {"B": 1}),
    ("!FindInMap [Sizes, !Ref Stage, Memory]", 128),
    ("!FindInMap [Sizes, dev, Zones]", ["x", "y"]),
    ("{'Fn::FindInMap': [Sizes, none, Memory, {DefaultValue: 64}]}", 64),
    ("!FindInMap [Prices, !Ref Key, Same]", "eur"),
    ("!Base64 abc", "YWJj"),
    ("!Cidr [10.0.0.0/24, 2, 5]", ["10.0.0.0/27", "10.0.0.32/27"]),
    ("!Cidr [10.0.0.0/24, 1]", ["10.0.0.0/24"]),
    ("!Cidr ['2001:db8::/56', 1, 64]", ["2001:db8::/64"]),
    ("!Select [1, !Cidr [10.0.0.0/16, 2, 8]]", "10.0.1.0/24"),
    ("!ToJsonString {a: [1, !Ref Stage]}", '{"a":[1,"dev"]}'),
    ("!ToJsonString {a: !GetAtt Role.Arn}", f'{{"a":"{ROLE_ARN}"}}'),
    ("!Length [1, 2]", 2),
    ("{'Fn::Length': !Ref Nets}", 3),
    ("2012-10-17", "2012-10-17"),
    ("yes", True),
    ("'yes'", "yes"),
    ("1.5", 1.5),
    ("0x10", 16),
    ("!!str 12", "12"),
    ("{Condition: x}", {"Condition": "x"}),
    ("{__class__: a}", {"__class__": "a"}),
    (
        "{'Fn::ForEach::L': [X, !Ref Nets, {'k${X}': 'v-${X}', 'r${X}': !Ref X}]}",
        {"ka": "v-a", "ra": "a", "kb": "v-b", "rb": "b", "kc": "v-c", "rc": "c"},
    ),
]

UNKNOWN: list[tuple[str, str]] = [
    ("!Ref Key", NO_KEY.why),
    ("!Ref Password", SECRET.why),
    ("!Ref Image", "the parameter Image is read from Parameter Store"),
    ("!Ref SomeNets", "the parameter SomeNets has no value"),
    ("!Ref Nobody", "Ref: Nobody is neither a parameter nor a resource of the template"),
    ("!Ref Gone", "Ref: Gone is not created"),
    ("!Ref [a]", "Ref: needs a name"),
    ("!Ref {Ref: Key}", NO_KEY.why),
    ("!GetAtt [Role, !Ref Key]", NO_KEY.why),
    ("!GetAtt [Role, [a]]", "Fn::GetAtt: needs the name of a resource and of an attribute"),
    ("!Sub '${AWS::NoValue}'", "Fn::Sub: AWS::NoValue stands in a text"),
    ("!Join ['', !Ref 'AWS::NoValue']", "Fn::Join: needs 2 values"),
    ("!Base64 {Ref: 'AWS::NoValue'}", "Fn::Base64: AWS::NoValue stands where a value is needed"),
    ("!Select [0, text]", "Fn::Select: needs a list"),
    ("!Split [',', !Ref Key]", NO_KEY.why),
    ("!Base64 {Ref: Key}", NO_KEY.why),
    ("!Cidr [!Ref Key, 1, 8]", NO_KEY.why),
    ("!Cidr [!GetAtt Role.Block, 1, 8]", "Role.Block is known after deployment only"),
    ("!ToJsonString {'Ref': Key}", NO_KEY.why),
    ("!ToJsonString {'Fn::GetAtt': [Role, Arn]}", "Role.Arn is known after deployment only"),
    ("!ToJsonString text", "Fn::ToJsonString: needs a map or a list"),
    ("!Length {'Fn::GetAtt': [Role, Arn]}", "Role.Arn is known after deployment only"),
    ("!Length text", "Fn::Length: needs a list"),
    ("!If [[a], 1, 2]", "Fn::If: needs the name of a condition"),
    ("!FindInMap [Sizes, dev]", "Fn::FindInMap: needs the name of a map and two keys"),
    ("!FindInMap [Sizes, [a], b]", "Fn::FindInMap: a key is no text"),
    (f"!Join ['', [{', '.join(['!Ref Long'] * 300)}]]", "Fn::Join: the text is too long"),
    ("!Ref AWS::StackName", "the name of the stack"),
    ("!GetAtt Nobody.Arn", "Fn::GetAtt: Nobody is neither a parameter nor a resource of the template"),
    ("!GetAtt Role", "Fn::GetAtt: needs the name of a resource and of an attribute"),
    ("!Sub '${Nobody}'", "Fn::Sub: Nobody is neither a parameter nor a resource of the template"),
    ("!Sub '${Key}'", NO_KEY.why),
    ("!Sub '${Nets}'", "Fn::Sub: a list or a map stands where a text is needed"),
    ("!Sub {a: 1}", "Fn::Sub: needs a text"),
    ("!Join ['-', !Ref SomeNets]", "the parameter SomeNets has no value"),
    ("!Join [a]", "Fn::Join: needs 2 values"),
    ("!Join [a, b]", "Fn::Join: needs a delimiter and a list"),
    ("!Join ['', !GetAtt Role.List]", "Role.List is known after deployment only"),
    (
        "!Select [1, [!If [HasKey, x, !Ref 'AWS::NoValue'], b]]",
        "the condition HasKey is not known: " + NO_KEY.why,
    ),
    ("!Select [3, !Ref Nets]", "Fn::Select: the list has no such element"),
    ("!Select [-1, !Ref Nets]", "Fn::Select: the list has no such element"),
    ("!Select [x, !Ref Nets]", "Fn::Select: the index is no number"),
    ("!Select [0, !Ref SomeNets]", "the parameter SomeNets has no value"),
    ("!Select [0, !GetAtt Role.List]", "Role.List is known after deployment only"),
    ("!Select [5, !Split [':', !GetAtt Role.Arn]]", "Role.Arn is known after deployment only"),
    ("!Select [1, !Split ['-', !Sub 'a-${Key}-b']]", NO_KEY.why),
    ("!Select [2, !Split ['-', !Sub 'a-${Key}-b']]", NO_KEY.why),
    ("!Split ['', abc]", "Fn::Split: needs a delimiter and a text"),
    ("!If [HasKey, a, b]", "the condition HasKey is not known: " + NO_KEY.why),
    ("!If [HasKey, 1, true]", "the condition HasKey is not known: " + NO_KEY.why),
    ("!If [None, a, b]", "the condition None is not known: there is no condition None"),
    ("!If [IsDev]", "Fn::If: needs 3 values"),
    ("!FindInMap [Prices, !Ref Key, Cost]", NO_KEY.why),
    ("!FindInMap [Sizes, prod, Memory]", "Fn::FindInMap: there is no Sizes.prod.Memory"),
    ("!FindInMap [Prices, !Ref 'AWS::Region', Cost]", "AWS::Region is known after deployment only"),
    ("!FindInMap [Sizes, dev, !Ref Key]", NO_KEY.why),
    (
        "{'Fn::FindInMap': [Prices, !Ref Key, Same, {DefaultValue: 1}]}",
        NO_KEY.why,
    ),
    ("!Base64 {'Fn::GetAtt': [Role, Arn]}", "Role.Arn is known after deployment only"),
    ("!Cidr [10.0.0.0/24, 300, 5]", "Fn::Cidr: the block has not so many networks"),
    ("!Cidr [10.0.0.0/24, 9, 5]", "Fn::Cidr: the block has not so many networks"),
    ("!Cidr [nothing, 1, 5]", "Fn::Cidr: needs a block and two numbers"),
    ("!ImportValue other-key", "the export other-key of another stack"),
    ("!ImportValue {'Fn::Sub': '${Key}-x'}", "the export of another stack"),
    ("!GetAZs ''", "the Availability Zones of a Region"),
    ("!Select [0, !GetAZs '']", "the Availability Zones of a Region"),
    (
        "{'Fn::Length': !Ref SomeNets}",
        "the parameter SomeNets has no value",
    ),
    ("!Length [a, !Ref Key]", NO_KEY.why),
    ("!Nonsense a", "the function Fn::Nonsense"),
    ("!Transform {Name: Mine, Parameters: {}}", "the macro Mine makes it"),
    ("{'Fn::Transform': {Name: Mine}, other: 1}", "the macro Mine makes it"),
    ("{'Fn::Sub': a, other: 1}", "Fn::Sub stands beside other keys"),
    ("'{{resolve:secretsmanager:one:SecretString:two}}'", "a dynamic reference to secretsmanager"),
    ("!Sub '{{resolve:ssm:/${Stage}/x}}'", "a dynamic reference to ssm"),
    (
        "{'Fn::ForEach::L': [X, !Ref SomeNets, {'k${X}': 1}]}",
        "a loop over what is not known: the parameter SomeNets has no value",
    ),
    ("null", "null, which CloudFormation does not allow"),
    ("!!binary aGk=", "a value with the tag !!binary, which CloudFormation does not know"),
    ("{a: 1, a: 2}", ""),
]

IN_PART: list[tuple[str, Any]] = [
    ("!Sub 'a-${Key}'", f"a-{hole(NO_KEY)}"),
    ("!Join ['-', [a, !Ref Key]]", f"a-{hole(NO_KEY)}"),
    ("!Sub '${AWS::StackName}-logs'", f"{hole(Unknown('the name of the stack'))}-logs"),
    ("'x/{{resolve:ssm:/a}}/y'", f"x/{hole(Unknown('a dynamic reference to ssm'))}/y"),
    ("!ToJsonString {a: !Ref Key}", f'{{"a":"{hole(NO_KEY)}"}}'),
    ("[a, !Ref Key]", ["a", NO_KEY]),
    ("{a: !Ref Key}", {"a": NO_KEY}),
    (
        "[a, !If [HasKey, b, !Ref 'AWS::NoValue']]",
        ["a", Unknown("the condition HasKey is not known: " + NO_KEY.why)],
    ),
    ("!Split ['-', !Sub 'a-${Key}']", ["a", NO_KEY]),
    ("{a: 1, a: 2}", {"a": Unknown("its key stands twice")}),
]


@pytest.mark.parametrize(("expression", "expected"), [*KNOWN, *IN_PART])
def test_a_value_that_the_code_fixes(tmp_path: Path, expression: str, expected: Any) -> None:
    found = value(tmp_path, expression)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(("expression", "why"), UNKNOWN)
def test_a_value_that_the_code_does_not_fix(tmp_path: Path, expression: str, why: str) -> None:
    assert value(tmp_path, expression) == (Unknown(why) if why else {"a": Unknown("its key stands twice")})


CONDITIONS: list[tuple[str, bool | str]] = [
    ("!Equals [a, a]", True),
    ("!Equals [1, '1']", True),
    ("!Equals [true, 'true']", True),
    ("!Equals [[a], [a]]", True),
    ("!Equals [!Ref Stage, prod]", False),
    ("!Equals [!Ref Key, x]", NO_KEY.why),
    ("!Equals [!Ref Password, '']", SECRET.why),
    ("!Equals [!Ref AWS::Region, eu-west-1]", "AWS::Region is known after deployment only"),
    ("!Equals [!Ref AWS::Region, '']", False),
    ("!Not [!Equals [!Ref AWS::Region, !Ref AWS::Region]]", False),
    ("!Not [!Condition IsDev]", False),
    ("!Not [{Condition: HasKey}]", NO_KEY.why),
    ("!And [!Condition IsDev, !Condition HasKey]", NO_KEY.why),
    ("!And [!Condition IsProd, !Condition HasKey]", False),
    ("!Or [!Condition IsDev, !Condition HasKey]", True),
    ("!Or [!Condition IsProd, !Condition HasKey]", NO_KEY.why),
    ("!Condition Mine", "the condition Mine depends on itself"),
    ("!Condition Nobody", "there is no condition Nobody"),
    ("!Equals [a]", "Fn::Equals: needs 2 values"),
    ("!Contains [[a], a]", "Fn::Contains in a condition"),
    ("text", "a condition that is no function"),
    ("!Equals [[!GetAtt Role.Arn], a]", "a part is known after deployment only"),
    ("!Equals [!FindInMap [Sizes, dev, Memory], 128]", True),
    ("!Equals [!Select [0, !Ref Nets], a]", True),
]


@pytest.mark.parametrize(("condition", "expected"), CONDITIONS)
def test_a_condition_has_three_results(tmp_path: Path, condition: str, expected: bool | str) -> None:
    text = HEAD.replace("Conditions:\n", f"Conditions:\n  Mine: {condition}\n")
    text += "  Thing: {Type: 'AWS::Test::Thing', Condition: Mine}\n"
    found = things(one(tmp_path, text))
    if expected is False:
        assert "Thing" not in found
    else:
        maybe = found["Thing"].maybe
        assert maybe == ("" if expected is True else f"the condition Mine is not known: {expected}")


def test_a_resource_that_may_exist_says_why(tmp_path: Path) -> None:
    found = things(one(tmp_path, HEAD))
    assert set(found) == {"Role", "Perhaps"}
    assert found["Perhaps"].maybe == f"the condition HasKey is not known: {NO_KEY.why}"


def test_the_place_of_a_stack_is_used_where_it_is_known(tmp_path: Path) -> None:
    parts = ("Partition", "Region", "AccountId", "URLSuffix")
    name = ":".join(f"${{AWS::{part}}}" for part in parts)
    text = f"Resources: {{Topic: {{Type: AWS::SNS::Topic, Properties: {{TopicName: !Sub '{name}'}}}}}}"
    stack = one(tmp_path, text, account="111122223333", region="cn-north-1")
    assert stack.things[0].attributes["TopicName"] == "aws-cn:cn-north-1:111122223333:amazonaws.com.cn"
    assert (stack.account, stack.region) == ("111122223333", "cn-north-1")


def test_no_secret_is_kept(tmp_path: Path) -> None:
    text = HEAD + "  Thing: {Type: 'AWS::T::T', Properties: {A: !Ref Password, B: !Sub 'x${Password}'}}\n"
    assert "canary-of-a-secret" not in repr(one(tmp_path, text))
