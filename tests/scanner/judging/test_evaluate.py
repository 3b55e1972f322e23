"""Tests of evaluation: several accounts, controls that break their contract, garbage collection.

`tests/test_accounts.py` tests the verdicts.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner

from bench.accounts import generated
from collectors.records import Collection, Gap
from scanner.catalog.controls import Selection, select
from scanner.cli.main import cli
from scanner.engines.interface import Document, Evaluation
from scanner.engines.registry import engine
from scanner.errors import EngineError
from scanner.judging.evaluate import evaluate
from scanner.judging.results import Defect, Report
from scanner.people.config import Account, Config
from scanner.rego import Module
from scanner.reports.results_json import results_json
from scanner.snapshot import folder as snapshot
from tests import lab
from tests.scanner.judging.several import FIRST, SECOND, two_accounts

GATEWAYS = "GENSEC05-BP01/gateway-inbound-authorized"
KEYS = "GENSEC01-BP01/api-keys-expire"
SHARED_ROLES = (
    "GENSEC01-BP01/service-role-confused-deputy",
    "GENSEC05-BP01/agent-role-not-shared",
    "GENSEC05-BP01/agent-role-resource-scoped",
)
"""Controls whose verdict on each role relies on every agent."""


@pytest.mark.parametrize("running", [True, False])
def test_the_garbage_collector_is_left_as_it_was(running: bool) -> None:
    """After an evaluation, the garbage collector is in its previous state, also after a failure."""
    broken = replace(
        lab.everything(),
        modules=[*lab.everything().modules, Module("lib/broken.rego", "package lens.lib.broken\n\nx := ")],
    )
    before = gc.isenabled()
    try:
        (gc.enable if running else gc.disable)()
        lab.scan("empty")
        assert gc.isenabled() is running
        with pytest.raises(EngineError):
            lab.scan("empty", chosen=broken)
        assert gc.isenabled() is running
    finally:
        (gc.enable if before else gc.disable)()


# Several accounts


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a snapshot of two accounts that differ only in their account id."""
    return two_accounts("bad", tmp_path_factory.mktemp("both"))


def _judged(folder: Path, config: Config) -> Report:
    with engine("regorus") as running:
        return evaluate(snapshot.read(folder), lab.everything(), config, running)


def test_each_account_is_judged_as_if_it_were_alone(both: Path) -> None:
    """Each account has the same verdicts as in a snapshot of its own, with its own account id."""
    report = _judged(both, Config())
    alone = lab.verdicts(_judged(both.parent / "first", Config()))
    assert [account.id for account in report.head.accounts] == [FIRST, SECOND]
    for account in (FIRST, SECOND):
        own = replace(report, results=[r for r in report.results if r.account == account])
        assert lab.verdicts(own) == {
            (control, resource.replace(FIRST, account), region, item): kind
            for (control, resource, region, item), kind in alone.items()
        }
    assert len(report.results) == 2 * len(alone)
    assert len({r.fingerprint for r in report.results}) == len(report.results)
    assert sum(report.head.counts.values()) == len(report.results)


def test_each_account_has_its_own_parameters(both: Path) -> None:
    """An account's entry overrides the top level, and does not affect the other account."""
    config = Config(
        params={KEYS: {"allow_long_term_keys": True, "max_lifetime_days": 100_000}},
        accounts={SECOND: Account(params={GATEWAYS: {"public_gateways": ["open"]}})},
    )
    report = _judged(both, config)

    def kinds(account: str, control: str) -> set[tuple[str, str]]:
        own = [r for r in report.results if r.account == account and r.control == control]
        return {(r.resource.id.rpartition("/")[2], r.kind) for r in own}

    assert kinds(FIRST, GATEWAYS) == {("open-abc1234567", "fail"), ("half-abc1234567", "fail")}
    assert kinds(SECOND, GATEWAYS) == {("open-abc1234567", "pass"), ("half-abc1234567", "fail")}
    assert kinds(FIRST, KEYS) == kinds(SECOND, KEYS)


