"""The METADATA block of a control: read, checked, and with its `@names` expanded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from math import isfinite
from typing import Any

from collectors import ROWS, TYPES
from collectors.measures import MEASURES
from scanner.catalog.lens import POLICIES, SEVERITIES, practices
from scanner.catalog.workload import KEYS
from scanner.errors import Defect, nearest
from scanner.rego import Module, metadata, rules
from scanner.text import inert
from scanner.yaml_files import NotYaml, load_yaml, parse_yaml

EXPORTS = frozenset(
    {"subjects", "violations", "reviews", "proven", "shown", "undeclared", "unseen", "relies_on"}
)
"""The rules that a control may export. The name of any other rule starts with an underscore."""

ACCOUNT = "AWS::Account"
"""The type of an account as a subject."""

PRECISIONS = ("very-high", "high", "medium")
MODES = ("automated", "hybrid", "attested")
ATTESTED = MODES[1:]
"""The modes of controls that an attestation can decide."""

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
_KEYS = _REQUIRED | {"also", "aliases", "workload", "metrics"}
METRICS = tuple(f"{kind}/{name}" for kind, named in MEASURES.items() for name in named)
"""`TYPE/NAME` of each metric that a control may read."""
_SUBJECTS = (*TYPES, ACCOUNT)
"""The types that the subjects of a control may have."""
LISTS = ("resources", "lists", "evidence", "also", "aliases", "workload")
"""The members that are lists of texts."""
ADDS = "+"
"""What an operation in a set of evidence starts with if it only adds to what the others find."""
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
    `adds`: further operations of the `@names`, which only add to what the others find. They are
    called, and their gaps do not count.
    `params`: the parameters with their defaults.
    `messages`: name -> text with `%s`, with those of attestations if the mode has them.
    `item`: what distinguishes several results on one resource; `none` if there is only one.
    `also`: ids in other lenses. `aliases`: old ids of this control.
    `workload`: the keys of the configuration's section `workload` that it reads.
    `metrics`: `TYPE/NAME` of each metric that it reads -> the parameter with the days of its
    window.
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
    adds: tuple[str, ...]
    params: Mapping[str, Any]
    messages: Mapping[str, str]
    item: str
    remediation: str
    also: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    workload: tuple[str, ...] = ()
    metrics: Mapping[str, str] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """Return the control's entry in `data.lens.catalog`."""
        return {member.name: getattr(self, member.name) for member in fields(self)}


@dataclass(frozen=True, slots=True)
class Shared:
    """The evidence and messages that controls refer to by `@name`."""

    evidence: Mapping[str, Sequence[str]]
    messages: Mapping[str, str]

    @classmethod
    def load(cls) -> Shared:
        """Read evidence.yaml and messages.yaml of the built-in policies."""
        return cls(load_yaml(POLICIES / "evidence.yaml"), load_yaml(POLICIES / "messages.yaml"))

    @property
    def of_attestations(self) -> dict[str, str]:
        """Return the messages of each control that an attestation can decide."""
        return {name: text for name, text in self.messages.items() if name.startswith("attestation-")}


def metadata_of(module: Module, shared: Shared) -> Metadata:
    """Return the METADATA of a control, whose path must be `PILLAR/BEST_PRACTICE/NAME.rego`.

    Raises `Defect`, with the path, if the control is not valid.
    """
    block, package = metadata(module.text)
    if not block:
        raise Defect(f"{module.path}: the file does not start with a METADATA block above its package.")
    try:
        data = parse_yaml("\n" + block)  # the block starts in line 2
        if not isinstance(data, dict) or not isinstance(data.get("custom"), dict):
            raise Defect(f"{module.path}: the METADATA is not a mapping with a mapping `custom`.")
        custom = data["custom"]
        _check(module, package, data)
        return Metadata(
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
            adds=_adding(custom["lists"] + custom["evidence"], shared),
            messages={
                **{name: _message(module, text, shared) for name, text in custom["messages"].items()},
                **(shared.of_attestations if custom["mode"] in ATTESTED else {}),
            },
            also=tuple(custom.get("also", ())),
            aliases=tuple(custom.get("aliases", ())),
            workload=tuple(custom.get("workload", ())),
            metrics=_metrics(module, custom),
        )
    except NotYaml as error:
        line = f":{error.line}" if error.line else ""
        raise Defect(f"{module.path}{line}: the METADATA cannot be read: {error}.") from error
    except (KeyError, TypeError, AttributeError) as error:
        said = "it lacks a key, or has a value of the wrong type"
        raise Defect(f"{module.path}: the METADATA cannot be read: {said}.") from error


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
    for key in LISTS:
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
    """Raise `Defect`, with the line, for an unknown key, type or key of `workload`."""
    for key in sorted(map(str, custom.keys() - _KEYS)):
        line = _line(module, rf"#\s{{2,}}[\"']?{re.escape(key)}[\"']?\s*:")
        said = unknown("its METADATA has under `custom` the unknown key", key, _KEYS - custom.keys())
        raise Defect(f"{module.path}:{line}: {said}")
    types = custom.get("resources")
    declared = custom.get("workload")
    for given, known, wrong in (
        (types, _SUBJECTS, "no collector finds resources of the type"),
        (declared, KEYS, "the section workload of the configuration has no key"),
    ):
        for name in given if isinstance(given, list) else []:
            if isinstance(name, str) and name not in known:
                line = _line(module, rf"#.*{re.escape(name)}(?![\w:])")
                raise Defect(f"{module.path}:{line}: {unknown(wrong, name, known)}")


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


def has_window(name: str, param: str, params: Mapping[str, Any]) -> bool:
    """Return whether a parameter is the number of days of the window of a known metric."""
    days = params.get(param)
    return name in METRICS and isinstance(days, int) and not isinstance(days, bool) and days > 0


def _metrics(module: Module, custom: Mapping[str, Any]) -> dict[str, str]:
    """Return the metrics that a control reads, with the parameter of each window."""
    given = custom.get("metrics", {})
    if not isinstance(given, dict):
        raise Defect(f"{module.path}: its metrics are not a mapping of metrics to parameters.")
    for name, param in given.items():
        if name not in METRICS:
            raise Defect(f"{module.path}: {unknown('no collector reads the metric', str(name), METRICS)}")
        if not has_window(name, param, custom["params"]):
            raise Defect(
                f"{module.path}: the window of {name} is not one of its params, with a number of days."
            )
    return dict(given)


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
            out.update(_expanded(module, _counted(shared.evidence[name[1:]]), shared))
        elif name in ROWS:
            out.add(name)
        else:
            raise Defect(f"{module.path}: no collector reads {name}. {nearest(name, ROWS)}")
    return tuple(sorted(out))


def _counted(names: Iterable[str]) -> list[str]:
    """Return the names in a set of evidence whose gaps count."""
    return [name for name in names if not name.startswith(ADDS)]


def _adding(names: Iterable[str], shared: Shared) -> tuple[str, ...]:
    """Return the operations that only add to what these names find, sorted."""
    out: set[str] = set()
    for name in names:
        if name.startswith("@"):
            out.update(_adding(shared.evidence[name[1:]], shared))
        elif name.startswith(ADDS):
            out.add(name.removeprefix(ADDS))
    return tuple(sorted(out))
