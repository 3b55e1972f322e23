"""Root modules become stacks: what is fixed, what is not, and where it stands."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from collectors.iac.terraform.files import Files
from collectors.iac.terraform.modules import Module
from collectors.iac.terraform.read import read_terraform, values_of
from collectors.iac.terraform.root import Root
from collectors.iac.things import Problem
from collectors.iac.values import Unknown, hole, reference, unknowns
from tests.collectors.iac.trees import attributes, one_stack, things, write

WHOLE = Path(__file__).parent / "terraform" / "whole"
ANSWERS: dict[str, Any] = json.loads(WHOLE.with_name("whole.answers.json").read_text())

LEAF = """
variable "name" {}
resource "aws_x" "in" {
  name = var.name
}
output "id" { value = aws_x.in.id }
output "name" { value = aws_x.in.name }
"""


@pytest.fixture(scope="module")
def whole() -> Module:
    """Return the root module that Terraform has answered."""
    files = Files(WHOLE)
    return Module(Root(files, WHOLE), files.folder(WHOLE), inputs=values_of(files, WHOLE, ()))


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_outputs_are_those_of_terraform(whole: Module, name: str) -> None:
    assert json.loads(whole.output(name)) == ANSWERS[name]


HIDDEN = Unknown("it is hidden")


@pytest.mark.parametrize("variable", ["teams", "network", "active", "level", "numbers", "mixed", "pairs"])
def test_hiding_a_variable_never_changes_a_value(variable: str) -> None:
    """What stays known is what it was: nothing is guessed."""
    files = Files(WHOLE)
    inputs = {**values_of(files, WHOLE, ()), variable: lambda: HIDDEN}
    module = Module(Root(files, WHOLE), files.folder(WHOLE), inputs=inputs)
    known = 0
    for name, wanted in ANSWERS.items():
        found = module.output(name)
        if not list(unknowns(found)):
            known += 1
            assert json.loads(found) == wanted, name
    assert 0 < known < len(ANSWERS)


def test_hiding_a_part_of_a_variable_never_changes_a_value() -> None:
    files = Files(WHOLE)
    given = values_of(files, WHOLE, ())
    teams = given["teams"]()
    for team, members in teams.items():
        for member in members:
            hidden = {**teams, team: {**members, member: HIDDEN}}
            inputs: dict[str, Callable[[], Any]] = {**given, "teams": partial(dict, hidden)}
            module = Module(Root(files, WHOLE), files.folder(WHOLE), inputs=inputs)
            for name, wanted in ANSWERS.items():
                found = module.output(name)
                assert list(unknowns(found)) or json.loads(found) == wanted, (team, member, name)


def test_each_folder_that_no_other_calls_is_a_stack(tmp_path: Path) -> None:
    call = 'module "m" {\n  source = "../leaf"\n  name = "a"\n}\n'
    write(tmp_path, {"one/main.tf": call, "two/main.tf": call, "leaf/main.tf": LEAF, "docs/x.md": "x"})
    stacks = read_terraform(tmp_path)
    assert [(stack.key, stack.format, len(stack.things)) for stack in stacks] == [
        ("one", "terraform", 1),
        ("two", "terraform", 1),
    ]


def test_folders_that_call_each_other_in_a_circle_are_not_lost(tmp_path: Path) -> None:
    write(tmp_path, {"a/m.tf": 'module "b" {\n  source = "../b"\n}\nresource "aws_x" "a" {}\n'})
    write(tmp_path, {"b/m.tf": 'module "a" {\n  source = "../a"\n}\nresource "aws_x" "b" {}\n'})
    stacks = read_terraform(tmp_path)
    assert [stack.key for stack in stacks] == ["a"]
    assert set(things(stacks[0])) == {"aws_x.a", "module.b.aws_x.b"}
    assert stacks[0].problems == (Problem("b/m.tf", 1, "the module ../a calls itself"),)


def test_a_root_that_calls_itself_is_a_stack(tmp_path: Path) -> None:
    stack = one_stack(tmp_path, 'module "me" {\n  source = "./"\n}\nresource "aws_x" "y" {}\n')
    assert set(things(stack)) == {"aws_x.y"}
    assert "calls itself" in stack.problems[0].sentence


def test_addresses_calls_and_lines(tmp_path: Path) -> None:
    main = 'module "m" {\n  source   = "./leaf"\n  for_each = toset(["a b"])\n  name     = each.key\n}\n'
    stack = one_stack(tmp_path, {"main.tf": main, "leaf/main.tf": LEAF})
    thing = things(stack)['module.m["a b"].aws_x.in']
    assert thing.attributes == {"name": "a b"}
    assert thing.source.file == "leaf/main.tf"
    assert (thing.source.start_line, thing.source.end_line) == (3, 5)
    assert [(call.address, call.source.file, call.source.start_line) for call in thing.calls] == [
        ('module.m["a b"]', "main.tf", 1)
    ]


def test_lines_go_as_deep_as_the_code_is_written_out(tmp_path: Path) -> None:
    text = """resource "aws_x" "y" {
  tags = {
    a = {
      "b/c" = [
        1,
        2,
      ]
    }
  }
  block {
    inner {
      v = 1
    }
  }
  dynamic "block" {
    for_each = ["p", "q"]
    content {
      v = block.value
    }
  }
  policy = jsonencode({
    Statement = [{
      Action = "*"
    }]
  })
}
"""
    thing = things(one_stack(tmp_path, text))["aws_x.y"]
    lines = {
        "/tags": (2, 9),
        "/tags/a": (3, 8),
        "/tags/a/b~1c": (4, 7),
        "/tags/a/b~1c/1": (6, 6),
        "/block": (10, 20),
        "/block/0/inner/0/v": (12, 12),
        "/block/1/v": (18, 18),
        "/block/2/v": (18, 18),
        "/policy/Statement/0/Action": (23, 23),
    }
    assert {pointer: thing.lines[pointer] for pointer in lines} == lines
    assert [block.get("v") for block in thing.attributes["block"]] == [None, "p", "q"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("v = var.none", Unknown("var.none has no value")),
        ("v = var.secret", Unknown("var.secret is marked as sensitive")),
        ('v = "a-${var.none}"', f"a-{hole(Unknown('var.none has no value'))}"),
        ("v = aws_x.other.arn", reference("aws_x.other", "arn")),
        ("v = aws_x.other.name", "other"),
        ("v = aws_x.other.block[0].made_up", reference("aws_x.other", "block[0].made_up")),
        ("v = aws_x.other.block[0].given", 1),
        ("v = data.aws_ami.it.id", reference("data.aws_ami.it", "id")),
        ("v = aws_x.other", Unknown("the whole of aws_x.other is not a value that the code fixes")),
        ("v = aws_x.counted[1].arn", reference("aws_x.counted[1]", "arn")),
        ("v = aws_x.counted[*].arn", [reference(f"aws_x.counted[{i}]", "arn") for i in (0, 1)]),
        ('v = aws_x.keyed["k"].arn', reference('aws_x.keyed["k"]', "arn")),
        ("v = [for k, one in aws_x.keyed : one.arn]", [reference('aws_x.keyed["k"]', "arn")]),
        ("v = local.circle", Unknown("local.circle depends on itself")),
        ("v = terraform.workspace", Unknown("terraform.workspace is not in the code")),
        ("v = null", None),
        ("v = var.undeclared", Unknown("Terraform refuses the expression: there is no var.undeclared")),
        ("v = try(var.undeclared, 1)", 1),
        ("v = try(var.none, 1)", Unknown("var.none has no value")),
        ("v = var.none ? 1 : 1", 1),
        ("v = tolist(data.aws_x.it.ids)[0]", Unknown("data.aws_x.it.ids is known after the code is applied")),
        ("v = data.aws_region.here.name", "eu-west-3"),
        ("v = data.aws_partition.here.partition", "aws"),
        (
            "v = data.aws_caller_identity.me.account_id",
            reference("data.aws_caller_identity.me", "account_id"),
        ),
    ],
)
def test_values(tmp_path: Path, text: str, value: Any) -> None:
    rest = """
