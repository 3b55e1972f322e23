"""Make resources and gaps from the answers, and find the calls that follow from them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

import jmespath

from collectors import CHILDREN, ROWS, dependencies, is_regional
from collectors.answers import lacks
from collectors.calls import Answer
from collectors.cleaning import Cleaner
from collectors.entry import Entry
from collectors.errors import denied_by, is_curable
from collectors.offered import not_offered
from collectors.paths import values
from collectors.records import (
    EVERY_OPERATION,
    GLOBAL,
    MALFORMED,
    REGION,
    UNREACHABLE,
    Call,
    Gap,
    NotOffered,
    Resource,
)
from collectors.scheduler import Item, Part, Place, Question
from collectors.table import Found


class Inventory:
    """The results of one collection: the operations `plan` of one account.

    `first` are the calls that need no item. The results depend on what AWS answers and not on the
    order of the answers.
    """

    def __init__(self, entry: Entry, plan: frozenset[str], first: Iterable[Question]) -> None:
        self._entry, self._plan = entry, plan
        self._account, self._partition, self._regions = entry.account, entry.partition, entry.regions
        self._cleaner = Cleaner()
        self._open = Counter(question.operation for question in first)
        self._shared: dict[str, dict[str, tuple[Question, Item, dict[str, Any]]]] = defaultdict(dict)
        self._items: dict[tuple[str, str], Item] = {}
        self._failed: list[tuple[Question, str, str]] = []
        self._incomplete: list[tuple[Question, str, str | None]] = []
        self._listings: list[tuple[Question, Answer]] = []
        self._gaps: list[Gap] = [
            Gap(self._account, region, EVERY_OPERATION, EVERY_OPERATION, None, UNREACHABLE, reason, "")
            for region, reason in entry.refused.items()
        ]
        self._calls: dict[str, Call] = {}

    def add(self, question: Question, items: list[Item], answer: Answer) -> Iterator[Question]:
        """Record an answer for the items that waited for it.

        Yield the calls that follow from it. This never raises an error for what AWS answered: if an
        answer cannot be made into records, what was made before stays, and the question has a gap.
        """
        self._calls.update((call.id, call) for call in answer.calls)
        if not question.row.parents:
            self._listings.append((question, answer))
        if answer.failure and answer.failure[0] == _gone_code(question):
            for item in items:
                item.deleted = True
        elif answer.failure:
            self._failed.append((question, *answer.failure))
        try:
            yield from self._records(question, items, answer)
        except Exception:  # whatever the cause, it costs this question only
            message = f"the answer of {question.row.operation} cannot be made into records"
            self._failed.append((question, MALFORMED, message))
        if not question.row.parents:
            yield from self._shared_calls(question.operation)

    def _shared_calls(self, operation: str) -> Iterator[Question]:
        """Yield the calls about what several Regions may name, when all of them have answered."""
        self._open[operation] -= 1
        if not self._open[operation]:
            for _, waiting in sorted(self._shared.pop(operation, {}).items()):
                yield from self._follow(*waiting)

    def _records(self, question: Question, items: list[Item], answer: Answer) -> Iterator[Question]:
        row = question.row
        if answer.absent:
            for item in items:
                self._keep(question, item, {"absent": answer.absent}, answer.calls[0].id, row.operation)
                item.calls += [call.id for call in answer.calls]
        for page, call in zip(answer.pages, answer.calls, strict=False):
            cleaned = self._cleaner.clean(question.collector, row, page)
            for found in row.finds:
                for raw in _listed(jmespath.search(found.items, cleaned) if found.items else cleaned):
                    yield from self._find(question, items, found, raw, call.id)
            if not row.finds:
                for item in items:
                    yield from self._detail(question, item, cleaned, call.id, answer.calls[0].id)

    def calls(self, first: Iterable[Call]) -> tuple[Call, ...]:
        """Return the ledger, sorted: the calls that were made `first`, and those of the answers."""
        made = {call.id: call for call in first} | self._calls
        return tuple(sorted(made.values(), key=lambda c: (c.service, c.operation, c.region, c.id)))

    def resources(self) -> tuple[Resource, ...]:
        """Return all resources, sorted by type and id."""
        made = []
        for (kind, identity), item in sorted(self._items.items()):
            if item.found.adds:  # no other row found it: it was created or deleted between the listings
                continue
            if item.gone:
                continue
            properties = item.properties()
            name = jmespath.search(item.found.name, properties) if item.found.name else None
            tags = _listed(jmespath.search(item.found.tags, properties) if item.found.tags else None)
            made.append(
                Resource(
                    type=kind,
                    id=identity,
                    name=str(name or ""),
                    account=self._account,
                    region=item.region,
                    service=item.finder.partition(":")[0],
                    tags={
                        str(tag["Key"]): str(tag["Value"])
                        for tag in tags
                        if isinstance(tag, dict) and "Key" in tag and "Value" in tag
                    },
                    calls=tuple(sorted(set(item.calls))),
                    properties=properties,
                )
            )
        return tuple(made)

    def gaps(self) -> tuple[Gap, ...]:
        """Return all gaps, sorted.

        If several items waited for the lost answer, the gap names the first, and the others are
        parents. The gap of a listed resource that lacks something names the resource, if it has its
        id, and all that it was found under are parents.
        """
        gone = {item.id for item in self._items.values() if item.gone}
        found = [gap for gap in self._gaps if gap.resource not in gone]
        for question, code, message in self._lost:
            ids = sorted({item.id for item in question.items})
            parents = {*ids[1:], *(item.id for item in _above(question.items))}
            found.append(self._gap(question, code, message, ids[0] if ids else None, tuple(sorted(parents))))
        for question, message, identity in self._incomplete:
            parents = {item.id for item in (*question.items, *_above(question.items))}
            if not question.items or any(not item.gone for item in question.items):
                found.append(self._gap(question, MALFORMED, message, identity, tuple(sorted(parents))))
        return tuple(
            sorted(set(found), key=lambda g: (g.region, g.operation, g.resource or "", g.code, g.message))
        )

    def complete(self) -> dict[str, tuple[str, ...]]:
        """Return operation -> the Regions where it is complete.

        There the operation and its dependencies in the plan were read to the last page, or AWS does
        not offer them.
        """
        failed = {(gap.operation, gap.region) for gap in self._gaps}
        failed |= {(question.operation, question.region) for question, *_ in (*self._lost, *self._incomplete)}
        entered = [region for region in self._regions if (EVERY_OPERATION, region) not in failed]
        out = {}
        for operation in sorted(self._plan):
            chain = (operation, *dependencies(operation, self._plan))
            places = entered if is_regional(operation) else [GLOBAL]
            out[operation] = tuple(r for r in places if not any((op, r) in failed for op in chain))
        return out

    def not_offered(self) -> tuple[NotOffered, ...]:
        """Return the operations that AWS does not offer in a Region, sorted. All answers are in."""
        return self._not_offered

    @cached_property
    def _not_offered(self) -> tuple[NotOffered, ...]:
        return not_offered(self._listings, self._entry.offered)

    @cached_property
    def _lost(self) -> list[tuple[Question, str, str]]:
        """The failures that are gaps. All answers are in.

        A call about items that are gone has nothing to tell.
        """
        nothing = {(one.operation, one.region) for one in self._not_offered}
        return [
            (question, code, message)
            for question, code, message in self._failed
            if (question.operation, question.region) not in nothing
            and not (question.items and all(item.gone for item in question.items))
        ]

    def _find(
        self, question: Question, items: list[Item], found: Found, raw: Any, call: str
    ) -> Iterator[Question]:
        """Make an item from one listed resource, or add to the item that exists.

        If the resource lacks what AWS always sends, it is a gap instead.
        """
        for above in items or (None,):
            shaped = found.shape(raw) if found.shape else raw
            if shaped is None:
                return
            context = {**question.parameters, **shaped}
            try:
                identity, region = self._identity(question, found, context)
            except _Lacking as error:
                self._incomplete.append((question, f"a {found.type} that was listed lacks {error}", None))
                return
            if missing := lacks(shaped, found.always, found.always_if):
                message = f"a {found.type} that was listed lacks {missing}"
                self._incomplete.append((question, message, identity))
                return
            if found.home and self._is_kept_elsewhere(region, question.region):
                return
            item = self._items.get((found.type, identity))
            if item is None:
                item = Item(found, question.operation, identity, region, context)
                self._items[found.type, identity] = item
            self._list(question, found, item, shaped, call)
            if above is None:
                item.alone = True
            elif above not in item.parents:
                item.parents.append(above)
            if found.is_shared and not question.row.parents:
                waiting = self._shared[question.operation].get(item.id)
                if waiting is None or question.region < waiting[0].region:
                    self._shared[question.operation][item.id] = question, item, context
            elif (question.row, question.region) not in item.seen:
                yield from self._follow(question, item, context)
            item.seen.append((question.row, question.region))
            item.region = min({item.region, region} - {GLOBAL}, default=GLOBAL)

    def _list(self, question: Question, found: Found, item: Item, shaped: dict[str, Any], call: str) -> None:
        """Add what a listing shows of an item.

        If several listings show it, the first one in the tables is its finder.
        """
        self._doubt(question, item, shaped, question.row.documents_in(found.items))
        item.calls.append(call)
        _, operation, row, _ = _place(question)
        item.put(
            (0 if found.adds else 1, -operation, -row, ""),
            Part(question.operation, (question.region, call), dict(shaped)),
        )
        if not found.adds and (item.found.adds or operation < _order(item.finder)):
            item.found, item.finder = found, question.operation

    def _identity(self, question: Question, found: Found, context: dict[str, Any]) -> tuple[str, str]:
        """Return the id of a resource and the Region where it lives. Raises `_Lacking`."""
        places = {"partition": self._partition, "account": self._account, "region": question.region}
        identity = found.id.format_map(_Parts({**context, **places}))
        region = context.get(found.home) if found.home else question.region
        if found.home and not (isinstance(region, str) and REGION.fullmatch(region)):
            raise _Lacking(f"a region in {found.home}")
        return identity, str(region)

    def _is_kept_elsewhere(self, home: str, shown: str) -> bool:
        """Return whether a resource of Region `home`, listed in `shown` too, is kept elsewhere.

        It is kept in its home or, if that Region is not read, in the first Region that lists it.
        """
        return home != shown and (home in self._regions or shown != self._regions[0])

    def _detail(
        self, question: Question, item: Item, answer: dict[str, Any], call: str, first: str
    ) -> Iterator[Question]:
        """Add a page of an answer about an item. `first` is the call of the first page."""
        row = question.row
        detail = answer.get(row.member, {}) if row.member else answer
        self._keep(question, item, detail, first, "" if row.merge else row.operation)
        item.calls.append(call)
        self._doubt(question, item, detail, row.documents_in(row.member))
        chain = (question.operation, *dependencies(question.operation))
        yield from self._follow(question, item, {**item.context, **item.properties(chain)})

    def _keep(self, question: Question, item: Item, detail: dict[str, Any], first: str, name: str) -> None:
        _, operation, row, _ = _place(question)
        part = Part(question.operation, (question.region, first), dict(detail), name, detail=True)
        item.put((2, operation, row, first), part)

    def _follow(self, question: Question, item: Item, context: dict[str, Any]) -> Iterator[Question]:
        """Yield the calls of the plan about an item that `question` found or detailed."""
        row, parent = question.row, question.operation
        for collector, child in CHILDREN.get(parent, ()):
            if collector.name(child) not in self._plan:
                continue
            if row.operation in row.parents and child.operation == row.operation:
                continue  # a version has no versions
            asked = {name: jmespath.search(path, context) for name, path in child.params.items()}
            for parameters in _each(asked):
                yield Question(collector, child, question.region, parameters, [item], {parent})

    def _doubt(self, question: Question, item: Item, part: Mapping[str, Any], paths: tuple[str, ...]) -> None:
        """Record a gap on the resource if a document that AWS sent in a string is not JSON."""
        documents = [(path.split(".")[-1], value) for path in paths for value in values(part, path)]
        bad = sorted({name for name, value in documents if not isinstance(value, (dict, list))})
        if bad:
            message = f"{', '.join(bad)} is not a JSON document"
            self._gaps.append(self._gap(question, MALFORMED, message, item.id))

    def _gap(
        self,
        question: Question,
        code: str,
        message: str,
        resource: str | None = None,
        parents: tuple[str, ...] = (),
    ) -> Gap:
        collector, row = question.collector, question.row
        return Gap(
            account=self._account,
            region=question.region,
            service=collector.service,
            operation=question.operation,
            resource=resource,
            code=code,
            message=message,
            permission=collector.action(row.operation) if is_curable(code, message) else "",
            parents=parents,
            parent_operations=tuple(sorted(question.parents)) if len(row.parents) > 1 else (),
            denied_by=denied_by(code, message),
        )


def _gone_code(question: Question) -> str | None:
    """Return the code that says that the items of a question do not exist, or None.

    A row that finds other resources has no such code. It may ask for what an item names and AWS
    has deleted, as the version that an alias routes to: the alias is still there.
    """
    collector, row = question.collector, question.row
    own = all(name.startswith(f"{collector.service}:") for name in collector.parents(row))
    return collector.gone_code or None if row.parents and own and not row.finds else None


_LONGEST_ID = 2048


class _Lacking(Exception):
    """A listed resource lacks what is named, which its id or place is made of."""


class _Parts(dict[str, Any]):
    """What ids are made of.

    Raises `_Lacking` for a part that is missing, empty, no text, or longer than an ARN may be: an
    id is repeated in each gap and each result of its resource.
    """

    def __getitem__(self, name: str) -> Any:
        value = self.get(name)
        if not isinstance(value, (str, int)) or not 0 < len(str(value)) <= _LONGEST_ID:
            raise _Lacking(f"'{name}'")
        return value


_PLACES = {operation: place for place, operation in enumerate(ROWS)}


def _place(question: Question) -> Place:
    """Return where the question's row stands in the tables, without the first and last number."""
    return 0, _order(question.operation), question.collector.rows.index(question.row), ""


def _order(operation: str) -> int:
    return _PLACES.get(operation, len(_PLACES))


def _above(items: Iterable[Item]) -> list[Item]:
    """Return the items that these were found under, and theirs."""
    out: list[Item] = []
    left = [parent for item in items for parent in item.parents]
    while left:
        item = left.pop()
        if item not in out:
            out.append(item)
            left += item.parents
    return out


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _each(asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the parameters of each call.

    If one parameter is a list, there is one call per element. If one is missing, there is no call.
    """
    many = [name for name, value in asked.items() if isinstance(value, list)]
    if not many:
        return [dict(asked)] if all(v is not None for v in asked.values()) else []
    return [{**asked, many[0]: value} for value in dict.fromkeys(asked[many[0]])]
