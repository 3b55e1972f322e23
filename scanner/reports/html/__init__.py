"""Write `results.html`: one page for people, which needs no script and asks nobody for anything.

`model.py`, `sections.py` and `evidence.py` make plain data of a report; `templates/` prints it. The
content security policy of the page allows its own style and script only, by their hashes.
"""

from __future__ import annotations

import base64
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scanner.judging.results import Report
from scanner.text import inert, plural

if TYPE_CHECKING:
    from jinja2 import Template

MOST_OF_A_TEXT = 1000
"""The maximum length of a printed text, in characters."""

_HERE = Path(__file__).parent


def html(report: Report) -> bytes:
    """Return the report as a page, with equal bytes for equal reports.

    Raises `SnapshotError` if the snapshot's folder has changed since it was judged.
    """
    from scanner.reports.html import sections
    from scanner.reports.html.evidence import Evidence
    from scanner.reports.html.model import MOST_OPEN, WAIVED, WORDS, anchor, page_of, short_name
    from scanner.reports.inventory import rest
    from scanner.reports.words import MOST_PERMISSIONS, endpoints, known_name, waited, with_waived

    evidence = Evidence(report)
    style, script = asset("style.css"), asset("script.js")
    text = template("page.html").render(
        report=report,
        head=report.head,
        page=page_of(report, evidence),
        facts=sections.facts_of(report),
        unseen=sections.unseen_of(report, evidence),
        settings=sections.settings_of(report),
        left_out=sections.left_out_of(report),
        inventory=sections.inventory_of(report),
        endpoints=endpoints(report),
        waited=waited(report),
        since=sections.since_of(report),
        carried=sections.carried_of(report),
        most_open=MOST_OPEN,
        short_name=short_name,
        passed_over=sections.passed_over_of(report),
        most_permissions=MOST_PERMISSIONS,
        words={**WORDS, WAIVED: WAIVED} if report.waived else WORDS,
        rest=rest,
        waived_said=with_waived(0, len(report.waived), "failing result"),
        anchor=anchor,
        known_name=known_name,
        plural=plural,
        style=style,
        script=script,
        policy=policy(style, script),
    )
    return text.encode()


def policy(style: str, script: str = "") -> str:
    """Return the content security policy of a page with this style and script and nothing else."""
    scripts = f"'{_hash(script)}'" if script else "'none'"
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src {scripts}; "
        "base-uri 'none'; form-action 'none'"
    )


@cache
def template(name: str) -> Template:
    """Return a template. Every value that it prints is escaped, and made visible."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printed,
    )
    return environment.get_template(name)


def _printed(value: Any) -> Any:
    """Return a value as the page prints it. The result of a macro is of another type than `str`."""
    return inert(value, MOST_OF_A_TEXT) if type(value) is str else value


@cache
def asset(name: str) -> Any:
    """Return a file of this folder as text of a page."""
    from markupsafe import Markup

    return Markup((_HERE / name).read_text(encoding="utf-8"))  # noqa: S704 - a file of our own


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}"