provider "aws" { region = "eu-west-3" }
variable "none" {}
variable "secret" {
  default   = "not to be seen"
  sensitive = true
}
locals {
  circle = local.back
  back   = [local.circle][0]
}
resource "aws_x" "other" {
  name = "other"
  block { given = 1 }
}
resource "aws_x" "counted" { count = 2 }
resource "aws_x" "keyed" { for_each = { k = 1 } }
data "aws_ami" "it" {}
data "aws_x" "it" {}
data "aws_region" "here" {}
data "aws_partition" "here" {}
data "aws_caller_identity" "me" {}
"""
    found = attributes(tmp_path, f'resource "aws_x" "y" {{\n  {text}\n}}\n{rest}')
    assert found.get("v") == value
    assert "not to be seen" not in repr(found)


def test_a_count_that_is_not_known_gives_one_thing_that_may_be(tmp_path: Path) -> None:
    text = """
variable "n" {}
resource "aws_x" "y" {
  count = var.n
  name  = "n${count.index}"
}
resource "aws_x" "z" {
  for_each = var.n
  name     = each.value
}
resource "aws_x" "user" { of = aws_x.y[0].arn }
resource "aws_x" "none" { count = 0 }
"""
    found = things(one_stack(tmp_path, text))
    assert set(found) == {"aws_x.y[*]", "aws_x.z[*]", "aws_x.user"}
    assert found["aws_x.y[*]"].maybe == "count is not known: var.n has no value"
    assert found["aws_x.z[*]"].maybe == "for_each is not known: var.n has no value"
    assert isinstance(found["aws_x.z[*]"].attributes["name"], Unknown)
    assert isinstance(found["aws_x.user"].attributes["of"], Unknown)
    assert not found["aws_x.user"].maybe


def test_a_module_that_may_not_be_called_makes_its_things_uncertain(tmp_path: Path) -> None:
    main = 'variable "on" {}\nmodule "m" {\n  source = "./leaf"\n  count = var.on\n  name = "x"\n}\n'
    found = things(one_stack(tmp_path, {"main.tf": main, "leaf/main.tf": LEAF}))
    assert found["module.m[*].aws_x.in"].maybe == "count is not known: var.on has no value"


def test_an_unknown_dynamic_block_is_an_unknown_element(tmp_path: Path) -> None:
    text = """
