"""The Markdown summary: what it says, what GitHub makes of hostile names, and where it is cut."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import given
from hypothesis import strategies as st

from collectors.records import Gap
from scanner.catalog.controls import PAGES, Selection
from scanner.judging.results import AccountHead, Report, Waived
from scanner.reports.markdown import MOST_BYTES, markdown, step_summary
from scanner.reports.markdown.text import code, prose
from tests import lab
from tests.scanner.reports import sample

ROLE = f"arn:aws:iam::{sample.ACCOUNT}:role"
OURS = {
    *("h1", "h2", "h3", "h4", "p", "ul", "li", "strong", "code", "details", "summary"),
    *("table", "thead", "tbody", "tr", "th", "td", "a"),
}
"""The elements that the summary has. `<a>` leads to our own pages only."""
HOSTILE = (
    "[x](https://evil.example)",
    "![x](https://evil.example/x.png)",
    "[x]: https://evil.example",
    "https://evil.example www.evil.example ftp://evil.example a@evil.example xmpp:a@evil.example",
    "<https://evil.example> <img src=x onerror=alert(1)> <!-- x --> </details> &lt;b&gt;",
    "\n# Heading\n\n1. x\n- x\n> x\n---\n===",
    "# x",
    "1. x",
    "``` x",
    "~~~ x",
    "` @everyone ` `` x ```",
    "@octocat @org/team #123 GH-123 owner/repo#1 owner/repo@0123abc 0123456789abcdef",
    ":octocat: $x$ ~~x~~ **x** __x__ _x_ *x* ==x==",
    "a | b \\| c \\",
    "\\",
    "   ",
    "::error::x",
    "##[error]x",
    "\u202e\x1b[31m\r\n\x00\ud800",
    "x" * 5000,
)


class Page(HTMLParser):
    """Collects the elements, the links, the headings, and the text outside of code."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: set[str] = set()
        self.attributes: set[str] = set()
        self.comments: list[str] = []
        self.headings: list[str] = []
        self.loose: list[str] = []
        self.depth: list[str] = []
        self.balanced = True
        self.feed(cmarkgfm.github_flavored_markdown_to_html(body.decode(), Options.CMARK_OPT_UNSAFE))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that begins."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links |= {str(value) for name, value in attrs if name in ("href", "src")}
        self.depth.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append("")

    def handle_endtag(self, tag: str) -> None:
        """Note an element that ends."""
        if self.depth[-1:] == [tag]:
            self.depth.pop()
        else:
            self.balanced = False

    def handle_comment(self, data: str) -> None:
        """Note a comment."""
        self.comments.append(data)

    def handle_data(self, data: str) -> None:
        """Note text."""
        if any(re.fullmatch("h[1-6]", tag) for tag in self.depth):
            self.headings[-1] += data
        if "code" not in self.depth:
            self.loose.append(data)


def _named(name: str) -> Report:
    """Return a report in which everything that is foreign is this name."""
    found = sample.mixed()
    controls = {
        key: replace(c, custom=True, meta=replace(c.meta, title=name, remediation=name))
        if key == sample.PROMPTS
        else c
        for key, c in found.controls.items()
    }
    gap = Gap(sample.ACCOUNT, name, "x", name, name, name, name, name, name)
    results = [
        replace(
            r,
            message=name,
            item=name,
            region=name,
            resource=replace(r.resource, name=name, type=name),
            causes=(sample.cause(gap),) if r.causes else (),
            waived=r.waived and Waived(name, name, name, name, name),
            not_waived=r.not_waived and name,
            excluded=r.excluded and replace(r.excluded, tags={name: name}, reason=name),
        )
        for r in found.results
    ]
    configuration = replace(
        found.head.configuration,
        file=name,
        off={sample.ACCOUNT: {name: name}},
        severities={
            sample.ACCOUNT: {name: found.head.configuration.severities[sample.ACCOUNT][sample.ENDPOINTS]}
        },
    )
    head = replace(
        found.head,
        accounts=(AccountHead(sample.ACCOUNT, name, name, (name,)), AccountHead(name, name, name, (name,))),
        started=name,
        snapshot=name,
        run=name,
        gaps=(gap,),
        selection=Selection(controls=(name,)),
        configuration=configuration,
        defects=tuple(replace(defect, reason=name) for defect in found.head.defects),
        left_out=(name,),
        ended={"code": name, "sentence": name},
        passed_over={sample.ACCOUNT: {name: [name]}},
        endpoints={name: {"urls": [name], "source": name}},
    )
    return Report(head, results, controls, found.practices)


