"""The terminal's report: nothing is hidden, the most severe is on the last screen, it adds up."""

from __future__ import annotations

import gc
import re
import time
from dataclasses import replace
from typing import Any

import pytest

from collectors.records import TIME_LIMIT
from scanner.catalog.lens import SEVERITIES
from scanner.judging import results
from scanner.judging.configured import Changed
from scanner.reports.terminal import View, rendered
from scanner.reports.terminal.summary import closing
from tests import lab
from tests.scanner.reports import sample

ROLE = f"arn:aws:iam::{sample.ACCOUNT}:role"
ROOT = f"arn:aws:iam::{sample.ACCOUNT}:root"


def _last(report: results.Report) -> list[str]:
    return [line.text.plain for line in closing(report)]


def _listed(text: str) -> list[str]:
    """Return the controls in the list of failures, in order."""
    part = text.partition("Failures: ")[2].partition("Most severe")[0]
    return re.findall(r"^(?:CRITICAL|HIGH|MEDIUM|LOW) +[\d,]+\s+(GEN\S+)", part, re.M)


def _controls(number: int) -> results.Report:
    """Return a report in which this number of controls fail, and one of them 5,000 times."""
    controls, found = dict(sample.CONTROLS), []
    model = sample.CONTROLS[sample.WILDCARDS]
    for n in range(number):
        key = f"GENSEC01-BP01/made-up-{n:03}"
        severity = SEVERITIES[n % 4]
        meta = replace(model.meta, id=key, severity=severity, title=f"Made up title {n}")
        controls[key] = replace(model, meta=meta)
        for at in range(5000 if n == 0 else 2):
            one = sample.result("fail", sample.WILDCARDS, f"{ROLE}/r{n}-{at}", f"statement {at} allows it")
            found.append(replace(one, control=key, severity=severity))
    return replace(sample.report(found), controls=controls)


@pytest.mark.parametrize("width", [60, 80, 120, 200, None])
def test_every_failing_control_has_a_line(width: int | None) -> None:
    """No control is hidden, whatever fails beside it. The most severe come first."""
    report = _controls(200)
    listed = _listed(sample.printed(report, width))
    assert len(listed) == len(set(listed)) == 200
    levels = [report.controls[control].meta.severity for control in listed]
    assert levels == sorted(levels, key=SEVERITIES.index)


@pytest.mark.parametrize("name", ["demo", "bad"])
def test_the_last_screen_has_the_most_severe_and_the_counts(name: str) -> None:
    """The last screen of 80 x 24 shows the most severe control, the counts and what is missing."""
    report = lab.report(name)
    screen = sample.printed(report, 80).splitlines()[-23:]
    worst = next(r for r in report.results if r.failing)
    assert any(worst.control in line and line.startswith(worst.severity.upper()) for line in screen)
    assert any(line.startswith(f"{len(report.results)} results: ") for line in screen)
    assert any(line.startswith("INCOMPLETE: ") for line in screen) == report.incomplete
    assert max(map(len, screen)) <= 80


def test_even_the_worst_account_ends_with_a_whole_summary() -> None:
    """The summary fits on the last screen, however much fails, is missing or was changed."""
    screen = sample.printed(sample.mixed(), 80).splitlines()[-23:]
    assert "Most severe" in screen
    assert any(line.startswith("CRITICAL  1  GENSEC01-BP01/api-keys-expire") for line in screen)


def test_the_numbers_add_up() -> None:
    """The kinds add up to all results. What the configuration took out is said beside them."""
    assert _last(sample.mixed()) == [
        "7 findings, 1 of them waived. The other 6, of 3 controls: 1 critical, 4 high, 1 low.",
        "28 results: 6 fail, 1 waived, 18 unknown, 1 for a person to decide, 1 pass, 1 not applicable.",
        "Not among them: 1 result left out by tag, 12 failures that a changed parameter takes out, "
        "1 control switched off.",
        "INCOMPLETE: 18 results unknown, 2 controls not judged. "
        "1 permission is missing: bedrock:ListGuardrails.",
        "THE SCAN ENDED EARLY: the credentials expired during the scan.",
    ]
    for report in (sample.mixed(), lab.report("bad"), lab.report("demo")):
        line = next(line for line in _last(report) if " results: " in line)
        total, *parts = [int(number.replace(",", "")) for number in re.findall(r"[\d,]*\d", line)]
        assert total == sum(parts) == len(report.counted)
        table = sample.printed(report, 120).partition("Best practice ")[2].partition("\n\n")[0]
        rows = [[int(cell) for cell in re.findall(r" ([\d,]+)(?= |$)", row)] for row in table.split("\n")]
        assert sum(map(sum, rows[1:-1])) == sum(rows[-1]) == total


