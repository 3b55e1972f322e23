"""The HTML report without a browser: its structure, its texts, and that nothing in it can act."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from collectors.records import Call, Collection
from scanner.catalog.controls import Selection
from scanner.errors import SnapshotError
from scanner.judging.results import Proof, Report
from scanner.reports.html import MOST_OF_A_TEXT, html
from scanner.reports.html.evidence import Evidence
from scanner.reports.html.model import MOST_OPEN, MOST_PROVEN_OF_ONE
from scanner.snapshot import folder as snapshot
from scanner.text import visible
from tests.scanner.reports import html_pages, sample
from tests.scanner.reports.html_pages import Element, Reader

STARTED = "2026-06-01T00:00:00.000Z"
GATEWAY = "GENSEC05-BP01/gateway-inbound-authorized"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return html_pages.demo(tmp_path_factory.mktemp("demo") / "snapshot")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return html_pages.hostile(tmp_path_factory.mktemp("hostile") / "snapshot")


@pytest.fixture(params=["demo", "hostile"])
def page(request: pytest.FixtureRequest) -> Element:
    return _page(request.getfixturevalue(request.param))


def _page(report: Report) -> Element:
    return Reader(html(report)).root


def _results(page: Element, control: str) -> list[Element]:
    return list(page.by_id(control).all("li", "result"))


def test_ids_are_unique_and_every_link_within_the_page_has_its_target(page: Element) -> None:
    ids = Counter(one.attributes["id"] for one in page.all() if "id" in one.attributes)
    assert [name for name, number in ids.items() if number > 1] == []
    links = [one.attributes["href"] for one in page.all("a")]
    assert {link[1:] for link in links if link.startswith("#")} - set(ids) == set()
    assert len(links) > 20


def test_nothing_in_the_page_asks_for_anything_or_acts(page: Element) -> None:
    """No address is loaded. The policy allows the one style and the one script by their hash."""
    for one in page.all():
        assert not {"src", "srcset", "style", "action", "data", "poster"} & set(one.attributes), one.tag
        assert not [name for name in one.attributes if name.startswith("on")], one.tag
        assert one.tag not in ("img", "svg", "iframe", "object", "embed", "link", "form", "base")
        if one.tag == "a":
            assert re.match(r"#|https://(github\.com/genai-lens|wiki\.example\.com)/", one.attributes["href"])
    (style,), (script,) = page.all("style"), page.all("script")
    (policy,) = (
        one.attributes["content"]
        for one in page.all("meta")
        if one.attributes.get("http-equiv") == "Content-Security-Policy"
    )
    hashes = [
        base64.b64encode(hashlib.sha256(_raw(one).encode()).digest()).decode() for one in (style, script)
    ]
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _raw(one: Element) -> str:
    return "".join(child for child in one.children if isinstance(child, str))


@pytest.mark.parametrize("attack", html_pages.ATTACKS)
def test_a_hostile_text_is_shown_as_text(hostile: Report, attack: str) -> None:
    """The page shows it, with control characters made visible. Its markup is no markup."""
    page = _page(hostile)
    assert " ".join(visible(attack).split()) in page.text
    assert page.text.isprintable()


def test_a_long_text_does_not_make_a_long_page() -> None:
    found = sample.report([sample.result("fail", sample.KEYS, "arn:aws:iam::1:user/x", "m" * 60_000)])
    assert "m" * MOST_OF_A_TEXT + "…" in _page(found).text
    assert len(html(found)) < 60_000


def test_every_result_is_in_the_page_once(demo: Report) -> None:
    page = _page(demo).by_id("practices")
    found = Counter(one.attributes["data-k"] for one in page.all() if "data-k" in one.attributes)
    assert found == Counter(result.kind for result in demo.results)


def test_the_worst_control_comes_first_and_none_is_left_out(demo: Report) -> None:
    lines = list(_page(demo).by_id("first").all("li"))
    severities = [next(line.all("span", "badge")).text for line in lines]
    order = ("critical", "high", "medium", "low")
    assert severities == sorted(severities, key=order.index)
    links = {next(line.all("a")).attributes["href"][1:] for line in lines}
    assert links == {result.control for result in demo.results if result.failing}


def test_the_map_says_in_words_what_each_practice_is(demo: Report) -> None:
    cells = {
        next(one.all("b")).text: next(one.all("span")).text for one in _page(demo).by_id("map").all("li")
    }
    assert set(cells) == set(demo.practices)
    assert cells["GENSEC02-BP01"] == "8 failing"
    assert cells["GENSEC05-BP01"] == "19 failing, 18 unknown, 1 for a person to decide"
    assert cells["GENOPS01-BP01"] == "7 failing, 1 for a person to decide"
    assert cells["GENOPS01-BP02"] == "1 failing, 1 for a person to decide"
    assert cells["GENSEC06-BP01"] == "1 failing"
    secure = [result for result in demo.results if result.control.startswith("GENSEC")]
    controls = {name: one for name, one in demo.controls.items() if name.startswith("GENSEC")}
    head = replace(demo.head, selection=Selection(pillars=("security",)))
    part = replace(demo, results=secure, controls=controls, head=head)
    cells = {next(one.all("b")).text: one.text for one in _page(part).by_id("map").all("li")}
    assert cells["GENCOST01-BP01"].endswith("not in this scan")


def test_a_practice_whose_controls_are_all_off_is_not_judged() -> None:
    found = sample.mixed()
    found = replace(found, results=[r for r in found.results if r.control != sample.GUARDRAILS])
    cells = [one.text for one in _page(found).by_id("map").all("li")]
    assert "GENSEC02-BP01 not judged" in cells


def test_a_result_shows_the_lines_of_the_snapshot(demo: Report) -> None:
    """Every line of every excerpt is that line of the file which the excerpt names."""
    assert demo.snapshot
    checked = 0
    for details in _page(demo).all("details", "evidence"):
        places = [place.text for place in details.all("p", "place")]
        for place, excerpt in zip(places, details.all("pre"), strict=True):
            file = re.search(r"([0-9]{12}/\S+\.json):([0-9]+)$", place)
            assert file
            lines = (demo.snapshot.stored / file[1]).read_text(encoding="utf-8").split("\n")
            first = int(file[2])
            for number, line in enumerate(excerpt.all("span")):
                assert int(line.attributes["data-n"]) == first + number
                there = lines[first + number - 1].strip()
                assert (
                    there in (line.text, f"{line.text},") or " ".join(there.split()).rstrip(",") == line.text
                )
                checked += 1
    assert checked > 150


def test_a_result_shows_its_calls_with_their_request_ids(demo: Report) -> None:
    assert demo.snapshot
    (open_gateway,) = (one for one in _results(_page(demo), GATEWAY) if next(one.all("b")).text == "open")
    gateway = next(r for r in demo.snapshot.resources if r.id.endswith("gateway/open-abc1234567"))
    calls = {call.id: call for call in snapshot.ledger(demo.snapshot)}
    shown = next(open_gateway.all("ul", "calls")).text
    assert len(gateway.calls) >= 2
    for name in gateway.calls:
        call = calls[name]
        assert f"{call.service}:{call.operation}" in shown
        assert call.request_id in shown
        assert call.started in shown


def test_what_makes_a_result_unknown_shows_the_refused_call(demo: Report) -> None:
    """The cause has what helps and the request that AWS refused, also beside the result."""
    assert demo.snapshot
    refused = [call for call in snapshot.ledger(demo.snapshot) if call.operation == "ListFunctions"]
    (cause,) = _page(demo).by_id("unseen").all("ul", "cards")
    assert "allow lambda:ListFunctions" in cause.text
    assert {call.request_id for call in refused} <= {one.text for one in cause.all("code")}
    unknown = next(r for r in demo.results if r.kind == "unknown")
    item = _page(demo).by_id(f"r-{unknown.fingerprint[:16]}")
    region = unknown.causes[0].region
    assert next(call.request_id for call in refused if call.region == region) in item.text


def test_an_account_without_something_shows_the_calls_that_would_have_found_it(demo: Report) -> None:
    failure = next(r for r in demo.results if r.control.endswith("guardrail-available") and r.failing)
    item = _page(demo).by_id(f"r-{failure.fingerprint[:16]}")
    assert f"bedrock:ListGuardrails in {failure.region}" in item.text


def test_a_changed_ledger_is_not_shown(demo: Report, tmp_path: Path) -> None:
    """A snapshot that was replaced since it was judged is an error, and not another one's calls."""
    assert demo.snapshot
    other = html_pages.hostile(tmp_path / "other").snapshot
    assert other
    with pytest.raises(SnapshotError, match="was replaced"):
        html(replace(demo, snapshot=replace(demo.snapshot, stored=other.stored)))


