"""Tests of `genai-lens diff`: files and snapshots, exit codes, its three forms, hostile files."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import cmarkgfm
import orjson
import pytest
from cmarkgfm.cmark import Options

from collectors.records import Resource
from scanner.judging.results import Report
from scanner.reports.results_json import results_json
from tests import lab
from tests.scanner.cli.command import run
from tests.scanner.reports import html_pages, sample

GATEWAY = "GENSEC05-BP01/gateway-inbound-authorized"
KEYS = "GENSEC01-BP01/api-keys-expire"
OPEN = '"CUSTOM_JWT" → "NONE"'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two snapshots of the good sample and the results of both.

    On the second day a gateway is open, and the keys could not be listed.
    """
    folder = tmp_path_factory.mktemp("diff")
    lab.workflow(folder)
    first = lab.collection("good")
    lab.snapshot.write(first, folder / "monday")
    gap = sample.gap("global", "iam:ListServiceSpecificCredentials", account=first.account)
    operation = "iam:ListServiceSpecificCredentials"
    second = replace(
        first,
        resources=tuple(_opened(one) for one in first.resources if "credential" not in one.id),
        complete={name: regions for name, regions in first.complete.items() if name != operation},
        gaps=(*first.gaps, gap),
        started="2026-06-02T00:00:00.000Z",
        finished="2026-06-02T00:00:01.000Z",
    )
    lab.snapshot.write(second, folder / "tuesday")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for day in ("monday", "tuesday"):
            options = ("--format", "json", "--format", "sarif", "--output", f"out-{day}", "--quiet")
            assert run("evaluate", day, *options, "--anchor", ".github/workflows/scan.yml").exit_code in (
                0,
                1,
            )
    return folder


def _opened(one: Resource) -> Resource:
    if one.type != "AWS::BedrockAgentCore::Gateway":
        return one
    return replace(one, properties={**one.properties, "authorizerType": "NONE"})


@pytest.fixture(autouse=True)
def _inside(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)


def _json(*arguments: str) -> Any:
    done = run("diff", *arguments, "--format", "json")
    return orjson.loads(done.stdout)


def test_snapshots_show_which_property_changed() -> None:
    done = run("diff", "monday", "tuesday")
    assert done.exit_code == 1, done.stderr
    assert "monday (2026-06-01 00:00 UTC) → tuesday (2026-06-02 00:00 UTC)" in done.stdout
    assert f"CRITICAL  {GATEWAY}: " in done.stdout
    assert "pass → fail: anyone may call it: its authorizer type is NONE" in done.stdout
    found = _json("monday", "tuesday")
    change = next(one for one in found["changes"] if one["control"] == GATEWAY)
    assert change["state"] == "new"
    (property_,) = change["properties"]
    assert property_["pointer"] == "/properties/authorizerType"
    assert property_["after"] == '"NONE"'
    assert found["properties_compared"]


def test_what_one_run_could_not_see_has_neither_come_nor_gone() -> None:
    """Resources of another account are not called new, and the two accounts are named."""
    lab.snapshot_of("bad", Path("other"))
    for pair in (("monday", "other"), ("other", "monday")):
        found = _json(*pair)
        assert [one["state"] for one in found["changes"] if one["properties"]] == []
        assert {one["state"] for one in found["changes"]} <= {"new", "unseen"}
        assert found["changes"]
        assert "no account is in both runs" in found["settings"][0]["said"]


def test_back_again_it_is_fixed() -> None:
    done = run("diff", "tuesday", "monday", "--format", "markdown", "--control", GATEWAY)
    assert done.exit_code == 0
    assert "## Fixed: " in done.stdout
    assert "  - `/properties/authorizerType`: " in done.stdout
    assert "`## Still" not in done.stdout


@pytest.mark.parametrize("old", ["results.json", "results.sarif"])
@pytest.mark.parametrize("new", ["results.json", "results.sarif"])
def test_files_show_the_same_states(old: str, new: str) -> None:
    """A results.sarif does not say what is not a failure, so of that it tells less."""
    found = _json(f"out-monday/{old}", f"out-tuesday/{new}")
    expected = _json("monday", "tuesday")
    assert {(one["fingerprint"], one["state"]) for one in found["changes"]} == {
        (one["fingerprint"], one["state"]) for one in expected["changes"]
    }
    assert all(not one["properties"] for one in found["changes"])
    back = _json(f"out-tuesday/{old}", f"out-monday/{new}")
    states = {one["state"] for one in back["changes"] if one["control"] == GATEWAY}
    assert states == {"fixed"} if new == "results.json" else {"unseen"}


