"""What the user wants of SARIF for GitHub and of the inventory, and whether that is possible."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from collectors.records import GLOBAL, REGION
from scanner.errors import UsageError
from scanner.judging.results import Carried
from scanner.people.config import Config
from scanner.reports.git_inventory import OPTION, GitInventory
from scanner.reports.places import Place, Places, Repository
from scanner.snapshot.owned import refuse

_FILE = re.compile(r"[0-9]{12}[/\\][a-z0-9-]+\.json")
"""What the name of a file of the inventory looks like."""


@dataclass(frozen=True, slots=True)
class Upload:
    """The options for SARIF and for the inventory.

    `asked`: whether the user asked for SARIF by name, with `--format sarif`. Then it is an error if
    no file of the repository can show its results. Otherwise SARIF is left out.
    `least`: the severity below which failures are only counted.
    """

    asked: bool = False
    anchor: Path | None = None
    inventory: Path | None = None
    least: str = "low"

    def places(self, output: Path, config: Config) -> Places:
        """Return the places that are known before the account is read. `output`: the output folder.

        Raises `UsageError` if the anchor or the folder of the inventory cannot be used, and
        `OutputError` if that folder is in a snapshot.
        """
        repository = Repository(output)
        if self.inventory:
            refuse(self.inventory, (), force=False, option=OPTION)
            said = repository.taken(self.inventory)
            if other := repository.other_run(self.inventory):
                said = said or f"is in {other}, the output folder of another run"
            if said:
                raise UsageError(f"{OPTION} {self.inventory} {said}.", "Name a folder that you commit.")
            if self.anchor and _FILE.fullmatch(os.path.relpath(self.anchor, self.inventory)):
                raise UsageError(
                    f"--anchor {self.anchor} is a file of the inventory, which this command writes.",
                    "Name a file that stays as it is.",
                )
        return Places(
            accounts=repository.accounts(config),
            anchor=repository.anchor(self.anchor),
            inventory=repository.holds(self.inventory) if self.inventory else None,
        )


def with_inventory(places: Places, made: GitInventory) -> Places:
    """Return the places with those of an inventory, if its folder is in the repository."""
    if places.inventory is None:
        return places
    folder = places.inventory
    return replace(
        places,
        resources={
            key: replace(one, file=os.path.join(folder, one.file)) for key, one in made.resources.items()
        },
        regions={key: replace(one, file=os.path.join(folder, one.file)) for key, one in made.regions.items()},
    )


def with_carried(places: Places, carried: Iterable[Carried], folder: Path) -> Places:
    """Return the places with those of Regions that were not read this time.

    The files of such Regions stay in the `folder` of the inventory. GitHub identifies an alert by
    its file too, so what is carried over must stay there.
    """
    if places.inventory is None:
        return places
    regions = dict(places.regions)
    for one in carried:
        account, region = key = (one.result.account, one.result.region)
        name = f"{account}/{region}.json"
        if key in regions or not re.fullmatch("[0-9]{12}", account):
            continue
        if (region == GLOBAL or REGION.fullmatch(region)) and (folder / name).is_file():
            regions[key] = Place(os.path.join(places.inventory, name), 1)
    return replace(places, regions=regions)
