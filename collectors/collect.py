"""Collect an account: call operations and return a `Collection`."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from collectors import with_dependencies
from collectors.aws import HOME, Aws, check_regions
from collectors.calls import rfc3339
from collectors.inventory import Inventory
from collectors.records import Collection
from collectors.scheduler import Places, Progress, Scheduler, first_questions


def collect(
    aws: Aws,
    operations: Iterable[str],
    regions: Iterable[str] = (),
    *,
    threads: int = 16,
    started: datetime | None = None,
    progress: Progress = lambda done, known: None,
) -> Collection:
    """Call `operations` and their dependencies in `regions`, or in all enabled Regions if empty.

    The result holds what was seen and what could not be seen. `started` is the moment from which
    ages are measured; the default is now. Raises `CannotCollect` if AWS accepts no call at all.
    """
    wanted = list(regions)
    first = wanted[0] if wanted else aws.default_region or HOME["aws"]
    check_regions([*wanted, first])
    caller = aws.identity(first)
    account, partition = caller["Account"], caller["Arn"].split(":")[1]
    home = HOME.get(partition, first)
    names = tuple(sorted(set(wanted or aws.enabled_regions(home))))
    plan = with_dependencies(operations)
    begun = (started or datetime.now(UTC)).astimezone(UTC)

    inventory = Inventory(account, partition, plan, names)
    pool = ThreadPoolExecutor(threads, thread_name_prefix="collect")
    try:
        places = Places(aws, pool, plan, names, home)
        for region, reason in places.refused.items():
            inventory.refuse(region, reason)
        scheduler = Scheduler(aws, pool, account, home, progress)
        scheduler.put(first_questions(plan, places))
        for question, items, answer in scheduler.answers():
            scheduler.put(inventory.add(question, items, answer))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # if interrupted, do not wait for answers
    return Collection(
        account=account,
        partition=partition,
        caller=caller["Arn"],
        started=rfc3339(begun),
        finished=rfc3339(datetime.now(UTC)),
        regions=names,
        complete=inventory.complete(),
        resources=inventory.resources(),
        gaps=inventory.gaps(),
        calls=inventory.calls(),
        offered=places.offered,
    )
