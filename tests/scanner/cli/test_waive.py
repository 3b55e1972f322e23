"""The command `waive`, and waivers through `evaluate`."""

from __future__ import annotations

import csv
import io
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml

from scanner.people.waivers import load
from scanner.reports import REPORTS
from tests import lab
from tests.scanner.cli.command import run
from tests.scanner.reports import sample

CONTROL = "GENSEC05-BP01/gateway-inbound-authorized"
KEYS = "GENSEC01-BP01/api-keys-expire"
ACCEPT = ("--owner", "ml", "--reason", "a demo: no #data", "--expires", "2099-12-31")


@pytest.fixture
def demo(folder: Path) -> Path:
    """Return the demo's snapshot, in the working folder with its results."""
    (folder / "out").mkdir()
    (folder / "out" / "results.json").write_bytes(REPORTS["json"](lab.report("demo")))
    return lab.snapshot_of("demo", folder / "snapshot")


def _prints(kind: str = "fail", control: str = CONTROL) -> list[str]:
    found = [r for r in lab.report("demo").results if r.kind == kind]
    return [r.fingerprint for r in found if r.control == control or kind != "fail"]


def _document(snapshot: Path, *options: str) -> dict[str, Any]:
    done = run("evaluate", snapshot, "--format", "json", "--output", "-", *options)
    found: dict[str, Any] = orjson.loads(done.stdout)
    return found


def test_a_waiver_is_written_and_holds_for_one_failure(demo: Path) -> None:
    """The next evaluation marks exactly this result, and the file says for a person what it is."""
    before, (print_, *_) = _document(demo), _prints()
    done = run("waive", print_[:8], *ACCEPT, "--ticket", "SEC-17")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == (
        f"waivers.yaml:3: {CONTROL} is waived until 2099-12-31 for Gateway half in account 123456789012, "
        "eu-west-1.\n"
    )
    text = Path("waivers.yaml").read_text()
    assert "  # Gateway half in account 123456789012, eu-west-1\n  - control: " in text
    (entry,) = yaml.safe_load(text)["waivers"]
    (found,) = [r for r in before["results"] if r["fingerprint"] == print_]
    assert entry == {
        "control": CONTROL,
        "account": "123456789012",
        "region": "eu-west-1",
        "resource": found["resource"]["id"],
        "item": "",
        "owner": "ml",
        "reason": "a demo: no #data",
        "ticket": "SEC-17",
        "expires": "2099-12-31",
    }
    after = _document(demo)
    waived = {r["fingerprint"]: r["waived"] for r in after["results"] if r["waived"]}
    assert list(waived) == [print_]
    assert waived[print_]["place"] == "waivers.yaml:3"
    assert after["counts"] == {**before["counts"], "waived": 1}
    assert after["configuration"]["waivers"]["entries"] == 1


def test_the_file_is_the_one_of_the_configuration(demo: Path) -> None:
    """A waiver is written where the scan reads it."""
    Path("conf").mkdir()
    Path("conf/lens.yaml").write_text("waivers: ours.yaml\n")
    done = run("waive", _prints()[0], *ACCEPT, "--config", "conf/lens.yaml")
    assert done.stdout.startswith("conf/ours.yaml:3: ")
    Path("genai-lens.yaml").write_text("waivers: conf/ours.yaml\n")
    assert run("waive", _prints()[1], *ACCEPT).stdout.startswith("conf/ours.yaml:")
    assert _document(demo)["counts"]["waived"] == 2
    assert not Path("waivers.yaml").exists()


@pytest.mark.parametrize("name", ["owner", "reason"])
@pytest.mark.parametrize("text", [" ", "\u200b", "\u2800", "\x1c"])
def test_a_text_that_nobody_sees_is_refused(name: str, text: str, demo: Path) -> None:
    done = run("waive", _prints()[0], *ACCEPT, f"--{name}", text)
    assert (done.exit_code, done.stderr.splitlines()[0]) == (2, f"error: --{name} is empty.")
    assert not Path("waivers.yaml").exists()


