"""Lines, loops, nested stacks, macros and parameters: what a stack is made of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from collectors.iac.cloudformation.read import read_templates
from collectors.iac.things import Missing, ModuleCall, Problem
from collectors.iac.values import Unknown, hole, reference
from collectors.records import Source
from tests.collectors.iac.templates import one, read, things, write

AGENT = """\
AWSTemplateFormatVersion: 2010-09-09
Resources:
  # a comment
  Agent:
    Type: AWS::Bedrock::Agent
    Properties:
      AgentName: first
      Instruction: |
        Be kind.
        Be short.

      Guardrail:

        Id: !GetAtt
          - Rail
          - GuardrailId
        Version: "1"
      Tags/x: [a,
        b]
      Groups:
        - Name: one
          State: ENABLED
        - !If
          - Never
          - Name: two
          - !Ref AWS::NoValue
        - Name: three

  Rail: {Type: "AWS::Bedrock::Guardrail", Properties: {Name: rail}}
Conditions:
  Never: !Equals [a, b]
"""


def test_lines_by_pointer_at_every_depth(tmp_path: Path) -> None:
    agent = things(one(tmp_path, AGENT))["Agent"]
    assert agent.source == Source("stack.yaml", 4, 27)
    assert agent.lines == {
        "": (6, 27),
        "/AgentName": (7, 7),
        "/Instruction": (8, 10),
        "/Guardrail": (12, 17),
        "/Guardrail/Id": (14, 16),
        "/Guardrail/Version": (17, 17),
        "/Tags~1x": (18, 19),
        "/Tags~1x/0": (18, 18),
        "/Tags~1x/1": (19, 19),
        "/Groups": (20, 27),
        "/Groups/0": (21, 22),
        "/Groups/0/Name": (21, 21),
        "/Groups/0/State": (22, 22),
        "/Groups/1": (27, 27),
    }
    assert agent.attributes["Groups"][1] == {"Name": "three"}


def test_lines_of_json_are_those_of_its_text(tmp_path: Path) -> None:
    text = """\
{ "Resources": {
    "Agent": {
      "Type": "AWS::Bedrock::Agent",
      "Properties": {
        "AgentName": { "Fn::Join": ["-",
          ["a", "\\u00e9\\n"]] },
        "Tags": {
          "a": "b"}
      }
    }
} }
"""
    agent = one(tmp_path, text, "stack.template").things[0]
    assert agent.attributes == {"AgentName": "a-é\n", "Tags": {"a": "b"}}
    assert agent.source == Source("stack.template", 2, 10)
    assert agent.lines == {"": (4, 9), "/AgentName": (5, 6), "/Tags": (7, 8), "/Tags/a": (8, 8)}


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_ends_of_lines_and_byte_order_marks(tmp_path: Path, ending: str, mark: str, encoding: str) -> None:
    text = AGENT if encoding == "utf-16" else mark + AGENT
    (tmp_path / "other.yml").write_bytes(text.replace("\n", ending).encode(encoding))
    (stack,) = read(tmp_path, {})
    agent = things(stack)["Agent"]
    assert agent.lines["/Guardrail"] == (12, 17)
    assert agent.attributes["Instruction"] == "Be kind.\nBe short.\n"


def test_what_is_no_template_is_left_out(tmp_path: Path) -> None:
    files = {
        "values.yaml": "a: AWS::Region\nResources: 3",
        "pod.yaml": "kind: Pod\nResources: {limits: {Type: none}}\n---\nnext: x",
        "data.json": '["Resources", "AWS::"]',
        "broken.json": '{"Resources": ',
        "chart.yaml": "{{ if .Resources }} AWS::Region {{ end }}",
        "notes.txt": AGENT,
        "node_modules/x.yaml": AGENT,
        "empty.yaml": "",
    }
    assert read(tmp_path, files) == []


def test_aliases_and_merge_keys_are_written_out(tmp_path: Path) -> None:
    text = """
        Common: &common {A: 1, B: {C: 2}}
        Resources:
          One: {Type: "AWS::T::T", Properties: {<<: *common, A: 3, D: *common}}
        """
    (thing,) = one(tmp_path, text).things
    assert thing.attributes == {"A": 3, "B": {"C": 2}, "D": {"A": 1, "B": {"C": 2}}}


LOOPS = """
Transform: AWS::LanguageExtensions
Parameters:
  Names: {Type: CommaDelimitedList, Default: "one,t-wo"}
  Later: {Type: CommaDelimitedList}
