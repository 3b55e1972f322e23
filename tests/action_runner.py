"""Run the Action as GitHub's runner does: the steps of action.yml in order, in a new folder.

Steps with `run` run in bash, as they stand. Of a step with `uses`, only the effect that the Action
needs is imitated. Expressions are evaluated as far as action.yml uses them.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".github" / "actions" / "genai-lens"
ACTION: dict[str, Any] = yaml.safe_load((FOLDER / "action.yml").read_text(encoding="utf-8"))
WORKSPACE = "work space"
GITHUB = {"run_id": "4711", "run_attempt": "2"}
KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}")
_WORD = re.compile(r"'[^']*'|!cancelled\(\)|[a-z]+(?:\.[\w-]+)+|&&|\|\||==|!=|startsWith|[(),]")
_PYTHON = {"&&": " and ", "||": " or ", "!cancelled()": "True"}


@dataclass
class Done:
    """What a run of the Action did.

    `failed`: the name of the first step that failed, or an empty string. `steps`: id -> outputs.
    `ran`: the names of the steps that ran. `given`: name -> the `with` of a step of another action.
    `log` and `summary`: what people see.
    """

    failed: str = ""
    code: int = 0
    log: str = ""
    summary: str = ""
    steps: dict[str, dict[str, str]] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    ran: list[str] = field(default_factory=list)
    given: dict[str, dict[str, str]] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)


@dataclass
class Runner:
    """A runner with a workspace and a folder for temporary files, both below `folder`.

    `environ`: the variables of the job. `event`: the event of the workflow. `repository`: fills the
    workspace, as the checkout does. `installed`: the folder of an environment, if the step that
    installs is not to run. `fails`: actions that fail.
    """

    folder: Path
    environ: Mapping[str, str]
    event: Mapping[str, Any] = field(default_factory=dict)
    repository: Callable[[Path], None] = lambda workspace: None
    installed: Path | None = None
    fails: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.workspace, self.temp = self.folder / WORKSPACE, self.folder / "te mp $(id) `id` 'x\""
        self.workspace.mkdir(parents=True)
        self.temp.mkdir()
        (self.folder / "event.json").write_text(json.dumps(self.event))

    def run(self, **inputs: str) -> Done:
        """Run all steps. Inputs that are not given have their defaults."""
        done = Done()
        names = {name.replace("_", "-"): value for name, value in inputs.items()}
        assert names.keys() <= ACTION["inputs"].keys()
        values = {name: names.get(name, one["default"]) for name, one in ACTION["inputs"].items()}
        for step in ACTION["runs"]["steps"]:
            condition = step.get("if", "")
            if done.failed and "cancelled()" not in condition:
                continue
            if condition and not self._value(condition.strip("${ }"), values, done):
                continue
            self._step(step, values, done)
        done.outputs = {
            name: self._text(one["value"], values, done) for name, one in ACTION["outputs"].items()
        }
        return done

    def _step(self, step: Mapping[str, Any], values: Mapping[str, str], done: Done) -> None:
        name, identity = step["name"], step.get("id", "")
        done.ran.append(name)
        if "uses" in step:
            action = step["uses"].split("@")[0]
            given = {key: self._text(value, values, done) for key, value in step.get("with", {}).items()}
            done.given[name] = given
            code, outputs = int(action in self.fails), self._used(action)
        elif self.installed and identity == "install":
            code, outputs = 0, {"home": str(self._home())}
        else:
            variables = {key: self._text(one, values, done) for key, one in step["env"].items()}
            code, outputs = self._script(step["run"], variables, done)
        done.steps[identity] = outputs
        done.outcomes[identity] = "failure" if code else "success"
        if code and not done.failed:
            done.failed, done.code = name, code

    def _home(self) -> Path:
        """Return a new home with a link to the environment, so that runs do not share results."""
        assert self.installed
        home = self.temp / "genai-lens-home"
        home.mkdir()
        (home / "venv").symlink_to(self.installed)
        return home

    def _used(self, action: str) -> dict[str, str]:
        if action == "actions/checkout":
            shutil.rmtree(self.workspace)
            self.workspace.mkdir()
            self.repository(self.workspace)
        return {
            "actions/setup-python": {"python-path": sys.executable},
            "aws-actions/configure-aws-credentials": {
                "aws-access-key-id": "AKIAEXAMPLEOFROLE000",
                "aws-secret-access-key": "role-secret",
                "aws-session-token": "role-token",
            },
        }.get(action, {})

    def _script(self, script: str, variables: Mapping[str, str], done: Done) -> tuple[int, dict[str, str]]:
        files = {name: self.folder / name.lower() for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.write_text("")
        environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(FOLDER),
            "GITHUB_EVENT_PATH": str(self.folder / "event.json"),
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_ENV": str(self.folder / "github_env"),
            **{name: str(file) for name, file in files.items()},
            **{name: value for name, value in os.environ.items() if name.startswith("PIP_")},
            **self.environ,
            **variables,
        }
        (self.folder / "script.sh").write_text(script)
        ended = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(self.folder / "script.sh")],
            cwd=self.workspace,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        done.log += ended.stdout
        done.summary += files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
        return ended.returncode, outputs_of(files["GITHUB_OUTPUT"].read_text(encoding="utf-8"))

    def _value(self, expression: str, values: Mapping[str, str], done: Done) -> Any:
        """Return the value of an expression: a text or a bool."""

        def value(name: str) -> str:
            context, first, *rest = name.split(".")
            if context == "steps":
                if rest == ["outcome"]:
                    return done.outcomes.get(first, "skipped")
                return done.steps.get(first, {}).get(rest[1], "")
            return {"inputs": values, "github": GITHUB, "env": self.environ}[context].get(first, "")

        words = _WORD.findall(expression)
        assert "".join(words) == re.sub(r"\s", "", expression), expression
        python = [
            f"value({word!r})" if re.match(r"[a-z]+\.", word) else _PYTHON.get(word, word) for word in words
        ]
        return eval("".join(python), {"value": value, "startsWith": str.startswith})

    def _text(self, text: Any, values: Mapping[str, str], done: Done) -> str:
        """Return a text with the values of its expressions."""

        def as_text(value: Any) -> str:
            return str(value).lower() if isinstance(value, bool) else str(value)

        return _EXPRESSION.sub(lambda found: as_text(self._value(found[1], values, done)), as_text(text))


def outputs_of(text: str) -> dict[str, str]:
    """Return the outputs in the file that GITHUB_OUTPUT names, read as the runner reads it."""
    found, lines = {}, iter(text.split("\n"))
    for line in lines:
        if "<<" in line and ("=" not in line or line.index("<<") < line.index("=")):
            name, mark = line.split("<<", 1)
            value = []
            while (line := next(lines)) != mark:
                value.append(line)
            found[name] = "\n".join(value)
        elif line:
            name, _, found[name] = line.partition("=")
    return found
