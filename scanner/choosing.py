"""Choose controls and the configuration as the files and options of the user say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.choices import Choice, Screen
from scanner.errors import UsageError
from scanner.text import plural

if TYPE_CHECKING:
    from scanner.catalog.controls import Catalog
    from scanner.people.check import Checked
    from scanner.people.config import Config


def chosen(choice: Choice, screen: Screen) -> tuple[Catalog, Config]:
    """Return the selected controls, and the configuration, which may name all controls."""
    from scanner.catalog.controls import select
    from scanner.people.config import read

    everything = _everything(choice.folders, screen)
    config = choice.ready or read(choice.config, everything)
    if config.file:
        screen.tell(f"Using the configuration file {config.file}.")
    if config.attestations.file and not choice.ready:
        screen.tell(f"Using the attestations in {config.attestations.file}.")
    if config.waivers.file:
        screen.tell(f"Using the waivers in {config.waivers.file}.")
    return select(everything, choice.selection), config


def controls(choice: Choice, screen: Screen, *, whole: bool = False) -> Catalog:
    """Return the selected controls. Raises `UsageError` if `whole` and one cannot be used."""
    from scanner.catalog.controls import select

    everything = _everything(choice.folders, screen)
    if whole and everything.left_out:
        raise UsageError(
            f"{plural(len(everything.left_out), 'control')} of your own cannot be used.",
            "Fix what the warnings name.",
        )
    return select(everything, choice.selection)


def _everything(folders: tuple[Path, ...], screen: Screen) -> Catalog:
    """Return all controls. Warns about each of the user's own that cannot be used."""
    from scanner.catalog.controls import load

    everything = load()
    if folders:
        from scanner.catalog.custom import extended

        everything, problems = extended(everything, folders)
        for problem in problems:
            screen.warn(f"{problem.rstrip('.')}. It is left out.")
        everything = replace(everything, left_out=tuple(problems))
    return everything


def check(files: Iterable[Path], folders: tuple[Path, ...], screen: Screen) -> list[Checked | UsageError]:
    """Return what each file holds, or the error with all that is wrong in it.

    `folders` have the user's own controls. Nothing is asked of AWS.
    """
    from scanner.people.check import check

    everything = _everything(folders, screen)
    found: list[Checked | UsageError] = []
    for file in files:
        try:
            found += check(file, everything)
        except UsageError as error:
            found.append(error)
    return found
