"""Tests that a control which reads what its input never has is refused, with the nearest name."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from scanner.catalog import custom
from scanner.catalog.absent import MEMBERS, absent
from scanner.catalog.input_schema import input_schema
from scanner.cli.main import cli
from scanner.rego import Module
from tests import lab

ID = "GENSEC01-BP01/our-rule"
OTHER = "GENSEC01-BP01/api-keys-expire"
TYPE = "no collector finds resources of the type 'AWS::Bedrock::Agnt'. Did you mean AWS::Bedrock::Agent?"
MINE = f"a control has only its own parameters, input.params[\"{ID}\"], and not those of '{OTHER}'."
KEY = "the section workload of the configuration has no key 'functons'. Did you mean functions?"
STORE = "the section workload of the configuration has no key 'feedback.store'. Did you mean feedback.stores?"
NOT_NAMED = "the workload of its METADATA does not name 'functions'."
STATE = "the workload of its METADATA does not name 'iac.state'."
PARAM = "the params of its METADATA have no 'shortst'. Did you mean shortest?"


@pytest.fixture
def rule(tmp_path: Path) -> Path:
    """Return the control that `policies new` writes."""
    return custom.new(ID, tmp_path / "rules")[0]


def _said(rule: Path, added: str) -> tuple[str, ...]:
    """Return what is wrong with the control with more lines, without the numbers of its lines."""
    catalog, problems = custom.extended(lab.everything(), [rule.parents[2]])
    assert not problems
    text = rule.read_text()
    last = text.count("\n") + 1
    found = absent(Module("our_rule.rego", f"{text}{added}\n"), catalog.controls[ID].meta)
    assert all(int(line.split(":")[0]) >= last for line in found)
    return tuple(line.partition(": ")[2] for line in found)


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ('_x := input.resources["AWS::Bedrock::Agnt"]', TYPE),
        ("_x := input.resources[`AWS::Bedrock::Agnt`]", TYPE),
        ('_x := input["resources"]["AWS::Bedrock::Agnt"][0].id', TYPE),
        ('_x := {a | some a in input.resources["AWS::Bedrock::Agnt"]}', TYPE),
        ('_all := input.resources\n_x := _all["AWS::Bedrock::Agnt"]', TYPE),
        ('_x := object.get(input.resources, "AWS::Bedrock::Agnt", [])', TYPE),
        ('_x := facts.get("AWS::Bedrock::Agnt", "A1")', TYPE),
        (f'_x := input.params["{OTHER}"]', MINE),
        (f'_x := input.params["{OTHER}"].shortest', MINE),
        (f'_x := object.get(input.params, "{OTHER}", {{}})', MINE),
        ("_x := _params.shortst", PARAM),
        ('_x := _params["shortst"]', PARAM),
        (f'_x := input.params["{ID}"].shortst', PARAM),
        ("_x if some a in _params.shortst", PARAM),
        ('_x := object.get(_params, "shortst", 1)', PARAM),
        (f'_x := object.get(object.get(input.params, "{ID}", {{}}), "shortst", 1)', PARAM),
        ("_again := _params\n_x := _again.shortst", PARAM),
        ("_x if some a in input.workload.functons", KEY),
        ("_all := input.workload\n_x := _all.functons", KEY),
        ('_x := object.get(input.workload, "functons", [])', KEY),
        ('_x := object.get(input.workload, ["feedback", "store"], [])', STORE),
        ('_x := object.get(input, ["workload", "feedback", "store"], [])', STORE),
        ("_x := input.workload.feedback.store", STORE),
        ("_x := input.workload.functions", NOT_NAMED),
        ('_x := object.get(input.workload, ["iac", "state"], "")', STATE),
        ("_x := input.resource", "input has no member 'resource'. Did you mean resources?"),
        ('_x := object.get(input, "parms", {})', "input has no member 'parms'. Did you mean params?"),
    ],
)
def test_what_the_input_never_has_is_named(rule: Path, added: str, said: str) -> None:
    """It is found in each form that a reference may have, with the nearest name."""
    assert _said(rule, added) == (said,)


@pytest.mark.parametrize(
    "added",
    [
        '_x := input.resources["AWS::Bedrock::Agent"]',
        '_x(type) := input.resources[type]["AWS::Bedrock::Agnt"]',
        f'_x := input.params["{ID}"].shortest',
        "_x := _params.shortest.anything",
        "_x := {name: 1 | some name, _ in _params}",
        "_x(_params) := _params.shortst",
        '_x if { _params := {"shortst": 1}; _params.shortst == 1 }',
        '_x := object.get(input.at, "AWS::Bedrock::Agnt", 0)',
        '_x := facts.account("eu-west-1")',
        '_x := "AWS::S3::Object"',
    ],
)
def test_what_the_input_may_have_is_accepted(rule: Path, added: str) -> None:
    """A name that a variable hides is not that of the parameters."""
    assert _said(rule, added) == ()


@pytest.mark.parametrize(
    "added",
    [
        "_x if some a in input.workload.functions",
        "_x := input.workload.iac.state",
        '_x := object.get(object.get(input.workload, "iac", {}), "state", "")',
        '_x := object.get(input.workload, ["iac", "state"], "")',
        "_x := input.workload",
    ],
)
def test_a_control_reads_the_keys_of_the_workload_that_it_names(rule: Path, added: str) -> None:
    """The METADATA names them, so that the documentation can say who reads a key."""
    text = rule.read_text()
    rule.write_text(text.replace("#   item:", "#   workload: [functions, iac.state]\n#   item:"))
    assert _said(rule, added) == ()


def test_an_import_of_a_part_of_the_input(rule: Path) -> None:
    """The name of the import stands for the part."""
    text = rule.read_text()
    rule.write_text(
        text.replace(
            "import data.lens.lib.finding", "import data.lens.lib.finding\nimport input.params as given"
        )
    )
    assert _said(rule, f'_x := given["{OTHER}"]') == (MINE,)


def test_the_members_of_the_input_are_those_of_its_schema() -> None:
    """`MEMBERS` repeats them because the schema takes long to build."""
    assert {*MEMBERS} == {*input_schema()["properties"]}


def test_our_own_policies_read_what_the_input_has() -> None:
    """The library and the controls of the product, each with its METADATA."""
    catalog = lab.everything()
    metas = {control.path: control.meta for control in catalog.controls.values()}
    assert len(metas) >= 30
    assert [found for module in catalog.modules for found in absent(module, metas.get(module.path))] == []


CHANGES = {
    f'input.params["{ID}"]': (f'input.params["{OTHER}"]', MINE),
    'input.resources["AWS::Bedrock::Agent"]': ('input.resources["AWS::Bedrock::Agnt"]', TYPE),
    "[AWS::Bedrock::Agent]": ("[AWS::Bedrock::Agnt]", TYPE),
    "\n_named(agent) if": ("\n_more := _params.shortst\n\n_named(agent) if", PARAM),
    "item: none": (
        "item: none\n#   workload: [functons]",
        "the section workload of the configuration has no key 'functons'. Did you mean functions?",
    ),
    "severity: low": (
        "severty: low",
        "its METADATA has under `custom` the unknown key 'severty'. Did you mean severity?",
    ),
}
"""A text of the example -> what stands there instead, and what is said about it."""


@pytest.mark.parametrize("old", CHANGES)
def test_policies_test_and_evaluate_refuse_it_with_its_line(rule: Path, old: str, tmp_path: Path) -> None:
    """Both name the file, the line and the nearest name, and the control is left out."""
    new, said = CHANGES[old]
    text = rule.read_text()
    assert old in text
    rule.write_text(text.replace(old, new, 1))
    wrong = next(word for word in (OTHER, "Agnt", "shortst", "severty", "functons") if word in new)
    line = rule.read_text()[: rule.read_text().index(wrong)].count("\n") + 1
    folder = str(rule.parents[2])
    done = CliRunner().invoke(cli, ["policies", "test", folder, "--engine", "regorus"])
    assert done.exit_code == 1
    assert f"REFUSED {rule}:{line}: {said}" in done.output
    lab.snapshot_of("bad", tmp_path / "s")
    command = ["evaluate", str(tmp_path / "s"), "--policies", folder, "--output", str(tmp_path / "out")]
    done = CliRunner().invoke(cli, [*command, "--control", OTHER])
    assert f"warning: {rule}:{line}: {said}"[:-1] in done.output
    assert "It is left out." in done.output
    done = CliRunner().invoke(cli, [*command, "--control", ID])
    assert done.exit_code == 2
    assert f"the control {ID} cannot be used and was left out." in done.output
    assert "See the warning above." in done.output
    assert "Did you mean GENSEC" not in done.output
