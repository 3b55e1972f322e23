"""Draft a genai-lens.yaml from a snapshot, for a person to correct.

Its Regions and accounts are those of the snapshot. Everything else is a comment: each key of
`workload`, with the names that the scan found. In the draft, `# Text` is prose, and what follows a
`#` without one space is YAML: without the `#`, it is valid.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from collectors.records import Resource
from scanner.catalog.workload import KEYS, TAGS, TEXTS, Key
from scanner.people.parts import MOST_LETTERS, MOST_WILDCARDS
from scanner.people.patterns import literal
from scanner.people.schemas import PUBLISHED
from scanner.snapshot.folder import Snapshot
from scanner.text import plural, visible

MOST_NAMES = 20
"""The most names of a key that the draft lists."""
_WIDTH = 100
_EXAMPLES = {
    "tag": "application",
    "url": "https://git.example.com/team/prompts",
    "pipeline": "https://git.example.com/team/application/actions",
    "path": "terraform.tfstate",
}
"""Form -> an example of a key that has one text."""
_ENVIRONMENT = re.compile("env|stage", re.IGNORECASE)
_HEAD = """\
# yaml-language-server: $schema={schema}
#
# The configuration of genai-lens, from a scan of {day}. Correct it: a scan cannot know all.
# docs/configuration.md explains each key.

# The Regions to read. Remove those that no scan needs.
regions:
"""
_ACCOUNTS = """
# What holds for one account only. Its values win over those of the file.
accounts:
"""
_WORKLOAD = """
# What belongs to the workload, where no API says so. Remove the # before what does.
# docs/workload.md explains each key.
workload:
"""


def draft(snapshot: Snapshot, present: Mapping[str, int]) -> str:
    """Return the text. `present`: Region -> the number of generative AI resources found there."""
    from collectors.models import regions as known_regions

    regions = sorted({r for target in snapshot.targets for r in target.regions if r in known_regions()})
    accounts = sorted({target.account for target in snapshot.targets})
    out = [_HEAD.format(schema=f"{PUBLISHED}/config.schema.json", day=visible(snapshot.head.started[:10]))]
    out += [
        f"  - {region}  # {plural(number, 'resource') if (number := present.get(region, 0)) else 'nothing'} "
        "of generative AI\n"
        for region in regions
    ]
    out.append(_ACCOUNTS)
    out += [f'  "{account}":\n    #name: payments\n' for account in accounts]
    out.append(_WORKLOAD)
    above: tuple[str, ...] = ()
    for name, key in KEYS.items():
        *parents, last = name.split(".")
        for depth, parent in enumerate(parents):
            if above[depth : depth + 1] != (parent,):
                out.append(f"  #{'  ' * depth}{parent}:\n")
        above = tuple(parents)
        indent = "  " * len(parents)
        out += [f"  # {line}\n" for line in _wrapped(key.meaning)]
        out += [f"  #{indent}{line}\n" for line in _lines(last, key, snapshot, accounts, regions)]
    return "".join(out)


def _lines(
    name: str, key: Key, snapshot: Snapshot, accounts: Iterable[str], regions: Iterable[str]
) -> Iterator[str]:
    """Yield the lines of a key, with the values that the snapshot has."""
    if key.form in TEXTS:
        yield f"{name}: {_EXAMPLES[key.form]}"
        return
    if key.form in ("regions", "accounts"):
        found = [*(regions if key.form == "regions" else accounts)]
    else:
        values = {value for one in snapshot.resources for value in _values(key, one)}
        found = sorted(value for value in values if value and _fits(literal(value)))
    if not found:
        yield f"{name}: []"
        return
    yield f"{name}:"
    for value in found[:MOST_NAMES]:
        yield f"  - {_quoted(literal(value))}"
    if (more := len(found) - MOST_NAMES) > 0:
        yield f"  # and {more:,} more"


def _values(key: Key, resource: Resource) -> Iterator[str]:
    """Yield what a resource gives for a key."""
    if TAGS in key.types:
        pairs = resource.tags.items()
        if key.form == "tags":
            yield from (f"{tag}={value}" for tag, value in pairs if _ENVIRONMENT.search(tag))
        else:
            yield from resource.tags
    elif resource.type in key.types:
        yield resource.id if key.form == "stores" else resource.name or resource.id


def _fits(value: str) -> bool:
    """Return whether the configuration could hold a value."""
    return len(value) <= MOST_LETTERS and value.count("*") + value.count("?") <= MOST_WILDCARDS


def _quoted(value: str) -> str:
    """Return a text as YAML in quotes, in one line. `visible` writes escapes that YAML reads."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{visible(escaped)}"'


def _wrapped(text: str) -> list[str]:
    from textwrap import wrap

    return wrap(text, _WIDTH - len("  # "))
