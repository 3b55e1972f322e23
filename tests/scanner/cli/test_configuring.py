"""The commands init and schemas, and what a run says of a declared name that matches nothing."""

from __future__ import annotations

import os
import time
from pathlib import Path

import jsonschema
import orjson
import pytest
import yaml

from tests import lab
from tests.scanner.cli.command import run

KEYS = "GENSEC01-BP01/api-keys-expire"


@pytest.fixture
def demo(folder: Path) -> Path:
    """Return the demo's snapshot, in an empty working folder."""
    return lab.snapshot_of("demo", folder / "snapshot")


def test_init_writes_a_configuration_that_the_next_run_reads(demo: Path) -> None:
    """It is valid, has what was found, and its schema is the published one."""
    done = run("init", "snapshot")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.startswith("genai-lens.yaml has what the scan found. Correct it: ")
    text = Path("genai-lens.yaml").read_text()
    assert text.startswith("# yaml-language-server: $schema=https://")
    assert "us-east-1  # 13 resources of generative AI\n" in text
    again = run("evaluate", "snapshot", "--control", KEYS)
    assert "Using the configuration file genai-lens.yaml." in again.stderr
    assert again.exit_code == 1


def test_the_attestations_that_count_are_named(demo: Path) -> None:
    """They decide verdicts, also without a configuration file."""
    Path("attestations.yaml").write_text("attestations: []\n")
    done = run("evaluate", "snapshot", "--control", KEYS)
    assert "Using the attestations in attestations.yaml.\n" in done.stderr


def test_init_prints_the_same(demo: Path) -> None:
    """`--output -` writes nothing but the file to standard output, and no file."""
    printed = run("init", "snapshot", "--output", "-")
    assert (printed.exit_code, printed.stderr) == (0, "")
    assert sorted(os.listdir()) == ["snapshot"]
    run("init", "snapshot", "--output", "other.yaml")
    assert printed.stdout == Path("other.yaml").read_text()


@pytest.mark.parametrize("kind", ["file", "folder", "link"])
def test_init_replaces_nothing(kind: str, demo: Path) -> None:
    """It says how to print the new one. A broken link counts as a file."""
    there = Path("genai-lens.yaml")
    if kind == "link":
        there.symlink_to("nowhere.yaml")
        done = run("init", "snapshot")
    elif kind == "folder":
        Path("c.d").mkdir()
        done = run("init", "snapshot", "--output", "c.d")
    else:
        there.write_text("# mine\n")
        done = run("init", "snapshot")
        assert there.read_text() == "# mine\n"
    assert done.exit_code == 2
    if kind != "folder":
        assert done.stderr == (
            "error: genai-lens.yaml exists already, and init replaces no file.\n"
            "next:  Print the new one with: genai-lens init snapshot --output -\n"
        )
    assert not Path("nowhere.yaml").exists()


def test_init_needs_a_snapshot(folder: Path) -> None:
    """A folder that is none is one sentence, and nothing is written."""
    done = run("init", ".")
    assert done.exit_code == 4
    assert done.stderr.startswith("error: ")
    assert os.listdir() == []


def test_schemas_prints_one_and_writes_all(folder: Path) -> None:
    """Those of the folder are the printed ones, and those of the documentation."""
    assert run("schemas", "--output", "s").exit_code == 0
    names = sorted(path.name for path in Path("s").iterdir())
    assert names == [f"{one}.schema.json" for one in ("attestations", "config", "results", "waivers")]
    docs = Path(__file__).parents[3] / "docs" / "schemas"
    for name in names:
        body = (Path("s") / name).read_bytes()
        assert body == (docs / name).read_bytes()
        printed = run("schemas", name.removesuffix(".schema.json"))
        assert printed.exit_code == 0
        assert orjson.loads(printed.stdout) == orjson.loads(body)
        jsonschema.Draft202012Validator.check_schema(orjson.loads(body))
    again = run("schemas", "waivers", "--output", "s")
    assert again.exit_code == 4
    assert "s/waivers.schema.json exists already." in again.stderr
    assert run("schemas", "waivers", "--output", "s", "--force").exit_code == 0