def test_settings_and_what_does_not_count_are_said() -> None:
    page = _page(sample.mixed())
    settings = page.by_id("settings").text
    assert "max_days" in settings
    assert "7 instead of 30" in settings
    assert "2 subjects: pass → fail" in settings
    assert "12 subjects: fail → not judged; 1 subject: pass → not judged" in settings
    assert "switched off GENSEC02-BP01/guardrail-available 123456789012 not used here" in settings
    assert "low instead of medium: a test" in settings
    assert "1 result on 1 resource, failures waived by ml (" in settings
    assert "until 2026-12-31, waive" in settings
    assert "left out by the tags env=sandbox: sandboxes hold no data" in settings
    groups = [one.text for one in page.by_id(sample.WILDCARDS).all("summary")]
    assert "1 accepted by a waiver" in groups
    assert "1 left out by the configuration" in groups


def test_the_end_says_where_and_how_fast_aws_was_asked() -> None:
    """Services of one setting share a line. The server of a sample is no setting of the reader."""
    mixed = sample.mixed()
    urls = [f"https://bedrock.{region}.example" for region in ("a", "b")]
    found = {name: {"urls": urls, "source": "AWS_ENDPOINT_URL"} for name in ("ec2", "bedrock", "iam")}
    found["kms"] = {"urls": urls[:1], "source": "AWS_ENDPOINT_URL_KMS"}
    said = f"Endpoints by AWS_ENDPOINT_URL {urls[0]}, {urls[1]}: bedrock, ec2, iam"
    for is_sample in (False, True):
        head = replace(mixed.head, endpoints=found, sample=is_sample)
        about = _page(replace(mixed, head=head)).by_id("about").text
        assert "Calls waited 1 minute 33 seconds for AWS's rate limits. AWS throttled 12 calls." in about
        assert (said in about) is not is_sample
        assert (f"Endpoints by AWS_ENDPOINT_URL_KMS {urls[0]}: kms" in about) is not is_sample
    assert "Rate limits" not in _page(sample.clean()).by_id("about").text


