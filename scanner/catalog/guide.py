"""A control's guide: what its YAML file, beside its policy, says for people.

    fix:      how to fix what the control found: `cli`, `terraform` and `cloudformation`, as text
    iac:      the arguments of `terraform` and the properties of `cloudformation` that decide
    peers:    the checks of other tools that ask the same, as TOOL:CHECK
    samples:  answers of AWS for the sample accounts; only `scanner/demo/samples.py` reads them

No policy sees a guide, and it is not part of a bundle or of the policy digest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from scanner.errors import Defect, nearest
from scanner.yaml_files import parse_yaml

FORMS = {
    "cli": ("AWS CLI", "sh"),
    "terraform": ("Terraform", "hcl"),
    "cloudformation": ("CloudFormation", "yaml"),
}
"""The forms of a fix, in the order in which they are shown: form -> (name, language of its block)."""
LARGEST = 1 << 20
"""The size limit of a guide, in bytes."""

_PARTS = ("fix", "iac", "peers", "samples")
_SAMPLES = re.compile(r"^samples:\n(?:(?:[ #-].*)?\n)*", re.M)
"""The samples, the longest part: everything up to the next line that begins with a letter."""


@dataclass(frozen=True, slots=True)
class Guide:
    """What a control's YAML file says for people; empty for a control without one."""

    fix: Mapping[str, str] = field(default_factory=dict)
    iac: Mapping[str, str] = field(default_factory=dict)
    peers: Sequence[str] = ()


@cache
def guide(path: Path) -> Guide:
    """Read a control's YAML file, without its samples. Raises `Defect`, naming the file, for one that breaks the format."""
    if not path.exists():
        return Guide()
    if not path.is_file() or path.stat().st_size > LARGEST:
        raise Defect(f"{path}: it is not a file, or larger than {LARGEST} bytes.")
    try:
        data = parse_yaml(_SAMPLES.sub(_blank, path.read_text(encoding="utf-8") + "\n"))
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise Defect(f"{path}{line}: it is not YAML: {error.problem}.") from error
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        raise Defect(f"{path}: it cannot be read: {error}.") from error
    data = {} if data is None else data
    for problem in _problems(data):
        raise Defect(f"{path}: {problem}.")
    return Guide(**{part: data[part] for part in ("fix", "iac", "peers") if part in data})


def _blank(lines: re.Match[str]) -> str:
    """Return as many empty lines, so that an error still names the right one."""
    return "\n" * lines[0].count("\n")


def _problems(data: Any) -> Iterator[str]:
    """Say what breaks the format."""
    if not isinstance(data, dict):
        yield "it is not a mapping"
        return
    for name in data.keys() - set(_PARTS):
        yield f"{name!r} is not among {', '.join(_PARTS)}. {nearest(str(name), _PARTS)}".rstrip(" .")
    yield from _texts(data, "fix", list(FORMS))
    yield from _texts(data, "iac", ["terraform", "cloudformation"])
    peers = data.get("peers", [])
    if not isinstance(peers, list) or not all(
        isinstance(peer, str) and re.fullmatch(r"[a-z0-9-]+:[\w.-]+", peer) for peer in peers
    ):
        yield "peers is not a list of TOOL:CHECK"


def _texts(data: Mapping[str, Any], part: str, names: Sequence[str]) -> Iterator[str]:
    """Say what breaks a mapping of texts. A report shows each in a fenced block, so none may end the block or steer a terminal."""
    texts = data.get(part, {})
    if not isinstance(texts, dict):
        yield f"{part} is not a mapping"
        return
    for name, text in texts.items():
        if name not in names:
            yield f"{part}.{name} is not among {', '.join(names)}. {nearest(str(name), names)}".rstrip(" .")
        elif not isinstance(text, str) or not text.strip():
            yield f"{part}.{name} is not a text"
        elif "```" in text or not re.sub(r"[\n\t]", "", text).isprintable():
            yield f"{part}.{name} has ``` or a character that does not print"
