"""Nothing from outside acts on a terminal or in a CI log, whatever way it takes to the screen."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import orjson
import pytest
from botocore.exceptions import ClientError
from click.testing import Result

from scanner.catalog import custom
from scanner.catalog.guide import guide
from tests import lab
from tests.scanner.cli.command import run

EVIL = "\x1b[31mEVIL\x07\x9b2J\u202e\n::error::EVIL ##[error]EVIL ##vso[task]\n ::add-mask::x"
YAML = json.dumps(EVIL)
"""The same as a string of YAML."""
PRINTABLE = json.dumps("::error::EVIL ##[error]x")
ID = "GENSEC01-BP01/our-rule"


def acting(text: str) -> list[str]:
    """Return the lines of an output that act on a terminal or command a CI runner."""
    return [
        line
        for line in text.split("\n")
        if not (line.isprintable() or line.replace("\t", "").isprintable())
        or re.match(r"\s*::", line)
        or re.search(r"##[a-z]*\[", line)
    ]


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder `rules` with a control, in an empty working folder."""
    monkeypatch.chdir(tmp_path)
    custom.new(ID, Path("rules"))
    guide.cache_clear()  # its key is a relative path
    return Path("rules/security/gensec01_bp01/our_rule.rego")


def _changed(rules: Path, old: str, new: str) -> None:
    text = rules.read_text()
    assert old in text
    rules.write_text(text.replace(old, new, 1))


def _metadata_key(rules: Path) -> Result:
    _changed(rules, "# custom:", f"# {YAML}: 1\n# custom:")
    return run("controls", "list", "--policies", "rules")


def _custom_key(rules: Path) -> Result:
    _changed(rules, "#   severity:", f"#   {YAML}: 1\n#   severity:")
    return run("controls", "list", "--policies", "rules")


def _evidence(rules: Path) -> Result:
    _changed(rules, "[bedrock-agent:GetAgent]", f"[{PRINTABLE}]")
    return run("controls", "list", "--policies", "rules")


def _name(rules: Path) -> Result:
    _changed(rules, "[bedrock-agent:GetAgent]", "['@EVIL ##[error]x']")
    return run("controls", "list", "--policies", "rules")


def _not_yaml(rules: Path) -> Result:
    _changed(rules, "# title:", f"# \u202eEVIL ##[error]: [{YAML}\n# title:")
    return run("controls", "list", "--policies", "rules")


def _file_name(rules: Path) -> Result:
    rules.with_name(f"{EVIL}.rego").write_text("package x\n")
    return run("controls", "list", "--policies", "rules")


def _tested_file_name(rules: Path) -> Result:
    rules.with_name(f"{EVIL}_test.rego").write_text("package x\n\ntest_a if true\n")
    return run("policies", "test", "rules")


def _title(rules: Path) -> Result:
    _changed(rules, "# title: Give every Bedrock agent", "# title: ::error::EVIL ##[error] each")
    return run("controls", "list", "--policies", "rules")


def _page(rules: Path) -> Result:
    _changed(rules, "# description: A", "# description: |\n#   EVIL\n#   ::error::EVIL\n#   ##[error] A")
    return run("controls", "show", ID, "--policies", "rules", "--format", "markdown")


def _page_in_yaml(rules: Path) -> Result:
    _changed(rules, "# description: A", "# description: |\n#   EVIL\n#   ::error::EVIL\n#   ##[error] A")
    done = run("controls", "show", ID, "--policies", "rules", "--format", "yaml")
    assert "\n::error::EVIL\n##[error] A" in orjson.loads(done.stdout)["description"]
    return done


def _guide(rules: Path) -> Result:
    rules.with_suffix(".yaml").write_text(f"fix:\n  {YAML}: x\n")
    return run("controls", "list", "--policies", "rules")


def _folder(rules: Path) -> Result:
    return run("controls", "list", "--policies", EVIL)


def _region(rules: Path) -> Result:
    return run("scan", "--region", EVIL)


def _region_in_the_configuration(rules: Path) -> Result:
    Path("genai-lens.yaml").write_text(f"regions: [{YAML}]\nparams: {{{YAML}: {YAML}}}\n")
    return run("scan")


