"""Waivers on results: a waived failure stays a failure, and a waiver touches nothing else."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner import run
from scanner.choices import Judge
from scanner.demo.stated import attestations
from scanner.errors import UsageError
from scanner.judging.results import Excluded, Report, Result, Waived
from scanner.judging.waivers import MOST_NOTES, Applied, Judged, applied, judged_in
from scanner.people.config import Account, Config
from scanner.people.waivers import ANY, Waiver, Waivers, load
from scanner.snapshot.folder import Target
from tests import lab
from tests.scanner.reports import sample

DAY = date(2026, 6, 1)
OTHER = "999999999999"
ROLE = f"arn:aws:iam::{sample.ACCOUNT}:role"
WHOLE = {"owner": "ml", "reason": "test", "ticket": "T-1", "expires": "2027-01-01"}
JUDGED = {sample.ACCOUNT: Judged(frozenset(sample.CONTROLS), ("eu-west-1",))}


def _waiver(line: int = 2, control: str = sample.WILDCARDS, **texts: str) -> Waiver:
    patterns = dict.fromkeys(("account", "region", "resource", "item"), ANY)
    return Waiver(control=control, line=line, **(patterns | WHOLE | texts))


def _file(*entries: Waiver) -> Waivers:
    return Waivers("waivers.yaml", "f" * 64, entries)


def _fail(name: str = "a", **fields: Any) -> Result:
    return sample.result(
        "fail", sample.WILDCARDS, f"{ROLE}/{name}", "it fails", region="global", name=name, **fields
    )


def _applied(results: Sequence[Result], *entries: Waiver, known: Sequence[str] = ()) -> Applied:
    return applied(_file(*entries), results, DAY, JUDGED, known)


def _told(found: Applied) -> list[tuple[str, int]]:
    return [(note.problem, note.results) for note in found.file.notes]


def test_a_waived_failure_has_its_waiver() -> None:
    """The result stays a failure, and says who accepted it, why, until when, and where."""
    found = _applied([_fail("a"), _fail("b")], _waiver(resource="a"))
    waived, other = found.results
    assert waived.waived == Waived("ml", "test", "T-1", "2027-01-01", "waivers.yaml:2")
    assert (waived.kind, waived.failing, waived.not_waived) == ("fail", False, "")
    assert (other, other.failing) == (_fail("b"), True)
    assert (found.notes, found.file.notes, found.file.entries) == ((), (), 1)
    assert (found.file.file, found.file.sha256) == ("waivers.yaml", "f" * 64)


@pytest.mark.parametrize("kind", ["unknown", "review", "pass", "not_applicable"])
def test_only_a_failure_is_waived(kind: str) -> None:
    result = replace(_fail(), kind=kind)
    for entry in (_waiver(), _waiver(expires="2020-01-01")):
        assert _applied([result], entry).results == [result]


def test_a_failure_that_does_not_count_is_not_waived() -> None:
    """What leave_out takes out is neither waived nor counted as a match."""
    result = _fail(excluded=Excluded({"env": "sandbox"}, "no data"))
    found = _applied([result], _waiver())
    assert (found.results, _told(found)) == ([result], [("unused", 0)])


@pytest.mark.parametrize(
    ("texts", "lapse"),
    [
        ({"expires": "2026-05-31"}, "expired on 2026-05-31"),
        ({"expires": ""}, "lacks expires"),
        ({"owner": ""}, "lacks owner"),
        ({"reason": ""}, "lacks reason"),
        ({"owner": "\u200b", "reason": "\u2800"}, "lacks owner and reason"),
    ],
)
def test_a_waiver_that_does_not_hold_brings_the_failure_back(texts: dict[str, str], lapse: str) -> None:
    """The failure counts, and both the failure and a note say why."""
    found = _applied([_fail()], _waiver(**texts))
    (result,) = found.results
    assert (result.waived, result.failing) == (None, True)
    assert result.not_waived == f"waivers.yaml:2: the waiver {lapse}"
    assert found.notes == (f"waivers.yaml:2: the waiver {lapse}, so it does not waive 1 failure.",)
    assert _told(found) == [("lapsed", 1)]


def test_of_several_waivers_the_first_that_holds_counts() -> None:
    """A waiver that lapsed does not matter if another one holds, in any order."""
    lapsed, first, second = _waiver(2, expires="2020-01-01"), _waiver(3), _waiver(4)
    for entries in ((lapsed, first, second), (first, lapsed, second)):
        (result,) = _applied([_fail()], *entries).results
        assert result.waived
        assert (result.waived.place, result.not_waived) == ("waivers.yaml:3", "")
    (result,) = _applied([_fail()], lapsed, _waiver(5, owner="")).results
    assert result.not_waived == "waivers.yaml:2: the waiver expired on 2020-01-01"


def test_a_waiver_that_matches_no_failure_is_told() -> None:
    """What is unknown may fail, so the note counts that too."""
    found = _applied([_fail(), replace(_fail("b"), kind="unknown")], _waiver(resource="b"), _waiver(item="x"))
    assert found.notes == (
        f"waivers.yaml:2: the waiver matches no failure of {sample.WILDCARDS}, but 1 result unknown.",
        f"waivers.yaml:2: the waiver matches no failure of {sample.WILDCARDS}.",
    )
    lapsed = _applied([], _waiver(expires="2020-01-01"))
    assert _told(lapsed) == [("lapsed", 0), ("unused", 0)]
    assert "does not waive anything" in lapsed.notes[0]


@pytest.mark.parametrize(
    "entry",
    [
        _waiver(account=OTHER),
        _waiver(control="GENSEC05-BP01/agent-role-bounded"),
        _waiver(region="us-east-1"),
        _waiver(account=OTHER, expires="2020-01-01"),
        _waiver(account=OTHER, expires="2026-06-02"),
    ],
)
def test_a_waiver_of_what_was_not_judged_is_normal(entry: Waiver) -> None:
    """Another account, a control that was not judged, and a Region that was not read."""
    assert _applied([_fail()], entry).notes == ()


def test_an_account_that_nobody_has_is_told() -> None:
    """If the configuration lists accounts, one beside them and the snapshot's is a mistake."""
    entries = _waiver(2, account=OTHER), _waiver(3, account="9*"), _waiver(4, account="12345678901?")
    found = _applied([_fail()], *entries, known=["111111111111"])
    assert _told(found) == [("unknown-account", 0), ("unknown-account", 0)]
    assert found.notes[0] == (f"waivers.yaml:2: the configuration and the snapshot have no account {OTHER}.")
    assert _applied([_fail()], *entries).notes == ()
    assert _applied([_fail()], *entries, known=[OTHER]).notes == ()


