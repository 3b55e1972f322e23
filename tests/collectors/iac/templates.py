"""Reads templates that a test writes as texts."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

from collectors.iac.cloudformation.read import read_templates
from collectors.iac.things import Stack, Thing


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")


def read(root: Path, files: dict[str, str], **given: Any) -> list[Stack]:
    """Return the stacks of a tree with these files."""
    write(root, files)
    return read_templates(root, **given)


def one(root: Path, text: str, name: str = "stack.yaml", **given: Any) -> Stack:
    """Return the stack of one template."""
    (stack,) = read(root, {name: text}, **given)
    return stack


def things(stack: Stack) -> dict[str, Thing]:
    """Return address -> thing."""
    found = {thing.address: thing for thing in stack.things}
    assert len(found) == len(stack.things), "an address is not unique"
    return found


HEAD = """\
Parameters:
  Stage: {Type: String, Default: dev}
  Key: {Type: String}
  Count: {Type: Number, Default: "3"}
  Nets: {Type: CommaDelimitedList, Default: "a, b,c"}
  Password: {Type: String, NoEcho: true, Default: canary-of-a-secret}
  Image: {Type: "AWS::SSM::Parameter::Value<String>", Default: /images/one}
  Long: {Type: String, Default: LONG}
  SomeNets: {Type: "List<AWS::EC2::Subnet::Id>"}
Mappings:
  Sizes:
    dev: {Memory: 128, Zones: [x, y]}
  Prices:
    a: {Cost: 1, Same: eur}
    b: {Cost: 2, Same: eur}
Conditions:
  IsDev: !Equals [!Ref Stage, dev]
  IsProd: !Equals [!Ref Stage, prod]
  HasKey: !Not [!Equals [!Ref Key, ""]]
Resources:
  Role: {Type: "AWS::IAM::Role"}
  Gone: {Type: "AWS::S3::Bucket", Condition: IsProd}
  Perhaps: {Type: "AWS::S3::Bucket", Condition: HasKey}
""".replace("LONG", "x" * 4_000)


def value(root: Path, expression: str) -> Any:
    """Return the value of an expression in flow style, in a template that begins with `HEAD`."""
    text = HEAD + f"  Thing: {{Type: 'AWS::Test::Thing', Properties: {{Value: {expression}}}}}\n"
    stack = one(root, text)
    assert not stack.problems, stack.problems
    return things(stack)["Thing"].attributes.get("Value", "(absent)")
