"""Enter an account: who is calling, which Regions it has, and where AWS offers each service."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any

from collectors import COLLECTORS
from collectors.asking import EXPIRED, Asked, Asking
from collectors.calls import Answer, CannotCollect
from collectors.own import ACCOUNT, EC2, IDENTITY, OFFERED, REGIONS, REGIONS_OF_EC2, SSM, STS
from collectors.records import GLOBAL, HOME, REGION, TIME_LIMIT, Call
from collectors.table import Collector

Wanted = Iterable[str] | Callable[[str], Iterable[str]]
"""The Regions to read, or a function that returns those of an account. None: all enabled ones."""

_ACCOUNT = re.compile(r"[0-9]{12}")
_ARN = re.compile(r"arn:(aws[a-z-]*):(?:sts|iam)::([0-9]{12}):[!-~]{1,2048}")


@dataclass(frozen=True, slots=True)
class Entry:
    """An account that can be read.

    The endpoints of Region `home` serve the global services. `regions` are the Regions to read,
    sorted. `refused` is Region -> the reason, if the Region's STS did not say who is calling.
    `offered` is, for each service, where AWS offers it and the source of that. `calls` is the
    ledger of these questions.
    """

    account: str
    partition: str
    caller: str
    home: str
    regions: tuple[str, ...]
    refused: Mapping[str, str]
    offered: Mapping[str, Mapping[str, Any]]
    calls: tuple[Call, ...]

    def places(self, collector: Collector) -> tuple[str, ...]:
        """Return where a service is called: `global`, or its Regions; all Regions if unknown."""
        if not collector.regional:
            return (GLOBAL,)
        known = self.offered.get(collector.offered_as, {}).get("regions")
        return tuple(r for r in self.regions if r not in self.refused and (known is None or r in known))


def enter(
    asking: Asking, pool: Executor, wanted: Wanted, plan: frozenset[str], default: str | None = None
) -> Entry:
    """Return the entry to an account, for the operations `plan`.

    STS is asked in each Region that is wanted. The first Region that answers, in their order, says
    who is calling. If no Region is wanted, `default` and then the home Regions of the partitions
    are asked, one after the other. Raises `CannotCollect` if no Region answers, if the answers name
    different accounts, or if the enabled Regions cannot be listed.
    """
    names = () if callable(wanted) else tuple(dict.fromkeys(wanted))
    _check_regions([*names, *([default] if default else [])])
    seen: dict[str, _Identity] = {}
    if names:
        seen = _identities(asking, pool, names)
    else:
        for region in dict.fromkeys([*([default] if default else []), *HOME.values()]):
            seen[region] = _identity(asking, region)
            if seen[region].account:
                break
    caller = next((found for found in seen.values() if found.account), None)
    if caller is None:
        raise next(iter(seen.values())).error
    asking.accepted_in = caller.region
    home = HOME.get(caller.partition, caller.region)
    if callable(wanted):
        names = tuple(dict.fromkeys(wanted(caller.account)))
        _check_regions(names)
    calls: list[Call] = []
    if not names:
        names, calls = _enabled(asking, home)
    services = {c.offered_as for c in COLLECTORS if c.offered_as and any(c.name(r) in plan for r in c.rows)}
    lists = {name: pool.submit(_offered, asking, name, home) for name in sorted(services)}
    seen |= _identities(asking, pool, [name for name in names if name not in seen])
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
        regions=tuple(sorted(set(names))),
        refused={name: seen[name].error.sentence for name in names if not seen[name].account},
        offered={
            name: {"regions": regions, "source": source} for name, (regions, source, _) in found.items()
        },
        calls=(
            *(call for identity in seen.values() for call in identity.calls),
            *calls,
            *(call for _, _, asked in found.values() for call in asked),
        ),
    )


def _check_regions(names: Iterable[str]) -> None:
    """Raise `CannotCollect` if a name is not of the form that Regions have, before AWS is asked."""
    for name in names:
        if not REGION.fullmatch(name):
            raise CannotCollect(
                f"{name[:100]!a} is not the name of a Region.", "Region names look like us-east-1."
            )


@dataclass(frozen=True, slots=True)
class _Identity:
    """What the STS of a Region said. Without an `account`, `error` is the reason."""

    region: str
    calls: list[Call]
    account: str = ""
    partition: str = ""
    arn: str = ""
    error: CannotCollect = field(default_factory=lambda: CannotCollect(""))


def _identities(asking: Asking, pool: Executor, regions: Iterable[str]) -> dict[str, _Identity]:
    futures = {region: pool.submit(_identity, asking, region) for region in regions}
    return {region: future.result() for region, future in futures.items()}


def _identity(asking: Asking, region: str) -> _Identity:
    answer = asking.ask(Asked(STS, IDENTITY, region, {}))
    if answer.failure:
        return _Identity(region, answer.calls, error=_not_accepted(answer))
    account, arn = (str(answer.pages[0].get(name)) for name in ("Account", "Arn"))
    told = _ARN.fullmatch(arn)
    if not _ACCOUNT.fullmatch(account) or not told or told[2] != account:
        error = CannotCollect(
            "AWS did not say which account the credentials belong to.", "Check AWS_ENDPOINT_URL."
        )
        return _Identity(region, answer.calls, error=error)
    return _Identity(region, answer.calls, account, told[1], arn)


def _not_accepted(answer: Answer) -> CannotCollect:
    code, message = answer.failure or ("", "")
    if code == "NoCredentialsError":
        return CannotCollect(
            "no AWS credentials were found.", "Set AWS_PROFILE, run `aws sso login`, or use --profile."
        )
    if code == TIME_LIMIT:
        return CannotCollect(
            f"AWS did not say in time who is calling: {message}.",
            "Check the network, or allow more time with --time-limit.",
        )
    if answer.calls and answer.calls[-1].status >= 400:
        return CannotCollect(
            f"AWS refused the credentials: {message}.",
            "Renew them (`aws sso login`), or choose others with --profile.",
        )
    return CannotCollect(
        f"AWS could not be asked who is calling: {message}.",
        "Check the network, AWS_ENDPOINT_URL, and the trust policy of a role that is assumed.",
    )


def _enabled(asking: Asking, home: str) -> tuple[tuple[str, ...], list[Call]]:
    """Return the account's enabled Regions, and the ledger of the question.

    Calls Account ListRegions or, if that fails, EC2 DescribeRegions. Raises `CannotCollect`.
    """
    calls: list[Call] = []
    code = message = ""
    for table, row in ((ACCOUNT, REGIONS), (EC2, REGIONS_OF_EC2)):
        answer = asking.ask(Asked(table, row, GLOBAL, row.constants, home))
        calls += answer.calls
        if answer.failure:
            code, message = answer.failure
            continue
        names = [found["RegionName"] for page in answer.pages for found in page["Regions"]]
        if not names:
            raise CannotCollect("AWS listed no enabled region.", "Name the regions with --region.")
        if not all(isinstance(name, str) and REGION.fullmatch(name) for name in names):
            raise CannotCollect(
                "AWS listed a region with a name that no region can have.", "Name the regions with --region."
            )
        return tuple(names), calls
    raise CannotCollect(
        f"the account's Regions could not be listed: {message}.",
        "Renew the credentials, and scan again."
        if code in EXPIRED
        else "Allow account:ListRegions or ec2:DescribeRegions, or name the Regions with --region.",
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
