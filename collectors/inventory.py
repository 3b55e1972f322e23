"""Make resources from the answers, and find the calls that follow from them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

import jmespath

from collectors import CHILDREN, ROWS, chosen_parents, dependencies, metrics, types_of_items
from collectors.answers import lacks
from collectors.calls import Answer
from collectors.cleaning import Cleaner
from collectors.entry import Entry
from collectors.gone import Gone
from collectors.identity import Lacking, as_list, identify, listed
from collectors.losses import Losses
from collectors.paths import values
from collectors.records import GLOBAL, MALFORMED, Call, Resource
from collectors.scheduler import Item, Part, Place, Question, elsewhere, first_questions
from collectors.table import NO_PHRASES, Found, Phrases, Row
from collectors.tagging import MAPPING


class Inventory:
    """The results of one collection: the operations `plan` of one account.

    `first` are the calls that need no item. `phrases` are those that people look for in texts that
    are redacted. `losses` is what could not be seen. The results depend on what AWS answers and not
    on the order of the answers.
    """

    def __init__(
        self,
        entry: Entry,
        plan: frozenset[str],
        first: Iterable[Question],
        phrases: Phrases = NO_PHRASES,
    ) -> None:
        self.losses = Losses(entry, plan)
        self._entry, self._plan = entry, plan
        self._cleaner = Cleaner(phrases)
        self._gone = Gone()
        self._late: list[Question] = []
        self._paid: list[Question] = []
        self._open = Counter(question.operation for question in first)
        self._shared: dict[str, dict[str, tuple[Question, Item, dict[str, Any]]]] = defaultdict(dict)
        self._items: dict[tuple[str, str], Item] = {}
        self._calls: dict[str, Call] = {}

    def add(self, question: Question, items: list[Item], answer: Answer) -> Iterator[Question]:
        """Record an answer for the items that waited for it.

        Yield the calls that follow from it. This never raises an error for what AWS answered: if an
        answer cannot be made into records, what was made before stays, and the question has a gap.
        """
        self._calls.update((call.id, call) for call in answer.calls)
        if region := elsewhere(question, answer, self._entry):
            yield question.again(region)
            return
        if not question.items:
            self.losses.listed(question, answer)
        if not self._gone.add(question, items, answer) and answer.failure:
            self.losses.failed(question, *answer.failure)
        try:
            yield from self._records(question, items, answer)
        except Exception:  # whatever the cause, it costs this question only
            message = f"the answer of {question.row.operation} cannot be made into records"
            self.losses.failed(question, MALFORMED, message)
        if not question.row.parents:
            yield from self._shared_calls(question.operation)

    def late(self) -> Iterator[Question]:
        """Yield the calls that wait for all other answers: for tags, or for what was found."""
        tagged = {
            (item.context.get("ResourceARN"), tag.get("Key"))
            for (kind, _), item in self._items.items()
            if kind == MAPPING
            for tag in as_list(item.context.get("Tags"))
        }
        asked = {among for question in self._late if (among := question.row.among)}
        found = self.resources() if asked else ()
        chosen = {of: of(found, self._entry.workload) for of in asked}
        for question in self._late:
            row, ids = question.row, [item.id for item in question.items]
            if row.among and any(one in chosen[row.among] for one in ids):
                yield question
            if row.untagged and any((one, row.untagged) not in tagged for one in ids):
                yield question

    def paid(self, days: Mapping[str, int], started: datetime) -> list[Question]:
        """Return the calls that AWS charges for. All other answers are in.

        `days` is `TYPE/NAME` of a metric -> how many days before the start of the scan count.
        """
        found = [*first_questions(self._plan, self._entry, paid=True), *self._paid]
        for collector, row in (one for name in sorted(self._plan) for one in ROWS[name]):
            if row.measures:
                parents: dict[str, frozenset[str]] = {}
                for parent in chosen_parents(collector, row, self._plan):
                    for kind in types_of_items(parent):
                        parents[kind] = parents.get(kind, frozenset()) | {parent}
                places = self._entry.places(collector)
                items = [item for item in self._items.values() if item.region in places and not item.gone]
                found += metrics.questions(collector, row, items, days, started, parents, self._entry.account)
        return found

    def doubted(self) -> Iterator[Question]:
        """Yield the listings to make once more, when all answers are in."""
        return self._gone.doubted()

    def settle(self, answers: Iterable[tuple[Question, list[Item], Answer]]) -> None:
        """Decide with the answers of the listings that were `doubted` which items are gone."""
        for question, _, answer in answers:
            self._calls.update((call.id, call) for call in answer.calls)
            with suppress(Exception):  # whatever the cause, this listing shows nothing
                if not answer.failure:
                    self._gone.listed_again(question, self._listed(question, answer))
        for question, code, message in self._gone.settle():
            self.losses.failed(question, code, message)

    def _listed(self, question: Question, answer: Answer) -> frozenset[tuple[str, str]]:
        """Return the type and the id of all that an answer lists. Raises `Lacking`."""
        pages = [self._cleaner.clean(question.collector, question.row, page) for page in answer.pages]
        return frozenset(
            (found.type, identify(self._entry, question, found, shaped)[0])
            for page in pages
            for found in question.row.finds
            for shaped in listed(found, page)
        )

    def _shared_calls(self, operation: str) -> Iterator[Question]:
        """Yield the calls about what several Regions may name, when all of them have answered."""
        self._open[operation] -= 1
        if not self._open[operation]:
            for _, waiting in sorted(self._shared.pop(operation, {}).items()):
                yield from self._follow(*waiting)

    def _records(self, question: Question, items: list[Item], answer: Answer) -> Iterator[Question]:
        row = question.row
        if question.series:
            self._measured(question, answer)
            return
        if answer.absent:
            for item in items:
                self._keep(question, item, {"absent": answer.absent}, answer.calls[0].id, row.operation)
                item.calls += [call.id for call in answer.calls]
        for page, call in zip(answer.pages, answer.calls, strict=False):
            cleaned = self._cleaner.clean(question.collector, row, page)
            for found in row.finds:
                for place, shaped in enumerate(listed(found, cleaned)):
                    first = place == 0 and call is answer.calls[0]
                    yield from self._find(question, items, found, shaped, call.id, first)
            if not row.finds:
                for item in items:
                    yield from self._detail(question, item, cleaned, call.id, answer.calls[0].id)

    def _measured(self, question: Question, answer: Answer) -> None:
        """Add the metrics of an answer to their resources. One that was not read is a gap there."""
        for item, name, found in metrics.read(question, answer) if not answer.failure else ():
            if isinstance(found, tuple):
                self.losses.partly(question, *found, item)
            else:
                self._keep(question, item, {name: found}, answer.calls[0].id, question.row.operation)
                item.calls += [call.id for call in answer.calls]

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
            tags = as_list(jmespath.search(item.found.tags, properties) if item.found.tags else None)
            made.append(
                Resource(
                    type=kind,
                    id=identity,
                    name=str(name or ""),
                    account=self._entry.account,
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

    def _find(
        self,
        question: Question,
        items: list[Item],
        found: Found,
        shaped: dict[str, Any],
        call: str,
        first: bool,
    ) -> Iterator[Question]:
        """Make an item from one listed resource, or add to the item that exists.

        `first`: whether it is the first one of its answer. If the resource lacks what AWS always
        sends, it is a gap instead.
        """
        for above in items or (None,):
            try:
                identity, region, context = identify(self._entry, question, found, shaped)
            except Lacking as error:  # a part of the id may be made of a member that AWS always sends
                missing = lacks(shaped, found.always, found.always_if) or error
                self.losses.incomplete(question, f"a {found.type} that was listed lacks {missing}", None)
                return
            if missing := lacks(shaped, found.always, found.always_if):
                message = f"a {found.type} that was listed lacks {missing}"
                self.losses.incomplete(question, message, identity)
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
            elif not item.was_listed(question):
                yield from self._follow(question, item, context, first)
            item.listings.append(question)
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

    def _is_kept_elsewhere(self, home: str, shown: str) -> bool:
        """Return whether a resource of Region `home`, listed in `shown` too, is kept elsewhere.

        It is kept in its home or, if that Region is not read, in the first Region that lists it.
        """
        regions = self._entry.regions
        if shown == GLOBAL:
            return False
        return home != shown and (home in regions or shown != regions[0])

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

    def _follow(
        self, question: Question, item: Item, context: dict[str, Any], first: bool = True
    ) -> Iterator[Question]:
        """Yield the calls of the plan about an item that `question` found or detailed.

        Without `first`, rows that are called for the first item of an answer alone are left out.
        """
        row, parent = question.row, question.operation
        for collector, child in CHILDREN.get(parent, ()):
            if collector.name(child) not in self._plan:
                continue
            if row.operation in row.parents and child.operation == row.operation and not row.climbs:
                continue  # a version has no versions
            if not self._entry.workload.has(child, parent, item.id):
                continue
            if parent in child.when and not jmespath.search(child.when[parent], context):
                continue
            region = question.region
            if region == GLOBAL and collector.regional and item.region in self._entry.places(collector):
                region = item.region  # the listing of a global service told where the item lives
            if child.measures or (child.first and not first):
                continue
            asked = {name: _asked(child, name, context) for name in child.params}
            for parameters in _each(asked):
                about = [] if child.waits else [item]
                for place in self._entry.asked_in(collector, child, region, parent):
                    follows = Question(collector, child, place, parameters, [*about], {parent})
                    if child.paid:
                        self._paid.append(follows)
                    elif child.untagged or child.among:
                        self._late.append(follows)
                    else:
                        yield follows

    def _doubt(self, question: Question, item: Item, part: Mapping[str, Any], paths: tuple[str, ...]) -> None:
        """Record a gap on the resource if a document that AWS sent in a string is not JSON."""
        documents = [(path.split(".")[-1], value) for path in paths for value in values(part, path)]
        bad = sorted({name for name, value in documents if not _is_document(value)})
        if bad:
            message = f"{', '.join(bad)} is not a JSON document"
            self.losses.partly(question, MALFORMED, message, item)


def _is_document(value: Any) -> bool:
    """Return whether a document was parsed. One with an outline is redacted if it was not."""
    return isinstance(value, list) or (isinstance(value, dict) and value.keys() != {"redacted"})


_PLACES = {operation: place for place, operation in enumerate(ROWS)}


def _place(question: Question) -> Place:
    """Return where the question's row stands in the tables, without the first and last number."""
    return 0, _order(question.operation), question.collector.rows.index(question.row), ""


def _order(operation: str) -> int:
    return _PLACES.get(operation, len(_PLACES))


def _asked(row: Row, name: str, context: Mapping[str, Any]) -> Any:
    """Return the value of a parameter for an item: a list if it is asked for each of several."""
    found = jmespath.search(row.params[name], context)
    if of := row.asks.get(name):
        return [ask for text in as_list(found) if isinstance(text, str) and (ask := of(text)) is not None]
    return found


def _each(asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the parameters of each call.

    If one parameter is a list, there is one call per element. If one is missing, there is no call.
    """
    many = [name for name, value in asked.items() if isinstance(value, list)]
    if not many:
        return [dict(asked)] if all(v is not None for v in asked.values()) else []
    values = {str(value): value for value in asked[many[0]]}  # an element may be a list itself
    return [{**asked, many[0]: value} for value in values.values()]
