"""Plan a scan: the calls that it would make, without making them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from collectors import COLLECTORS, chosen_parents, types_of_items, waits, with_dependencies
from collectors.asking import Asking
from collectors.aws import Aws
from collectors.caller import Wanted, arrive
from collectors.entry import Entry, offered_services
from collectors.offered import LISTS
from collectors.own import ACCOUNT, IDENTITY, OFFERED, REGIONS, SSM, STS
from collectors.pace import PUBLISHED
from collectors.paid import is_paid
from collectors.scheduler import first_questions
from collectors.workload import NOTHING, Workload


@dataclass(frozen=True, slots=True)
class Planned:
    """The calls of an operation (`service:Operation`).

    `calls` is the number that is known, of the first pages. `each` are the resource types for which
    there is one more call each: what the scan finds decides how many. With `once`, there is one in
    each Region where it finds a resource of these types. `also_in` are Regions that people declare:
    what is found in one Region is asked about in these too. `paid` is what AWS charges for a call
    or, with `metrics`, for each metric of what is found, in USD; many metrics are asked for in one
    call. `rate` is the most calls a second in a Region; infinite if AWS publishes none.
    """

    operation: str
    calls: int
    each: tuple[str, ...]
    rate: float
    once: bool = False
    also_in: tuple[str, ...] = ()
    paid: float = 0.0
    metrics: bool = False

    @property
    def service(self) -> str:
        """boto3's name of the service."""
        return self.operation.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Plan:
    """The calls of a scan of an account, in the order of the tables; the scanner's own come first.

    `listed`: whether AWS was asked which Regions are enabled. `seconds` is the least time for the
    known calls at the rates. `passed_over` is, for each service, the Regions where AWS does not
    offer it according to `collectors.offered.LISTS`, which is of the month `seen`. If these are all
    Regions, `operations` has none of the service.
    """

    account: str
    caller: str
    regions: tuple[str, ...]
    listed: bool
    operations: tuple[Planned, ...]
    seconds: float
    passed_over: Mapping[str, tuple[str, ...]]
    seen: str


def plan(
    aws: Aws,
    operations: Iterable[str],
    regions: Wanted = (),
    *,
    max_rate: float = math.inf,
    workload: Callable[[str], Workload] = lambda account: NOTHING,
    paid: bool = False,
    left_out: Iterable[str] = (),
) -> Plan:
    """Return the plan to call `operations` and their dependencies; see `collect`.

    The calls that AWS charges for are among them only if they are `paid` for. Those that are
    `left_out` are not.

    Asks AWS who is calling and, if no Region is wanted, which are enabled. Raises `CannotCollect`.
    """
    needed = with_dependencies(operations) - {*left_out}
    if not paid:
        needed = frozenset(name for name in needed if not is_paid(name))
    asking = Asking(aws, aws.limits.request_seconds)
    with ThreadPoolExecutor(1) as pool:
        arrival = arrive(asking, pool, regions, aws.default_region, check=False)
    arrival.check()
    names = arrival.regions
    services = offered_services(needed)
    entry = Entry(
        account=arrival.caller.account,
        partition=arrival.caller.partition,
        caller=arrival.caller.arn,
        home=arrival.home,
        regions=names,
        refused={},
        offered={name: {"regions": sorted(LISTS[name].regions)} for name in services if name in LISTS},
        calls=(),
        workload=workload(arrival.caller.account),
    )
    rates = {key: min(rate, max_rate) for key, rate in PUBLISHED.items()}
    questions = (*first_questions(needed, entry), *first_questions(needed, entry, paid=True))
    first = Counter((q.operation, q.region) for q in questions)
    own = {STS.name(IDENTITY): len(names), ACCOUNT.name(REGIONS): 1, SSM.name(OFFERED): len(services)}
    return Plan(
        account=entry.account,
        caller=entry.caller,
        regions=names,
        listed=arrival.enabled is not None,
        operations=(
            *(Planned(name, number, (), rates.get(name, max_rate)) for name, number in own.items() if number),
            *_of_tables(needed, entry, first, rates, max_rate),
        ),
        seconds=max((_seconds(n, rates.get(op, max_rate)) for (op, _), n in first.items()), default=0.0),
        passed_over={
            name: missing
            for name in services
            if name in LISTS and (missing := tuple(r for r in names if r not in LISTS[name].regions))
        },
        seen=max(listed.seen for listed in LISTS.values()),
    )


def _of_tables(
    needed: frozenset[str],
    entry: Entry,
    first: Counter[tuple[str, str]],
    rates: Mapping[str, float],
    max_rate: float,
) -> list[Planned]:
    """Return the calls of the operations `needed`, without services that no Region offers.

    `first` counts the calls that need no item.
    """
    found: dict[str, list[str]] = {}
    also: dict[str, set[str]] = {}
    prices: dict[str, tuple[float, bool]] = {}
    for collector in COLLECTORS:
        for row in collector.rows:
            if (name := collector.name(row)) in needed and entry.places(collector):
                parents = chosen_parents(collector, row, needed) if row.parents else ()
                found.setdefault(name, []).extend(kind for p in parents for kind in sorted(types_of_items(p)))
                prices[name] = row.paid, bool(row.measures)
                also.setdefault(name, set()).update(entry.declared(collector, row))
    known: Counter[str] = Counter()
    for (name, _), number in first.items():
        known[name] += number
    return [
        Planned(
            operation=name,
            calls=known[name],
            each=tuple(dict.fromkeys(each)),
            rate=rates.get(name, max_rate),
            once=waits(name),
            also_in=tuple(sorted(also[name])),
            paid=prices[name][0],
            metrics=prices[name][1],
        )
        for name, each in found.items()
    ]


def _seconds(calls: int, rate: float) -> float:
    """Return the least time for calls of one operation in one Region: the first second is free."""
    return max(0.0, (calls - max(1, int(min(rate, calls)))) / rate)
