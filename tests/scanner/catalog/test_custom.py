"""Tests of a user's own controls: writing, testing and judging them, and rejecting invalid ones."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner, Result

from scanner.catalog import custom
from scanner.catalog.lens import POLICIES
from scanner.cli.main import cli
from scanner.errors import UsageError
from tests import lab

ID = "GENSEC01-BP01/our-rule"
TESTS = "lens_test.gensec01_bp01.our_rule_test"
AGENTS = "arn:aws:bedrock:us-east-1:999900001111:agent/"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Return a folder with the control that `policies new` writes."""
    custom.new(ID, tmp_path / "rules")
    return tmp_path / "rules"


def _file(rules: Path) -> Path:
    return rules / "security/gensec01_bp01/our_rule.rego"


def _problems(rules: Path) -> list[str]:
    return custom.extended(lab.everything(), [rules])[1]


def test_a_new_control_is_judged_beside_ours(rules: Path) -> None:
    """The catalog has it, marked as custom; it gives verdicts; built-in controls are unchanged."""
    catalog, problems = custom.extended(lab.everything(), [rules])
    assert not problems
    assert catalog.controls.keys() - lab.everything().controls.keys() == {ID}
    assert catalog.controls[ID].custom
    with lab.serving(lab.account("bad")) as (_, aws):
        collection = lab.read(aws, catalog.operations)
    report = lab.judge(collection, chosen=catalog)
    assert {r.resource.id: r.kind for r in report.results if r.control == ID} == {
        f"{AGENTS}REFUNDS001": "fail",
        f"{AGENTS}TRAVEL0001": "fail",
    }
    assert [r for r in report.results if r.control != ID] == lab.judge(collection).results
    assert report.controls[ID].custom


def test_line_breaks_of_windows(rules: Path) -> None:
    """A file that git checked out on Windows is the same control."""
    text = _file(rules).read_bytes()
    _file(rules).write_bytes(text.replace(b"\n", b"\r\n"))
    catalog, problems = custom.extended(lab.everything(), [rules])
    assert not problems
    assert catalog.modules[-1].text.encode() == text


def test_a_control_may_have_a_guide_of_its_own(rules: Path) -> None:
    """The control's page shows the fix from the YAML file beside the control."""
    _file(rules).with_suffix(".yaml").write_text(
        "fix:\n  cli: aws bedrock-agent get-agent\npeers: [ours:rule-7]\n"
    )
    done = CliRunner().invoke(cli, ["controls", "show", ID, "--policies", str(rules), "--format", "markdown"])
    assert "```sh\naws bedrock-agent get-agent\n```" in done.output
    assert "`ours:rule-7`" in done.output
    assert "hcl" not in done.output


@pytest.mark.parametrize("kind", ["broken", "link"])
def test_a_guide_that_cannot_be_used_is_named(rules: Path, kind: str) -> None:
    """A control with an invalid guide is rejected, with the file and the reason."""
    guide = _file(rules).with_suffix(".yaml")
    if kind == "link":
        guide.symlink_to("/etc/hostname")
    else:
        guide.write_text("fix: [}\n")
    (problem,) = _problems(rules)
    assert problem.startswith(f"{guide}: it is a link." if kind == "link" else f"{guide}:1: it is not YAML")


def _tested(rules: Path, opa: str, *options: str) -> Result:
    """Return the outcome of `policies test`."""
    return CliRunner().invoke(cli, ["policies", "test", str(rules), *options], env={"GENAI_LENS_OPA": opa})


@pytest.mark.parametrize("engine", ["regorus", "opa", ""])
def test_its_tests_run_in_both_engines_or_in_one(rules: Path, engine: str, opa: str) -> None:
    """The tests that `policies new` writes pass, and fail when the control is changed wrongly."""
    options = ["--engine", engine] if engine else []
    done = _tested(rules, opa, *options)
    assert done.exit_code == 0, done.output
    assert f"4 of 4 tests pass in {engine or 'regorus and opa'}." in done.output
    assert "note:" not in done.output
    _file(rules).write_text(_file(rules).read_text().replace("not _named(agent)", "_named(agent)"))
    done = _tested(rules, opa, *options)
    assert done.exit_code == 1
    assert f"FAIL    {TESTS}.test_a_long_name_passes: it is undefined\n" in done.output


