"""Text becomes a tree: the order of operators, templates, lines, and errors."""

from __future__ import annotations

import time

import pytest

from collectors.iac.terraform import hcl
from collectors.iac.terraform.syntax import Binary, Conditional, Expression, Invalid, Literal, Name, Template


def expression(text: str) -> Expression:
    body, errors = hcl.parse(f"x = {text}\n".encode())
    assert not errors
    return body.attributes["x"].value


def test_conditionals_are_taken_from_the_right() -> None:
    found = expression("a ? b : c ? d : e")
    assert found == Conditional(Name("a"), Name("b"), Conditional(Name("c"), Name("d"), Name("e")))


def test_brackets_hold_a_conditional_together() -> None:
    found = expression("(a ? b : c) ? d : e")
    assert found == Conditional(Conditional(Name("a"), Name("b"), Name("c")), Name("d"), Name("e"))


def test_a_conditional_may_stand_between_the_marks_of_another() -> None:
    found = expression("a ? b ? 1 : 2 : 3")
    inner = Conditional(Name("b"), Literal(1), Literal(2))
    assert found == Conditional(Name("a"), inner, Literal(3))


def test_operators_have_their_order() -> None:
    found = expression("a || b && c == d + e * f")
    product = Binary("*", Name("e"), Name("f"))
    equal = Binary("==", Name("c"), Binary("+", Name("d"), product))
    assert found == Binary("||", Name("a"), Binary("&&", Name("b"), equal))


def test_blanks_between_interpolations_stay() -> None:
    assert expression('"${a} ${b}  "') == Template((Name("a"), " ", Name("b"), "  "))


def test_attributes_and_blocks_have_their_lines() -> None:
    body, _ = hcl.parse(b'resource "a" "b" {\n  x = [\n    1,\n  ]\n\n  y {\n    z = 1\n  }\n}\n')
    block = body.blocks[0]
    assert (block.type, block.labels, block.start, block.end) == ("resource", ("a", "b"), 1, 9)
    assert (block.body.attributes["x"].start, block.body.attributes["x"].end) == (2, 4)
    assert (block.body.blocks[0].start, block.body.blocks[0].end) == (6, 8)


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_marks_and_ends_of_lines_of_windows_are_read(start: bytes, end: bytes) -> None:
    body, errors = hcl.parse(start + end.join([b"locals {", b'  a = "x"', b"  b = 1", b"}", b""]))
    assert not errors
    found = body.blocks[0].body.attributes
    assert {name: one.value for name, one in found.items()} == {"a": Literal("x"), "b": Literal(1)}


def test_what_is_beside_an_error_is_read() -> None:
    body, errors = hcl.parse(b'module "x" {\n  y = [1,\n}\nmodule "z" {\n  v = 1\n}\n')
    assert errors[0].line in (2, 3)
    assert [(block.labels, block.start) for block in body.blocks] == [(("x",), 1), (("z",), 4)]
    assert body.blocks[0].body.attributes["y"].value == Invalid("the expression has a syntax error")
    assert body.blocks[0].body.broken
    assert not body.blocks[-1].body.broken
    assert body.blocks[-1].body.attributes["v"].value == Literal(1)


def test_a_value_that_ends_in_an_error_is_not_cut_short() -> None:
    body, errors = hcl.parse(b"x = 1e3\n")
    assert errors
    assert isinstance(body.attributes["x"].value, Invalid)


def test_characters_of_tokens_do_not_come_in() -> None:
    body, _ = hcl.parse('x = "\ue000a\ue001b\ue002\\ue003"\n'.encode())
    assert body.attributes["x"].value == Literal("\ufffda\ufffdb\ufffd\ufffd")


@pytest.mark.parametrize(
    "deep", ["[" * 1000, "{a=" * 1000, "(" * 1000, "-" * 5000, "a?" * 5000, '"${' * 1000]
)
def test_depth_is_bounded(deep: str) -> None:
    body, errors = hcl.parse(f"x = {deep}\n".encode())
    assert errors or isinstance(body.attributes["x"].value, Invalid)


def test_blocks_that_are_nested_too_deep_are_named_broken() -> None:
    body, _ = hcl.parse(b"a {\n" * 1000 + b"}\n" * 1000)
    depth = 0
    while body.blocks and not body.broken:
        body, depth = body.blocks[0].body, depth + 1
    assert 100 < depth < 200
    assert body.broken


def test_a_file_of_noise_takes_bounded_time() -> None:
    start = time.process_time()
    _, errors = hcl.parse(b'{[("${%{a = \n' * 20_000)
    assert errors
    assert len(errors) <= 20
    assert time.process_time() - start < 10
