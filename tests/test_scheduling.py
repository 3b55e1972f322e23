"""The examples of docs/scheduling.md, run as far as a machine without AWS and GitLab can."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import orjson
import pytest
import yaml
from cfnlint.decode import cfn_yaml

from scanner.catalog.roles import TEMPLATES
from scanner.reports.places import Place, Places
from scanner.reports.sarif.log import sarif
from scanner.reports.sarif.rules import SCORES
from tests.moto_server import moto_server
from tests.scanner.reports import sample

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs/scheduling"
OURS = 'PYTHONPATH="{root}" exec "{python}" -m scanner.cli "$@"'


def _program(folder: Path, body: str) -> dict[str, str]:
    """Write a program `genai-lens` with this shell code. Return an environment that finds it."""
    folder.mkdir()
    program = folder / "genai-lens"
    program.write_text(f"#!/bin/sh\n{body.format(root=ROOT, python=sys.executable)}\n")
    program.chmod(0o755)
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return {**clean, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


def _nightly(folder: Path, environ: dict[str, str], *options: str) -> subprocess.CompletedProcess[str]:
    command = [str(FOLDER / "nightly"), str(folder), *options]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


@contextmanager
def _aws() -> Iterator[dict[str, str]]:
    """Start moto. Yield the variables that send genai-lens there."""
    with moto_server() as place:
        yield {
            "AWS_ENDPOINT_URL": f"http://{place}",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }


KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
CONTROL = "GENSEC01-BP01/service-role-confused-deputy"
"""moto answers all that this control needs, and has nothing that it judges."""


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (0, ""),
        (1, "something fails that did not fail before (exit code 1)"),
        (3, "evidence is missing (exit code 3)"),
        (2, "did not work (exit code 2)"),
        (4, "did not work (exit code 4)"),
        (70, "did not work (exit code 70)"),
    ],
)
def test_cron_mails_what_needs_a_person(code: int, said: str, tmp_path: Path) -> None:
    """The script prints nothing if nothing fails, and else why and the end of the report."""
    environ = _program(tmp_path / "bin", f'echo "the report of $*"; exit {code}')
    done = _nightly(tmp_path / "a b", environ, "--profile", "it's $(mine)")
    assert (done.returncode, done.stderr) == (code, "")
    assert bool(done.stdout) == bool(code)
    assert said in done.stdout
    (report,) = (tmp_path / "a b/scans").glob("*.txt")
    assert "scan --profile it's $(mine) --output scans/2" in report.read_text()
    assert (str(report) in done.stdout) == ("the report of" in done.stdout) == bool(code)
    assert stat.S_IMODE(report.stat().st_mode) == 0o600


def test_cron_keeps_thirty_scans(tmp_path: Path) -> None:
    """The oldest are removed, with their reports; other files stay."""
    scans = tmp_path / "scans"
    for day in range(1, 32):
        (scans / f"2026-01-{day:02}T030000Z").mkdir(parents=True)
        (scans / f"2026-01-{day:02}T030000Z.txt").touch()
    (scans / "notes.txt").touch()
    (scans / "2026-01-01T030000Z/results.json").touch()
    assert _nightly(tmp_path, _program(tmp_path / "bin", "exit 0")).returncode == 0
    reports = sorted(path.name for path in scans.glob("2*Z.txt"))
    assert len(reports) == 30
    assert reports[0] == "2026-01-03T030000Z.txt"
    assert sorted(path.name for path in scans.glob("2*Z"))[0] == "2026-01-03T030000Z"
    assert (scans / "notes.txt").exists()


def test_cron_compares_with_the_newest_scan_that_has_results(tmp_path: Path) -> None:
    """A scan that did not work is no baseline. An option of the user comes later, so it wins."""
    for day, results in (("01", True), ("02", True), ("03", False)):
        scan = tmp_path / "x/scans" / f"2026-01-{day}T030000Z"
        scan.mkdir(parents=True)
        if results:
            (scan / "results.json").touch()
    environ = _program(tmp_path / "bin", 'echo "$*"; exit 1')
    done = _nightly(tmp_path / "x", environ, "--profile", "audit")
    expected = "scan --baseline scans/2026-01-02T030000Z/results.json --profile audit --output scans/2"
    assert expected in done.stdout


def test_cron_starts_one_scan_at_a_time(tmp_path: Path) -> None:
    """A second scan ends at once, and says so, while the first one runs."""
    environ = _program(tmp_path / "bin", f'touch "{tmp_path}/started"; read line')
    first = subprocess.Popen([FOLDER / "nightly", tmp_path / "x"], env=environ, stdin=subprocess.PIPE)
    try:
        for _ in range(500):
            if (tmp_path / "started").exists():
                break
            time.sleep(0.02)
        second = _nightly(tmp_path / "x", environ)
        assert second.returncode == 4
        assert "the scan before this one still runs" in second.stdout
    finally:
        first.communicate(b"\n", timeout=30)
    assert len([*(tmp_path / "x/scans").glob("*.txt")]) == 1


def test_cron_scans_an_account(tmp_path: Path) -> None:
    """The script's options are those of genai-lens: it reads an account and keeps the results."""
    with _aws() as aws:
        environ = {**_program(tmp_path / "bin", OURS), **aws, **KEYS}
        done = _nightly(tmp_path / "x", environ, "--region", "us-east-1", "--control", CONTROL)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    (scan,) = (path for path in (tmp_path / "x/scans").iterdir() if path.is_dir())
    assert sorted(path.name for path in scan.iterdir()) == ["results.html", "results.json", "snapshot"]


