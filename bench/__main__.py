"""Measure start-up, the engines, the slowest controls, and waiting for AWS: `make bench`.

Each figure is a ratio to another one of the same run. Only start-up has targets: the run fails
when it misses one. `python -m bench start-up` measures start-up alone.

(a) CPU of `--version` and `--help`, as a multiple of a bare interpreter's.
(b) The engines on a generated account of 5,000 roles with three policies each and 1,000 resources:
    regorus, an OPA that the scanner starts, a bare OPA server, and an OPA server with the bundle.
    Start, evaluation of the account and of half of it, end, peak memory.
(c) The controls of each pillar on that account and on half of it, and each control that needs more
    than a tenth of that time alone. Controls share what their libraries find.
(d) A scan of the demo account with 50 ms added to each call, compared with calls x 50 ms / threads.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from scanner.engines.interface import Document, Engine, Evaluation
    from scanner.rego import Module

ROLES, RESOURCES, THREADS, LATENCY = 5000, 1000, 16, 0.05


TARGETS = {"--version": 4.0, "--help": 8.0}
"""Option -> the most CPU that the command may need, as a multiple of a bare interpreter's."""


def cpu(*arguments: str) -> float:
    """Return the CPU seconds of a Python command: the least of 15 runs."""
    best = float("inf")
    for _ in range(15):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return best


def start_up() -> bool:
    """Measure start-up (a) and print it. Return whether all targets are met."""
    bare = cpu("-c", "pass")
    print(f"(a) start-up, CPU: a bare interpreter {bare:.3f} s")
    good = True
    for argument, most in TARGETS.items():
        ratio = cpu("-m", "scanner.cli", argument) / bare
        verdict = "ok" if ratio <= most else "TOO SLOW"
        print(f"    {argument:<10} {ratio:.1f} x bare, at most {most:.0f}: {verdict}")
        good &= ratio <= most
    return good


WAYS = {
    "regorus": "regorus, in process",
    "started": "OPA, started for it",
    "named": "OPA, a bare server",
    "served": "OPA, serving the bundle",
}
"""Every way to run an engine -> its title in print."""


@contextmanager
def opened(way: str) -> Iterator[Callable[[], AbstractContextManager[Engine]]]:
    """Yield a function that opens the engine.

    The server of `named` and `served` is already running.
    """
    from scanner.catalog.controls import load
    from scanner.engines.bundle import bundle
    from scanner.engines.interface import Server
    from scanner.engines.program import binary
    from scanner.engines.registry import engine
    from tests.scanner.engines.servers import serving

    if way in ("regorus", "started"):
        yield lambda: engine({"regorus": "regorus", "started": "opa"}[way])
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bundle.tar.gz"
        path.write_bytes(bundle(load()))
        with serving(binary(), *(["--bundle", path] if way == "served" else [])) as server:
            yield lambda: engine("opa", Server(server.url))


@dataclass
class Timed:
    """An engine that records the seconds of its last evaluation."""

    engine: Engine
    seconds: float = 0.0

    def evaluate(
        self, modules: Sequence[Module], catalog: Document, facts: bytes | Mapping[str, Any]
    ) -> Evaluation:
        """See `scanner.engines.interface.Engine`."""
        begun = time.perf_counter()
        found = self.engine.evaluate(modules, catalog, facts)
        self.seconds = time.perf_counter() - begun
        return found


def evaluate_once(way: str, roles: int, resources: int) -> None:
    """Evaluate once in this process, and print the seconds and the peak memory as JSON.

    An evaluation of an empty account comes first, so that imports are not measured.
    """
    from bench.accounts import generated
    from scanner.catalog.controls import load
    from scanner.judging.evaluate import evaluate
    from scanner.people.config import Config
    from scanner.snapshot import folder as snapshot

    catalog = load()
    with tempfile.TemporaryDirectory() as folder:
        for name, size in (("empty", (0, 0)), ("whole", (roles, resources))):
            snapshot.write(generated(catalog, *size), Path(folder) / name)
        empty, whole = snapshot.read(Path(folder) / "empty"), snapshot.read(Path(folder) / "whole")
        with opened(way) as opening:
            begun = time.perf_counter()
            with opening() as running:
                evaluate(empty, catalog, Config(), running)
                ready = time.perf_counter()
                timed = Timed(running)
                report = evaluate(whole, catalog, Config(), timed)
                judged = time.perf_counter()
            ended = time.perf_counter()
    seconds = {"start": ready - begun, "all": judged - ready, "engine": timed.seconds, "end": ended - judged}
    peak = (
        max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        / 1024
    )
    print(
        json.dumps(
            {
                **seconds,
                "peak": peak,
                "results": len(report.results),
                "defects": [defect.reason for defect in report.head.defects],
            }
        )
    )


