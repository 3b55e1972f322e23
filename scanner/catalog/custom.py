"""A user's own controls (`--policies DIR`): the same format as the built-in ones, but not trusted.

Their path is `DIR/PILLAR/BEST_PRACTICE/CONTROL.rego`. They may use `data.lens.lib` and the evidence
of the collector tables. A control that is not valid is rejected with file, line and reason; the
others are used. A child process reads them (`scanner.catalog.reading`), and this module holds its
answers to a schema. Another child process evaluates them (`scanner.engines.bounded`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from collectors import ROWS
from scanner import child
from scanner.catalog.controls import Catalog, Control, load
from scanner.catalog.guide import LARGEST, Guide
from scanner.catalog.json_schema import closed, many, mapping
from scanner.catalog.lens import SEVERITIES, practices
from scanner.catalog.metadata import (
    LISTS,
    MODES,
    PRECISIONS,
    Metadata,
    has_window,
    id_at,
    is_json,
)
from scanner.errors import Defect, UsageError, nearest
from scanner.rego import Module
from scanner.text import one_line

SECONDS = 20.0
"""The time for reading all files."""
MEGABYTES = 250
"""The limit of the address space of the child that reads."""
MOST_FILES = 1000
"""The maximum number of files below a folder."""
MOST = 64 << 20
"""The maximum size of all files together, in bytes."""


@dataclass(frozen=True, slots=True)
class Read:
    """What the folders contain: all controls, the test modules with their tests, and the errors.

    An error is `FILE:LINE: reason`, or `FILE: reason` if it concerns the whole file.
    """

    catalog: Catalog
    tests: list[tuple[Module, tuple[str, ...]]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def extended(ours: Catalog, folders: Iterable[Path]) -> tuple[Catalog, list[str]]:
    """Return `ours` with the valid controls of `folders` added, and an error for each other file.

    Raises `UsageError` for a path that is not a folder, and for a folder without a control.
    """
    found = read_folders(ours, folders)
    return found.catalog, found.problems


def read_folders(
    ours: Catalog, folders: Iterable[Path], *, tests: bool = False, seconds: float = SECONDS
) -> Read:
    """Read the folders, with their tests or without. Raises `UsageError` like `extended`."""
    files = [(folder, file) for folder in folders for file in _files(folder) if tests or not _is_test(file)]
    items = [(folder.as_posix(), file) for folder, file in files]
    limits = child.Limits(seconds, MEGABYTES, MOST, forks=False)
    answers = child.ask("scanner.catalog.reading", {}, items, b"", limits)
    controls, found = dict(ours.controls), Read(ours, [], [])
    modules, refused = list(ours.modules), set(ours.refused)
    for (folder, file), said in zip(files, answers, strict=True):
        path = folder / file
        try:
            content = _content(path, file, said)
            module = Module(path.as_posix(), content["text"])
            if _is_test(file):
                found.tests.append((module, tuple(content["tests"])))
                continue
            control = _control(path, file, content)
            _refuse_taken(control, controls)
        except Defect as error:
            found.problems.append(one_line(str(error)))
            if file.count("/") == 2 and not _is_test(file):
                refused.add(id_at(file))
            continue
        controls[control.id] = control
        modules.append(module)
    catalog = Catalog(dict(sorted(controls.items())), modules, refused=frozenset(refused))
    return Read(catalog, found.tests, found.problems)


def _files(folder: Path) -> list[str]:
    """Return the policies below a folder, sorted, without following links to folders."""
    if not folder.is_dir():
        raise UsageError(
            f"{folder} is not a folder of policies.",
            "Name another folder, or write a first control with `genai-lens policies new`.",
        )
    found: list[str] = []
    for root, below_it, files in os.walk(folder):
        below = Path(root).relative_to(folder)
        found += [(below / name).as_posix() for name in (*below_it, *files) if name.endswith(".rego")]
        if len(found) > MOST_FILES:
            raise UsageError(
                f"{folder} contains more than {MOST_FILES:,} policies.", "Name a smaller folder."
            )
    if not any(not _is_test(file) for file in found):
        raise UsageError(
            f"{folder} contains no control.", "Write a first one with `genai-lens policies new`."
        )
    return sorted(found)


def _is_test(file: str) -> bool:
    return file.endswith("_test.rego")


def _content(path: Path, file: str, said: Any) -> dict[str, Any]:
    """Return the child's answer about a file. Raises `Defect` for a problem, or a wrong answer."""
    if isinstance(said, child.Stopped):
        raise Defect(f"{path}: {said.reason}.")
    forms = _forms()
    if forms["problem"].is_valid(said):
        raise Defect(said["problem"])
    if not forms["test" if _is_test(file) else "control"].is_valid(said):
        raise Defect(f"{path}: it cannot be read: the answer about it has another form.")
    content: dict[str, Any] = said
    return content


def _control(path: Path, file: str, content: Mapping[str, Any]) -> Control:
    """Return the control of a valid answer. Raises `Defect` if it says something impossible."""
    given = content["meta"]
    lists = {key: tuple(given[key]) for key in LISTS}
    named = {name: tuple(ops) for name, ops in given["named"].items()}
    meta = Metadata(**{**given, **lists, "named": named, "adds": tuple(given["adds"])})
    read = {*meta.lists, *meta.evidence, *meta.adds}.union(*meta.named.values())
    windows = all(has_window(name, param, meta.params) for name, param in meta.metrics.items())
    if meta.id != id_at(file) or not read <= ROWS.keys() or not is_json(meta.params) or not windows:
        raise Defect(f"{path}: it cannot be read: the answer about it is not about it.")
    _, practice, name = file.removesuffix(".rego").split("/")
    return Control(
        practice=meta.id.split("/")[0],
        path=path.as_posix(),
        package=(practice, name),
        meta=meta,
        custom=True,
        beside=path.with_suffix(".yaml"),
        own_guide=Guide(**content["guide"]),
    )


