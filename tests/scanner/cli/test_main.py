"""Tests of the command line: outputs, exit codes, and one sentence for each error."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import orjson
import pytest
from click.testing import CliRunner

from scanner.catalog.lens import practices
from scanner.cli.main import cli
from scanner.snapshot.output import staged
from tests import lab
from tests.collectors.canaries import Canaries, account
from tests.scanner.cli.command import run, without_credentials


@pytest.fixture
def bad(folder: Path) -> Iterator[lab.AwsServer]:
    """Serve the bad account to boto3."""
    with lab.serving(lab.account("bad")) as (server, _):
        yield server


def _names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_scan_writes_everything(bad: lab.AwsServer, folder: Path) -> None:
    """`scan` writes snapshot and results, prints the table, and exits with 1 for failures."""
    lab.workflow(folder)
    done = run("scan")
    assert done.exit_code == 1, done.output
    assert _names(folder) == [".github", "out"]
    assert _names(folder / "out") == ["results.html", "results.json", "results.sarif", "snapshot"]
    assert "GENSEC05-BP01/gateway-inbound-authorized" in done.stdout
    assert "\x1b" not in done.stdout
    results = orjson.loads((folder / "out" / "results.json").read_bytes())
    assert results["counts"]["fail"] > 10
    assert results["snapshot"] == "out/snapshot"


def test_evaluate_again_gives_the_same_bytes(bad: lab.AwsServer, folder: Path) -> None:
    """`evaluate` gives the same results as the scan, without access to AWS."""
    lab.workflow(folder)
    run("scan", "--quiet")
    with patch.dict(os.environ, {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}):
        done = run("evaluate", "out/snapshot", "--format", "json", "--format", "sarif", "--output", "again")
    assert done.exit_code == 1
    for name in ("results.json", "results.sarif"):
        assert (folder / "again" / name).read_bytes() == (folder / "out" / name).read_bytes()


SHARED = ("--control", "GENSEC05-BP01/agent-role-not-shared")


def test_exit_codes(bad: lab.AwsServer, folder: Path) -> None:
    """1 for failures of the level or worse, else 3 for missing evidence, else 0."""
    assert run("scan", *SHARED, "--output", "a").exit_code == 1
    assert run("evaluate", "a", *SHARED, "--fail-on", "high").exit_code == 0
    bad.fault("lambda:ListFunctions", "denied")
    done = run("scan", *SHARED, "--output", "b", "--fail-on", "high")
    assert done.exit_code == 3
    assert "INCOMPLETE: " in done.stdout
    assert run("evaluate", "b", *SHARED, "--fail-on", "high", "--allow-incomplete").exit_code == 0
    assert run("evaluate", "b", *SHARED).exit_code == 1
    assert run("evaluate", "b", *SHARED, "--allow-incomplete").exit_code == 1


def test_a_gap_of_another_control_does_not_count(bad: lab.AwsServer, folder: Path) -> None:
    """The gap is in the snapshot, but no selected control needs it: exit 0, and it is told."""
    bad.fault("lambda:ListFunctions", "denied")
    both = ("--control", "GENSEC02-BP01/guardrail-enforced")
    run("scan", *SHARED, *both, "--output", "a")
    done = run("evaluate", "a", *both, "--fail-on", "critical")
    assert done.exit_code == 0, done.output
    assert " No result here depends on that." in done.stdout
    assert "INCOMPLETE" not in done.stdout


@pytest.mark.parametrize("broken", ["refused", "failed"])
def test_a_control_of_the_users_own_that_is_not_judged(broken: str, bad: lab.AwsServer, folder: Path) -> None:
    """A control that is left out, or fails, makes the run incomplete; the report says so."""
    run("policies", "new", "GENSEC01-BP01/our-rule", "--policies", "rules")
    rule = folder / "rules/security/gensec01_bp01/our_rule.rego"
    text = rule.read_text()
    rule.write_text(
        text.replace("severity: low", "severity: odd")
        if broken == "refused"
        else f'{text}\nviolations contains x if {{ x := to_number("x") }}\n'
    )
    chosen = ("--policies", "rules", "--control", "GENSEC02-BP01/guardrail-enforced", "--fail-on", "critical")
    chosen += () if broken == "refused" else ("--control", "GENSEC01-BP01/our-rule")
    lab.workflow(folder)
    done = run("scan", *chosen)
    assert done.exit_code == 3, done.output
    assert "INCOMPLETE: " in done.stdout
    assert "1 control not judged" in done.stdout
    results = orjson.loads((folder / "out" / "results.json").read_bytes())
    assert len(results["left_out"]) == (broken == "refused")
    assert len(results["defects"]) == (broken == "failed")
    sarif = orjson.loads((folder / "out" / "results.sarif").read_bytes())
    notes = sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    (problem,) = (note["descriptor"]["id"] for note in notes if note["level"] == "error")
    assert problem == f"control-{'left-out' if broken == 'refused' else 'defect'}"
    assert run("evaluate", "out", *chosen, "--allow-incomplete").exit_code == 0


def test_the_configuration_leaves_a_trace(bad: lab.AwsServer, folder: Path) -> None:
    """The file is named on stderr; the results have its digest and what it changed."""
    control = "GENSEC05-BP01/gateway-inbound-authorized"
    lab.workflow(folder)
    run("scan", "--quiet", "--control", control)
    plain = run("evaluate", "out", "--control", control, "--format", "json", "--output", "plain")
    assert "genai-lens.yaml" not in plain.output
    text = f"params: {{{control}: {{public_gateways: [open]}}}}\n"
    (folder / "genai-lens.yaml").write_text(text)
    chosen = ("--control", control, "--format", "json", "--format", "sarif", "--format", "table")
    done = run("evaluate", "out", *chosen, "--output", "changed")
    assert done.stderr.startswith("Using the configuration file genai-lens.yaml.\n")
    assert f'\n  {control}.public_gateways is ["open"]: 1 pass instead of fail\n' in done.stdout
    assert "Not among them: 1 failure that a changed parameter takes out." in done.stdout
    before, after = (
        orjson.loads((folder / name / "results.json").read_bytes())["configuration"]
        for name in ("plain", "changed")
    )
    effects = [{"before": "fail", "after": "pass", "subjects": 1}]
    changed = {control: {"public_gateways": {"value": ["open"], "default": [], "effects": effects}}}
    assert (before["file"], before["sha256"], before["changed"]) == (None, None, {})
    assert after["file"] == "genai-lens.yaml"
    assert after["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert after["changed"] == {"999900001111": changed}
    assert after["digest"] != before["digest"]
    (sarif,) = orjson.loads((folder / "changed" / "results.sarif").read_bytes())["runs"]
    own = {"changed": changed, "off": {}, "severities": {}, "leave_out": []}
    assert sarif["properties"]["configuration"] == {**after, **own}
    quiet = run("evaluate", "out", "--control", control, "--quiet")
    assert quiet.stderr == ""


def test_all_controls_switched_off_is_wrong_usage(bad: lab.AwsServer, folder: Path) -> None:
    """Nothing would be judged, and that must not look clean."""
    control = "GENSEC05-BP01/gateway-inbound-authorized"
    run("scan", "--quiet", "--control", control)
    (folder / "genai-lens.yaml").write_text(f"switched_off: {{{control}: not ours}}\n")
    done = run("evaluate", "out", "--control", control)
    assert done.exit_code == 2
    assert "every selected control is switched off" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_the_exit_code_survives_what_reads_standard_output(bad: lab.AwsServer, folder: Path) -> None:
    """A reader that closes the pipe changes no exit code. A full disk is no defect."""
    control = "GENSEC05-BP01/gateway-inbound-authorized"
    run("scan", "--quiet", "--control", control)
    command = [sys.executable, "-m", "scanner.cli", "evaluate", "out", "--control", control]
    path = {**os.environ, "PYTHONPATH": str(Path(lab.__file__).parent.parent)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=path) as process:
        assert process.stdout
        process.stdout.close()
        assert process.wait(timeout=60) == 1
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, env=path, timeout=60)
    # A slow machine gets lines of progress first.
    said = [line for line in done.stderr.splitlines() if not line.startswith("Judging ")]
    assert (done.returncode, said[0].startswith("error: there is no space left")) == (4, True), done.stderr


def test_a_file_that_changes_nothing_differs_in_nothing(bad: lab.AwsServer, folder: Path) -> None:
    """A parameter that is set to its default is not named, and the digest stays."""
    control = "GENSEC01-BP01/api-keys-expire"
    run("scan", "--quiet", "--control", control)
    digests = set()
    for number, text in enumerate(("", f"params: {{{control}: {{max_lifetime_days: 30}}}}\n")):
        (folder / "genai-lens.yaml").write_text(text)
        run("evaluate", "out", "--control", control, "--format", "json", "--output", str(number))
        found = orjson.loads((folder / str(number) / "results.json").read_bytes())["configuration"]
        assert found["changed"] == {}
        digests.add(found["digest"])
    assert len(digests) == 1


def test_regions_that_were_passed_over_are_shown(folder: Path) -> None:
    """If AWS says that it does not offer a service in a Region, the reports name the Region."""
    sample = lab.account("bad")
    path = "/aws/service/global-infrastructure/services/bedrock/regions"
    offered = [{"Name": f"{path}/us-east-1", "Value": "us-east-1"}]
    sample["answers"].append(
        {"call": "ssm:GetParametersByPath", "with": {"Path": path}, "answer": {"Parameters": offered}}
    )
    lab.workflow(folder)
    with lab.serving(sample):
        done = run("scan", "--control", "GENSEC02-BP01/guardrail-available")
    said = " ".join(done.stdout.split())
    assert "Not read, because AWS does not offer it there: bedrock in eu-west-1." in said
    results = orjson.loads((folder / "out" / "results.json").read_bytes())
    assert results["passed_over"] == {"999900001111": {"bedrock": ["eu-west-1"]}}
    (sarif,) = orjson.loads((folder / "out" / "results.sarif").read_bytes())["runs"]
    assert sarif["properties"]["passedOver"] == {"bedrock": ["eu-west-1"]}


@pytest.mark.parametrize(
    ("region", "step"),
    [
        ("US-EAST-1", "Did you mean us-east-1?"),
        ("global", "Write the name of a Region, such as us-east-1."),
        ("", "Write the name of a Region, such as us-east-1."),
        ("eu-west", "Did you mean eu-west-"),
        ("us-east-1 ", "Did you mean us-east-1?"),
    ],
)
def test_a_name_that_no_region_has(region: str, step: str, folder: Path) -> None:
    """The option and the file refuse it before any call, with the most similar name."""
    done = run("scan", "--region", region)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"error: --region {region!r} is not the name of a Region.\nnext:  {step}")
    (folder / "genai-lens.yaml").write_text(f"regions: ['{region}']\n")
    done = run("scan")
    assert done.exit_code == 2
    assert (
        f'regions[0] is "{region}" (a string), and the name of a Region that AWS has is needed.'
        in done.stderr
    )
    assert f"next:  {step}" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("scan", "--output", "LONG"),
        ("collect", "--output", "LONG"),
        ("demo", "--output", "LONG"),
        ("evaluate", "nowhere", "--output", "LONG"),
        ("evaluate", "LONG"),
        ("input", "LONG"),
        ("scan", "--config", "LONG"),
        ("scan", "--policies", "LONG"),
        ("policies", "bundle", "--output", "LONG"),
        ("policies", "test", "LONG"),
        ("policies", "new", "GENSEC01-BP01/our-rule", "--policies", "LONG"),
        ("scan", "--output", "out/LONG/out"),
    ],
)
def test_a_name_of_300_letters(arguments: tuple[str, ...], folder: Path) -> None:
    """A path that the system does not take is a mistake, and not a defect."""
    done = run(*(argument.replace("LONG", "x" * 300) for argument in arguments))
    assert done.exit_code == 2
    assert "File name too long" in done.stderr
    assert _names(folder) == []


def test_usage_errors_have_the_form_of_all_errors(folder: Path) -> None:
    """An unknown option is one sentence and the next step, as any other error."""
    done = run("scan", "--strict")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("error: No such option '--strict'.")
    assert done.stderr.endswith("\nnext:  See cli scan --help.\n")


def test_input_is_what_policies_judge(bad: lab.AwsServer, folder: Path) -> None:
    """`input` prints the `input` document as JSON."""
    run("collect", "--output", "c")
    document = orjson.loads(run("input", "c/snapshot").stdout)
    assert document["account"] == "999900001111"
    assert document["resources"]["AWS::BedrockAgentCore::Gateway"]


def test_collect_says_what_it_could_not_read(folder: Path) -> None:
    """A denied call gives exit code 3, and one line with what helps. Nothing denied gives 0."""
    account = lab.account("empty")
    error = {"code": "AccessDeniedException", "message": "no", "status": 403}
    account["answers"].append({"call": "bedrock:ListGuardrails", "error": error})
    chosen = ("--control", "GENSEC02-BP01/guardrail-available", "--region", "us-east-1")
    with lab.serving(account):
        done = run("collect", *chosen, "--output", "a")
        allowed = run("collect", *chosen, "--output", "b", "--allow-incomplete")
    assert (done.exit_code, allowed.exit_code) == (3, 0)
    assert (
        "warning: bedrock:ListGuardrails gave AccessDeniedException in us-east-1: "
        "allow bedrock:ListGuardrails." in done.stderr
    )
    with lab.serving(lab.account("empty")):
        done = run("collect", *chosen, "--output", "c")
    assert (done.exit_code, "warning" in done.stderr) == (0, False)


def test_collect_says_once_what_helps_against_many_gaps(folder: Path) -> None:
    """Above five missing permissions, the whole policy is the cure; equal causes share a line."""
    with lab.serving(lab.account("empty")) as (server, _):
        server.fault("bedrock-agent:*", "error500")
        server.fault("bedrock*:*", "denied", spared=("bedrock-agent:*",))
        done = run("collect", "--control", "GENSEC02-BP01/guardrail-available")
    assert done.exit_code == 3
    first, second = (line for line in done.stderr.splitlines() if line.startswith("warning: "))
    assert re.fullmatch(
        r"warning: \d+ permissions are missing: (bedrock\S*, ){4}bedrock\S* and \d+ more\. "
        r"Attach the policy that `genai-lens permissions` prints\.",
        first,
    )
    assert re.fullmatch(
        r"warning: bedrock-agent:ListAgents, bedrock-agent:\w+.* gave InternalServerException "
        r"in \d Regions: scan again\.",
        second,
    )


def test_what_is_there_is_not_overwritten(bad: lab.AwsServer, folder: Path) -> None:
    """An existing output is an error before any call; --force replaces only our own outputs."""
    run("scan", "--quiet")
    asked = len(bad.requests)
    done = run("scan")
    assert (done.exit_code, len(bad.requests)) == (4, asked)
    assert "out/results.json exists already" in done.stderr
    assert run("scan", "--force").exit_code == 1
    (folder / "mine" / "snapshot").mkdir(parents=True)
    (folder / "mine" / "snapshot" / "thesis.txt").write_text("years of work")
    done = run("scan", "--output", "mine", "--force")
    assert done.exit_code == 4
    assert (folder / "mine" / "snapshot" / "thesis.txt").read_text() == "years of work"


def test_force_leaves_no_results_of_an_earlier_run(bad: lab.AwsServer, folder: Path) -> None:
    """After --force, there are no results of an earlier run beside the new snapshot."""
    run("scan", "--quiet")
    run("scan", "--quiet", "--force", "--format", "json")
    assert _names(folder / "out") == ["results.json", "snapshot"]


def test_nothing_is_written_beside_the_folder(folder: Path) -> None:
    """Temporary files are inside the output folder, and are removed.

    The folder may be a mount, whose parent is another file system or not writable.
    """
    out = folder / "out"
    with staged(out, ["results.json"], force=False) as run:
        run.put("results.json", b"{}")
        assert run.folder.parent == out
        assert _names(folder) == ["out"]
    assert _names(out) == ["results.json"]
    with pytest.raises(ZeroDivisionError), staged(folder / "other", ["results.json"], force=False):
        _ = 1 / 0
    assert _names(folder) == ["out"]


def test_a_folder_that_is_called_partial_is_left_alone(bad: lab.AwsServer, folder: Path) -> None:
    """A run removes only its own temporary folder."""
    (folder / "out.partial").mkdir()
    (folder / "out.partial" / "thesis.txt").write_text("years of work")
    assert run("scan", "--quiet").exit_code == 1
    assert _names(folder) == ["out", "out.partial"]
    assert (folder / "out.partial" / "thesis.txt").read_text() == "years of work"


def test_credentials_that_aws_refuses(bad: lab.AwsServer, folder: Path) -> None:
    """Invalid credentials are an error with a next step, and no output is written."""
    bad.fault("sts:*", "denied")
    done = run("scan")
    assert done.exit_code == 4
    assert "AWS refused the credentials" in done.stderr
    assert "next:" in done.stderr
    assert _names(folder) == []


def test_no_credentials_and_no_region(folder: Path) -> None:
    """Missing credentials are reported first, even if the Region is missing too."""
    with without_credentials():
        done = run("scan")
        assert (done.exit_code, "no AWS credentials were found" in done.stderr) == (4, True)
        done = run("scan", "--profile", "nobody")
        assert (done.exit_code, "nobody" in done.stderr) == (4, True)
    assert _names(folder) == []


def test_regions_that_cannot_be_listed(bad: lab.AwsServer, folder: Path) -> None:
    """If Regions cannot be listed, the error suggests --region, and --region works."""
    bad.fault("account:*", "denied")
    bad.fault("ec2:DescribeRegions", "denied")
    done = run("scan")
    assert done.exit_code == 4
    assert "--region" in done.stderr
    assert run("scan", "--region", "us-east-1").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (
            ("scan", "--control", "GENSEC01-BP01/api-key-expire"),
            2,
            "Did you mean GENSEC01-BP01/api-keys-expire?",
        ),
        (("scan", "--best-practice", "GENSEC01"), 2, "Did you mean GENSEC0"),
        (("scan", "--engine", "prolog"), 2, "prolog"),
        (("evaluate", "nowhere"), 4, "is not a snapshot"),
        (("input", "nowhere"), 4, "is not a snapshot"),
        (("controls", "show", "api-keys-expire"), 2, "Did you mean GENSEC01-BP01/api-keys-expire?"),
        (("scan", "--config", "no.yaml"), 2, "no.yaml cannot be read"),
        (("scna",), 2, "scna"),
    ],
)
def test_mistakes_are_one_sentence(arguments: tuple[str, ...], code: int, said: str, folder: Path) -> None:
    """A user's mistake has the right exit code and message, and no traceback."""
    done = run(*arguments)
    assert done.exit_code == code
    assert said in done.stderr
    assert "Traceback" not in done.output
    assert _names(folder) == []


