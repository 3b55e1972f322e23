"""Draw the packages of the program and their imports into docs/architecture.md.

With --check, only compare the drawing. A package is called a room, and each room is on a floor.
Fails if a room imports another room of the same or a higher floor.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "architecture.md"
START, END = "<!-- Drawn by `make generate` from the imports. -->\n", "<!-- End of the drawing. -->"

FLOORS: tuple[dict[str, str], ...] = (
    {"scanner/cli": "What did the user type?"},
    {"scanner/doctor.py": "What would keep a scan from seeing?"},
    {"scanner/run.py": "What are the stages of a run, in order?"},
    {"scanner/choosing.py": "Which controls and which configuration are chosen?"},
    {"scanner/choices.py": "What does the user want of a run?"},
    {"scanner/earlier": "What has changed since an earlier run?"},
    {"scanner/reports": "How does each reader see the results?"},
    {
        "scanner/judging": "What is the verdict on each subject?",
        "scanner/demo": "What would AWS and people answer?",
    },
    {
        "scanner/engines": "How is Rego run, bounded and compared?",
        "scanner/people": "What did people state, and is it valid?",
    },
    {"scanner/catalog": "What is a control, and may it be loaded?"},
    {
        "scanner/snapshot": "What is in the folder, and is it whole?",
        "scanner/rego.py": "How is Rego text read?",
        "scanner/iam_documents.py": "How does a policy document get one form?",
        "scanner/yaml_files.py": "How is YAML read?",
        "scanner/child.py": "How is work on hostile input stopped?",
    },
    {
        "scanner/errors.py": "How is a failure said?",
        "scanner/text.py": "How is foreign text made harmless?",
        "scanner/signals.py": "How is a command interrupted?",
        "collectors": "What does the account hold?",
    },
)
"""The floors, the top one first: room -> the question that it answers.

A room imports only rooms on lower floors.
"""

Imports = dict[str, set[str]]
"""Room -> the rooms that it imports."""


def imports() -> Imports:
    """Return the imports between rooms, from every module of scanner/ and collectors/."""
    found: Imports = {room: set() for floor in FLOORS for room in floor}
    for path in sorted([*ROOT.glob("scanner/**/*.py"), *ROOT.glob("collectors/**/*.py")]):
        module = path.relative_to(ROOT)
        own = _room(module)
        for name in _imported(path):
            target = _room(Path(*name.split(".")))
            if own and target and target != own:
                found[own].add(target)
    return found


def _imported(path: Path) -> Iterator[str]:
    """Yield the dotted names of our modules that a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        yield from (name for name in names if name.split(".")[0] in ("scanner", "collectors"))


def _room(module: Path) -> str:
    """Return the room of a module or of a name in it; empty for the package `scanner` itself."""
    first, *rest = module.parts
    if first == "collectors":
        return "collectors"
    if not rest or rest[0].startswith("__"):
        return ""
    name = rest[0].removesuffix(".py")
    folder = ROOT / "scanner" / name
    return (
        f"scanner/{name}"
        if folder.is_dir()
        else f"scanner/{name}.py"
        if folder.with_suffix(".py").is_file()
        else ""
    )


def wrong(found: Imports) -> list[str]:
    """Return the imports of rooms that are not on a lower floor, and the rooms without a floor."""
    floor_of = {room: number for number, floor in enumerate(FLOORS) for room in floor}
    unknown = [f"{room} is on no floor" for room in sorted(found.keys() - floor_of.keys())]
    return unknown + [
        f"{room} imports {target}, which is not on a lower floor"
        for room, targets in sorted(found.items())
        for target in sorted(targets)
        if room in floor_of and floor_of[room] >= floor_of.get(target, -1)
    ]


def drawing(found: Imports) -> str:
    """Return the rooms as a Mermaid drawing, without the arrows that others imply."""
    lines = ["```mermaid", "flowchart TD"]
    for number, floor in enumerate(FLOORS):
        lines += [f"  subgraph floor{len(FLOORS) - number} [ ]"]
        lines += [f'    {_id(room)}["{room}<br>{question}"]' for room, question in floor.items()]
        lines += ["  end"]
    for room, targets in found.items():
        implied = {below for target in targets for below in _below(found, target)}
        lines += [f"  {_id(room)} --> {_id(target)}" for target in sorted(targets - implied)]
    return "\n".join([*lines, "```", ""])


def _below(found: Imports, room: str) -> set[str]:
    return {below for target in found[room] for below in (target, *_below(found, target))}


def _id(room: str) -> str:
    return re.sub(r"\W", "_", room)


def main() -> None:
    """Write the drawing, or with --check compare it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    found = imports()
    if problems := wrong(found):
        sys.exit("\n".join(problems))
    page = PAGE.read_text(encoding="utf-8")
    head, rest = page.split(START)
    made = head + START + drawing(found) + END + rest.split(END, 1)[1]
    if check and made != page:
        sys.exit("the drawing in docs/architecture.md is out of date: run `make generate`.")
    if not check:
        PAGE.write_text(made, encoding="utf-8")


if __name__ == "__main__":
    main()
