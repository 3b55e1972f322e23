"""Trees that would harm a reader: each is named, the rest is read, in bounded time and memory."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from collectors.iac.terraform.modules import Module
from collectors.iac.terraform.read import read_terraform
from collectors.iac.things import Stack
from collectors.iac.values import Unknown, unknowns
from tests.collectors.iac.trees import attributes, one_stack, things, write

GOOD = 'resource "aws_x" "good" {\n  v = 1\n}\n'


@pytest.fixture(autouse=True)
def _bounded() -> Iterator[None]:
    """Fail a test that takes longer than 20 seconds of work."""
    start = time.process_time()
    yield
    assert time.process_time() - start < 20


def good(stack: Stack) -> None:
    assert things(stack)["aws_x.good"].attributes == {"v": 1}


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("bad.tf", b"\0\1\2" * 1000, "it is no text"),
        ("bad.tf", b"x = [" * 10, "syntax error"),
        ("bad.tf", bytes(range(1, 256)) * 100, "it is no text"),
        ("bad.tf", bytes(range(32, 256)) * 100, "syntax error"),
        ("bad.tf", b"#" * 500_001, "it is larger than 500 kB"),
        ("bad.tf.json", b"{", "syntax error: it is no JSON"),
        ("bad.tf.json", b"[" * 100_000, "nested too deep"),
        ("terraform.tfvars", b"x = [", "syntax error"),
        ("bad.auto.tfvars.json", b"[]", "it is no object"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str, data: bytes, sentence: str) -> None:
    stack = one_stack(tmp_path, {"main.tf": GOOD, name: data})
    good(stack)
    assert sentence in stack.problems[0].sentence
    assert stack.problems[0].file == name


def test_links_out_of_the_tree_are_not_followed(tmp_path: Path) -> None:
    secret = write(tmp_path / "outside", {"secret.tf": 'resource "aws_x" "secret" {}\n'})
    root = write(tmp_path / "tree", {"main.tf": GOOD + 'module "m" {\n  source = "./linked"\n}\n'})
    (root / "link.tf").symlink_to(secret / "secret.tf")
    (root / "linked").symlink_to(secret)
    stack = read_terraform(root)[0]
    good(stack)
    assert [thing.address for thing in stack.things] == ["aws_x.good"]
    assert [problem.sentence for problem in stack.problems] == ["it is a link that leads out of the tree"]
    assert [missing.wanted for missing in stack.missing] == ["./linked"]


def test_a_large_file_has_no_known_digest(tmp_path: Path) -> None:
    text = 'resource "aws_x" "y" {\n  v = try(filesha256("big.zip"), "none")\n}\n'
    found = things(one_stack(tmp_path, {"main.tf": text, "big.zip": b"x" * 600_000}))
    assert found["aws_x.y"].attributes["v"] == Unknown("the file big.zip: it is larger than 500 kB")


def test_files_outside_of_the_tree_are_not_read(tmp_path: Path) -> None:
    write(tmp_path, {"secret.txt": "not to be seen", "main.tf": GOOD})
    text = """resource "aws_x" "y" {
  a = file("../secret.txt")
  b = file("/etc/passwd")
  c = try(templatefile("${path.module}/../../secret.txt", {}), "none")
  d = fileexists("/etc/passwd")
  e = filebase64("link")
}
module "up" { source = "../" }
"""
    root = write(tmp_path / "tree" / "in", {"main.tf": text}).parent
    (root / "in" / "link").symlink_to(tmp_path / "secret.txt")
    stack = read_terraform(root / "in")[0]
    found = things(stack)["aws_x.y"].attributes
    assert all(isinstance(one, Unknown) for one in found.values())
    assert "not to be seen" not in repr(stack)
    assert len(stack.missing) == 1


@pytest.mark.parametrize("name", ["main.tf", "x.tf"])
def test_what_is_no_file_is_not_opened(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"good.tf": GOOD})
    os.mkfifo(tmp_path / name)
    good(read_terraform(tmp_path)[0])


def test_texts_that_double_are_not_built(tmp_path: Path) -> None:
    text = 'locals {\n  a0 = "0123456789"\n'
    text += "".join(f'  a{i} = "${{local.a{i - 1}}}${{local.a{i - 1}}}"\n' for i in range(1, 60))
    found = attributes(tmp_path, text + '}\nresource "aws_x" "y" {\n  v = local.a59\n}\n')
    assert len(found["v"]) <= 1_000_000


def test_lists_that_double_are_not_built(tmp_path: Path) -> None:
    text = "locals {\n  a0 = [1, 2]\n  b0 = {}\n"
    for i in range(1, 60):
        text += (
            f"  a{i} = concat(local.a{i - 1}, local.a{i - 1})\n  b{i} = [local.b{i - 1}, local.b{i - 1}]\n"
        )
    text += '}\nresource "aws_x" "y" {\n  v = local.a59\n  w = local.b59\n  x = jsonencode(local.b59)\n}\n'
    found = attributes(tmp_path, text)
    assert isinstance(found["v"], Unknown)
    assert len(repr(found)) < 20_000_000


def test_long_chains_of_locals_are_followed(tmp_path: Path) -> None:
    text = "locals {\n  a0 = 1\n" + "".join(f"  a{i} = local.a{i - 1} + 1\n" for i in range(1, 300))
    found = attributes(tmp_path, text + '}\nresource "aws_x" "y" {\n  v = local.a299\n}\n')
    assert found["v"] == 300


@pytest.mark.parametrize(
    "shape", ["{} + 1", '"${{{}}}x"', "[for one in [1] : {}]", "try({}, 1)", "merge({{ a = {} }})"]
)
def test_endless_chains_of_locals_end(tmp_path: Path, shape: str) -> None:
    lines = [f"  a{i} = {shape.format(f'local.a{i - 1}')}\n" for i in range(1, 8_000)]
    text = "locals {\n  a0 = 1\n" + "".join(lines)
    found = attributes(tmp_path, text + '}\nresource "aws_x" "y" {\n  v = local.a7999\n}\n')
    assert isinstance(found["v"], Unknown) or list(unknowns(found))


def test_circles_end(tmp_path: Path) -> None:
    text = """
