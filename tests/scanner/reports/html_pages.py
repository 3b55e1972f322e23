"""Pages for the tests of the HTML report: two reports with their snapshots, and a strict reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path

from collectors.records import Call, Collection, Resource
from scanner.earlier.results import Earlier
from scanner.earlier.since import compared
from scanner.engines.registry import engine
from scanner.judging.evaluate import evaluate
from scanner.judging.results import Report
from scanner.people.config import Config
from scanner.people.waivers import ANY, Waiver, Waivers
from scanner.snapshot import folder as snapshot
from tests import lab
from tests.scanner.reports import sample

ATTACKS = (
    "<script>window.ran=1</script>",
    "\"><img src=x onerror='window.ran=1'>",
    "</title></style></textarea><svg onload=window.ran=1>",
    "javascript:window.ran=1",
    "{{ 7 * 7 }}{% raw %}",
    "a\u202egpj.exe\x1b[31m\x00",
)
"""Texts that would act in a page that does not escape them."""

LAPSED = "GENSEC01-BP01/api-keys-expire"
"""The control whose waiver lapsed in the page of waived failures."""

VOID = frozenset({"meta", "input", "img", "br", "hr", "link"})


def demo(folder: Path, waivers: Waivers | None = None) -> Report:
    """Judge the demo account in a new folder that stays."""
    with engine("regorus") as running:
        found = snapshot.read(lab.snapshot_of("demo", folder))
        config = Config(attestations=lab.attested(found, lab.everything()), waivers=waivers or Waivers())
        return evaluate(found, lab.everything(), config, running)


def waived(folder: Path) -> Report:
    """Return the demo's report with all failures waived. The waiver of one control lapsed."""
    entries = [
        Waiver(
            control,
            *[ANY] * 4,
            owner="ml",
            reason="a test",
            ticket="T-1",
            expires="2026-05-31" if control == LAPSED else "2026-06-10",
            line=line,
        )
        for line, control in enumerate(lab.everything().controls, 2)
    ]
    return demo(folder, Waivers("waivers.yaml", "f" * 64, tuple(entries)))


def hostile(folder: Path) -> Report:
    """Return the hostile sample report, with a snapshot in `folder` whose texts are hostile too."""
    found = sample.mixed()
    results = []
    resources: dict[str, Resource] = {}
    for number, result in enumerate(found.results):
        attack = ATTACKS[number % len(ATTACKS)]
        arn = result.resource.id
        proof = tuple(replace(one, file=f"{attack}.json") for one in result.proof)
        named = replace(result.resource, name=result.resource.name or attack)
        results.append(replace(result, resource=named, proof=proof, item=result.item or attack))
        resources[arn] = Resource(
            "AWS::IAM::Role",
            arn,
            attack,
            sample.ACCOUNT,
            "global",
            "iam",
            {attack: attack},
            ("00000000000000c1",),
            {"Policies": [{attack: attack}], "ExpirationDate": attack},
        )
    agent = f"arn:aws:bedrock:us-east-1:{sample.ACCOUNT}:agent/{ATTACKS[0]}"
    resources[agent] = Resource(
        "AWS::Bedrock::Agent",
        agent,
        ATTACKS[1],
        sample.ACCOUNT,
        "us-east-1",
        "bedrock-agent",
        {"owner": ATTACKS[2]},
        (),
        {"agentResourceRoleArn": f"arn:aws:iam::{sample.ACCOUNT}:role/wide"},
    )
    call = Call(
        "00000000000000c1",
        "iam",
        "GetRole",
        "global",
        {},
        0,
        200,
        ATTACKS[0],
        ATTACKS[1],
        "2026-06-01T00:00:01.000Z",
        0.1,
        0,
    )
    collection = Collection(
        sample.ACCOUNT,
        "aws",
        sample.CALLER,
        "2026-06-01T00:00:00.000Z",
        "2026-06-01T00:00:07.250Z",
        ("us-east-1",),
        {},
        tuple(resources.values()),
        (),
        (call,),
    )
    snapshot.write(collection, folder)
    return replace(found, results=results, snapshot=snapshot.read(folder))


def since(report: Report) -> Report:
    """Return a report with a baseline: one failure is known, others are new or carried over."""
    known, *others = (result for result in report.results if result.failing)
    lost = [replace(others[0], item=attack, fingerprint=f"{n:064x}") for n, attack in enumerate(ATTACKS)]
    gone = replace(others[0], control=f"GENSEC01-BP01/{ATTACKS[0]}", fingerprint="f" * 64)
    failures = {one.fingerprint: one for one in (known, gone, *lost)}
    return compared(
        report,
        Earlier(
            f"{ATTACKS[0]}.json", "c" * 64, replace(report.head, started="2026-05-31T00:00:00Z"), failures
        ),
    )


@dataclass
class Element:
    """An element: its name, attributes, children and text, in order."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return all text in it, with single spaces."""
        parts = (child if isinstance(child, str) else child.text for child in self.children)
        return " ".join(" ".join(parts).split())

    def all(self, tag: str = "", kind: str = "") -> Iterator[Element]:
        """Yield the elements in it with this tag and this class."""
        for child in self.children:
            if isinstance(child, Element):
                classes = child.attributes.get("class", "").split()
                if tag in ("", child.tag) and (not kind or kind in classes):
                    yield child
                yield from child.all(tag, kind)

    def by_id(self, name: str) -> Element:
        """Return the one element with this id."""
        (found,) = (one for one in self.all() if one.attributes.get("id") == name)
        return found


class Reader(HTMLParser):
    """Reads a page, and fails if its tags do not nest."""

    def __init__(self, page: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self._at = Element("", {})
        self.feed(page.decode())
        self.close()
        assert self._at is self.root, f"{self._at.tag} is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        names = [name for name, _ in attrs]
        assert len(names) == len({*names}), f"{tag} has an attribute twice"
        one = Element(tag, {name: value or "" for name, value in attrs}, self._at)
        self._at.children.append(one)
        if tag not in VOID:
            self._at = one

    def handle_endtag(self, tag: str) -> None:
        """Close the element that is open."""
        assert tag == self._at.tag, f"</{tag}> closes {self._at.tag}"
        assert self._at.parent
        self._at = self._at.parent

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        self._at.children.append(data)
