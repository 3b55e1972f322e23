"""Regions that a configuration or `--region` names: known to AWS, and enabled in the account."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from scanner.errors import UsageError, nearest

if TYPE_CHECKING:
    from collectors.caller import WrongRegion
    from scanner.people.config import Config


def nearest_region(name: str) -> str:
    """Return the next step for a name that no Region has, with the most similar Region."""
    from collectors.models import regions as known_regions

    return nearest(name.lower(), known_regions()) or "Write the name of a Region, such as us-east-1."


def not_enabled(wrong: WrongRegion, config: Config | None) -> UsageError:
    """Return the error for Regions that an account has not enabled, with each one's place.

    That is the line of the configuration, or `--region` if the configuration did not name them.
    """
    from collectors.models import regions as known_regions

    errors = []
    for name in wrong.names:
        said = _said(name, wrong.account, config)
        if name in known_regions():
            said = f"{said} is not enabled in account {wrong.account}."
            step = "Enable it in the account, or leave it out."
        else:
            said = f"{said} is not among the enabled Regions of account {wrong.account}."
            step = nearest(name, wrong.enabled) or f"They are {', '.join(wrong.enabled)}."
        errors.append(UsageError(said, step))
    return UsageError(errors[0].sentence, errors[0].next_step, errors[1:])


def known(names: Iterable[str], account: str, config: Config | None) -> tuple[str, ...]:
    """Return the names of Regions. Raises `UsageError` for those that no partition of AWS has.

    botocore has the list, so a name is checked without a call. `account` and `config` give the
    place, as in `not_enabled`.
    """
    from collectors.models import regions as known_regions

    names = tuple(names)
    errors = [
        UsageError(f"{_said(name, account, config)} is not a Region that AWS has.", nearest_region(name))
        for name in names
        if name not in known_regions()
    ]
    if errors:
        raise UsageError(errors[0].sentence, errors[0].next_step, errors[1:])
    return names


def _said(name: str, account: str, config: Config | None) -> str:
    """Return where a Region is named, and its name."""
    place = config.place(account, name) if config else ""
    return f"{f'{place}: the Region' if place else '--region'} {name}"
