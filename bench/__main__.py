"""`make bench`: start-up, growth and waiting. Every figure is set against another of the same run; none of them is a test.

(a) CPU of `--version` and `--help` against a bare interpreter.
(b) Evaluation of a generated account (5,000 roles of three policies, 1,000 resources) against half of it, in both engines, with peak memory.
(c) The controls, each by the time that an evaluation saves without it: the five slowest, in both engines.
(d) A scan of the demo account with 50 ms added to each call, against calls x 50 ms / threads.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import orjson

ROLES, RESOURCES, THREADS, LATENCY = 5000, 1000, 16, 0.05


def cpu(*arguments: str) -> float:
    """Seconds of CPU of a command, the least of five runs."""
    best = float("inf")
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return best


def start_up() -> None:
    """(a)"""
    bare = cpu("-c", "pass")
    print(f"(a) start-up, CPU: a bare interpreter {bare:.3f} s")
    for argument in ("--version", "--help"):
        seconds = cpu("-m", "scanner.cli", argument)
        print(f"    {argument:<10} {seconds:.3f} s   {seconds / bare:.1f} x bare")


def evaluate_once(engine_name: str, roles: int, resources: int) -> None:
    """One evaluation in this process; prints its seconds and peak memory as JSON."""
    from bench.accounts import ACCOUNT, generated
    from scanner import snapshot
    from scanner.catalog import load
    from scanner.config import Config, resolved
    from scanner.engines import engine
    from scanner.evaluate import evaluate

    catalog = load()
    with tempfile.TemporaryDirectory() as folder:
        snapshot.write(generated(catalog, roles, resources), Path(folder) / "s")
        found = snapshot.read(Path(folder) / "s")
        with engine(engine_name) as running:
            started = time.perf_counter()
            report = evaluate(found, catalog, resolved(Config(), catalog, ACCOUNT), running)
            seconds = time.perf_counter() - started
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    print(json.dumps({"seconds": seconds, "peak": peak, "results": len(report.results), "defects": report.head["defects"]}))


def measured(engine_name: str, roles: int, resources: int) -> dict[str, Any]:
    """One evaluation in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench", "evaluate", engine_name, str(roles), str(resources)], check=True, capture_output=True, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    assert not found["defects"], found
    return found


def growth() -> None:
    """(b)"""
    print(f"(b) evaluation of {ROLES} roles with three policies each and {RESOURCES} resources, against half of it")
    for name in ("regorus", "opa"):
        half, whole = measured(name, ROLES // 2, RESOURCES // 2), measured(name, ROLES, RESOURCES)
        print(
            f"    {name:<8} {whole['seconds']:.2f} s ({half['seconds']:.2f} s)   {whole['seconds'] / half['seconds']:.2f} x half"
            f"   peak {whole['peak']:.0f} MB   {whole['results']} results"
        )


def controls() -> None:
    """(c)"""
    from bench.accounts import ACCOUNT, generated
    from scanner import snapshot
    from scanner.catalog import Catalog, load, select
    from scanner.config import Config, resolved
    from scanner.engines import Engine, engine
    from scanner.facts import facts

    whole = load()
    with tempfile.TemporaryDirectory() as folder:
        snapshot.write(generated(whole, ROLES, RESOURCES), Path(folder) / "s")
        document = orjson.dumps(facts(snapshot.read(Path(folder) / "s"), whole, resolved(Config(), whole, ACCOUNT)))

    def seconds(running: Engine, catalog: Catalog) -> float:
        started = time.perf_counter()
        running.evaluate(catalog.modules, catalog.document(), document)
        return time.perf_counter() - started

    print(f"(c) {len(whole.controls)} controls on that account: what an evaluation saves without each")
    for name in ("regorus", "opa"):
        with engine(name) as running:
            seconds(running, whole)
            everything = min(seconds(running, whole) for _ in range(3))
            without = {c: seconds(running, select(whole, controls=[o for o in whole.controls if o != c])) for c in whole.controls}
        print(f"    {name:<8} all {everything:.2f} s")
        for control, rest in sorted(without.items(), key=lambda pair: pair[1])[:5]:
            print(f"    {control:<58} {everything - rest:5.2f} s   {(everything - rest) / everything:4.0%}")


def waiting() -> None:
    """(d)"""
    from scanner.catalog import load

    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-m", "bench", "serve"], stdin=pipe, stdout=pipe, text=True) as server:
        assert server.stdin
        assert server.stdout
        os.environ.update(json.loads(server.stdout.readline()))
        from collectors.aws import Aws
        from collectors.collect import collect

        operations, aws = load().operations, Aws(threads=THREADS)
        collect(aws, operations, threads=THREADS)  # a process loads models and makes clients once
        print("wait", file=server.stdin, flush=True)
        before = int(server.stdout.readline())
        started = time.perf_counter()
        collect(aws, operations, threads=THREADS)
        seconds = time.perf_counter() - started
        print("wait", file=server.stdin, flush=True)
        calls = int(server.stdout.readline()) - before
        server.stdin.close()
    ideal = calls * LATENCY / THREADS
    print(f"(d) a scan with {LATENCY * 1000:.0f} ms a call: {calls} calls in {seconds:.2f} s; calls x latency / {THREADS} threads is {ideal:.2f} s")
    print(f"    {seconds / ideal:.2f} x that")


def serve() -> None:
    """The embedded AWS in a process of its own, as AWS would be: prints its environment, then its count of requests for each line it is sent."""
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
        start_up()
        growth()
        controls()
        waiting()
