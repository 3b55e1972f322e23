"""The JSON Schemas of the files that people write, for their editors.

The schemas that `files.read` uses say what a value must be. Here each key also says what it is for,
and ids of the user's own controls are valid, because the published schemas do not know them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scanner.catalog.controls import Catalog
from scanner.catalog.workload import KEYS
from scanner.people import attestations, config_schema, waivers
from scanner.people.files import Schema
from scanner.people.parts import SEEN

PUBLISHED = "https://raw.githubusercontent.com/genai-lens/genai-lens/main/docs/schemas"
"""Where the schemas of the built-in controls are."""

_ANY_CONTROL = "^GEN[A-Z]+[0-9]{2}-BP[0-9]{2}/[a-z0-9]+(-[a-z0-9]+)*$"

_BUILT: Mapping[str, Callable[[Catalog], Schema]] = {
    "config": config_schema.schema,
    "attestations": attestations.schema,
    "waivers": waivers.schema,
}

_REGIONS = "The Regions to read; without them, all that the account has enabled."
_MEANINGS: Mapping[str, Mapping[str, str]] = {
    "config": {
        "params": "Values of parameters, by control. They replace the defaults.",
        "regions": _REGIONS,
        "switched_off": "Controls that are not judged, each with the reason.",
        "severities": "Controls with another severity, each with the reason.",
        "severity": "The severity of the control's results.",
        "reason": "Why. Every report shows it.",
        "leave_out": "Resources that are judged and count nowhere, by their tags.",
        "tags": "The tags that a resource must have, all of them. The value `*` is any value.",
        "workload": "What belongs to the workload, where no API says so.",
        "signs": "Phrases to look for in texts that are redacted. A scan reads them, and evaluate does not.",
        "structured": "Phrases of prompts that ask for a form which a program reads.",
        "secret": "Phrases that prompts and instructions must not hold, such as how keys of yours begin.",
        "feedback": "Where the feedback of users is.",
        "iac": "How infrastructure as code marks what it manages.",
        "environments": "Which environment is production.",
        "production": "What is production.",
        "accounts": "Settings of single accounts, by account id. They win over those of the file.",
        "name": "The name of the account in reports.",
        "attestations": "The file of attestations; without it, attestations.yaml beside this file.",
        "waivers": "The file of waivers; without it, waivers.yaml beside this file.",
    },
    "attestations": {
        "attestations": "Dated statements that a practice is followed which no API can show.",
        "control": "The control whose practice is followed.",
        "owner": "Who answers for the statement.",
        "statement": "What is done, in a sentence or two.",
        "evidence": "A link to what proves it.",
        "given": "The day of the statement.",
        "expires": "The last day on which it counts, at most a year after it was given.",
        "accounts": "The accounts that it is about; without them, all.",
        "resources": "The ARNs that it is about; without them, all that the control judges.",
    },
    "waivers": {
        "waivers": "Dated acceptances of failures.",
        "control": "The control whose failures are accepted.",
        "account": "The account that it is about; without it, all.",
        "region": "The Region that it is about; without it, all.",
        "resource": "The ARN that it is about; without it, all.",
        "item": "The item of the resource that it is about; without it, all.",
        "owner": "Who accepts the failure.",
        "reason": "Why it is accepted.",
        "ticket": "Where the work on it is tracked.",
        "expires": "The last day on which it is accepted.",
    },
}
"""File -> key -> what the key is for. A test demands a sentence for each key."""


def published(catalog: Catalog) -> dict[str, dict[str, Any]]:
    """Return the name of each file -> its JSON Schema for editors, draft 2020-12."""
    made = {name: _told(build(catalog), name, catalog) for name, build in _BUILT.items()}
    of_file = made["config"]["properties"]
    of_account = of_file["accounts"]["additionalProperties"]["properties"]
    for key in of_account.keys() & of_file.keys():  # they are equal, and large
        of_account[key] = {"$ref": f"#/properties/{key}", "description": of_file[key]["description"]}
    return made


def _told(schema: Any, file: str, catalog: Catalog, place: tuple[str, ...] = ()) -> Any:
    """Return a schema whose properties say what they are for, and whose ids are open.

    `place` are the keys above it.
    """
    if isinstance(schema, list):
        return [_told(one, file, catalog, place) for one in schema]
    if not isinstance(schema, Mapping):
        return schema
    out: dict[str, Any] = {}
    for word, value in schema.items():
        if word == "properties":
            out[word] = {
                key: _about(_told(one, file, catalog, (*place, key)), file, catalog, (*place, key))
                for key, one in value.items()
            }
        elif word in ("items", "additionalProperties"):
            out[word] = _told(value, file, catalog, place)
        elif value == SEEN:  # not every validator knows the classes of Unicode
            out[word] = r"\S"
        else:
            out[word] = value
    return _open(out, catalog)


def _about(schema: dict[str, Any], file: str, catalog: Catalog, place: tuple[str, ...]) -> dict[str, Any]:
    """Return the schema of a property with its meaning, and what is needed, as the description."""
    needed = schema.get("description", "")
    said = f"{_meaning(file, catalog, place)} Write {needed}." if needed else _meaning(file, catalog, place)
    return {**schema, "description": said}


def _meaning(file: str, catalog: Catalog, place: tuple[str, ...]) -> str:
    key = place[-1]
    if key in catalog.named:
        return f"{catalog.named[key].meta.title}."
    if len(place) > 1 and place[-2] in catalog.named and "params" in place:
        return f"A parameter of {place[-2]}."
    below = place[place.index("workload") + 1 :] if "workload" in place else ()
    if ".".join(below) in KEYS:
        return KEYS[".".join(below)].meaning
    return _MEANINGS[file][key]


def _open(schema: dict[str, Any], catalog: Catalog) -> dict[str, Any]:
    """Return a schema in which ids of controls may also be those of the user's own controls."""
    if {*schema.get("enum", ())} & catalog.named.keys():
        known = {"enum": schema["enum"]}
        rest = {word: value for word, value in schema.items() if word != "enum"}
        return {**rest, "type": "string", "anyOf": [known, {"pattern": _ANY_CONTROL}]}
    if schema.get("properties", {}).keys() & catalog.named.keys():
        first = next(iter(schema["properties"].values()))
        return {**schema, "patternProperties": {_ANY_CONTROL: {"type": first["type"]}}}
    return schema
