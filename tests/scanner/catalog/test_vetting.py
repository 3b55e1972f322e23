"""Vetting: what no policy may use, and what a user's control may not refer to.

Another way to write it makes no difference.
"""

from __future__ import annotations

import json

import pytest

from scanner.catalog.lens import POLICIES
from scanner.catalog.vetting import forbidden, outside, vet
from scanner.errors import UsageError
from scanner.rego import Module, PolicyError


def _module(body: str, package: str = "p") -> Module:
    """A module with `body` below its package line."""
    return Module("q.rego", f"package {package}\n{body}\n")


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("r := time.now_ns()", "time.now_ns"),
        ("r := http.send({})", "http.send"),
        ("r := crypto.sha256(input.x)", "crypto.sha256"),
        ("r := io.jwt.decode(input.x)", "io.jwt.decode"),
        ("r := rego.metadata.rule()", "rego.metadata.rule"),
        ("r if print(1)", "print"),
        ("r if trace(`x`)", "trace"),
        ('r := time["now_ns"]()', "time.now_ns"),
        ('r := x if { time := 1; x := time["now_ns"]() }', "time.now_ns"),
        ("import data.lens.lib.text as time\nr := time.now_ns()", "time.now_ns"),
        ("import data.lens.lib.time\nr := time.now_ns()", "time.now_ns"),
        ("import input as time\nr := time.now_ns()", "time.now_ns"),
        ("time := 1\nr := time.now_ns()", "time.now_ns"),
        ("r := x if { net := 1; x := net.lookup_ip_addr(input.x) }", "net.lookup_ip_addr"),
        (
            "r := x if { x := json.unmarshal(`1`) with json.unmarshal as net.lookup_ip_addr }",
            "net.lookup_ip_addr",
        ),
        ("import data.x as uuid\nr := x if { x := lower(`A`) with lower as uuid.rfc4122 }", "uuid.rfc4122"),
        ("r := x if { uuid := 1; x := lower(`A`) with lower as uuid[`rfc4122`] }", "uuid.rfc4122"),
        ("r := x if { x := input.a with http.send as 3 }", "http.send"),
        ("r := x if { x := data.a with data.b as http.send({}) }", "http.send"),
        ("r := {k: rand.intn(`a`, 3) | some k in [1]}", "rand.intn"),
        ("r if every x in [1] { time.now_ns() > x }", "time.now_ns"),
        ("r := 1 if { input.x } else := opa.runtime()", "opa.runtime"),
        ("r := f(uuid.rfc4122(`x`))\nf(x) := x", "uuid.rfc4122"),
        ("r[time.now_ns()] := 1", "time.now_ns"),
        ("r if not http.send({})", "http.send"),
        ("r := `http.send({})` # time.now_ns()", None),
        ('r := "time.now_ns()"', None),
        ("r := f(input.x)\nf(x) := lower(x)", None),
        ("import data.lens.lib.text as t\nr := t.f(data.lens.lib.text.g(1)) if true", None),
        ("r := x if { x := data.a with input as {} with data.b as input.c }", None),
        ("r if { some x in {1, 2} & {2}; x + 1 > 2; walk(input, [_, x]) }", None),
    ],
)
def test_the_guard_sees_every_way_to_a_built_in(body: str, name: str | None) -> None:
    """Brackets, aliases, variables and `with` hide nothing.

    Strings, comments and the policies' own functions are not calls of built-ins.
    """
    found = {entry.split(": ")[1] for entry in forbidden(_module(body))}
    assert found == ({name} if name else set())


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("package lens\n\ncatalog := {}", 3),
        ("package lens.catalog.p\n\ngood := {}", 3),
        ("package lens\n\ncatalog.p.x := 1", 3),
        ("package lens\n\ndefault catalog := {}", 3),
    ],
)
def test_a_definition_of_the_catalog_is_found(text: str, line: int) -> None:
    """No module may define what the catalog's data defines.

    regorus lets data hide a rule silently.
    """
    assert forbidden(Module("own.rego", text)) == (f"{line}: data.lens.catalog",)


def test_findings_are_sorted_and_each_is_named_once() -> None:
    """One line may use several built-ins, and several lines the same one."""
    body = "a := [http.send({}), time.now_ns(), http.send({})]\nb := time.now_ns()"
    assert forbidden(_module(body)) == ("2: http.send", "2: time.now_ns", "3: time.now_ns")


def test_the_first_module_that_must_not_load_is_refused() -> None:
    """The error has file, line and name, and says where the allowed built-ins are listed."""
    bad = Module("security/p/clock.rego", "package p\n\nsays contains time.now_ns()\n")
    with pytest.raises(UsageError) as caught:
        vet([_module("r := 1"), bad, _module("r := http.send({})")])
    assert caught.value.sentence == "security/p/clock.rego:3: time.now_ns, which no policy may use."
    assert "policies/capabilities.json" in caught.value.next_step


def test_a_module_that_does_not_parse_is_left_to_the_engine() -> None:
    """The engine refuses it with its reason; here it only raises `PolicyError`."""
    broken = _module("r :=")
    vet([broken])
    for check in (forbidden, lambda module: outside(module, "p")):
        with pytest.raises(PolicyError, match=r"^q\.rego:\d+: "):
            check(broken)


def test_every_listed_function_is_in_both_engines() -> None:
    """The allow-list, taken from OPA's own, has no function that regorus lacks."""
    import regorus

    asked = regorus.Engine()
    asked.add_policy("p", "package p\nr := opa.runtime().builtins")
    listed = json.loads((POLICIES / "capabilities.json").read_text())
    functions = {
        b["name"] for b in listed["builtins"] if "infix" not in b and b["name"] != "internal.member_3"
    }
    assert functions - set(json.loads(asked.eval_rule_as_json("data.p.r"))) == set()
    assert (listed["features"], listed["allow_net"]) == (["rego_v1"], [])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a := data", ("data",)),
        ("a := data[input.x]", ("data",)),
        ("a := data.lens[input.x]", ("data.lens",)),
        ('a := data["lens"]["catalog"]', ("data.lens.catalog",)),
        ("import data.lens as l\na := l.catalog", ("data.lens",)),
        ("a if walk(data, input.x)", ("data",)),
        ("a := [x | x := data.lens.results]", ("data.lens.results",)),
        ("a := 1 if input.x with data.lens.catalog as 2", ("data.lens.catalog",)),
        ("a := [data.lens.results][0]", ("data.lens.results",)),
        ('a := {"x": data.lens.catalog}.x', ("data.lens.catalog",)),
        ("a := {data.other}[_]", ("data.other",)),
        ("a := object.get(data.lens, input.x, 1).y", ("data.lens",)),
        ("a := [x | x := data.other][0].y", ("data.other",)),
        ("a := input.x[[data.other][0]]", ("data.other",)),
        (
            "import data.lens.lib.facts\n"
            "a := facts.subject(data.lens.controls.p.q.b)\n"
            "b := data.lens.lib.group.by_first(set())",
            (),
        ),
    ],
)
def test_what_reaches_out_is_found(text: str, names: tuple[str, ...]) -> None:
    """Only the library and the control's own rules may be named, however that is written."""
    found = outside(_module(text, "lens.controls.p.q"), "lens.controls.p.q")
    assert tuple(line.split(": ")[1] for line in found) == names