def test_a_gap_without_effect_is_said() -> None:
    """A gap that changes no result is counted, and the report is complete."""
    found = sample.clean()
    lost = replace(found, head=replace(found.head, gaps=(sample.gap("us-east-1"),)))
    assert _last(lost) == [
        "No failures.",
        "1 result: 1 pass.",
        "1 call failed. No result here depends on that.",
    ]


def test_the_report_never_looks_as_if_all_were_well() -> None:
    """An account that nobody could read has no failures, and the report does not stop there."""
    denied = lab.report("denied")
    first, *_, last = _last(denied)
    assert first == "No failures in what could be read."
    assert last.startswith(f"INCOMPLETE: {len(denied.results)} results unknown.")
    assert _last(lab.report("good"))[-1] == "Everything that the controls need was read."


def test_above_five_permissions_the_policy_is_the_cure() -> None:
    """Many missing permissions are one line, which says what to attach."""
    text = " ".join(sample.printed(lab.report("denied"), 80).split())
    assert "Attach the policy that `genai-lens permissions` prints." in text
    before_the_table = sample.printed(lab.report("denied"), 80).partition("Best practice")[0]
    assert len(before_the_table.splitlines()) < 15
    few = " ".join(sample.printed(sample.unseen(), 80).split())
    assert "genai-lens permissions" not in few
    assert "A permission is missing: allow bedrock:ListGuardrails. (17 results of 1 control)" in few


def test_an_early_end_says_its_cure_once() -> None:
    """After an early end, thirty operations that were not asked are one line."""
    gaps = [sample.gap("us-east-1", f"bedrock:List{n}", code=TIME_LIMIT, permission="") for n in range(30)]
    found = sample.result(
        "unknown", sample.GUARDRAILS, ROOT, "", causes=tuple(sample.cause(gap) for gap in gaps)
    )
    ended = {"code": TIME_LIMIT, "sentence": "The time limit came. Allow more time with --time-limit."}
    text = sample.printed(sample.report([found], gaps=tuple(gaps), ended=ended), 80)
    assert text.count("--time-limit") == 1
    assert "The scan ended early, as the last lines say. (1 result of 1 control)" in text
    assert "bedrock:List" not in text
    other = sample.printed(sample.report([found], gaps=tuple(gaps)), 80)
    assert other.lower().count("allow more time with --time-limit") == 1
    assert "and 25 more operations (--details lists them)" in other


def _findings() -> list[results.Result]:
    return [
        sample.result(
            "fail",
            control,
            f"{ROLE}/{name}",
            "it allows too much",
            region=region,
            name=name,
            tags={"owner": owner} if owner else {},
        )
        for control, name, region, owner in (
            (sample.WILDCARDS, "a", "us-east-1", "ml"),
            (sample.WILDCARDS, "b", "us-east-1", ""),
            (sample.WILDCARDS, "c", "eu-west-1", "web\x1b\n::error::x"),
            (sample.PROMPTS, "d", "us-east-1", "ml"),
        )
    ]


def test_details_show_each_finding() -> None:
    """With details, or for one control, each finding has its fingerprint, Region and name.

    Findings with one message share it.
    """
    report = sample.report(_findings())
    assert report.results[0].fingerprint[:8] not in sample.printed(report, 80)
    one = replace(report, controls={sample.WILDCARDS: report.controls[sample.WILDCARDS]})
    one = replace(one, results=[r for r in report.results if r.control == sample.WILDCARDS])
    for shown in (sample.printed(report, 80, View(details=True)), sample.printed(one, 80)):
        for result in one.results:
            row = f"    {result.fingerprint[:8]}  {result.region}  Role {result.resource.name}\n"
            assert row in shown
        assert shown.partition(sample.PROMPTS)[0].count("it allows too much") == 1
    assert f"$ genai-lens controls show {sample.WILDCARDS}\n" in sample.printed(one, 80, View())
    prefix = one.results[0].fingerprint[:8]
    for written, said in (("out", ""), ("a b", " --results 'a b/results.json'")):
        view = View(written=(f"{written}/results.json",))
        command = f"  $ genai-lens controls show {sample.WILDCARDS} --for {prefix}{said}\n"
        assert command in sample.printed(one, 40, view)


