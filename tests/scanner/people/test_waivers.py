"""The file of waivers: which entries are read, and when one holds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from scanner.errors import UsageError
from scanner.people.waivers import ANY, Waiver, Waivers, load
from tests import lab

CONTROL = "GENSEC01-BP01/api-keys-expire"
WHOLE = f"- {{control: {CONTROL}, owner: ml, reason: test, expires: 2026-12-31}}"


def _read(text: str, tmp_path: Path) -> Waivers:
    path = tmp_path / "waivers.yaml"
    path.write_text(text)
    return load(path, lab.everything(), "--config")


def _waiver(**texts: str) -> Waiver:
    whole = dict.fromkeys(("account", "region", "resource", "item"), ANY)
    whole |= {"owner": "ml", "reason": "test", "ticket": "", "expires": "2026-06-30"}
    return Waiver(control=CONTROL, line=1, **(whole | texts))


def test_a_key_that_is_missing_is_any_and_an_empty_item_is_none(tmp_path: Path) -> None:
    """A missing pattern matches all. An empty one is a pattern, and matches the empty text only."""
    entries = _read(
        f"waivers:\n{WHOLE}\n- {{control: {CONTROL}, item: '', account: null}}\n", tmp_path
    ).entries
    assert [(one.account, one.region, one.resource, one.item) for one in entries] == [
        (ANY, ANY, ANY, ANY),
        (ANY, ANY, ANY, ""),
    ]
    assert [one.line for one in entries] == [2, 3]
    assert entries[1].owner == entries[1].expires == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("waivers: [{}]", "waivers[0] lacks 'control'."),
        (f"waivers: [{{control: {CONTROL}s}}]", f'waivers[0].control is "{CONTROL}s" (a string)'),
        (
            f"waivers: [{{control: {CONTROL}, expires: 31.12.2026}}]",
            "a day of the calendar such as 2026-12-31 is needed",
        ),
        (
            f"waivers: [{{control: {CONTROL}, expires: 2026-13-01}}]",
            "a day of the calendar such as 2026-12-31 is needed",
        ),
        (f"waivers: [{{control: {CONTROL}, account: '12'}}]", "an account id of twelve digits"),
        (f"waivers: [{{control: {CONTROL}, resources: x}}]", "has an unknown key 'resources'"),
        (f"waivers: [{{control: {CONTROL}, owner: 4}}]", "waivers[0].owner is 4 (an integer)"),
        (f"waivers: [{{control: {CONTROL}, item: '{'*a' * 21}'}}]", "a string with fewer wildcards"),
        (f"waivers: [{{control: {CONTROL}, resource: {'a' * 1025}}}]", "of at most 1,024 characters"),
        (f"waivers: {[1] * 1001}", "waivers has 1,001 values, and at most 1,000 are allowed"),
    ],
)
def test_a_file_of_another_form_is_refused(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        _read(text, tmp_path)
    assert caught.value.sentence.startswith(f"{tmp_path}/waivers.yaml:1: ")
    assert said in caught.value.sentence
    assert caught.value.next_step


def test_escaped_wildcards_are_not_counted(tmp_path: Path) -> None:
    r"""A name may have more than 20 stars: written as `\*`, they are no wildcards."""
    item = r"\*" * 100
    (entry,) = _read(f"waivers: [{{control: {CONTROL}, item: '{item}'}}]", tmp_path).entries
    assert entry.item == item


@pytest.mark.parametrize(
    ("texts", "lapse"),
    [
        ({}, ""),
        ({"expires": "2026-06-01"}, ""),
        ({"expires": "9999-12-31"}, ""),
        ({"expires": "2026-05-31"}, "expired on 2026-05-31"),
        ({"expires": ""}, "lacks expires"),
        ({"owner": " "}, "lacks owner"),
        ({"owner": "", "reason": "", "expires": ""}, "lacks owner, reason and expires"),
        ({"reason": "", "expires": "2020-01-01"}, "lacks reason"),
    ],
)
def test_when_a_waiver_does_not_hold(texts: dict[str, str], lapse: str) -> None:
    """It holds to its last day. One that lacks something never holds."""
    assert _waiver(**texts).lapse(date(2026, 6, 1)) == lapse


ARN = "arn:aws:iam::123456789012:role/wide"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({}, True),
        ({"resource": ARN}, True),
        ({"resource": "wi*"}, True),
        ({"resource": "*:role/wide"}, True),
        ({"resource": "role/wide"}, False),
        ({"resource": ""}, False),
        ({"item": ""}, False),
        ({"item": "key-?"}, True),
        ({"region": "us-*"}, False),
        ({"region": "global", "resource": "wide", "item": "key-1"}, True),
    ],
)
def test_what_a_waiver_is_about(texts: dict[str, str], expected: bool) -> None:
    """The resource is compared with the ARN and with the name."""
    assert _waiver(**texts).about("global", (ARN, "wide"), "key-1") is expected


def test_a_name_that_is_the_arn_of_another_resource_is_not_waived() -> None:
    """Names are free text, so a pattern that begins as an ARN is not compared with them."""
    assert not _waiver(resource=ARN).about("global", (f"{ARN}-2", ARN), "")
    assert not _waiver(resource="").about("global", (ARN, ""), "")
