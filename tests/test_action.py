"""The Action: its steps run in order in a clean folder, with the embedded AWS or moto as AWS."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from scanner.reports.results_json import results_json
from tests import lab
from tests.action_runner import ACTION, FOLDER, KEYS, ROOT, WORKSPACE, Runner, outputs_of
from tests.moto_server import moto_server

CONTROL = "GENSEC02-BP01/guardrail-enforced"
OTHER = "GENSEC01-BP02/endpoint-private-dns"
LISTING = "ec2:DescribeVpcEndpoints"
ONE = f"--control={CONTROL}"
BOTH = f"{ONE}\n--control={OTHER}"
ROLE = "arn:aws:iam::123456789012:role/genai-lens"
TOKEN = {"ACTIONS_ID_TOKEN_REQUEST_URL": "https://token.example", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "secret"}
WORKFLOW = "jobs:\n  scan:\n    steps:\n      - uses: OWNER/genai-lens/.github/actions/genai-lens@main\n"
FAILING = "import scanner.engines.regorus as regorus\nfrom scanner.engines.interface import Evaluation\n"
FAILING += f"regorus.Regorus.evaluate = lambda *_: Evaluation([], {{{CONTROL!r}: 'it broke'}})\n"


def _steps() -> ModuleType:
    spec = importlib.util.spec_from_file_location("action_steps", FOLDER / "steps.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


steps = _steps()


def _environment(folder: Path, more: str = "") -> Path:
    """Return an environment that has this tree and the packages of this Python."""
    venv.create(folder, symlinks=True)
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "a.pth").write_text(f"{ROOT}\n{sysconfig.get_paths()['purelib']}\n")
    if more:
        (site / "more.py").write_text(more)
        (site / "b.pth").write_text("import more\n")
    return folder


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _environment(tmp_path_factory.mktemp("installed") / "venv")


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment in which each control has a defect."""
    return _environment(tmp_path_factory.mktemp("broken") / "venv", FAILING)


HOSTILE = {
    **dict.fromkeys(
        (
            *("boto3.py", "sitecustomize.py", "usercustomize.py", "json.py", "venv.py", "hatchling.py"),
            *("scanner/__init__.py", "scanner/cli.py", "collectors/__init__.py", "pip/__init__.py"),
        ),
        "raise SystemExit('code of the checkout runs')\n",
    ),
    "pip.conf": "[global]\nindex-url = http://127.0.0.1:9/\nno-index = true\n",
    "constraints.txt": "boto3==0.0.1\n",
    "pyproject.toml": "[build-system]\nrequires = ['nothing-of-this-name']\n",
}
"""Files of a checkout that must have no effect."""


def _repository(workspace: Path) -> None:
    """Fill a workspace with a workflow that names genai-lens, and with hostile files."""
    files = {".github/workflows/scan.yml": WORKFLOW, ".git/HEAD": "", "a $(b) `c`.yaml": "{}\n", **HOSTILE}
    for name, text in files.items():
        (workspace / name).parent.mkdir(parents=True, exist_ok=True)
        (workspace / name).write_text(text)


@contextmanager
def _sample(name: str, lost: str = "", controls: Iterable[str] = (CONTROL,)) -> Iterator[dict[str, str]]:
    """Serve a sample account, and yield the variables of a job that reaches it.

    The operation `lost` is denied. As in a scan that was set up badly, Python and pip are told to
    read the workspace.
    """
    with lab.serving(lab.account(name, controls)) as (server, _):
        if lost:
            server.fault(lost, "denied")
        yield server.environ() | {"AWS_MAX_ATTEMPTS": "1", "PYTHONPATH": ".", "PIP_CONFIG_FILE": "pip.conf"}


def _runner(folder: Path, environ: Mapping[str, str], installed: Path | None) -> Runner:
    return Runner(folder / "job", environ, repository=_repository, installed=installed)


