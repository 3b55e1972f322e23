"""Reads the CloudFormation templates of a tree: plain, with SAM, or made by CDK.

A template that another one nests is read as a part of that one, not for itself. A file that cannot
be read makes a stack without things, with its problem.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from os.path import isfile
from pathlib import Path
from typing import Any

from collectors.iac.cloudformation import cdk
from collectors.iac.cloudformation import parameters as parameters_of
from collectors.iac.cloudformation.document import Document, document, parsed
from collectors.iac.cloudformation.files import MANIFEST, decoded, files, seems_template, text_of
from collectors.iac.cloudformation.nodes import Unreadable
from collectors.iac.cloudformation.stack import StackReader, wanted_file
from collectors.iac.things import Problem, Stack

_PLAIN = "cloudformation"


def read_templates(
    root: Path, parameters: Iterable[Path] = (), account: str = "", region: str = ""
) -> list[Stack]:
    """Return a stack for each template of a tree that no other one nests, by file.

    `root` is a folder or one template; its nested stacks are then looked for in its folder.
    `parameters` are files with values of parameters; the last one counts. They hold for every
    template that has a parameter of the name. `account` and `region` are where the stacks go, if it
    is known and a manifest of CDK does not say so. No input raises an exception: what cannot be
    read is a problem of a stack.
    """
    library = _Library(root)
    given: dict[str, Any] = {}
    for path in parameters:
        try:
            given.update(_given(path))
        except Unreadable as error:
            library.failed(path.as_posix(), error)
    read = []
    for file in library.roots():
        found = library.documents[file]
        placed = replace(found, account=found.account or account, region=found.region or region)
        values = {**library.parameters.get(file, {}), **given}
        read.append(StackReader(library.folder, library.documents, library.unreadable).read(placed, values))
    return sorted([*read, *library.broken()], key=lambda stack: stack.key)


def _given(path: Path) -> Mapping[str, Any]:
    """Return the values in a file of parameters. Raises `Unreadable`."""
    try:
        found = parameters_of.given_in(parsed(decoded(path.read_bytes())))
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"it cannot be opened: {getattr(error, 'strerror', 'no text')}") from None
    if found is None:
        raise Unreadable("it has none of the two forms of a file of parameters")
    return found


class _Library:
    """The templates of a tree, each parsed once."""

    def __init__(self, root: Path) -> None:
        self.documents: dict[str, Document] = {}
        self.parameters: dict[str, dict[str, Any]] = {}
        self.unreadable: dict[str, Problem] = {}
        self._assembled: dict[str, cdk.Assembled] = {}
        self.folder = root.parent if root.is_file() else root
        self._inside = self.folder.resolve()
        if root.is_file():
            self._read_one(root)
        else:
            for file, path in files(root):
                self._read(file, path)
        for file, one in self._assembled.items():
            if file in self.documents:
                self.documents[file] = replace(
                    self.documents[file], cdk=True, account=one.account, region=one.region, name=one.name
                )
                self.parameters[file] = one.parameters

    def _read_one(self, path: Path) -> None:
        """Read one template and those that it nests, with the manifest beside it."""
        manifest = self.folder / MANIFEST
        if manifest.is_file():
            self._read(MANIFEST, manifest)
        todo, seen = [path.name], {path.name}
        while todo:
            file = todo.pop()
            self._read(file, self.folder / file)
            if found := self.documents.get(file):
                nested = {wanted_file(file, one) for one in found.root.members("Resources").values()}
                more = [one for one in nested if one not in seen and isfile(self.folder / one)]
                todo += more
                seen.update(more)
        if path.name not in self.documents and path.name not in self.unreadable:
            self.failed(path.name, Unreadable("it is no template of CloudFormation"))

    def _read(self, file: str, path: Path) -> None:
        try:
            text = text_of(path, self._inside)
            if text is not None and path.name == MANIFEST:
                self._assembled.update((one.file, one) for one in cdk.stacks(file, parsed(text)))
            elif text is not None:
                self._add(file, text)
        except Unreadable as error:
            if path.name != MANIFEST:
                self.failed(file, error)

    def _add(self, file: str, text: str) -> None:
        try:
            found = document(file, text)
        except Unreadable:
            if seems_template(text):
                raise
            return
        if found:
            self.documents[file] = found

    def failed(self, file: str, error: Unreadable) -> None:
        """Keep why a file cannot be read."""
        self.unreadable[file] = Problem(file, error.line, error.sentence)

    def broken(self) -> Iterator[Stack]:
        """Yield a stack without things for each file that cannot be read."""
        for file, problem in self.unreadable.items():
            yield Stack(file, _PLAIN, (), problems=(problem,))

    def roots(self) -> list[str]:
        """Return the templates that no other one nests. Of those in a circle, the first is one."""
        nests = {file: set(self._nested(found)) for file, found in self.documents.items()}
        nested = {inner for file, several in nests.items() for inner in several if inner != file}
        roots = [file for file in nests if file not in nested]
        reached: set[str] = set()
        _reach(roots, nests, reached)
        for file in nests:
            if file not in reached:
                roots.append(file)
                _reach([file], nests, reached)
        return roots

    def _nested(self, found: Document) -> Iterator[str]:
        """Yield the templates that one nests, as far as its text alone says so."""
        for resource in found.root.members("Resources").values():
            file = wanted_file(found.file, resource)
            if file in self.documents:
                yield file


def _reach(waiting: list[str], nests: Mapping[str, set[str]], reached: set[str]) -> None:
    todo = list(waiting)
    while todo:
        file = todo.pop()
        if file not in reached:
            reached.add(file)
            todo += nests[file]
