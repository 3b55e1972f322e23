"""Print the plan of a scan."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from collectors.durations import duration
from scanner.cli.say import say_beside, say_lines
from scanner.text import noun, plural

if TYPE_CHECKING:
    from collectors.plan import Plan, Planned

_SHARE = 100
"""So many resources are the example for how long the calls for what is found take."""


def say_plan(plan: Plan) -> None:
    """Print what a scan would call, by service, and how long that takes at least."""
    where = f"{plural(len(plan.regions), 'Region')}: {', '.join(plan.regions)}"
    one = len(plan.regions) == 1
    checked = f" Whether the account has enabled {'it' if one else 'them'} was not checked."
    said = f"A scan of account {plan.account} would make these calls in {where}."
    say_beside("", f"{said}{'' if plan.listed else checked}")
    for service, operations in groupby(plan.operations, key=lambda planned: planned.service):
        _say_service(service, [*operations])
    say_lines("")
    total = plural(sum(planned.calls for planned in plan.operations), "call")
    say_beside("", f"{total} in all, and more for what is found and for further pages.")
    say_beside("", " ".join(filter(None, (_least(plan.seconds), _details(plan)))))
    for service, regions in plan.passed_over.items():
        said = f"{service} is passed over where AWS does not offer it: {', '.join(regions)}"
        say_beside("", f"{said} (as of {plan.seen}; the scan asks Systems Manager again).")
    also = " and account:ListRegions" if plan.listed else ""
    say_beside("", f"For this plan, AWS was asked sts:GetCallerIdentity{also} only.")


def _say_service(service: str, operations: Sequence[Planned]) -> None:
    """Print the calls of a service."""
    known = sum(planned.calls for planned in operations)
    parts = [plural(known, "call")] if known else []
    if any(planned.each for planned in operations):
        parts.append(f"{'more' if known else 'calls'} for what is found")
    say_lines("")
    say_beside("", " and ".join(parts), label=f"{service} ")
    for planned in operations:
        name = planned.operation.partition(":")[2]
        rate = f" ({planned.rate:g} a second)" if math.isfinite(planned.rate) else ""
        each = f": {_what(planned)}{_price(planned)}" if planned.each else _price(planned)
        number = f"{planned.calls:,}{'+' if planned.each else ' '}" if planned.calls else "+"
        say_beside(f"{number:>6} ", f"{name}{rate}{each}")


def _price(planned: Planned) -> str:
    """Return what AWS charges for an operation, or an empty string."""
    if not planned.paid:
        return ""
    many, what = (1000, "1,000 metrics") if planned.metrics else (1, "call")
    return f" (AWS charges {planned.paid * many:.2f} USD for {what if planned.metrics else f'each {what}'})"


def _what(planned: Planned) -> str:
    """Return for what an operation is called."""
    kinds = [_noun(kind) for kind in planned.each]
    if planned.metrics:
        text = f"up to 500 metrics a call, for each {', '.join(kinds)}"
    elif planned.once:
        some = " or ".join(filter(None, (", ".join(kinds[:-1]), kinds[-1])))
        text = f"one in each Region that has any {some}"
    else:
        text = f"one for each {', '.join(kinds)}"
    where = ", ".join(planned.also_in)
    return f"{text}; also in the Regions that you declared: {where}" if where else text


def _details(plan: Plan) -> str:
    """Return how long the slowest calls for what is found take."""
    slow = [
        planned
        for planned in plan.operations
        if planned.each and not (planned.once or planned.metrics) and math.isfinite(planned.rate)
    ]
    if not slow:
        return ""
    rate = min(planned.rate for planned in slow)
    (kind, *_) = next(planned.each for planned in slow if planned.rate == rate)
    return f"Each {plural(_SHARE, _noun(kind))} in a Region add {duration(math.ceil(_SHARE / rate))} or more."


def _least(seconds: float) -> str:
    """Return the least time for the calls that are known."""
    if seconds < 1:
        return "The rates (of each operation in each Region) do not slow these calls down."
    least = duration(math.ceil(seconds))
    return f"At the rates (of each operation in each Region), these calls take {least} or more."


def _noun(kind: str) -> str:
    """Return a type in words: `knowledge base`, `VPC endpoint`, `custom browser`."""
    if kind.endswith("Custom"):  # AWS puts the adjective last
        return f"custom {_noun(kind.removesuffix('Custom'))}"
    first, _, rest = noun(kind).partition(" ")
    return f"{first if first.isupper() and len(first) > 1 else first.lower()} {rest}".rstrip()
