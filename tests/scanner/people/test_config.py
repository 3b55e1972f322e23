"""Tests of the configuration: which value overrides which, and that unknown names are errors."""

from __future__ import annotations

import time
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
    """An account overrides the top level, which overrides the METADATA, for each parameter."""
    text = f"""
params: {{{KEYS}: {{max_lifetime_days: 10}}}}
accounts: {{"111122223333": {{params: {{{KEYS}: {{allow_long_term_keys: true}}}}, regions: [eu-west-1]}}}}
regions: [us-east-1]
"""
    config = _read(text, tmp_path)
    default = resolved(Config(), lab.everything(), "444455556666")[KEYS]
    assert (default["max_lifetime_days"], default["allow_long_term_keys"]) == (30, False)
    assert resolved(config, lab.everything(), "111122223333")[KEYS] == {
        **default,
        "max_lifetime_days": 10,
        "allow_long_term_keys": True,
    }
    assert resolved(config, lab.everything(), "444455556666")[KEYS] == {**default, "max_lifetime_days": 10}
    assert config.regions == ("us-east-1",)


UNSEEN = (
    r"\u200B",
    r"\u2060 \uFEFF",
    r"\u00AD",
    r"\u3000\u00A0",
    r"\u202E",
    r"\u0301\uFE0F",
    r"\u3164",
    r"\U000E0020",
)
PLACES = (
    "switched_off: {ID: TEXT}",
    "severities: {ID: {severity: low, reason: TEXT}}",
    "leave_out: [{tags: {env: dev}, reason: TEXT}]",
    "accounts: {'123456789012': {switched_off: {ID: TEXT}}}",
)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("reason", ["", " ", *UNSEEN])
def test_a_reason_must_be_seen(place: str, reason: str, tmp_path: Path) -> None:
    """Spaces and characters that nobody sees are no reason. A letter, a digit or a sign is one."""
    text = place.replace("ID", KEYS)
    with pytest.raises(UsageError, match="a reason that a person can see, of at most 1,024 characters"):
        _read(text.replace("TEXT", f'"{reason}"'), tmp_path)
    for sign in ("x", "日", "é", "7", "–"):
        assert _read(text.replace("TEXT", f'"{reason}{sign}"'), tmp_path)


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
            f'{KEYS}.max_lifetime_days is "soon" (a string), and an integer is needed',
            "default is 30",
        ),
        (
            "accounts: {111122223333: {}}",
            "accounts has the key 111122223333, which is an integer, and not a string",
            'Write "111122223333".',
        ),
        (
            'accounts: {"1111": {}}',
            "accounts has the key '1111', which is not an account id of twelve digits",
            "",
        ),
        (
            'accounts: {"111122223333": 7}',
            "accounts.111122223333 is 7 (an integer), and a mapping is needed",
            "",
        ),
        (
            'accounts: {"111122223333": {name: 7}}',
            "accounts.111122223333.name is 7 (an integer), and a string",
            "",
        ),
        (
            'accounts: {"001122223333": {regions: [7]}}',
            "accounts.001122223333.regions[0] is 7 (an integer)",
            "",
        ),
        (
            'accounts: {"001122223333": {params: {GENSEC01-BP01/api-key-expire: {}}}}',
            "accounts.001122223333.params has an unknown key 'GENSEC01-BP01/api-key-expire'",
            f"Did you mean {KEYS}?",
        ),
        ("accounts: []", "accounts is [] (a list of strings), and a mapping is needed", ""),
        (f"params: {{{KEYS}: }}", f"params.{KEYS} is null, and a mapping is needed", ""),
        ('accounts: {"111122223333": {region: x}}', "unknown key 'region'", "Did you mean regions?"),
        (
            "regions: us-east-1",
            'regions is "us-east-1" (a string), and a list of names of Regions is needed',
            "",
        ),
        ("regions: [1]", "regions[0] is 1 (an integer), and the name of a Region that AWS has is needed", ""),
        ("[1]", "the file is [1] (a list of integers), and a mapping is needed", ""),
        ("a: [", "is not YAML", ""),
    ],
)
def test_mistakes_are_named(text: str, said: str, nearest: str, tmp_path: Path) -> None:
    """Each error is one sentence with file and line, and suggests a similar name if any."""
    with pytest.raises(UsageError) as caught:
        _read(f"# a comment\n\n{text}", tmp_path)
    assert caught.value.sentence.startswith(f"{tmp_path}/c.yaml:{4 if text == 'a: [' else 3}: ")
    assert said in caught.value.sentence
    assert nearest in caught.value.next_step