def _template() -> dict[str, Any]:
    found: dict[str, Any] = cfn_yaml.load(str(FOLDER / "aws.yaml"))
    return found


def test_the_template_is_what_its_linter_takes() -> None:
    """cfn-lint reports nothing, not even what is informational."""
    linter = "import cfnlint.runner; cfnlint.runner.main()"
    command = [sys.executable, "-c", linter, "aws.yaml", "--include-checks", "I"]
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_templates_permissions_are_the_least() -> None:
    """The build may assume one role, and write results and its log. The schedule may start it."""
    resources = _template()["Resources"]
    granted = {
        name: [
            (statement["Action"], statement["Resource"])
            for policy in role["Properties"]["Policies"]
            for statement in policy["PolicyDocument"]["Statement"]
        ]
        for name, role in resources.items()
        if role["Type"] == "AWS::IAM::Role"
    }
    assert granted == {
        "BuildRole": [
            ("sts:AssumeRole", {"Ref": "RoleArn"}),
            ("s3:PutObject", {"Fn::Sub": "${Results.Arn}/*"}),
            (["s3:GetBucketAcl", "s3:GetBucketLocation"], {"Fn::GetAtt": ["Results", "Arn"]}),
            (["logs:CreateLogStream", "logs:PutLogEvents"], {"Fn::GetAtt": ["Log", "Arn"]}),
        ],
        "ScheduleRole": [("codebuild:StartBuild", {"Fn::GetAtt": ["Scan", "Arn"]})],
    }
    for name in granted:
        (trust,) = resources[name]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
        assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    # The role that is assumed takes the output of this stack as its principal.
    assert "PrincipalArn" in _template()["Outputs"]
    assert "PrincipalArn:" in TEMPLATES["cloudformation"](["sts:GetCallerIdentity"])


def test_the_builds_commands_run(tmp_path: Path) -> None:
    """The scan assumes the role with the external id, and its files are those that are kept.

    The commands before it install genai-lens, which needs a network.
    """
    spec = yaml.safe_load(_template()["Resources"]["Scan"]["Properties"]["Source"]["BuildSpec"])
    (command,) = spec["phases"]["build"]["commands"]
    known = {variable["Name"] for variable in _variables()}
    assert known == {"COMMIT", "EXTERNAL_ID", "REPOSITORY", "ROLE_ARN"}
    command = command.replace("/tmp/venv/bin/genai-lens", "genai-lens")
    with _aws() as aws:
        environ = {
            **_program(tmp_path / "bin", OURS),
            **aws,
            **KEYS,
            "ROLE_ARN": "arn:aws:iam::123456789012:role/genai-lens",
            "EXTERNAL_ID": "47 11",
        }
        command = f"{command} --region us-east-1 --control {CONTROL}"
        done = subprocess.run(
            ["sh", "-c", command], cwd=tmp_path, env=environ, capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stderr
    assert "assumed-role/genai-lens" in done.stdout
    assert spec["artifacts"] == {"base-directory": "out", "files": ["**/*"]}
    assert (tmp_path / "out/results.html").is_file()


def _variables() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _template()["Resources"]["Scan"]["Properties"]["Environment"][
        "EnvironmentVariables"
    ]
    return found


def _gitlab() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / "gitlab-ci.yml").read_text())["genai-lens"]
    return found


