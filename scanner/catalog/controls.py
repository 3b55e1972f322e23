"""The catalog of controls, read from the METADATA blocks of their Rego files.

The METADATA block (OPA's annotation format) is the only source of a control's text. regorus has no
`rego.metadata`, so this module reads the blocks and passes them to the policies as
`data.lens.catalog`, with the `@names` of evidence expanded. Docs, results and SARIF rules use the
same catalog.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from math import isfinite
from pathlib import Path
from typing import Any

from collectors import ALWAYS, ROWS, TYPES, with_dependencies
from scanner.catalog.guide import Guide, guide
from scanner.catalog.lens import POLICIES, SEVERITIES, practices
from scanner.errors import Defect, UsageError, nearest
from scanner.rego import Module, metadata, rules
from scanner.text import inert
from scanner.yaml_files import NotYaml, load_yaml, parse_yaml

EXPORTS = frozenset({"subjects", "violations", "reviews", "proven", "shown", "unseen", "relies_on"})
"""The rules that a control may export. The name of any other rule starts with an underscore."""

PAGES = "https://github.com/genai-lens/genai-lens/blob/main/docs/controls"
"""The address of the pages of the built-in controls."""

ACCOUNT = "AWS::Account"
"""The type of an account as a subject."""

PRECISIONS = ("very-high", "high", "medium")
MODES = ("automated", "hybrid", "attested")

_REQUIRED = frozenset(
    {
        "id",
        "severity",
        "precision",
        "mode",
        "resources",
        "lists",
        "evidence",
        "params",
        "messages",
        "item",
        "remediation",
    }
)
_KEYS = _REQUIRED | {"also", "aliases"}
_SUBJECTS = (*TYPES, ACCOUNT)
"""The types that the subjects of a control may have."""
_LISTS = ("resources", "lists", "evidence", "also", "aliases")
_LONGEST = 100
"""The maximum number of characters of a name that a message quotes."""
_DEEPEST = 8
"""The maximum depth of a parameter."""
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_ID = re.compile(r"GEN[A-Z]+[0-9]{2}-BP[0-9]{2}/[a-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Metadata:
    """A control's METADATA, checked, with its `@names` expanded.

    `lists`: the operations that find the subjects.
    `evidence`: the operations that a verdict on a subject needs.
    `named`: each `@name` of these two, with its operations.
    `params`: the parameters with their defaults.
    `messages`: name -> text with `%s`.
    `item`: what distinguishes several results on one resource; `none` if there is only one.
    `also`: ids in other lenses. `aliases`: old ids of this control.
    """

    id: str
    title: str
    description: str
    severity: str
    precision: str
    mode: str
    resources: tuple[str, ...]
    lists: tuple[str, ...]
    evidence: tuple[str, ...]
    named: Mapping[str, tuple[str, ...]]
    params: Mapping[str, Any]
    messages: Mapping[str, str]
    item: str
    remediation: str
    also: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """Return the control's entry in `data.lens.catalog`."""
        return asdict(self)


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
    def names(self) -> tuple[str, ...]:
        """Return the id and the old ids."""
        return (self.meta.id, *self.meta.aliases)

    @cached_property
    def operations(self) -> frozenset[str]:
        """Return every operation that verdicts need: lists, evidence, and their dependencies."""
        return with_dependencies(self.meta.lists + self.meta.evidence)


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
    """

    controls: Mapping[str, Control]
    modules: Sequence[Module]
    left_out: tuple[str, ...] = ()
    selection: Selection = Selection()
    refused: frozenset[str] = frozenset()

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
        module = Module(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
        modules.append(module)
        if module.path.count("/") == 2:
            control = replace(read(module, shared), beside=path.with_suffix(".yaml"))
            if control.id in controls:
                raise Defect(f"{module.path}: {control.id} is also the id of {controls[control.id].path}.")
            controls[control.id] = control
    _refuse_clashes(controls)
    return Catalog(dict(sorted(controls.items())), modules)


def select(catalog: Catalog, selection: Selection) -> Catalog:
    """Return the selected part of the catalog, without the modules of the other controls.

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
    others = {control.path for control in catalog.controls.values()} - {
        control.path for control in chosen.values()
    }
    modules = [module for module in catalog.modules if module.path not in others]
    return replace(catalog, controls=chosen, modules=modules, selection=selection)


@dataclass(frozen=True, slots=True)
class Shared:
    """The evidence and messages that controls refer to by `@name`."""

    evidence: Mapping[str, Sequence[str]]
    messages: Mapping[str, str]

    @classmethod
    def load(cls) -> Shared:
        """Read evidence.yaml and messages.yaml of the built-in policies."""
        return cls(load_yaml(POLICIES / "evidence.yaml"), load_yaml(POLICIES / "messages.yaml"))