def test_without_opa_its_tests_run_in_regorus(rules: Path) -> None:
    """A note says so, and how to get OPA. The exit code is that of the tests."""
    done = _tested(rules, "/nowhere/opa")
    assert done.exit_code == 0, done.output
    assert "4 of 4 tests pass in regorus.\n" in done.output
    assert "note: The tests ran in regorus only: GENAI_LENS_OPA is '/nowhere/opa', which" in done.stderr
    assert "Put OPA 1.0 or newer on PATH, or name it in GENAI_LENS_OPA." in done.stderr
    assert "note:" not in _tested(rules, "/nowhere/opa", "--engine", "regorus").output
    assert _tested(rules, "/nowhere/opa", "--engine", "opa").exit_code == 4


def test_a_failed_test_says_why_and_where(rules: Path, opa: str) -> None:
    """A reason is said once if the engines agree, and otherwise with the engine.

    The engines differ on `some x in` what is no collection: see docs/rego-subset.md.
    """
    test = _file(rules).with_name("our_rule_test.rego")
    added = (
        '_five := json.unmarshal(`{"five": 5}`).five',
        "test_value := _five",
        "test_one_engine if count([x | some x in _five]) == 0",
        "test_error if lower(_five) == _control",
    )
    test.write_text(test.read_text() + "\n" + "\n\n".join(added) + "\n")
    done = _tested(rules, opa)
    assert done.exit_code == 1
    said = {line.split(": ")[0].split(".")[-1]: line.partition(": ")[2] for line in done.output.splitlines()}
    assert said["test_value"] == "it is 5"
    place = f"{test}:{test.read_text()[: test.read_text().index('test_one_engine')].count(chr(10)) + 1}: "
    assert said["test_one_engine"].startswith(f"in regorus, {place}")
    assert "in opa" not in said["test_one_engine"]
    assert said["test_error"].count(f"{test}:") == 2
    assert "; in opa, " in said["test_error"]
    assert "4 of 7 tests pass in regorus and opa." in done.output


@pytest.mark.parametrize(
    "added", ["test_more(x) if x", "default test_more := true", "test_a_long_name_passes"]
)
def test_what_looks_like_a_test_is_named_with_its_line(rules: Path, opa: str, added: str) -> None:
    """The file is refused before an engine reads it; the tests of other files run."""
    test = _file(rules).with_name("our_rule_test.rego")
    other = test.with_name("other_test.rego")
    other.write_text("package lens_test.other_test\n\ntest_other if true\n")
    test.write_text(f"{test.read_text()}\n{added if ' ' in added else f'{added} if true'}\n")
    done = _tested(rules, opa)
    assert done.exit_code == 1
    line = len(test.read_text().splitlines())
    name = "test_more" if "test_more" in added else added
    assert f"REFUSED {test}:{line}: {name} is not a test; write `{name} if {{ ... }}`" in done.output
    assert "1 of 1 tests pass in regorus and opa." in done.output