variable "n" {}
resource "aws_x" "y" {
  rule { a = 1 }
  dynamic "rule" {
    for_each = var.n
    content { a = 2 }
  }
  dynamic "outer" {
    for_each = { k = [1, 2] }
    iterator = it
    content {
      name = it.key
      dynamic "inner" {
        for_each = it.value
        content { v = "${it.key}${inner.value}" }
      }
    }
  }
}
"""
    found = attributes(tmp_path, text)
    assert found["rule"] == [{"a": 1}, Unknown("how many of this block there are: var.n has no value")]
    assert found["outer"] == [{"name": "k", "inner": [{"v": "k1"}, {"v": "k2"}]}]


def test_values_of_variables_come_from_files_in_their_order(tmp_path: Path) -> None:
    names = "abcd"
    main = "".join(f'variable "{name}" {{\n  default = 0\n}}\n' for name in names)
    main += 'resource "aws_x" "y" {\n  v = [var.a, var.b, var.c, var.d]\n}\n'
    tree = {
        "main.tf": main,
        "terraform.tfvars": "a = 1\nb = 1\nc = 1\n",
        "z.auto.tfvars": "b = 2\nc = 2\n",
        "other.tfvars": "d = 9\n",
    }
    chosen = tmp_path / "beside" / "mine.tfvars"
    root = write(tmp_path / "tree", tree)
    write(chosen.parent, {chosen.name: "c = 3\n"})
    assert things(read_terraform(root)[0])["aws_x.y"].attributes["v"] == [1, 2, 2, 0]
    assert things(read_terraform(root, [chosen])[0])["aws_x.y"].attributes["v"] == [1, 2, 3, 0]


def test_a_missing_module_names_what_it_is_given(tmp_path: Path) -> None:
    text = """