@pytest.mark.parametrize(
    "text",
    [
        "",
        "params:\naccounts:\nregions:\n",
        'accounts: {"111122223333": {params: , regions: }}',
        f"params: {{{KEYS}: {{}}}}",
    ],
)
def test_a_heading_with_nothing_below_it_changes_nothing(text: str, tmp_path: Path) -> None:
    """A file in which every value is commented out is a valid, empty configuration."""
    config = _read(text, tmp_path)
    assert resolved(config, lab.everything(), "111122223333") == resolved(Config(), lab.everything(), "")
    assert config.regions == config.account("111122223333").regions == ()


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
"""Parameters of a sample control, one of each type."""


OLD = "GENSEC01-BP01/example"
"""The old id of the sample control."""


def _sample() -> Catalog:
    found = lab.everything().controls[KEYS]
    meta = replace(found.meta, id=CONTROL, params=PARAMS, aliases=(OLD,))
    return Catalog({CONTROL: replace(found, meta=meta)}, ())


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("days", "7.5", "7.5 (a number), and an integer is needed"),
        ("days", "true", "true (a boolean), and an integer is needed"),
        ("days", "'7'", '"7" (a string), and an integer is needed'),
        ("days", "", "null, and an integer is needed"),
        (
            "days",
            "2026-01-01",
            '"2026-01-01" (a string), and an integer is needed',
        ),
        ("days", "[7]", "[7] (a list of integers), and an integer is needed"),
        (
            "days",
            "99999999999999999999",
            "99999999999999999999 (a number beyond 2^53), and an integer is needed",
        ),
        ("share", "most", '"most" (a string), and a number is needed'),
        ("share", "1.0e+300", "1e+300 (a number), and a number of at most 2^53 is needed"),
        ("share", ".inf", ".inf (a number that JSON cannot hold), and a number is needed"),
        ("share", ".nan", ".nan (a number that JSON cannot hold), and a number is needed"),
        ("strict", "0", "0 (an integer), and a boolean is needed"),
        ("level", "1", "1 (an integer), and a string is needed"),
        ("level", "no", "false (a boolean), and a string is needed"),
        ("names", "one", '"one" (a string), and a list of strings is needed'),
        ("names[0]", "[111122223333]", "111122223333 (an integer), and a string is needed"),
        ("names[1]", "[a, 1]", "1 (an integer), and a string is needed"),
        ("names", "!!binary aGk=", "aGk= (binary data), and a list of strings is needed"),
        ("ports[0]", "[https]", '"https" (a string), and an integer is needed'),
        ("substitutes", "[]", "[] (a list of strings), and a mapping is needed"),
    ],
)
@pytest.mark.parametrize("where", ["params", 'accounts."111122223333".params'])
def test_a_value_of_the_wrong_kind_is_an_error(
    where: str, name: str, given: str, said: str, tmp_path: Path
) -> None:
    """The error has place, given value and required type; the next step has the default."""
    text = f"{CONTROL}: {{{name.partition('[')[0]}: {given}}}"
    (tmp_path / "c.yaml").write_text(
        f"params: {{{text}}}"
        if where == "params"
        else f'accounts: {{"111122223333": {{params: {{{text}}}}}}}'
    )
    with pytest.raises(UsageError) as caught:
        read(tmp_path / "c.yaml", _sample())
    place = f"{where.replace(chr(34), '')}.{CONTROL}.{name}"
    assert caught.value.sentence == f"{tmp_path}/c.yaml:1: {place} is {said}."
    assert caught.value.next_step.startswith("Its default is ")


