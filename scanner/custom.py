"""A user's own controls (`--policies DIR`): read like ours, trusted with nothing.

They have the same form and place (`DIR/PILLAR/BEST_PRACTICE/CONTROL.rego`), may use `data.lens.lib`, and name evidence from the tables. What is
refused is said with file, line and reason, and the others stand. They are judged in a process of their own (`engines/bounded.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from scanner.catalog import Catalog, Control, read
from scanner.engines import Module, PolicyError
from scanner.engines.regorus import forbidden, outside
from scanner.errors import Defect, UsageError, nearest
from scanner.guide import guide
from scanner.lens import POLICIES, load_yaml, practices

LARGEST = 1 << 20
"""Bytes that one policy file may have."""


def extended(ours: Catalog, folders: Iterable[Path]) -> tuple[Catalog, list[str]]:
    """`ours` with the controls of `folders`, and what was left out: `FILE:LINE: reason`, or `FILE: reason` where no line is to blame.

    Raises `UsageError` for a folder that is none or holds no control.
    """
    controls, modules, problems = dict(ours.controls), list(ours.modules), []
    named = load_yaml(POLICIES / "evidence.yaml")
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(
                f"{folder} is not a folder of policies.", "Name one with --policies, or write a first control with `genai-lens policies new`."
            )
        files = [p for p in sorted(folder.rglob("*.rego")) if not p.name.endswith("_test.rego")]
        if not files:
            raise UsageError(f"{folder} holds no control.", "Write a first one with `genai-lens policies new`.")
        for path in files:
            try:
                control, module = _read(folder, path, named, controls)
            except (Defect, PolicyError) as error:
                problems.append(str(error))
                continue
            controls[control.id] = control
            modules.append(module)
    return Catalog(dict(sorted(controls.items())), modules), problems


def _read(folder: Path, path: Path, named: dict[str, list[str]], taken: dict[str, Control]) -> tuple[Control, Module]:
    """One control and its module. Raises `Defect` or `PolicyError`, whose text begins with the file."""
    relative = path.relative_to(folder).as_posix()
    if path.is_symlink() or path.stat().st_size > LARGEST:
        raise Defect(f"{path}: it is a link, or larger than {LARGEST} bytes.")
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Defect(f"{path}: it cannot be read: {error}.") from error
    if relative.count("/") != 2:
        folders = ", ".join(sorted({p["folder"] for p in practices().values()}))
        raise Defect(f"{path}: a control lies in PILLAR/BEST_PRACTICE/ below {folder} (the pillars are {folders}).")
    used = forbidden(text, path.as_posix())
    if used:
        raise Defect(f"{path}:{used[0]} is not among the built-ins that a policy may use.")
    try:
        control = read(relative, text, named)
    except Defect as error:
        raise Defect(f"{path}:1:{str(error).removeprefix(relative).removeprefix(':')}") from error
    reached = outside(text, path.as_posix(), ".".join(("lens", "controls", *control.package)))
    if reached:
        raise Defect(f"{path}:{reached[0]} is neither the library (data.lens.lib) nor the control's own.")
    if control.id in taken:
        other = "genai-lens" if not taken[control.id].custom else taken[control.id].path
        raise Defect(f"{path}:1: {control.id} is a control of {other}: give yours another name.")
    beside = path.with_suffix(".yaml")
    if beside.is_symlink():
        raise Defect(f"{beside}: it is a link.")
    guide(beside)  # a broken one is said now, and not when the report is written
    return replace(control, path=path.as_posix(), custom=True, beside=beside), Module(path.as_posix(), text)


def place(control: str) -> tuple[str, str]:
    """(path below the folder, package) of a control's id. Raises `UsageError` for an id of no best practice."""
    practice, _, name = control.partition("/")
    known = practices()
    if practice not in known:
        raise UsageError(
            f"{control!r} is not BEST-PRACTICE/NAME of a practice of the lens.", nearest(practice, known) or "For example GENSEC01-BP01/our-rule."
        )
    if not name or not all(part.isalnum() and part.islower() for part in name.split("-")) or not name.isascii() or name[0].isdigit():
        raise UsageError(f"{name!r} is no name of a control.", "Use words of a-z and 0-9 with hyphens between, for example our-rule.")
    folder, rule = practice.lower().replace("-", "_"), name.replace("-", "_")
    return f"{known[practice]['folder']}/{folder}/{rule}.rego", f"{folder}.{rule}"


def new(control: str, folder: Path) -> tuple[Path, Path]:
    """Write a control with its test, to be changed at will. Raises `UsageError` where one is already."""
    below, package = place(control)
    path = folder / below
    test = path.with_name(path.stem + "_test.rego")
    for file in (path, test):
        if file.exists():
            raise UsageError(f"{file} exists.", "Choose another name, or change what is there.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_CONTROL.replace("CONTROL_ID", control).replace("PACKAGE", package), encoding="utf-8")
    test.write_text(_TEST.replace("CONTROL_ID", control).replace("PACKAGE", package), encoding="utf-8")
    return path, test


_CONTROL = """# METADATA
# title: Give every Bedrock agent a description
# description: Whoever finds an agent must be able to tell what it is for. Replace this control by your own.
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
#   remediation: Describe in a sentence what the agent does and who answers for it.
package lens.controls.PACKAGE

import data.lens.lib.facts
import data.lens.lib.text

_params := input.params["CONTROL_ID"]

subjects contains facts.subject(agent) if some agent in input.resources["AWS::Bedrock::Agent"]

# The good case is a helper and is negated, so that a missing member fails.
violations contains {
	"subject": facts.subject(agent),
	"message": sprintf("agent %s has no description of %d characters or more", [text.quoted(agent.name), _params.shortest]),
	"proof": [{"id": agent.id, "pointer": "/properties/description"}],
	"absent_from": ["bedrock-agent:GetAgent"],
} if {
	some agent in input.resources["AWS::Bedrock::Agent"]
	not _described(agent)
}

_described(agent) if count(agent.properties.description) >= _params.shortest
"""

_TEST = """package lens_test.PACKAGE_test

import data.lens_test.testing

_control := "CONTROL_ID"

_agent(properties) := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A1"), properties)

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

test_described_passes if _kinds([_agent({"description": "Answers questions about orders"})], []) == ["pass"]

test_without_a_description_fails if _kinds([_agent({})], []) == ["fail"]

test_no_agent_does_not_apply if _kinds([], []) == ["not_applicable"]

test_denied_is_unknown if _kinds([_agent({})], [testing.gap("bedrock-agent:GetAgent", testing.arn("bedrock", "agent/A1"))]) == ["unknown"]
"""