def read(module: Module, shared: Shared) -> Control:
    """Return the control in a module, whose path must be `PILLAR/BEST_PRACTICE/NAME.rego`.

    Raises `Defect`, with the path, if the control is not valid.
    """
    block, package = metadata(module.text)
    if not block:
        raise Defect(f"{module.path}: the file does not start with a METADATA block above its package.")
    try:
        data = parse_yaml(block)
        if not isinstance(data, dict) or not isinstance(data.get("custom"), dict):
            raise Defect(f"{module.path}: the METADATA is not a mapping with a mapping `custom`.")
        custom = data["custom"]
        _check(module, package, data)
        meta = Metadata(
            **{
                key: custom[key]
                for key in ("id", "severity", "precision", "mode", "params", "item", "remediation")
            },
            title=data["title"],
            description=data["description"],
            resources=tuple(custom["resources"]),
            lists=_expanded(module, custom["lists"], shared),
            evidence=_expanded(module, custom["evidence"], shared),
            named={
                name: _expanded(module, [name], shared)
                for name in custom["lists"] + custom["evidence"]
                if name.startswith("@")
            },
            messages={name: _message(module, text, shared) for name, text in custom["messages"].items()},
            also=tuple(custom.get("also", ())),
            aliases=tuple(custom.get("aliases", ())),
        )
    except NotYaml as error:
        where = f" of line {error.line + 1}" if error.line else ""  # the block starts in line 2
        raise Defect(f"{module.path}: the METADATA cannot be read: {error}{where}.") from error
    except (KeyError, TypeError, AttributeError) as error:
        said = "it lacks a key, or has a value of the wrong type"
        raise Defect(f"{module.path}: the METADATA cannot be read: {said}.") from error
    _, practice, name = module.path.removesuffix(".rego").split("/")
    return Control(practice=meta.id.split("/")[0], path=module.path, package=(practice, name), meta=meta)


def id_at(path: str) -> str:
    """Return the id of the control at `PILLAR/BEST_PRACTICE/NAME.rego`."""
    _, practice, name = path.removesuffix(".rego").split("/")
    return f"{practice.upper().replace('_', '-')}/{name.replace('_', '-')}"


def _check_types(module: Module, data: Mapping[str, Any]) -> None:
    """Raise `Defect` if a text, a list or the parameters are of the wrong type, or not printable.

    Reports print these texts, and the parameters go to the engines as JSON.
    """
    custom = data["custom"]
    messages = custom["messages"]
    if not isinstance(messages, dict) or not all(isinstance(name, str) for name in messages):
        raise Defect(f"{module.path}: its messages are not a mapping of names to texts.")
    for key, text in (*((key, data.get(key)) for key in ("title", "description")), *_texts(custom)):
        if not isinstance(text, str) or not text.strip() or not text.replace("\n", "").isprintable():
            raise Defect(f"{module.path}: its {key} is not a text, or not printable.")
    if "\n" in data["title"].strip():
        raise Defect(f"{module.path}: its title has more than one line.")
    for key in _LISTS:
        found = custom.get(key, [])
        if not isinstance(found, list) or not all(isinstance(v, str) and v.isprintable() for v in found):
            raise Defect(f"{module.path}: its {key} is not a list of printable strings.")
    params = custom.get("params", {})
    if not isinstance(params, dict) or not is_json(params):
        raise Defect(f"{module.path}: its params are not a mapping of names to values of JSON.")


