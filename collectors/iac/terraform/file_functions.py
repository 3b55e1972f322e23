"""Terraform's functions that read files. What is outside of the tree is not opened."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

from collectors.iac.terraform import hcl
from collectors.iac.terraform.expressions import Evaluator
from collectors.iac.terraform.files import Files
from collectors.iac.terraform.kinds import Named, Refused, first_unknown, text
from collectors.iac.terraform.syntax import Literal
from collectors.iac.values import Unknown, cleaned

_HASHES = {"md5", "sha1", "sha256", "sha512"}


class FileReader:
    """Reads the files that expressions name. Paths are relative to the root module."""

    def __init__(self, files: Files, folder: Path) -> None:
        self._files, self._folder = files, folder
        self._bytes: dict[Path, bytes | str] = {}
        self._templates: dict[Path, Any] = {}
        self._inside: set[Path] = set()

    def call(self, name: str, arguments: list[Any], evaluator: Evaluator) -> Any:
        """Return the result of a function. Raises `Refused`."""
        if not arguments:
            raise Refused(f"{name} wants the path of a file")
        if found := first_unknown(arguments[0], evaluator.budget):
            return found
        if name in ("abspath", "pathexpand", "fileset"):
            return Unknown(f"the function {name} is not computed here")
        path = self._folder / text(arguments[0])
        inside = self._files.inside(path)
        if inside is None:
            return Unknown(f"the file {text(arguments[0])} is outside of the tree")
        if name == "fileexists":
            return inside.is_file()
        data = self._read(inside)
        if isinstance(data, str):
            if inside.is_file():
                return Unknown(f"the file {text(arguments[0])}: {data}")
            raise Refused(f"the file {text(arguments[0])}: {data}")
        evaluator.budget.spend(len(data) // 1000)
        if name == "templatefile":
            return self._template(inside, data, arguments, evaluator)
        if name == "file":
            return _decoded(data)
        return _digest(name, data)

    def _read(self, path: Path) -> bytes | str:
        """Return the bytes of a file, or why it cannot be read."""
        if path not in self._bytes:
            reasons: list[str] = []
            data = self._files.read(path, reasons.append)
            self._bytes[path] = reasons[0] if data is None else data
        return self._bytes[path]

    def _template(self, path: Path, data: bytes, arguments: list[Any], evaluator: Evaluator) -> Any:
        values = arguments[1] if len(arguments) == 2 else None
        if isinstance(values, Unknown | Named):
            return Unknown(values.why)
        if not isinstance(values, dict):
            raise Refused("templatefile wants a map of values")
        if path in self._inside:
            raise Refused("a template cannot include itself")
        if path not in self._templates:
            self._templates[path] = hcl.parse_template(_decoded(data))
        template = self._templates[path]
        if isinstance(template, Literal):
            return template.value
        self._inside.add(path)
        try:
            return Evaluator(_Values(self), evaluator.budget).evaluate(template, values)
        finally:
            self._inside.discard(path)


class _Values:
    """The scope of a template: only the values that it was given."""

    def __init__(self, reader: FileReader) -> None:
        self._reader = reader

    def name(self, name: str) -> Any:
        """Raise `Refused`: the values are names of the template itself."""
        raise Refused(f"the template has no value {name}")

    def file_function(self, name: str, arguments: list[Any], evaluator: Evaluator) -> Any:
        """Return the result of a function that reads a file."""
        return self._reader.call(name, arguments, evaluator)


def _decoded(data: bytes) -> str:
    try:
        return hcl.normal(cleaned(data.decode()))
    except UnicodeDecodeError:
        raise Refused("the file is no text in UTF-8") from None


def _digest(name: str, data: bytes) -> str:
    kind = name.removeprefix("file")
    if kind == "base64":
        return base64.b64encode(data).decode()
    method = kind.removeprefix("base64")
    if method not in _HASHES:
        raise Refused(f"there is no function {name}")
    made = hashlib.new(method, data, usedforsecurity=False)
    return base64.b64encode(made.digest()).decode() if kind != method else made.hexdigest()
