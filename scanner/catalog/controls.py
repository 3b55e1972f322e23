"""The catalog of controls, read from the METADATA blocks of their Rego files.

The METADATA block (OPA's annotation format) is the only source of a control's text. regorus has no
`rego.metadata`, so this module reads the blocks and passes them to the policies as
`data.lens.catalog`, with the `@names` of evidence expanded. Docs, results and SARIF rules use the
same catalog.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from collectors import ALWAYS, with_dependencies
from scanner.catalog.guide import Guide, guide
from scanner.catalog.lens import POLICIES, practices
from scanner.catalog.metadata import Metadata, Shared, metadata_of
from scanner.errors import Defect, UsageError, nearest
from scanner.rego import Module, is_library, reached

PAGES = "https://github.com/genai-lens/genai-lens/blob/main/docs/controls"
"""The address of the pages of the built-in controls."""


@dataclass(frozen=True)
class Control:
    """One control: its METADATA and its files.

    `practice`: the id of its best practice.
    `path`: the path of its Rego file.
    `package`: (best practice, name), as in the name of the package.
    `custom`: true for a user's own control.
    `beside`: the path of its YAML file, which is optional.
    `own_guide`: the content of that file of a user's own control, which is read with the control.
    """

    practice: str
    path: str
    package: tuple[str, str]
    meta: Metadata
    custom: bool = False
    beside: Path = Path()
    own_guide: Guide | None = None

    @cached_property
    def guide(self) -> Guide:
        """Return the content of the YAML file, which is read at the first access."""
        return self.own_guide or (guide(self.beside) if self.beside.name else Guide())

    @property
    def id(self) -> str:
        """Return the id, `BEST-PRACTICE/NAME`."""
        return self.meta.id

    @property
    def page(self) -> str:
        """Return the address of the control's page; empty for a user's own control."""
        return "" if self.custom else f"{PAGES}/{self.id}.md"

    @property
    def question(self) -> str:
        """Return what an attestation must state, as a sentence; empty if METADATA lacks it."""
        asked = self.meta.messages.get("state", "").split(";")[0]
        return f"{asked[:1].upper()}{asked[1:]}." if asked else ""

    @property
    def names(self) -> tuple[str, ...]:
        """Return the id and the old ids."""
        return (self.meta.id, *self.meta.aliases)

    @cached_property
    def operations(self) -> frozenset[str]:
        """Return every operation that verdicts need: lists, evidence, and their dependencies."""
        return with_dependencies(self.meta.lists + self.meta.evidence + self.meta.adds)


@dataclass(frozen=True, slots=True)
class Selection:
    """The user's selection of controls: the union of the members; all controls if all are empty."""

    pillars: tuple[str, ...] = ()
    best_practices: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalog:
    """The selected controls, by id, and the Rego modules that their evaluation needs.

    `left_out`: why controls of the user's own cannot be used, a sentence for each.
    `selection`: what the user selected.
    `refused`: the ids of the controls of the user's own that cannot be used.
    `others`: the controls that are not selected, by id.
    """

    controls: Mapping[str, Control]
    modules: Sequence[Module]
    left_out: tuple[str, ...] = ()
    selection: Selection = Selection()
    refused: frozenset[str] = frozenset()
    others: Mapping[str, Control] = field(default_factory=dict)

    @property
    def operations(self) -> frozenset[str]:
        """Return every operation that the controls need."""
        return frozenset().union(*(control.operations for control in self.controls.values()))

    @property
    def plan(self) -> frozenset[str]:
        """Return every operation that a collection calls: what the controls need, and `ALWAYS`."""
        return self.operations | ALWAYS

    @property
    def named(self) -> dict[str, Control]:
        """Return id -> control, with the old ids too."""
        return {name: control for control in self.controls.values() for name in control.names}

    def document(self) -> dict[str, dict[str, Any]]:
        """Return `data.lens.catalog`: best practice -> name -> METADATA."""
        out: dict[str, dict[str, Any]] = {}
        for control in self.controls.values():
            practice, name = control.package
            out.setdefault(practice, {})[name] = control.meta.document()
        return out