def _configuration(rules: Path) -> Result:
    return run("scan", "--config", f"{EVIL}.yaml")


def _configuration_is_named(rules: Path) -> Result:
    Path(f"{EVIL}.yaml").write_text(f"params: {{{ID}: {{shortest: 1}}}}\n")
    lab.snapshot_of("bad", Path("snap"))
    chosen = ("--policies", "rules", "--control", ID, "--config", f"{EVIL}.yaml")
    return run("evaluate", "snap", *chosen, "--output", f"{EVIL}", "--format", "json", "--format", "table")


def _configuration_with_a_bell(rules: Path) -> Result:
    Path("genai-lens.yaml").write_text("EVIL: [\x1b")
    return run("scan")


def _profile(rules: Path) -> Result:
    return run("scan", "--profile", EVIL)


def _refusal(rules: Path) -> Result:
    error = ClientError({"Error": {"Code": EVIL, "Message": EVIL}}, "GetCallerIdentity")
    keys = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": "us-east-1"}
    with (
        patch.dict(os.environ, keys),
        patch("botocore.client.BaseClient._make_api_call", side_effect=error),
    ):
        return run("scan", "--region", "us-east-1")


def _doctor(rules: Path, *arguments: str) -> Result:
    nothing = {"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"}
    with patch.dict(os.environ, {**nothing, "AWS_EC2_METADATA_DISABLED": "true", "AWS_CA_BUNDLE": EVIL}):
        return run("doctor", *arguments)


def _doctor_in_json(rules: Path) -> Result:
    return _doctor(rules, "--format", "json")


def _snapshot(rules: Path) -> Result:
    return run("evaluate", EVIL)


def _snapshot_names_a_file(rules: Path) -> Result:
    lab.snapshot_of("bad", Path("snap"))
    head = orjson.loads(Path("snap/snapshot.json").read_bytes())
    head["files"] = {EVIL: "0" * 64}
    Path("snap/snapshot.json").write_bytes(orjson.dumps(head))
    return run("evaluate", "snap")


def _account(rules: Path) -> Result:
    lab.snapshot_of("bad", Path("snap"))
    return run("input", "snap", "--account", EVIL)


def _input(rules: Path) -> Result:
    lab.snapshot_of("bad", Path("snap"))
    Path("genai-lens.yaml").write_text(
        f"params: {{GENSEC05-BP01/gateway-inbound-authorized: {{public_gateways: [{YAML}]}}}}\n"
    )
    done = run("input", "snap", "--control", "GENSEC05-BP01/gateway-inbound-authorized")
    params = orjson.loads(done.stdout)["params"]
    assert params["GENSEC05-BP01/gateway-inbound-authorized"]["public_gateways"] == [EVIL]
    return done


def _option(rules: Path) -> Result:
    return run("scan", f"--{EVIL}")


def _command(rules: Path) -> Result:
    return run(EVIL)


def _control(rules: Path) -> Result:
    return run("controls", "show", EVIL)


PROBES = [
    _metadata_key, _custom_key, _evidence, _name, _not_yaml, _file_name, _tested_file_name, _title, _page,
    _page_in_yaml, _guide, _folder, _region, _region_in_the_configuration, _configuration,
    _configuration_is_named, _configuration_with_a_bell, _profile, _refusal, _doctor, _doctor_in_json,
    _snapshot, _snapshot_names_a_file, _account, _input, _option, _command, _control,
]  # fmt: skip
SILENT = {_metadata_key, _not_yaml, _configuration_with_a_bell, _snapshot_names_a_file}
"""Probes whose text is not quoted: an ignored key, messages of parsers and of the schema."""


@pytest.mark.parametrize("probe", PROBES)
def test_no_text_from_outside_acts(probe: Callable[[Path], Result], rules: Path) -> None:
    """The text is shown, without control characters and without commands to a CI runner."""
    done = probe(rules)
    assert done.exit_code in (0, 1, 2, 3, 4), done.output
    assert acting(done.stdout) == []
    assert acting(done.stderr) == []
    assert ("EVIL" in done.output) == (probe not in SILENT)
