"""Tests of `scanner.rego`: packages, METADATA, rules, tests, names and references."""

from __future__ import annotations

from typing import Any

import pytest
import regorus

from scanner import rego
from scanner.catalog.controls import load
from scanner.rego import Module, PolicyError


def _tree(body: str) -> dict[str, Any]:
    return rego.tree(Module("x.rego", f"package p\n{body}\n"))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("package lens.lib.text\n", "lens.lib.text"),
        ("# METADATA\n# title: x\npackage  lens\n\nimport data.x\n", "lens"),
        ("# package other\npackage p", "p"),
        ("x := `\npackages p`", ""),
        ("", ""),
    ],
)
def test_the_package(text: str, name: str) -> None:
    """`package` returns the name in the first package line, or an empty string without one."""
    assert rego.package(text) == name


@pytest.mark.parametrize(
    ("text", "block", "package"),
    [
        (
            "# METADATA\n# title: a\n# custom:\n#   id: b\npackage p.q\n\nx := 1\n",
            "title: a\ncustom:\n  id: b\n",
            "p.q",
        ),
        ("# METADATA\n#\n# title: a\npackage p\n", "\ntitle: a\n", "p"),
        ("\n# METADATA\n# title: a\npackage p\n", "", ""),
        ("# METADATA\npackage p\n", "", ""),
        ("# METADATA\n# title: a\n\npackage p\n", "", ""),
        ("package p\n\n# METADATA\n# title: a\nx := 1\n", "", ""),
    ],
)
def test_the_metadata_at_the_start(text: str, block: str, package: str) -> None:
    """`metadata` returns the YAML without `#`, or nothing if the block is not at the start."""
    assert rego.metadata(text) == (block, package)


def test_the_rules() -> None:
    """`rules` returns every name that is defined below the package, for each form of rule head."""
    text = """# METADATA
# title: not_a_rule
package p

import data.lens.lib.x

a := 1

default b := false

b if true

c contains 1

d[x] := 1 if x := 2

e(x) := x

_f.g := 1

h if {
	inner := 1
} else := 2

i = 1

else_too := 3
"""
    assert rego.rules(text) == {"a", "b", "c", "d", "e", "_f", "h", "i", "else_too"}
    assert rego.rules("x := 1\n") == {"x"}


def test_the_tests() -> None:
    """`tests` returns the names of test rules in file order."""
    text = (
        "package p_test\n\ntest_b if true\n\n test_Upper if test_b\n\ntest_value := true\n\n"
        "_test_c if true\n\nx := `\ntest_d if true`\n"
    )
    assert rego.tests(Module("a.rego", text)) == ("test_b", "test_Upper", "test_value")


@pytest.mark.parametrize(
    "rule",
    [
        "test_x(a) if a",
        "test_x() if true",
        "test_x contains 1",
        "test_x[1] := true",
        "test_x.y := true",
        "default test_x := true",
        "default test_x(_) := true",
        "test_x := false if input.x else := true",
        "test_x if input.x\n\ntest_x if true",
    ],
)
def test_what_looks_like_a_test_is_refused(rule: str) -> None:
    """The error has the file, the line and the name of the rule."""
    line = 5 if "\n" in rule else 3
    with pytest.raises(PolicyError, match=rf"^a_test\.rego:{line}: test_x is not a test; write"):
        rego.tests(Module("a_test.rego", f"package p_test\n\n{rule}\n"))


def test_the_names_below_data() -> None:
    """`data_names` returns the dotted names after `data.`, sorted and without duplicates."""
    text = "import data.lens.lib.text\n\nx := data.lens.catalog.p + data.lens.lib.text.loud(metadata.x)\n"
    assert rego.data_names(text) == ("lens.catalog.p", "lens.lib.text", "lens.lib.text.loud")


def test_a_tree_is_that_of_the_module() -> None:
    """`tree` has package, imports and rules, and returns the same object for the same module."""
    module = Module("a.rego", "package p.q\n\nimport data.x\n\na := 1\n\nb := 2\n")
    found = rego.tree(module)
    assert rego.name(found["package"]["refr"]) == "p.q"
    assert [rego.name(imported["refr"]) for imported in found["imports"]] == ["data.x"]
    assert len(found["rules"]) == 2
    assert rego.tree(Module("a.rego", module.text)) is found


