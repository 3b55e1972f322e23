"""The child process of `scanner.engines.bounded` that evaluates with OPA.

It starts `opa eval` for each item. That process has the limits of this one, no variables of the
environment, and only the built-ins of `policies/capabilities.json`. The facts go to its standard
input, and not to a file.
"""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, cast

import orjson

from scanner import child
from scanner.catalog.lens import POLICIES
from scanner.child import START, TOO_LARGE, Stopped
from scanner.engines.interface import owner, part, why_not
from scanner.engines.program import first_error
from scanner.rego import Module

_ASKED = "genai_lens_asked"
"""The package of the rule that has the values of all rules of an item."""


def _prepare(question: Mapping[str, Any], document: bytes) -> Callable[[Any], Any]:
    opa = _Opa(question)
    return opa.rules if question["rules"] else lambda controls: opa.controls(controls, document)


class _Opa:
    def __init__(self, question: Mapping[str, Any]) -> None:
        self._program, self._data = question["program"], question["data"]
        self._folder = Path(question["folder"])
        self._modules = [Module(path, text) for path, text in question["modules"]]
        self._files = [f"{number}.rego" for number in range(len(self._modules))]
        for file, module in zip(self._files, self._modules, strict=True):
            (self._folder / file).write_text(module.text, encoding="utf-8", newline="\n")

    def controls(self, controls: Sequence[Any], document: bytes) -> Any:
        own = {(practice, name) for practice, name in controls}
        files = [
            file
            for file, module in zip(self._files, self._modules, strict=True)
            if owner(module) in {None, *own}
        ]
        data = {"catalog": part(self._data["catalog"], own)}
        said = self._evaluated("data.lens.results", files, data, document)
        return said[1] if isinstance(said, tuple) else said

    def rules(self, rules: Sequence[str]) -> Any:
        values = "".join(f"\t[value | value := {rule}],\n" for rule in rules)
        (self._folder / "asked.rego").write_text(f"package {_ASKED}\n\nvalues := [\n{values}]\n")
        said = self._evaluated(f"data.{_ASKED}.values", [*self._files, "asked.rego"], self._data)
        if isinstance(said, tuple):
            code, reason = said
            return reason if code.startswith("eval_") else {"broken": reason}
        return [why_not(value) for value in said] if isinstance(said, list) else said

    def _evaluated(
        self, query: str, files: Sequence[str], data: Mapping[str, Any], document: bytes = b""
    ) -> Any:
        """Return the value of a query, None if it is undefined, or (code, text) of OPA's error."""
        (self._folder / "data.json").write_bytes(orjson.dumps({"lens": data}))
        limits = child.given()
        loaded = [argument for file in ("data.json", *files) for argument in ("--data", file)]
        command = [
            *(self._program, "eval", "--format", "json", "--strict-builtin-errors"),
            *("--capabilities", str(POLICIES / "capabilities.json")),
            *("--timeout", f"{limits.seconds + START:.0f}s"),  # if the scanner was killed
            *(["--stdin-input"] if document else []),
            *(*loaded, query),
        ]
        with subprocess.Popen(  # noqa: S603 - the user's own binary
            command,
            cwd=self._folder,
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as opa:
            threading.Thread(target=_write, args=(opa, document), daemon=True).start()
            said = cast(IO[bytes], opa.stdout).read(limits.most + 1)
            opa.kill()
        if len(said) > limits.most:
            return Stopped(TOO_LARGE)
        try:
            answer = orjson.loads(said)
        except orjson.JSONDecodeError:  # the process ended, for example because it had no memory
            return Stopped(limits.ended)
        if errors := answer.get("errors"):
            return errors[0].get("code", ""), first_error(errors, self._path)
        return answer["result"][0]["expressions"][0]["value"] if "result" in answer else None

    def _path(self, file: str) -> str:
        """Return the path of the module in a file. `asked.rego` holds no module of the user."""
        name = Path(file).name
        return self._modules[self._files.index(name)].path if name in self._files else name


def _environment() -> dict[str, str]:
    """Return the variables of OPA. The limit of the processor time counts all processors.

    Without the last variable, Windows starts no program in Go.
    """
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    return {"GOMAXPROCS": "2"} | kept


def _write(opa: subprocess.Popen[bytes], document: bytes) -> None:
    with suppress(OSError), cast(IO[bytes], opa.stdin) as pipe:  # OPA may end before it has read all
        pipe.write(document)


if __name__ == "__main__":
    child.answer(_prepare)
