"""The steps of the Action that are more than one line: `python -I steps.py check|install|scan|end`.

Inputs and GitHub's files come as environment variables. Standard library only: `check` and
`install` run before anything is installed. It runs on Linux, macOS and Windows.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import tempfile
import tomllib
import venv
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
"""The repository that holds the Action, at the ref that the user names."""

SEVERITIES = ("critical", "high", "medium", "low")
NEVER_FAIL = "none"
"""The value of `fail-on` with which failures do not fail the job."""
UPLOADS = ("if-complete", "always", "never")
SARIF = "results.sarif"
FILES = ("results.json", SARIF, "results.html", "results.md")
"""The files that a scan of the Action writes, beside the folder of the snapshot."""
KEPT = (*FILES, "snapshot")
MOST_SUMMARY = 1_000_000
"""The most bytes of the comparison in the job summary."""
FORMATS = ("table", "json", "sarif", "html", "markdown")

FAILED, INCOMPLETE = 1, 3
ENDED = {
    FAILED: "something fails at or above the severity of `fail-on`.",
    2: "wrong usage of genai-lens. The log of the step Scan names the mistake.",
    INCOMPLETE: "evidence is missing. The summary lists what could not be read, and what helps.",
    4: "genai-lens could not scan. The log of the step Scan says why.",
    70: "there is a defect in genai-lens or in one of its controls. The log of the step Scan names it.",
}
"""Exit code -> why the job fails."""
_HIDDEN = ("ACTIONS_", "INPUT_", "PYTHON")
"""How variables begin that pip and the scan do not get. The first group has GitHub's tokens."""
_HIDDEN_NAMES = {"GITHUB_ENV", "GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STATE", "GITHUB_TOKEN", "GH_TOKEN"}


class Refused(Exception):
    """A step that cannot go on. The text says why, and what to do."""


def check() -> None:
    """Refuse a run that must not have credentials, and inputs that have no meaning."""
    event = os.environ.get("GITHUB_EVENT_PATH")
    if event and from_fork(json.loads(Path(event).read_text(encoding="utf-8"))):
        raise Refused(
            "this run is for a pull request from a fork, which must not have credentials of AWS. "
            "Scan accounts on a schedule or on pushes, and skip this job for forks."
        )
    if _input("ROLE_TO_ASSUME") and not os.environ.get("ACTIONS_ID_TOKEN_REQUEST_URL"):
        raise Refused(
            "`role-to-assume` needs GitHub's OIDC token. Give the job `permissions: id-token: write`."
        )
    for name, value, allowed in (
        ("upload", _input("UPLOAD"), UPLOADS),
        ("fail-on", _input("FAIL_ON"), (*SEVERITIES, NEVER_FAIL)),
        *(("artifact-files", name, KEPT) for name in _input("ARTIFACT_FILES").split()),
    ):
        if value not in allowed:
            raise Refused(f"`{name}` has the value {value[:100]!a}. It may have: {', '.join(allowed)}.")


def from_fork(event: Mapping[str, Any]) -> bool:
    """Return whether an event is about code of another repository than the one that it runs in.

    The repository of a pull request is null if the fork was deleted.
    """
    heads = []
    if "pull_request" in event:
        heads.append(event["pull_request"]["head"]["repo"])
    if "workflow_run" in event:
        heads.append(event["workflow_run"]["head_repository"])
    own = event.get("repository", {}).get("id")
    return any(not head or head["id"] != own for head in heads)


def install() -> None:
    """Install genai-lens into a new environment below RUNNER_TEMP. Output: `home`, its folder.

    pip works in that folder and in isolated mode, so it reads nothing of the workspace. It takes
    wheels only, so no code of a dependency runs while it is installed.
    """
    home = Path(tempfile.mkdtemp(prefix="genai-lens-", dir=os.environ["RUNNER_TEMP"]))
    venv.create(home / "venv", with_pip=True, symlinks=os.name != "nt")
    pip = [_python(home), "-I", "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    pip += ["--constraint", str(ROOT / "constraints.txt"), "--only-binary", ":all:"]
    # Constraints do not count for what pip installs for a build, so that is installed first.
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]
    for what in (build["requires"], ["--no-build-isolation", str(ROOT)]):
        if subprocess.run([*pip, *what], cwd=home, env=_environ(), check=False).returncode:  # noqa: S603
            raise Refused("genai-lens could not be installed. The lines above are pip's.")
    _put("home", str(home))