def test_severity_hides_and_says_so() -> None:
    """`--severity` hides less severe failures from the list, and changes no count."""
    report = sample.report(_findings())
    text = sample.printed(report, 80, View(severity="high"))
    assert _listed(text) == [sample.WILDCARDS]
    assert "  1 finding below high not listed (--severity high).\n" in text
    assert "4 findings of 2 controls: 3 high, 1 low.\n" in text
    assert "not listed" not in sample.printed(report, 80)


def test_failures_by_owner() -> None:
    """`--owner-tag` groups failures by the value of the tag; those without it come last."""
    text = sample.printed(sample.report(_findings()), 80, View(owner_tag="owner"))
    found = re.findall(r"^(owner = .*|Without the tag .*): (\d) finding", text, re.M)
    assert found == [
        ("owner = ml", "2"),
        ("owner = web\\x1b\\x0a::error::x", "1"),
        ("Without the tag owner", "1"),
    ]
    assert len(_listed(text)) == 4


def test_the_notes_of_the_head_are_shown() -> None:
    """A note of the head, such as on tags that were not read, is in the report, and inert."""
    report = sample.clean()
    noted = replace(report, head=replace(report.head, notes=("no tags in us-east-1\n::error::x",)))
    assert "\nno tags in us-east-1\\x0a::error::x\n" in sample.printed(noted, 80)


def test_a_pipe_gets_whole_lines() -> None:
    """Text for a pipe is not wrapped and has no trailing blanks. A screen has no longer lines."""
    mixed = sample.mixed()
    for report in (mixed, sample.clean(), lab.report("demo")):
        piped = sample.printed(report, None).split("\n")
        assert [line for line in piped if line != line.rstrip()] == []
        for width in (60, 80, 120, 200):
            lines = sample.printed(report, width).split("\n")
            assert [line for line in lines if line != line.rstrip()] == []
            whole = ("Every finding: ", "The commands of a fix: ", "  $ ")
            assert [x for x in lines if len(x) > width and not x.startswith(whole)] == []
    fixes = {f"Fix: {control.meta.remediation}" for control in mixed.controls.values()}
    assert len(fixes & {line.strip() for line in sample.printed(mixed, None).split("\n")}) == 3


def test_a_fix_is_whole_on_every_screen() -> None:
    """A narrow screen wraps the fix of a control. A fix that is cut helps nobody."""
    demo = lab.report("demo")
    fixes = {f"Fix: {demo.controls[r.control].meta.remediation}" for r in demo.results if r.failing}
    for width in (60, 80, 120, 160, 200):
        text = " ".join(sample.printed(demo, width).split())
        assert [fix for fix in fixes if fix not in text] == []


def test_results_with_several_cures_are_explained() -> None:
    """A result that waits for two cures counts with both: the numbers exceed the sum."""
    one, two = sample.gap("us-east-1"), sample.gap("us-east-1", "iam:ListRoles", code="Unreachable")
    both = sample.result("unknown", sample.KEYS, ROOT, "m", causes=(sample.cause(one), sample.cause(two)))
    only = replace(both, causes=both.causes[:1], fingerprint="0" * 64)
    said = "A result that needs several of these cures counts with each."
    assert said in sample.printed(sample.report([both, only], gaps=(one, two)), None)
    assert said not in sample.printed(sample.report([only], gaps=(one,)), None)


def test_the_configuration_shows_its_values() -> None:
    """The value of a parameter stands with its effect, also if it changes no verdict."""
    mixed = sample.mixed()
    changed = {
        sample.ACCOUNT: {sample.KEYS: {"max_days": Changed(["x" * 99], 30), "min_days": Changed(7, 30)}}
    }
    configuration = replace(mixed.head.configuration, changed=changed)
    text = sample.printed(replace(mixed, head=replace(mixed.head, configuration=configuration)), None)
    assert f"  {sample.KEYS}.min_days is 7: changes no verdict\n" in text
    assert re.search(rf'  {sample.KEYS}.max_days is \["x{{40,60}}\S*: changes no verdict\n', text)