def test_what_cannot_be_seen_now_gives_three() -> None:
    """The bad account has a failing key; on the second day nobody could list the keys."""
    bad = lab.collection("bad")
    operation = "iam:ListServiceSpecificCredentials"
    denied = replace(
        bad,
        resources=tuple(one for one in bad.resources if "credential" not in one.id),
        complete={name: regions for name, regions in bad.complete.items() if name != operation},
        gaps=(*bad.gaps, sample.gap("global", operation, account=bad.account)),
    )
    if not Path("bad").exists():
        lab.snapshot.write(bad, Path("bad"))
        lab.snapshot.write(denied, Path("denied"))
    done = run("diff", "bad", "denied", "--control", KEYS)
    assert done.exit_code == 3, done.stdout
    assert "Not all resources of its kind could be read:" in done.stdout
    assert "possible cause" not in done.stdout
    assert run("diff", "bad", "bad", "--control", KEYS).exit_code == 0


def test_fail_on_decides_which_new_failures_count() -> None:
    assert run("diff", "monday", "tuesday", "--fail-on", "critical").exit_code == 1
    medium = _written("then.json", sample.report([]))
    now = _written("now.json", sample.many(1))
    assert run("diff", medium, now, "--fail-on", "critical").exit_code == 0
    assert run("diff", medium, now, "--fail-on", "high").exit_code == 1


def _written(name: str, report: Report) -> str:
    Path(name).write_bytes(results_json(report))
    return name


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_hostile_texts_have_no_effect(form: str, tmp_path: Path) -> None:
    """Names, messages and properties come from AWS."""
    hostile = html_pages.hostile(tmp_path / "snapshot")
    then = _written("then.json", sample.report([]))
    for old, new in ((then, _written("now.json", replace(hostile, snapshot=None))), ("now.json", then)):
        done = run("diff", old, new, "--format", form)
        assert done.exit_code == (1 if old == then else 0), done.stderr
        for bad in ("\x1b", "\x07", "\u202e", "\r", "\n::error::"):
            assert bad not in done.stdout
        if form == "markdown":
            page = cmarkgfm.github_flavored_markdown_to_html(done.stdout, Options.CMARK_OPT_UNSAFE)
            tags = set(re.findall(r"<([a-z0-9]+)", page))
            assert tags <= {"h1", "h2", "p", "ul", "li", "code", "strong", "details", "summary"}


@pytest.mark.parametrize(("chosen", "why"), [("GENSEC01-BP01", "the control was not selected"), ("", "")])
def test_a_file_of_a_part_says_that_the_other_controls_were_not_selected(
    chosen: str, why: str, tmp_path: Path
) -> None:
    options = ("--format", "json", "--output", str(tmp_path), "--quiet")
    run("evaluate", "tuesday", *options, *(("--best-practice", chosen) if chosen else ()))
    found = _json("out-tuesday/results.json", str(tmp_path / "results.json"))
    changes = [one for one in found["changes"] if one["control"] == GATEWAY]
    assert changes
    assert {(one["state"], one["why"]) for one in changes} == {(("unseen" if why else "still"), why)}


def test_a_control_of_the_users_own_is_compared_although_it_is_not_loaded() -> None:
    """The files say what it is about. Any gap may hide its subjects."""
    ours = replace(
        sample.CONTROLS[sample.KEYS], meta=replace(sample.CONTROLS[sample.KEYS].meta, id="GENSEC01-BP01/ours")
    )
    failure = replace(sample.result("fail", sample.KEYS, "arn:x", "no"), control="GENSEC01-BP01/ours")
    then = sample.report([failure], policies={"GENSEC01-BP01/ours": "a" * 64})
    then = replace(then, controls={"GENSEC01-BP01/ours": ours})
    now = replace(then, results=[])
    lost = replace(now, head=replace(now.head, gaps=(sample.gap("us-east-1"),)))
    old = _written("then.json", then)
    assert _json(old, _written("now.json", now))["changes"][0]["why"] == "it is no longer there"
    assert _json(old, _written("now.json", lost))["changes"][0]["lost"]


@pytest.mark.parametrize(
    ("old", "options", "said"),
    [
        ("nowhere", (), "nowhere cannot be read: No such file or directory"),
        ("other.json", (), "other.json is not a results.json of genai-lens"),
        ("wrong.json", (), "wrong.json names a cause that it does not have"),
        ("out-monday/results.json", ("--control", KEYS), "has the controls that it was made with"),
        ("monday", ("--fail-on", "never"), "'never' is not one of"),
    ],
)
def test_wrong_usage(old: str, options: tuple[str, ...], said: str) -> None:
    """One sentence each, and exit code 2."""
    Path("other.json").write_text("[]")
    wrong = orjson.loads(results_json(sample.mixed()))
    wrong["results"][0]["causes"] = [10**6]
    Path("wrong.json").write_bytes(orjson.dumps(wrong))
    done = run("diff", old, "out-tuesday/results.json", *options)
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stderr.count("error:") == 1