def test_a_key_that_the_configuration_does_not_have(folder: Path) -> None:
    """The default configuration file is read, and an unknown key in it stops the scan."""
    (folder / "genai-lens.yaml").write_text("param: {}\n")
    done = run("scan")
    assert done.exit_code == 2
    assert "unknown key 'param'" in done.stderr


def test_an_output_that_cannot_be_written(bad: lab.AwsServer, folder: Path) -> None:
    """An output folder below a file is an error with exit code 4."""
    (folder / "file").write_text("")
    done = run("scan", "--output", "file/out")
    assert done.exit_code == 4
    assert "cannot be written" in done.stderr


def test_interrupted(folder: Path) -> None:
    """Ctrl-C during collection exits with 4, without output, and does not wait for AWS."""
    with lab.serving(lab.account("bad")) as (server, _):
        server.fault("bedrock:*", "stalled", seconds=20)
        process = subprocess.Popen(
            [sys.executable, "-m", "scanner.cli", "scan"],
            cwd=folder,
            stderr=subprocess.PIPE,
            text=True,
            env=_environ(server),
        )
        deadline = time.monotonic() + 30
        while len(server.requests) < 20 and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        started = time.monotonic()
        _, said = process.communicate(timeout=15)
    assert process.returncode == 4, said
    assert time.monotonic() - started < 5
    assert "interrupted" in said
    assert "Traceback" not in said
    assert _names(folder) == []