def scan() -> None:
    """Run genai-lens in the workspace, and decide what the steps after it do.

    Outputs: those of the Action, `upload`, `artifact-paths`, `baseline` (the file, if it is there),
    and `result` (the job's exit code).
    Raises `Refused` if genai-lens ended well and scanned nothing: that must not look clean.
    """
    home, fail_on, workflow = Path(_input("HOME")), _input("FAIL_ON"), _workflow()
    out, options = home / "out", [line.strip() for line in _input("OPTIONS").splitlines()]
    command = [*_genai_lens(home), "scan"]
    command += [*([f"--anchor={workflow}"] if workflow else []), *filter(None, options)]
    command += [f"--region={region}" for region in _input("REGIONS").split()]
    command += [f"--{name.lower()}={value}" for name in ("CONFIG", "ANCHOR") if (value := _input(name))]
    baseline = _baseline()
    command += [f"--baseline={baseline}"] if baseline else []
    command += [f"--fail-on={SEVERITIES[-1] if fail_on == NEVER_FAIL else fail_on}", f"--output={out}"]
    command += [f"--format={name}" for name in FORMATS]
    code = _without_commands(command)
    complete, counts = read(out / "results.json")
    there = {name: str(out / name) for name in KEPT if (out / name).exists()}
    uploads = _input("UPLOAD") == "always" or (
        _input("UPLOAD") == "if-complete" and complete and code in (0, FAILED)
    )
    result = code
    if code == FAILED and fail_on == NEVER_FAIL:
        result = 0 if complete or "--allow-incomplete" in options else INCOMPLETE
    for name, value in {
        "sarif-file": there.get(SARIF, ""),
        "results-file": there.get("results.json", ""),
        "html-file": there.get("results.html", ""),
        "exit-code": str(code),
        "complete": _word(complete),
        "upload": _word(uploads and SARIF in there),
        "artifact-paths": "\n".join(
            there[name] for name in _input("ARTIFACT_FILES").split() if name in there
        ),
        "baseline": baseline,
        "result": str(result),
        **{severity: str(counts[severity]) if counts else "" for severity in SEVERITIES},
    }.items():
        _put(name, value)
    if code == 0 and "results.json" not in there:
        raise Refused(
            "genai-lens ended without a scan, as `options` asks for something else. "
            "Leave out options such as --plan and --help."
        )


def _baseline() -> str:
    """Return the results of the last run, or an empty string if the input names no such file."""
    name = _input("BASELINE")
    if not name or Path(name).is_file():
        return name
    _annotate("notice", f"there is no {name}, so all failures count as new.")
    return ""


def read(results: Path) -> tuple[bool, Mapping[str, int]]:
    """Return whether no evidence is missing, and the number of failures by severity.

    Without results, evidence is missing, and there are no numbers. docs/output.md says when
    evidence is missing: the exit code does not tell if something fails too.
    """
    try:
        found = json.loads(results.read_bytes())
    except FileNotFoundError:
        return False, {}
    counted = [result for result in found["results"] if not result["excluded"]]
    causes = [found["causes"][index]["code"] for result in counted for index in result["causes"]]
    missing = found["defects"] or found["left_out"] or any(code != "NotOptedIn" for code in causes)
    failing = Counter(r["severity"] for r in counted if r["kind"] == "fail" and not r["waived"])
    return not missing, {severity: failing[severity] for severity in SEVERITIES}