def test_large_files_take_seconds() -> None:
    """20,000 results in each."""
    old, new = _written("then.json", sample.many(20_000)), _written("now.json", sample.many(19_000))
    started = time.process_time()
    done = run("diff", old, new)
    assert done.exit_code == 0
    assert time.process_time() - started < 10
    assert "1,000 no longer seen, 19,000 still failing." in done.stdout
    assert "and 900 more (--format json lists all)" in done.stdout


@pytest.mark.parametrize("file", ["results.json", "results.sarif"])
def test_files_say_what_people_stated(folder: Path, file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Attestations, waivers and the workload of both runs are compared, whichever file has them."""
    inside = folder / f"stated-{file}"
    inside.mkdir()
    monkeypatch.chdir(inside)
    lab.workflow(inside)
    truth = "GENOPS01-BP01/ground-truth-governed"
    Path("genai-lens.yaml").write_text("workload: {functions: [chat], feedback: {metrics: [m]}}\n")
    Path("waivers.yaml").write_text(
        f"waivers: [{{control: {GATEWAY}, owner: ml, reason: x, expires: 2026-12-31}}]\n"
    )
    Path("attestations.yaml").write_text(
        f"attestations: [{{control: {truth}, owner: ml, expires: 2026-01-01, given: 2025-12-31}}]\n"
    )
    options = ("--format", "json", "--format", "sarif", "--output", "out", "--quiet")
    assert run("evaluate", "../tuesday", *options).exit_code in (1, 3)
    done = run("diff", f"../out-tuesday/{file}", f"out/{file}", "--format", "json")
    document = orjson.loads(done.stdout)
    attested = "the attestations differ (0 then, 1 now)"
    assert {one["said"] for one in document["settings"]} == {
        attested,
        "the waivers differ (0 then, 1 now)",
        'workload.functions: nothing → ["chat"]',
        'workload.feedback.metrics: nothing → ["m"]',
    }
    (new,) = [one for one in document["changes"] if one["state"] == "new"]
    assert (new["control"], new["causes"]) == (truth, [attested])


@pytest.mark.parametrize("form", ["snapshot", "results.json", "results.sarif"])
def test_what_is_in_a_region_that_is_not_selected_now_is_no_longer_seen(
    folder: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is neither fixed nor gone; nor is what depends on all Regions. It is lost: exit 3."""
    inside = folder / f"regions-{form}"
    inside.mkdir()
    monkeypatch.chdir(inside)
    lab.workflow(inside)
    lab.snapshot_of("bad", Path("all"))
    with lab.sample("bad") as (_, aws), lab.remembering("bad"):
        lab.snapshot.write(lab.read(aws, regions=["eu-west-1"]), Path("fewer"))
    names = ["all", "fewer"]
    if form != "snapshot":
        for name in names:
            options = ("--format", "json", "--format", "sarif", "--output", f"out-{name}", "--quiet")
            assert run("evaluate", name, *options).exit_code in (1, 3)
        names = [f"out-{name}/{form}" for name in names]
    done = run("diff", *names, "--format", "json", "--fail-on", "critical")
    changes = orjson.loads(done.stdout)["changes"]
    there = [one for one in changes if one["region"] == "us-east-1"]
    assert there
    assert {(one["state"], one["lost"]) for one in there} == {("unseen", True)}
    # A control says it itself where another Region shows that something is there.
    assert all(one["why"].endswith(("the Region was not read", "was not scanned")) for one in there)
    everywhere = [one for one in changes if one["region"] == "global" and one["state"] != "new"]
    assert {(one["state"], one["why"]) for one in everywhere} <= {
        ("still", ""),
        ("unseen", "not all Regions of the earlier run were read"),
    }
    assert "fixed" not in {one["state"] for one in changes}
    new = [one for one in changes if one["state"] == "new"]
    assert done.exit_code == (1 if any(one["severity"] == "critical" for one in new) else 3)
    back = orjson.loads(run("diff", *reversed(names), "--format", "json").stdout)["changes"]
    assert {one["why"] for one in back if one["region"] == "us-east-1"} <= {
        "nobody knows whether it failed then: the Region was not read",
        "nobody knows whether it failed then: the verdict is unknown",
    }
