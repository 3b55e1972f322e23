"""Run checks side by side, and print each one's seconds and the output of those that failed."""

from __future__ import annotations

import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from scanner.errors import ScanError

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 80
"""Lines of a failed check's output that are printed."""


class Failed(Exception):
    """A check found a mistake; the text is what to print."""


class Skipped(Exception):
    """A check could not run here; the text is the reason."""


@dataclass(frozen=True, slots=True)
class Step:
    """A named check. `run` returns normally, or raises `Failed` or `Skipped`."""

    name: str
    run: Callable[[], object]


def command(*arguments: str | Path, environ: Mapping[str, str] | None = None) -> Callable[[], str]:
    """Return a check that runs a program in the project's root, and fails if the program fails."""

    def run() -> str:
        done = subprocess.run(
            arguments,
            cwd=ROOT,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Failed(done.stdout)
        return done.stdout

    return run


def run(steps: Sequence[Step], threads: int = 2) -> bool:
    """Run the steps in `threads` threads, in order. Return whether none failed."""
    begun = time.perf_counter()
    failures: dict[str, str] = {}
    with ThreadPoolExecutor(threads) as pool:
        waiting = {pool.submit(_timed, step): step for step in steps}
        for future in as_completed(waiting):
            step = waiting[future]
            seconds, outcome, text = future.result()
            note = f"  {text}" if outcome == "skipped" else ""
            print(f"{outcome:<8}{seconds:6.1f} s  {step.name}{note}", flush=True)
            if outcome == "FAILED":
                failures[step.name] = text
    for name, text in failures.items():
        lines = text.rstrip().splitlines()
        print(f"\n== {name}", *lines[:LONGEST], sep="\n")
        if len(lines) > LONGEST:
            print(f"... and {len(lines) - LONGEST} more lines")
    word = f"{len(failures)} of {len(steps)} checks failed" if failures else "all checks passed"
    print(f"\n{word} in {time.perf_counter() - begun:.1f} s")
    sys.stdout.flush()
    return not failures


def _timed(step: Step) -> tuple[float, str, str]:
    """Run one step. Return its seconds, `ok`, `FAILED` or `skipped`, and its output."""
    begun = time.perf_counter()
    outcome, text = "ok", ""
    try:
        step.run()
    except Failed as error:
        outcome, text = "FAILED", str(error)
    except Skipped as error:
        outcome, text = "skipped", str(error)
    except ScanError as error:
        outcome, text = "FAILED", f"{error.sentence} {error.next_step}"
    except Exception:  # the other checks still report
        outcome, text = "FAILED", traceback.format_exc()
    return time.perf_counter() - begun, outcome, text
