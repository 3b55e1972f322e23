"""Write `results.md`: a summary for a pull request, GitHub's job summary or an auditor's annex.

Each file of this folder makes some sections. A section is a list of blocks, and a blank line
divides two blocks. A block is whole: a list that it folds in `<details>` ends in it.
"""

from __future__ import annotations

from scanner.judging.results import Report
from scanner.reports.markdown.attested import attested
from scanner.reports.markdown.configured import configured
from scanner.reports.markdown.failures import failures, reviews
from scanner.reports.markdown.head import digests, head
from scanner.reports.markdown.since import since
from scanner.reports.markdown.unseen import unseen
from scanner.text import harmless

MOST_BYTES = 1 << 20
"""GitHub's limit for the summary of one step, in bytes."""

_CUT = "**This summary is cut here**, because GitHub takes 1 MiB a step. `results.md` has all of it."


def markdown(report: Report) -> bytes:
    """Return the summary in GitHub's Markdown."""
    return _text(_blocks(report)).encode()


def step_summary(report: Report, used: int = 0) -> bytes:
    """Return the summary for a file of `GITHUB_STEP_SUMMARY` that has `used` bytes already.

    GitHub refuses a larger file. If the summary is too long, it ends after a whole block, and a
    sentence says so. The result is empty if not even that has room.
    """
    room = MOST_BYTES - used
    blocks = _blocks(report)
    if len(body := _text(blocks).encode()) <= room:
        return body
    left, kept = room - len(_text([_CUT]).encode()), 0
    if left < 0:
        return b""
    for block in blocks:
        left -= len(_text([block, ""]).encode())
        if left < 0:
            break
        kept += 1
    return _text([*blocks[:kept], _CUT]).encode()


def _blocks(report: Report) -> list[str]:
    sections = (head, failures, since, unseen, reviews, attested, configured, digests)
    return [block for section in sections for block in section(report)]


def _text(blocks: list[str]) -> str:
    return harmless("\n\n".join(blocks) + "\n")