def _harmless(body: bytes) -> None:
    page = Page(body)
    assert page.tags <= OURS
    assert page.balanced
    assert not page.depth
    assert all(link.startswith(f"{PAGES}/") for link in page.links)
    assert page.attributes <= {"href", "align"}
    assert page.comments == [" Written by genai-lens 0.0.0. "]
    loose = " ".join(page.loose)
    assert not re.search(r"[@#$<>|~*_\\]|:\w+:|\bGH-\d|://|www\.|0123456789abcdef", loose)
    assert not [line for line in body.decode().splitlines() if re.match(r"\s*::|.*##\[", line)]


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_in_a_name_acts(name: str) -> None:
    """No name becomes a link, an image, HTML, a heading, a mention, a reference or a command."""
    plain = Page(markdown(_named("name")))
    _harmless(markdown(_named(name)))
    assert len(Page(markdown(_named(name))).headings) == len(plain.headings)


def test_the_renderer_would_show_it() -> None:
    """What the tests look for is what GitHub's renderer makes of text that is not escaped."""
    page = Page("\n\n".join(HOSTILE[:6]).encode(errors="replace"))
    assert {"img", "h1", "ol", "hr"} <= page.tags
    assert "https://evil.example" in page.links
    assert "mailto:a@evil.example" in page.links


@given(text=st.text("ab`*_[](){}<>@#:|\\~$!&.\"' -1w/\n", max_size=30))
def test_no_text_leaves_its_place(text: str) -> None:
    """In any text, what GitHub could act upon is in a code span, and nothing is lost."""
    body = f"- x {prose(text)}\n- {code(text) or 'none'}: x\n"
    page = Page(body.encode())
    assert page.tags <= {"ul", "li", "code"}
    assert not re.search(r"[@#$<>|~*_\\`]|:\w+:", "".join(page.loose))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('the key of user "dev" never expires', 'the key of user "dev" never expires'),
        ("allow bedrock:*, then scan", "allow `bedrock:*`, then scan"),
        ('used by "arn:aws:x" (as "a:b").', "used by `arn:aws:x` (as `a:b`)."),
        ("a [x] (y) b", "a `[x]` (y) b"),
        ("a `b` c", "a `` `b` `` c"),
        ("[x](http://e.example).", "`[x](http://e.example)`."),
    ],
)
def test_a_sentence_stays_readable(text: str, shown: str) -> None:
    """Only the words that could act are in code spans, and a quoted one needs no quotes there."""
    assert prose(text) == shown


def test_the_worst_comes_first() -> None:
    """Practices and controls are sorted by their worst failure, then by the number of failures."""
    low = sample.result("fail", sample.PROMPTS, f"{ROLE}/a", "it fails")
    high = sample.result("fail", sample.WILDCARDS, f"{ROLE}/b", "it fails")
    worst = sample.result("fail", sample.KEYS, f"{ROLE}/c", "it fails")
    headings = Page(markdown(sample.report([low, high, worst]))).headings
    at = headings.index("Failures")
    assert headings[at + 1 : at + 6] == [
        "GENSEC01-BP01: Grant least privilege to model endpoints",
        "Critical: Let API keys expire",
        "High: Grant named actions only",
        "GENREL04-BP01: Keep prompts in a catalog",
        "Low: Version prompts",
    ]


def test_a_severity_of_the_configuration_counts() -> None:
    """A control has the severity of its results, which the configuration can set."""
    found = replace(sample.result("fail", sample.PROMPTS, f"{ROLE}/a", "it fails"), severity="critical")
    assert "#### Critical: Version prompts" in markdown(sample.report([found])).decode()


