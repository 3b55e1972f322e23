"""Enter an account: its Regions, and where AWS offers each service."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

from collectors import COLLECTORS
from collectors.asking import Asked, Asking
from collectors.caller import Arrival, identities
from collectors.calls import CannotCollect
from collectors.own import OFFERED, SSM
from collectors.records import GLOBAL, REGION, Call
from collectors.table import Collector, Row
from collectors.workload import NOTHING, Workload


@dataclass(frozen=True, slots=True)
class Entry:
    """An account that can be read.

    The endpoints of Region `home` serve the global services. `regions` are the Regions to read,
    sorted. `refused` is Region -> the reason, if the Region's STS did not say who is calling.
    `offered` is, for each service, where AWS offers it and the source of that. `calls` is the
    ledger of these questions. `workload` is what people declare as theirs.
    """

    account: str
    partition: str
    caller: str
    home: str
    regions: tuple[str, ...]
    refused: Mapping[str, str]
    offered: Mapping[str, Mapping[str, Any]]
    calls: tuple[Call, ...]
    workload: Workload = NOTHING

    def places(self, collector: Collector) -> tuple[str, ...]:
        """Return where a service is called: `global`, or its Regions; all Regions if unknown."""
        if not collector.regional:
            return (GLOBAL,)
        known = self.offered.get(collector.offered_as, {}).get("regions")
        return tuple(r for r in self.regions if r not in self.refused and (known is None or r in known))

    def declared(self, collector: Collector, row: Row) -> tuple[str, ...]:
        """Return the Regions that people declare, and in which a row is called for every item."""
        names = self.workload.names.get(row.also_in, ())
        return tuple(r for r in self.places(collector) if r in names)

    def asked_in(self, collector: Collector, row: Row, region: str, parent: str) -> tuple[str, ...]:
        """Return where a row is called for an item of a parent in a Region.

        That is there, where people declare it, and in the home Region if the parent leads there.
        """
        others = [*self.declared(collector, row)]
        if parent in row.also_home and self.home in self.places(collector):
            others.append(self.home)
        return tuple(dict.fromkeys((region, *others)))


def enter(
    asking: Asking, pool: Executor, arrival: Arrival, plan: frozenset[str], workload: Workload = NOTHING
) -> Entry:
    """Return the entry to an account, for the operations `plan` and what people declare.

    STS is asked in each Region. Raises `CannotCollect` if the answers name different accounts.
    """
    caller, home, names = arrival.caller, arrival.home, arrival.regions
    lists = {name: pool.submit(_offered, asking, name, home) for name in offered_services(plan)}
    seen = {**arrival.asked}
    seen |= identities(asking, pool, [name for name in names if name not in seen])
    others = {(found.account, found.partition) for found in seen.values() if found.account}
    if len(others) > 1:
        accounts = ", ".join(sorted(account for account, _ in others))
        raise CannotCollect(
            f"the Regions do not agree on whose credentials these are: {accounts}.", "Check AWS_ENDPOINT_URL."
        )
    found = {name: future.result() for name, future in lists.items()}
    return Entry(
        account=caller.account,
        partition=caller.partition,
        caller=caller.arn,
        home=home,
        regions=names,
        refused={name: seen[name].error.sentence for name in names if not seen[name].account},
        offered={
            name: {"regions": regions, "source": source} for name, (regions, source, _) in found.items()
        },
        calls=(
            *(call for identity in seen.values() for call in identity.calls),
            *arrival.calls,
            *(call for _, _, asked in found.values() for call in asked),
        ),
        workload=workload,
    )


def offered_services(plan: frozenset[str]) -> list[str]:
    """Return the services of `plan` of which AWS publishes where it offers them, sorted."""
    return sorted(
        {c.offered_as for c in COLLECTORS if c.offered_as and any(c.name(r) in plan for r in c.rows)}
    )


def _offered(asking: Asking, name: str, home: str) -> tuple[list[str] | None, str, list[Call]]:
    """Return (Regions in which AWS offers a service, the source of that, the ledger).

    The Regions are None if they are unknown; then the service is called everywhere. AWS publishes
    the list as Systems Manager parameters
    (`/aws/service/global-infrastructure/services/NAME/regions`). botocore's own list lacks some
    services and names Regions in which others do not exist. Every page must have parameters, and
    every parameter must lie below the path and end in its value. Otherwise the list is not used: an
    incomplete list would hide what the missing Regions hold.
    """
    path = f"/aws/service/global-infrastructure/services/{name}/regions"
    answer = asking.ask(Asked(SSM, OFFERED, GLOBAL, {"Path": path}, home))
    if answer.failure:  # without the list there are more calls, but the verdicts are the same
        return None, f"unknown: ssm:GetParametersByPath {answer.failure[0]}", answer.calls
    found = [(str(p["Name"]), str(p["Value"])) for page in answer.pages for p in page["Parameters"]]
    if not found:
        return None, f"unknown: ssm:{path} is empty", answer.calls
    if any(key != f"{path}/{value}" or not REGION.fullmatch(value) for key, value in found):
        return None, f"unknown: ssm:{path} lists something else", answer.calls
    return sorted(value for _, value in found), f"ssm:{path}", answer.calls