def test_a_proof_is_in_the_files_of_its_account(both: Path) -> None:
    """A proof is in its own account's files, also for AWS managed policies, whose ARN is shared."""
    read = snapshot.read(both)
    shared = {r.id for r in read.resources if r.account == FIRST} & {
        r.id for r in read.resources if r.account == SECOND
    }
    report = _judged(both, Config())
    proofs = [(r.account, p) for r in report.results for p in r.proof]
    assert shared & {proof.id for _, proof in proofs}
    assert all(proof.file is None or proof.file.startswith(f"{account}/") for account, proof in proofs)
    located = {a: [p.line for account, p in proofs if account == a and p.file] for a in (FIRST, SECOND)}
    assert len(located[FIRST]) == len(located[SECOND]) > 20


def test_the_input_of_one_account_is_named(both: Path) -> None:
    """`input` prints the document of the selected account, and its error lists the accounts."""
    command = ["input", str(both), "--control", GATEWAYS]
    for account in (FIRST, SECOND):
        done = CliRunner().invoke(cli, [*command, "--account", account])
        document = orjson.loads(done.stdout)
        assert document["account"] == account
        assert all(
            account in gateway["id"] for gateway in document["resources"]["AWS::BedrockAgentCore::Gateway"]
        )
    for options, said in (([], "has 2 accounts."), (["--account", "1"], "has no account 1.")):
        done = CliRunner().invoke(cli, [*command, *options])
        assert (done.exit_code, done.stdout) == (2, "")
        assert done.stderr == f"error: {both} {said}\nnext:  Use --account with one of {FIRST}, {SECOND}.\n"


# Controls that break their contract


class _Says:
    """An engine that always returns these rows."""

    def __init__(self, *rows: Mapping[str, Any]) -> None:
        self.rows = rows

    def evaluate(
        self, modules: Sequence[Module], catalog: Document, facts: bytes | Mapping[str, Any]
    ) -> Evaluation:
        """See `scanner.engines.interface.Engine`."""
        return Evaluation(self.rows, {})


def _row(control: str, **changes: Any) -> dict[str, Any]:
    subject = {"type": "AWS::IAM::User", "id": "arn:u", "region": "global", "item": ""}
    row = {"control": control, "kind": "pass", "subject": subject, "message": "", "messages": []}
    return {**row, "proof": [], "causes": [], **changes}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (None, "it gave no result"),
        (_row(KEYS, kind="defect", message="it is wrong"), "it is wrong"),
        (_row(KEYS, subject={"type": "t", "id": "i", "region": "r"}), "a subject or a proof that it exports"),
        (_row(KEYS, subject={**_row(KEYS)["subject"], "more": 1}), "a subject or a proof that it exports"),
        (_row(KEYS, subject={**_row(KEYS)["subject"], "id": 7}), "a subject or a proof that it exports"),
        (_row(KEYS, subject="arn:u"), "a subject or a proof that it exports"),
        (_row(KEYS, proof=[{"id": "arn:u"}]), "a subject or a proof that it exports"),
        (_row(KEYS, proof=[{"id": ["arn:u"], "pointer": ""}]), "a subject or a proof that it exports"),
        (_row(KEYS, kind="good"), "a subject or a proof that it exports"),
        (_row(KEYS, message=5), "a subject or a proof that it exports"),
        (_row(KEYS, messages=[{"id": "a"}]), "a subject or a proof that it exports"),
        (_row(KEYS, causes=[{"operation": "s:Get"}]), "a subject or a proof that it exports"),
        ({"control": KEYS}, "a subject or a proof that it exports"),
    ],
)
def test_a_control_that_breaks_its_contract_is_unknown(row: Any, reason: str, tmp_path: Path) -> None:
    """The control is in `defects` with the reason; its only verdict is `unknown`."""
    chosen = select(lab.everything(), Selection(controls=(KEYS, GATEWAYS)))
    found = snapshot.read(lab.snapshot_of("empty", tmp_path / "s"))
    (target,) = found.targets
    rows = [_row(GATEWAYS), *([row, _row(KEYS)] if row else [])]
    report = evaluate(found, chosen, Config(), _Says(*rows))
    (defect,) = report.head.defects
    assert (defect.control, defect.account) == (KEYS, target.account)
    assert defect.reason.startswith(reason)
    verdicts = {(r.control, r.kind, r.resource.id) for r in report.results}
    assert verdicts == {(GATEWAYS, "pass", "arn:u"), (KEYS, "unknown", target.root)}
    (unknown,) = [r for r in report.results if r.control == KEYS]
    assert unknown.message == f"the control failed: {defect.reason}"