resource "aws_iam_role" "r" { name = "known" }
resource "aws_x" "y" { v = module.gone.arn }
resource "aws_x" "z" { count = 2 }
locals { zs = aws_x.z[*].id }
module "gone" {
  source = "terraform-aws-modules/x/aws"
  role   = aws_iam_role.r.name
  ids    = local.zs
}
module "never" {
  source = "git::https://example.com/x"
  count  = 0
}
"""
    stack = one_stack(tmp_path, text)
    assert len(stack.missing) == 1
    missing = stack.missing[0]
    assert (missing.call.address, missing.wanted) == ("module.gone", "terraform-aws-modules/x/aws")
    assert missing.touches == ("aws_iam_role.r", "aws_x.z[0]", "aws_x.z[1]")
    assert things(stack)["aws_x.y"].attributes["v"] == Unknown("module.gone is not in the tree")


def test_modules_that_terraform_has_fetched_are_read(tmp_path: Path) -> None:
    rows = [{"Key": "", "Dir": "."}, {"Key": "m", "Source": "x/y/z", "Dir": ".terraform/modules/m"}]
    tree = {
        "main.tf": 'module "m" {\n  source = "x/y/z"\n  name = "n"\n}\n',
        ".terraform/modules/modules.json": json.dumps({"Modules": rows}),
        ".terraform/modules/m/main.tf": LEAF,
    }
    stack = one_stack(tmp_path, tree)
    assert not stack.missing
    assert things(stack)["module.m.aws_x.in"].attributes == {"name": "n"}


@pytest.mark.parametrize("manifest", ["", "[]", '{"Modules": 1}', '{"Modules": [{"Key": "m"}]}', "{" * 5000])
def test_a_broken_list_of_fetched_modules_finds_none(tmp_path: Path, manifest: str) -> None:
    tree = {"main.tf": 'module "m" {\n  source = "x"\n}\n', ".terraform/modules/modules.json": manifest}
    assert [one.wanted for one in one_stack(tmp_path, tree).missing] == ["x"]


def test_regions_are_those_of_the_providers(tmp_path: Path) -> None:
    main = """
variable "far" { default = "ap-south-1" }
provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111122223333"]
}
provider "aws" {
  alias  = "far"
  region = var.far
}
resource "aws_x" "near" {}
resource "aws_x" "far" { provider = aws.far }
resource "aws_x" "own" { region = "us-east-1" }
module "m" {
  source    = "./leaf"
  name      = "n"
  providers = { aws = aws.far }
}
module "inherits" {
  source = "./leaf"
  name   = "n"
}
"""
    stack = one_stack(tmp_path, {"main.tf": main, "leaf/main.tf": LEAF})
    assert (stack.region, stack.account) == ("eu-west-1", "111122223333")
    assert {address: thing.region for address, thing in things(stack).items()} == {
        "aws_x.near": "eu-west-1",
        "aws_x.far": "ap-south-1",
        "aws_x.own": "us-east-1",
        "module.m.aws_x.in": "ap-south-1",
        "module.inherits.aws_x.in": "eu-west-1",
    }


def test_a_region_that_the_code_does_not_fix_is_empty(tmp_path: Path) -> None:
    text = 'variable "r" {}\nprovider "aws" {\n  region = var.r\n}\nresource "aws_x" "y" {}\n'
    stack = one_stack(tmp_path, text)
    assert (stack.region, stack.account, stack.things[0].region) == ("", "", "")


def test_override_files_change_arguments(tmp_path: Path) -> None:
    tree = {
        "main.tf": 'resource "aws_x" "y" {\n  a = 1\n  b = 1\n  c { v = 1 }\n}\n',
        "override.tf": 'resource "aws_x" "y" {\n  b = 2\n  c { v = 2 }\n}\n',
    }
    assert things(one_stack(tmp_path, tree))["aws_x.y"].attributes == {"a": 1, "b": 2, "c": [{"v": 2}]}


def test_json_syntax_is_read_with_its_lines(tmp_path: Path) -> None:
    text = """{
  "variable": {"n": {"type": "number", "default": "5"}},
  "resource": {
    "aws_x": {
      "y": {
        "name": "a-${var.n}",
        "n": "${var.n}",
        "tags": {"k": [1,
          2]},
        "dynamic": {"rule": {"for_each": [1, 2], "content": {"v": "${rule.value}"}}}
      }
    }
  }
}
"""
    thing = things(one_stack(tmp_path, {"main.tf.json": text}))["aws_x.y"]
    assert thing.attributes == {"name": "a-5", "n": 5, "tags": {"k": [1, 2]}, "rule": [{"v": 1}, {"v": 2}]}
    assert (thing.source.start_line, thing.source.end_line) == (5, 11)
    assert thing.lines["/name"] == (6, 6)
    assert thing.lines["/tags/k/1"] == (9, 9)