def test_what_was_judged_leaves_out_what_is_off() -> None:
    targets = [Target(name, "aws", "", ("eu-west-1",), {}, {}) for name in (sample.ACCOUNT, OTHER)]
    found = judged_in(targets, ["a", "b"], {OTHER: {"a": "not used"}})
    assert found == {
        sample.ACCOUNT: Judged(frozenset({"a", "b"}), ("eu-west-1",)),
        OTHER: Judged(frozenset({"b"}), ("eu-west-1",)),
    }


@pytest.mark.parametrize(("number", "told"), [(25, []), (26, [("wide", 26)])])
def test_a_waiver_of_many_is_told(number: int, told: list[tuple[str, int]]) -> None:
    assert _told(_applied([_fail(f"r{n}") for n in range(number)], _waiver())) == told


@pytest.mark.parametrize(
    ("expires", "said"),
    [
        ("2026-06-01", "the waiver expires on 2026-06-01, the day of the scan."),
        ("2026-06-02", "the waiver expires on 2026-06-02, in 1 day."),
        ("2026-07-01", "the waiver expires on 2026-07-01, in 30 days."),
        ("2026-07-02", ""),
        ("9999-12-31", ""),
    ],
)
def test_a_waiver_that_expires_soon_is_told(expires: str, said: str) -> None:
    """Until its last day it holds."""
    found = _applied([_fail()], _waiver(expires=expires))
    assert found.results[0].waived
    assert found.notes == ((f"waivers.yaml:2: {said}",) if said else ())


def test_many_notes_are_cut() -> None:
    """The head has the first sentences, and the file's record has all notes."""
    found = _applied([], *(_waiver(line) for line in range(2, 1002)))
    assert len(found.file.notes) == 1000
    assert len(found.notes) == MOST_NOTES + 1
    assert found.notes[-1] == "waivers.yaml: 980 more notes on waivers. results.json has all of them."


def test_a_thousand_patterns_on_many_results_end_soon() -> None:
    """The worst file of patterns that is allowed ends in bounded time."""
    results = [_fail(f"{'a' * 60}{n}") for n in range(500)]
    entries = [_waiver(n, resource="*a" * 19 + f"*b{n}") for n in range(1000)]
    began = time.process_time()
    assert not any(result.waived for result in _applied(results, *entries).results)
    assert time.process_time() - began < 60


@cache
def _demo(*entries: Waiver) -> Report:
    stated = attestations(["123456789012"])
    config = Config(lab.PARAMS, waivers=_file(*entries), attestations=stated)
    return lab.judge(lab.collection("demo"), config=config)


def test_the_report_of_an_account_counts_waived_failures_apart() -> None:
    """The numbers add up, and no other result differs from the report without waivers."""
    control = "GENSEC05-BP01/gateway-inbound-authorized"
    plain, found = lab.report("demo"), _demo(_waiver(control=control))
    wanted = {r.fingerprint for r in plain.results if r.control == control and r.kind == "fail"}
    assert {r.fingerprint for r in found.waived} == wanted != set()
    assert found.head.counts == plain.head.counts
    bare = [replace(r, waived=None, not_waived="") for r in found.results]
    assert bare == list(plain.results)
    assert sum(r.failing for r in found.results) == sum(r.failing for r in plain.results) - len(wanted)
    configuration = found.head.configuration
    assert (configuration.waivers.file, configuration.waivers.entries) == ("waivers.yaml", 1)
    assert configuration.digest == plain.head.configuration.digest