def test_every_failure_gets_a_waiver_of_its_own(demo: Path) -> None:
    """An entry matches one result, also of an account that fails in several Regions."""
    for control in ("GENSEC01-BP04/invocation-logging-enabled", "GENSEC01-BP01/api-keys-expire"):
        print_, other = _prints(control=control)
        assert run("waive", print_, *ACCEPT, "--file", "one.yaml").exit_code == 0
        Path("waivers.yaml").write_text(Path("one.yaml").read_text())
        results = {r["fingerprint"]: r for r in _document(demo)["results"]}
        assert results[print_]["resource"] == results[other]["resource"]
        assert results[print_]["waived"]
        assert not results[other]["waived"]


NAMES = ("*", "a*?b", "\\*", "[a]", "a: b # c", "'\"", "- x", "\x1b[31m\n::error::x", "ö\u2028\u202e", "null")


@pytest.mark.parametrize("name", NAMES)
def test_no_name_widens_a_waiver_or_breaks_the_file(name: str, folder: Path) -> None:
    """Wildcards of an id and an item are written as ordinary characters."""
    arn = f"arn:aws:iam::{sample.ACCOUNT}:role/{name}"
    results = [
        sample.result("fail", sample.WILDCARDS, one, "x", region="global", name=title, item=item)
        for one, title, item in (
            (arn, name, name),
            (f"{arn}x", name, name),
            (arn, name, "x"),
            ("x", arn, name),
        )
    ]
    report = sample.report(results)
    (folder / "results.json").write_bytes(REPORTS["json"](report))
    print_ = results[0].fingerprint
    done = run("waive", print_, *ACCEPT, "--results", "results.json")
    assert done.exit_code == 0, done.output
    assert done.stdout.count("\n") == 1
    (entry,) = load(Path("waivers.yaml"), lab.everything(), "--file").entries
    about = [entry.about(r.region, (r.resource.id, r.resource.name), r.item) for r in results]
    assert about == [True, False, False, False]


def test_what_is_in_the_file_stays(demo: Path) -> None:
    """Comments and other entries stay byte by byte."""
    old = f"# ours\nwaivers:\n  - control: {CONTROL}  # why\n    resource: other\n"
    Path("waivers.yaml").write_text(old)
    assert run("waive", _prints()[0], *ACCEPT).exit_code == 0
    text = Path("waivers.yaml").read_text()
    assert text.startswith(old)
    assert len(yaml.safe_load(text)["waivers"]) == 2


def test_a_failure_has_one_waiver(demo: Path) -> None:
    """A second one is refused, because the first may say something else."""
    assert run("waive", _prints()[0], *ACCEPT).exit_code == 0
    text = Path("waivers.yaml").read_text()
    done = run("waive", _prints()[0], *ACCEPT)
    assert done.exit_code == 2
    assert "waivers.yaml:3 is the waiver of this failure.\nnext:  Change it there.\n" in done.stderr
    assert Path("waivers.yaml").read_text() == text


def _yesterday() -> str:
    return f"{datetime.now(UTC).date() - timedelta(days=1)}"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"--expires": "2026-02-30"},
            "--expires 2026-02-30 is not a day of the calendar such as 2026-12-31.",
        ),
        ({"--expires": "soon"}, "--expires soon is not a day of the calendar such as 2026-12-31."),
        ({"--expires": "20991231"}, "--expires 20991231 is not a day of the calendar such as 2026-12-31."),
        (
            {"--expires": "0000-01-01"},
            "--expires 0000-01-01 is not a day of the calendar such as 2026-12-31.",
        ),
        ({"--expires": _yesterday()}, f"--expires {_yesterday()} is in the past."),
        ({"--owner": " "}, "--owner is empty."),
        ({"--reason": ""}, "--reason is empty."),
        ({"--reason": "x" * 1025}, "a string of at most 1,024 characters is needed."),
        ({"--results": "none.json"}, "none.json cannot be read"),
        ({"print": "0" * 64}, "out/results.json has no result whose fingerprint begins with 0000"),
        ({"print": "1234567"}, "is not the fingerprint of a finding."),
        ({"print": ".*.*.*.*"}, "is not the fingerprint of a finding."),
        ({"kind": "pass"}, "is pass, and only a failure can be waived."),
        ({"kind": "unknown"}, "is unknown, and only a failure can be waived."),
    ],
)
def test_what_is_refused(change: dict[str, str], said: str, demo: Path) -> None:
    """Each is one sentence and a next step, and no file is written."""
    options = dict(zip(ACCEPT[::2], ACCEPT[1::2], strict=True)) | change
    print_ = options.pop("print", _prints(options.pop("kind", "fail"))[0])
    done = run("waive", print_, *(word for pair in options.items() for word in pair))
    assert done.exit_code == 2, done.output
    assert said in done.stderr
    assert done.stderr.count("error: ") == done.stderr.count("next: ") == 1
    assert not Path("waivers.yaml").exists()


