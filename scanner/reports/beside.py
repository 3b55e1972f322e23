"""Say whether results in a folder are of another judgement than those that a run would add.

What stands beside each other must be of one judgement: a reader takes it for the same results in
other forms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from scanner import __version__
from scanner.catalog.controls import Catalog
from scanner.catalog.digest import digest
from scanner.people.config import Config
from scanner.people.config import digest as digest_of_params
from scanner.snapshot import files
from scanner.snapshot.folder import Snapshot
from scanner.snapshot.owned import FILES, RESULTS, is_ours

Judgement = Mapping[str, Any]
"""What decides on the results, in words -> its value. Equal judgements give equal results."""

_WORDS = (
    "version of genai-lens",
    "snapshot",
    "selection",
    "set of policies",
    "configuration",
    "file of attestations",
    "file of waivers",
    "baseline",
)


def judgement(snapshot: Snapshot, catalog: Catalog, config: Config, baseline: str) -> Judgement:
    """Return the judgement of a run. `baseline` is the sha256 of the file, or empty."""
    params = digest_of_params(config, catalog, [target.account for target in snapshot.targets])
    chosen = {name: [*values] for name, values in asdict(catalog.selection).items()}
    files_of_people = (config.attestations.digest or None, config.waivers.digest or None, baseline or None)
    configured = (config.digest or None, params)
    values = (__version__, snapshot.digest, chosen, digest(catalog), configured, *files_of_people)
    return dict(zip(_WORDS, values, strict=True))


def another(folder: Path, own: Judgement) -> str:
    """Return a sentence if results in a folder are, or may be, of another judgement than `own`.

    `results.json` and `results.sarif` say of which one they are. Other forms do not, so they need
    one of these two beside them. The sentence is empty if there are no results of genai-lens.
    """
    found = [name for name in RESULTS if is_ours(folder / name)]
    said = [name for name in found if name in _SAID]
    for name in said:
        theirs = _judgement_of(folder / name)
        for what, value in own.items():
            if theirs.get(what) != value:
                return f"{folder / name} is of another {what} than this run."
    if found and not said:
        of = " or ".join(_SAID)
        return f"{folder / found[0]} does not say how it was judged, and there is no {of} that does."
    return ""


def _judgement_of(path: Path) -> Judgement:
    """Return the judgement that a file says of itself; empty if it has another format."""
    try:
        values = _SAID[path.name](orjson.loads(files.read(path)))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}
    return dict(zip(_WORDS, values, strict=True))


def _of_json(found: Any) -> tuple[Any, ...]:
    return (
        found["tool"]["version"],
        found["snapshot_digest"],
        found["selection"],
        found["policy_digest"],
        *_of_configuration(found["configuration"]),
        _sha256(found["baseline"]),
    )


def _of_sarif(found: Any) -> tuple[Any, ...]:
    run = found["runs"][0]
    said = run["properties"]
    return (
        run["tool"]["driver"]["version"],
        said["snapshotDigest"],
        said["selection"],
        said["policyDigest"],
        *_of_configuration(said["configuration"]),
        _sha256(said["baseline"]),
    )


def _of_configuration(found: Any) -> tuple[Any, ...]:
    own = (found["sha256"], found["digest"])
    return own, _sha256(found["attestations"]), _sha256(found["waivers"])


def _sha256(file: Any) -> Any:
    return file["sha256"] if file else None


_SAID: Mapping[str, Callable[[Any], tuple[Any, ...]]] = {FILES["json"]: _of_json, FILES["sarif"]: _of_sarif}
"""File -> the function that returns its judgement, in the order of `_WORDS`."""