def test_the_head_says_what_was_read() -> None:
    found = sample.mixed()
    accounts = tuple(replace(account, name="prod") for account in found.head.accounts)
    (header,) = _page(replace(found, head=replace(found.head, accounts=accounts, sample=True))).all("header")
    assert "account 123456789012 (prod)" in header.text
    assert "a sample, not a real account" in header.text
    assert "The scan ended early: the credentials expired during the scan." in header.text
    assert "Calls 1,234 in 7 seconds" in header.text
    assert "Read at 2026-06-01 00:00 UTC" in header.text
    assert sample.CALLER in header.text
    assert "6 failing 1 critical, 4 high, 1 low" in header.text
    assert "18 unknown not all was seen" in header.text


def test_the_inventory_has_the_worst_finding_of_each_agent(demo: Report) -> None:
    rows = {row.text.split()[0]: row for row in _page(demo).by_id("inventory").all("tr")}
    (link,) = rows["open"].all("a")
    assert (link.text, rows["open"].attributes["data-s"]) == (
        "Authorise every call to an AgentCore gateway",
        "critical",
    )
    assert "1 unknown" in rows["sums"].text
    assert "none" in rows["ranker"].text


def test_many_results_are_folded_and_only_the_first_have_lines_and_calls() -> None:
    page = _page(sample.many(MOST_PROVEN_OF_ONE + 50))
    control = page.by_id(sample.WILDCARDS)
    (rest,) = control.all("details", "fold")
    assert len(_results(page, sample.WILDCARDS)) == MOST_PROVEN_OF_ONE + 50
    assert len(list(rest.all("li", "result"))) == MOST_PROVEN_OF_ONE + 50 - MOST_OPEN
    assert len(list(control.all("details", "evidence"))) == MOST_PROVEN_OF_ONE
    assert "Those of 50 more are in results.json" in page.by_id("practices").text