def measured(way: str, roles: int, resources: int) -> dict[str, Any]:
    """Return the figures of one evaluation in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench", "evaluate", way, str(roles), str(resources)],
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    assert not found["defects"], found
    return found


def engines() -> None:
    """Measure the engines (b) and print the figures."""
    account = f"{ROLES} roles with three policies each and {RESOURCES} resources"
    print(f"(b) engines, on {account}: the faster of two runs")
    print(
        f"    {'':<24} {'start':>7} {'engine':>7} {'all':>7} {'end':>7}   all / half   all / regorus   peak"
    )
    sizes = ((ROLES // 2, RESOURCES // 2), (ROLES, RESOURCES))
    runs = [{(way, size): measured(way, *size) for way in WAYS for size in sizes} for _ in range(2)]
    best = {key: min((run[key] for run in runs), key=lambda found: found["all"]) for key in runs[0]}
    for way, title in WAYS.items():
        half, whole = (best[way, size] for size in sizes)
        print(
            f"    {title:<24} {whole['start']:5.2f} s {whole['engine']:5.2f} s"
            f" {whole['all']:5.2f} s {whole['end']:5.2f} s"
            f"   {whole['all'] / half['all']:8.2f} x"
            f"   {whole['all'] / best['regorus', sizes[1]]['all']:11.2f} x"
            f"   {whole['peak']:.0f} MB   {whole['results']} results"
        )


def pillars() -> None:
    """Measure the controls of each pillar (c) and print them."""
    from bench.accounts import ACCOUNT, generated
    from scanner.catalog.controls import Catalog, Selection, load, select
    from scanner.engines.regorus import Regorus
    from scanner.judging.facts import facts
    from scanner.people.config import Config
    from scanner.snapshot import folder as snapshot

    running = Regorus()

    def document(catalog: Catalog, roles: int, resources: int) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            snapshot.write(generated(catalog, roles, resources), Path(folder) / "s")
            found = snapshot.read(Path(folder) / "s")
            return orjson.dumps(facts(found, found.targets[0], catalog, Config().stated(catalog, ACCOUNT)))

    def seconds(catalog: Catalog, facts: bytes) -> float:
        running.evaluate(catalog.modules, catalog.document(), b'{"params": {}}')  # parses the policies
        started = time.perf_counter()
        running.evaluate(catalog.modules, catalog.document(), facts)
        return time.perf_counter() - started

    print("(c) controls of each pillar on that account in regorus, and those that need over a tenth alone")
    for pillar in sorted({control.path.split("/")[0] for control in load().controls.values()}):
        every = select(load(), Selection(pillars=(pillar,)))
        half, whole = document(every, ROLES // 2, RESOURCES // 2), document(every, ROLES, RESOURCES)
        least, most = (min(seconds(every, account) for _ in range(2)) for account in (half, whole))
        title = f"{pillar:<26} {len(every.controls):3} controls"
        print(f"    {title} {most:5.2f} s   all / half {most / least:.2f} x")
        alone = {c: seconds(select(every, Selection(controls=(c,))), whole) for c in every.controls}
        for control, needed in sorted(alone.items(), key=lambda pair: -pair[1]):
            if needed > most / 10:
                print(f"      {control:<58} {needed:5.2f} s   {needed / most:4.0%}")


def waiting() -> None:
    """Measure a scan that waits for AWS (d) and print the figures."""
    from scanner.catalog.controls import load

    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-m", "bench", "serve"], stdin=pipe, stdout=pipe, text=True
    ) as server:
        assert server.stdin
        assert server.stdout
        os.environ.update(json.loads(server.stdout.readline()))
        from collectors.aws import Aws
        from collectors.collect import collect

        operations, aws = load().plan, Aws(threads=THREADS)
        # The first run loads the service models and creates the clients.
        collect(aws, operations, threads=THREADS)
        print("wait", file=server.stdin, flush=True)
        before = int(server.stdout.readline())
        started = time.perf_counter()
        collect(aws, operations, threads=THREADS)
        seconds = time.perf_counter() - started
        print("wait", file=server.stdin, flush=True)
        calls = int(server.stdout.readline()) - before
        server.stdin.close()
    ideal = calls * LATENCY / THREADS
    print(
        f"(d) a scan with {LATENCY * 1000:.0f} ms a call: {calls} calls in {seconds:.2f} s; "
        f"calls x latency / {THREADS} threads is {ideal:.2f} s"
    )
    print(f"    {seconds / ideal:.2f} x that")


def serve() -> None:
    """Run the embedded AWS in a process of its own, as AWS would be.

    Prints its environment variables, then, for each line of input, the number of requests so far.
    """
    from scanner.demo.server import AwsServer, load_account

    with AwsServer(load_account(Path(__file__).parent.parent / "scanner/demo/accounts/demo.yaml")) as server:
        print(json.dumps(server.environ()), flush=True)
        for _ in sys.stdin:
            server.latency = LATENCY
            print(len(server.requests), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve()
    elif sys.argv[1:2] == ["evaluate"]:
        evaluate_once(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    else:
        fast = start_up()
        if sys.argv[1:] != ["start-up"]:
            engines()
            pillars()
            waiting()
        sys.exit(0 if fast else "start-up misses its target")