@pytest.mark.parametrize("character", ["\0", "\x0c", "\x1b", "\ufeff"])
@pytest.mark.parametrize("name", ["our_rule.rego", "our_rule_test.rego"])
def test_a_control_character_is_refused_with_its_line(rules: Path, name: str, character: str) -> None:
    """A comment cannot hide what follows it from one engine, in a control as in a test."""
    file = _file(rules).with_name(name)
    text = file.read_text()
    file.write_text(text.replace("\nimport", f"\n# hidden{character}\nimport", 1))
    line = text[: text.index("\nimport")].count("\n") + 2
    done = _tested(rules, "/nowhere/opa", "--engine", "regorus")
    assert done.exit_code == 1
    assert f"REFUSED {file}:{line}: the text has a control character or a byte order mark" in done.output


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "import data.lens.lib.finding",
            "import data.lens.lib.finding\nimport data.lens.catalog",
            "22: data.lens.catalog is neither in data.lens.lib",
        ),
        (
            "_agents := input.resources",
            "_agents := data.other.resources",
            ": data.other.resources.AWS::Bedrock::Agent is neither",
        ),
        (
            "count(agent.properties.agentName)",
            'count(http.send({"url": agent.name}).body)',
            "http.send is not one of the built-ins",
        ),
        (
            "\n_named(agent) if",
            "\nextra := 1\n\n_named(agent) if",
            "1: it exports extra; helpers start with an underscore.",
        ),
        (
            "bedrock-agent:GetAgent]",
            "bedrock-agent:GetAgnt]",
            "1: no collector reads bedrock-agent:GetAgnt. Did you mean bedrock-agent:GetAgent?",
        ),
        ("severity: low", "severity: lowish", "1: its severity is not one of"),
        ("#   item: none\n", "", "1: the METADATA lacks item."),
        (
            "too-short:",
            "Too short:",
            "1: the message name 'Too short' is not lower-case words",
        ),
        ("violations contains finding", "violations contains {finding", "31: expecting"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(rules: Path, old: str, new: str, said: str) -> None:
    """The error of an invalid control has file, line and reason."""
    _file(rules).write_text(_file(rules).read_text().replace(old, new, 1))
    (problem,) = _problems(rules)
    assert problem.startswith(f"{_file(rules)}:")
    assert said in problem


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title: Give", r'title: "\e[31m" # ', "its title is not a text, or not printable"),
        ("title: Give", "title: 5 # ", "its title is not a text"),
        ("description: A", "description: [a] # ", "its description is not a text"),
        ("remediation: Say", "remediation: 5 # ", "its remediation is not a text"),
        ("the agent has", r'"\e[31m %s" # ', "its message is not a text, or not printable"),
        ("shortest: 10", "1: 10", "has the key 1, which is an integer, and not a string"),
        ("shortest: 10", "shortest: .nan", "shortest is .nan (a number that JSON cannot hold)"),
        ("shortest: 10", f"shortest: {10**30}", "(a number beyond 2^53)"),
        (
            "shortest: 10",
            f"shortest: {'[' * 500}{']' * 500}",
            "it has too many values, or is nested too deeply",
        ),
        ("shortest: 10", f"shortest: {'[' * 9}{']' * 9}", "its params are not a mapping of names"),
        ("params:\n#     shortest: 10", "params: 5", "its params are not a mapping of names"),
        ("shortest: 10", "shortest: !!int ''", "the METADATA cannot be read"),
        ("shortest: 10", f"shortest: 1{':1' * 200}.5", "the METADATA cannot be read"),
        ("lists: [", "lists: [5, ", "its lists is not a list of printable strings"),
        ("item: none", "item: none\n#   aliases: [GENSEC01-BP01/a, GENSEC01-BP01/a]", "name one id twice"),
        ("item: none", f"item: none\n#   aliases: [{ID}]", f"its alias {ID} is its id"),
    ],
)
def test_metadata_that_no_report_can_show_is_refused(rules: Path, old: str, new: str, said: str) -> None:
    """Such a control is left out; the run goes on."""
    text = _file(rules).read_text()
    assert old in text
    _file(rules).write_text(text.replace(old, new, 1))
    (problem,) = _problems(rules)
    assert problem.startswith(f"{_file(rules)}:1: {said}") or said in problem
    assert problem.isprintable()


