"""Controls of a user's own: written, tested, judged like ours, and refused where they reach too far."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from scanner import custom
from scanner.cli import cli
from scanner.engines.regorus import outside
from scanner.errors import UsageError
from tests import lab

ID = "GENSEC01-BP01/our-rule"
AGENTS = "arn:aws:bedrock:us-east-1:999900001111:agent/"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A folder with the control that `policies new` writes."""
    custom.new(ID, tmp_path / "rules")
    return tmp_path / "rules"


def _file(rules: Path) -> Path:
    return rules / "security/gensec01_bp01/our_rule.rego"


def _problems(rules: Path) -> list[str]:
    return custom.extended(lab.everything(), [rules])[1]


def test_a_new_control_is_judged_beside_ours(rules: Path) -> None:
    """It is in the catalog, marked as the user's, and gives verdicts; ours are as they were."""
    catalog, problems = custom.extended(lab.everything(), [rules])
    assert not problems
    assert catalog.controls.keys() - lab.everything().controls.keys() == {ID}
    assert catalog.controls[ID].custom
    with lab.serving(lab.account("bad")) as (_, aws):
        collection = lab.read(aws, catalog.operations)
    report = lab.judge(collection, chosen=catalog)
    assert {r.resource["id"]: r.kind for r in report.results if r.control == ID} == {f"{AGENTS}REFUNDS001": "fail", f"{AGENTS}TRAVEL0001": "fail"}
    assert [r for r in report.results if r.control != ID] == lab.judge(collection).results
    assert report.controls[ID]["custom"]


def test_a_control_may_have_a_guide_of_its_own(rules: Path) -> None:
    """The YAML file beside it says how to fix what it found, in the page and in the alert."""
    _file(rules).with_suffix(".yaml").write_text("fix:\n  cli: aws bedrock-agent get-agent\npeers: [ours:rule-7]\n")
    done = CliRunner().invoke(cli, ["controls", "show", ID, "--policies", str(rules), "--format", "markdown"])
    assert "```sh\naws bedrock-agent get-agent\n```" in done.output
    assert "- ours: `rule-7`" in done.output
    assert "hcl" not in done.output


@pytest.mark.parametrize("kind", ["broken", "link"])
def test_a_guide_that_cannot_be_used_is_named(rules: Path, kind: str) -> None:
    """The control is left out, with the file and the reason."""
    guide = _file(rules).with_suffix(".yaml")
    if kind == "link":
        guide.symlink_to("/etc/hostname")
    else:
        guide.write_text("fix: [}\n")
    (problem,) = _problems(rules)
    assert problem.startswith(f"{guide}: it is a link." if kind == "link" else f"{guide}:1: it is not YAML")