def test_gitlabs_job_runs(tmp_path: Path) -> None:
    """Its token is exchanged for the role's credentials, and it writes all files that it keeps."""
    job = _gitlab()
    token = tmp_path / "token"
    (tmp_path / ".gitlab-ci.yml").write_text("# genai-lens\n")
    (tmp_path / "code_quality.py").write_bytes((FOLDER / "code_quality.py").read_bytes())
    *_, write_token = job["before_script"]
    (scan,) = job["script"]
    lines = [
        write_token,
        f"{scan} --region us-east-1 --control {CONTROL}".replace("/tmp/venv/bin/", ""),
        *job["after_script"],
    ]
    with _aws() as aws:
        environ = {
            **_program(tmp_path / "bin", OURS),
            **aws,
            **job["variables"],
            "AWS_WEB_IDENTITY_TOKEN_FILE": str(token),
            "GENAI_LENS_TOKEN": "a.b.c",
        }
        done = subprocess.run(
            ["sh", "-e", "-c", "\n".join(lines)],
            cwd=tmp_path,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert "assumed-role/genai-lens" in done.stdout
    assert token.read_text() == "a.b.c"
    assert stat.S_IMODE(token.stat().st_mode) == 0o600
    kept = [*job["artifacts"]["paths"], job["artifacts"]["reports"]["codequality"]]
    assert [name for name in kept if not (tmp_path / name).is_file()] == []
    assert set(job["id_tokens"]) == {"GENAI_LENS_TOKEN"}


def test_code_quality_has_gitlabs_fields(tmp_path: Path) -> None:
    """Each failure has its own fingerprint, GitLab's severity, and the path as it is on disk."""
    places = Places(anchor=Place("a b/[c].yml", 7))
    (tmp_path / "results.sarif").write_bytes(sarif(sample.mixed(), places, "low"))
    command = [sys.executable, "-I", FOLDER / "code_quality.py", tmp_path / "results.sarif"]
    report = orjson.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    (run,) = orjson.loads((tmp_path / "results.sarif").read_bytes())["runs"]
    assert len(report) == len(run["results"]) > 3
    assert len({one["fingerprint"] for one in report}) == len(report)
    assert {one["severity"] for one in report} <= {"blocker", "critical", "major", "minor"}
    scores = {rule["id"]: rule["properties"]["security-severity"] for rule in run["tool"]["driver"]["rules"]}
    named = dict(zip(SCORES.values(), ("blocker", "critical", "major", "minor"), strict=True))
    for one, result in zip(report, run["results"], strict=True):
        assert one.keys() == {"description", "check_name", "fingerprint", "severity", "location"}
        assert one["check_name"] == result["ruleId"]
        assert one["severity"] == named[scores[result["ruleId"]]]
        assert one["description"].endswith(result["message"]["text"])
        place = result["locations"][0]["physicalLocation"]
        path, line = unquote(place["artifactLocation"]["uri"]), place["region"]["startLine"]
        assert one["location"] == {"path": path, "lines": {"begin": line}}
    assert {"a b/[c].yml", "infra/my agents/[main].tf"} <= {one["location"]["path"] for one in report}


def test_code_quality_needs_no_rule(tmp_path: Path) -> None:
    """A failure of a baseline may be of a control that is no more. Its level gives the severity."""
    log = orjson.loads(sarif(sample.mixed(), Places(anchor=Place("c.yml", 7)), "low"))
    first = log["runs"][0]["results"][0]
    assert first.pop("ruleIndex") >= 0
    assert first["level"] == "error"
    (tmp_path / "results.sarif").write_bytes(orjson.dumps(log))
    command = [sys.executable, "-I", FOLDER / "code_quality.py", tmp_path / "results.sarif"]
    report = orjson.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert report[0]["description"] == first["message"]["text"]
    assert report[0]["severity"] == "critical"