def test_a_result_that_is_left_out_needs_no_waiver(folder: Path) -> None:
    (folder / "results.json").write_bytes(REPORTS["json"](sample.mixed()))
    (print_,) = [r.fingerprint for r in sample.mixed().results if r.excluded]
    done = run("waive", print_, *ACCEPT, "--results", "results.json")
    assert (done.exit_code, "does not count: the configuration leaves" in done.stderr) == (2, True)


def test_a_control_that_is_not_here_is_refused(folder: Path) -> None:
    """A finding of a control of the user's own needs its folder."""
    (folder / "results.json").write_bytes(REPORTS["json"](sample.mixed()))
    (print_,) = [r.fingerprint for r in sample.mixed().results if r.failing and r.control == sample.PROMPTS]
    done = run("waive", print_, *ACCEPT, "--results", "results.json")
    assert done.exit_code == 2
    assert f"there is no control {sample.PROMPTS}." in done.stderr
    assert "--policies" in done.stderr


@pytest.fixture
def waived(demo: Path) -> Path:
    """Return the demo's snapshot, with a waiver that holds and one that expired."""
    Path("waivers.yaml").write_text(
        "waivers:\n"
        f"- {{control: {CONTROL}, resource: open, owner: ml, reason: a test, expires: 2026-06-10}}\n"
        "- {control: GENSEC01-BP01/api-keys-expire, owner: ml, reason: a test, expires: 2026-05-31}\n"
        "- {control: GENSEC05-BP01/agent-role-bounded, owner: ml, resource: none}\n"
    )
    return demo


NOTES = (
    "waivers.yaml:2: the waiver expires on 2026-06-10, in 9 days.",
    "waivers.yaml:3: the waiver expired on 2026-05-31, so it does not waive ",
    "waivers.yaml:4: the waiver lacks reason and expires, so it does not waive anything.",
    "waivers.yaml:4: the waiver matches no failure of GENSEC05-BP01/agent-role-bounded.",
)
LAPSED = "waivers.yaml:3: the waiver expired on 2026-05-31"


def test_waivers_are_shown_in_every_report(waived: Path) -> None:
    """Every report marks waived failures, and says at a failure why its waiver does not hold."""
    lab.workflow(Path.cwd())
    formats = [
        word for name in ("json", "sarif", "html", "markdown", "csv", "table") for word in ("--format", name)
    ]
    done = run("evaluate", waived, *formats, "--output", "new")
    assert done.exit_code == 1
    assert done.stderr.count("warning: waivers.yaml:") == 4
    texts = {path.suffix: path.read_text() for path in Path("new").iterdir()}
    for note in NOTES:
        assert note in done.stderr
        assert note in " ".join(done.stdout.split())
        for name in (".html", ".json", ".sarif"):
            assert note in texts[name], name
        assert note.removeprefix("waivers.yaml") in texts[".md"].replace("`", "")
    document = orjson.loads(texts[".json"])
    (found,) = [r for r in document["results"] if r["waived"]]
    failing = document["counts"]["fail"]
    lapsed = [r for r in document["results"] if r["not_waived"] == LAPSED]
    assert {r["control"] for r in lapsed} == {"GENSEC01-BP01/api-keys-expire"}
    assert {r["kind"] for r in lapsed} == {"fail"}

    assert f"{failing} findings, 1 of them waived. The other {failing - 1}, of " in done.stdout
    assert "Waived: 1 finding\n" in done.stdout
    assert "Waived by ml until 2026-06-10, waivers.yaml:2: a test" in done.stdout
    assert f"{LAPSED} ({len(lapsed)} finding" in done.stdout

    assert f"# genai-lens: {failing} failing results, 1 of them waived\n" in texts[".md"]
    assert "waived by ml until 2026-06-10, `waivers.yaml:2`: a test" in texts[".md"]
    assert texts[".md"].count("**Not waived:** `waivers.yaml:3`") >= len(lapsed)

    assert "1 more waived" in texts[".html"]
    assert "Waived by ml until 2026-06-10, waivers.yaml:2: a test" in texts[".html"]
    assert texts[".html"].count(f"{LAPSED}<") == len(lapsed)

    rows = list(csv.DictReader(io.StringIO(texts[".csv"])))
    assert [row["fingerprint"] for row in rows if row["waived"]] == [found["fingerprint"]]
    assert sum(row["not_waived"] == LAPSED for row in rows) == len(lapsed)

    (run_,) = orjson.loads(texts[".sarif"])["runs"]
    prints = {r["partialFingerprints"]["primaryLocationLineHash"] for r in run_["results"]}
    assert found["fingerprint"] not in prints
    assert len(prints) == failing - 1
    assert run_["properties"]["waived"] == 1
    said = [r["message"]["text"] for r in run_["results"] if f"Not waived: {LAPSED}." in r["message"]["text"]]
    assert len(said) == len(lapsed)
    notes = [n["message"]["text"] for n in run_["invocations"][0]["toolExecutionNotifications"]]
    assert (
        "1 failure is waived and not in this file. GitHub shows the alerts of waived failures as fixed."
        in notes
    )


