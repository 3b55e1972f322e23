"""Make resources and gaps from the answers, and find the calls that follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import jmespath

from collectors import CHILDREN, ROWS, dependencies, is_regional
from collectors.calls import Answer
from collectors.cleaning import Cleaner
from collectors.errors import is_curable
from collectors.paths import values
from collectors.records import (
    EVERY_OPERATION,
    GLOBAL,
    MALFORMED,
    REGION,
    UNREACHABLE,
    Call,
    Gap,
    Resource,
)
from collectors.scheduler import Item, Question
from collectors.table import Found


class Inventory:
    """The results of one collection: the operations `plan` in `regions` of one account."""

    def __init__(self, account: str, partition: str, plan: frozenset[str], regions: tuple[str, ...]) -> None:
        self._account, self._partition, self._plan, self._regions = account, partition, plan, regions
        self._cleaner = Cleaner()
        self._items: dict[tuple[str, str], Item] = {}
        self._failed: list[tuple[Question, str, str]] = []
        self._gaps: list[Gap] = []
        self._calls: dict[str, Call] = {}

    def add(self, question: Question, items: list[Item], answer: Answer) -> Iterator[Question]:
        """Record an answer for the items that waited for it.

        Yield the calls that follow from it. This never raises an error for what AWS answered: if an
        answer cannot be made into records, what was made before stays, and the question has a gap.
        """
        self._calls.update((call.id, call) for call in answer.calls)
        if answer.failure:
            self._failed.append((question, *answer.failure))
        try:
            yield from self._records(question, items, answer)
        except Exception:  # whatever the cause, it costs this question only
            message = f"the answer of {question.row.operation} cannot be made into records"
            self._failed.append((question, MALFORMED, message))

    def _records(self, question: Question, items: list[Item], answer: Answer) -> Iterator[Question]:
        row = question.row
        if answer.absent:
            for item in items:
                item.properties[row.operation] = {"absent": answer.absent}
                item.calls += [call.id for call in answer.calls]
        for page, call in zip(answer.pages, answer.calls, strict=False):
            cleaned = self._cleaner.clean(question.collector, row, page)
            for found in row.finds:
                for raw in _listed(jmespath.search(found.items, cleaned) if found.items else cleaned):
                    yield from self._find(question, items, found, raw, call.id)
            if not row.finds:
                for item in items:
                    yield from self._detail(question, item, cleaned, call.id)

    def refuse(self, region: str, reason: str) -> None:
        """Record that a Region cannot be entered, as one gap instead of one per operation."""
        self._gaps.append(
            Gap(self._account, region, EVERY_OPERATION, EVERY_OPERATION, None, UNREACHABLE, reason, "")
        )

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
            name = jmespath.search(item.found.name, item.properties) if item.found.name else None
            tags = _listed(jmespath.search(item.found.tags, item.properties) if item.found.tags else None)
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
                    properties=item.properties,
                )
            )
        return tuple(made)

    def gaps(self) -> tuple[Gap, ...]:
        """Return all gaps, sorted.

        If several items waited for the lost answer, the gap names the first, and the others are
        parents.
        """
        found = [*self._gaps]
        for question, code, message in self._failed:
            ids = sorted(item.id for item in question.items)
            parents = {*ids[1:], *(above for item in question.items for above in item.above)}
            found.append(self._gap(question, code, message, ids[0] if ids else None, tuple(sorted(parents))))
        return tuple(
            sorted(set(found), key=lambda g: (g.region, g.operation, g.resource or "", g.code, g.message))
        )

    def complete(self) -> dict[str, tuple[str, ...]]:
        """Return operation -> the Regions where it is complete.

        There the operation and its dependencies in the plan were read to the last page.
        """
        failed = {(gap.operation, gap.region) for gap in self._gaps}
        failed |= {(question.operation, question.region) for question, _, _ in self._failed}
        entered = [region for region in self._regions if (EVERY_OPERATION, region) not in failed]
        out = {}
        for operation in sorted(self._plan):
            chain = (operation, *dependencies(operation, self._plan))
            places = entered if is_regional(operation) else [GLOBAL]
            out[operation] = tuple(r for r in places if not any((op, r) in failed for op in chain))
        return out

    def _find(
        self, question: Question, items: list[Item], found: Found, raw: Any, call: str
    ) -> Iterator[Question]:
        """Make an item from one listed resource, or add to the item that exists."""
        for above in items or (None,):
            shaped = found.shape(raw) if found.shape else raw
            if shaped is None:
                return
            context = {**question.parameters, **shaped}
            try:
                identity, region = self._identity(question, found, context)
            except _Lacking as error:
                message = f"a {found.type} that was listed lacks {error}"
                self._gaps.append(self._gap(question, MALFORMED, message))
                return
            if found.home and self._is_kept_elsewhere(region, question.region):
                return
            item = self._items.get((found.type, identity))
            if item is None:
                item = Item(found, question.operation, identity, region, context)
                self._items[found.type, identity] = item
            if question.row not in item.rows:
                _add(item, question, found, shaped)
                item.calls.append(call)
                self._doubt(question, item, shaped, question.row.documents_in(found.items))
                yield from self._follow(question, item, context)
            item.region = min({item.region, region} - {GLOBAL}, default=GLOBAL)
            if above is not None:
                item.above = tuple(sorted({*item.above, above.id, *above.above}))

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
        self, question: Question, item: Item, answer: dict[str, Any], call: str
    ) -> Iterator[Question]:
        """Add an answer about an item to the item."""
        row = question.row
        detail = answer.get(row.member, {}) if row.member else answer
        if row.merge:
            item.properties.update(detail)
        else:
            item.properties[row.operation] = {**item.properties.get(row.operation, {}), **detail}
        item.calls.append(call)
        self._doubt(question, item, detail, row.documents_in(row.member))
        yield from self._follow(question, item, {**item.context, **item.properties})

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
        )


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


def _add(item: Item, question: Question, found: Found, shaped: dict[str, Any]) -> None:
    """Add what a listing shows of an item.

    If several listings show it, the first one in the tables is its finder.
    """
    item.rows.append(question.row)
    if found.adds:
        item.properties = {**shaped, **item.properties}
        return
    item.properties = {**item.properties, **shaped}
    if item.found.adds or _place(question.operation) < _place(item.finder):
        item.found, item.finder = found, question.operation


_PLACES = {operation: place for place, operation in enumerate(ROWS)}


def _place(operation: str) -> int:
    """Return the place of an operation in the tables."""
    return _PLACES.get(operation, len(_PLACES))


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