def test_schemas_needs_a_name_or_a_folder(folder: Path) -> None:
    """Four schemas are not one document."""
    done = run("schemas")
    assert done.exit_code == 2
    assert "next:  Name one of config, attestations, waivers, results, or use --output." in done.stderr


def test_schemas_know_the_users_own_controls(folder: Path) -> None:
    """With --policies, the schema has the parameters of the user's own controls."""
    own = "GENSEC01-BP01/our-rule"
    run("policies", "new", own, "--policies", "rules")
    schema = orjson.loads(run("schemas", "config", "--policies", "rules").stdout)
    section = schema["properties"]["params"]["properties"][own]
    assert [*section["properties"]] == ["shortest"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(yaml.safe_load(f"params: {{{own}: {{shortst: 1}}}}"), schema)


def test_a_declared_name_that_matches_nothing_is_in_every_report(demo: Path) -> None:
    """A warning and a note have its line, and the exit code is the same.

    So has a name that was not checked.
    """
    arguments = ("evaluate", "snapshot", "--control", KEYS, "--quiet", "--force")
    formats = ("json", "html", "markdown", "sarif")
    options = [word for form in formats for word in ("--format", form)]
    Path("ci.yml").write_text("x: genai-lens")
    before = run(*arguments, *options, "--anchor", "ci.yml")
    Path("genai-lens.yaml").write_text(
        "workload:\n  vpcs: [vpc-1]\n  claude_workspaces: ['::error::\\x1b']\n"
    )
    done = run(*arguments, *options, "--anchor", "ci.yml")
    assert before.exit_code == done.exit_code == 1
    said = "genai-lens.yaml:2: workload.vpcs: none of the VPCs that were read matches 'vpc-1'."
    wrong, unchecked = orjson.loads(Path("out/results.json").read_bytes())["notes"]
    assert done.stderr == f"warning: {wrong}\nwarning: {unchecked}\n"
    assert wrong.startswith(said)
    assert unchecked.startswith(
        "genai-lens.yaml:3: workload.claude_workspaces: '::error::\\x1b' was not checked: "
    )
    for name in ("results.html", "results.md", "results.sarif"):
        text = Path("out", name).read_text().replace("\\", "").replace("&#39;", "'").replace("`", "")
        assert "workload.vpcs: none of the VPCs that were read matches 'vpc-1'" in text, name
        assert "genai-lens does not list AWS::AWSExternalAnthropic::Workspace yet" in text, name
    shown = " ".join(run("evaluate", "snapshot", "--control", KEYS).stdout.split())
    assert said in shown
    assert "AWS::AWSExternalAnthropic::Workspace" in shown


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("workload:\n  functions: [" + "a, " * 20_000_000 + "]\n", "genai-lens.yaml is larger than 1 MB."),
        ("workload:\n  functions: [" + "a, " * 300_000 + "]\n", "the file has too many values"),
        (
            "workload:\n  functions: &a [x, x, x, x, x, x, x, x, x]\n"
            + "".join(f"  k{n}: &{chr(98 + n)} [{f'*{chr(97 + n)}, ' * 9}]\n" for n in range(9)),
            "too many values",
        ),
        ("workload:\n  functions: " + "[" * 200_000, "genai-lens.yaml"),
        (f"workload:\n  functions: ['{'*a' * 500}']\n", "with fewer wildcards is needed"),
        ('workload:\n  vpcs: ["a\\u0000b\\x1b"]\n  function: 1\n', "unknown key 'function'"),
        ("workload: &a\n  functions: *a\n", "too many values, or is nested too deeply"),
        ("workload:\n  functions: [2026-02-30, 0000-01-01]\n  iac: {state: 9999-99-99}\n", ""),
    ],
    ids=["50 MB", "values", "aliases", "depth", "stars", "controls", "loop", "dates"],
)
def test_hostile_files_are_one_sentence_in_bounded_time(text: str, said: str, demo: Path) -> None:
    """Each is an error of usage, with one sentence. A date is a text, and a text is a name."""
    Path("genai-lens.yaml").write_text(text)
    before = time.monotonic()
    done = run("evaluate", "snapshot", "--control", KEYS)
    assert time.monotonic() - before < 30
    assert done.exit_code == (2 if said else 1)
    assert said in done.stderr
    assert done.stderr.count("error: ") == (1 if said else 0)
    assert "\x1b" not in done.stderr
