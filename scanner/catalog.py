"""The catalog: every control's METADATA, read from the Rego files that hold them.

The METADATA block (OPA's annotation format) is the only source of a control's text. regorus has no `rego.metadata`, so the blocks are read here
and handed to the policies as `data.lens.catalog`, with the `@names` of evidence expanded. Docs, results and SARIF rules read the same catalog.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from collectors import ROWS, with_dependencies
from scanner.engines import Module
from scanner.errors import Defect, UsageError, nearest
from scanner.lens import POLICIES, load_yaml, parse_yaml, practices
from scanner.results import SEVERITIES

EXPORTS = frozenset({"subjects", "violations", "reviews", "proven", "unseen", "relies_on"})
"""The names that a control may define; every helper starts with an underscore."""

PRECISIONS = ("very-high", "high", "medium")
MODES = ("automated", "hybrid", "attested")

_BLOCK = re.compile(r"\A# METADATA\n((?:#.*\n)+)package (\S+)\n", re.M)
_RULE = re.compile(r"^(?:default\s+)?([A-Za-z_][A-Za-z0-9_]*)(?=[\s(\[.:=]|$)", re.M)
_KEYS = {"id", "severity", "precision", "mode", "resources", "lists", "evidence", "params", "remediation"}
_OPTIONAL = {"iac", "peers", "messages", "item", "also", "aliases"}


@dataclass(frozen=True, slots=True)
class Control:
    """One control: its METADATA with evidence expanded, and where it lives.

    `practice` is the best practice's id, `package` (best practice, name) as the package spells them, `operations` all that its verdicts need
    (lists, evidence, and what feeds them), `meta` the entry of `data.lens.catalog`. `custom` is one of the user's own.
    """

    id: str
    practice: str
    path: str
    package: tuple[str, str]
    operations: frozenset[str]
    meta: Mapping[str, Any]
    custom: bool = False


@dataclass(frozen=True, slots=True)
class Catalog:
    """Selected controls and the modules that judge them."""

    controls: Mapping[str, Control]
    modules: Sequence[Module]

    @property
    def operations(self) -> frozenset[str]:
        """Every operation that the controls need, closed over the collector tables."""
        return frozenset().union(*(c.operations for c in self.controls.values())) if self.controls else frozenset()

    def document(self) -> dict[str, dict[str, Any]]:
        """What the policies see as `data.lens.catalog`: best practice -> name -> METADATA."""
        out: dict[str, dict[str, Any]] = {}
        for control in self.controls.values():
            practice, name = control.package
            out.setdefault(practice, {})[name] = dict(control.meta)
        return out


def load(root: Path = POLICIES) -> Catalog:
    """All controls under `root`, in id order. Raises `Defect`, naming file and reason, for one that breaks the contract."""
    named = load_yaml(root / "evidence.yaml")
    controls: dict[str, Control] = {}
    modules: list[Module] = []
    for path in sorted(root.rglob("*.rego")):
        if path.name.endswith("_test.rego"):
            continue
        relative = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        modules.append(Module(relative, text))
        if relative.count("/") == 2:
            control = read(relative, text, named)
            if control.id in controls:
                raise Defect(f"{relative}: {control.id} is also the id of {controls[control.id].path}.")
            controls[control.id] = control
    return Catalog(dict(sorted(controls.items())), modules)


def select(catalog: Catalog, *, pillars: Iterable[str] = (), best_practices: Iterable[str] = (), controls: Iterable[str] = ()) -> Catalog:
    """The part of the catalog that the user asked for: controls in any of the named sets, or all when none is named.

    Only the library, the entry point and the selected controls' modules stay. Raises `UsageError` with the nearest name for one that does not exist.
    """
    known = practices()
    folders = {p["folder"] for p in known.values()}
    wanted_pillars = {_one_of("pillar", name.lower().replace(" ", "_").replace("-", "_"), folders) for name in pillars}
    wanted_practices = {_one_of("best practice", name.upper(), known) for name in best_practices}
    wanted_controls = {_one_of("control", name, catalog.controls) for name in controls}
    if not (wanted_pillars or wanted_practices or wanted_controls):
        return catalog
    chosen = {
        c.id: c
        for c in catalog.controls.values()
        if c.id in wanted_controls or c.practice in wanted_practices or known[c.practice]["folder"] in wanted_pillars
    }
    paths = {c.path for c in catalog.controls.values()} - {c.path for c in chosen.values()}
    return Catalog(chosen, [m for m in catalog.modules if m.path not in paths])


def _one_of(what: str, name: str, known: Iterable[str]) -> str:
    known = list(known)
    if name not in known:
        raise UsageError(f"there is no {what} {name!r}.", nearest(name, known) or f"See `genai-lens controls list` for every {what}.")
    return name


def read(path: str, text: str, named: Mapping[str, Sequence[str]]) -> Control:
    """One control from its file. `path` is relative to the policies; raises `Defect` naming it."""
    block = _BLOCK.search(text)
    if not block:
        raise Defect(f"{path}: the file does not start with a METADATA block above its package.")
    try:
        data = parse_yaml(re.sub(r"^# ?", "", block[1], flags=re.M))
        custom = data["custom"]
        meta = {"title": data["title"], "description": data["description"], **custom}
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise Defect(f"{path}: the METADATA cannot be read: {error}.") from error
    _check(path, block[2], meta, custom, text)
    meta["named"] = {name: sorted(_expand(path, [name], named)) for name in meta["lists"] + meta["evidence"] if name.startswith("@")}
    for key in ("lists", "evidence"):
        meta[key] = sorted(_expand(path, meta[key], named))
    meta["messages"] = {name: _message(path, text) for name, text in meta.get("messages", {}).items()}
    _, practice, name = path.removesuffix(".rego").split("/")
    return Control(
        id=meta["id"],
        practice=meta["id"].split("/")[0],
        path=path,
        package=(practice, name),
        operations=with_dependencies(meta["lists"] + meta["evidence"]),
        meta=meta,
    )


def _check(path: str, package: str, meta: Mapping[str, Any], custom: Mapping[str, Any], text: str) -> None:
    pillar, practice, name = path.removesuffix(".rego").split("/")
    lacking, odd = _KEYS - custom.keys(), custom.keys() - _KEYS - _OPTIONAL
    identity = f"{practice.upper().replace('_', '-')}/{name.replace('_', '-')}"
    known = practices()
    problems = [
        (lacking, f"the METADATA lacks {', '.join(sorted(lacking))}"),
        (odd, f"the METADATA has {', '.join(sorted(odd))}, which no control has"),
        (custom.get("id") != identity, f"its id is {custom.get('id')!r} and its path says {identity!r}"),
        (package != f"lens.controls.{practice}.{name}", f"its package is {package} and its path says lens.controls.{practice}.{name}"),
        (known.get(identity.split("/")[0], {}).get("folder") != pillar, f"the lens has no best practice {practice} under {pillar}"),
        (custom.get("severity") not in SEVERITIES, f"its severity is not one of {', '.join(SEVERITIES)}"),
        (custom.get("precision") not in PRECISIONS, f"its precision is not one of {', '.join(PRECISIONS)}"),
        (custom.get("mode") not in MODES, f"its mode is not one of {', '.join(MODES)}"),
    ]
    for wrong, reason in problems:
        if wrong:
            raise Defect(f"{path}: {reason}.")
    rules = {name for name in _RULE.findall(text[text.index("\npackage ") + 1 :]) if not name.startswith("_")}
    if extra := rules - EXPORTS - {"package", "import", "else"}:
        raise Defect(f"{path}: it exports {', '.join(sorted(extra))}; helpers start with an underscore.")


def _message(path: str, text: str) -> str:
    """A message's text; `@name` stands for a shared one of policies/messages.yaml."""
    if not text.startswith("@"):
        return text
    shared: Mapping[str, str] = load_yaml(POLICIES / "messages.yaml")
    if text[1:] not in shared:
        raise Defect(f"{path}: there is no shared message named {text}. {nearest(text[1:], shared)}")
    return shared[text[1:]]


def _expand(path: str, names: Iterable[str], named: Mapping[str, Sequence[str]]) -> set[str]:
    """Operations, with each `@name` replaced by what it stands for."""
    out: set[str] = set()
    for name in names:
        if name.startswith("@"):
            if name[1:] not in named:
                raise Defect(f"{path}: there is no evidence named {name}. {nearest(name[1:], named)}")
            out |= _expand(path, named[name[1:]], named)
        elif name in ROWS:
            out.add(name)
        else:
            raise Defect(f"{path}: no collector reads {name}. {nearest(name, ROWS)}")
    return out
