"""Say whether the tags were read on which the configuration and the owners rely."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from collectors.records import EVERY_OPERATION, NOT_COLLECTED, Gap
from collectors.tagging import TAGS
from scanner.judging.cures import by_cause, called, cure
from scanner.judging.rows import Cause
from scanner.people.config import Config
from scanner.snapshot.folder import Target
from scanner.text import plural


def unseen_tags(config: Config, target: Target, gaps: Sequence[Gap]) -> tuple[str, ...]:
    """Return a sentence if the configuration leaves resources out, and tags were not all read.

    A gap of the tags makes no verdict `unknown`: a resource whose tags nobody saw is judged.
    """
    if not config.left_out(target.account):
        return ()
    return _unread(target, gaps, "resources that leave_out would leave out may be judged")


def unseen_owners(targets: Iterable[Target], gaps: Sequence[Gap]) -> list[str]:
    """Return a sentence for each account whose tags were not all read, so that owners may lack."""
    return [said for target in targets for said in _unread(target, gaps, "an owner may be missing")]


def _unread(target: Target, gaps: Sequence[Gap], so: str) -> tuple[str, ...]:
    """Return a sentence if some tags of an account were not read: why, and what that means."""
    regions = [region for region in target.regions if region not in target.complete.get(TAGS, ())]
    if not regions:
        return ()
    known: dict[str, Cause] = {}
    for gap in gaps:
        if gap.account == target.account and gap.operation in (TAGS, EVERY_OPERATION):
            cause = Cause(gap.operation, gap.region, gap.code, gap.permission, gap.denied_by)
            known.setdefault(gap.region, cause)
    causes = [known.get(region) or Cause(TAGS, region, NOT_COLLECTED, "") for region in regions]
    reasons = "; ".join(_reason(same) for same in by_cause(causes).values())
    return (f"In account {target.account}, some tags were not read, so {so}: {reasons}.",)


def _reason(same: Sequence[Cause]) -> str:
    """Return why the tags of some Regions were not read: one sentence for all of them."""
    first, *others = same
    more = f" and {plural(len(others), 'more Region')}" if others else ""
    helps = cure(first.code, first.permission, first.denied_by)
    said = f"{called(first.operation)} gave {first.code} in {first.region}{more}"
    return f"{said}{helps and f' ({helps})'}"