def _texts(custom: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """Yield other texts that reports print."""
    yield "remediation", custom["remediation"]
    for text in custom["messages"].values():
        yield "message", text


def is_json(value: Any, depth: int = 0) -> bool:
    """Return whether JSON and both engines can hold a value, and a report can print it."""
    if isinstance(value, dict):
        return depth < _DEEPEST and all(
            isinstance(key, str) and key.isprintable() and is_json(member, depth + 1)
            for key, member in value.items()
        )
    if isinstance(value, list):
        return depth < _DEEPEST and all(is_json(element, depth + 1) for element in value)
    if isinstance(value, float):
        return isfinite(value)
    if isinstance(value, int):
        return abs(value) <= 2**53
    return isinstance(value, str) and value.isprintable()


def _check(module: Module, package: str, data: Mapping[str, Any]) -> None:
    custom = data["custom"]
    pillar, practice, name = module.path.removesuffix(".rego").split("/")
    _refuse_unknown(module, custom)
    lacking = _REQUIRED - custom.keys()
    identity = id_at(module.path)
    expected = f"lens.controls.{practice}.{name}"
    known = practices()
    problems = [
        (lacking, f"the METADATA lacks {', '.join(sorted(lacking))}"),
        (custom.get("id") != identity, f"its id is {custom.get('id')!r}, but its path says {identity!r}"),
        (package != expected, f"its package is {package}, but its path says {expected}"),
        (
            known.get(identity.split("/")[0], {}).get("folder") != pillar,
            f"the lens has no best practice {practice} under {pillar}",
        ),
        (custom.get("severity") not in SEVERITIES, f"its severity is not one of {', '.join(SEVERITIES)}"),
        (custom.get("precision") not in PRECISIONS, f"its precision is not one of {', '.join(PRECISIONS)}"),
        (custom.get("mode") not in MODES, f"its mode is not one of {', '.join(MODES)}"),
    ]
    for wrong, reason in problems:
        if wrong:
            raise Defect(f"{module.path}: {reason}.")
    _check_types(module, data)
    _check_words(module, custom)
    helpers = {rule for rule in rules(module.text) if rule.startswith("_")}
    if extra := rules(module.text) - helpers - EXPORTS:
        raise Defect(
            f"{module.path}: it exports {', '.join(sorted(extra))}; helpers start with an underscore."
        )


def _refuse_unknown(module: Module, custom: Mapping[str, Any]) -> None:
    """Raise `Defect`, with the line, for an unknown key of `custom` and an unknown type."""
    for key in sorted(map(str, custom.keys() - _KEYS)):
        line = _line(module, rf"#\s{{2,}}[\"']?{re.escape(key)}[\"']?\s*:")
        said = unknown("its METADATA has under `custom` the unknown key", key, _KEYS - custom.keys())
        raise Defect(f"{module.path}:{line}: {said}")
    types = custom.get("resources")
    for name in types if isinstance(types, list) else []:
        if isinstance(name, str) and name not in _SUBJECTS:
            line = _line(module, rf"#.*{re.escape(name)}(?![\w:])")
            said = unknown("no collector finds resources of the type", name, _SUBJECTS)
            raise Defect(f"{module.path}:{line}: {said}")


def unknown(said: str, word: str, known: Iterable[str]) -> str:
    """Return a sentence that ends with an unknown word, and the known word that is most similar."""
    return f"{said} '{inert(word, _LONGEST)}'. {nearest(word[:_LONGEST], known)}".rstrip()


def _line(module: Module, pattern: str) -> int:
    """Return the number of the first line that begins with a pattern, or 1."""
    lines = enumerate(module.text.split("\n"), 1)
    return next((number for number, text in lines if re.match(pattern, text)), 1)


def _check_words(module: Module, custom: Mapping[str, Any]) -> None:
    """Raise `Defect` if the name or text of a message, the item or an alias has the wrong form."""
    for name, text in custom["messages"].items():
        if not _NAME.fullmatch(name):
            raise Defect(
                f"{module.path}: the message name {name!r} is not lower-case words joined by hyphens."
            )
        if not isinstance(text, str) or "%" in text.replace("%s", ""):
            raise Defect(f"{module.path}: the message {name} is not a text whose every % is part of %s.")
    if not isinstance(custom["item"], str) or not _NAME.fullmatch(custom["item"]):
        raise Defect(
            f"{module.path}: its item is not lower-case words joined by hyphens; write `none` for no item."
        )
    aliases = custom.get("aliases", [])
    for alias in aliases:
        if not _ID.fullmatch(alias):
            raise Defect(f"{module.path}: the alias {alias!r} is not an id of a control.")
    if len({*aliases}) < len(aliases):
        raise Defect(f"{module.path}: its aliases name one id twice.")


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


def _message(module: Module, text: str, shared: Shared) -> str:
    """Return a message's text, taken from `shared` if it is an `@name`."""
    if not text.startswith("@"):
        return text
    if text[1:] not in shared.messages:
        raise Defect(
            f"{module.path}: there is no shared message {text}. {nearest(text[1:], shared.messages)}".rstrip()
        )
    return shared.messages[text[1:]]


def _expanded(module: Module, names: Iterable[str], shared: Shared) -> tuple[str, ...]:
    """Return operations, sorted, with each `@name` replaced by its operations."""
    out: set[str] = set()
    for name in names:
        if name.startswith("@"):
            if name[1:] not in shared.evidence:
                raise Defect(
                    f"{module.path}: there is no evidence {name}. {nearest(name[1:], shared.evidence)}"
                )
            out.update(_expanded(module, shared.evidence[name[1:]], shared))
        elif name in ROWS:
            out.add(name)
        else:
            raise Defect(f"{module.path}: no collector reads {name}. {nearest(name, ROWS)}")
    return tuple(sorted(out))
