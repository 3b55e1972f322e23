"""The commands of a fix carry the names of a finding, and a hostile name cannot act in them."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml

from scanner.catalog.guide import FORMS
from scanner.errors import UsageError
from scanner.reports import REPORTS
from scanner.reports.finding import Finding, finding
from scanner.reports.fix import fix
from tests import lab
from tests.scanner.reports import sample

ROLE = Finding(
    "C", "123456789012", "prod", "global", "AWS::IAM::Role", "arn:aws:iam::123456789012:role/p/r", "r", "", ""
)
HOSTILE = (
    "a b",
    "$(id)",
    "`id`",
    "x'; id; '",
    'x"; id; "',
    "--profile=evil",
    "file:///etc/passwd",
    "a\nid",
    "\x1b[31m",
    "\u202egpj",
    "<role>",
    "~",
    "*",
    "a#b c",
    "\\",
)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """Return the results.json of the demo's account."""
    path = tmp_path / "results.json"
    path.write_bytes(REPORTS["json"](lab.report("demo")))
    return path


def _commands(control: str, found: Finding | None) -> str:
    text = fix(lab.everything().controls[control], found)
    return text.partition("AWS CLI")[2].partition("\nTerraform")[0]


def test_the_parameters_stand_with_their_defaults() -> None:
    """Each parameter has a line, as the configuration file has it. Without any, nothing is said."""
    for control in lab.everything().controls.values():
        said = fix(control).partition("How to fix it")[0].partition("\nParameters, with their defaults:\n")[2]
        assert yaml.safe_load(said or "{}") == dict(control.meta.params)
    keys = fix(lab.everything().controls["GENSEC01-BP01/api-keys-expire"])
    assert "\n  max_lifetime_days: 30\n" in keys


def test_every_control_shows_its_fix() -> None:
    """The terminal shows the commands and the code of every control, as its page does."""
    for control in lab.everything().controls.values():
        text = fix(control)
        for form, (name, _) in FORMS.items() if control.guide.fix else ():
            assert f"\n{name}" in text
            for line in control.guide.fix[form].rstrip().split("\n"):
                assert f"\n  {line}".rstrip() in text