def _environ(server: lab.AwsServer) -> dict[str, str]:
    root = str(Path(__file__).resolve().parents[3])
    return (
        {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
        | server.environ()
        | {"PYTHONPATH": root}
    )


def test_version_and_help_are_light() -> None:
    """`--version` and `--help` import neither boto3 nor an engine."""
    heavy = ("boto3", "botocore", "regorus", "opa_client", "rich", "yaml")
    for argument in ("--version", "--help"):
        code = (
            f"import os, sys; sys.argv = ['genai-lens', {argument!r}]; os._exit = sys.exit\n"
            "from scanner.cli import main\ntry: main()\nexcept SystemExit: pass\n"
            f"print(sorted(m for m in {heavy!r} if m in sys.modules), file=sys.stderr)"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stderr.strip() == "[]"


def test_every_command_has_an_example() -> None:
    """The help of every command has an example."""
    for command in (
        ["scan"],
        ["collect"],
        ["evaluate"],
        ["input"],
        ["demo"],
        ["doctor"],
        ["controls"],
        ["controls", "list"],
        ["controls", "show"],
        ["coverage"],
        ["permissions"],
        ["policies"],
        ["policies", "new"],
        ["policies", "test"],
        ["policies", "bundle"],
    ):
        done = run(*command, "--help")
        assert done.exit_code == 0
        assert "Example" in done.stdout, command


def test_help_of_a_terminal_cuts_no_description() -> None:
    """The help fits a terminal of 80 columns: click cuts no description of a command with `...`."""
    for command in ([], ["controls"], ["policies"]):
        done = CliRunner().invoke(cli, [*command, "--help"], terminal_width=80)
        listed = done.stdout.partition("Commands:\n")[2].splitlines()
        assert listed
        assert not [line for line in listed if not line.endswith(".") or line.endswith("...")]


def test_lists() -> None:
    """The commands of the catalog print controls, one control, and the correct coverage."""
    assert "GENSEC01-BP01/api-keys-expire" in run("controls", "list").stdout
    shown = ("controls", "show", "GENSEC01-BP01/api-keys-expire")
    assert "max_lifetime_days: 30" in run(*shown, "--format", "yaml").stdout
    assert "```hcl" in run(*shown, "--format", "markdown").stdout
    covered = run("coverage").stdout
    controls = lab.everything().controls.values()
    some, known = len({control.practice for control in controls}), len(practices())
    assert covered.count("not yet covered") == known - some
    assert f"{some} of {known} best practices have controls, {len(controls)} controls in all." in covered
    attested = sum(control.meta.mode == "attested" for control in controls)
    assert f" {attested} of them are attested: " in covered
    assert sum(map(int, re.findall(r", (\d+) attested ", covered))) == attested > 0


def test_permissions_are_what_is_used(bad: lab.AwsServer, folder: Path) -> None:
    """The printed actions are those that scans use, except the fallback that lists Regions."""
    from collectors import ROWS
    from collectors.own import OWN_OPERATIONS

    statements = orjson.loads(run("permissions").stdout)["Statement"]
    printed = {action for statement in statements for action in statement["Action"]}
    used = set()
    for one in (lab.account("good"), lab.account("bad"), account(Canaries(one=True))):
        with lab.serving(one) as (server, aws):
            lab.read(aws)
            asked = {f"{r.service}:{r.operation}" for r, _ in server.requests}
            used |= {
                OWN_OPERATIONS[op] if op in OWN_OPERATIONS else ROWS[op][0][0].action(op.split(":")[1])
                for op in asked
            }
    assert printed - {"ec2:DescribeRegions"} == used - {"ec2:DescribeRegions"}


def test_demo(folder: Path) -> None:
    """The demo needs no AWS, writes the files of a scan, and exits with 0 in spite of failures."""
    (folder / "genai-lens.yaml").write_text("a mistake")
    with patch.dict(os.environ):  # `demo` changes it
        done = run("demo")
    assert done.exit_code == 0, done.output
    assert orjson.loads((folder / "demo" / "results.json").read_bytes())["sample"] is True
    assert _names(folder / "demo") == ["results.html", "results.json", "snapshot"]
    assert "This is a sample, not a real account." in done.stdout
    assert "127.0.0.1" not in done.output  # the embedded AWS is no news
