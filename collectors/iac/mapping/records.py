"""Turn the things of a stack into the records that collectors make of an account.

What the code does not fix is no member of a record, and a gap with the pointer of the member. What
people wrote for a model, and what may be a secret, is redacted as in an account.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson

from collectors.cleaning import Cleaner
from collectors.iac.mapping import parts
from collectors.iac.mapping.documents import Stand
from collectors.iac.mapping.drafts import Draft, Lost, Work
from collectors.iac.mapping.resolving import NOT_KNOWN
from collectors.iac.mapping.rows import row_of
from collectors.iac.mapping.rows_bedrock import SINGLE
from collectors.iac.mapping.shown import Shown, found_as, listing_of, made_of, members_of, place_of, stored
from collectors.iac.things import Missing, Stack, Thing
from collectors.iac.values import Unknown, escaped
from collectors.records import NOT_IN_CODE, Gap, Resource, Source
from collectors.table import NO_PHRASES, Phrases

PROPERTIES = "/properties"
"""Where the members stand in a record. All pointers are those of a record, as proofs are."""

_MOST_MESSAGE = 500


@dataclass(frozen=True, slots=True)
class Declared:
    """What a stack declares, as records, and what of it the code does not fix.

    `unjudged` are the things that become no record: address -> type of the code. Parts of other
    things, such as the policy of a bucket, are not among them.
    """

    resources: tuple[Resource, ...]
    gaps: tuple[Gap, ...]
    unjudged: Mapping[str, str]


def records(
    stack: Stack, account: str, region: str, phrases: Phrases = NO_PHRASES, partition: str = "aws"
) -> Declared:
    """Return the records of a stack for an account and, where the code names none, a Region.

    An account id of twelve digits and a Region must be given, so placeholders stand in where nobody
    knows them. `phrases` are those that people look for in texts that are redacted.
    """
    work = Work(stack, stack.account or account, region, partition)
    parts.join(work)
    maker = _Maker(work, Cleaner(phrases))
    found: dict[str, Resource] = {}
    for draft in work.drafts.values():
        if draft.id in found:
            maker.twice(draft)
        else:
            found[draft.id] = maker.resource(draft)
    added = _added(work)
    for thing in stack.things:
        maker.maybe(thing, added)
    for missing in stack.missing:
        maker.missing(missing)
    for lost in work.lost:
        maker.lost(lost)
    for kind, unknown in SINGLE.items():
        if not any(resource.type == kind for resource in found.values()):
            maker.gaps.append(maker.gap(listing_of(kind), place_of(kind, work.region), None, unknown.why))
    return Declared(
        tuple(sorted(found.values(), key=lambda one: (one.type, one.id))),
        tuple(sorted(set(maker.gaps), key=_order)),
        {t.address: t.type for t in stack.things if not t.data and not parts.is_used(t.type)},
    )


def _order(gap: Gap) -> tuple[str, ...]:
    return gap.region, gap.operation, gap.resource or "", gap.pointer, gap.message


class _Maker:
    """Makes resources of drafts, and collects the gaps."""

    def __init__(self, work: Work, cleaner: Cleaner) -> None:
        self._work, self._cleaner = work, cleaner
        self._made: dict[str, list[Draft]] = {}
        for draft in work.drafts.values():  # a thing may become several records, such as versions
            self._made.setdefault(draft.thing.address, []).append(draft)
        self.gaps: list[Gap] = []

    def resource(self, draft: Draft) -> Resource:
        """Return the record of a draft, and collect what is not known of it."""
        missing: list[tuple[str, str]] = [(f"/{name}", why) for name, why in draft.identity.items()]
        members = {}
        for name, value in draft.members.items():
            found = _settled(value, f"/{escaped(name)}", missing)
            if found is not None:
                members[name] = found
        tags: list[tuple[str, str]] = []
        known = {str(k): _settled(v, f"/tags/{escaped(str(k))}", tags) for k, v in draft.tags.items()}
        for pointer, why in missing:
            self._lost(draft, pointer, why)
        for pointer, why in draft.made.unread.items():
            self._lost(draft, pointer, why, whole=True)
        for pointer, why in tags:
            self.gaps.append(
                self.gap(listing_of(draft.type), draft.region, draft.id, self._at(draft, "", why), pointer)
            )
        collector, _, _ = found_as(draft.type)
        properties = self._stored(draft.type, members)
        return Resource(
            type=draft.type,
            id=draft.id,
            name=_name(draft, properties),
            account=self._work.account,
            region=draft.region,
            service=collector.service,
            tags={key: _as_tag(value) for key, value in known.items() if value is not None},
            calls=(),
            properties=properties,
            source=_source(draft),
        )

    def twice(self, draft: Draft) -> None:
        """Collect that a second block declares a record with the same id."""
        why = f"{draft.thing.address} declares it too"
        self.gaps.append(self.gap(listing_of(draft.type), draft.region, draft.id, self._at(draft, "", why)))

    def maybe(self, thing: Thing, added: Mapping[str, list[tuple[Draft, str]]]) -> None:
        """Collect that the code does not fix whether there is a thing, or how many.

        `added` is address -> the drafts to which a thing adds something, and where.
        """
        if not thing.maybe or thing.data:
            return
        why = f"whether there is {thing.address} is not fixed: {thing.maybe}"
        message = _message(why, thing.source.file, thing.source.start_line)
        draft = self._work.drafts.get(thing.address)
        for owner, pointer in added.get(thing.address, ()):
            self._lost(owner, pointer, why)
            if "Deny" in str(_at(owner.members, pointer)):
                self._lost(owner, pointer, why, whole=True)
        for kind in () if thing.address in added else parts.kinds_of(thing.type):
            place = draft.region if draft else place_of(kind, thing.region or self._work.region)
            pointer = "" if draft else PROPERTIES
            self.gaps.append(self.gap(listing_of(kind), place, None, message, pointer))
        for made in self._made.get(thing.address, ()):
            self.gaps.append(self.gap(listing_of(made.type), made.region, made.id, message))

    def missing(self, missing: Missing) -> None:
        """Collect that a module which is not here may change what it is given."""
        why = f"{missing.call.address} is given this, and {missing.wanted} is not here"
        message = _message(why, missing.call.source.file, missing.call.source.start_line)
        for address in missing.touches:
            if draft := self._work.drafts.get(address):
                self.gaps.append(
                    self.gap(listing_of(draft.type), draft.region, draft.id, message, PROPERTIES)
                )

    def lost(self, lost: Lost) -> None:
        """Collect that a thing adds something to a record which the code does not fix."""
        shown = members_of(lost.kind).get(lost.pointer.strip("/"))
        operation = lost.operation or (shown.operation if shown else listing_of(lost.kind))
        region = place_of(lost.kind, lost.thing.region or self._work.region)
        message = _message(lost.why, lost.thing.source.file, lost.thing.source.start_line)
        pointer = f"{PROPERTIES}{lost.pointer}" if lost.pointer else ""
        self.gaps.append(self.gap(operation, region, lost.resource, message, pointer))

    def gap(self, operation: str, region: str, resource: str | None, message: str, pointer: str = "") -> Gap:
        """Return a gap of this account."""
        return Gap(
            account=self._work.account,
            region=region,
            service=operation.partition(":")[0],
            operation=operation,
            resource=resource,
            code=NOT_IN_CODE,
            message=message,
            permission="",
            pointer=pointer,
        )

    def _lost(self, draft: Draft, pointer: str, why: str, whole: bool = False) -> None:
        shown = members_of(draft.type).get(pointer.split("/")[1])
        operation = shown.operation if shown else listing_of(draft.type)
        place = "" if whole else f"{PROPERTIES}{pointer}"
        self.gaps.append(self.gap(operation, draft.region, draft.id, self._at(draft, pointer, why), place))

    def _at(self, draft: Draft, pointer: str, why: str) -> str:
        file, line = _line(draft, pointer)
        return _message(why, file, line)

    def _stored(self, kind: str, members: dict[str, Any]) -> dict[str, Any]:
        """Return what is stored of the members, each as in the answer that shows it."""
        answers: dict[tuple[str, bool, str], dict[str, Any]] = {}
        shows: dict[tuple[str, bool, str], Shown] = {}
        kept: dict[str, Any] = {}
        for name, value in members.items():
            shown = members_of(kind).get(name)
            if shown is None:
                # A parameter of the call is no member; what the tables make holds no user's text.
                if name in made_of(kind):
                    kept[name] = value
                continue
            if shown.whole and isinstance(value, dict) and value.keys() == {"absent"}:
                kept[name] = value
                continue
            key = shown.operation, shown.whole, shown.path if shown.whole else ".".join(shown.holder)
            answers.setdefault(key, {})[name] = _for_extracts(shown, value)
            shows[key] = shown
        for key, answer in answers.items():
            kept |= stored(shows[key], answer, self._cleaner)
        return {name: kept[name] for name in members if name in kept}


def _added(work: Work) -> dict[str, list[tuple[Draft, str]]]:
    """Return address -> the drafts to which the thing adds something, and the pointers of that."""
    found: dict[str, list[tuple[Draft, str]]] = {}
    for draft in work.drafts.values():
        for pointer, other in draft.others.items():
            if other.address not in work.drafts:
                found.setdefault(other.address, []).append((draft, pointer))
    return found


def _at(value: Any, pointer: str) -> Any:
    """Return the value at a pointer, or None."""
    for step in pointer.split("/")[1:]:
        if isinstance(value, list):
            value = value[int(step)] if step.isdecimal() and int(step) < len(value) else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


def _name(draft: Draft, properties: Mapping[str, Any]) -> str:
    """Return the name of a record: what is stored of the member that has it, if that is a text."""
    row, (_, _, found) = row_of(draft.type), found_as(draft.type)
    named = properties.get((row.name if row else "") or found.name)
    return named if isinstance(named, str) and named else draft.slug


def _settled(value: Any, pointer: str, missing: list[tuple[str, str]]) -> Any:
    """Return a value without what is not known, which joins `missing` as (pointer, why).

    An element of a list that is not known stays as a placeholder, so that the places of the others
    are right.
    """
    if isinstance(value, Unknown):
        missing.append((pointer, value.why))
        return None
    if isinstance(value, Stand):
        missing.append((pointer, value.why))
        return value.value
    if isinstance(value, Mapping):
        made = {}
        for key, one in value.items():
            found = _settled(one, f"{pointer}/{escaped(str(key))}", missing)
            if found is not None:
                made[str(key)] = found
        return made
    if isinstance(value, list):
        others = any(isinstance(one, Mapping) for one in value)
        items = [_settled(one, f"{pointer}/{i}", missing) for i, one in enumerate(value)]
        return [({} if others else NOT_KNOWN) if one is None else one for one in items]
    return value


def _for_extracts(shown: Shown, value: Any) -> Any:
    """Return a value as text where AWS sends text, and a function takes an extract of it."""
    if (
        shown.path in shown.row.extracts
        and isinstance(value, (dict, list))
        and shown.shape.type_name == "string"
    ):
        return orjson.dumps(value).decode()
    return value


def _as_tag(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _message(why: str, file: str, line: int) -> str:
    return f"{why[:_MOST_MESSAGE]} ({file}:{line})"


def _source(draft: Draft) -> Source:
    """Return the place of a record, with the lines of its members."""
    return replace(
        draft.source,
        lines={f"{PROPERTIES}{pointer}": span for pointer, span in sorted(draft.made.lines.items())},
        parts={f"{PROPERTIES}{pointer}": other for pointer, other in sorted(draft.others.items())},
    )


def _line(draft: Draft, pointer: str) -> tuple[str, int]:
    """Return the file and the first line of a member, or of what holds it."""
    for start in _above(pointer):
        if start in draft.others:
            other = draft.others[start]
            return other.file, other.start_line
        if start in draft.made.lines:
            return draft.source.file, draft.made.lines[start][0]
    return draft.source.file, draft.source.start_line


def _above(pointer: str) -> Iterator[str]:
    while pointer:
        yield pointer
        pointer = pointer.rpartition("/")[0]
