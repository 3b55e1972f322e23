"""The fixes of the controls are valid for botocore, Terraform and CloudFormation.

The code in Terraform and CloudFormation sets what `iac` names.
"""

from __future__ import annotations

import re
import shlex
from functools import cache
from typing import Any

import orjson
import pytest
from botocore import xform_name
from botocore.model import OperationModel, Shape, StructureShape
from botocore.session import get_session
from botocore.validate import ParamValidator
from cfnlint.config import ConfigMixIn
from cfnlint.decode import decode_str
from cfnlint.runner import Runner

from scanner.catalog.guide import FORMS, Guide
from scanner.catalog.lens import POLICIES
from tests import lab
from tests.hcl import declared

STATED = {"GENSEC04-BP02/injection-tests"}
"""Hybrid controls that only a statement can satisfy. They have no fix, as attested controls."""
GUIDES = {
    control.id: control.guide
    for control in lab.everything().controls.values()
    if control.meta.mode != "attested" and control.id not in STATED
}
SESSION = get_session()
COMMANDS = {"s3api": "s3", "configservice": "config"}
"""Name of a service in the AWS CLI -> botocore's name. The CLI's own `s3` has no API operations."""
PLACEHOLDER = re.compile(r"<[a-z]+(-[a-z]+)*>")

Flags = dict[str, list[str]]


def _commands(text: str) -> list[tuple[str, str, Flags]]:
    """Return each command of a fix, placeholders filled: service, operation, values by flag."""
    found: list[list[str]] = []
    for word in shlex.split(PLACEHOLDER.sub("x" * 64, text).replace("\\\n", " "), comments=True):
        if word == "aws":
            found.append([])
        else:
            found[-1].append(word)
    out = []
    for service, operation, *words in found:
        flags: Flags = {}
        for word in words:
            if word.startswith("--"):
                assert word not in flags, f"{word} is there twice"
                flags[word] = []
            else:
                flags[list(flags)[-1]].append(word)
        out.append((service, operation, flags))
    return out


def _operation(service: str, command: str) -> OperationModel:
    """Return the operation that `aws service command` calls."""
    name = COMMANDS.get(service, service)
    assert service != "s3"
    assert name in SESSION.get_available_services(), service
    model = SESSION.get_service_model(name)
    names = {xform_name(operation, "-"): operation for operation in model.operation_names}
    assert command in names, f"{service} has no {command}"
    return model.operation_model(names[command])


def _parameters(operation: OperationModel, flags: Flags) -> dict[str, Any]:
    """Return the parameters that the CLI would send. Fails for a flag that the operation lacks."""
    assert isinstance(operation.input_shape, StructureShape)
    members = {
        f"--{xform_name(name, '-')}": (name, shape) for name, shape in operation.input_shape.members.items()
    }
    out: dict[str, Any] = {}
    for flag, words in flags.items():
        if flag == "--region":  # a flag of the CLI itself
            continue
        positive = flag.replace("--no-", "--", 1)
        is_off = flag not in members and positive in members
        assert flag in members or is_off, f"{operation.name} has no {flag}"
        name, shape = members[positive if is_off else flag]
        assert not is_off or (shape.type_name, words) == ("boolean", [])
        out[name] = False if is_off else _value(shape, words)
    return out


def _value(shape: Shape, words: list[str]) -> Any:
    """Return the values of a flag as its shape's type. Structures and lists of them are JSON."""
    if shape.type_name == "boolean":
        assert words == []
        return True
    if shape.type_name == "list" and not words[0].startswith("["):
        return [_value(shape.member, [word]) for word in words]
    (word,) = words
    if shape.type_name in ("structure", "list", "map"):
        return orjson.loads(word)
    if shape.type_name in ("integer", "long"):
        return int(word)
    if shape.type_name in ("float", "double"):
        return float(word)
    assert shape.type_name in ("string", "blob"), shape.type_name
    return word


def _strings(shape: Shape, value: Any) -> list[tuple[Shape, str]]:
    """Yield every string of a value, at any depth, with its shape. Free JSON has no shapes."""
    if shape.type_name == "structure" and shape.is_document_type:
        return []
    if shape.type_name == "structure":
        return [found for name, member in value.items() for found in _strings(shape.members[name], member)]
    if shape.type_name == "list":
        return [found for element in value for found in _strings(shape.member, element)]
    return [(shape, value)] if isinstance(value, str) else []