def test_a_resource_type_is_printed_as_it_is() -> None:
    """The colons of a resource's type are escaped only where a line begins with them."""
    kind = "AWS::Bedrock::KnowledgeBase"
    found = [
        sample.result(kind_of_result, sample.KEYS, ROOT, f"no trail records {kind}", item=kind, name=kind)
        for kind_of_result in ("fail", "review", "unknown")
    ]
    for width in (60, 80, 120, 200, None):
        text = sample.printed(sample.report(found), width)
        assert kind in text
        assert "\\x3a" not in text
    folded = sample.printed(sample.report([replace(found[1], message=f"{'x' * 54}::error::y")]), 60)
    assert "\n      :\\x3aerror::y" in folded


def test_one_account_in_many_regions_is_one_line() -> None:
    """One account that fails in seventeen Regions is one line, with the number of Regions."""
    found = [
        sample.result("fail", sample.GUARDRAILS, ROOT, "no guardrail", region=r, type="AWS::Account")
        for r in sample.REGIONS
    ]
    text = sample.printed(sample.report(found), 80)
    assert "HIGH      17  GENSEC02-BP01/guardrail-available  17 Regions\n" in text


@pytest.mark.parametrize(
    ("arn", "name"),
    [
        ("arn:aws:bedrock:us-east-1::foundation-model/provider.model-v1:0", "provider.model-v1:0"),
        ("arn:aws:bedrock:us-east-1:111122223333:prompt/LETTERS001:3", "LETTERS001:3"),
        ("arn:aws:lambda:us-east-1:111122223333:function:orders", "orders"),
        ("arn:aws:logs:us-east-1:111122223333:log-group:/aws/bedrock/calls", "calls"),
    ],
)
def test_a_resource_without_a_name_has_the_end_of_its_arn(arn: str, name: str) -> None:
    """A version belongs to the end."""
    report = sample.report([sample.result("fail", sample.GUARDRAILS, arn, "no guardrail", name="")])
    assert f"GENSEC02-BP01/guardrail-available: {name}\n" in sample.printed(report, 120)


def test_the_account_has_its_name_everywhere() -> None:
    """With several accounts, each finding names its account, as the configuration does."""
    report = sample.accounts(3)
    accounts = (replace(report.head.accounts[0], name="prod"), *report.head.accounts[1:])
    named = replace(report, head=replace(report.head, accounts=accounts))
    assert "3 accounts (000000000001 (prod), 000000000002, " in sample.printed(named, 200)
    assert "dev in 000000000001 (prod), dev in 000000000002, " in sample.printed(named, 200)
    assert "User dev in 000000000001 (prod)\n" in sample.printed(
        replace(
            named,
            results=[replace(r, resource=replace(r.resource, type="AWS::IAM::User")) for r in named.results],
        ),
        200,
        View(details=True),
    )


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({}, "Judged with all 5 controls."),
        ({"pillars": ("security",)}, "Judged with 5 controls: --pillar security."),
        (
            {"best_practices": ("B",), "controls": ("C",)},
            "Judged with 5 controls: --best-practice B, --control C.",
        ),
    ],
)
def test_the_head_says_what_was_selected(chosen: dict[str, Any], said: str) -> None:
    """The head names the selection, and says whether the account is a sample."""
    report = sample.clean()
    head = replace(report.head, selection=results.Selection(**chosen), sample=bool(chosen))
    text = sample.printed(replace(report, head=head), 200)
    assert f"\n{said}\n" in text
    assert ("This is a sample, not a real account." in text) == bool(chosen)


def test_twenty_thousand_results_take_linear_time() -> None:
    """Four times as many results take less than twelve times as long: sixteen were quadratic.

    The garbage collector leaves the reports of other tests in this process alone meanwhile.
    """

    def seconds(number: int, view: View) -> float:
        report = sample.many(number)
        gc.freeze()
        begun = time.process_time()
        rendered(report, view, width=80, colour=True)
        taken = time.process_time() - begun
        gc.unfreeze()
        return taken

    for view in (View(), View(details=True)):
        seconds(100, view)
        few, many = seconds(5000, view), seconds(20_000, view)
        assert many < 12 * few + 0.5