@pytest.mark.parametrize(
    ("control", "name", "commands"),
    [
        (
            "GENSEC01-BP01/api-keys-expire",
            "ml-dev",
            ["--user-name ml-dev ", "--service-specific-credential-id ACCAEXAMPLE000000001"],
        ),
        ("GENSEC05-BP01/agent-role-no-admin", "open-gateway", ["--role-name open-gateway "]),
        (
            "GENSEC05-BP01/gateway-inbound-authorized",
            "open",
            ["export AWS_REGION=eu-west-1\n", "--gateway-identifier open-abc1234567 --name open "],
        ),
        ("GENREL03-BP02/agent-harness-limited", "coach", ["--harness-id coach-"]),
        ("GENREL04-BP01/prompt-version-published", "summarise", ["--prompt-identifier PROMPT000"]),
        ("GENSEC02-BP01/guardrail-available", "", ["--region eu-west-1 --name <name> "]),
        ("GENSEC01-BP04/invocation-log-encrypted-cmk", "/bedrock/invocations", ["--log-group-name /bedrock"]),
        (
            "GENSEC01-BP02/endpoint-policy-restrictive",
            "",
            ["--vpc-endpoint-id vpce-0bbbbbbbbbbbbbbb1 ", '"<organization-id>"'],
        ),
    ],
)
def test_the_names_of_a_finding_are_filled_in(
    control: str, name: str, commands: list[str], written: Path
) -> None:
    """The names that a finding knows stand in the commands. Others stay placeholders."""
    result = next(
        r
        for r in lab.report("demo").results
        if r.control == control and r.failing and name in (r.resource.name, "")
    )
    found = finding(written, result.fingerprint[:8])
    assert (found.control, found.id, found.region) == (control, result.resource.id, result.region)
    text = _commands(control, found)
    for command in commands:
        assert command in text
    assert f"in account 123456789012, {result.region}: " in " ".join(
        fix(lab.everything().controls[control], found).split()
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_cannot_act_in_a_command(name: str) -> None:
    """A shell reads the command with a hostile name as one word, or the placeholder stays."""
    control = "GENSEC05-BP01/agent-role-no-admin"
    first = _commands(control, replace(ROLE, id=f"arn:aws:iam::123456789012:role/{name}"))
    tail = name.rpartition("/")[2].rpartition(":")[2]
    words, expected = _words(first), _words(_commands(control, ROLE))
    assert "r" in expected
    assert len(words) == len(expected)
    assert {new for new, old in zip(words, expected, strict=True) if new != old} <= {tail, "<role>"}
    gateway = replace(ROLE, type="AWS::BedrockAgentCore::Gateway", name=name, id="arn:x:gateway/g-1")
    words = _words(_commands("GENSEC05-BP01/gateway-inbound-authorized", gateway))
    at = words.index("--name")
    assert words[at - 2 : at] == ["--gateway-identifier", "g-1"]
    assert words[at + 1] in (name, "<name>")
    assert words[at + 2] == "--role-arn"


def _words(commands: str) -> list[str]:
    """Return the words that a shell reads in the commands of `_commands`."""
    return shlex.split(commands.partition("\n\n")[2].replace("\\\n", " "), comments=True)


def test_a_quoted_name_is_used_where_quotes_are_possible() -> None:
    """A name with a blank is quoted as a word of its own, and is not put into a JSON document."""
    found = replace(ROLE, id="arn:aws:s3:::a b", type="AWS::S3::Bucket", name="a b")
    text = _commands("GENSEC01-BP04/invocation-log-bucket-protected", found)
    assert "aws s3api put-bucket-policy --bucket 'a b' --policy '{" in text
    assert '"arn:aws:s3:::<bucket>/*"' in text


def _change(document: dict[str, Any], how: str) -> Any:
    match how:
        case "format":
            return {**document, "format": 1}
        case "list":
            return [document]
        case "member":
            return {**document, "extra": 1}
        case "result":
            document["results"][0]["resource"]["name"] = 1
            return document
    return None


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("format", "has format 1, and this version reads format "),
        ("list", "is not a results.json of genai-lens"),
        ("none", "is not a results.json of genai-lens"),
        ("member", "does not hold to the schema of results.json"),
        ("result", "does not hold to the schema of results.json"),
    ],
)
def test_another_file_is_refused(how: str, said: str, written: Path) -> None:
    """A file of another form or format is refused with one sentence, whatever it holds."""
    written.write_bytes(orjson.dumps(_change(orjson.loads(written.read_bytes()), how)))
    with pytest.raises(UsageError, match=said):
        finding(written, "0" * 8)


@pytest.mark.parametrize("prefix", ["", "abc", "0123456", "ABCDEF01", "x" * 8, "0" * 65, "../../.."])
def test_a_fingerprint_has_at_least_eight_digits(prefix: str, written: Path) -> None:
    """A prefix that is too short, or not of hex digits, is wrong usage."""
    with pytest.raises(UsageError, match="is not the fingerprint of a finding"):
        finding(written, prefix)


def test_a_fingerprint_names_one_result(tmp_path: Path) -> None:
    """A prefix of no result, or of several, is wrong usage; a whole fingerprint is not."""
    one, two = (
        sample.result("fail", sample.KEYS, f"arn:aws:iam::{sample.ACCOUNT}:user/{n}", "m") for n in "ab"
    )
    two = replace(two, fingerprint=f"{one.fingerprint[:20]}{'0' * 44}")
    path = tmp_path / "r.json"
    path.write_bytes(REPORTS["json"](sample.report([one, two])))
    with pytest.raises(UsageError, match=f"2 results of {path} begin with"):
        finding(path, one.fingerprint[:12])
    assert finding(path, one.fingerprint).id == one.resource.id
    with pytest.raises(UsageError, match="has no result whose fingerprint begins with"):
        finding(path, "0" * 64)
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        finding(tmp_path / "none.json", "0" * 8)


@pytest.mark.parametrize(
    ("control", "mode", "asked"),
    [
        ("GENOPS01-BP01/ground-truth-governed", "attested, only", "State which personas or use cases"),
        ("GENSEC02-BP01/guardrail-enforced", "hybrid, what", "Attest it with: genai-lens attest GENSEC02"),
        ("GENSEC01-BP01/api-keys-expire", "automated, what", ""),
    ],
)
def test_the_mode_and_what_an_attestation_must_state(control: str, mode: str, asked: str) -> None:
    """A person reads here what to write before the command asks for it."""
    said = fix(lab.everything().controls[control])
    assert f"Mode: {mode}" in said
    assert ("genai-lens attest" in said) == bool(asked)
    assert asked in said
