"""Collect an account: call operations and return a `Collection`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from collectors import with_dependencies
from collectors.asking import Asking
from collectors.aws import Aws
from collectors.caller import Wanted, arrive
from collectors.calls import rfc3339
from collectors.entry import enter
from collectors.inventory import Inventory
from collectors.limits import HOUR
from collectors.pace import Pace
from collectors.paid import Paid, bill
from collectors.records import Collection
from collectors.scheduler import Progress, Scheduler, first_questions
from collectors.table import NO_PHRASES, Phrases, digests
from collectors.workload import NOTHING, Workload


def collect(
    aws: Aws,
    operations: Iterable[str],
    regions: Wanted = (),
    *,
    threads: int = 16,
    time_limit: float = HOUR,
    max_rate: float = math.inf,
    workload: Callable[[str], Workload] = lambda account: NOTHING,
    phrases: Phrases = NO_PHRASES,
    started: datetime | None = None,
    progress: Progress = lambda done, known, waiting: None,
    warn: Callable[[str], None] = lambda text: None,
    paid: Paid | None = None,
    left_out: Iterable[str] = (),
) -> Collection:
    """Call `operations` and their dependencies in `regions`, or in all enabled Regions if empty.

    The result holds what was seen and what could not be seen. After `time_limit` seconds nothing
    more is asked. `max_rate` is the most requests a second for each operation in each Region.
    `workload` returns what people declare as the workload of an account, and `phrases` are those
    that they look for in texts that are redacted. `started` is the moment from which ages are
    measured; the default is now. Calls `warn` if the names of the Regions cannot be checked. `paid`
    says how to make the calls that AWS charges for; without it, or if the user does not agree to
    their price, they are not made. `left_out` are operations that the user did not ask for.

    Raises `WrongRegion` for a Region that the account has not enabled, and `CannotCollect` if AWS
    accepts no call at all.
    """
    whole = with_dependencies(operations)
    plan = whole - {*left_out}
    begun = (started or datetime.now(UTC)).astimezone(UTC)
    asking = Asking(aws, time_limit, Pace(max_rate), paid.most if paid else 0)
    pool = ThreadPoolExecutor(threads, thread_name_prefix="collect")
    try:
        arrival = arrive(asking, pool, regions, aws.default_region)
        arrival.check()
        if arrival.unlisted:
            warn(f"The names of the Regions were not checked: {arrival.unlisted.sentence}")
        entry = enter(asking, pool, arrival, plan, workload(arrival.caller.account))
        first = tuple(first_questions(plan, entry))
        inventory = Inventory(entry, plan, first, phrases)
        inventory.losses.left_out(whole - plan)
        scheduler = Scheduler(asking, pool, entry, progress, threads, begun)
        for questions in (first, inventory.late()):  # `late` yields after the first answers
            scheduler.put(questions)
            for question, items, answer in scheduler.answers():
                scheduler.put(inventory.add(question, items, answer))
        asked = inventory.paid(paid.days(entry.account), begun) if paid else []
        # Nobody is asked to agree to a price when nothing more is sent.
        if paid and (not asked or not asking.left() or paid.agree(bill(asked))):
            scheduler.put(asked)
            for question, items, answer in scheduler.answers():
                scheduler.put(inventory.add(question, items, answer))
        else:
            inventory.losses.unasked()
        scheduler.put(inventory.doubted())
        inventory.settle(scheduler.answers())
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # if interrupted, do not wait for answers
    return Collection(
        account=entry.account,
        partition=entry.partition,
        caller=entry.caller,
        started=rfc3339(begun),
        finished=rfc3339(datetime.now(UTC)),
        regions=entry.regions,
        complete=inventory.losses.complete(),
        resources=inventory.resources(),
        gaps=inventory.losses.gaps(),
        calls=inventory.calls(entry.calls),
        offered=entry.offered,
        not_offered=inventory.losses.not_offered,
        ended=asking.ended,
        run=aws.run,
        endpoints=aws.endpoints.said(),
        pace=asking.pace.said(),
        signs=digests(phrases),
    )
