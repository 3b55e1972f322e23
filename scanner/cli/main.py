"""The commands: each parses its options, calls one function of `scanner.run`, and prints.

Only `scanner.cli` imports click. Commands import heavy modules (boto3, the engines, rich) when they
need them, so that `--help` is fast.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from scanner import __version__
from scanner.cli import options, shown
from scanner.cli.attest import attest
from scanner.cli.catalog import controls, coverage, permissions
from scanner.cli.config import config
from scanner.cli.configuring import init, schemas
from scanner.cli.diff import diff, trend
from scanner.cli.doctor import doctor
from scanner.cli.inventory import inventory
from scanner.cli.options import DEFAULT_FORMATS
from scanner.cli.policies import policies
from scanner.cli.say import annotate, complain, no_more_output, say, say_json, say_lines, warn
from scanner.cli.waive import waive
from scanner.errors import ScanError
from scanner.signals import interruptible, published

if TYPE_CHECKING:
    from collectors.records import Gap


class Mistake(click.UsageError):
    """An error of click, such as an unknown option, that is printed like our own errors."""

    def __init__(self, error: click.ClickException) -> None:
        super().__init__(error.format_message())
        context = getattr(error, "ctx", None)
        self.next_step = f"See {context.command_path} --help." if context else ""

    def show(self, file: Any = None) -> None:
        """Print the sentence and the next step."""
        complain(self.message, self.next_step)


class Lens(click.Group):
    """A group of commands that prints an error as one sentence and the next step, and exits."""

    def main(self, *arguments: Any, **options: Any) -> Any:
        """Run the program. SIGTERM and SIGHUP end it as Ctrl-C does."""
        with interruptible():
            return super().main(*arguments, **options)

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Parse the arguments. click's own errors are printed as `invoke` prints ours."""
        try:
            return super().make_context(*args, **extra)
        except (KeyboardInterrupt, click.Abort):  # click itself would exit with 1, which is a failure
            _interrupted()
        except click.exceptions.NoArgsIsHelpError:
            raise
        except click.ClickException as error:
            raise Mistake(error) from error

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. `docs/output.md` lists the exit codes."""
        try:
            return super().invoke(ctx)
        except ScanError as error:
            for one in (error, *error.others):
                complain(one.sentence, one.next_step)
                if one.place:
                    said = one.sentence.removeprefix(f"{one.place[0]}:{one.place[1]}: ")
                    annotate(*one.place, f"{said} {one.next_step}".rstrip())
            ctx.exit(error.exit_code)
        except (KeyboardInterrupt, click.Abort):
            _interrupted()
        except BrokenPipeError:
            no_more_output()
            ctx.exit(0)
        except (click.exceptions.NoArgsIsHelpError, click.exceptions.Exit):
            raise
        except click.ClickException as error:
            raise Mistake(error) from error
        except Exception as error:  # any other exception is a defect in genai-lens
            if isinstance(error, OSError) and error.errno == errno.ENOSPC:
                no_more_output()
                complain("there is no space left to write on.", "Free space, or write elsewhere.")
                ctx.exit(ScanError.exit_code)
            if isinstance(error.__cause__, KeyboardInterrupt):
                _interrupted()  # until Python 3.11, an interrupted __set_name__ is a RuntimeError
            if os.environ.get("GENAI_LENS_DEBUG"):
                import traceback

                say_lines(traceback.format_exc(), err=True)
            complain(
                f"a defect in genai-lens: {type(error).__name__}.",
                "Please report it; GENAI_LENS_DEBUG=1 shows where it happened.",
            )
            ctx.exit(70)


@click.group(cls=Lens, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(__version__, prog_name="genai-lens", message="%(prog)s %(version)s")
def cli() -> None:
    """Check generative AI on AWS against the AWS Well-Architected Generative AI Lens.

    Reads an account without changing it, writes a snapshot, judges it with Rego policies, and shows
    the proof of each verdict.

    \b
    Examples:
      genai-lens demo                              scan a sample account, without AWS
      genai-lens doctor --profile audit            check in seconds what a scan needs
      genai-lens scan --profile audit              scan all enabled Regions of an account
      genai-lens scan --region us-east-1 --best-practice GENSEC02-BP01
      genai-lens permissions > policy.json         print the IAM policy that a scan needs
    """


for command in (
    attest,
    config,
    controls,
    coverage,
    diff,
    doctor,
    init,
    inventory,
    permissions,
    policies,
    schemas,
    trend,
    waive,
):
    cli.add_command(command)


@cli.command()
@options.account
@options.paid
@options.selection
@options.configuration
@options.output
@options.formats("table, json, sarif and html")
@options.upload
@shown.view
@options.judging
@options.opa_server
@click.option("--plan", is_flag=True, help="Print the calls that the scan would make, and make none.")
@options.quiet
def scan(quiet: bool, plan: bool, **given: Any) -> None:
    """Read an account, judge it, and write snapshot and results.

    With --plan, AWS is asked only who is calling and, without --region, which Regions are enabled.
    Nothing is written. `genai-lens doctor` checks that the calls would be answered.

    \b
    Examples:
      genai-lens scan --profile audit --output out
      genai-lens scan --role-arn arn:aws:iam::123456789012:role/genai-lens --external-id 4711
      genai-lens scan --region us-east-1 --fail-on high --format sarif
      genai-lens scan --format sarif --inventory inventory
      genai-lens scan --output - --format json > results.json
      genai-lens scan --max-rate 2 --time-limit 4h
      genai-lens scan --region us-east-1 --plan
      genai-lens scan --metrics --yes --max-paid-calls 50
      genai-lens scan --engine opa --opa-url https://opa:8181 --opa-cert me.pem --opa-ca ca.pem
    """
    from scanner import run

    judge, screen = options.judge_of(given), options.screen_of(quiet=quiet)
    if plan:
        from scanner.cli.plan import say_plan

        say_plan(run.plan(options.choice_of(given), options.access_of(given, plan=True), screen))
        return
    with shown.place(given, DEFAULT_FORMATS) as to:
        report = run.scan(options.choice_of(given), options.access_of(given), judge, to.output, screen)
        shown.show(report, to, given, quiet=quiet, scanned=True)
    sys.exit(run.exit_code(report, judge))


@cli.command()
@options.account
@options.paid
@options.selection
@options.configuration
@options.output
@options.allow_incomplete
@options.quiet
def collect(quiet: bool, allow_incomplete: bool, **given: Any) -> None:
    """Read an account and write the snapshot, without judging it.

    The exit code is 3 if evidence could not be read.

    \b
    Example:
      genai-lens collect --profile audit --output evidence
    """
    from collectors import ALWAYS
    from scanner import run

    output, screen = options.output_of(given), options.screen_of(quiet=quiet)
    folder, gaps = run.collect(options.choice_of(given), options.access_of(given), output, screen)
    if not quiet:
        _say_gaps(gaps)
        say(f"The snapshot is in {folder}. Judge it with: genai-lens evaluate {folder}", err=True)
    missing = [gap for gap in gaps if gap.operation not in ALWAYS]
    sys.exit(3 if missing and not allow_incomplete else 0)


@cli.command()
@click.argument("snapshot", type=options.PATH)
@options.selection
@options.configuration
@options.output
@options.formats("table")
@options.upload
@shown.view
@options.judging
@options.opa_server
@options.quiet
def evaluate(snapshot: Path, quiet: bool, **given: Any) -> None:
    """Judge an existing snapshot, without access to AWS.

    \b
    Examples:
      genai-lens evaluate out/snapshot
      genai-lens evaluate out/snapshot --details --severity high
      genai-lens evaluate out/snapshot --format sarif --output again
      genai-lens evaluate out/snapshot --engine opa --opa-url https://opa:8181 --opa-token-file jwt
    """
    from scanner import run

    judge, screen = options.judge_of(given), options.screen_of(quiet=quiet)
    with shown.place(given, ("table",)) as to:
        report = run.evaluate(snapshot, options.choice_of(given), judge, to.output, screen)
        shown.show(report, to, given, quiet=quiet)
    sys.exit(run.exit_code(report, judge))


@cli.command("input")
@click.argument("snapshot", type=options.PATH)
@options.selection
@options.configuration
@click.option("--account", metavar="ID", help="The account, if the snapshot has several.")
def input_(snapshot: Path, account: str | None, **given: Any) -> None:
    """Print the document that the policies judge, for any OPA.

    `policies bundle` writes the policies. OPA then judges only the controls that are selected here.

    \b
    Example:
      genai-lens policies bundle
      genai-lens input out/snapshot > input.json
      opa eval -b genai-lens-bundle.tar.gz -i input.json --strict-builtin-errors data.lens.results
    """
    from scanner import run

    screen = options.screen_of(quiet=False)
    say_json(run.document(snapshot, options.choice_of(given), account, screen))


@cli.command()
@options.selection
@options.output_into("demo")
@options.formats("table, json, sarif and html")
@options.upload
@shown.view
@options.engine
@options.quiet
def demo(quiet: bool, engine: str, **given: Any) -> None:
    """Scan a sample account with realistic faults, without AWS.

    A loopback server emulates AWS, and the ordinary collectors read it over HTTP. The exit code is
    0 although controls fail and evidence is missing: the sample has faults on purpose. No
    configuration file is read; the sample has attestations of its own.

    \b
    Example:
      genai-lens demo
    """
    from scanner import demo, run
    from scanner.choices import Access, Judge
    from scanner.demo.server import AwsServer, load_account
    from scanner.demo.stated import accounts, attestations
    from scanner.people.config import Config

    judge, screen = Judge(engine), options.screen_of(quiet=quiet)
    sample = load_account(Path(demo.__file__).parent / "accounts" / "demo.yaml")
    stated = attestations([sample.account], datetime.now(UTC).date())
    ready = Config(accounts=accounts(), attestations=stated)
    choice = replace(options.choice_of(given), ready=ready)
    with shown.place(given, DEFAULT_FORMATS) as to, AwsServer(sample) as server:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            del os.environ[name]  # the user's profile or Region must not change the sample
        os.environ.update(server.environ())
        report = run.scan(choice, Access(sample=True, metrics=True), judge, to.output, screen)
        shown.show(report, to, given, quiet=quiet, scanned=True)
    code = run.exit_code(report, judge)
    sys.exit(0 if code in (1, 3) else code)


def _say_gaps(gaps: Sequence[Gap]) -> None:
    """Print what could not be read: one line for each code, with what helps.

    Each missing permission has a line of its own. If there are many, one line lists them.
    """
    from scanner.judging.cures import called, cure, missing_permissions
    from scanner.reports.terminal.lines import some
    from scanner.reports.words import MOST_PERMISSIONS, grouped, where

    missing = missing_permissions(gaps)
    if many := len(missing) > MOST_PERMISSIONS:
        listed = some(missing, MOST_PERMISSIONS)
        said = f"{len(missing)} permissions are missing: {listed}."
        warn(f"{said} Attach the policy that `genai-lens permissions` prints.")
    rest = [gap for gap in gaps if not (many and missing_permissions([gap]))]
    for helps, alike in grouped(rest, lambda gap: cure(gap.code, gap.permission, gap.denied_by)).items():
        for code, same in grouped(alike, lambda gap: gap.code).items():
            operations = some(list(dict.fromkeys(called(gap.operation) for gap in same)))
            places = where(gap.region for gap in same)
            warn(f"{operations} gave {code} in {places}{helps and f': {helps}'}.")


def _interrupted() -> NoReturn:
    """Say that a signal interrupted the command, and what it wrote before, and exit."""
    there = [path.as_posix() for path in published if os.path.lexists(path)]
    if there:
        complain(
            f"interrupted, after these outputs were written: {', '.join(there)}.",
            "Use them, or write them again with --force.",
        )
    else:
        complain("interrupted; no partial output was kept.", "Run the command again.")
    sys.exit(ScanError.exit_code)