@pytest.mark.parametrize("engine", ["regorus", "opa"])
def test_its_tests_run_in_either_engine(rules: Path, engine: str, opa: str) -> None:
    """What `policies new` writes passes as it is, and a broken control fails its test."""
    done = CliRunner().invoke(cli, ["policies", "test", str(rules), "--engine", engine], env={"GENAI_LENS_OPA": opa})
    assert done.exit_code == 0, done.output
    assert f"4 of 4 tests pass in {engine}." in done.output
    _file(rules).write_text(_file(rules).read_text().replace("not _described(agent)", "_described(agent)"))
    done = CliRunner().invoke(cli, ["policies", "test", str(rules), "--engine", engine], env={"GENAI_LENS_OPA": opa})
    assert done.exit_code == 1
    assert "FAIL    lens_test.gensec01_bp01.our_rule_test.test_described_passes" in done.output


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("import data.lens.lib.text", "import data.lens.lib.text\nimport data.lens.catalog", "19: data.lens.catalog is neither the library"),
        ("some agent in input.resources", "some agent in data.other.resources", ": data.other.resources.AWS::Bedrock::Agent is neither"),
        ("count(agent.properties.description)", 'count(http.send({"url": agent.name}).body)', "http.send is not among the built-ins"),
        ("\n_described(agent) if", "\nextra := 1\n\n_described(agent) if", "1: it exports extra; helpers start with an underscore."),
        ("bedrock-agent:GetAgent]", "bedrock-agent:GetAgnt]", "1: no collector reads bedrock-agent:GetAgnt. Did you mean bedrock-agent:GetAgent?"),
        ("severity: low", "severity: lowish", "1: its severity is not one of"),
        ("violations contains {", "violations contains {{", "30: expecting"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(rules: Path, old: str, new: str, said: str) -> None:
    """File, line and reason; the control is left out and ours stand."""
    _file(rules).write_text(_file(rules).read_text().replace(old, new, 1))
    (problem,) = _problems(rules)
    assert problem.startswith(f"{_file(rules)}:")
    assert said in problem


def test_a_control_of_ours_cannot_be_replaced(rules: Path) -> None:
    """A file with the id of a control of ours is refused."""
    other = _file(rules).with_name("api_keys_expire.rego")
    other.write_text(_file(rules).read_text().replace("our-rule", "api-keys-expire").replace("our_rule", "api_keys_expire"))
    assert _problems(rules) == [f"{other}:1: GENSEC01-BP01/api-keys-expire is a control of genai-lens: give yours another name."]


def test_links_and_wrong_places_are_refused(rules: Path, tmp_path: Path) -> None:
    """A link may lead anywhere, and a file outside a best practice's folder is no control."""
    (rules / "loose.rego").write_text("package loose\n")
    (tmp_path / "elsewhere.rego").write_text("package elsewhere\n")
    (rules / "security/gensec01_bp01/link.rego").symlink_to(tmp_path / "elsewhere.rego")
    assert [problem.split(": ")[1][:20] for problem in _problems(rules)] == ["a control lies in PI", "it is a link, or lar"]


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
        ("import data.lens.lib.facts\na := facts.subject(data.lens.controls.p.q.b)\nb := data.lens.lib.group.by_first(set())", ()),
    ],
)
def test_what_reaches_out_is_found(text: str, names: tuple[str, ...]) -> None:
    """Only the library and the control's own rules may be named, however that is written."""
    found = outside(f"package lens.controls.p.q\n{text}\n", "q.rego", "lens.controls.p.q")
    assert tuple(line.split(": ")[1] for line in found) == names


def test_strict_ends_the_run_and_else_it_is_said(rules: Path, tmp_path: Path) -> None:
    """A broken control is a warning; with --strict nothing is judged."""
    lab.snapshot_of("bad", tmp_path / "s")
    _file(rules).write_text("package broken")
    command = ["evaluate", str(tmp_path / "s"), "--control", "GENSEC01-BP01/api-keys-expire", "--policies", str(rules), "--format", "json"]
    done = CliRunner().invoke(cli, [*command, "--output", str(tmp_path / "out")])
    assert done.exit_code == 1, done.output
    assert "warning:" in done.output
    assert len(orjson.loads((tmp_path / "out/results.json").read_bytes())["results"]) == 2
    done = CliRunner().invoke(cli, [*command, "--output", str(tmp_path / "again"), "--strict"])
    assert done.exit_code == 2
    assert not (tmp_path / "again").exists()


def test_it_is_listed_and_shown(rules: Path) -> None:
    """`controls list` and `controls show` know it."""
    done = CliRunner().invoke(cli, ["controls", "list", "--policies", str(rules), "--control", ID])
    assert done.output == f"{ID:<50} {'low':<9} Give every Bedrock agent a description\n"
    shown = ["controls", "show", ID, "--policies", str(rules)]
    assert "shortest: 10" in CliRunner().invoke(cli, shown).output
    page = CliRunner().invoke(cli, [*shown, "--format", "markdown"]).output
    assert page.startswith(f"# {ID}\n\n**Give every Bedrock agent a description.** ")
    for line in (
        "- agent … has no description of … characters or more",
        "| `bedrock-agent:ListAgents` | `bedrock:ListAgents` | finds what is judged |",
        "| `shortest` | `10` |",
        "Describe in a sentence what the agent does and who answers for it.",
    ):
        assert line in page.splitlines()


@pytest.mark.parametrize("control", ["GENSEC99-BP01/x", "GENSEC01-BP01/Upper", "GENSEC01-BP01/", "GENSEC01-BP01/../x", "GENSEC01-BP01/1st"])
def test_a_name_that_is_none_is_refused(control: str, tmp_path: Path) -> None:
    """`policies new` writes nothing for an id of no best practice, or a name that no package can have."""
    with pytest.raises(UsageError):
        custom.new(control, tmp_path)
    assert not list(tmp_path.iterdir())


def test_nothing_is_overwritten(rules: Path) -> None:
    """A control that is there stays."""
    with pytest.raises(UsageError):
        custom.new(ID, rules)
