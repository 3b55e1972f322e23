"""The page docs/annotations.md: the SARIF of the sample account `demo`, as GitHub shows it.

python -m scripts.on_github FOLDER    write the SARIF of every sample account into FOLDER
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from scanner.catalog.controls import load
from scanner.demo.samples import ACCOUNTS
from scanner.reports.git_inventory import inventory
from scanner.reports.places import Places
from scanner.reports.sarif.log import sarif
from scanner.reports.upload import with_inventory
from scripts.sampled import judged, scanned

FOLDER = "inventory"
WIDTH = 94
"""Columns of a message."""
_SCORES = ((9.0, "Critical"), (7.0, "High"), (4.0, "Medium"), (0.0, "Low"))
"""The lowest `security-severity` of each severity on GitHub."""

PAGE = """# The sample account on GitHub

{made}

These are the annotations that GitHub code scanning shows for

    genai-lens demo --format sarif --inventory {folder}

if the files of the inventory are committed and the SARIF is uploaded. Each has the line of a file,
the severity and the title of the control, and the message. The link of a message leads to all lines
of the resource. GitHub shows how to fix it beside the alert.

[What the outputs promise](output.md#resultssarif) explains which line a result has.

{blocks}"""


def page(made: str) -> str:
    """Return the page. `made` is the note that it is generated."""
    log, files = _written("demo")
    (run,) = orjson.loads(log)["runs"]
    rules = run["tool"]["driver"]["rules"]
    found: dict[str, dict[int, list[str]]] = {}
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        file, line = place["artifactLocation"]["uri"], place["region"]["startLine"]
        shown = found.setdefault(file, {}).setdefault(line, [])
        shown += _annotation(result, rules[result["ruleIndex"]])
    blocks = [
        f"## {file}\n\n```text\n{chr(10).join(_lines(files[file], found[file]))}\n```\n"
        for file in sorted(found)
    ]
    return PAGE.format(made=made, folder=FOLDER, blocks="\n".join(blocks))


def _annotation(result: Mapping[str, Any], rule: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of an annotation: the severity and the title, and the message."""
    score = float(rule["properties"]["security-severity"])
    severity = next(name for least, name in _SCORES if score >= least)
    yield f"{severity}: {rule['shortDescription']['text']}"
    text = result["message"]["text"]
    for related in result.get("relatedLocations", []):
        region = related["physicalLocation"]["region"]
        lines = f"lines {region['startLine']} to {region['endLine']}"
        text = re.sub(rf"(?<!\\)\[([^\[\]]+)\]\({related['id']}\)", rf"\1 ({lines})", text)
    text = re.sub(r"\\(.)", r"\1", text.replace("{{", "{").replace("}}", "}"))
    yield from textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)


def _lines(body: bytes, found: Mapping[int, list[str]]) -> Iterator[str]:
    """Yield each line of a file that has annotations, and the annotations below it."""
    lines = body.decode().split("\n")
    for number in sorted(found):
        if number != min(found):
            yield ""
        yield f"{number:5} {lines[number - 1]}"
        yield from (f"    > {line}" for line in found[number])


@cache
def _written(name: str) -> tuple[bytes, dict[str, bytes]]:
    """Scan a sample account. Returns its SARIF, and the files of its inventory."""
    catalog = load()
    with TemporaryDirectory() as folder:
        snapshot = scanned(name, catalog, Path(folder) / "snapshot")
        report, made = judged(snapshot, catalog), inventory(snapshot)
    places = with_inventory(Places(inventory=FOLDER), made)
    return sarif(report, places), {f"{FOLDER}/{file}": body for file, body in made.files.items()}


def main() -> None:
    """Write the SARIF of every sample account."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name in sorted(path.stem for path in ACCOUNTS.glob("*.yaml")):
        (folder / f"{name}.sarif").write_bytes(_written(name)[0])


if __name__ == "__main__":
    main()
