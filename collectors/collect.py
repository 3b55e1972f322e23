"""The engine that runs the tables: a plan of operations in, a `Collection` out.

One thread decides, many wait for AWS: each question is put to a pool, and its answer is turned into resources, gaps and further questions by
the thread that runs `collect`. So nothing here is shared, and the outcome depends on what AWS said and not on when.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import jmespath
import orjson

from collectors import CHILDREN, COLLECTORS, dependencies, is_regional, with_dependencies
from collectors.aws import HOME, Answer, Aws, CannotCollect, ask, call_id, rfc3339
from collectors.paths import changed, values
from collectors.records import (
    EVERY_OPERATION,
    GLOBAL,
    MALFORMED,
    UNKNOWN_OPERATION,
    UNREACHABLE,
    Call,
    Collection,
    Gap,
    Resource,
)
from collectors.table import Collector, Found, Row

Progress = Callable[[int, int], None]
"""Called with (questions answered, questions known of)."""


@dataclass(slots=True)
class _Item:
    """A resource in the making. `context` is what its row's expressions see, `above` the ids of what it was found under."""

    found: Found
    id: str
    region: str
    context: dict[str, Any]
    above: tuple[str, ...] = ()
    calls: list[str] = field(default_factory=list)
    properties: dict[str, Any] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class _Question:
    """One call to make, and the items that wait for its answer: several where two aliases route to one version.

    `parents` are the operations that have these items; `answer` is there once the call has ended.
    """

    collector: Collector
    row: Row
    region: str
    parameters: dict[str, Any]
    items: list[_Item] = field(default_factory=list)
    parents: set[str] = field(default_factory=set)
    answer: Answer | None = None


def collect(
    aws: Aws,
    operations: Iterable[str],
    regions: Iterable[str] = (),
    *,
    threads: int = 16,
    started: datetime | None = None,
    progress: Progress = lambda done, known: None,
) -> Collection:
    """Ask `operations` and their dependencies, in `regions` (all enabled ones when empty), and keep all that was seen and all that was not.

    `started` is the moment from which ages are measured (now, unless given). Raises `CannotCollect` when AWS takes no call at all.
    """
    wanted = list(regions)
    first = wanted[0] if wanted else aws.default_region or HOME["aws"]
    caller = aws.identity(first)
    partition = caller["Arn"].split(":")[1]
    home = HOME.get(partition, first)
    names = tuple(sorted(set(wanted or aws.enabled_regions(home))))
    run = _Run(aws, with_dependencies(operations), caller["Account"], partition, home, names, progress)
    begun = (started or datetime.now(UTC)).astimezone(UTC)
    pool = ThreadPoolExecutor(threads, thread_name_prefix="collect")
    try:
        run.all(pool)
    finally:
        pool.shutdown(
            wait=False, cancel_futures=True
        )  # an interrupted scan does not wait for answers that nobody reads
    return Collection(
        account=caller["Account"],
        partition=partition,
        caller=caller["Arn"],
        started=rfc3339(begun),
        finished=rfc3339(datetime.now(UTC)),
        regions=names,
        complete=run.complete(),
        resources=run.resources(),
        gaps=run.gaps(),
        calls=tuple(sorted(run.ledger, key=lambda c: (c.service, c.operation, c.region, c.id))),
        offered=run.offered,
    )