Conditions:
  Fn::ForEach::C:
    - Name
    - ["Yes", "No"]
    - "Is${Name}": !Equals ["${Name}", "Yes"]
Resources:
  Fn::ForEach::Buckets:
    - Name
    - !Ref Names
    - "Bucket&{Name}":
        Type: AWS::S3::Bucket
        Properties:
          BucketName: !Sub "${Name}-${AWS::Region}"
          Tags: [{Key: name, Value: !Ref Name}]
  Fn::ForEach::Outer:
    - A
    - ["1", "2"]
    - Fn::ForEach::Inner:
        - B
        - [x, y]
        - "Topic${A}${B}": {Type: AWS::SNS::Topic, Condition: IsYes}
  Fn::ForEach::Open:
    - Name
    - !Ref Later
    - "Queue${Name}":
        Type: AWS::SQS::Queue
        Properties: {QueueName: "q-${Name}", Other: !Ref Name}
  Fn::ForEach::Broken: [Name]
"""


def test_loops_are_written_out(tmp_path: Path) -> None:
    stack = one(tmp_path, LOOPS)
    found = things(stack)
    region = reference("AWS::Region", "Ref")
    assert found["Buckettwo"].attributes == {
        "BucketName": f"t-wo-{region}",
        "Tags": [{"Key": "name", "Value": "t-wo"}],
    }
    assert {name for name in found if name.startswith("Topic")} == {
        "Topic1x",
        "Topic1y",
        "Topic2x",
        "Topic2y",
    }
    assert found["Topic1x"].maybe == ""
    why = "a loop over what is not known: the parameter Later has no value"
    assert found["Queue${Name}"].maybe == why
    assert found["Queue${Name}"].attributes["Other"] == Unknown("the parameter Later has no value")
    assert found["Bucketone"].source.start_line == 15
    assert [problem.line for problem in stack.problems] == [33]


@pytest.mark.parametrize(
    ("collection", "why"),
    [
        ("text", "no list"),
        ("[!Ref Later]", "the parameter Later has no value"),
        ("[[a]]", "an element that is known after deployment only"),
        ("[!Ref AWS::Region]", "an element that is known after deployment only"),
        ("!Ref AWS::NoValue", "AWS::NoValue stands where a value is needed"),
    ],
)
def test_a_loop_over_what_is_not_known_says_why(tmp_path: Path, collection: str, why: str) -> None:
    body = '{"T${X}": {Type: AWS::T::T}}'
    text = f"""\
        Transform: AWS::LanguageExtensions
        Parameters: {{Later: {{Type: String}}}}
        Resources: {{"Fn::ForEach::L": [X, {collection}, {body}], "Fn::ForEach::M": [[a], [b], {body}]}}
        """
    stack = one(tmp_path, text)
    assert things(stack)["T${X}"].maybe == f"a loop over what is not known: {why}"
    assert len(stack.problems) == 1


NESTED = {
    "app/main.yaml": """\
        Parameters:
          Key: {Type: String}
        Conditions:
          HasKey: !Not [!Equals [!Ref Key, ""]]
        Resources:
          Role: {Type: AWS::IAM::Role}
          Net:
            Type: AWS::CloudFormation::Stack
            Condition: HasKey
            Properties:
              TemplateURL: ./parts/net.yaml
              Parameters:
                RoleArn: !GetAtt Role.Arn
                Password: canary-of-a-secret
                Zones: !Join [",", [a, !GetAtt Role.RoleId]]
          Agent:
            Type: AWS::Bedrock::Agent
            Properties:
              Vpc: !GetAtt Net.Outputs.Vpc
              Text: !Sub "${Net.Outputs.Text}!"
              Nothing: !GetAtt Net.Outputs.Nothing
          Away:
            Type: AWS::CloudFormation::Stack
            Properties:
              TemplateURL: !Sub "https://bucket/${AWS::Region}/${Key}.yaml"
              Parameters: {A: !GetAtt Role.Arn, B: !Ref Agent}
          Lost:
            Type: AWS::CloudFormation::Stack
            Properties: {TemplateURL: ../../../etc/passwd}
          Reads: {Type: "AWS::T::T", Properties: {A: !GetAtt Away.Outputs.X}}
        """,
    "app/parts/net.yaml": """\
        Parameters:
          RoleArn: {Type: String}
          Password: {Type: String, NoEcho: true}
          Zones: {Type: CommaDelimitedList}
          Size: {Type: Number, Default: 3}
        Resources:
          Vpc: {Type: AWS::EC2::VPC, Properties: {Role: !Ref RoleArn, Size: !Ref Size, Zones: !Ref Zones}}
          Deep: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: deep.json}}
        Outputs:
          Vpc: {Value: !Ref Vpc}
          Text: {Value: !Join ["-", [a, !Ref Size]]}
        """,
    "app/parts/deep.json": '{"Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}}}',
}


def test_nested_stacks_are_parts_of_the_one_that_calls(tmp_path: Path) -> None:
    (stack,) = read(tmp_path, NESTED)
    found = things(stack)
    why = "the condition HasKey is not known: the parameter Key has no value"
    call = ModuleCall("Net", Source("app/main.yaml", 7, 15))
    vpc = found["Net.Vpc"]
    assert vpc.attributes == {
        "Role": reference("Role", "Arn"),
        "Size": 3,
        "Zones": ["a", reference("Role", "RoleId")],
    }
    assert (vpc.source.file, vpc.calls, vpc.maybe) == ("app/parts/net.yaml", (call,), why)
    deep = found["Net.Deep.Bucket"]
    assert [one.address for one in deep.calls] == ["Net", "Net.Deep"]
    assert deep.source == Source("app/parts/deep.json", 1, 1)
    assert found["Agent"].attributes == {
        "Vpc": reference("Net.Vpc", "Ref"),
        "Text": "a-3!",
        "Nothing": Unknown("Fn::GetAtt: the nested stack has no output Nothing"),
    }
    assert found["Net"].attributes["Parameters"]["Password"] == Unknown(
        "the parameter Password is secret (NoEcho)"
    )
    assert "canary-of-a-secret" not in repr(stack)
    assert stack.problems == ()


def test_one_template_is_read_with_those_that_it_nests(tmp_path: Path) -> None:
    write(tmp_path, {**NESTED, "app/other.yaml": AGENT, "app/text.yaml": "a: b"})
    (stack,) = read_templates(tmp_path / "app" / "main.yaml")
    assert stack.key == "main.yaml"
    assert things(stack)["Net.Deep.Bucket"].source.file == "parts/deep.json"
    assert [one.call.address for one in stack.missing] == ["Away", "Lost"]
    (stack,) = read_templates(tmp_path / "app" / "text.yaml")
    assert stack.problems == (Problem("text.yaml", 0, "it is no template of CloudFormation"),)


def test_a_nested_stack_that_is_not_in_the_tree_touches_what_it_is_given(tmp_path: Path) -> None:
    (stack,) = read(tmp_path, NESTED)
    away, lost = stack.missing
    assert (away.wanted, away.touches) == ("https://bucket/${AWS::Region}/${?}.yaml", ("Agent", "Role"))
    assert away.call == ModuleCall("Away", Source("app/main.yaml", 22, 26))
    assert (lost.wanted, lost.touches) == ("../../../etc/passwd", ())
    read_of_away = things(stack)["Reads"].attributes["A"]
    assert read_of_away == Unknown("the template https://bucket/${AWS::Region}/${?}.yaml is not in the tree")


def test_templates_that_nest_each_other_end(tmp_path: Path) -> None:
    nest = "Resources:\n  {0}: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: {1}}}}}\n"
    files = {
        "self.yaml": nest.format("Me", "self.yaml"),
        "a.yaml": nest.format("B", "b.yaml"),
        "b.yaml": nest.format("A", "./x/../a.yaml"),
    }
    first, second = read(tmp_path, files)
    assert (first.key, set(things(first))) == ("a.yaml", {"B", "B.A"})
    assert first.problems == (Problem("b.yaml", 2, "the template a.yaml nests itself"),)
    assert second.problems == (Problem("self.yaml", 2, "the template self.yaml nests itself"),)
    assert [one.wanted for one in second.missing] == ["self.yaml"]


def test_nested_stacks_that_wait_for_each_other_are_unknown(tmp_path: Path) -> None:
    call = (
        "{{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: in.yaml, Parameters: {{P: {0}}}}}}}"
    )
    files = {
        "main.yaml": "Resources:\n  A: " + call.format("!GetAtt B.Outputs.O") + "\n"
        "  B: " + call.format("!GetAtt A.Outputs.O") + "\n",
        "in.yaml": """
            Parameters: {P: {Type: String}}
            Resources: {R: {Type: "AWS::T::T", Properties: {P: !Ref P}}}
            Outputs: {O: {Value: !Ref P}}
            """,
    }
    (stack,) = read(tmp_path, files)
    assert things(stack)["B.R"].attributes["P"] == Unknown("the nested stack B depends on itself")


def test_macros_touch_what_they_are_given(tmp_path: Path) -> None:
    text = """\
        Transform: [AWS::LanguageExtensions, Company::Macro, {Name: AWS::Include}]
        Resources:
          One:
            Type: AWS::T::T
            Properties:
              Kept: 1
              Fn::Transform: {Name: Local, Parameters: {A: b}}
          Two: {Type: AWS::T::T, Properties: !If [Nobody, {A: 1}, {A: 2}]}
          Three: {Type: Company::Some::Thing::MODULE, Properties: {Role: !GetAtt Two.Arn}}
        """
    stack = one(tmp_path, text)
    assert things(stack)["One"].attributes == {"Kept": 1}
    touched = {missing.wanted: missing.touches for missing in stack.missing}
    assert touched == {
        "the macro Local": ("One",),
        "the properties of Two: the condition Nobody is not known: there is no condition Nobody": ("Two",),
        "the module Company::Some::Thing::MODULE": ("Two",),
        "the macro Company::Macro": ("One", "Two", "Three"),
        "the macro AWS::Include": ("One", "Two", "Three"),
    }
    assert all(isinstance(missing, Missing) for missing in stack.missing)


def test_a_macro_may_add_resources_or_change_one(tmp_path: Path) -> None:
    text = """\
        Resources:
          Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3}}
          One: {Type: AWS::T::T, Fn::Transform: {Name: Count}}
        """
    stack = one(tmp_path, text)
    assert [(missing.wanted, missing.touches) for missing in stack.missing] == [
        ("what the macro AWS::Include adds", ()),
        ("the macro Count", ("One",)),
    ]


def test_what_a_nested_stack_is_given_may_not_be_known(tmp_path: Path) -> None:
    call = "Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: in.yaml, Parameters: "
    files = {
        "main.yaml": f"""
            Parameters: {{Key: {{Type: String}}}}
            Conditions: {{HasKey: !Equals [!Ref Key, a]}}
            Resources:
              A: {{{call}!If [HasKey, {{P: a}}, {{P: b}}]}}}}
              B: {{{call}!Ref AWS::NoValue}}}}
              C: {{{call}[a]}}}}
              D: {{{call}{{P: [a, b]}}}}}}
              E: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: bad.yaml}}}}
              F: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: !If [No, a, b]}}}}
              G: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: !Join ["", [i, n.yaml]]}}}}
              Reads: {{Type: AWS::T::T, Properties: {{A: !GetAtt G.Outputs.O, B: !GetAtt E.Outputs.O}}}}
            """,
        "in.yaml": """
            Parameters: {P: {Type: String, Default: "1"}}
            Conditions: {Never: !Equals [a, b]}
            Resources: {T: {Type: AWS::T::T, Properties: {P: !Ref P}}}
            Outputs: {O: {Condition: Never, Value: !Ref P}}
            """,
        "bad.yaml": "AWSTemplateFormatVersion: 1\nResources: [",
    }
    _, stack = read(tmp_path, files)
    found = things(stack)
    why = "the condition HasKey is not known: the parameter Key has no value"
    assert [found[f"{name}.T"].attributes["P"] for name in "ABCDG"] == [
        Unknown(why),
        Unknown("AWS::NoValue stands where a value is needed"),
        Unknown("the parameters are no map"),
        "a,b",
        "1",
    ]
    assert found["Reads"].attributes == {
        "A": Unknown("Fn::GetAtt: the output O is not created"),
        "B": Unknown("the template bad.yaml cannot be read"),
    }
    assert [missing.call.address for missing in stack.missing] == ["E", "F"]


def test_definitions_of_state_machines_stand_in_files(tmp_path: Path) -> None:
    machine = "Type: AWS::Serverless::StateMachine, Properties: {Role: arn, DefinitionUri: "
    given = "DefinitionSubstitutions: {Name: !Ref Topic, Not: a}"
    files = {
        "app/main.yaml": f"""
            Transform: AWS::Serverless-2016-10-31
            Resources:
              Topic: {{Type: AWS::SNS::Topic}}
              One: {{{machine}steps/one.asl.json, {given}}}}}
              Two: {{{machine}steps/two.asl.yaml}}}}
              Away: {{{machine}../../away.json}}}}
              Bucket: {{{machine}{{Bucket: b, Key: k}}}}}}
              Bad: {{{machine}steps/bad.yaml}}}}
              Long: {{{machine}steps/one.asl.json, DefinitionSubstitutions: [a]}}}}
              Plain:
                Type: AWS::StepFunctions::StateMachine
                Properties:
                  DefinitionString: "${{A}}-${{B}}"
                  DefinitionSubstitutions: {{A: !Ref AWS::StackName}}
            """,
        "app/steps/one.asl.json": '{"StartAt": "${Name}", "x": "${Other}"}',
        "app/steps/two.asl.yaml": "StartAt: A\nStates: {A: {Type: Pass}}",
        "app/steps/bad.yaml": "a: [",
    }
    (stack,) = read(tmp_path, files)
    found = {name: one.attributes.get("DefinitionString") for name, one in things(stack).items()}
    topic = reference("Topic", "Ref")
    assert found["One"] == f'{{"StartAt": "{topic}", "x": "${{Other}}"}}'
    assert found["Two"] == '{"StartAt": "A", "States": {"A": {"Type": "Pass"}}}'
    assert found["Away"] == Unknown("the file ../../away.json is not in the tree")
    assert found["Bucket"] == Unknown("the definition is a file in S3")
    assert isinstance(found["Bad"], Unknown)
    assert "the definition cannot be read: no YAML" in found["Bad"].why
    assert found["Long"] == files["app/steps/one.asl.json"]
    assert found["Plain"] == f"{hole(Unknown('the name of the stack'))}-${{B}}"
    assert things(stack)["Plain"].lines["/DefinitionString"] == (14, 14)


def test_an_error_of_ours_costs_one_stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr("collectors.iac.cloudformation.stack.StackReader._add", fail)
    stack = one(tmp_path, AGENT)
    assert stack.problems == (Problem("stack.yaml", 0, "the rest cannot be read (RecursionError)"),)


PARAMETERS = """
Parameters:
  Name: {Type: String, Default: none, AllowedValues: [none, some]}
  Size: {Type: Number}
  Nets: {Type: "List<Number>"}
  Flag: {Type: String, Default: true}
  Wrong: {Type: Number, Default: many}
  Secret: {Type: String, NoEcho: true}
  KeyName: {Type: "AWS::SSM::Parameter::Name", Default: /a/b}
