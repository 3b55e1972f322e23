"""Scan random accounts with random troubles, and check what must hold in every run.

    make soak                       ten minutes with new seeds
    make soak SEED=4711             one round again

A round serves a part of a sample account from loopback, scans it without trouble, scans it again
with up to three troubles, and then once more without. The troubles are lost, slow, wrong and cut
answers, credentials that expire, a signal, and a full disk. These must hold:

- The scan ends in time, with an exit code that `docs/output.md` allows and without a traceback.
- No verdict is better or worse than without trouble: it is equal or `unknown`.
- No secret is in the output or in a message.
- The folder holds the old run or the new one, whole. After the next run, nothing else is left.

Prints each round that breaks one of these, with its seed, and then exits with 1.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from scanner.catalog.controls import load
from scanner.demo import samples
from scanner.demo.encode import Response, encode_error
from scanner.demo.server import AwsServer, load_account
from scanner.demo.wire import Request, operation_model
from scanner.snapshot.owned import OUTPUTS
from scripts.steps import ROOT

ACCOUNTS = ("good", "bad", "demo", "denied")
LOSSES = ("denied", "throttled", "error500", "reset", "stalled", "cut", "garbled", "repeat")
EXPIRED = ("ExpiredToken", "ExpiredTokenException", "RequestExpired", "InvalidClientTokenId")
CANARY = "canary-7f3a"
"""A part of every secret of a round: credentials, prompts, instructions, environment values."""
_SECRET_MEMBERS = frozenset({"instruction", "systemPrompt", "environmentVariables", "Environment"})
LIMIT = 30
"""Seconds that a scan may take: its `--time-limit`."""
GRACE = 15
"""Seconds more to start, to judge and to write."""

Verdicts = dict[tuple[str, ...], str]
"""(control, account, Region, resource id, item) -> kind."""


class Troubled(AwsServer):
    """The embedded AWS with wrong types, expired credentials and random delays.

    `wrong` is the call whose answers get a value of another type. `expires` is (number of requests
    that are still answered, error code).
    """

    random = Random(0)
    wrong = ""
    expires: tuple[int, str] | None = None
    delay = 0.0

    def calm(self) -> None:
        """Remove all troubles."""
        self.clear()
        self.wrong, self.expires, self.delay = "", None, 0.0

    def answer(self, request: Request) -> Response | None:
        """Return the response, or None if the connection must be reset instead."""
        if self.delay:
            time.sleep(self.random.random() * self.delay)
        if self.expires and len(self.requests) >= self.expires[0]:
            protocol = operation_model(request.service, request.operation).service_model.resolved_protocol
            return encode_error(
                protocol, 403, self.expires[1], "The security token included in the request is expired", "1"
            )
        response = super().answer(request)
        if response and request.call == self.wrong and response.body.startswith(b"{"):
            body = json.dumps(changed(json.loads(response.body), self.random)).encode()
            return Response(response.status, body, response.headers)
        return response


def changed(value: Any, random: Random) -> Any:
    """Return a JSON value with one value in it replaced by one of another type."""
    if isinstance(value, dict) and value and random.random() < 0.7:
        key = random.choice(sorted(value))
        return {**value, key: changed(value[key], random)}
    if isinstance(value, list) and value and random.random() < 0.7:
        place = random.randrange(len(value))
        return [*value[:place], changed(value[place], random), *value[place + 1 :]]
    other: list[Any] = [7, "seven", True, {}, {"a": 1}, [{}], [["a"]], -1.5]
    return random.choice([v for v in other if type(v) is not type(value)])


@dataclass(slots=True)
class Ended:
    """How a scan ended: its exit code (negative: the signal), what it printed, the seconds."""

    code: int
    said: str
    seconds: float


@dataclass(slots=True)
class Trouble:
    """What happens to the process of a scan.

    `kill` is (signal, seconds after the start); `disk` is the most bytes of a file, 0 for no limit.
    """

    kill: tuple[signal.Signals, float] | None = None
    disk: int = 0


def scan(server: AwsServer, out: Path, controls: Sequence[str], trouble: Trouble) -> Ended:
    """Run `genai-lens scan` in a process of its own."""
    command = [sys.executable, "-m", "scanner.cli", "scan", "--output", str(out), "--force", "--quiet"]
    (out.parent / "anchor.md").write_text("SARIF points at this line.\n")
    command += ["--anchor", "anchor.md", "--time-limit", str(LIMIT)]
    command += [word for name in controls for word in ("--control", name)]
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "GENAI_LENS_DEBUG"))}
    environ |= server.environ() | {"AWS_SECRET_ACCESS_KEY": CANARY, "AWS_SESSION_TOKEN": f"token-{CANARY}"}

    def limit() -> None:
        if trouble.disk:
            resource.setrlimit(resource.RLIMIT_FSIZE, (trouble.disk, trouble.disk))

    begun = time.monotonic()
    process = subprocess.Popen(
        command,
        cwd=out.parent,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=limit,
    )
    try:
        if trouble.kill:
            try:
                process.wait(trouble.kill[1])
            except subprocess.TimeoutExpired:
                process.send_signal(trouble.kill[0])
        said, _ = process.communicate(timeout=LIMIT + GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        said, _ = process.communicate()
        return Ended(-99, said.decode(errors="replace"), time.monotonic() - begun)
    return Ended(process.returncode, said.decode(errors="replace"), time.monotonic() - begun)


def results(out: Path) -> dict[str, Any] | None:
    """Return the content of results.json, or None if there is none."""
    path = out / "results.json"
    return json.loads(path.read_bytes()) if path.is_file() else None


def verdicts(found: Mapping[str, Any]) -> Verdicts:
    """Return the kind of each result."""
    return {
        (r["control"], r["account"], r["region"], r["resource"]["id"], r["item"]): r["kind"]
        for r in found["results"]
    }


def broken(before: Verdicts, ended: Ended, out: Path, trouble: Trouble) -> Iterator[str]:
    """Yield what does not hold after a troubled scan. `before` are the verdicts without trouble."""
    killed = trouble.kill and ended.code == -trouble.kill[0] and trouble.kill[0] == signal.SIGKILL
    if ended.code == -99:
        yield f"it did not end within {LIMIT + GRACE} s"
    elif ended.code not in (0, 1, 3, 4) and not killed:
        yield f"exit code {ended.code}: {ended.said[-300:]}"
    if "Traceback" in ended.said:
        yield f"a traceback: {ended.said[-300:]}"
    if CANARY in ended.said:
        yield "a secret in a message"
    subprocess.run(  # like every command, this completes a run that was interrupted while it was published
        [sys.executable, "-m", "scanner.cli", "evaluate", str(out), "--quiet"],
        cwd=out.parent, capture_output=True, check=False,
    )  # fmt: skip
    leaks = [p for p in sorted(out.rglob("*")) if p.is_file() and CANARY.encode() in p.read_bytes()]
    if leaks:
        yield f"a secret in {len(leaks)} files, the first is {leaks[0].relative_to(out)}"
    found = results(out)
    head = out / "snapshot" / "snapshot.json"
    if found is None or not head.is_file():
        yield "the old run is gone"
        return
    if found["snapshot_digest"] != hashlib.sha256(head.read_bytes()).hexdigest():
        yield "results.json and the snapshot are of two runs"
    for key, kind in verdicts(found).items():
        if kind != "unknown" and before.get(key) != kind:
            yield f"{before.get(key)} became {kind}: {' '.join(key)}"


def round_(seed: int, folder: Path) -> list[str]:
    """Return what does not hold in the round of a seed."""
    random = Random(seed)
    known = sorted(load().controls)
    controls = random.sample(known, random.randint(1, 8))
    name = random.choice(ACCOUNTS)
    account = samples.sample(name, random.sample(known, 12) if name in samples.SHARED else None)
    account = _with_canaries(account)
    out = folder / str(seed) / "out"
    out.parent.mkdir()
    with Troubled(load_account(account)) as server:
        server.random = random
        calm = scan(server, out, controls, Trouble())
        found = results(out)
        if found is None:
            return [f"the calm scan ended with {calm.code}: {calm.said[-300:]}"]
        before = verdicts(found)
        calls = [request.call for request, _ in server.requests]
        trouble = _troubles(server, random, calls, calm.seconds)
        server.requests.clear()
        problems = list(broken(before, scan(server, out, controls, trouble), out, trouble))
        server.calm()
        again = scan(server, out, controls, Trouble())
        after = results(out)
        if after is None or verdicts(after) != before:
            problems.append(f"the next scan differs (exit code {again.code}): {again.said[-300:]}")
        left = {path.name for path in out.iterdir()} - {*OUTPUTS}
        problems += [f"left over: {', '.join(sorted(left))}"] if left else []
    shutil.rmtree(out.parent)
    return problems


def _troubles(server: Troubled, random: Random, calls: Sequence[str], seconds: float) -> Trouble:
    """Set up to three troubles, and return those of the process."""
    trouble = Trouble()
    for kind in random.sample(("lost", "slow", "wrong", "expired", "killed", "full"), random.randint(1, 3)):
        if kind == "lost":
            for call in random.sample(calls, min(len(calls), random.randint(1, 4))):
                server.fault(call, random.choice(LOSSES), page=random.choice((1, 1, 2)), seconds=1)
        elif kind == "slow":
            server.delay = random.random() * 0.2
        elif kind == "wrong":
            server.wrong = random.choice(calls)
        elif kind == "expired":
            server.expires = (random.randrange(len(calls)), random.choice(EXPIRED))
        elif kind == "killed":
            how = random.choice((signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP))
            trouble.kill = (how, random.uniform(0.3, seconds * 1.1))
        else:
            trouble.disk = random.choice((1, 512, 4096, 20_000, 100_000))
    return trouble


def _with_canaries(value: Any, secret: bool = False) -> Any:
    """Return an account in which every secret text contains the canary."""
    if isinstance(value, dict):
        return {k: _with_canaries(v, secret or k in _SECRET_MEMBERS) for k, v in value.items()}
    if isinstance(value, list):
        return [_with_canaries(v, secret) for v in value]
    return f"{value} {CANARY}" if secret and isinstance(value, str) else value


def main() -> None:
    """Run rounds for some seconds, or the round of one seed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=600, help="start no round after this time")
    parser.add_argument("--seed", type=int, help="run this round alone")
    options = parser.parse_args()
    os.environ["PYTHONPATH"] = str(ROOT)
    seeds = [options.seed] if options.seed is not None else iter(lambda: Random().getrandbits(32), -1)
    begun, rounds, failing = time.monotonic(), 0, 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in seeds:
            if rounds and time.monotonic() - begun > options.seconds:
                break
            problems = round_(seed, Path(folder))
            rounds += 1
            for problem in problems:
                print(f"seed {seed}: {problem}", flush=True)
            failing += bool(problems)
    print(f"{rounds} rounds, {failing} with a problem" + (": run `make soak SEED=...` again" * bool(failing)))
    sys.exit(1 if failing else 0)


if __name__ == "__main__":
    main()
