"""The configuration: what wins, and that nothing misspelt passes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from scanner.catalog.controls import Catalog
from scanner.errors import UsageError
from scanner.people.config import Config, read, resolved
from tests import lab

KEYS = "GENSEC01-BP01/api-keys-expire"


def _read(text: str, tmp_path: Path) -> Config:
    (tmp_path / "c.yaml").write_text(text)
    return read(tmp_path / "c.yaml", lab.everything())


def test_the_account_goes_before_the_top_level_and_that_before_the_metadata(tmp_path: Path) -> None:
    """Each level overlays the one below, parameter by parameter."""
    text = f"""
params: {{{KEYS}: {{max_lifetime_days: 10}}}}
accounts: {{"111122223333": {{params: {{{KEYS}: {{allow_long_term_keys: true}}}}, regions: [eu-west-1]}}}}
regions: [us-east-1]
"""
    config = _read(text, tmp_path)
    assert resolved(config, lab.everything(), "111122223333")[KEYS] == {
        "max_lifetime_days": 10,
        "allow_long_term_keys": True,
    }
    assert resolved(config, lab.everything(), "444455556666")[KEYS] == {
        "max_lifetime_days": 10,
        "allow_long_term_keys": False,
    }
    assert resolved(Config(), lab.everything(), "444455556666")[KEYS] == {
        "max_lifetime_days": 30,
        "allow_long_term_keys": False,
    }
    assert config.regions == ("us-east-1",)


@pytest.mark.parametrize(
    ("text", "said", "nearest"),
    [
        ("param: {}", "unknown key 'param'", "Did you mean params?"),
        (
            "params: {GENSEC01-BP01/api-key-expire: {}}",
            "unknown key 'GENSEC01-BP01/api-key-expire'",
            f"Did you mean {KEYS}?",
        ),
        (
            f"params: {{{KEYS}: {{max_lifetime: 3}}}}",
            "unknown key 'max_lifetime'",
            "Did you mean max_lifetime_days?",
        ),
        (
            f"params: {{{KEYS}: {{max_lifetime_days: soon}}}}",
            f"{KEYS}.max_lifetime_days is 'soon' (a string), and an integer is needed",
            "default is 30",
        ),
        ("accounts: {111122223333: {}}", "not a quoted account id", 'Write "111122223333".'),
        ('accounts: {"111122223333": {region: x}}', "unknown key 'region'", "Did you mean regions?"),
        ("regions: us-east-1", "regions is not a list", ""),
        ("[1]", "is not a mapping", ""),
        ("a: [", "is not YAML", ""),
    ],
)
def test_mistakes_are_named(text: str, said: str, nearest: str, tmp_path: Path) -> None:
    """Each mistake is one sentence with the file, and the nearest name where there is one."""
    with pytest.raises(UsageError) as caught:
        _read(text, tmp_path)
    assert said in caught.value.sentence
    assert nearest in caught.value.next_step


CONTROL = "GENSEC01-BP01/sample"
PARAMS = {
    "days": 30,
    "share": 0.7,
    "strict": False,
    "level": "HIGH",
    "names": [],
    "ports": [443],
    "substitutes": {},
}
"""A control with a parameter of each kind."""


def _sample() -> Catalog:
    found = lab.everything().controls[KEYS]
    return Catalog(
        {CONTROL: replace(found, id=CONTROL, meta={**found.meta, "id": CONTROL, "params": PARAMS})}, ()
    )


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("days", "7.5", "7.5 (a number), and an integer is needed"),
        ("days", "true", "True (a boolean), and an integer is needed"),
        ("days", "'7'", "'7' (a string), and an integer is needed"),
        ("days", "", "None (a null), and an integer is needed"),
        (
            "days",
            "2026-01-01",
            "datetime.date(2026, 1, 1) (a date unless it is quoted), and an integer is needed",
        ),
        ("days", "[7]", "[7] (a list of integers), and an integer is needed"),
        (
            "days",
            "99999999999999999999",
            "99999999999999999999 (an integer), and an integer of at most 2^53 is needed",
        ),
        ("share", "most", "'most' (a string), and a number is needed"),
        ("share", ".inf", "inf (a number), and a number of at most 2^53 is needed"),
        ("share", ".nan", "nan (a number), and a number of at most 2^53 is needed"),
        ("strict", "0", "0 (an integer), and a boolean is needed"),
        ("level", "1", "1 (an integer), and a string is needed"),
        ("level", "no", "False (a boolean), and a string is needed"),
        ("names", "one", "'one' (a string), and a list of strings is needed"),
        ("names", "[111122223333]", "[111122223333] (a list of integers), and a list of strings is needed"),
        ("names", "[a, 1]", "['a', 1] (a list of integers and strings), and a list of strings is needed"),
        ("names", "!!binary aGk=", "b'hi' (a bytes), and a list of strings is needed"),
        ("ports", "[https]", "['https'] (a list of strings), and a list of integers is needed"),
        ("substitutes", "[]", "[] (a list of strings), and a mapping is needed"),
        ("substitutes", "{1: a}", "{1: 'a'} (a mapping), and a mapping with strings as keys is needed"),
    ],
)
@pytest.mark.parametrize("where", ["params", 'accounts."111122223333".params'])
def test_a_value_of_the_wrong_kind_is_an_error(
    where: str, name: str, given: str, said: str, tmp_path: Path
) -> None:
    """The sentence names place, control, parameter, what was given and what is needed; the next step names the default."""
    text = f"{CONTROL}: {{{name}: {given}}}"
    (tmp_path / "c.yaml").write_text(
        f"params: {{{text}}}"
        if where == "params"
        else f'accounts: {{"111122223333": {{params: {{{text}}}}}}}'
    )
    with pytest.raises(UsageError) as caught:
        read(tmp_path / "c.yaml", _sample())
    assert f"{where.replace(chr(34), '')}.{CONTROL}.{name} is {said}." in caught.value.sentence
    assert caught.value.next_step.startswith("Its default is ")


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("days", 7),
        ("share", 0.8),
        ("share", 1),
        ("strict", True),
        ("level", "LOW"),
        ("names", ["a"]),
        ("names", []),
        ("ports", [443, 8443]),
        ("ports", []),
        ("substitutes", {"PASSWORD": ["pw"]}),
    ],
)
def test_a_value_of_the_right_kind_is_taken(name: str, given: object, tmp_path: Path) -> None:
    """Of the default's kind, and an integer where any number may be."""
    (tmp_path / "c.yaml").write_text(yaml.safe_dump({"params": {CONTROL: {name: given}}}))
    config = read(tmp_path / "c.yaml", _sample())
    assert resolved(config, _sample(), "111122223333") == {CONTROL: {**PARAMS, name: given}}