def _arguments(body: dict[str, Any]) -> dict[str, Any]:
    """Return a block's arguments and nested blocks, including those that `dynamic` makes."""
    made = {name: block["content"] for dynamic in body.get("dynamic", []) for name, block in dynamic.items()}
    return {**body, **made}


def test_every_control_has_a_fix() -> None:
    """Every control has a fix in each form, but those that only a person can fix."""
    assert {control: sorted(guide.fix) for control, guide in GUIDES.items()} == {
        control: sorted(FORMS) for control in GUIDES
    }
    assert len(GUIDES) >= 10
    others = [control for name, control in lab.everything().controls.items() if name not in GUIDES]
    assert [control.id for control in others if control.guide.fix or control.guide.iac] == []


def test_every_guide_has_a_control() -> None:
    """Each YAML file belongs to a control, and its samples come last."""
    files = {path.relative_to(POLICIES).with_suffix("").as_posix() for path in POLICIES.glob("*/*/*.yaml")}
    assert files == {control.path.removesuffix(".rego") for control in lab.everything().controls.values()}
    for file in files:
        parts = re.findall(r"^(\w+):", (POLICIES / f"{file}.yaml").read_text(encoding="utf-8"), re.M)
        assert (parts[0], parts[-1]) == ("fix", "samples"), file


@pytest.mark.parametrize("control", sorted(GUIDES))
def test_commands_are_what_aws_takes(control: str) -> None:
    """Botocore's model has the service, operation and flags, and accepts every value.

    No required parameter is missing.
    """
    check_commands(GUIDES[control])


def check_commands(guide: Guide) -> None:
    """Fail for a command of a guide that AWS would reject."""
    commands = _commands(guide.fix["cli"])
    assert commands
    for service, command, flags in commands:
        operation = _operation(service, command)
        given = _parameters(operation, flags)
        report = ParamValidator().validate(given, operation.input_shape)
        assert not report.has_errors(), report.generate_report()
        for shape, text in _strings(operation.input_shape, given):
            assert not shape.enum or text in shape.enum, f"{text} is none of {shape.enum}"
            assert "<" not in text, text
            if text.startswith("{") and shape.name not in ("EventPattern", "Definition"):
                _policy(orjson.loads(text))


def _policy(document: dict[str, Any]) -> None:
    """An IAM policy document, of any kind.

    Beside event patterns and the definitions of state machines, no other string is JSON.
    """
    assert document.keys() == {"Version", "Statement"}
    assert document["Version"] == "2012-10-17"
    for statement in document["Statement"]:
        assert statement.keys() - {"Condition"} in (
            {"Effect", "Action", "Resource"},
            {"Effect", "Action", "Principal"},
            {"Effect", "Action", "Resource", "Principal"},
        )
        assert statement["Effect"] in ("Allow", "Deny")


@pytest.mark.parametrize("control", sorted(GUIDES))
def test_terraform_sets_what_iac_names(control: str) -> None:
    """The snippet is HCL, declares only resources, and sets each argument in `iac.terraform`."""
    check_terraform(GUIDES[control])


def check_terraform(guide: Guide) -> None:
    """Fail for a Terraform snippet that does not match `iac`."""
    found = declared(guide.fix["terraform"])
    assert {kind for kind, *_ in found} == {"resource"}
    named = guide.iac.get("terraform", "")
    assert named, "a control with a fix in Terraform names the resource under iac"
    for kind, *path in (entry.strip().split(".") for entry in named.split(";")):
        bodies = [body for (_, type_, _), body in found.items() if type_ == kind]
        assert bodies, f"no {kind}"
        assert any(_has(body, path) for body in bodies), f"no {kind} sets {'.'.join(path)}"


def _has(body: Any, path: list[str]) -> bool:
    if not path:
        return True
    blocks = body if isinstance(body, list) else [body]
    return any(
        path[0] in _arguments(block) and _has(_arguments(block)[path[0]], path[1:]) for block in blocks
    )