locals {
  a = local.b
  b = { x = local.c }
  c = [local.a]
}
resource "aws_x" "y" {
  count = length(aws_x.y)
  v     = local.a
}
resource "aws_x" "z" {
  for_each = aws_x.y
  v        = aws_x.z
}
module "m" {
  source = "./m"
  v      = module.m.v
}
"""
    tree = {"main.tf": text, "m/main.tf": 'variable "v" {}\noutput "v" { value = var.v }\n'}
    assert set(things(one_stack(tmp_path, tree))) == {"aws_x.y[*]", "aws_x.z[*]"}


def test_modules_that_fan_out_are_bounded(tmp_path: Path) -> None:
    tree = {}
    for i in range(15):
        call = f'source = "../m{i + 1}"'
        tree[f"m{i}/main.tf"] = f'module "a" {{\n  {call}\n}}\nmodule "b" {{\n  {call}\n}}\n'
    stack = one_stack(tmp_path, {**tree, "m15/main.tf": GOOD})
    assert any("too many" in problem.sentence for problem in stack.problems)


def test_counts_are_bounded(tmp_path: Path) -> None:
    text = """
resource "aws_x" "a" { count = 1000000000 }
resource "aws_x" "b" { count = -1 }
resource "aws_x" "c" { count = "2" }
resource "aws_x" "d" { for_each = ["a"] }
resource "aws_x" "e" { for_each = null }
resource "aws_x" "f" { for_each = toset([aws_x.c[0].id]) }
"""
    found = things(one_stack(tmp_path, text))
    kept = {"aws_x.c[0]", "aws_x.c[1]"}
    assert set(found) == {*kept, *(f"aws_x.{name}[*]" for name in "abdef")}
    assert all(bool(thing.maybe) is (address not in kept) for address, thing in found.items())


def test_names_of_python_are_only_names(tmp_path: Path) -> None:
    text = """