@pytest.mark.parametrize(
    "control", sorted(c.id for c in lab.everything().controls.values() if c.meta["params"])
)
def test_every_parameter_can_be_set_for_all_and_for_one(control: str, tmp_path: Path) -> None:
    """Each parameter of each control, with another value for one account."""

    def other(value: Any) -> Any:
        if isinstance(value, bool):
            return not value
        if isinstance(value, (int, float)):
            return value + 1
        return (
            value + (["x"] if isinstance(value, list) else "x")
            if not isinstance(value, dict)
            else {**value, "x": ["y"]}
        )

    defaults = lab.everything().controls[control].meta["params"]
    top, own = {n: other(v) for n, v in defaults.items()}, {n: other(other(v)) for n, v in defaults.items()}
    (tmp_path / "c.yaml").write_text(
        yaml.safe_dump({"params": {control: top}, "accounts": {"111122223333": {"params": {control: own}}}})
    )
    config = read(tmp_path / "c.yaml", lab.everything())
    assert resolved(config, lab.everything(), "444455556666")[control] == top
    assert resolved(config, lab.everything(), "111122223333")[control] == own


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A configuration that the user names must exist; the default one need not."""
    with pytest.raises(UsageError, match=r"cannot be read"):
        read(tmp_path / "no.yaml", lab.everything())
    assert read(None, lab.everything()) == Config()


def test_parameters_reach_the_verdict() -> None:
    """A gateway that is listed as public may be open."""
    sample = lab.account("bad")
    with lab.serving(sample) as (_, aws):
        collection = lab.read(aws)
    control = "GENSEC05-BP01/gateway-inbound-authorized"
    found = lab.verdicts(lab.judge(collection, params={control: {"public_gateways": ["open"]}}))
    kinds = {resource.rsplit("/", 1)[-1]: kind for (c, resource, _, _), kind in found.items() if c == control}
    assert kinds == {"open-abc1234567": "pass", "half-abc1234567": "fail"}
