"""Read the files of a user's own controls, in a child process: they may be hostile.

The parent is `scanner.catalog.custom`. Each answer is `{"problem": ...}`, a sentence with file,
line and reason, or the content of the file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from scanner import child
from scanner.catalog.absent import absent
from scanner.catalog.controls import read
from scanner.catalog.guide import guide, text_of
from scanner.catalog.lens import practices
from scanner.catalog.metadata import Shared
from scanner.catalog.vetting import forbidden, outside
from scanner.errors import Defect
from scanner.rego import Module, PolicyError, package, tests
from scanner.text import one_line


def _prepare(_: Mapping[str, Any], __: bytes) -> Callable[[tuple[str, str]], Any]:
    """Return the function that reads a file: a folder, and the path below it, with slashes."""
    shared = Shared.load()

    def read_one(item: tuple[str, str]) -> dict[str, Any]:
        folder, relative = item
        path = Path(folder) / relative
        try:
            return (
                _test(path) if relative.endswith("_test.rego") else _control(path, folder, relative, shared)
            )
        except (Defect, PolicyError) as error:
            return {"problem": one_line(str(error))}
        except Exception as error:
            return {"problem": one_line(f"{path}: it cannot be read ({type(error).__name__}).")}

    return read_one


def _control(path: Path, folder: str, relative: str, shared: Shared) -> dict[str, Any]:
    """Return the text, the METADATA and the guide of a control.

    Raises `Defect` or `PolicyError`, with a message that starts with the path, if it is not valid.
    """
    text = text_of(path)
    if relative.count("/") != 2:
        folders = ", ".join(sorted({practice["folder"] for practice in practices().values()}))
        raise Defect(
            f"{path}: a control belongs in {folder}/PILLAR/BEST_PRACTICE/ (the pillars are {folders})."
        )
    module = _vetted(path, text)
    try:
        control = read(Module(relative, text), shared)
    except Defect as error:
        place, _, reason = str(error).removeprefix(relative).partition(": ")
        raise Defect(f"{path}{place or ':1'}: {reason}") from error
    reached = outside(module, ".".join(("lens", "controls", *control.package)))
    if reached:
        raise Defect(f"{path}:{reached[0]} is neither in data.lens.lib nor in the control's own package.")
    for missing in absent(module, control.meta)[:1]:
        raise Defect(f"{path}:{missing}")
    beside = path.with_suffix(".yaml")
    if beside.is_symlink():
        raise Defect(f"{beside}: it is a link.")
    return {"text": text, "meta": control.meta.document(), "guide": asdict(guide(beside))}


def _test(path: Path) -> dict[str, Any]:
    """Return the text of a test file, and the names of its tests. Raises like `_control`."""
    module = _vetted(path, text_of(path))
    if not package(module.text).startswith("lens_test."):
        raise Defect(f"{path}:1: the name of its package does not start with lens_test.")
    return {"text": module.text, "tests": tests(module)}


def _vetted(path: Path, text: str) -> Module:
    module = Module(path.as_posix(), text)
    used = forbidden(module)
    if used:
        raise Defect(f"{path}:{used[0]} is not one of the built-ins that a policy may use.")
    return module


if __name__ == "__main__":
    child.answer(_prepare)