variable "__class__" { default = { __init__ = 1 } }
resource "aws_x" "y" {
  __class__ = var.__class__.__init__
  v         = { __proto__ = "x", "../../x" = 1 }
  w         = "a".__class__
  x         = [].__len__
}
"""
    found = attributes(tmp_path, text)
    assert found["__class__"] == 1
    assert found["v"] == {"__proto__": "x", "../../x": 1}
    assert isinstance(found["w"], Unknown)
    assert isinstance(found["x"], Unknown)


def test_a_broken_block_may_lack_something(tmp_path: Path) -> None:
    stack = one_stack(
        tmp_path, GOOD + 'resource "aws_x" "y" {\n  a = 1\n  b = [\n}\n' + GOOD.replace("good", "z")
    )
    good(stack)
    found = things(stack)
    assert set(found) == {"aws_x.good", "aws_x.y", "aws_x.z"}
    assert "cannot be read" in found["aws_x.y"].maybe
    assert isinstance(found["aws_x.y"].attributes["b"], Unknown)
    assert stack.problems


@pytest.mark.parametrize("root", ["none", "main.tf"])
def test_what_is_no_folder_has_no_stack(tmp_path: Path, root: str) -> None:
    write(tmp_path, {"main.tf": GOOD})
    assert read_terraform(tmp_path / root) == []


def test_a_file_of_values_that_is_not_there_is_named(tmp_path: Path) -> None:
    stack = read_terraform(write(tmp_path, {"main.tf": GOOD}), [tmp_path / "none.tfvars"])[0]
    good(stack)
    assert [problem.sentence for problem in stack.problems] == ["it is no file"]


def test_a_thousand_files_take_less_than_five_seconds(tmp_path: Path) -> None:
    module = 'variable "name" {}\nresource "aws_x" "in" {\n  name = "x-${var.name}"\n}\n'
    block = """
resource "aws_x" "r{i}" {{
  name   = "n-{i}-${{local.suffix{i}}}"
  policy = jsonencode({{ Statement = [for one in ["a", "b"] : {{ Action = "x:${{one}}" }}] }})
  tags   = merge(local.tags, {{ Name = upper("r{i}") }})
}}
locals {{ suffix{i} = format("%03d", {i}) }}
module "m{i}" {{
  source = "./m"
  name   = aws_x.r{i}.name
}}
"""
    tree = {f"f{i}.tf": block.format(i=i) for i in range(1000)}
    write(tmp_path, {**tree, "t.tf": "locals {\n  tags = { a = 1 }\n}\n", "m/main.tf": module})
    took = []
    for _ in range(2):  # the better of two: the machine has other work
        start = time.process_time()
        stacks = read_terraform(tmp_path)
        took.append(time.process_time() - start)
    assert len(stacks[0].things) == 2000
    assert not stacks[0].problems
    assert min(took) < 5


def test_a_fault_of_the_reader_costs_one_root_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(module: Module) -> str:
        if module.folder.path.name == "bad":
            raise KeyError("any")
        return ""

    monkeypatch.setattr("collectors.iac.terraform.providers.account_of", fails)
    good_one, bad = "good/main.tf", "bad/main.tf"
    found = {stack.key: stack for stack in read_terraform(write(tmp_path, {good_one: GOOD, bad: GOOD}))}
    good(found["good"])
    assert [one.sentence for one in found["bad"].problems] == ["the root module cannot be read (KeyError)"]


@pytest.mark.parametrize("bad", [b"\0", b'variable "v" {\n', b"}}}"])
def test_what_may_be_in_a_broken_file_is_unknown(tmp_path: Path, bad: bytes) -> None:
    names = ["var.v", "local.v", "aws_x.other.id", "data.aws_x.other.id", "module.m.id", "no.thing"]
    lines = "".join(f'  v{i} = try({name}, "none")\n' for i, name in enumerate(names))
    tree: dict[str, str | bytes] = {"main.tf": f'resource "aws_x" "y" {{\n{lines}}}\n', "bad.tf": bad}
    found = things(one_stack(tmp_path, tree))["aws_x.y"].attributes
    assert len(found) == len(names)
    assert all(isinstance(one, Unknown) for one in found.values())


def test_a_broken_variable_shows_no_value(tmp_path: Path) -> None:
    text = 'variable "v" {\n  default = "not to be seen"\n  sensitive = = true\n}\n'
    stack = one_stack(tmp_path, text + 'resource "aws_x" "y" {\n  v = var.v\n}\n')
    assert "not to be seen" not in repr(stack)
    assert isinstance(things(stack)["aws_x.y"].attributes["v"], Unknown)
