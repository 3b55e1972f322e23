"""What the configuration changed: parameters, severities, what is off, left out or waived."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Effect:
    """What the value of a parameter changes: the number of subjects with another verdict.

    `before` is their verdict with the default, and `after` their verdict with the configured value.
    The control's parameters before it, by name, have their configured values, and those after it
    have their defaults. So the effects of a control add up to what the configuration changed.
    Either is a kind of verdict, or `none` if the control does not judge the subject.
    """

    before: str
    after: str
    subjects: int


@dataclass(frozen=True, slots=True)
class Changed:
    """A parameter that differs from its default."""

    value: Any
    default: Any
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class Severity:
    """A severity of the configuration instead of the control's own, and the reason."""

    severity: str
    own: str
    reason: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry of `leave_out`: tags, the reason, and the number of results that it takes out."""

    tags: Mapping[str, str]
    reason: str
    results: int


@dataclass(frozen=True, slots=True)
class WaiverNote:
    """What a person should know of a waiver. `line` is the line of its entry.

    `problem`: one of `scanner.judging.waivers.PROBLEMS`. `results`: the failures that it matches.
    """

    line: int
    problem: str
    results: int


@dataclass(frozen=True, slots=True)
class WaiversFile:
    """The file of waivers: its path and its sha256, or None without one; the number of entries."""

    file: str | None = None
    sha256: str | None = None
    entries: int = 0
    notes: tuple[WaiverNote, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """A file of entries beside the configuration: its path, its sha256, and how many it has."""

    file: str
    sha256: str
    entries: int


@dataclass(frozen=True, slots=True)
class Configuration:
    """What the configuration changed.

    `file`: the path as the user gave it, or None without a file.
    `sha256`: of the file, or None.
    `changed`: account -> control -> parameter.
    `digest`: the sha256 of all parameters, the defaults included.
    `off`: account -> control -> why it is switched off.
    `severities`: account -> control.
    `leave_out`: account -> its entries, also those that no resource matches.
    `attestations`: the file of attestations, or None without one.
    `workload`: account -> dotted key of the section `workload` -> its value, if it has one.
    """

    file: str | None = None
    sha256: str | None = None
    changed: Mapping[str, Mapping[str, Mapping[str, Changed]]] = field(default_factory=dict)
    digest: str = hashlib.sha256(b"{}").hexdigest()
    off: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    severities: Mapping[str, Mapping[str, Severity]] = field(default_factory=dict)
    leave_out: Mapping[str, Sequence[LeftOut]] = field(default_factory=dict)
    waivers: WaiversFile = field(default_factory=WaiversFile)
    attestations: File | None = None
    workload: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """Return the parameters that differ in some account, as `CONTROL.NAME`."""
        return sorted(
            {
                f"{control}.{name}"
                for controls in self.changed.values()
                for control, params in controls.items()
                for name in params
            }
        )
