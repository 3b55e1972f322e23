"""What the user wants of a run: records that the command line makes of its options."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.reports.upload import Upload
from scanner.snapshot.owned import FILES

if TYPE_CHECKING:
    from scanner.catalog.controls import Selection
    from scanner.earlier.results import Earlier
    from scanner.engines.interface import Server
    from scanner.people.config import Config

Progress = Callable[[int, int, int], None]
"""Called with the numbers of (finished calls, known calls, calls that wait for AWS's rates)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What to judge: the selection, folders of the user's own controls, the configuration file.

    If `config` is None, it is `genai-lens.yaml` in the working folder, if there is one. With
    `ready`, no file is read, and this is the configuration.
    """

    selection: Selection
    folders: tuple[Path, ...] = ()
    config: Path | None = None
    ready: Config | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """The credentials for the account, and the Regions to read.

    If `regions` is empty, the configuration decides, and then all enabled Regions are read.
    `time_limit`: the seconds after which nothing more is asked.
    `max_rate`: the most calls a second for each operation in each Region.
    `metrics`: whether to make the calls that AWS charges for, at most `most_paid`. `agreed`:
    whether the user agrees to their price without being asked.
    `last_accessed`: whether to ask IAM for reports of the last use of services.
    `sample`: whether the embedded AWS answers, with a sample account.
    """

    profile: str | None = None
    role_arn: str = ""
    external_id: str = ""
    regions: tuple[str, ...] = ()
    time_limit: float = 3600
    max_rate: float = math.inf
    sample: bool = False
    metrics: bool = False
    last_accessed: bool = False
    agreed: bool = False
    most_paid: int = 500


@dataclass(frozen=True, slots=True)
class Judge:
    """The engine, its OPA server if any, and the settings for the exit code.

    `baseline`: an earlier run, whose failures are known and do not count for the exit code.
    """

    engine: str = "regorus"
    server: Server | None = None
    fail_on: str = "low"
    allow_incomplete: bool = False
    baseline: Earlier | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """The output folder, and the formats of the results (`table` is printed and not written).

    `upload`: what is wanted of SARIF and of the inventory.
    """

    folder: Path
    formats: tuple[str, ...] = ()
    force: bool = False
    upload: Upload = field(default_factory=Upload)

    @property
    def files(self) -> tuple[str, ...]:
        """Return the names of the files that the formats need."""
        return tuple(FILES[name] for name in self.formats if name != "table")


@dataclass(frozen=True, slots=True)
class Screen:
    """How a run informs the user.

    `tell` prints a note, `warn` a warning, and `progress` opens a progress bar. `ask` asks a
    question on the terminal, and returns whether the answer is yes.
    """

    tell: Callable[[str], None]
    warn: Callable[[str], None]
    progress: Callable[[str], AbstractContextManager[Progress]] = field(repr=False)
    ask: Callable[[str], bool] = field(repr=False, default=lambda text: False)
