"""The `workload` section of the configuration: what belongs to the workload, where no API says so.

`scanner/catalog/workload.py` has the table of its keys. An account's entry overrides the file's,
key by key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from collectors.workload import Workload
from scanner.catalog.workload import KEYS, nested
from scanner.people.files import Document, Schema
from scanner.people.parts import ACCOUNTS, MOST_ELEMENTS, PATTERN, PATTERNS, TEXT, heading
from scanner.people.patterns import fits

_ONE_OR_NONE = {**TEXT, "type": ["string", "null"]}
_URL = r"(https?|ssh|git)://([^\s@/:]+@)?[^\s@]+|[\w.-]+@[\w.-]+:\S+"
_PIPELINE = r"arn:[\w-]+:codepipeline:[\w-]+:[0-9]{12}:[^\s:]+"
_STORE = r"arn:[\w*?-]+:(dynamodb:[\w*?-]*:[0-9*?]*:table/[^\s/]+|s3:::[^\s/]+)"


def _list_of(pattern: str, item: str, whole: str) -> Schema:
    """Return the schema of a list of texts of one form. `item` and `whole` are what is needed."""
    element = {**TEXT, "pattern": pattern, "description": item}
    return {**PATTERNS, "maxItems": MOST_ELEMENTS, "items": element, "description": whole}


FORMS: Mapping[str, Schema] = {
    "names": {**PATTERNS, "items": {**PATTERN, "minLength": 1}},
    "accounts": {**ACCOUNTS, "description": "a list of account ids, with * and ? as wildcards"},
    "stores": _list_of(
        f"^{_STORE}$",
        "the ARN of a DynamoDB table or of an S3 bucket",
        "a list of ARNs of DynamoDB tables and S3 buckets, with * and ? as wildcards",
    ),
    "tags": _list_of(
        r"^[^=]+=[^*?]*([*?][^*?]*){0,20}$",
        "a tag as KEY=VALUE",
        "a list of tags as KEY=VALUE, with * and ? as wildcards",
    ),
    "tag": {**_ONE_OR_NONE, "minLength": 1, "description": "the key of a tag"},
    "url": {**_ONE_OR_NONE, "pattern": f"^({_URL})$", "description": "a URL without a password"},
    "pipeline": {
        **_ONE_OR_NONE,
        "pattern": f"^({_PIPELINE}|{_URL})$",
        "description": "the ARN of a pipeline of CodePipeline, or a URL without a password",
    },
    "path": {
        **_ONE_OR_NONE,
        "pattern": r"\S",
        "description": "the path of a file, from the folder of this one",
    },
}
"""Form of a key's value -> its schema, but for the form `regions`."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One value of a key, with its line. `account` is empty for the section of the whole file."""

    account: str
    key: str
    name: str
    line: int


def workload_schema(regions: Schema) -> dict[str, Any]:
    """Return the schema of the section. `regions` is that of a list of Regions."""
    forms = {**FORMS, "regions": regions}
    found: dict[str, Any] = nested({name: forms[key.form] for name, key in KEYS.items()}, heading)
    return found


def merged(everywhere: Mapping[str, Any] | None, own: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the section for an account: its own keys, and the others of the file.

    A key without a value counts as a key that is not there.
    """
    found: dict[str, Any] = nested({**flat(everywhere), **flat(own)})
    return found


def flat(section: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return dotted key -> value, for the keys that have a value."""
    found = {}
    for name in KEYS:
        value: Any = section or {}
        for step in name.split("."):
            value = (value or {}).get(step)
        if value is not None:
            found[name] = value
    return found


def for_collecting(section: Mapping[str, Any] | None) -> Workload:
    """Return a section as the collectors need it, to read what is declared."""
    names = {key: [value] if isinstance(value, str) else value for key, value in flat(section).items()}
    return Workload(names, fits)


def declared(
    document: Document, account: str = "", *, section: Mapping[str, Any] | None
) -> Iterator[Declared]:
    """Yield each value of a section of the configuration, for an account or the whole file."""
    top = ("accounts", account, "workload") if account else ("workload",)
    for key, value in flat(section).items():
        place = (*top, *key.split("."))
        if isinstance(value, str):
            yield Declared(account, key, value, document.line(place))
        else:
            for index, name in enumerate(value):
                yield Declared(account, key, name, document.line((*place, index)))