GOOD, BAD, LOST = ("good", ""), ("bad", ""), ("good", LISTING)
CASES = {
    # what happens: sample account and operation that is denied, inputs, exit code of genai-lens,
    # whether it is complete, whether it is uploaded, exit code of the job
    "nothing fails": (GOOD, {}, 0, True, True, 0),
    "something fails": (BAD, {}, 1, True, True, 1),
    "something fails below fail-on": (BAD, {"fail_on": "critical"}, 0, True, True, 0),
    "something fails, which may": (BAD, {"fail_on": "none"}, 1, True, True, 0),
    "wrong usage": (GOOD, {"options": "--control=GENSEC99-BP01/none"}, 2, False, False, 2),
    "wrong usage, always": (GOOD, {"options": "--x", "upload": "always"}, 2, False, False, 2),
    "evidence is missing": (LOST, {}, 3, False, False, 3),
    "evidence is missing, always": (LOST, {"upload": "always"}, 3, False, True, 3),
    "evidence is missing, which may": (LOST, {"options": "--allow-incomplete"}, 0, False, False, 0),
    "both": (("bad", LISTING), {}, 1, False, False, 1),
    "both, always": (("bad", LISTING), {"upload": "always"}, 1, False, True, 1),
    "both, and failures may": (("bad", LISTING), {"fail_on": "none"}, 1, False, False, 3),
    "could not scan": (("good", "sts:GetCallerIdentity"), {}, 4, False, False, 4),
    "a defect": (GOOD, {}, 70, False, False, 70),
    "a defect, always": (GOOD, {"upload": "always"}, 70, False, True, 70),
}


@pytest.mark.parametrize("what", CASES)
def test_exit_codes_decide_upload_and_result(
    what: str, installed: Path, broken: Path, tmp_path: Path
) -> None:
    """A scan is uploaded if no evidence is missing. The job has genai-lens' exit code."""
    sample, inputs, code, complete, uploaded, result = CASES[what]
    inputs = {"regions": "us-east-1", **inputs, "options": f"{BOTH}\n{inputs.get('options', '')}"}
    with _sample(*sample, (CONTROL, OTHER)) as environ:
        done = _runner(tmp_path, environ, broken if code == 70 else installed).run(**inputs)
    there = code not in (2, 4)
    assert done.outputs["exit-code"] == str(code), done.log
    assert done.outputs["complete"] == str(complete).lower()
    assert done.outputs["uploaded"] == str(uploaded).lower()
    assert ("Upload to code scanning" in done.ran) == uploaded
    assert ("Keep the files" in done.ran) == there
    assert done.code == result
    assert done.failed == ("Say the result" if result else "")
    assert (f"::error title=genai-lens::exit code {result}: " in done.log) == bool(result)
    assert ("::warning title=genai-lens::" in done.log) == (not uploaded)
    assert ("The results were uploaded to code scanning." in done.summary) == uploaded
    assert ("because evidence is missing" in done.summary) == (there and not uploaded)
    assert ("# genai-lens: " in done.summary) == there
    assert done.summary.split("\n")[-3] == ""  # the last line is no part of the HTML before it
    for output, file in (("sarif", "results.sarif"), ("results", "results.json"), ("html", "results.html")):
        path = done.outputs[f"{output}-file"]
        assert path.endswith(file) if there else path == ""
        assert Path(path).is_file() or not there
    assert all((done.outputs[severity] != "") == there for severity in steps.SEVERITIES)


@pytest.mark.parametrize("option", ["--plan", "--help"])
def test_options_without_a_scan_fail_the_job(option: str, installed: Path, tmp_path: Path) -> None:
    """genai-lens exits with 0, and a job that is green says that the account was scanned."""
    with _sample("bad") as environ:
        done = _runner(tmp_path, environ, installed).run(regions="us-east-1", options=f"{ONE}\n{option}")
    assert (done.failed, done.code) == ("Scan", 1)
    assert "::error title=genai-lens::genai-lens ended without a scan" in done.log
    assert done.outputs["complete"] == "false"
    assert "Upload to code scanning" not in done.ran


