"""A user's own controls (`--policies DIR`): the same format as the built-in ones, but not trusted.

Their path is `DIR/PILLAR/BEST_PRACTICE/CONTROL.rego`. They may use `data.lens.lib` and the evidence
of the collector tables. A control that is not valid is rejected with file, line and reason; the
others are used. They are evaluated in a separate process (`scanner.engines.bounded`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from scanner.catalog.controls import Catalog, Control, Shared, read
from scanner.catalog.guide import guide
from scanner.catalog.lens import practices
from scanner.catalog.vetting import forbidden, outside
from scanner.errors import Defect, UsageError, nearest
from scanner.rego import Module, PolicyError
from scanner.text import one_line

LARGEST = 1 << 20
"""The maximum size of a policy file, in bytes."""


def extended(ours: Catalog, folders: Iterable[Path]) -> tuple[Catalog, list[str]]:
    """Return `ours` with the valid controls of `folders` added, and an error for each other file.

    An error is `FILE:LINE: reason`, or `FILE: reason` if it concerns the whole file. Raises
    `UsageError` for a path that is not a folder, and for a folder without a control.
    """
    controls, modules, problems = dict(ours.controls), list(ours.modules), []
    shared = Shared.load()
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(
                f"{folder} is not a folder of policies.",
                "Name one with --policies, or write a first control with `genai-lens policies new`.",
            )
        files = [path for path in sorted(folder.rglob("*.rego")) if not path.name.endswith("_test.rego")]
        if not files:
            raise UsageError(
                f"{folder} contains no control.", "Write a first one with `genai-lens policies new`."
            )
        for path in files:
            try:
                control, module = _read(folder, path, shared, controls)
            except (Defect, PolicyError) as error:
                problems.append(one_line(str(error)))
                continue
            controls[control.id] = control
            modules.append(module)
    return Catalog(dict(sorted(controls.items())), modules), problems


def _read(folder: Path, path: Path, shared: Shared, taken: Mapping[str, Control]) -> tuple[Control, Module]:
    """Return one control and its module.

    Raises `Defect` or `PolicyError`, with a message that starts with the path, if it is not valid.
    """
    relative = path.relative_to(folder).as_posix()
    text = text_of(path)
    if relative.count("/") != 2:
        folders = ", ".join(sorted({practice["folder"] for practice in practices().values()}))
        raise Defect(
            f"{path}: a control belongs in {folder}/PILLAR/BEST_PRACTICE/ (the pillars are {folders})."
        )
    module = Module(path.as_posix(), text)
    used = forbidden(module)
    if used:
        raise Defect(f"{path}:{used[0]} is not one of the built-ins that a policy may use.")
    try:
        control = read(Module(relative, text), shared)
    except Defect as error:
        raise Defect(f"{path}:1:{str(error).removeprefix(relative).removeprefix(':')}") from error
    reached = outside(module, ".".join(("lens", "controls", *control.package)))
    if reached:
        raise Defect(f"{path}:{reached[0]} is neither in data.lens.lib nor in the control's own package.")
    for name in control.names:
        if owner := next((other for other in taken.values() if name in other.names), None):
            whose = owner.path if owner.custom else "genai-lens"
            raise Defect(f"{path}:1: {name} is a control of {whose}: give yours another id.")
    if control.id in control.meta.aliases:
        raise Defect(f"{path}:1: its alias {control.id} is its id.")
    beside = path.with_suffix(".yaml")
    if beside.is_symlink():
        raise Defect(f"{beside}: it is a link.")
    guide(beside)  # report an invalid file now, not when the report is written
    return replace(control, path=path.as_posix(), custom=True, beside=beside), module


def text_of(path: Path) -> str:
    """Return the text of a policy file. Raises `Defect` for anything but a file of a usual size."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST:
        raise Defect(f"{path}: it is a link, or larger than {LARGEST} bytes, or not a file.")
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Defect(f"{path}: it cannot be read: {error}.") from error


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


def new(control: str, folder: Path) -> tuple[Path, Path]:
    """Write an example of a control and its test, and return their paths.

    Raises `UsageError` if one of the files exists.
    """
    below, package = place(control)
    path = folder / below
    test = path.with_name(path.stem + "_test.rego")
    for file in (path, test):
        if file.exists():
            raise UsageError(f"{file} exists already.", "Choose another name, or edit that file.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_CONTROL.replace("CONTROL_ID", control).replace("PACKAGE", package), encoding="utf-8")
    test.write_text(_TEST.replace("CONTROL_ID", control).replace("PACKAGE", package), encoding="utf-8")
    return path, test


_CONTROL = """# METADATA
# title: Give every Bedrock agent a description
# description: A description says what an agent is for. Replace this example with your own control.
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
#     too-short: agent %s has no description of %s characters or more
#   item: none
#   remediation: Describe in a sentence what the agent does and who answers for it.
package lens.controls.PACKAGE

import data.lens.lib.facts
import data.lens.lib.finding

_params := input.params["CONTROL_ID"]

_agents := input.resources["AWS::Bedrock::Agent"]

subjects := {facts.subject(agent) | some agent in _agents}

# Define the good case as a helper and negate it: a missing member is then a violation. GetAgent
# returns the description, so a gap in GetAgent makes the verdict `unknown`.
violations contains finding.absent(subject, "too-short", arguments, [proof], [operation]) if {
	some agent in _agents
	not _described(agent)
	subject := facts.subject(agent)
	arguments := [agent.name, _params.shortest]
	proof := {"id": agent.id, "pointer": "/properties/description"}
	operation := "bedrock-agent:GetAgent"
}

_described(agent) if count(agent.properties.description) >= _params.shortest
"""

_TEST = """package lens_test.PACKAGE_test

import data.lens_test.testing

_control := "CONTROL_ID"

_id := testing.arn("bedrock", "agent/A1")

_agent(properties) := testing.record("AWS::Bedrock::Agent", _id, properties)

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

test_described_passes if {
	_kinds([_agent({"description": "Answers questions about orders"})], []) == ["pass"]
}

test_without_a_description_fails if {
	testing.messages(_control, testing.facts([_agent({})], {}, [])) == [
		`agent "A1" has no description of 10 characters or more`,
	]
}

test_no_agent_does_not_apply if _kinds([], []) == ["not_applicable"]

test_denied_is_unknown if _kinds([_agent({})], [testing.gap("bedrock-agent:GetAgent", _id)]) == ["unknown"]
"""