class _Run:
    """The state of one collection."""

    def __init__(
        self,
        aws: Aws,
        plan: frozenset[str],
        account: str,
        partition: str,
        home: str,
        regions: tuple[str, ...],
        progress: Progress,
    ) -> None:
        self.aws, self.plan, self.account, self.partition, self.home, self.regions = (
            aws,
            plan,
            account,
            partition,
            home,
            regions,
        )
        self.progress = progress
        self.key = secrets.token_bytes(
            32
        )  # redaction: equal secrets are equal within one collection and nowhere else
        self.items: dict[tuple[str, str], _Item] = {}
        self.lost: list[tuple[_Question, str, str]] = []
        self.malformed: list[Gap] = []
        self.entered: dict[str, Gap | None] = {}
        self.ledger: list[Call] = []
        self.offered: dict[str, dict[str, Any]] = {}
        self.asked: dict[str, _Question] = {}
        self.waiting: dict[Future[Answer], _Question] = {}
        self.answered = 0

    def all(self, pool: ThreadPoolExecutor) -> None:
        """Ask everything, until no answer raises a further question."""
        self.pool = pool
        tries = self._enter_regions()
        self._look_up_offers()  # while the regions answer
        self._entered(tries)
        for collector in COLLECTORS:
            for row in collector.rows:
                if not row.parents and collector.name(row) in self.plan:
                    for region in self._places(collector):
                        self._put(_Question(collector, row, region, {}))
        while self.waiting:
            done, _ = wait(self.waiting, return_when=FIRST_COMPLETED)
            for future in done:
                self._take(self.waiting.pop(future), future.result())
                self.answered += 1
            self.progress(self.answered, self.answered + len(self.waiting))

    def _look_up_offers(self) -> None:
        wanted = {
            c.offered_as for c in COLLECTORS if c.offered_as and any(c.name(r) in self.plan for r in c.rows)
        }
        self.aws.client("ssm", self.home)
        found = {name: self.pool.submit(self.aws.offered, name, self.home) for name in sorted(wanted)}
        for name, future in found.items():
            regions, source = future.result()
            self.offered[name] = {"regions": regions, "source": source}

    def _enter_regions(self) -> dict[str, Future[dict[str, str]]]:
        """A region whose own endpoint does not take these credentials is one gap, not one for each operation."""
        for region in self.regions:
            self.aws.client("sts", region)
        return {region: self.pool.submit(self.aws.identity, region) for region in self.regions}

    def _entered(self, tries: Mapping[str, Future[dict[str, str]]]) -> None:
        for region, future in tries.items():
            try:
                future.result()
                self.entered[region] = None
            except CannotCollect as error:
                self.entered[region] = Gap(
                    self.account,
                    region,
                    EVERY_OPERATION,
                    EVERY_OPERATION,
                    None,
                    UNREACHABLE,
                    error.sentence,
                    "",
                )

    def _places(self, collector: Collector) -> list[str]:
        if not collector.regional:
            return [GLOBAL]
        return [r for r in self.regions if self.entered[r] is None and not self._absent(collector, r)]

    def _absent(self, collector: Collector, region: str) -> bool:
        """Whether AWS itself says that it does not offer the service there."""
        known = self.offered.get(collector.offered_as, {}).get("regions")
        return known is not None and region not in known

    def _put(self, question: _Question) -> None:
        """Put a question to the pool, once: who asks it again gets the same answer."""
        collector, row, region = question.collector, question.row, question.region
        constants = {
            name: value.format(account=self.account) if isinstance(value, str) else value
            for name, value in row.constants.items()
        }
        question.parameters = {**constants, **question.parameters}
        key = call_id(collector.service, row.operation, region, question.parameters, 0)
        if first := self.asked.get(key):
            first.items += question.items
            first.parents |= question.parents
            if first.answer:
                self._spread(first, first.answer, question.items)
            return
        self.asked[key] = question
        if not self.aws.knows(collector.service, row.operation):
            self.lost.append(
                (
                    question,
                    UNKNOWN_OPERATION,
                    "this version of boto3 does not have the operation: upgrade boto3",
                )
            )
            return
        client = self.aws.client(collector.service, self.home if region == GLOBAL else region)
        self.waiting[self.pool.submit(ask, client, collector.service, region, row, question.parameters)] = (
            question
        )

    def _take(self, question: _Question, answer: Answer) -> None:
        """Keep an answer: its calls, its failure, and what it says of those who wait for it."""
        question.answer = answer
        self.ledger += answer.calls
        if answer.failure:
            self.lost.append((question, *answer.failure))
        self._spread(question, answer, question.items)

    def _spread(self, question: _Question, answer: Answer, items: list[_Item]) -> None:
        """Turn an answer into resources, gaps and further questions, for the items that asked."""
        row = question.row
        if answer.absent:
            for item in items:
                item.properties[row.operation] = {"absent": answer.absent}
                item.calls += [call.id for call in answer.calls]
        for page, call in zip(answer.pages, answer.calls, strict=False):
            cleaned = self._clean(row, page)
            for found in row.finds:
                for raw in _listed(jmespath.search(found.items, cleaned) if found.items else cleaned):
                    self._keep(question, items, found, raw, call.id)
            if not row.finds:
                for item in items:
                    self._add(question, item, cleaned, call.id)

    def _add(self, question: _Question, item: _Item, answer: dict[str, Any], call: str) -> None:
        row = question.row
        detail = answer.get(row.member, {}) if row.member else answer
        if row.merge:
            item.properties.update(detail)
        else:
            item.properties[row.operation] = {**item.properties.get(row.operation, {}), **detail}
        item.calls.append(call)
        self._doubt(question, item, detail, row.policies_in(row.member))
        self._follow(question, item, {**item.context, **item.properties})

    def _keep(self, question: _Question, items: list[_Item], found: Found, raw: Any, call: str) -> None:
        """Make a resource of one listed thing, or add to the one that is there, and ask what the children of its row ask."""
        for above in items or (None,):
            try:
                shaped = found.shape(raw) if found.shape else raw
                if shaped is None:
                    return
                context = {**question.parameters, **shaped}
                places = {"partition": self.partition, "account": self.account, "region": question.region}
                identity = found.id.format_map({**context, **places})
                region = str(context[found.home]) if found.home else question.region
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                self.malformed.append(
                    self._gap(question, MALFORMED, f"a {found.type} that was listed lacks {error}", None, ())
                )
                return
            if (
                found.home
                and region != question.region
                and (region in self.regions or question.region != self.regions[0])
            ):
                return  # it is read where it lives or, when that is not asked, in the first region that shows it
            item = self.items.get((found.type, identity))
            if item is None:
                item = self.items[found.type, identity] = _Item(found, identity, region, context)
            if question.row not in item.rows:
                item.found, item.properties = (
                    (item.found, {**shaped, **item.properties})
                    if found.adds
                    else (found, {**item.properties, **shaped})
                )
                item.rows.append(question.row)
                item.calls.append(call)
                self._doubt(question, item, shaped, question.row.policies_in(found.items))
                self._follow(question, item, context)
            item.region = min({item.region, region} - {GLOBAL}, default=GLOBAL)
            if above is not None:
                item.above = tuple(sorted({*item.above, above.id, *above.above}))

    def _follow(self, question: _Question, item: _Item, context: dict[str, Any]) -> None:
        """Ask what the tables ask about an item that `question` found or gave a detail of."""
        row = question.row
        for collector, child in CHILDREN.get(question.collector.name(row), ()):
            if collector.name(child) not in self.plan or (
                row.operation in row.parents and child.operation == row.operation
            ):  # versions have no versions
                continue
            asked = {name: jmespath.search(expression, context) for name, expression in child.params.items()}
            for parameters in _each(asked):
                parent = question.collector.name(row)
                self._put(_Question(collector, child, question.region, parameters, [item], {parent}))

    def _doubt(
        self, question: _Question, item: _Item, part: Mapping[str, Any], policies: tuple[str, ...]
    ) -> None:
        """Make a gap on the resource if a document that AWS sent in a string is not JSON."""
        documents = list(members(part, question.row.documents))
        for path in policies:
            name = path.split(".")[-1]
            documents += [(name, value) for value in values(part, path)]
        bad = sorted({name for name, value in documents if not isinstance(value, (dict, list))})
        if bad:
            self.malformed.append(
                self._gap(question, MALFORMED, f"{', '.join(bad)} is not a JSON document", item.id, ())
            )

    def _gap(
        self, question: _Question, code: str, message: str, resource: str | None, parents: tuple[str, ...]
    ) -> Gap:
        collector, operation = question.collector, question.row.operation
        permission = collector.action(operation) if code not in (MALFORMED, UNKNOWN_OPERATION) else ""
        return Gap(
            self.account,
            question.region,
            collector.service,
            f"{collector.service}:{operation}",
            resource,
            code,
            message,
            permission,
            parents,
            tuple(sorted(question.parents)) if len(question.row.parents) > 1 else (),
        )

    def gaps(self) -> tuple[Gap, ...]:
        """All gaps, sorted; one that several items waited for names the first and keeps the others as parents."""
        found = [gap for gap in self.entered.values() if gap] + self.malformed
        for question, code, message in self.lost:
            ids = sorted(item.id for item in question.items)
            parents = tuple(sorted({*ids[1:], *(a for item in question.items for a in item.above)}))
            found.append(self._gap(question, code, message, ids[0] if ids else None, parents))
        return tuple(
            sorted(set(found), key=lambda g: (g.region, g.operation, g.resource or "", g.code, g.message))
        )

    def complete(self) -> dict[str, tuple[str, ...]]:
        """Operation -> the regions where it, and all that it depends on, was read to the last page."""
        failed = {(g.operation, g.region) for g in self.gaps()}
        out = {}
        for operation in sorted(self.plan):
            chain = (operation, *dependencies(operation, self.plan))
            places = (
                [r for r in self.regions if self.entered[r] is None] if is_regional(operation) else [GLOBAL]
            )
            out[operation] = tuple(r for r in places if not any((op, r) in failed for op in chain))
        return out

    def resources(self) -> tuple[Resource, ...]:
        """All resources, sorted by type and id."""
        made = []
        for (kind, identity), item in sorted(self.items.items()):
            if item.found.adds:  # another listing would have found it: it came or went in between
                continue
            name = jmespath.search(item.found.name, item.properties) if item.found.name else None
            tags = jmespath.search(item.found.tags, item.properties) if item.found.tags else None
            pairs = {
                str(t["Key"]): str(t["Value"])
                for t in _listed(tags)
                if isinstance(t, dict) and "Key" in t and "Value" in t
            }
            made.append(
                Resource(
                    kind,
                    identity,
                    str(name or ""),
                    self.account,
                    item.region,
                    pairs,
                    tuple(sorted(set(item.calls))),
                    item.properties,
                )
            )
        return tuple(made)

    def _clean(self, row: Row, page: dict[str, Any]) -> dict[str, Any]:
        """The page as JSON can hold it, secrets replaced and documents parsed."""
        cleaned: dict[str, Any] = _plain(page)
        for redacted in row.redact:
            _replace(cleaned, redacted, self._redacted)
        for document in row.documents:
            _replace(cleaned, document, _parsed)
        for path in row.policies:
            cleaned = changed(cleaned, path, lambda value, _: _parsed(value))
        return cleaned

    def _redacted(self, value: Any) -> Any:
        text = value.encode() if isinstance(value, str) else orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
        return {"redacted": {"length": len(text), "hmac": hmac.new(self.key, text, "sha256").hexdigest()}}


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _each(asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One set of parameters, or one for each element of the parameter that is a list; none where a parameter is missing."""
    many = [name for name, value in asked.items() if isinstance(value, list)]
    if not many:
        return [dict(asked)] if all(v is not None for v in asked.values()) else []
    return [{**asked, many[0]: value} for value in dict.fromkeys(asked[many[0]])]


def _plain(value: Any) -> Any:
    """`value` in JSON's types: times as RFC 3339, bytes as hex, numbers beyond 64 bits and unpaired surrogates as text."""
    if isinstance(value, Mapping):
        return {_plain(str(k)): _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, int) and not isinstance(value, bool) and not -(2**63) <= value < 2**63:
        return str(value)
    return value


def _parsed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return _plain(orjson.loads(value))
    except orjson.JSONDecodeError:
        return value


def _replace(value: Any, name: str, change: Callable[[Any], Any]) -> None:
    """Change every member `name`, at any depth, in place."""
    if isinstance(value, dict):
        for key in value:
            if key == name:
                value[key] = change(value[key])
            else:
                _replace(value[key], name, change)
    elif isinstance(value, list):
        for element in value:
            _replace(element, name, change)


def members(value: Any, names: tuple[str, ...]) -> Iterable[tuple[str, Any]]:
    """(name, value) of every member with one of `names`, at any depth, not looking inside those found."""
    if isinstance(value, dict):
        for key, member in value.items():
            if key in names:
                yield key, member
            else:
                yield from members(member, names)
    elif isinstance(value, list):
        for element in value:
            yield from members(element, names)