def test_the_list_of_what_there_is_counts_waived_failures(waived: Path) -> None:
    """A resource whose failures are all waived is not shown as one without failures."""
    done = run("inventory", waived, "--control", CONTROL, "--format", "json")
    (one,) = [r for r in orjson.loads(done.stdout)["resources"] if r["waived"]]
    assert (one["name"], one["failing"], one["waived"], one["control"]) == ("open", 0, 1, "")
    table = run("inventory", waived, "--control", CONTROL).stdout
    (line,) = [line for line in table.split("\n") if line.strip().startswith("open ")]
    assert line.endswith(" 1 waived")
    assert "19 resources, 1 with failures, 1 with waived failures only.\n" in table
    assert table.endswith("NOTE: waivers.yaml:2: the waiver expires on 2026-06-10, in 9 days.\n")


def test_a_waived_failure_is_not_fixed_since_the_baseline(demo: Path) -> None:
    """It is closed by a decision, and new again when its waiver lapses."""
    document = orjson.loads(Path("out/results.json").read_bytes())
    waiver = f"waivers: [{{control: {CONTROL}, owner: ml, reason: x, expires: 2026-06-01}}]\n"
    Path("waivers.yaml").write_text(waiver)
    counts = _document(demo, "--control", CONTROL, "--baseline", "out/results.json")["baseline"]
    others = sum(1 for r in document["results"] if r["kind"] == "fail" and r["control"] != CONTROL)
    assert {name: counts[name] for name in ("new", "known", "fixed", "carried", "other")} == {
        "new": 0,
        "known": 0,
        "fixed": 0,
        "carried": others,
        "other": 2,
    }
    assert run("evaluate", demo, "--format", "json", "--output", "waived").exit_code == 1
    Path("waivers.yaml").write_text(waiver.replace("2026-06-01", "2026-05-31"))
    again = run("evaluate", demo, "--control", CONTROL, "--baseline", "waived/results.json")
    assert again.exit_code == 1
    assert ": 2 new, 0 known, 0 fixed, " in again.stdout