def test_a_mapping_has_strings_as_keys(tmp_path: Path) -> None:
    """A key that is not a string is an error: YAML allows it, but JSON does not."""
    (tmp_path / "c.yaml").write_text(f"params: {{{CONTROL}: {{substitutes: {{1: a}}}}}}")
    with pytest.raises(UsageError) as caught:
        read(tmp_path / "c.yaml", _sample())
    place = f"{tmp_path}/c.yaml:1: params.{CONTROL}.substitutes"
    assert caught.value.sentence == f"{place} has the key 1, which is an integer, and not a string."
    assert caught.value.next_step == 'Write "1".'


@pytest.mark.parametrize("where", ["params: ", 'accounts:\n  "111122223333":\n    params: '])
def test_an_old_id_is_accepted(where: str, tmp_path: Path) -> None:
    """Parameters under an alias apply to the control's current id; using both ids is an error."""
    path = tmp_path / "c.yaml"
    path.write_text(f"{where}{{{OLD}: {{days: 7}}}}\n")
    found = resolved(read(path, _sample()), _sample(), "111122223333")
    assert found == {CONTROL: {**PARAMS, "days": 7}}
    for first, second in ((CONTROL, OLD), (OLD, CONTROL)):
        path.write_text(f"{where}{{{first}: {{days: 7}},\n  {second}: {{level: LOW}}}}\n")
        with pytest.raises(UsageError) as caught:
            read(path, _sample())
        line = len(path.read_text().splitlines())
        said = f"{path}:{line}: {CONTROL} is configured twice, as {first} and as {second}."
        assert (caught.value.sentence, caught.value.next_step) == (said, "Keep one.")
    path.write_text(f"{where}{{{OLD}: {{day: 7}}}}\n")
    with pytest.raises(UsageError, match=f"{OLD} has an unknown key 'day'"):
        read(path, _sample())


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("days", 7),
        ("days", 7.0),
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
    """A value of the default's type is accepted, and an integer is accepted for a number."""
    (tmp_path / "c.yaml").write_text(yaml.safe_dump({"params": {CONTROL: {name: given}}}))
    config = read(tmp_path / "c.yaml", _sample())
    assert resolved(config, _sample(), "111122223333") == {CONTROL: {**PARAMS, name: given}}


@pytest.mark.parametrize("control", sorted(c.id for c in lab.everything().controls.values() if c.meta.params))
def test_every_parameter_can_be_set_for_all_and_for_one(control: str, tmp_path: Path) -> None:
    """Every parameter of every control can be set for all accounts, and differently for one."""

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

    defaults = lab.everything().controls[control].meta.params
    top, own = {n: other(v) for n, v in defaults.items()}, {n: other(other(v)) for n, v in defaults.items()}
    (tmp_path / "c.yaml").write_text(
        yaml.safe_dump({"params": {control: top}, "accounts": {"111122223333": {"params": {control: own}}}})
    )
    config = read(tmp_path / "c.yaml", lab.everything())
    assert resolved(config, lab.everything(), "444455556666")[control] == top
    assert resolved(config, lab.everything(), "111122223333")[control] == own


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A file that the user names must exist; the default file is optional."""
    with pytest.raises(UsageError, match=r"cannot be read"):
        read(tmp_path / "no.yaml", lab.everything())
    assert read(None, lab.everything()) == Config()


def test_parameters_reach_the_verdict() -> None:
    """A parameter changes a verdict: a gateway that is listed as public may be open."""
    sample = lab.account("bad")
    with lab.serving(sample) as (_, aws):
        collection = lab.read(aws)
    control = "GENSEC05-BP01/gateway-inbound-authorized"
    found = lab.verdicts(lab.judge(collection, params={control: {"public_gateways": ["open"]}}))
    kinds = {resource.rsplit("/", 1)[-1]: kind for (c, resource, _, _), kind in found.items() if c == control}
    assert kinds == {"open-abc1234567": "pass", "half-abc1234567": "fail"}


@pytest.mark.parametrize("there", ["link", "folder"])
def test_a_default_file_that_cannot_be_read_is_named(
    there: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the error, a broken link would silently mean the defaults."""
    monkeypatch.chdir(tmp_path)
    if there == "link":
        Path("genai-lens.yaml").symlink_to("no.yaml")
    else:
        Path("genai-lens.yaml").mkdir()
    with pytest.raises(UsageError, match=r"^genai-lens\.yaml cannot be read: "):
        read(None, lab.everything())


