"""Nothing that is lost on the way to AWS may make a verdict better or worse: it makes it unknown."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from collectors import dependencies, with_dependencies
from tests import lab

OPERATIONS = sorted(lab.everything().operations)
LOSSES = ("denied", "cut", "garbled", "stripped", "skipped")
SAMPLES = ("good", "bad")

SAID_BY_ABSENCE = {
    # decision 19: a flag that is not sent is a modality that is not delivered.
    ("bedrock:GetModelInvocationLoggingConfiguration", "GENSEC01-BP04/invocation-logging-all-modalities"),
    # S3 sends no Status for a bucket whose versioning was never turned on.
    ("s3:GetBucketVersioning", "GENSEC01-BP04/invocation-log-bucket-protected"),
}
"""Where AWS says something by leaving a member out, an answer that was stripped of it cannot be told from that answer: (operation, control)."""


@cache
def _baseline(sample: str) -> lab.Verdicts:
    return lab.verdicts(lab.scan(sample))


def _lose(server: lab.AwsServer, aws: lab.Aws, operation: str, loss: str) -> lab.Verdicts:
    if loss == "skipped":
        rest = {o for o in OPERATIONS if operation not in (o, *dependencies(o))}
        assert operation not in with_dependencies(rest)
        return lab.verdicts(lab.judge(lab.read(aws, rest)))
    server.clear()
    server.fault(operation, loss)
    return lab.verdicts(lab.judge(lab.read(aws)))


@pytest.mark.parametrize("loss", LOSSES)
def test_a_lost_call_never_decides(loss: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Lose each operation in turn: no result becomes pass, no new fail and no new not_applicable appears, and some verdict notices."""
    changed: Counter[str] = Counter()
    excused: set[tuple[str, str]] = set()
    touched: set[tuple[str, str]] = set()
    for sample in SAMPLES:
        before = _baseline(sample)
        with lab.serving(lab.account(sample)) as (server, aws):
            for operation in OPERATIONS:
                after = _lose(server, aws, operation, loss)
                worse = {k: v for k, v in after.items() if v in ("pass", "fail", "not_applicable") and before.get(k) != v}
                if loss == "stripped":
                    excused |= {(operation, k[0]) for k in worse} & SAID_BY_ABSENCE
                    worse = {k: v for k, v in worse.items() if (operation, k[0]) not in SAID_BY_ABSENCE}
                assert not worse, f"{loss} {operation} in {sample}: {worse}"
                different = {k[0] for k in before.keys() | after.keys() if before.get(k) != after.get(k)}
                changed[operation] += len(different)
                touched |= {(operation, control) for control in different}
    assert excused == (SAID_BY_ABSENCE if loss == "stripped" else set())
    with capsys.disabled():
        print(f"\n{loss}: {len(OPERATIONS)} operations lost in {len(SAMPLES)} accounts; {len(touched)} pairs of operation and control changed")
    unnoticed = [operation for operation in OPERATIONS if not changed[operation]]
    assert not unnoticed or loss == "stripped", unnoticed