def test_a_clean_report_says_so_only_if_all_was_seen() -> None:
    assert "Nothing that could be seen fails." in _page(sample.clean()).by_id("first").text
    assert "fails, but not all was seen." in _page(sample.unseen()).by_id("first").text


def test_a_place_that_is_not_known_is_the_pointer() -> None:
    proof = (Proof("arn:aws:iam::1:role/x", "/properties/Policies/0", None, None),)
    found = sample.report(
        [sample.result("fail", sample.KEYS, "arn:aws:iam::1:role/x", "it fails", proof=proof)]
    )
    assert "/properties/Policies/0" in _page(found).by_id(sample.KEYS).text


def test_the_same_report_is_the_same_bytes(demo: Report) -> None:
    assert html(demo) == html(demo)


@pytest.mark.parametrize("kind", ["fail", "pass"])
def test_twenty_thousand_results_stay_small(kind: str) -> None:
    """The page has less than 15 MB, with long names, messages and places."""
    arn = f"arn:aws:iam::{sample.ACCOUNT}:role/application/some-team"
    found = [
        sample.result(
            kind,
            sample.WILDCARDS,
            f"{arn}/worker-{n:05}",
            f'statement "s{n}" allows "bedrock:*" on "*", and any principal may assume the role',
            region="global",
            name=f"worker-{n:05}",
            proof=(
                Proof(
                    f"{arn}/worker-{n:05}", "/properties/Policies/0", f"{sample.ACCOUNT}/global/iam.json", n
                ),
            ),
        )
        for n in range(20_000)
    ]
    assert len(html(sample.report(found))) < 15_000_000


def test_json_of_a_setting_is_text() -> None:
    """A value of the configuration is printed as JSON, whatever it holds."""
    page = _page(sample.mixed())
    assert f"{orjson.dumps([sample.LINK]).decode()} instead of []" in page.by_id("settings").text


def test_behind_a_cause_stand_only_the_calls_that_failed_so(tmp_path: Path) -> None:
    """Pages that were read, other codes and other Regions are not shown as the cause."""
    calls = [
        Call(
            f"{n:016x}",
            "bedrock",
            "ListGuardrails",
            region,
            {},
            n,
            200,
            code,
            f"request-{n}",
            STARTED,
            0.1,
            0,
        )
        for n, (region, code) in enumerate(
            [("us-east-1", ""), ("us-east-1", "Malformed"), ("eu-west-1", "Denied"), ("us-east-1", "Denied")]
        )
    ]
    regions = ("eu-west-1", "us-east-1")
    collection = Collection(
        sample.ACCOUNT, "aws", sample.CALLER, STARTED, STARTED, regions, {}, (), (), tuple(calls)
    )
    snapshot.write(collection, tmp_path / "snapshot")
    report = replace(sample.clean(), snapshot=snapshot.read(tmp_path / "snapshot"))
    behind = Evidence(report).failed([("bedrock:ListGuardrails", "us-east-1", "Denied")])
    assert [call.request_id for call in behind.calls] == ["request-3"]