def test_a_waived_failure_that_is_not_judged_now_stays_waived(demo: Path) -> None:
    """Every report says so, its alert is not uploaded, and it opens when the waiver ends."""
    waiver = f"waivers: [{{control: {CONTROL}, owner: ml, reason: x, expires: 2026-06-01}}]\n"
    Path("waivers.yaml").write_text(waiver)
    lab.workflow(Path())
    formats = [f"--format={name}" for name in ("json", "sarif", "table", "markdown", "html")]
    first = "out/results.json"
    for folder in ("once", "twice"):  # the second run has a baseline in which they are waived
        options = ("--control", KEYS, *formats, "--allow-incomplete", "--baseline", first)
        done = run("evaluate", demo, *options, "--output", folder)
        assert done.exit_code == 0, done.stderr
        said = "The control was not selected, and it is waived by ml until 2026-06-01, waivers.yaml:1: x: 2 "
        assert said in done.stdout
        assert "neither fixed nor new; 2 waived" in done.stdout
        document = orjson.loads(Path(folder, "results.json").read_bytes())
        waived = [one for one in document["carried"] if one["result"]["waived"]]
        assert {one["result"]["control"] for one in waived} == {CONTROL}
        assert document["baseline"]["carried"] == len(document["carried"]) - 2
        (log,) = orjson.loads(Path(folder, "results.sarif").read_bytes())["runs"]
        assert log["properties"]["carriedOver"] == document["baseline"]["carried"]
        assert CONTROL not in {one["ruleId"] for one in log["results"]}
        assert "and it is waived by ml until 2026-06-01" in Path(folder, "results.md").read_text()
        assert "and it is waived by ml until 2026-06-01" in Path(folder, "results.html").read_text()
        first = f"{folder}/results.json"
    Path("waivers.yaml").write_text(waiver.replace("2026-06-01", "2026-05-31"))
    done = run("evaluate", demo, *options[:-1], first, "--output", "lapsed")
    assert "not waived: waivers.yaml:1: the waiver expired on 2026-05-31" in done.stdout
    (log,) = orjson.loads(Path("lapsed/results.sarif").read_bytes())["runs"]
    assert CONTROL in {one["ruleId"] for one in log["results"]}


def test_if_all_failures_are_waived_no_report_says_that_nothing_fails(waived: Path) -> None:
    """The exit code is 0, and the reports do not look clean."""
    formats = ("--format", "html", "--format", "markdown", "--format", "table")
    Path("waivers.yaml").write_text(Path("waivers.yaml").read_text().replace("resource: open", "item: ''"))
    done = run("evaluate", waived, "--control", CONTROL, *formats, "--output", "new")
    assert done.exit_code == 0
    assert "2 findings, all of them waived.\n" in done.stdout
    assert "No failures" not in done.stdout
    page = Path("new/results.html").read_text()
    assert "<p>2 failing results, all of them waived.</p>" in page
    assert 'class="waived "' in page
    assert "Nothing that could be seen fails" not in page
    assert "# genai-lens: 2 failing results, all of them waived\n" in Path("new/results.md").read_text()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x" * 50_000_000, "waivers.yaml is larger than 1 MB."),
        ("waivers:\n" + "- {}\n" * 200_000, "waivers.yaml"),
        ("waivers:\n" + "- {control: 1}\n" * 50_000, "waivers.yaml:"),
        (
            "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
            + "".join(
                f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]\n"
                for a, b in zip("abcdefgh", "bcdefghi", strict=True)
            ),
            "it has too many values, or is nested too deeply",
        ),
        (f"waivers: [{{control: {CONTROL}, resource: '{'*a' * 500}'}}]", "with fewer wildcards is needed"),
        (f"waivers: [{{control: {CONTROL}, owner: \x1b[31m}}]", "has a character that YAML does not allow"),
        (f'waivers: [{{control: {CONTROL}, "\\e[31m": 1}}]', r"has an unknown key '\x1b[31m'."),
        (
            f"waivers: [{{control: {CONTROL}, expires: 20266-01-01}}]",
            "a day of the calendar such as 2026-12-31 is needed",
        ),
        ("waivers: [{control: GENSEC05-BP01/gateway-inbound}]", "Did you mean"),
        ("waivers: &a [*a]", "it has too many values, or is nested too deeply"),
    ],
)
def test_a_hostile_file_is_one_error(text: str, said: str, demo: Path) -> None:
    """Each ends soon with exit code 2, before anything is judged."""
    Path("waivers.yaml").write_text(text)
    began = time.process_time()
    done = run("evaluate", demo)
    assert time.process_time() - began < 20
    assert done.exit_code == 2, done.output
    assert said.removeprefix("it ") in done.stderr
    assert done.stdout == ""
    assert done.stderr.replace("\n", "").isprintable()


def test_odd_texts_are_shown_and_end_no_scan(demo: Path) -> None:
    """Texts of the file cannot act."""
    Path("waivers.yaml").write_text(
        "waivers:\n"
        f'- {{control: {CONTROL}, owner: "\\e[31m", reason: "\\n::error::<script>", expires: 9999-12-31}}\n'
    )
    done = run("evaluate", demo, "--control", CONTROL)
    assert done.exit_code == 0
    assert r"Waived by \x1b[31m until 9999-12-31, waivers.yaml:2: \x0a::error::<script>" in done.stdout
    assert "\x1b" not in done.output
