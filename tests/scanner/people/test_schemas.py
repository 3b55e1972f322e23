"""The schemas for editors: valid, explained, and as strict as the reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
import yaml

from scanner.catalog.controls import Catalog
from scanner.people.schemas import published
from scanner.run import schemas
from tests import lab
from tests.scanner.people.test_workload import WHOLE

KEYS = "GENSEC01-BP01/api-keys-expire"
OWN = "GENSEC01-BP01/our-own-rule"
PUBLISHED = published(lab.everything())


def _properties(schema: Any, place: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield (place, schema) of every property at every level."""
    if isinstance(schema, list):
        for one in schema:
            yield from _properties(one, place)
    elif isinstance(schema, dict):
        for key, one in schema.get("properties", {}).items():
            yield f"{place}.{key}", one
        for word, one in schema.items():
            if word == "properties":
                for key, below in one.items():
                    yield from _properties(below, f"{place}.{key}")
            else:
                yield from _properties(one, place)


@pytest.mark.parametrize("name", ["config", "attestations", "waivers"])
def test_every_key_has_a_description(name: str) -> None:
    """An editor shows it. A key of people/schemas.py that no file has is not left behind."""
    schema = PUBLISHED[name]
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    found = dict(_properties(schema))
    assert len(found) >= 8
    assert [place for place, one in found.items() if not one.get("description", "").endswith(".")] == []


def test_a_description_says_what_the_key_is_for_and_what_to_write() -> None:
    """The title of the control, the meaning of a key of `workload`, and the form of its value."""
    config = PUBLISHED["config"]["properties"]
    assert config["params"]["properties"][KEYS]["description"].startswith("Have no long-term API keys")
    feedback = config["workload"]["properties"]["feedback"]["properties"]["stores"]["description"]
    assert feedback.startswith(
        "DynamoDB tables and S3 buckets that keep the feedback of users. Write a list of"
    )
    account = config["accounts"]["additionalProperties"]["properties"]
    assert account["params"] == {
        "$ref": "#/properties/params",
        "description": config["params"]["description"],
    }


VALID = {
    "config": (
        "",
        f"params: {{{KEYS}: {{max_lifetime_days: 7}}, {OWN}: {{anything: 1}}}}\nregions: [us-east-1]",
        f"switched_off: {{{KEYS}: tested elsewhere, {OWN}: tested}}\nseverities:",
        f"accounts: {{'123456789012': {{regions: [eu-west-1], severities: {{{KEYS}: "
        "{severity: low, reason: ours}}}}",
        WHOLE,
    ),
    "attestations": (
        "attestations:",
        f"attestations: [{{control: {OWN}, owner: o, given: '2026-01-01', resources: [a*]}}]",
    ),
    "waivers": (
        f"waivers: [{{control: {KEYS}, account: '12*', expires: '2026-01-01'}}, {{control: {OWN}}}]",
    ),
}
WRONG = {
    "config": (
        "param: {}",
        f"params: {{{KEYS}: {{max_lifetime: 7}}}}",
        "params: {api-keys-expire: {}}",
        f"switched_off: {{{KEYS}: 7}}",
        f"switched_off: {{{OWN}: 7}}",
        "regions: [US-EAST-1]",
        "accounts: {'1234': {}}",
        "accounts: {'123456789012': {regions: [x]}}",
        "workload: {functons: []}",
        "workload: {feedback: {stores: [x]}}",
    ),
    "attestations": ("attestations: [{}]", f"attestations: [{{control: {OWN}, expires: soon}}]"),
    "waivers": ("waivers: [{control: x}]", f"waivers: [{{control: {KEYS}, expired: '2026-01-01'}}]"),
}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name in VALID for text in VALID[name]])
def test_valid_files_are_valid_for_an_editor(name: str, text: str) -> None:
    """The ids of the user's own controls are too."""
    jsonschema.validate(yaml.safe_load(text) or {}, PUBLISHED[name])


@pytest.mark.parametrize(("name", "text"), [(name, text) for name in WRONG for text in WRONG[name]])
def test_mistakes_are_mistakes_for_an_editor(name: str, text: str) -> None:
    """An unknown key, an id of another form, a value of the wrong form."""
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(yaml.safe_load(text), PUBLISHED[name])


def test_ids_are_suggested(monkeypatch: pytest.MonkeyPatch) -> None:
    """Editors suggest what an `enum` lists: all ids, and the user's own if they are loaded."""
    everything = lab.everything()
    control = everything.controls[KEYS]
    own = replace(control, custom=True, meta=replace(control.meta, id=OWN))
    more = replace(everything, controls={**everything.controls, OWN: own})
    for catalog, expected in ((everything, False), (more, True)):
        waivers = published(catalog)["waivers"]["properties"]["waivers"]["items"]["properties"]["control"]
        assert waivers["anyOf"][0]["enum"] == [*catalog.named]
        assert (OWN in waivers["anyOf"][0]["enum"]) == expected
        assert (OWN in published(catalog)["config"]["properties"]["params"]["properties"]) == expected


def test_the_schemas_do_not_change_with_boto3(monkeypatch: pytest.MonkeyPatch) -> None:
    """They allow every name that a Region could have: a newer boto3 may know more Regions."""

    def regions() -> dict[str, str]:
        raise AssertionError

    before: Catalog = lab.everything()
    monkeypatch.setattr("collectors.models.regions", regions)
    assert schemas(before).keys() == {"config", "attestations", "waivers", "results"}
    jsonschema.validate({"regions": ["xx-new-1"]}, published(before)["config"])
