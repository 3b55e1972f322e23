"""The documentation: generated pages are fresh, links and numbers are right, and the examples work."""

from __future__ import annotations

import os
import re
import struct
import subprocess
import sys
from functools import cache
from pathlib import Path

import botocore.session
import click
import jmespath
import orjson
import pytest
import regorus
from click.testing import CliRunner

from collectors import TYPES
from collectors.redaction import stored_in_clear
from collectors.table import Collector
from scanner.catalog.controls import Catalog, Control, load, read
from scanner.catalog.guide import guide
from scanner.catalog.input_schema import input_schema
from scanner.catalog.lens import POLICIES, practices
from scanner.catalog.metadata import Shared
from scanner.cli.main import cli
from scanner.demo import samples
from scanner.engines.interface import Document
from scanner.engines.program import binary
from scanner.engines.registry import engine
from scanner.errors import Defect, EngineError, OutputError, ScanError, SnapshotError, UsageError
from scanner.people.config import read as config_of
from scanner.people.config import resolved
from scanner.rego import Module
from tests import lab
from tests.policies import test_fixes

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob(".github/**/*.md")])
CONTROL = "security/gensec01_bp03/knowledge_base_own_role"
"""Where the example of docs/writing-a-control.md would be."""


def _text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def _blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", _text(page), re.S | re.M)


def _commands(command: click.Command, path: str) -> dict[str, click.Command]:
    found = {path: command}
    for name, child in getattr(command, "commands", {}).items():
        found |= _commands(child, f"{path} {name}")
    return found


@cache
def _example() -> tuple[Control, list[Module], Document]:
    """The guide's control, all modules that judge it, and the catalog that they see.

    The modules include its test and the fixtures.
    """
    rule, test = _blocks("docs/writing-a-control.md", "rego")
    control = read(Module(f"{CONTROL}.rego", rule), Shared.load())
    shared = [
        p
        for p in sorted(POLICIES.rglob("*.rego"))
        if p.parent == POLICIES / "lib" or p == POLICIES / "main.rego"
    ]
    shared = [p for p in shared if not p.name.endswith("_test.rego") or p.name == "testing_test.rego"]
    modules = [Module(p.relative_to(POLICIES).as_posix(), p.read_text(encoding="utf-8")) for p in shared]
    practice, name = control.package
    return (
        control,
        [*modules, Module(control.path, rule), Module(f"{CONTROL}_test.rego", test)],
        {practice: {name: control.meta.document()}},
    )


def test_generated_pages_are_fresh() -> None:
    """`make generate` would change nothing."""
    subprocess.run([sys.executable, "scripts/docs.py", "--check"], cwd=ROOT, check=True)


def test_every_command_and_option_is_documented() -> None:
    """Each command has its heading in docs/cli.md, and each of its options stands below that."""
    sections = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", _text("docs/cli.md"), re.S | re.M))
    known = _commands(cli, "genai-lens")
    assert sections.keys() == known.keys()
    for path, command in known.items():
        for option in (name for p in command.params if isinstance(p, click.Option) for name in p.opts):
            assert re.search(rf"^  (\S+, )?{option}\b", sections[path], re.M), f"{path} {option}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link of a page is a file or folder that is there, below the root."""
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
        if not re.match(r"https?:", target):
            there = (page.parent / target).resolve()
            assert there.exists(), target
            assert there.is_relative_to(ROOT), target


def test_the_example_control_works() -> None:
    """Every test of the guide's control holds, and it judges as the guide says."""
    control, modules, catalog = _example()
    judge = regorus.Engine()
    judge.add_data_json(orjson.dumps({"lens": {"catalog": catalog, "types": TYPES}}).decode())
    for module in modules:
        judge.add_policy(module.path, module.text)
    names = re.findall(r"^(test_\w+)", modules[-1].text, re.M)
    package = re.search(r"^package (\S+)", modules[-1].text)
    assert package
    verdicts = {name.rsplit("_", 1)[1] for name in names}
    assert verdicts >= {"fails", "passes", "applicable", "unknown"}
    assert {name: judge.eval_rule(f"data.{package[1]}.{name}") for name in names} == dict.fromkeys(
        names, True
    )
    record = {"name": "n", "region": "us-east-1", "properties": {"roleArn": "arn:r"}}
    facts = {
        "account": "111122223333",
        "partition": "aws",
        "kind": "account",
        "regions": ["us-east-1"],
        "gaps": {},
        "at": {"arn:kb": 0, "arn:gw": 0},
        "resources": {
            **{name: [] for name in TYPES},
            "AWS::Bedrock::KnowledgeBase": [
                {**record, "type": "AWS::Bedrock::KnowledgeBase", "id": "arn:kb"}
            ],
            "AWS::BedrockAgentCore::Gateway": [
                {**record, "type": "AWS::BedrockAgentCore::Gateway", "id": "arn:gw"}
            ],
        },
        "params": {control.id: control.meta.params},
    }
    with engine("regorus") as running:
        found = running.evaluate([m for m in modules if not m.path.endswith("_test.rego")], catalog, facts)
    assert not found.failures
    assert [(r["kind"], r["message"]) for r in found.rows] == [
        ("fail", 'its role "arn:r" is also the role of "arn:gw"')
    ]