def _template(fix: str) -> str:
    """Return a template with the resources of a fix.

    Each name that the resources do not declare is a parameter.
    """
    used = set(re.findall(r"!Ref ([A-Za-z]\w*)\b(?!:)", fix)) | set(re.findall(r"\$\{(\w+)(?:\.\w+)?\}", fix))
    resources = "".join(f"  {line}\n" for line in fix.splitlines())
    parameters = "".join(
        f"  {name}: {{Type: String}}\n" for name in sorted(used - set(re.findall(r"^(\w+):", fix, re.M)))
    )
    return (
        "AWSTemplateFormatVersion: '2010-09-09'\n"
        + (f"Parameters:\n{parameters}" if parameters else "")
        + f"Resources:\n{resources}"
    )


@cache
def _linter() -> Runner:
    """Return cfn-lint with its advice included. Loading its rules takes longer than using them."""
    return Runner(ConfigMixIn(regions=["us-east-1"], include_checks=["I"]))


def _lint(template: str) -> list[str]:
    """Return what cfn-lint reports about a template."""
    data, errors = decode_str(template)
    return [f"{found.rule.id} {found.message}" for found in errors or _linter().validate_template(data)]


@pytest.mark.parametrize("control", sorted(GUIDES))
def test_cloudformation_sets_what_iac_names(control: str) -> None:
    """cfn-lint accepts the resources, and they set each property in `iac.cloudformation`.

    If CloudFormation has no resource type for the fix, one line says so, and `iac` names nothing.
    """
    check_cloudformation(GUIDES[control])


def check_cloudformation(guide: Guide) -> None:
    """Fail for CloudFormation resources that cfn-lint rejects or that do not match `iac`."""
    fix, named = guide.fix["cloudformation"], guide.iac.get("cloudformation", "")
    if not named:
        assert re.fullmatch(r"# CloudFormation has no resource type for [^\n]+\.\n", fix)
        return
    template = _template(fix)
    assert _lint(template) == []
    resources = list(decode_str(template)[0]["Resources"].values())
    for kind, path in (entry.strip().split(" ") for entry in named.split(";")):
        bodies = [resource["Properties"] for resource in resources if resource["Type"] == kind]
        assert bodies, f"no {kind}"
        assert any(_has(body, path.split(".")) for body in bodies), f"no {kind} sets {path}"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("AWS::Bedrock::Guardrail\n", "AWS::Bedrock::Gardrail\n", "AWS::Bedrock::Gardrail"),
        ("BlockedInputMessaging: Not answered.\n", "Blocked: Not answered.\n", "'Blocked' was unexpected"),
        ("Name: agents\n", "Description: agents\n", "'Name' is a required property"),
        ("InputStrength: HIGH", "InputStrength: HIGHEST", "'HIGHEST' is not one of"),
        ("Name: agents\n", "Name: !GetAtt Nobody.Arn\n", "Nobody"),
    ],
)
def test_a_resource_that_cloudformation_would_refuse_is_found(old: str, new: str, reason: str) -> None:
    """The check finds a wrong type, property, value and reference, and a missing property."""
    fix = GUIDES["GENSEC04-BP02/prompt-attack-filter"].fix["cloudformation"]
    assert old in fix
    assert any(reason in problem for problem in _lint(_template(fix.replace(old, new, 1))))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("aws iamm get-role --role-name r", "iamm"),
        ("aws s3 put-bucket-policy --bucket b", "s3"),
        ("aws iam get-rol --role-name r", "has no get-rol"),
        ("aws iam get-role --name r", "GetRole has no --name"),
        ("aws iam get-role", "Missing required parameter"),
        (
            "aws bedrock update-guardrail --content-policy-config '{\"filters\": []}'",
            "Unknown parameter|Missing required",
        ),
    ],
)
def test_a_command_that_aws_would_refuse_is_found(text: str, reason: str) -> None:
    """The checks find a wrong service, operation, flag and value, and a missing parameter."""
    ((service, command, flags),) = _commands(text)
    with pytest.raises(AssertionError, match=reason):
        report = ParamValidator().validate(
            _parameters(_operation(service, command), flags), _operation(service, command).input_shape
        )
        assert not report.has_errors(), report.generate_report()
