"""Tests of `genai-lens attest`, and of hostile files of attestations."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from tests import lab
from tests.scanner.cli.command import run

TRUTH = "GENOPS01-BP01/ground-truth-governed"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _day(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days)).isoformat()


def _given(days: int) -> list[str]:
    return ["--owner", "Ana", "--statement", "So it is.", "--evidence", "DOC-1", "--expires", _day(days)]


def test_an_entry_is_added_and_the_file_stays() -> None:
    """The comments of the file stay, and the default of --given is today."""
    Path("attestations.yaml").write_text("# ours\nattestations: [] # none\n")
    done = run("attest", TRUTH, *_given(100), "--account", "111122223333", "--resource", "arn:*")
    assert (done.exit_code, done.stderr) == (0, "")
    said = f"{TRUTH} is attested by Ana from {_day(0)} to {_day(100)}.\n"
    assert done.stdout == f"attestations.yaml:3: {said}"
    text = Path("attestations.yaml").read_text()
    assert text.startswith("# ours\nattestations: # none\n  - control: ")
    (entry,) = yaml.safe_load(text)["attestations"]
    assert (entry["given"], entry["accounts"], entry["resources"]) == (_day(0), ["111122223333"], ["arn:*"])


def test_what_is_missing_is_asked_for() -> None:
    """Without an option, the error has the question of the control."""
    done = run("attest", TRUTH, "--owner", "Ana")
    assert done.exit_code == 2
    assert "--statement, --evidence, --expires must be given." in done.stderr
    assert "State which personas or use cases" in done.stderr
    assert "controls show" in run("attest", "GENSEC02-BP01/guardrail-enforced").stderr
    assert "name one of GENCOST01-BP01/minimum-performance-bar, " in run("attest").stderr
    assert run("attest").exit_code == 2
    assert run("attest", "--check", "--owner", "Ana").exit_code == 2
    assert list(Path().iterdir()) == []


def test_a_wrong_control_is_told_first() -> None:
    """Not after the texts, which a person would then write for nothing."""
    done = run("attest", f"{TRUTH}s")
    assert done.exit_code == 2
    assert f"there is no control {TRUTH}s." in done.stderr
    assert f"Did you mean {TRUTH}?" in done.stderr


def test_an_account_is_checked() -> None:
    """A wrong one names its option. One that the configuration lacks is written with a warning."""
    Path("genai-lens.yaml").write_text("accounts: {'111122223333': {}}\n")
    for account in ("11112222333", "111122223333\n", "prod"):
        wrong = run("attest", TRUTH, *_given(100), "--account", account)
        assert wrong.exit_code == 2
        assert "--account " in wrong.stderr
        assert "is not an account id of twelve digits" in wrong.stderr
    assert not Path("attestations.yaml").exists()
    other = run("attest", TRUTH, *_given(100), "--account", "111122223334")
    assert (other.exit_code, other.stderr) == (0, "warning: genai-lens.yaml has no account 111122223334.\n")
    assert run("attest", TRUTH, *_given(100), "--account", "1111*").stderr == ""


def test_the_check_lists_what_needs_somebody() -> None:
    """The exit code is 1 only if an attestation is of no use today."""
    assert run("attest", TRUTH, *_given(20)).exit_code == 0
    assert run("attest", TRUTH, *_given(100)).exit_code == 0
    done = run("attest", "--check")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        f"SOON attestations.yaml:2: {TRUTH}, by Ana: expires on {_day(20)}, in 20 days",
        "2 attestations: 0 of no use, 1 that will expire within 30 days.",
    ]
    assert "0 of no use, 2 that will" in run("attest", "--check", "--within", "366").stdout
    with Path("attestations.yaml").open("a") as file:
        file.write(f"  - control: {TRUTH}\n    given: 2020-01-01\n    expires: 2020-02-20\n")
    done = run("attest", "--check")
    assert done.exit_code == 1
    assert (
        f"FAIL attestations.yaml:14: {TRUTH}, by nobody: lacks evidence, owner, statement; "
        "expired on 2020-02-20"
    ) in done.stdout
    assert run("attest", "--check", "--file", "other.yaml").exit_code == 2


def test_the_file_and_the_limits_are_those_of_the_configuration() -> None:
    """The scan reads what is written. The file need not exist, and --file wins."""
    Path("conf").mkdir()
    reviews = "GENOPS01-BP02/feedback-review-practised"
    text = f"attestations: ours.yaml\nparams:\n  {reviews}:\n    max_validity_days: 30\n"
    Path("conf/lens.yaml").write_text(text)
    config = ["--config", "conf/lens.yaml"]
    assert run("attest", TRUTH, *_given(100), *config).stdout.startswith("conf/ours.yaml:2: ")
    done = run("attest", reviews, *_given(31), *config)
    assert (done.exit_code, "is valid for at most 30." in done.stderr) == (2, True)
    assert run("attest", "--check", *config).exit_code == 0
    with Path("conf/ours.yaml").open("a") as file:
        texts = "owner: A, statement: B, evidence: C"
        file.write(f"  - {{control: {reviews}, {texts}, given: {_day(-1)}, expires: {_day(30)}}}\n")
    done = run("attest", "--check", *config)
    assert (done.exit_code, "lasts 31 days, and at most 30 are allowed" in done.stdout) == (1, True)
    assert run("attest", TRUTH, *_given(100), *config, "--file", "b.yaml").stdout.startswith("b.yaml:2: ")
    Path("genai-lens.yaml").write_text("attestations: conf/ours.yaml\n")
    assert run("attest", TRUTH, *_given(100)).stdout.startswith("conf/ours.yaml:9: ")
    assert not Path("attestations.yaml").exists()


HOSTILE = {
    "large": "a: " + "x" * (50 << 20),
    "exploding": "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + "".join(
        f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    ),
    "many": "attestations:\n" + f"- control: {TRUTH}\n" * 30_000,
    "stars": f"attestations:\n- control: {TRUTH}\n  resources: ['{'*a' * 400}']\n",
    "script": f"attestations:\n- control: {TRUTH}\n  evidence: 'javascript:alert(1)'\n",
    "control": f'attestations:\n- control: {TRUTH}\n  owner: "a\\u001b[31m"\n  given: yesterday\n',
    "unknown": "attestations:\n- control: GENOPS01-BP01/ground-truth-governd\n",
    "automated": "attestations:\n- control: GENSEC01-BP01/api-keys-expire\n",
    "key": f"attestations:\n- control: {TRUTH}\n  ownr: a\n",
    "no resource": f"attestations:\n- control: {TRUTH}\n  resources: []\n",
    "no account": f"attestations:\n- control: {TRUTH}\n  accounts: []\n",
    "account": f"attestations:\n- control: {TRUTH}\n  accounts: ['12345']\n",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("command", ["evaluate", "attest", "check"])
def test_a_hostile_file_is_one_sentence_in_bounded_time(name: str, command: str, tmp_path: Path) -> None:
    """Nothing is judged or written, and the error names the file."""
    path = tmp_path / "attestations.yaml"
    path.write_text(HOSTILE[name])
    lab.snapshot_of("empty", tmp_path / "snapshot")
    arguments = {
        "evaluate": ["evaluate", "snapshot", "--control", TRUTH],
        "attest": ["attest", TRUTH, *_given(10)],
        "check": ["attest", "--check"],
    }
    began = time.process_time()
    done = run(*arguments[command])
    assert time.process_time() - began < 20
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error: attestations.yaml")
    assert len(done.stderr) < 5000
    assert "\x1b" not in done.stderr
    assert path.stat().st_size == len(HOSTILE[name].encode())
