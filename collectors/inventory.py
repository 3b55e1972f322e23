"""The inventory: what the answers say. It makes resources and gaps of them, and the calls that follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jmespath

from collectors import CHILDREN, ROWS, dependencies, is_regional
from collectors.aws import Answer
from collectors.cleaning import Cleaner, members
from collectors.paths import values
from collectors.records import (
    EVERY_OPERATION,
    GLOBAL,
    MALFORMED,
    UNKNOWN_OPERATION,
    UNREACHABLE,
    Call,
    Gap,
    Resource,
)
from collectors.scheduler import Item, Question
from collectors.table import Found


class Inventory:
    """What one collection of the operations `plan` in `regions` saw of one account."""

    def __init__(self, account: str, partition: str, plan: frozenset[str], regions: tuple[str, ...]) -> None:
        self._account, self._partition, self._plan, self._regions = account, partition, plan, regions
        self._cleaner = Cleaner()
        self._items: dict[tuple[str, str], Item] = {}
        self._failed: list[tuple[Question, str, str]] = []
        self._gaps: list[Gap] = []
        self._calls: dict[str, Call] = {}

    def add(self, question: Question, items: list[Item], answer: Answer) -> Iterator[Question]:
        """Keep what an answer says of the items that waited for it. Yields the calls that follow from it."""
        row = question.row
        self._calls.update((call.id, call) for call in answer.calls)
        if answer.failure:
            self._failed.append((question, *answer.failure))
        if answer.absent:
            for item in items:
                item.properties[row.operation] = {"absent": answer.absent}
                item.calls += [call.id for call in answer.calls]
        for page, call in zip(answer.pages, answer.calls, strict=False):
            cleaned = self._cleaner.clean(row, page)
            for found in row.finds:
                for raw in _listed(jmespath.search(found.items, cleaned) if found.items else cleaned):
                    yield from self._find(question, items, found, raw, call.id)
            if not row.finds:
                for item in items:
                    yield from self._detail(question, item, cleaned, call.id)

    def refuse(self, region: str, reason: str) -> None:
        """Keep that a region cannot be entered: one gap, instead of one for each operation."""
        self._gaps.append(
            Gap(self._account, region, EVERY_OPERATION, EVERY_OPERATION, None, UNREACHABLE, reason, "")
        )

    def calls(self) -> tuple[Call, ...]:
        """The ledger, sorted."""
        return tuple(sorted(self._calls.values(), key=lambda c: (c.service, c.operation, c.region, c.id)))

    def resources(self) -> tuple[Resource, ...]:
        """All resources, sorted by type and id."""
        made = []
        for (kind, identity), item in sorted(self._items.items()):
            if item.found.adds:  # no other row found it: it came or went between the two listings
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
        """All gaps, sorted. One that several items waited for names the first; the others are its parents."""
        found = [*self._gaps]
        for question, code, message in self._failed:
            ids = sorted(item.id for item in question.items)
            parents = {*ids[1:], *(above for item in question.items for above in item.above)}
            found.append(self._gap(question, code, message, ids[0] if ids else None, tuple(sorted(parents))))
        return tuple(
            sorted(set(found), key=lambda g: (g.region, g.operation, g.resource or "", g.code, g.message))
        )

    def complete(self) -> dict[str, tuple[str, ...]]:
        """Operation -> the regions where it and its dependencies in the plan were read to the last page."""
        failed = {(gap.operation, gap.region) for gap in self.gaps()}
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
        """Make an item of one listed thing, or add to the one that is there."""
        for above in items or (None,):
            try:
                shaped = found.shape(raw) if found.shape else raw
                if shaped is None:
                    return
                context = {**question.parameters, **shaped}
                places = {
                    "partition": self._partition,
                    "account": self._account,
                    "region": question.region,
                }
                identity = found.id.format_map({**context, **places})
                region = str(context[found.home]) if found.home else question.region
            except (KeyError, TypeError, ValueError, AttributeError) as error:
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
                self._doubt(question, item, shaped, question.row.policies_in(found.items))
                yield from self._follow(question, item, context)
            item.region = min({item.region, region} - {GLOBAL}, default=GLOBAL)
            if above is not None:
                item.above = tuple(sorted({*item.above, above.id, *above.above}))

    def _is_kept_elsewhere(self, home: str, shown: str) -> bool:
        """Whether a thing of region `home` that `shown` shows too is kept in another region.

        It is kept where it lives or, if that region is not read, in the first region that shows it.
        """
        return home != shown and (home in self._regions or shown != self._regions[0])

    def _detail(
        self, question: Question, item: Item, answer: dict[str, Any], call: str
    ) -> Iterator[Question]:
        """Add an answer about an item to it."""
        row = question.row
        detail = answer.get(row.member, {}) if row.member else answer
        if row.merge:
            item.properties.update(detail)
        else:
            item.properties[row.operation] = {**item.properties.get(row.operation, {}), **detail}
        item.calls.append(call)
        self._doubt(question, item, detail, row.policies_in(row.member))
        yield from self._follow(question, item, {**item.context, **item.properties})

    def _follow(self, question: Question, item: Item, context: dict[str, Any]) -> Iterator[Question]:
        """The calls of the plan about an item that `question` found or detailed."""
        row, parent = question.row, question.operation
        for collector, child in CHILDREN.get(parent, ()):
            if collector.name(child) not in self._plan:
                continue
            if row.operation in row.parents and child.operation == row.operation:
                continue  # a version has no versions
            asked = {name: jmespath.search(path, context) for name, path in child.params.items()}
            for parameters in _each(asked):
                yield Question(collector, child, question.region, parameters, [item], {parent})

    def _doubt(
        self, question: Question, item: Item, part: Mapping[str, Any], policies: tuple[str, ...]
    ) -> None:
        """Make a gap on the resource if a document that AWS sent in a string is not JSON."""
        documents = [*members(part, question.row.documents)]
        for path in policies:
            documents += [(path.split(".")[-1], value) for value in values(part, path)]
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
        closable = code not in (MALFORMED, UNKNOWN_OPERATION)
        return Gap(
            account=self._account,
            region=question.region,
            service=collector.service,
            operation=question.operation,
            resource=resource,
            code=code,
            message=message,
            permission=collector.action(row.operation) if closable else "",
            parents=parents,
            parent_operations=tuple(sorted(question.parents)) if len(row.parents) > 1 else (),
        )


def _add(item: Item, question: Question, found: Found, shaped: dict[str, Any]) -> None:
    """Add what a listing shows of an item. Of several listings, the first in the tables is its finder."""
    item.rows.append(question.row)
    if found.adds:
        item.properties = {**shaped, **item.properties}
        return
    item.properties = {**item.properties, **shaped}
    tables = list(ROWS)
    if item.found.adds or tables.index(question.operation) < tables.index(item.finder):
        item.found, item.finder = found, question.operation


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _each(asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The parameters of each call: one per element if one of them is a list, none if one is missing."""
    many = [name for name, value in asked.items() if isinstance(value, list)]
    if not many:
        return [dict(asked)] if all(v is not None for v in asked.values()) else []
    return [{**asked, many[0]: value} for value in dict.fromkeys(asked[many[0]])]
