"""Regions that a configuration or `--region` names: known to AWS, and enabled in the account."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from scanner.errors import UsageError, nearest, together, wrong

if TYPE_CHECKING:
    from collectors.caller import WrongRegion
    from scanner.people.config import Config


def nearest_region(name: str) -> str:
    """Return the next step for a name that no Region has, with the most similar Region."""
    from collectors.models import regions as known_regions

    return nearest(name.lower(), known_regions()) or "Write the name of a Region, such as us-east-1."


def not_enabled(found: WrongRegion, config: Config | None) -> UsageError:
    """Return the error for Regions that an account has not enabled, with each one's place.

    That is the line of the configuration, or `--region` if the configuration did not name them.
    """
    from collectors.models import regions as known_regions

    errors = []
    for name in found.names:
        if name in known_regions():
            said = f"is not enabled in account {found.account}."
            step = "Enable it in the account, or leave it out."
        else:
            said = f"is not among the enabled Regions of account {found.account}."
            step = nearest(name, found.enabled) or f"They are {', '.join(found.enabled)}."
        errors.append(_error(name, found.account, config, said, step))
    return together(errors)


def known(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names of Regions of `--region`.

    Raises `UsageError` for those that no partition of AWS has. botocore has the list, so no call is
    needed. `config.read` checks those of the configuration.
    """
    from collectors.models import regions as known_regions

    names = tuple(names)
    errors = [
        UsageError(f"--region {name} is not a Region that AWS has.", nearest_region(name))
        for name in names
        if name not in known_regions()
    ]
    if errors:
        raise together(errors)
    return names


def _error(name: str, account: str, config: Config | None, said: str, next_step: str) -> UsageError:
    """Return the error for a Region, with the line of the configuration that names it."""
    if place := config.place(account, name) if config else None:
        return wrong(*place, f"the Region {name} {said}", next_step)
    return UsageError(f"--region {name} {said}", next_step)