def test_the_exit_code_leaves_waived_failures_out() -> None:
    """If all failures are waived, only what is missing counts."""
    found = _demo(*(_waiver(control=name) for name in lab.everything().controls))
    assert not any(result.failing for result in found.results)
    assert found.waived
    assert run.exit_code(found, Judge()) == 3
    assert run.exit_code(found, Judge(allow_incomplete=True)) == 0
    assert run.exit_code(lab.report("demo"), Judge()) == 1


def test_the_day_is_that_of_the_scan() -> None:
    """The clock does not matter: the sample was read on 2026-06-01."""
    control = "GENSEC05-BP01/gateway-inbound-authorized"
    assert _demo(_waiver(control=control, expires="2026-06-01")).waived
    assert not _demo(_waiver(control=control, expires="2026-05-31")).waived


def test_the_accounts_of_the_configuration_are_known() -> None:
    config = Config(
        accounts={"111111111111": Account()}, waivers=_file(_waiver(control=sample.KEYS, account=OTHER))
    )
    found = lab.judge(lab.collection("demo"), config=config)
    assert f"waivers.yaml:2: the configuration and the snapshot have no account {OTHER}." in found.head.notes


PIECES = st.sampled_from(
    ["*", "?", "\\", "[", "a", "arn:aws:iam::", "role/", "wide", "ok", "global", "us-east-1", "", sample.LINK]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=4).map("".join), st.just(f"{ROLE}/ok"), st.just("*"), st.none())
ENTRIES = st.fixed_dictionaries(
    {"control": st.sampled_from([*sample.CONTROLS, "GENSEC01-BP01/none"])},
    optional={
        "account": st.sampled_from([sample.ACCOUNT, "*", "1*", OTHER, "", None]),
        **dict.fromkeys(("region", "resource", "item"), TEXTS),
        **dict.fromkeys(("owner", "reason"), st.sampled_from(["ml", "\x1b[31m", "", None])),
        "ticket": st.sampled_from(["T-1", "", None, 4]),
        "expires": st.sampled_from(["2027-01-01", "2026-06-01", "2026-05-31", "9999-12-31", "soon", None]),
        "kind": st.just("pass"),
    },
)


def _matches(pattern: str, text: str) -> bool:
    """Return whether a pattern matches a text, by regular expressions made letter by letter."""
    out, rest = "", list(pattern)
    while rest:
        letter = rest.pop(0)
        if letter == "\\" and rest and rest[0] in "*?\\":
            out += re.escape(rest.pop(0))
        else:
            out += {"*": ".*", "?": "."}.get(letter, re.escape(letter))
    return re.fullmatch(out, text, re.DOTALL) is not None


def _accepted(entry: dict[str, Any], result: Result) -> bool:
    """Return whether a complete entry of a file accepts a failure."""
    given = {name: entry.get(name) for name in ("account", "region", "resource", "item")}
    patterns = {name: ANY if text is None else text for name, text in given.items()}
    names = [result.resource.id]
    if result.resource.name and not patterns["resource"].startswith("arn:"):
        names.append(result.resource.name)
    return (
        entry["control"] == result.control
        and (entry.get("owner") or "") != ""
        and (entry.get("reason") or "") != ""
        and entry.get("expires") in ("2027-01-01", "2026-06-01", "9999-12-31")
        and _matches(patterns["account"], result.account)
        and _matches(patterns["region"], result.region)
        and any(_matches(patterns["resource"], name) for name in names)
        and _matches(patterns["item"], result.item)
    )


@settings(max_examples=300, deadline=None)
@given(st.lists(ENTRIES, max_size=5))
def test_no_file_makes_a_pass_or_changes_another_result(entries: list[dict[str, Any]]) -> None:
    """Whatever the file has, it only marks failures that count and that an entry matches."""
    catalog = replace(lab.everything(), controls=sample.CONTROLS)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "waivers.yaml"
        path.write_text(yaml.safe_dump({"waivers": entries}))
        try:
            waivers = load(path, catalog, "--config")
        except UsageError:
            return
    before = sample.mixed().results
    before = [replace(result, waived=None, not_waived="") for result in before]
    found = applied(waivers, before, DAY, JUDGED, [])
    assert len(found.results) == len(before)
    for old, new in zip(before, found.results, strict=True):
        assert replace(new, waived=None, not_waived="") == old
        waived = old.kind == "fail" and not old.excluded and any(_accepted(one, old) for one in entries)
        assert bool(new.waived) is waived
        assert not (new.waived and new.not_waived)