def test_the_examples_fix_and_samples_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The models accept each form of the guide's fix. Its samples make the control pass and fail."""
    control, modules, _ = _example()
    (text,) = [block for block in _blocks("docs/writing-a-control.md", "yaml") if block.startswith("fix:")]
    path = tmp_path / f"{CONTROL}.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    for check in (test_fixes.check_commands, test_fixes.check_terraform, test_fixes.check_cloudformation):
        check(guide(path))
    monkeypatch.setattr(samples, "POLICIES", tmp_path)
    alone = Catalog({control.id: control}, [m for m in modules if not m.path.endswith("_test.rego")])
    for name, kind in (("good", "pass"), ("bad", "fail")):
        with lab.serving(samples.sample(name, [control.id])) as (_, aws):
            report = lab.judge(lab.read(aws, control.operations), chosen=alone)
        assert [r.kind for r in report.results if "policies" not in r.resource.name] == [kind]


def test_the_example_control_is_formatted_and_strict(tmp_path: Path) -> None:
    """OPA accepts the guide's control, and its test passes there too."""
    try:
        opa = binary()
    except EngineError as error:
        pytest.skip(f"not checked with OPA: {error}")
    _, modules, catalog = _example()
    for module in modules:
        path = tmp_path / "policies" / module.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(module.text, encoding="utf-8")
    (tmp_path / "data.json").write_bytes(orjson.dumps({"lens": {"catalog": catalog, "types": TYPES}}))
    (tmp_path / "input.json").write_bytes(orjson.dumps(input_schema()))
    schema = ["--capabilities", str(POLICIES / "capabilities.json"), "-s", "input.json"]
    for command in (
        ["fmt", "--fail", "--diff", "policies"],
        ["check", "--strict", *schema, "policies"],
        ["test", "--timeout", "60s", "policies", "data.json"],
    ):
        done = subprocess.run([opa, *command], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_example_collector_works() -> None:
    """The table of the guide fits botocore's model: operations, parameters, members and paths."""
    space: dict[str, Collector] = {}
    (block,) = _blocks("docs/writing-a-collector.md", "python")
    exec(block, space)
    collector = space["COLLECTOR"]
    service = botocore.session.get_session().get_service_model(collector.service)
    listing, detail = collector.rows
    answer = service.operation_model(listing.operation).output_shape
    (found,) = listing.finds
    item = answer.members[found.items].member.members
    for row in collector.rows:
        asked = service.operation_model(row.operation)
        assert set(row.params) | set(row.constants) <= set(asked.input_shape.members)
        assert set(asked.input_shape.required_members) <= set(row.params) | set(row.constants)
        assert set(row.keep) <= set(stored_in_clear(collector.service, row))
    assert detail.parents == (listing.operation,)
    sample = {name: name for name in item}
    assert [jmespath.search(expression, sample) for expression in detail.params.values()] == list(
        detail.params
    )
    assert found.id.format(**sample) == "Arn"
    assert {*found.always} <= set(item)
    assert listing.holders == (found.items,)


def test_the_example_configuration_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It gives each account what the page says.

    Each mistake of the table gets the words beside it.
    """
    catalog, keys, gateway = (
        load(),
        "GENSEC01-BP01/api-keys-expire",
        "GENSEC05-BP01/gateway-inbound-authorized",
    )
    block, signs, other = _blocks("docs/configuration.md", "yaml")
    (tmp_path / "c.yaml").write_text(block)
    config = config_of(tmp_path / "c.yaml", catalog)
    assert resolved(config, catalog, "123456789012")[keys] == {
        "allow_long_term_keys": True,
        "max_lifetime_days": 30,
        "services": ["bedrock.amazonaws.com", "aws-external-anthropic.amazonaws.com"],
    }
    assert resolved(config, catalog, "111122223333")[keys] == {
        "allow_long_term_keys": True,
        "max_lifetime_days": 7,
        "services": ["bedrock.amazonaws.com", "aws-external-anthropic.amazonaws.com"],
    }
    assert resolved(config, catalog, "123456789012")[gateway] == {"public_gateways": ["demo-gateway"]}
    assert resolved(config, catalog, "111122223333")[gateway] == {"public_gateways": []}
    (tmp_path / "signs.yaml").write_text(signs)
    assert config_of(tmp_path / "signs.yaml", catalog).signs == {
        "structured": ["antworte nur mit", "one word:"]
    }
    (tmp_path / "other.yaml").write_text(other)
    exceptions = config_of(tmp_path / "other.yaml", catalog)
    assert [*exceptions.off("123456789012")] == ["GENSEC03-BP01/trail-data-events-bedrock"]
    assert [one.severity for one in exceptions.severity("123456789012").values()] == ["low"]
    assert [one.tags["env"] for one in exceptions.left_out("123456789012")] == ["sandbox"]
    assert exceptions.left_out("111122223333") == ()
    rows = dict(re.findall(r"^\| `(.+?)` \| (.+) \|$", _text("docs/configuration.md"), re.M))
    assert len(rows) == 8
    places = {
        "max_": f"params: {{{keys}: {{%s}}}}",
        "public": f"params: {{{gateway}: {{%s}}}}",
        "GENSEC": "params: {%s}",
        "regions": "%s",
        "1": "accounts: {%s}",
        "'1": "accounts: {%s}",
    }
    monkeypatch.chdir(tmp_path)
    for mistake, said in rows.items():
        place = next(text for start, text in places.items() if mistake.startswith(start))
        (tmp_path / "genai-lens.yaml").write_text("\n" + place % mistake)
        with pytest.raises(UsageError) as caught:
            config_of(None, catalog)
        for words in re.findall(r"`(.+?)`", said):
            assert words in f"{caught.value.sentence} {caught.value.next_step}"


@pytest.mark.parametrize("page", ["README.md", "docs/output.md"])
def test_the_table_of_exit_codes_is_the_programs(page: str) -> None:
    """The table has the exit codes of all errors, of the command line and of a run."""
    rows = {int(code) for code in re.findall(r"^\| (\d+) \|", _text(page), re.M)}
    own = {
        int(code)
        for code in re.findall(
            r"(?:return|ctx\.exit\()\s*(\d+)", _text("scanner/cli/main.py") + _text("scanner/run.py")
        )
    }
    assert rows == own | {
        e.exit_code for e in (ScanError, SnapshotError, OutputError, EngineError, UsageError, Defect)
    }


def test_the_numbers_of_the_readme_are_right() -> None:
    """It says how much is covered, as `genai-lens coverage` does."""
    controls = load().controls.values()
    found = r"Today (\d+) controls cover (\d+) of the lens's (\d+) best practices"
    (said,) = re.findall(found, _text("README.md"))
    assert said == (str(len(controls)), str(len({c.practice for c in controls})), str(len(practices())))


def test_the_output_in_the_readme_is_real(tmp_path: Path) -> None:
    """Every line that the README shows is one that the demo prints."""
    environ = {**os.environ, "COLUMNS": "120"}
    command = [
        sys.executable,
        "-m",
        "scanner.cli",
        "demo",
        "--format",
        "table",
        "--output",
        str(tmp_path / "out"),
    ]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=True)
    (shown,) = _blocks("README.md", "text")
    printed = [line.rstrip() for line in done.stdout.splitlines()]
    assert [line for line in shown.splitlines() if line.strip() != "..." and line not in printed] == []


def test_the_output_before_a_scan_is_real(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every line that docs/before-a-scan.md shows is one that the commands print."""
    shown = [*_blocks("docs/before-a-scan.md", "text"), *_blocks("docs/before-a-scan.md", "console")]
    commands = (
        ["doctor", "--control", "GENSEC05-BP01/agent-role-not-shared"],
        ["scan", "--plan", "--best-practice", "GENSEC02-BP01"],
        ["scan", "--region", "us-esat-1"],
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("scanner.cli.say.columns", lambda: 80)
    with lab.sample("bad") as (server, _):
        server.fault("lambda:*", "denied")
        printed = [CliRunner().invoke(cli, command).output.splitlines() for command in commands]
    for block, lines in zip(shown, printed, strict=True):
        expected = [line for line in block.splitlines() if line != "..." and not line.startswith("$ ")]
        assert [line for line in expected if line not in lines] == []


def test_the_check_of_a_configuration_is_real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`config check` says of the example what the page says."""
    (shown,) = (block for block in _blocks("docs/configuration.md", "console") if block.startswith("$ "))
    command, said = shown.split("\n", 1)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "genai-lens.yaml").write_text(_blocks("docs/configuration.md", "yaml")[0])
    done = CliRunner().invoke(cli, command.removeprefix("$ genai-lens ").split())
    assert (done.exit_code, done.stdout) == (0, said)


def test_the_alert_on_the_way_to_github_is_real() -> None:
    """The alert in docs/github.md is one of the sample account."""
    (shown,) = _blocks("docs/github.md", "text")
    severity, alert = shown.split(maxsplit=1)
    title, message = alert.split("\n", 1)
    every = re.sub(r"[\s>]+", " ", _text("docs/annotations.md"))
    assert f"{severity}: {title} {' '.join(message.split())}" in every


def test_the_picture_of_the_page_is_one_screen() -> None:
    """docs/report.png is as large as the screen that `make picture` draws, and not too many bytes."""
    from scripts.page_picture import HEIGHT, PICTURE, SCALE, WIDTH

    drawn = PICTURE.read_bytes()
    assert drawn[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", drawn[16:24]) == (WIDTH * SCALE, HEIGHT * SCALE)
    assert len(drawn) < 500_000


def test_the_picture_needs_nothing_from_elsewhere() -> None:
    """docs/demo.svg is small and loads no font, image or script."""
    drawn = _text("docs/demo.svg")
    assert len(drawn.encode()) < 150_000
    assert not re.findall(r"@font-face|@import|url\((?!#)|href=|<script|<image", drawn)
