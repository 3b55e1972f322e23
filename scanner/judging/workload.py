"""Compare the names that the configuration declares as workload with what the snapshot has.

A name that matches nothing is a wrong declaration, if all of its type were listed. Otherwise the
name was not checked. Both are said: a declaration is never ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from collectors import ROWS, is_regional
from collectors.records import EVERY_OPERATION, GLOBAL, Resource
from collectors.tagging import TAGS as LISTING_OF_TAGS
from scanner.catalog.workload import KEYS, TAGS, Key
from scanner.people.config import Config
from scanner.people.patterns import fits
from scanner.people.workload import Declared, flat
from scanner.snapshot.folder import Snapshot, Target
from scanner.text import plural
from scanner.yaml_files import quoted

MOST_NAMED = 5
"""The most names of a key that a report tells one by one."""

_SERVICES = {"states": "stepfunctions", "elasticmapreduce": "emr", "emr-serverless": "emrserverless"}
"""Service in an ARN -> service in a resource type, in lower case, if they differ."""
_PROMPT_VERSION = re.compile(r"(?<=:prompt/)([^:]+):[0-9]+$")


@dataclass(frozen=True, slots=True)
class Declarations:
    """Sentences about names that match nothing.

    `wrong`: all of their type were listed. `unchecked`: they were not.
    """

    wrong: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()


def declarations(config: Config, snapshot: Snapshot) -> Declarations:
    """Return what is said about the declared names that match nothing in the snapshot.

    A name of the whole file must match in one of the accounts that use it; an account's own name
    must match in that account.
    """
    if not config.declared:
        return Declarations()
    known = _Known(snapshot)
    own = {target.account: flat(config.account(target.account).workload) for target in snapshot.targets}
    wrong: dict[tuple[str, str], list[Declared]] = {}
    unchecked: dict[tuple[str, str, str], list[Declared]] = {}
    for one in config.declared:
        targets = [
            target
            for target in snapshot.targets
            if one.account == target.account or (not one.account and one.key not in own[target.account])
        ]
        types = _types(KEYS[one.key], one.name)
        if not targets or not types or any(known.matches(target, types, one.name) for target in targets):
            continue
        if reason := next(filter(None, (known.unlisted(target, types, one.name) for target in targets)), ""):
            unchecked.setdefault((one.account, one.key, reason), []).append(one)
        else:
            wrong.setdefault((one.account, one.key), []).append(one)
    return Declarations(
        tuple(said for found in wrong.values() for said in _wrong(config, found)),
        tuple(_unchecked(config, reason, found) for (_, _, reason), found in unchecked.items()),
    )


def _types(key: Key, name: str) -> tuple[str, ...]:
    """Return the types that a name can be of: those of the service that an ARN names.

    A URL is not in AWS, so it is of none.
    """
    if key.form == "pipeline" and not name.startswith("arn:"):
        return ()
    service = name.split(":")[2] if name.startswith("arn:") and name.count(":") > 4 else ""
    service = _SERVICES.get(service, service)
    own = tuple(kind for kind in key.types if service and kind.split("::")[1].lower().startswith(service))
    return own or key.types


def _wrong(config: Config, found: Sequence[Declared]) -> Iterator[str]:
    """Yield a sentence for each of the first names of a key, and one for the others."""
    what = KEYS[found[0].key].what
    for one in found[:MOST_NAMED]:
        yield (
            f"{_place(config, one)}: none of the {what} that were read matches {quoted(one.name)}. "
            "Correct it, or read the account and Region that have it."
        )
    if more := found[MOST_NAMED:]:
        yield f"{_place(config, more[0])}: {plural(len(more), 'more name')} match none of the {what}."


def _unchecked(config: Config, reason: str, found: Sequence[Declared]) -> str:
    said = quoted(found[0].name) if len(found) == 1 else plural(len(found), "name")
    return f"{_place(config, found[0])}: {said} {'was' if len(found) == 1 else 'were'} not checked: {reason}."


def _place(config: Config, one: Declared) -> str:
    return f"{config.file}:{one.line}: workload.{one.key}"


class _Known:
    """The names in a snapshot, by account and type."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._gaps = snapshot.gaps
        wanted = {kind for key in KEYS.values() for kind in key.types}
        self._names: dict[tuple[str, str], set[str]] = {}
        for resource in snapshot.resources:
            if resource.type in wanted:
                self._names.setdefault((resource.account, resource.type), set()).update(_names(resource))
            if resource.tags:
                tags = self._names.setdefault((resource.account, TAGS), set())
                tags.update(resource.tags)
                tags.update(f"{key}={value}" for key, value in resource.tags.items())

    def matches(self, target: Target, types: Sequence[str], pattern: str) -> bool:
        """Return whether a name of an account matches."""
        pattern = _PROMPT_VERSION.sub(r"\1", pattern)
        for kind in types:
            names = self._names.get((target.account, kind), set())
            if pattern in names or (
                ("*" in pattern or "?" in pattern) and any(fits((pattern,), name) for name in names)
            ):
                return True
        return False

    def unlisted(self, target: Target, types: Sequence[str], name: str) -> str:
        """Return why one of the types was not listed to its end in an account, or an empty text.

        If the name is an ARN with a Region, only that Region counts.
        """
        there = name.split(":")[3] if name.startswith("arn:") and name.count(":") > 4 else ""
        regions = [region for region in target.regions if not there or fits((there,), region)]
        for kind in types:
            listings = [LISTING_OF_TAGS] if kind == TAGS else _listings(kind)
            if not listings:
                return f"genai-lens does not list {kind} yet"
            for operation in listings:
                wanted = regions if is_regional(operation) else [GLOBAL]
                done = target.complete.get(operation, ())
                if missing := sorted({*wanted} - {*done}):
                    return self._reason(target, operation, missing)
        return ""

    def _reason(self, target: Target, operation: str, missing: Sequence[str]) -> str:
        lost = [
            gap
            for gap in self._gaps
            if gap.account == target.account
            and gap.operation in (operation, EVERY_OPERATION)
            and gap.region in missing
        ]
        where = missing[0] if len(missing) == 1 else plural(len(missing), "Region")
        if lost:
            return f"{operation} was not read to the end in account {target.account}, {where}"
        return f"this selection of controls did not read {operation} in account {target.account}"


def _listings(kind: str) -> list[str]:
    """Return the operations that list all resources of a type.

    Each needs no other operation, or waits for another resource and then lists all. An operation of
    a Region that finds a shared resource only names it: it lists none.
    """
    return [
        operation
        for operation, rows in ROWS.items()
        for collector, row in rows
        for found in row.finds
        if found.type == kind and (row.waits or not collector.parents(row))
        if not (found.is_shared and collector.regional)
    ]


def _names(resource: Resource) -> set[str]:
    """Return what a person may call a resource: name, ARN, the last part of the ARN, tag `Name`."""
    last = re.split("[:/]", resource.id)[-1]
    return {name for name in (resource.name, resource.id, last, resource.tags.get("Name", "")) if name}
