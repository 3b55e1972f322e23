"""Who is calling, and which Regions the account has enabled: the first questions of each scan."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field

from collectors.asking import EXPIRED, Asked, Asking
from collectors.calls import Answer, CannotCollect
from collectors.models import regions as known_regions
from collectors.own import ACCOUNT, EC2, IDENTITY, REGIONS, REGIONS_OF_EC2, STS
from collectors.records import GLOBAL, HOME, REGION, TIME_LIMIT, Call

Wanted = Iterable[str] | Callable[[str], Iterable[str]]
"""The Regions to read, or a function that returns those of an account. None: all enabled ones."""

_ACCOUNT = re.compile(r"[0-9]{12}")
_ARN = re.compile(r"arn:(aws[a-z-]*):(?:sts|iam)::([0-9]{12}):[!-~]{1,2048}")


class WrongRegion(CannotCollect):
    """Regions were named that the account has not enabled, or that do not exist.

    `names` are these, and `enabled` the Regions of the account.
    """

    def __init__(self, account: str, names: tuple[str, ...], enabled: tuple[str, ...]) -> None:
        one = len(names) == 1
        said = f"account {account} has not enabled the Region{'' if one else 's'} {', '.join(names)}"
        super().__init__(f"{said}{'' if one else ' (or some of them do not exist)'}.")
        self.account, self.names, self.enabled = account, names, enabled


@dataclass(frozen=True, slots=True)
class Identity:
    """What the STS of a Region said. Without an `account`, `error` is the reason."""

    region: str
    calls: list[Call]
    account: str = ""
    partition: str = ""
    arn: str = ""
    error: CannotCollect = field(default_factory=lambda: CannotCollect(""))


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who is calling, and the Regions.

    `caller` is an identity with an account, and `asked` has each Region's STS that was asked. The
    endpoints of Region `home` serve the global services. `wanted` are the Regions that were named.
    `enabled` are those of the account. It is None if they were not listed, and `unlisted` is the
    reason; None if nobody asked. `calls` is the ledger of that question.
    """

    caller: Identity
    asked: Mapping[str, Identity]
    home: str
    wanted: tuple[str, ...]
    enabled: tuple[str, ...] | None
    unlisted: CannotCollect | None
    calls: tuple[Call, ...]

    @property
    def wrong(self) -> tuple[str, ...]:
        """Return the Regions that were named and that the account has not enabled."""
        return tuple(name for name in self.wanted if self.enabled is not None and name not in self.enabled)

    @property
    def regions(self) -> tuple[str, ...]:
        """Return the Regions to read, sorted: those that were named and are not wrong, or all."""
        wrong = self.wrong
        return tuple(sorted({*(self.wanted or self.enabled or ())}.difference(wrong)))

    def check(self) -> None:
        """Raise `WrongRegion` for a Region that was named and that the account has not enabled.

        Raises `CannotCollect` if no Region was named and those of the account were not listed.
        """
        if self.unlisted and not self.wanted:
            raise self.unlisted
        if wrong := self.wrong:
            raise WrongRegion(self.caller.account, wrong, self.enabled or ())


def arrive(
    asking: Asking, pool: Executor, wanted: Wanted, default: str | None = None, *, check: bool = True
) -> Arrival:
    """Return who is calling and the Regions.

    The STS of a Region says who is calling: that of the first Region that is wanted, or if it does
    not, of `default` or of a home Region, or of another Region that is wanted. A Region that
    botocore does not know, which may be a mistake, is asked last. The account's Regions are listed
    then; if Regions are wanted, only to `check` them.

    Raises `CannotCollect` if no Region answers.
    """
    names = () if callable(wanted) else tuple(dict.fromkeys(wanted))
    defaults = [default] if default else []
    _check_form([*names, *defaults])
    asked = _first(asking, names, defaults)
    if not any(found.account for found in asked.values()):
        asked |= identities(asking, pool, [name for name in names if name not in asked])
    caller = next((found for found in asked.values() if found.account), None)
    if caller is None:
        raise next(iter(asked.values())).error
    asking.accepted_in = caller.region
    home = HOME.get(caller.partition, caller.region)
    if callable(wanted):
        names = tuple(dict.fromkeys(wanted(caller.account)))
        _check_form(names)
    enabled, unlisted, calls = _enabled(asking, home) if check or not names else (None, None, [])
    return Arrival(caller, asked, home, names, enabled, unlisted, tuple(calls))


def _first(asking: Asking, names: Iterable[str], defaults: Iterable[str]) -> dict[str, Identity]:
    """Return what each STS says, asked one after the other until one says who is calling.

    If the first Region of `names` cannot be reached, no other one is tried here: without a network
    each would take its time. If it refuses the credentials, it may not be enabled.
    """
    partitions = known_regions()
    known = next((name for name in names if name in partitions), "")
    homes = [HOME.get(partitions[known], known)] if known else HOME.values()
    asked: dict[str, Identity] = {}
    for region in dict.fromkeys([*([known] if known else []), *defaults, *homes]):
        asked[region] = found = identity(asking, region)
        if found.account or (known and not (found.calls and found.calls[-1].status)):
            break
    return asked


def _check_form(names: Iterable[str]) -> None:
    """Raise `CannotCollect` if a name is not of the form that Regions have, before AWS is asked."""
    for name in names:
        if not REGION.fullmatch(name):
            raise CannotCollect(
                f"{name[:100]!a} is not the name of a Region.", "Region names look like us-east-1."
            )


def identities(asking: Asking, pool: Executor, regions: Iterable[str]) -> dict[str, Identity]:
    """Return Region -> what its STS says, asked at once."""
    futures = {region: pool.submit(identity, asking, region) for region in regions}
    return {region: future.result() for region, future in futures.items()}


def identity(asking: Asking, region: str) -> Identity:
    """Return what the STS of a Region says."""
    answer = asking.ask(Asked(STS, IDENTITY, region, {}))
    if answer.failure:
        return Identity(region, answer.calls, error=_not_accepted(answer))
    account, arn = (str(answer.pages[0].get(name)) for name in ("Account", "Arn"))
    told = _ARN.fullmatch(arn)
    if not _ACCOUNT.fullmatch(account) or not told or told[2] != account:
        error = CannotCollect(
            "AWS did not say which account the credentials belong to.", "Check AWS_ENDPOINT_URL."
        )
        return Identity(region, answer.calls, error=error)
    return Identity(region, answer.calls, account, told[1], arn)


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


def _enabled(asking: Asking, home: str) -> tuple[tuple[str, ...] | None, CannotCollect | None, list[Call]]:
    """Return (the account's enabled Regions, why they are not known, the ledger of the question).

    Calls Account ListRegions or, if that fails, EC2 DescribeRegions.
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
        said = "" if names else "AWS listed no enabled region."
        if not all(isinstance(name, str) and REGION.fullmatch(name) for name in names):
            said = "AWS listed a region with a name that no region can have."
        if said:
            return None, CannotCollect(said, "Name the regions with --region."), calls
        return tuple(names), None, calls
    sentence = f"the account's Regions could not be listed: {message}."
    next_step = (
        "Renew the credentials, and scan again."
        if code in EXPIRED
        else "Allow account:ListRegions or ec2:DescribeRegions, or name the Regions with --region."
    )
    return None, CannotCollect(sentence, next_step), calls
