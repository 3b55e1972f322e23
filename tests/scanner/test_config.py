"""The configuration: what wins, and that nothing misspelt passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.config import Config, read, resolved
from scanner.errors import UsageError
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
    assert resolved(config, lab.everything(), "111122223333")[KEYS] == {"max_lifetime_days": 10, "allow_long_term_keys": True}
    assert resolved(config, lab.everything(), "444455556666")[KEYS] == {"max_lifetime_days": 10, "allow_long_term_keys": False}
    assert resolved(Config(), lab.everything(), "444455556666")[KEYS] == {"max_lifetime_days": 30, "allow_long_term_keys": False}
    assert config.regions == ("us-east-1",)


@pytest.mark.parametrize(
    ("text", "said", "nearest"),
    [
        ("param: {}", "unknown key 'param'", "Did you mean params?"),
        ("params: {GENSEC01-BP01/api-key-expire: {}}", "unknown key 'GENSEC01-BP01/api-key-expire'", f"Did you mean {KEYS}?"),
        (f"params: {{{KEYS}: {{max_lifetime: 3}}}}", "unknown key 'max_lifetime'", "Did you mean max_lifetime_days?"),
        (f"params: {{{KEYS}: {{max_lifetime_days: soon}}}}", "a value of type int is needed", ""),
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