def test_what_is_no_file_is_named(rules: Path) -> None:
    """Reading does not wait for the writer of a pipe, and a name reaches no terminal as it is."""
    for name in ("pipe.rego", "pipe_test.rego"):
        os.mkfifo(_file(rules).with_name(name))
    for name in ("folder.rego", "folder_test.rego"):
        _file(rules).with_name(name).mkdir()
    _file(rules).with_name("x\x1b[31m\n::error::.rego").write_text("package x")
    problems = _problems(rules)
    assert len(problems) == 3
    assert all(problem.isprintable() for problem in problems)
    done = CliRunner().invoke(cli, ["policies", "test", str(rules)])
    assert done.exit_code == 1
    assert done.output.count("or not a file") == 4
    assert "4 of 4 tests pass" in done.output


def test_a_control_of_ours_cannot_be_replaced(rules: Path) -> None:
    """A file with the id of a built-in control is rejected."""
    other = _file(rules).with_name("api_keys_expire.rego")
    other.write_text(
        _file(rules).read_text().replace("our-rule", "api-keys-expire").replace("our_rule", "api_keys_expire")
    )
    assert _problems(rules) == [
        f"{other}:1: GENSEC01-BP01/api-keys-expire is a control of genai-lens: give yours another id."
    ]


def test_an_old_id_of_a_control_of_ours_cannot_be_taken(rules: Path) -> None:
    """An alias that is another control's id is rejected: settings could reach the wrong control."""
    text = _file(rules).read_text()
    _file(rules).write_text(
        text.replace("#   item:", "#   aliases: [GENSEC01-BP01/api-keys-expire]\n#   item:")
    )
    said = "GENSEC01-BP01/api-keys-expire is a control of genai-lens: give yours another id."
    assert _problems(rules) == [f"{_file(rules)}:1: {said}"]


