"""Look for differences between OPA and regorus for some minutes.

    make engines                        ten minutes with a new seed
    make engines SECONDS=60 SEED=4711   the same cases again, for a minute

Makes random modules, calls of built-ins and accounts. Everything that policies may use must have
the same value in both engines, and every form that they may not use must be refused. A difference
is made smaller and printed as a test to paste into tests/test_engines.py. Exits with 1 if there is
one, or if a part tried nothing.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from random import Random

from scanner.catalog.controls import load
from scanner.errors import ScanError
from scanner.signals import interruptible
from scripts.engines.accounts import Engines
from scripts.engines.both import both
from scripts.engines.parts import Accounts, Calls, Modules, Part, Refused

SHARES: Mapping[str, float] = {"modules": 0.45, "refused forms": 0.1, "calls": 0.15, "accounts": 0.3}
"""The part of the time that each part gets."""
MOST = 5
"""The differences after which a part ends."""
INTERRUPTED = 130
"""The exit code after Ctrl-C."""


@contextmanager
def parts(seed: int) -> Iterator[Sequence[Part]]:
    """Start the engines, and yield the parts. Raises `EngineError` without OPA."""
    with ExitStack() as open_:
        running = open_.enter_context(both())
        engines = open_.enter_context(Engines(load()))
        yield Modules(seed, running), Refused(seed), Calls(seed, running), Accounts(seed, engines)


def run(part: Part, seconds: float) -> list[str]:
    """Run a part for some seconds. Print and return what is wrong, each with its case."""
    begun, number, wrong = time.monotonic(), 0, list[str]()
    while (number < part.least or time.monotonic() - begun < seconds) and len(wrong) < MOST:
        if sys.stderr.isatty():
            print(f"\r{part.name}: case {number} ", end="", file=sys.stderr, flush=True)
        if said := part.case(number):
            wrong.append(said)
            print(f"\n{part.name}, seed {part.seed}, case {number}: {said}", flush=True)
        number += 1
    if missing := part.untried():
        wrong.append(missing)
        print(f"{part.name}: {missing}", flush=True)
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)
    print(f"{part.name}: {part.summary()}" + f"; {len(wrong)} problems" * bool(wrong), flush=True)
    return wrong


def main() -> None:
    """Run all parts."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.engines",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--seconds", type=_seconds, default=600, help="the time for all parts [default: 600]")
    parser.add_argument("--seed", type=int, help="repeat the cases of this seed")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else Random().getrandbits(32)
    try:
        with interruptible(), parts(seed) as all_parts:
            for part in all_parts:
                print(f"{part.name}: seed {seed}")
            sys.stdout.flush()
            wrong = [said for part in all_parts for said in run(part, options.seconds * SHARES[part.name])]
    except ScanError as error:
        print(f"error: {error.sentence} {error.next_step}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print(f"\ninterrupted; repeat it with SEED={seed}", file=sys.stderr)
        sys.exit(INTERRUPTED)
    print(f"{len(wrong)} problems: run `make engines SEED={seed}` again" if wrong else "no difference")
    sys.exit(1 if wrong else 0)


def _seconds(text: str) -> float:
    """Return a number of seconds from 0 on. Raises `argparse.ArgumentTypeError`."""
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not 0 <= found < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds")
    return found


if __name__ == "__main__":
    main()
