"""The values of a template's parameters, and the files that give them.

Source: "Parameters" in the template reference of CloudFormation. A file has one of two forms:
a list of ParameterKey and ParameterValue, as `aws cloudformation create-stack` takes it, or a map
`Parameters`, as in the template configuration of CodePipeline.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collectors.iac.cloudformation.functions import Refused, parts, text_of
from collectors.iac.cloudformation.nodes import Node
from collectors.iac.values import Unknown, has_tokens

NOT_GIVEN = object()


def value_of(name: str, declaration: Node, given: Mapping[str, Any]) -> Any:
    """Return what `Ref` gives for a parameter. `given` are the values of the caller, by name."""
    kind = declaration.text("Type") or "String"
    if is_secret(declaration):
        return Unknown(f"the parameter {name} is secret (NoEcho)")
    if kind.startswith("AWS::SSM::Parameter::Value"):
        return Unknown(f"the parameter {name} is read from Parameter Store")
    value = given.get(name, NOT_GIVEN)
    if value is NOT_GIVEN:
        default = declaration.get("Default")
        if default is None:
            return Unknown(f"the parameter {name} has no value")
        value = plain(default)
    try:
        value = _of_type(kind, value)
        refused = _refused(declaration, value)
    except Refused:
        refused = True
    return Unknown(f"the parameter {name} does not allow its value") if refused else value


def plain(node: Node) -> Any:
    """Return a literal of a file as a value: no function is called."""
    if isinstance(node.value, dict):
        return {key: plain(member) for key, member in node.value.items()}
    if isinstance(node.value, list):
        return [plain(member) for member in node.value]
    return node.value


def is_secret(declaration: Node) -> bool:
    """Return whether NoEcho is set. What is not clearly false counts as set: secrets stay out."""
    flag = declaration.get("NoEcho")
    return flag is not None and str(flag.value).lower() != "false"


def _of_type(kind: str, value: Any) -> Any:
    if isinstance(value, Unknown):
        return value
    if kind == "CommaDelimitedList" or kind.startswith("List<"):
        elements = value if isinstance(value, list) else parts(text_of(value), ",")
        return [_element(kind, one) for one in elements]
    if isinstance(value, list):
        value = ",".join(text_of(one) for one in value)
    return _number(value) if kind == "Number" else text_of(value)


def _element(kind: str, value: Any) -> Any:
    if isinstance(value, Unknown):
        return value
    return _number(value) if kind == "List<Number>" else text_of(value).strip()


def _number(value: Any) -> Any:
    text = text_of(value).strip()
    if has_tokens(text):
        return text
    for convert in (int, float):
        try:
            number = convert(text)
        except (ValueError, OverflowError):
            continue
        if number - number == 0:  # neither infinite nor "not a number"
            return number
    raise Refused("is no number")


def _refused(declaration: Node, value: Any) -> bool:
    """Return whether AllowedValues lacks a value that is known."""
    allowed = declaration.get("AllowedValues")
    if allowed is None or not isinstance(allowed.value, list):
        return False
    texts = {text_of(one.value) for one in allowed.value if isinstance(one.value, str | int | float)}
    for one in value if isinstance(value, list) else [value]:
        if not isinstance(one, Unknown) and not has_tokens(one) and text_of(one) not in texts:
            return True
    return False


def given_in(root: Node) -> dict[str, Any] | None:
    """Return the values in a file of parameters, or None if it has neither form."""
    if isinstance(root.value, list):
        found = {}
        for one in root.value:
            if name := one.text("ParameterKey"):
                value = one.get("ParameterValue")
                kept = Unknown(f"the parameter {name} keeps its previous value")
                found[name] = _given(value) if value else kept
        return found if found or not root.value else None
    parameters = root.get("Parameters")
    if parameters and isinstance(parameters.value, dict):
        return {name: _given(value) for name, value in parameters.value.items()}
    return None


def _given(node: Node) -> Any:
    value = plain(node)
    return Unknown("a map, which no parameter takes") if isinstance(value, dict) else value