def test_many_failures_of_a_control_are_folded() -> None:
    """Three lines are open, fifty are folded, and the rest is counted."""
    text = markdown(sample.many(60)).decode()
    opened, _, folded = text.partition("<details><summary>All 60 failing results</summary>")
    assert opened.count("- `role/r") == 3
    assert folded.partition("</details>")[0].count("- `role/r") == 50
    assert "... and 10 more, which `results.json` has" in folded


def test_one_failure_is_not_said_twice() -> None:
    """A control whose failures are all shown has nothing folded."""
    assert "<details>" not in markdown(sample.many(3)).decode()


def test_an_account_is_named_where_there_are_several() -> None:
    """With two accounts, each line says which one, with the name of the configuration."""
    found = sample.accounts(2)
    one, two = found.head.accounts
    named = replace(found, head=replace(found.head, accounts=(replace(one, name="prod"), two)))
    text = markdown(replace(named, results=[replace(r, message=r.account) for r in named.results])).decode()
    assert "(`AWS::IAM::Role`, global, `000000000001 (prod)`)" in text
    assert "(`AWS::IAM::Role`, global, `000000000002`)" in text


def test_a_clean_report_says_so() -> None:
    """Without failures, gaps and changes, the summary says that, and has no empty section."""
    text = markdown(sample.clean()).decode()
    assert "# genai-lens: no failures\n" in text
    assert "Everything that the controls need was read." in text
    assert "Nothing: all controls ran" in text
    assert "## Failures" not in text
    assert "## What could not be seen" not in text
    assert "sample" not in text
    sampled = replace(sample.clean(), head=replace(sample.clean().head, sample=True))
    assert "**This is a sample**" in markdown(sampled).decode()


def test_what_was_not_seen_is_no_pass() -> None:
    """A report with unknown results and no failure is not called free of failures."""
    text = markdown(sample.unseen()).decode()
    assert "# genai-lens: no failures in what could be read\n" in text
    assert "**INCOMPLETE**: 18 results unknown. 1 permission is missing: `bedrock:ListGuardrails`." in text
    assert "Everything that the controls need was read." not in text
    denied = markdown(lab.report("denied")).decode()
    said = r"\. \d\d permissions are missing: (`[^`]+`, ){2}`[^`]+` and \d\d more\.\n"
    assert re.search(said, denied)
    undecided = sample.report([sample.result("unknown", sample.KEYS, f"{ROLE}/a", "nobody can tell")])
    text = markdown(undecided).decode()
    assert "1 result unknown, because no call can show the answer." in text
    assert "1 result of `GENSEC01-BP01/api-keys-expire`: nobody can tell" in text


def test_a_summary_with_room_is_whole() -> None:
    """The job summary is the file's text, up to exactly 1 MiB with what the step wrote before."""
    found = sample.mixed()
    body = markdown(found)
    assert step_summary(found) == body
    assert step_summary(found, MOST_BYTES - len(body)) == body


@pytest.mark.parametrize("lacking", [1, 500, 2000, 4000])
def test_a_summary_without_room_is_cut_between_blocks(lacking: int) -> None:
    """A cut summary fits, ends with a sentence that says so, and leaves no element open."""
    found = sample.mixed()
    whole = markdown(found)
    used = MOST_BYTES - len(whole) + lacking
    body = step_summary(found, used)
    assert len(body) + used <= MOST_BYTES
    assert body.decode().endswith("`results.md` has all of it.\n")
    kept = body.decode().rpartition("\n\n**This summary is cut here**")[0]
    assert whole.decode().startswith(kept)
    assert len(kept) > len(whole) - lacking - 1200
    assert Page(body).balanced
    assert not Page(body).depth


def test_a_summary_without_any_room_is_empty() -> None:
    """If the step used its MiB, nothing is appended."""
    assert step_summary(sample.mixed(), MOST_BYTES - 10) == b""
    assert step_summary(sample.mixed(), MOST_BYTES + 10) == b""