Resources:
  Thing:
    Type: AWS::T::T
    Properties:
      All: [!Ref Name, !Ref Size, !Ref Nets, !Ref Flag, !Ref Wrong, !Ref Secret, !Ref KeyName]
"""


def test_files_of_parameters_have_two_forms(tmp_path: Path) -> None:
    lists: list[dict[str, object]] = [
        {"ParameterKey": "Name", "ParameterValue": "some"},
        {"ParameterKey": "Size", "UsePreviousValue": True},
        {"ParameterKey": "Nets", "ParameterValue": "1, 2"},
        {"ParameterKey": "Secret", "ParameterValue": "canary-of-a-secret"},
    ]
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    first.write_text(json.dumps(lists))
    second.write_text(json.dumps({"Parameters": {"Size": "2.5", "Flag": ["a", "b"], "Name": {"a": [1]}}}))
    root = tmp_path / "tree"
    stack = one(root, PARAMETERS, parameters=[first])
    wrong = Unknown("the parameter Wrong does not allow its value")
    secret = Unknown("the parameter Secret is secret (NoEcho)")
    previous = Unknown("the parameter Size keeps its previous value")
    assert stack.things[0].attributes["All"] == ["some", previous, [1, 2], "true", wrong, secret, "/a/b"]
    assert "canary-of-a-secret" not in repr(stack)
    stack = one(root, PARAMETERS, parameters=[first, second])
    a_map = Unknown("a map, which no parameter takes")
    assert stack.things[0].attributes["All"][:4] == [a_map, 2.5, [1, 2], "a,b"]


def test_a_value_that_is_not_allowed_is_unknown(tmp_path: Path) -> None:
    given = tmp_path / "given.json"
    given.write_text('{"Parameters": {"Name": "other", "Size": "nan"}}')
    (thing,) = one(tmp_path / "tree", PARAMETERS, parameters=[given]).things
    assert thing.attributes["All"][:2] == [
        Unknown("the parameter Name does not allow its value"),
        Unknown("the parameter Size does not allow its value"),
    ]


@pytest.mark.parametrize("text", ['{"a": 1}', "[1, 2]", "{", ""])
def test_a_file_of_parameters_that_cannot_be_read_is_a_problem(tmp_path: Path, text: str) -> None:
    given = tmp_path / "given.json"
    given.write_text(text)
    stacks = read(tmp_path / "tree", {"a.yaml": PARAMETERS}, parameters=[given, tmp_path / "none.json"])
    assert [len(stack.things) for stack in sorted(stacks, key=lambda one: one.key != "a.yaml")] == [1, 0, 0]
    assert sum(len(stack.problems) for stack in stacks) == 2


def test_what_is_no_resource_is_a_problem(tmp_path: Path) -> None:
    text = """\
        AWSTemplateFormatVersion: "2010-09-09"
        Resources:
          a-b: {Type: AWS::T::T}
          NoType: {Properties: {}}
          Text: hello
          Odd: {Type: AWS::T::T, Properties: text}
          Good: {Type: AWS::T::T}
          Twice: {Type: AWS::T::T}
          Twice: {Type: AWS::T::U}
        """
    stack = one(tmp_path, text)
    assert set(things(stack)) == {"Odd", "Good"}
    assert [problem.line for problem in stack.problems] == [3, 4, 5, 9]
    assert [missing.touches for missing in stack.missing] == [("Odd",)]