def end() -> int:
    """Say whether the results were uploaded, and return the exit code of the job."""
    code, upload = int(_input("RESULT")), _input("UPLOAD")
    changes = _changes()
    if _input("UPLOADED") == "success":
        said = "The results were uploaded to code scanning."
    elif upload == "never":
        said = "The results were not uploaded to code scanning, because `upload` is `never`."
    elif _input("UPLOADED") == "failure":
        said = "The results could not be uploaded to code scanning. The log says why."
    elif not _input("SARIF_FILE"):
        said = "Nothing was uploaded to code scanning, because there are no results."
    else:
        said = (
            "The results were not uploaded to code scanning, because evidence is missing: GitHub would "
            "close the alerts that this scan could not check. `upload: always` uploads them anyway."
        )
    if _input("UPLOADED") != "success" and upload != "never":
        _annotate("warning", said)
    with open(os.environ["GITHUB_STEP_SUMMARY"], "a", encoding="utf-8") as summary:
        summary.write(f"\n{said}\n{changes}")  # the empty line ends what may be HTML
    if code:
        why = ENDED.get(code, "genai-lens was ended before it had results.")
        _annotate("error", f"exit code {code}: {why}")
    return code


def _changes() -> str:
    """Return what changed since the baseline, in Markdown; empty without a baseline or results.

    GitHub takes 1 MiB a step for the job summary, and shows nothing of more.
    """
    baseline, results = _input("BASELINE"), _input("RESULTS_FILE")
    if not (baseline and results):
        return ""
    command = [*_genai_lens(Path(_input("HOME"))), "diff", "--format=markdown", baseline, results]
    done = subprocess.run(command, env=_environ(), capture_output=True, check=False)  # noqa: S603 - our own
    text = done.stdout.decode(errors="replace")
    if done.returncode not in (0, FAILED, INCOMPLETE):
        _annotate("warning", f"the runs could not be compared: {done.stderr.decode(errors='replace')}")
        return ""
    if len(text.encode()) > MOST_SUMMARY:
        _annotate("warning", "what changed since the baseline is too long for the job summary.")
        return ""
    return f"\n{text}"


def _workflow() -> str:
    """Return the file of the workflow that runs, or an empty string if it is not in the checkout.

    It is the anchor by default, so that another workflow does not move all alerts. The variable has
    the form `owner/repository/.github/workflows/scan.yml@refs/heads/main`.
    """
    name = os.environ.get("GITHUB_WORKFLOW_REF", "").partition("@refs/")[0].split("/", 2)[-1]
    return name if Path(name).is_file() else ""


def _without_commands(command: Iterable[str]) -> int:
    """Run genai-lens, and return its exit code. The runner obeys no command in its output.

    A signal N gives 128 + N, as in a shell.
    """
    mark = secrets.token_hex(16)
    print(f"::stop-commands::{mark}", flush=True)
    try:
        code = subprocess.run([*command], env=_environ(), check=False).returncode  # noqa: S603 - our own
    finally:
        print(f"::{mark}::", flush=True)
    return code if code >= 0 else 128 - code


def _environ() -> dict[str, str]:
    """Return the variables for a program: without GitHub's tokens and settings of Python.

    boto3 does not get credentials that are empty.
    """
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(_HIDDEN) and name not in _HIDDEN_NAMES
        if value or not name.startswith("AWS_")
    }


def _input(name: str) -> str:
    return os.environ.get(f"INPUT_{name}", "").strip()


def _python(home: Path) -> str:
    return str(home / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def _genai_lens(home: Path) -> list[str]:
    """Return the start of a command of genai-lens. Isolated mode reads nothing of the workspace."""
    return [_python(home), "-I", "-X", "utf8", "-m", "scanner.cli"]


def _word(value: bool) -> str:
    return "true" if value else "false"


def _put(name: str, value: str) -> None:
    """Set an output of the step. Nobody can guess the mark, so no value can set another output."""
    mark = secrets.token_hex(16)
    with open(os.environ["GITHUB_OUTPUT"], "a", encoding="utf-8", newline="\n") as file:
        file.write(f"{name}<<{mark}\n{value}\n{mark}\n")


def _annotate(kind: str, text: str) -> None:
    """Show a text at the run. It is one line, whatever it holds."""
    safe = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    print(f"::{kind} title=genai-lens::{safe}", flush=True)


def main() -> int:
    """Run the step that the first argument names, and return the exit code."""
    try:
        return {"check": check, "install": install, "scan": scan, "end": end}[sys.argv[1]]() or 0
    except Refused as error:
        _annotate("error", str(error))
        return 1


if __name__ == "__main__":
    sys.exit(main())