def test_the_job_summary_and_the_outputs(installed: Path, tmp_path: Path) -> None:
    """The summary is genai-lens' own. The counts are of failures. The snapshot is not kept."""
    with _sample("bad") as environ:
        done = _runner(tmp_path, environ, installed).run(options=ONE, regions="us-east-1 eu-west-1")
    assert "# genai-lens: 2 failing results" in done.summary
    assert "2 Regions" in done.summary
    assert [done.outputs[name] for name in steps.SEVERITIES] == ["0", "2", "0", "0"]
    kept = [Path(path) for path in done.given["Keep the files"]["path"].split("\n")]
    assert [path.name for path in kept] == ["results.json", "results.sarif", "results.html", "results.md"]
    assert all(path.is_file() for path in kept)
    (run,) = json.loads(kept[1].read_bytes())["runs"]
    assert run["automationDetails"]["id"] == "genai-lens/999900001111/"
    assert "category" not in done.given["Upload to code scanning"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == (
        ".github/workflows/scan.yml",
        4,
    )


@pytest.mark.parametrize(
    ("runs", "inputs", "place"),
    [
        ("scan.yml", "", "scan.yml:4"),  # and not `a.yml`, which comes first and names genai-lens too
        ("scan.yml", "\n--anchor=.github/workflows/a.yml", "a.yml:1"),
        ("gone.yml", "", "a.yml:1"),
    ],
)
def test_alerts_stand_in_the_workflow_that_runs(
    runs: str, inputs: str, place: str, installed: Path, tmp_path: Path
) -> None:
    """Another workflow that names genai-lens moves no alert. The user's anchor wins."""

    def repository(workspace: Path) -> None:
        _repository(workspace)
        (workspace / ".github/workflows/a.yml").write_text("name: genai-lens\n")

    with _sample("bad") as environ:
        environ["GITHUB_WORKFLOW_REF"] = f"octo/.github/.github/workflows/{runs}@refs/heads/a@refs/b"
        runner = Runner(tmp_path / "job", environ, repository=repository, installed=installed)
        done = runner.run(options=f"{ONE}{inputs}", regions="us-east-1")
    (run,) = json.loads(Path(done.outputs["sarif-file"]).read_bytes())["runs"]
    there = run["results"][0]["locations"][0]["physicalLocation"]
    said = f"{there['artifactLocation']['uri']}:{there['region']['startLine']}"
    assert said == f".github/workflows/{place}"


def test_what_is_kept_is_chosen(installed: Path, tmp_path: Path) -> None:
    """The snapshot is kept if it is asked for, and nothing if the name is empty."""
    with _sample("good") as environ:
        inputs = {"options": ONE, "regions": "us-east-1", "upload": "never"}
        done = _runner(tmp_path / "a", environ, installed).run(artifact_files="snapshot results.md", **inputs)
        none = _runner(tmp_path / "b", environ, installed).run(artifact="", **inputs)
    kept = done.given["Keep the files"]["path"].split("\n")
    assert [Path(path).name for path in kept] == ["snapshot", "results.md"]
    assert "Keep the files" not in none.ran
    assert done.outputs["uploaded"] == "false"
    assert "because `upload` is `never`" in done.summary
    assert "::warning" not in done.log


def test_the_last_run_is_the_baseline_of_the_next(installed: Path, tmp_path: Path) -> None:
    """Known failures fail no job, and the summary says what changed. The first run has none."""
    last = tmp_path / "la st" / "results.json"
    with _sample("bad") as environ:
        inputs = {"options": ONE, "regions": "us-east-1 eu-west-1", "baseline": str(last)}
        first = _runner(tmp_path / "a", environ, installed).run(**inputs)
        last.parent.mkdir()
        shutil.copy(first.outputs["results-file"], last)
        second = _runner(tmp_path / "b", environ, installed).run(**inputs)
        last.write_text("{}")
        other = _runner(tmp_path / "c", environ, installed).run(**inputs)
    assert (first.code, second.code, other.code) == (1, 0, 2)
    assert f"::notice title=genai-lens::there is no {last}, so all failures count as new." in first.log
    assert "still failing" not in first.summary
    assert "::notice" not in second.log
    assert "\n# genai-lens: 0 new, 0 fixed, 2 still failing\n" in second.summary
    assert json.loads(Path(second.outputs["results-file"]).read_bytes())["baseline"]["known"] == 2


def test_a_comparison_that_fails_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not change how the job ends."""
    python = Path(steps._python(tmp_path))
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\necho 'no file' >&2\nexit 2\n")
    python.chmod(0o755)
    summary = tmp_path / "summary"
    values = {"HOME": str(tmp_path), "BASELINE": "a", "RESULTS_FILE": "b", "RESULT": "0", "UPLOAD": "never"}
    for name, value in values.items():
        monkeypatch.setenv(f"INPUT_{name}", value)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    assert steps.end() == 0
    assert "no file" not in summary.read_text()
    python.write_text("#!/bin/sh\nexec head -c 2000000 /dev/zero\n")
    assert steps.end() == 0
    assert len(summary.read_bytes()) < 1000


def test_an_upload_that_fails_is_said(installed: Path, tmp_path: Path) -> None:
    """If GitHub refuses the file, the files are kept, and the summary does not say `uploaded`."""
    with _sample("good") as environ:
        runner = _runner(tmp_path, environ, installed)
        runner.fails = ("github/codeql-action/upload-sarif",)
        done = runner.run(options=ONE, regions="us-east-1")
    assert done.failed == "Upload to code scanning"
    assert done.outputs["uploaded"] == "false"
    assert "Keep the files" in done.ran
    assert "could not be uploaded" in done.summary


@pytest.mark.parametrize(
    "event",
    [
        {"pull_request": {"head": {"repo": {"id": 2}}}},
        {"pull_request": {"head": {"repo": None}}},
        {"workflow_run": {"head_repository": {"id": 2}}},
        {"pull_request": {"head": {"repo": {"id": 1}}}},
        {"workflow_run": {"head_repository": {"id": 1}}},
        {"schedule": "17 3 * * *"},
    ],
    ids=["fork", "deleted fork", "run for a fork", "own branch", "run for an own branch", "schedule"],
)
def test_forks_get_no_credentials(event: dict[str, Any], tmp_path: Path) -> None:
    """For code of a fork, the job ends with one message before anything is installed."""
    fork = event.get("workflow_run", {}).get("head_repository") == {"id": 2} or (
        "pull_request" in event and event["pull_request"]["head"]["repo"] != {"id": 1}
    )
    runner = Runner(tmp_path / "job", TOKEN, {"repository": {"id": 1}, **event}, installed=tmp_path)
    runner.fails = ("actions/checkout",)  # the rest does not matter here
    done = runner.run(role_to_assume=ROLE)
    assert done.failed == ("Check the run and the inputs" if fork else "Check out the repository"), done.log
    if fork:
        assert done.ran == ["Set up Python", "Check the run and the inputs"]
        assert done.log.startswith("::error title=genai-lens::this run is for a pull request from a fork")
        assert done.log.count("\n") == 1


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"role_to_assume": ROLE}, "id-token: write"),
        ({"upload": "yes"}, "`upload` has the value 'yes'. It may have: if-complete, always, never."),
        ({"fail_on": "a\n::set-output name=b::c"}, "`fail-on` has the value 'a\\n::set-output name=b::c'."),
        ({"artifact_files": "results.json ../x"}, "`artifact-files` has the value '../x'."),
        ({"artifact_files": "/etc/passwd"}, "`artifact-files` has the value '/etc/passwd'."),
    ],
)
def test_inputs_without_meaning_are_refused(inputs: dict[str, str], said: str, tmp_path: Path) -> None:
    """A wrong input, or a role without the permission for its token, ends the job with one line."""
    done = Runner(tmp_path / "job", {}, installed=tmp_path).run(**inputs)
    assert done.failed == "Check the run and the inputs"
    assert said in done.log
    assert done.log.count("\n") == 1


def test_only_the_scan_gets_credentials(tmp_path: Path) -> None:
    """The role's credentials are in the scan's variables alone, and GitHub's tokens are not."""
    shown = (
        "import os\nprint('VARIABLES', sorted(os.environ))\nprint('KEY', os.environ['AWS_ACCESS_KEY_ID'])\n"
    )
    showing = _environment(tmp_path / "venv", shown)
    with _sample("good") as environ:
        own = {name: value for name, value in environ.items() if name not in KEYS}
        runner = _runner(tmp_path, own | TOKEN | {"GITHUB_TOKEN": "secret"}, showing)
        done = runner.run(role_to_assume=ROLE, options=ONE, regions="us-east-1")
    given = done.given["Get credentials of AWS"]
    assert given["output-env-credentials"] == "false"
    assert given["role-session-name"] == "genai-lens-4711-2"
    assert given["audience"] == "sts.amazonaws.com"
    assert done.given["Check out the repository"] == {"persist-credentials": "false"}
    (names,) = {line for line in done.log.splitlines() if line.startswith("VARIABLES")}
    assert "KEY AKIAEXAMPLEOFROLE000" in done.log
    assert "'GITHUB_STEP_SUMMARY'" in names
    for name in ("ACTIONS_", "INPUT_", "PYTHON", "GITHUB_TOKEN", "GITHUB_OUTPUT", "GITHUB_ENV"):
        assert name not in names
    having = [step["name"] for step in ACTION["runs"]["steps"] if {*KEYS} & step.get("env", {}).keys()]
    assert having == ["Scan"]
    with _sample("good") as environ:  # without a role, the scan has the credentials of the job
        done = _runner(tmp_path / "own", environ, showing).run(options=ONE, regions="us-east-1")
    assert "Get credentials of AWS" not in done.ran
    assert f"KEY {environ['AWS_ACCESS_KEY_ID']}" in done.log


INJECTED = "x\nupload=true\nresult<<E\n0\nE\n::set-output name=upload::true"
SHELL = "$(touch pwned) `touch pwned` \"; touch pwned; ' && touch pwned"


@pytest.mark.parametrize("text", [INJECTED, SHELL], ids=["lines", "shell"])
@pytest.mark.parametrize("name", ["config", "anchor", "regions", "options"])
def test_no_input_is_a_command(name: str, text: str, installed: Path, tmp_path: Path) -> None:
    """An input is one value: it sets no output, commands no runner and no shell."""
    with _sample("good") as environ:
        runner = _runner(tmp_path, environ, installed)
        done = runner.run(**{"options": ONE, name: text})
    assert done.outputs["exit-code"] == "2", done.log
    assert done.code == 2
    assert "Upload to code scanning" not in done.ran
    assert _commands(done.log) <= {"stop-commands", "error", "warning"}
    assert [*tmp_path.rglob("pwned")] == []


def test_a_path_with_spaces_and_signs_of_a_shell(installed: Path, tmp_path: Path) -> None:
    """`config` and `anchor` take any path of the repository."""
    with _sample("good") as environ:
        name = "a $(b) `c`.yaml"
        runner = _runner(tmp_path, environ, installed)
        done = runner.run(options=ONE, regions="us-east-1", config=name, anchor=name)
    assert done.code == 0, done.log
    assert json.loads(Path(done.outputs["results-file"]).read_bytes())["configuration"]["file"] == name


def test_names_of_the_account_are_no_commands(installed: Path, tmp_path: Path) -> None:
    """The name of an account commands no runner, and acts in no summary."""
    name = "::set-output name=upload::true"

    def repository(workspace: Path) -> None:
        _repository(workspace)
        accounts = {"999900001111": {"name": name}}
        (workspace / "genai-lens.yaml").write_text(json.dumps({"accounts": accounts}))

    with _sample("bad") as environ:
        runner = _runner(tmp_path, environ, installed)
        runner.repository = repository
        done = runner.run(options=ONE, regions="us-east-1")
    assert done.outputs["exit-code"] == "1", done.log
    assert f"({name})" in done.log
    assert f"Account `999900001111 ({name})`, read by" in done.summary
    assert _commands(done.log) == {"stop-commands", "error"}


def _commands(log: str) -> set[str]:
    """Return the commands that the runner obeys in a log."""
    found, stopped = set(), ""
    for line in log.splitlines():
        if command := re.match(r"\s*::([^ :]+)[^:]*::(.*)", line):
            if stopped:
                stopped = "" if command[1] == stopped else stopped
            else:
                found.add(command[1])
                stopped = command[2] if command[1] == "stop-commands" else ""
    return found


def test_no_line_of_a_script_has_an_expression() -> None:
    """GitHub puts the value of an expression into the script, so an input would be a command."""
    scripts = [step["run"] for step in ACTION["runs"]["steps"] if "run" in step]
    assert len(scripts) == 4
    assert not any("${{" in script for script in scripts)


def test_the_workspace_is_filled_after_the_installation() -> None:
    """Nothing of the checkout is there when genai-lens is installed."""
    names = [step["name"] for step in ACTION["runs"]["steps"]]
    assert names.index("Install genai-lens") < names.index("Check out the repository")
    assert (
        names.index("Check out the repository") < names.index("Get credentials of AWS") < names.index("Scan")
    )


def test_no_value_of_an_output_sets_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A value may have lines that look like outputs, or like the end of the value."""
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    steps._put("first", INJECTED)
    steps._put("second", "")
    assert outputs_of((tmp_path / "output").read_text()) == {"first": INJECTED, "second": ""}


def test_genai_lens_is_installed_from_the_repository_of_the_action(tmp_path: Path) -> None:
    """pip installs this tree and the pinned versions, whatever stands in the workspace."""
    pip = [sys.executable, "-I", "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(tmp_path)]
    if subprocess.run([*pip, "hatchling"], cwd=tmp_path, check=False).returncode:
        pytest.skip("pip reaches no index")
    runner = Runner(
        tmp_path / "job", {"PYTHONPATH": str(tmp_path / "job" / WORKSPACE), "PIP_CONFIG_FILE": "pip.conf"}
    )
    _repository(runner.workspace)
    runner.fails = ("actions/checkout",)
    done = runner.run()
    assert done.failed == "Check out the repository", done.log
    home = Path(done.steps["install"]["home"])
    assert home.parent == runner.temp
    asked = (
        "import scanner, boto3, json, sys; print(json.dumps([scanner.__file__, boto3.__version__, sys.path]))"
    )
    said = subprocess.run(
        [home / "venv" / "bin" / "python", "-I", "-c", asked],
        cwd=runner.workspace,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    file, version, path = json.loads(said)
    assert file.startswith(str(home))
    assert f"boto3=={version}" in (ROOT / "constraints.txt").read_text().splitlines()
    assert str(ROOT) not in path


@pytest.mark.parametrize("path", sorted((ROOT / "docs/workflows").glob("*.yml")), ids=lambda p: p.name)
def test_an_example_names_what_there_is(path: Path) -> None:
    """It has inputs of the Action, the same commits of other actions, and few permissions."""
    text = path.read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    # Alerts stand at the first line that names genai-lens.
    assert next(line for line in text.splitlines() if "genai-lens" in line).startswith("name: ")
    pins = {step["uses"] for step in ACTION["runs"]["steps"] if "uses" in step}
    assert "pull_request_target" not in workflow[True]  # YAML reads `on` so
    for job in workflow["jobs"].values():
        assert job["permissions"]["contents"] == "read"
        for step in job["steps"]:
            if step.get("uses", "").startswith("genai-lens/"):
                name, _, commit = step["uses"].partition("@")
                assert (name, commit) == ("genai-lens/genai-lens/.github/actions/genai-lens", "0" * 40)
                assert step["with"].keys() <= ACTION["inputs"].keys()
                assert job["permissions"]["id-token"] == job["permissions"]["security-events"] == "write"
            elif "uses" in step:
                assert step["uses"] in pins


@pytest.mark.skipif(sys.platform == "win32", reason="the example runs on Linux")
@pytest.mark.parametrize(("nights", "asked"), [("", []), ("9 8 7", ["9", "8"]), ("9 7", ["9", "7"])])
def test_the_example_takes_the_newest_results_that_there_are(
    nights: str, asked: list[str], tmp_path: Path
) -> None:
    """Only scheduled runs count. Without any results the scan runs all the same."""
    workflow = yaml.safe_load((ROOT / "docs/workflows/every-night.yml").read_text(encoding="utf-8"))
    get, scan = workflow["jobs"]["scan"]["steps"]
    gh = tmp_path / "gh"
    gh.write_text(
        '#!/bin/sh\necho "$*" >> "$ASKED"\n'
        f'if [ "$2" = list ]; then echo "{nights}" | tr " " "\\n"; else [ "$3" = 8 ]; fi\n'
    )
    gh.chmod(0o755)
    log = tmp_path / "asked"
    environ = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "ASKED": str(log), "GITHUB_WORKFLOW": "genai-lens"}
    environ["RUNNER_TEMP"] = "/te mp"
    subprocess.run(["bash", "-e", "-c", get["run"]], env=environ, check=True)
    first, *others = log.read_text().splitlines()
    assert "--event schedule" in first
    assert [line.split()[2] for line in others] == asked
    assert all(line.endswith("--name genai-lens --dir /te mp/last") for line in others)
    assert scan["with"]["baseline"] == "${{ runner.temp }}/last/results.json"
    assert ACTION["inputs"]["artifact"]["default"] == "genai-lens"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, ""),
        ({"genai-lens.yaml": "region: []\n"}, "genai-lens.yaml:1: there is an unknown key 'region'."),
        ({"waivers.yaml": "waiver: []\n"}, "waivers.yaml:1: there is an unknown key 'waiver'."),
        ({"attestations.yaml": "a: 1\n"}, "attestations.yaml:1: there is an unknown key 'a'."),
        ({"genai-lens.yaml": "regions: [us-east-1]\n", "waivers.yaml": "waivers: []\n"}, ""),
    ],
)
def test_the_example_checks_each_file_that_is_there(
    files: dict[str, str], said: str, installed: Path, tmp_path: Path
) -> None:
    """The last step of configuration.yml fails for a mistake in any of them, and only then."""
    workflow = yaml.safe_load((ROOT / "docs/workflows/configuration.yml").read_text(encoding="utf-8"))
    assert workflow[True]["pull_request"]["paths"] == ["genai-lens.yaml", "attestations.yaml", "waivers.yaml"]
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    program = tmp_path / "bin" / "genai-lens"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{installed}/bin/python" -m scanner.cli "$@"\n')
    program.chmod(0o700)
    script = f"git init -q . && git add . && {workflow['jobs']['check']['steps'][-1]['run']}"
    done = subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=tmp_path,
        env={"PATH": f"{program.parent}:{os.environ['PATH']}", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert bool(done.returncode) == bool(said), done.stderr
    assert said in done.stderr


@pytest.mark.parametrize("name", ["good", "bad", "denied", "empty", "demo"])
def test_complete_is_what_genai_lens_says(name: str, tmp_path: Path) -> None:
    """The Action finds out from results.json what the exit code does not say if something fails."""
    report = lab.report(name)
    (tmp_path / "results.json").write_bytes(results_json(report))
    complete, counts = steps.read(tmp_path / "results.json")
    assert complete == (not report.incomplete)
    assert counts == {s: sum(r.failing and r.severity == s for r in report.results) for s in steps.SEVERITIES}


def test_an_account_that_others_imitate(installed: Path, tmp_path: Path) -> None:
    """moto's AWS, which others wrote, is scanned too."""
    with moto_server() as address:
        environ = {
            "AWS_ENDPOINT_URL": f"http://{address}",
            "AWS_ACCESS_KEY_ID": "a",
            "AWS_SECRET_ACCESS_KEY": "b",
        }
        done = _runner(tmp_path, environ, installed).run(
            options="--control=GENSEC01-BP02/endpoint-private-dns", regions="us-east-1"
        )
    assert done.outputs["exit-code"] == "0", done.log
    assert done.outputs["uploaded"] == "true"


def test_outputs_are_read_as_the_runner_does() -> None:
    """The imitation of the runner reads both forms of an output."""
    assert outputs_of("a=b=c\nd<<E\n1\n2=3\nE\n") == {"a": "b=c", "d": "1\n2=3"}