@pytest.mark.parametrize("text", ["package p\n\nx :=\n", "package", "", "package p\n\nx := {"])
def test_what_does_not_parse_is_a_policy_error(text: str) -> None:
    """The message is one line, with the file and, if regorus reports it, the line number."""
    with pytest.raises(PolicyError, match=r"^a/b\.rego:\d+: .+$"):
        rego.tree(Module("a/b.rego", text))


def test_the_reason_of_an_error_is_one_line() -> None:
    """`reason` removes the source that regorus quotes, and its stack trace."""
    engine = regorus.Engine()
    engine.add_policy("a.rego", 'package p\n\nx := to_number("secret")\n')
    with pytest.raises(RuntimeError) as caught:
        engine.eval_rule("data.p.x")
    said = rego.reason(caught.value)
    assert said.startswith("a.rego:3: ")
    assert "secret" not in said
    assert "\n" not in said
    assert rego.reason(RuntimeError("it\n broke \x1b\nStack backtrace:\n  0: x")) == "it broke"


def test_nodes_are_references_calls_and_modifiers() -> None:
    """`nodes` yields references with all their parts, calls and modifiers, and no other nodes."""
    found = list(
        rego.nodes(_tree('a := count({y | some y in input.x["z"]}) if data.q with input.w as [1]')["rules"])
    )
    assert {kind for kind, _ in found} == {"Call", "Var", "RefDot", "RefBrack", "with"}
    said = {rego.name({kind: body}) for kind, body in found if kind in rego.REFERENCES}
    assert said == {"a", "count", "y", "input", "input.x", "input.x.z", "data", "data.q", "input.w"}
    (call,) = [body for kind, body in found if kind == "Call"]
    assert rego.name(call["fcn"]) == "count"
    (modifier,) = [body for kind, body in found if kind == "with"]
    assert rego.name(modifier["refr"]) == "input.w"


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("a := data.x.y", {(2, "a"), (2, "data.x.y")}),
        ('a :=\n  data["x"].y', {(2, "a"), (3, "data.x.y")}),
        ("a := data.x[input.y].z", {(2, "a"), (2, "data.x"), (2, "input.y")}),
        ("a := data.x[input.y[data.z]]", {(2, "a"), (2, "data.x"), (2, "input.y"), (2, "data.z")}),
        ("a := data.x[`raw`].z", {(2, "a"), (2, "data.x")}),
        ("a := data.x[0].z", {(2, "a"), (2, "data.x")}),
        ("a := [x | x := data.y]", {(2, "a"), (2, "x"), (2, "data.y")}),
        ("a := f(data.x).b", {(2, "a"), (2, ""), (2, "f"), (2, "data.x")}),
        ("a := [data.x][0]", {(2, "a"), (2, ""), (2, "data.x")}),
        ('a := {"k": data.x}["k"].y', {(2, "a"), (2, ""), (2, "data.x")}),
    ],
)
def test_whole_references_end_where_data_decides(body: str, names: set[tuple[int, str]]) -> None:
    """A name ends before the first index that is not a plain string; the index is read as well."""
    assert set(rego.whole_references(_tree(body)["rules"])) == names


def test_a_name_as_each_engine_reads_it() -> None:
    """regorus reads only indexes that are plain strings; OPA also reads raw strings."""
    kinds: dict[str, list[dict[str, Any]]] = {}
    for kind, body in rego.nodes(_tree("a := time[`now_ns`]\n\nb := x[y].z")["rules"]):
        kinds.setdefault(kind, []).append({kind: body})
    assert {rego.names(bracket) for bracket in kinds["RefBrack"]} == {("time", "time.now_ns"), ("x", "x")}
    assert {rego.names(dotted) for dotted in kinds["RefDot"]} == {("x.z", "x.z")}
    assert rego.name({"Other": {}}) == ""


def test_the_patterns_read_what_the_parser_reads() -> None:
    """For every policy of ours, the patterns and the syntax tree agree on package and rules."""
    for module in load().modules:
        parsed = rego.tree(module)
        assert rego.package(module.text) == rego.name(parsed["package"]["refr"])
        defined = set()
        for rule in parsed["rules"]:
            ((kind, body),) = [(k, b) for k, b in rule.items() if k in ("Spec", "Default")]
            refr = body["refr"] if kind == "Default" else next(iter(body["head"].values()))["refr"]
            defined.add(rego.name(refr).split(".")[0])
        assert rego.rules(module.text) == defined, module.path