def test_a_defect_names_each_account(both: Path) -> None:
    """A control that fails on two accounts has an entry for each."""
    chosen = select(lab.everything(), Selection(controls=(KEYS,)))
    report = evaluate(snapshot.read(both), chosen, Config(), _Says())
    said = "it gave no result"
    assert report.head.defects == tuple(Defect(KEYS, account, said) for account in sorted((FIRST, SECOND)))


LOGGING = "GENSEC01-BP04/invocation-logging-enabled"


@pytest.mark.parametrize("control", [KEYS, GATEWAYS, LOGGING])
def test_a_control_that_fails_is_unknown_for_all_that_it_could_be_about(control: str) -> None:
    """No subject of its other verdicts is lost: each has an `unknown` in its Region."""
    chosen = select(lab.everything(), Selection(controls=(control,)))
    sound = [r for r in lab.report("bad").results if r.control == control]
    report = lab.judge(lab.collection("bad"), chosen=chosen, running=_Says())
    assert {r.kind for r in report.results} == {"unknown"}
    found = {(r.resource.id, r.region) for r in report.results}
    assert found >= {(r.resource.id, r.region) for r in sound}
    assert {r.resource.type for r in report.results} == {*chosen.controls[control].meta.resources}
    if control == LOGGING:
        assert {r.region for r in report.results} == {"global", *report.head.regions}


def test_a_long_text_is_cut(tmp_path: Path) -> None:
    """A message of megabytes does not reach the report, and costs no verdict."""
    chosen = select(lab.everything(), Selection(controls=(KEYS,)))
    row = _row(
        KEYS, kind="fail", message="m" * 9_000_000, messages=[{"id": "a", "arguments": ["x" * 9_000_000]}]
    )
    found = snapshot.read(lab.snapshot_of("empty", tmp_path / "s"))
    report = evaluate(found, chosen, Config(), _Says(row))
    assert [(r.kind, len(r.message)) for r in report.results] == [("fail", 1 << 16)]
    assert len(results_json(report)) < 150_000


def test_a_fingerprint_does_not_depend_on_lines() -> None:
    """A new tag moves the lines of the proofs. The alerts of GitHub stay the same."""
    before, found = lab.report("bad"), lab.collection("bad")
    tagged = tuple(replace(r, tags={**r.tags, "zz-new": "x"}) for r in found.resources)
    after = lab.judge(replace(found, resources=tagged))
    assert [r.fingerprint for r in after.results] == [r.fingerprint for r in before.results]
    lines = [[p.line for r in report.results for p in r.proof] for report in (before, after)]
    assert lines[0] != lines[1]


# Size


def _denied(number: int) -> Collection:
    """Return an account with so many roles and agents, whose GetAgent was denied."""
    whole = generated(lab.everything(), number, 4 * number)
    agents = [r for r in whole.resources if r.type == "AWS::Bedrock::Agent"]
    lost, code = "bedrock-agent:GetAgent", "AccessDeniedException"
    gaps = tuple(
        Gap(a.account, a.region, "bedrock-agent", lost, a.id, code, "no", "bedrock:GetAgent") for a in agents
    )
    return replace(whole, gaps=gaps, complete={**whole.complete, lost: ()})


def test_the_report_grows_in_step_with_the_account() -> None:
    """Four times the account with one denied call needs at most five times the size and time.

    The least of three times counts: other work of the process can fall into one of them.
    """
    chosen = select(lab.everything(), Selection(controls=SHARED_ROLES))
    sizes, seconds = [], []
    for number in (50, 200):
        collection, tries = _denied(number), []
        for _ in range(3):
            started = time.process_time()
            report = lab.judge(collection, chosen=chosen)
            tries.append(time.process_time() - started)
        seconds.append(min(tries))
        sizes.append(len(results_json(report)))
        unknown = [r for r in report.results if r.kind == "unknown"]
        assert len(unknown) >= number
        assert all(len(r.causes) <= len(report.head.regions) for r in unknown)
        assert {gap.resource for gap in report.head.gaps} >= {
            r.id for r in collection.resources if r.type == "AWS::Bedrock::Agent"
        }
    assert sizes[1] <= 5 * sizes[0]
    assert seconds[1] <= 5 * seconds[0]
