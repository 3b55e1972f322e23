"""The commands about policies: write and test your own controls, bundle and identify ours."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from scanner.cli import options
from scanner.cli.options import FILE, FOLDER, PATH, SIGNATURES
from scanner.cli.say import say, say_json
from scanner.errors import UsageError
from scanner.text import size


@click.group()
def policies() -> None:
    """Write and test your own controls, and bundle and identify ours.

    \b
    Examples:
      genai-lens policies new GENSEC01-BP01/our-rule --policies rules
      genai-lens policies test rules
      genai-lens scan --policies rules
      genai-lens policies bundle
      genai-lens policies digests
    """


@policies.command()
@options.selection
@click.option(
    "--output",
    type=FILE,
    default=Path("genai-lens-bundle.tar.gz"),
    show_default=True,
    help="The file to write.",
)
@options.force
@click.option("--signing-key", type=FILE, help="Sign it with the private key in this PEM file. Needs `opa`.")
@click.option(
    "--signing-alg",
    type=click.Choice(SIGNATURES),
    default="RS256",
    show_default=True,
    help="The algorithm of the key.",
)
def bundle(output: Path, force: bool, signing_key: Path | None, signing_alg: str, **given: Any) -> None:
    """Write the policies as an OPA bundle, which any OPA can load.

    The bundle of the same policies always has the same bytes. Prints the revision, which equals the
    `policy_digest` of reports with the same selection.

    \b
    Examples:
      genai-lens policies bundle --output dist/genai-lens-bundle.tar.gz
      opa run --server --bundle dist/genai-lens-bundle.tar.gz
      genai-lens evaluate out/snapshot --engine opa --opa-url http://localhost:8181
    """
    from scanner import choosing
    from scanner.catalog.digest import digest
    from scanner.engines.bundle import bundle as packed
    from scanner.snapshot.output import put
    from scanner.snapshot.owned import refuse

    if signing_key and not signing_key.is_file():  # OPA would use the path itself as a secret
        raise UsageError(f"{signing_key} is not a file.", "Name the private key's file with --signing-key.")
    refuse(output.parent, [output.name], force=force)
    catalog = choosing.controls(options.choice_of(given), options.screen_of(quiet=False), whole=True)
    body = packed(catalog, key=signing_key, algorithm=signing_alg)
    put(output, body, force=force)
    signed = "signed" if signing_key else "not signed"
    say(f"{output}: revision {digest(catalog)}, {size(len(body))}, {signed}")


@policies.command()
def digests() -> None:
    """Print the digests of our policies, as releases have them.

    They are those of policies.json of a release.

    \b
    policy_digest      as in the reports of scans with all controls
    controls           for each control, as in the reports of scans with this control alone
    collectors_digest  the collectors: what AWS is asked, and what is made of the answers
    files              the sha256 of each file of the policies and the collectors

    \b
    Example:
      genai-lens policies digests | diff policies.json -
    """
    from scanner.catalog.controls import load
    from scanner.catalog.digest import digests as found

    say_json(found(load()))


@policies.command()
@click.argument("control")
@click.option(
    "--policies",
    "folder",
    type=FOLDER,
    default=Path("policies"),
    show_default=True,
    help="The folder to write into.",
)
def new(control: str, folder: Path) -> None:
    """Write an example of a control and its test, for you to change.

    \b
    Example:
      genai-lens policies new GENSEC01-BP01/our-rule --policies rules
    """
    from scanner.catalog.custom import new as write

    for path in write(control, folder):
        say(str(path))


@policies.command()
@click.argument("folders", nargs=-1, required=True, type=PATH)
@click.option(
    "--engine",
    type=click.Choice(options.ENGINES),
    help="Run the tests in this engine only [default: in both, where `opa` is found].",
)
def test(folders: Sequence[Path], engine: str | None) -> None:
    """Run the tests of your own controls, in regorus and in OPA.

    A test that does not pass in both engines fails. Without `opa` on this machine, the tests run in
    regorus only. Exits with 1 if a test fails, a control is refused, or there is no test.

    \b
    Examples:
      genai-lens policies test rules
      genai-lens policies test rules --engine opa
    """
    from scanner.engines.program import GET
    from scanner.judging.policy_tests import run

    tested = run(folders, engine)
    for problem in tested.problems:
        say(problem, label="REFUSED", colour="red")
    for outcome in tested.outcomes:
        label, colour = ("PASS   ", "green") if outcome.passed else ("FAIL   ", "red")
        say(f"{outcome.name}{outcome.said and f': {outcome.said}'}", label=label, colour=colour)
    failed = sum(not outcome.passed for outcome in tested.outcomes)
    total = len(tested.outcomes)
    for control, file in tested.untested.items():
        said = f"{control} has no tests. They go into {file}, as rules called test_..."
        say(said, label="NO TEST", colour="yellow")
    passed = f"{total - failed} of {total} tests pass in {' and '.join(tested.engines)}."
    say(passed if total else "No tests were run.")
    if tested.missing and total:
        say(f"The tests ran in regorus only: {tested.missing} {GET}", label="note:", err=True)
    sys.exit(1 if failed or tested.problems or not total else 0)