EXEMPT = "params: {GENSEC01-BP01/no-full-access-managed-policies: {exempt_principals: "
BOMB = ", ".join(
    ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"params: {{{KEYS}: {{max_lifetime_days: {'9' * 1_000_000}}}}}", "an integer is needed"),
        (f"{EXEMPT}[{'9' * 1_000_000}]}}}}", "a string"),
        (f'{EXEMPT}["{"*" * 10_000}"]}}}}', "a string of at most 1,024 characters is needed"),
        (f'{EXEMPT}["{"?*" * 11}"]}}}}', "a string with fewer wildcards is needed"),
        (f'{EXEMPT}["{"a" * 2000}"]}}}}', "a string of at most 1,024 characters is needed"),
        (
            f"{EXEMPT}[{','.join(f'a{n}' for n in range(1001))}]}}}}",
            "has 1,001 values, and at most 1,000 are",
        ),
        (
            f"{EXEMPT}[{','.join(f'a{n}' for n in range(90_000))}]}}}}",
            "has 90,000 values, and at most 1,000 are",
        ),
        (f"{EXEMPT}[{','.join(f'a{n}' for n in range(100_000))}]}}}}", "too many values"),
        (
            f"params: {{GENSEC02-BP01/sensitive-information-filters: {{regex_substitutes: {{{BOMB}}}}}}}",
            "too many values",
        ),
        (
            "params: {GENSEC02-BP01/sensitive-information-filters: {regex_substitutes: {A: [1"
            + "0" * 30
            + "]}}}",
            "a number beyond 2^53",
        ),
        (f"regions: [{', '.join(['us-east-1'] * 1001)}]", "has 1,001 values, and at most 1,000 are"),
    ],
    ids=lambda value: value[:40],
)
def test_a_file_that_would_cost_hours_is_refused(text: str, said: str, tmp_path: Path) -> None:
    """Judging takes time for each element and each wildcard, so both have a bound. It is quick."""
    began = time.process_time()
    with pytest.raises(UsageError) as caught:
        _read(text, tmp_path)
    assert said in caught.value.sentence
    assert caught.value.next_step
    assert len(caught.value.sentence) < 400
    assert time.process_time() - began < 10


def test_what_is_within_the_bounds_is_read(tmp_path: Path) -> None:
    """A thousand names with twenty wildcards each are allowed."""
    names = [f"{'*a' * 20}{number}" for number in range(1000)]
    config = _read(f"{EXEMPT}{names}}}}}", tmp_path)
    assert config.params["GENSEC01-BP01/no-full-access-managed-policies"]["exempt_principals"] == names


def test_phrases_of_signs_are_read(tmp_path: Path) -> None:
    """They are of the whole file. A heading without phrases looks for none."""
    assert _read('signs: {structured: ["one word:"]}', tmp_path).signs == {"structured": ["one word:"]}
    assert _read("signs: {structured: }", tmp_path).signs == {"structured": []}
    assert _read("signs: ", tmp_path).signs == {}
    for wrong in ("signs: {structured: [ab]}", "signs: {other: [one word]}", "signs: [one word]"):
        with pytest.raises(UsageError):
            _read(wrong, tmp_path)