def test_what_new_writes_is_formatted_and_strict(rules: Path, opa: str, tmp_path: Path) -> None:
    """`opa fmt` changes neither file, and `opa check --strict` accepts both."""
    for module in lab.everything().modules:
        path = tmp_path / "ours" / module.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(module.text)
    (tmp_path / "ours/testing.rego").write_text((POLICIES / "lib/testing_test.rego").read_text())
    for command in (["fmt", "--fail", "--diff"], ["check", "--strict", str(tmp_path / "ours")]):
        done = subprocess.run([opa, *command, str(rules)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_links_and_wrong_places_are_refused(rules: Path, tmp_path: Path) -> None:
    """A symbolic link is rejected, and so is a file outside a best practice's folder."""
    (rules / "loose.rego").write_text("package loose\n")
    (tmp_path / "elsewhere.rego").write_text("package elsewhere\n")
    (rules / "security/gensec01_bp01/link.rego").symlink_to(tmp_path / "elsewhere.rego")
    assert [problem.split(": ")[1][:20] for problem in _problems(rules)] == [
        "a control belongs in",
        "it is a link, or lar",
    ]


def test_a_control_that_is_left_out_is_said(rules: Path, tmp_path: Path) -> None:
    """A control that is not valid causes a warning, and the others are judged."""
    lab.snapshot_of("bad", tmp_path / "s")
    _file(rules).write_text("package broken")
    command = [
        "evaluate",
        str(tmp_path / "s"),
        "--control",
        "GENSEC01-BP01/api-keys-expire",
        "--policies",
        str(rules),
        "--format",
        "json",
    ]
    done = CliRunner().invoke(cli, [*command, "--output", str(tmp_path / "out")])
    assert done.exit_code == 1, done.output
    assert "warning:" in done.output
    assert len(orjson.loads((tmp_path / "out/results.json").read_bytes())["results"]) == 3


def test_it_is_listed_and_shown(rules: Path) -> None:
    """`controls list` and `controls show` include a user's own control."""
    done = CliRunner().invoke(cli, ["controls", "list", "--policies", str(rules), "--control", ID])
    assert done.output == f"{ID:<50} {'low':<9} Give every Bedrock agent a name that says what it is for\n"
    shown = ["controls", "show", ID, "--policies", str(rules)]
    assert "shortest: 10" in CliRunner().invoke(cli, [*shown, "--format", "yaml"]).output
    page = CliRunner().invoke(cli, [*shown, "--format", "markdown"]).output
    assert page.startswith(f"# {ID}\n\n**Give every Bedrock agent a name that says what it is for.** ")
    for line in (
        "| `too-short` | the agent has no name of … characters or more |",
        "| `bedrock-agent:ListAgents` | `bedrock:ListAgents` | finds what is judged |",
        "| `shortest` | `10` |",
        "Say in the agent's name what it does and who answers for it.",
    ):
        assert line in page.splitlines()


@pytest.mark.parametrize(
    "control",
    ["GENSEC99-BP01/x", "GENSEC01-BP01/Upper", "GENSEC01-BP01/", "GENSEC01-BP01/../x", "GENSEC01-BP01/1st"],
)
def test_a_name_that_is_none_is_refused(control: str, tmp_path: Path) -> None:
    """`policies new` writes nothing for an unknown best practice, or an invalid name."""
    with pytest.raises(UsageError):
        custom.new(control, tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["id", "alias"])
def test_the_id_of_a_built_in_control_is_refused(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`policies new` refuses it and writes nothing, as `policies test` would refuse the file."""
    ours = lab.everything()
    control = next(iter(ours.controls.values()))
    name = control.id
    if kind == "alias":
        name = f"{control.practice}/an-old-name"
        renamed = replace(control, meta=replace(control.meta, aliases=(name,)))
        ours = replace(ours, controls={**ours.controls, control.id: renamed})
        monkeypatch.setattr(custom, "load", lambda: ours)
    done = CliRunner().invoke(cli, ["policies", "new", name, "--policies", str(tmp_path / "rules")])
    assert done.exit_code == 2
    assert done.stderr == f"error: {name} is a control of genai-lens.\nnext:  Choose another name.\n"
    assert not list(tmp_path.iterdir())


def test_a_control_without_tests_is_named(rules: Path) -> None:
    """The line has the file where its tests go. If there is no test at all, the command fails."""
    custom.new("GENSEC01-BP01/other-rule", rules)
    test = custom.test_of(_file(rules))
    said = f"NO TEST {ID} has no tests. They go into {test}, as rules called test_...\n"
    for lost in (lambda: test.write_text("package lens_test.x\n"), test.unlink):
        lost()
        done = _tested(rules, "", "--engine", "regorus")
        assert (done.exit_code, said in done.output) == (0, True)
        assert done.output.count("NO TEST") == 1
        assert "4 of 4 tests pass in regorus.\n" in done.output
    custom.test_of(rules / "security/gensec01_bp01/other_rule.rego").unlink()
    done = _tested(rules, "", "--engine", "regorus")
    assert (done.exit_code, said in done.output) == (1, True)
    assert done.output.count("NO TEST") == 2
    assert done.output.endswith("\nNo tests were run.\n")


def test_a_test_file_that_is_refused_is_no_missing_test(rules: Path) -> None:
    """The control has tests; the line about the file says what to do."""
    custom.test_of(_file(rules)).write_text("package\n")
    done = _tested(rules, "", "--engine", "regorus")
    assert (done.exit_code, "NO TEST" in done.output) == (1, False)
    assert f"REFUSED {custom.test_of(_file(rules))}:" in done.output


@pytest.mark.parametrize("command", [["policies", "test"], ["controls", "list", "--policies"]])
def test_a_folder_that_is_not_there(command: list[str], tmp_path: Path) -> None:
    """The next step names no option, since `policies test` has no --policies."""
    done = CliRunner().invoke(cli, [*command, str(tmp_path / "no")])
    assert done.exit_code == 2
    assert done.stderr == (
        f"error: {tmp_path / 'no'} is not a folder of policies.\n"
        "next:  Name another folder, or write a first control with `genai-lens policies new`.\n"
    )


def test_nothing_is_overwritten(rules: Path) -> None:
    """`policies new` does not replace an existing file."""
    with pytest.raises(UsageError):
        custom.new(ID, rules)