def _refuse_taken(control: Control, taken: Mapping[str, Control]) -> None:
    """Raise `Defect` if an id or alias of the control is also a name of another one."""
    for name in control.names:
        if owner := next((other for other in taken.values() if name in other.names), None):
            whose = owner.path if owner.custom else "genai-lens"
            raise Defect(f"{control.path}:1: {name} is a control of {whose}: give yours another id.")
    if control.id in control.meta.aliases:
        raise Defect(f"{control.path}:1: its alias {control.id} is its id.")


@cache
def _forms() -> dict[str, Any]:
    """Return the validators of the child's answers."""
    from jsonschema_rs import validator_for

    text = {"type": "string", "maxLength": LARGEST}
    texts = many(text)
    meta = closed(
        **dict.fromkeys(("id", "title", "description", "item", "remediation"), text),
        **dict.fromkeys(LISTS, texts),
        severity={"enum": [*SEVERITIES]},
        precision={"enum": [*PRECISIONS]},
        mode={"enum": [*MODES]},
        named=mapping(texts),
        adds=texts,
        params={"type": "object"},
        messages=mapping(text),
        metrics=mapping(text),
    )
    guide = closed(fix=mapping(text), iac=mapping(text), peers=texts)
    return {
        "problem": validator_for(closed(problem={"type": "string", "maxLength": 1000})),
        "test": validator_for(closed(text=text, tests=texts)),
        "control": validator_for(closed(text=text, meta=meta, guide=guide)),
    }


def place(control: str) -> tuple[str, str]:
    """Return (path below the policies' folder, package) for a control's id.

    Raises `UsageError` if the best practice does not exist or the name is not valid.
    """
    practice, _, name = control.partition("/")
    known = practices()
    if practice not in known:
        raise UsageError(
            f"{control!r} does not start with the id of a best practice.",
            nearest(practice, known) or "Use BEST-PRACTICE/NAME, for example GENSEC01-BP01/our-rule.",
        )
    if (
        not name
        or not all(part.isalnum() and part.islower() for part in name.split("-"))
        or not name.isascii()
        or name[0].isdigit()
    ):
        raise UsageError(
            f"{name!r} is not a valid name of a control.",
            "Use words of a-z and 0-9, joined by hyphens, for example our-rule.",
        )
    folder, rule = practice.lower().replace("-", "_"), name.replace("-", "_")
    return f"{known[practice]['folder']}/{folder}/{rule}.rego", f"{folder}.{rule}"


def test_of(path: Path) -> Path:
    """Return the file of a control's tests."""
    return path.with_name(f"{path.stem}_test.rego")


def new(control: str, folder: Path) -> tuple[Path, Path]:
    """Write an example of a control and its test, and return their paths.

    Raises `UsageError` if one of the files exists, and for an id or alias of a built-in control.
    """
    below, package = place(control)
    if control in load().named:
        raise UsageError(f"{control} is a control of genai-lens.", "Choose another name.")
    path = folder / below
    test = test_of(path)
    for file in (path, test):
        if file.exists():
            raise UsageError(f"{file} exists already.", "Choose another name, or edit that file.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_CONTROL.replace("CONTROL_ID", control).replace("PACKAGE", package), encoding="utf-8")
    test.write_text(_TEST.replace("CONTROL_ID", control).replace("PACKAGE", package), encoding="utf-8")
    return path, test


_CONTROL = """# METADATA
# title: Give every Bedrock agent a name that says what it is for
# description: A short name says little. Replace this example with your own control.
# custom:
#   id: CONTROL_ID
#   severity: low
#   precision: very-high
#   mode: automated
#   resources: [AWS::Bedrock::Agent]
#   lists: [bedrock-agent:ListAgents]
#   evidence: [bedrock-agent:GetAgent]
#   params:
#     shortest: 10
#   messages:
#     too-short: the agent has no name of %s characters or more
#   item: none
#   remediation: Say in the agent's name what it does and who answers for it.
package lens.controls.PACKAGE

import data.lens.lib.facts
import data.lens.lib.finding

_params := input.params["CONTROL_ID"]

_agents := input.resources["AWS::Bedrock::Agent"]

subjects := {facts.subject(agent) | some agent in _agents}

# Define the good case as a helper and negate it: a missing member is then a violation. GetAgent
# returns the name, so a gap in GetAgent makes the verdict `unknown`.
violations contains finding.absent(subject, "too-short", arguments, [proof], [operation]) if {
	some agent in _agents
	not _named(agent)
	subject := facts.subject(agent)
	arguments := [_params.shortest]
	proof := {"id": agent.id, "pointer": "/properties/agentName"}
	operation := "bedrock-agent:GetAgent"
}

_named(agent) if count(agent.properties.agentName) >= _params.shortest
"""

_TEST = """package lens_test.PACKAGE_test

import data.lens_test.testing

_control := "CONTROL_ID"

_id := testing.arn("bedrock", "agent/A1")

_agent(properties) := testing.record("AWS::Bedrock::Agent", _id, properties)

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

test_a_long_name_passes if {
	_kinds([_agent({"agentName": "answers-questions-about-orders"})], []) == ["pass"]
}

test_without_a_name_fails if {
	testing.messages(_control, testing.facts([_agent({})], {}, [])) == [
		`the agent has no name of 10 characters or more`,
	]
}

test_no_agent_does_not_apply if _kinds([], []) == ["not_applicable"]

test_denied_is_unknown if _kinds([_agent({})], [testing.gap("bedrock-agent:GetAgent", _id)]) == ["unknown"]
"""