def load(root: Path = POLICIES) -> Catalog:
    """Return all controls under `root`, ordered by id.

    Raises `Defect`, with file and reason, if a control is not valid.
    """
    shared = Shared.load()
    controls: dict[str, Control] = {}
    modules: list[Module] = []
    for path in sorted(root.rglob("*.rego")):
        if path.name.endswith("_test.rego"):
            continue
        text = path.read_text(encoding="utf-8")
        module = Module(path.relative_to(root).as_posix(), text, shipped=root == POLICIES)
        modules.append(module)
        if module.path.count("/") == 2:
            control = replace(read(module, shared), beside=path.with_suffix(".yaml"))
            if control.id in controls:
                raise Defect(f"{module.path}: {control.id} is also the id of {controls[control.id].path}.")
            controls[control.id] = control
    _refuse_clashes(controls)
    return Catalog(dict(sorted(controls.items())), modules)


def select(catalog: Catalog, selection: Selection) -> Catalog:
    """Return the selected part of the catalog, without the modules that it does not need.

    The selection may use an old id of a control. Raises `UsageError`, with the most similar name,
    for an unknown name, and if no control is selected: nothing would be judged.
    """
    if selection == Selection():
        return catalog
    known = practices()
    folders = {practice["folder"] for practice in known.values()}
    pillars = {_one_of("pillar", re.sub("[ -]", "_", name.lower()), folders) for name in selection.pillars}
    wanted = {_one_of("best practice", name.upper(), known) for name in selection.best_practices}
    ids = catalog.named
    for name in selection.controls:
        if name in catalog.refused and name not in ids:
            raise UsageError(f"the control {name} cannot be used and was left out.", "See the warning above.")
    named = {ids[_one_of("control", name, ids)].id for name in selection.controls}
    chosen = {
        control.id: control
        for control in catalog.controls.values()
        if control.id in named or control.practice in wanted or known[control.practice]["folder"] in pillars
    }
    if not chosen:
        raise UsageError(
            "no control covers what you selected yet.",
            "`genai-lens coverage` shows which best practices have controls.",
        )
    others = {name: control for name, control in catalog.controls.items() if name not in chosen}
    return replace(
        catalog,
        controls=chosen,
        modules=without(catalog.modules, {control.path for control in others.values()}),
        selection=selection,
        others={**catalog.others, **others},
    )


def without(modules: Sequence[Module], paths: Container[str]) -> list[Module]:
    """Return the modules that are needed if those at `paths` are left out."""
    kept = [module for module in modules if module.path not in paths]
    return reached(kept, [module for module in kept if not is_library(module)])


def read(module: Module, shared: Shared) -> Control:
    """Return the control in a module, whose path must be `PILLAR/BEST_PRACTICE/NAME.rego`.

    Raises `Defect`, with the path, if the control is not valid.
    """
    meta = metadata_of(module, shared)
    _, practice, name = module.path.removesuffix(".rego").split("/")
    return Control(practice=meta.id.split("/")[0], path=module.path, package=(practice, name), meta=meta)


def _refuse_clashes(controls: Mapping[str, Control]) -> None:
    """Raise `Defect` for an alias that is also another control's id or alias."""
    owners = {control.id: control for control in controls.values()}
    for control in controls.values():
        for alias in control.meta.aliases:
            if owners.setdefault(alias, control) is not control or alias == control.id:
                raise Defect(f"{control.path}: its alias {alias} is also a name of {owners[alias].path}.")


def _one_of(what: str, name: str, known: Iterable[str]) -> str:
    known = list(known)
    if name not in known:
        raise UsageError(
            f"there is no {what} {name!r}.",
            nearest(name, known) or f"`genai-lens coverage` and `controls list` show each {what}.",
        )
    return name
