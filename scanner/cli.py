"""The command line: parse, call one function, print. Besides this file, `catalog_commands.py` and `options.py`, nothing knows click.

Heavy imports (boto3, the engines, rich) happen inside the commands that need them, so that `--version` and `--help` answer at once.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scanner import __version__
from scanner.catalog_commands import controls, coverage, permissions, policies
from scanner.errors import ScanError
from scanner.options import FORMATS, account, chosen, configuration, engine_option, judging, opa_server, output, quiet, selection, server_of
from scanner.run import RESULTS, collected, exit_code, files, judged, written

if TYPE_CHECKING:
    from scanner.engines import Server
    from scanner.results import Report


class Lens(click.Group):
    """Turns what went wrong into one sentence, the next step and the exit code; never a traceback for a user's mistake."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; see `docs/output.md` for the exit codes."""
        try:
            return super().invoke(ctx)
        except ScanError as error:
            _complain(error.sentence, error.next_step)
            ctx.exit(error.exit_code)
        except (KeyboardInterrupt, click.Abort):
            _complain("interrupted; nothing half-written was left behind.", "Run the command again.")
            if "pytest" not in sys.modules:  # threads that still wait for AWS would keep the process for a minute
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(ScanError.exit_code)
            ctx.exit(ScanError.exit_code)
        except BrokenPipeError:
            ctx.exit(0)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except Exception as error:  # whatever is left is our fault, and is said so
            if os.environ.get("GENAI_LENS_DEBUG"):
                traceback.print_exc()
            _complain(f"a defect in genai-lens: {type(error).__name__}: {error}.", "Please report it; GENAI_LENS_DEBUG=1 shows where it happened.")
            ctx.exit(70)


def _complain(sentence: str, next_step: str) -> None:
    click.echo(f"{click.style('error:', fg='red', bold=True)} {sentence}", err=True)
    if next_step:
        click.echo(f"{click.style('next:', fg='cyan')}  {next_step}", err=True)


@click.group(cls=Lens, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(__version__, prog_name="genai-lens", message="%(prog)s %(version)s")
def cli() -> None:
    """Check generative AI on AWS against the AWS Well-Architected Generative AI Lens.

    Reads an account without changing it, keeps what it saw, judges that with Rego policies, and proves each verdict.

    \b
    Examples:
      genai-lens demo                              try it on a sample account; needs no AWS
      genai-lens scan --profile audit              all enabled regions of an account
      genai-lens scan --region us-east-1 --best-practice GENSEC02-BP01
      genai-lens permissions > policy.json         what the scan must be allowed to do
    """


for command in (controls, coverage, permissions, policies):
    cli.add_command(command)


@cli.command()
@account
@selection
@configuration
@output
@click.option("--format", "formats", type=click.Choice(FORMATS), multiple=True, help="What to write [default: all].")
@judging
@opa_server
@quiet
def scan(**options: Any) -> None:
    """Read an account, judge it, and write the snapshot and the results.

    \b
    Examples:
      genai-lens scan --profile audit --output out
      genai-lens scan --role-arn arn:aws:iam::123456789012:role/genai-lens --external-id 4711
      genai-lens scan --region us-east-1 --fail-on high --format sarif
      genai-lens scan --engine opa --opa-url https://opa.example:8181 --opa-cert me.pem --opa-key me.key --opa-ca ca.pem
    """
    server = server_of(options)
    sys.exit(_scan(**options, server=server))


@cli.command()
@account
@selection
@configuration
@output
@quiet
def collect(output: Path, force: bool, quiet: bool, **options: Any) -> None:
    """Read an account and write the snapshot, without judging it.

    \b
    Example:
      genai-lens collect --profile audit --output evidence
    """
    from scanner.output import refuse

    refuse(output, ["snapshot"], force=force)
    catalog, config = chosen(**_selected(options))
    folder = collected(catalog, config, output, force=force, quiet=quiet, **options)
    if not quiet:
        click.echo(f"The snapshot is in {folder}. Judge it with: genai-lens evaluate {folder}", err=True)


@cli.command()
@click.argument("snapshot", type=click.Path(path_type=Path))
@selection
@configuration
@output
@click.option("--format", "formats", type=click.Choice(FORMATS), multiple=True, help="What to write [default: table].")
@judging
@opa_server
@quiet
def evaluate(snapshot: Path, formats: Sequence[str], output: Path, force: bool, quiet: bool, **options: Any) -> None:
    """Judge a snapshot again: no credentials, no network, no clock.

    \b
    Examples:
      genai-lens evaluate out/snapshot
      genai-lens evaluate out/snapshot --format sarif --output again
      genai-lens evaluate out/snapshot --engine opa --opa-url https://opa.example:8181 --opa-token-file token
    """
    from scanner.output import refuse

    server = server_of(options)
    formats = formats or ("table",)
    refuse(output, files(formats), force=force)
    catalog, config = chosen(**_selected(options), strict=options["strict"])
    report = judged(snapshot, catalog, config, options["engine_name"], server)
    _show(report, written(report, formats, output, files(formats), force=force), formats, output, quiet=quiet)
    sys.exit(exit_code(report, options["fail_on"], options["strict"]))


@cli.command("input")
@click.argument("snapshot", type=click.Path(path_type=Path))
@selection
@configuration
def input_(snapshot: Path, **options: Any) -> None:
    """Print the document that the policies judge, for use with any OPA.

    `policies bundle` writes the policies for it. Of a bundle's controls, those that are selected here are judged.

    \b
    Example:
      genai-lens policies bundle
      genai-lens input out/snapshot > input.json
      opa eval -b genai-lens-bundle.tar.gz -i input.json --strict-builtin-errors data.lens.results
    """
    import orjson

    from scanner.config import resolved
    from scanner.facts import facts
    from scanner.snapshot import read

    catalog, config = chosen(**options)
    found = read(snapshot)
    document = facts(found, catalog, resolved(config, catalog, found.target["account"]))
    click.echo(orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS))


@cli.command()
@selection
@output
@click.option("--format", "formats", type=click.Choice(FORMATS), multiple=True, help="What to write [default: all].")
@engine_option
@quiet
def demo(engine_name: str, **options: Any) -> None:
    """Scan a sample account with realistic faults, on an AWS inside this program.

    A loopback server answers as AWS would; the ordinary collectors read it over HTTP. It exits with 0: the faults are there on purpose.

    \b
    Example:
      genai-lens demo --output out
    """
    from scanner.demo.server import AwsServer, load_account

    with AwsServer(load_account(Path(__file__).parent / "demo" / "accounts" / "demo.yaml")) as server:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            del os.environ[name]  # a profile or region of the user's must not change the sample
        os.environ.update(server.environ())
        plain: dict[str, Any] = {"profile": None, "role_arn": "", "external_id": "", "regions": (), "config_path": None}
        code = _scan(**plain, **options, fail_on="low", engine_name=engine_name, strict=False)
    if code not in (0, 1):
        sys.exit(code)


def _selected(options: dict[str, Any]) -> dict[str, Any]:
    """Take what selects controls out of a command's options."""
    return {name: options.pop(name) for name in ("pillars", "best_practices", "controls", "folders", "config_path")}


def _scan(
    *,
    pillars: Sequence[str],
    best_practices: Sequence[str],
    controls: Sequence[str],
    folders: Sequence[Path],
    config_path: Path | None,
    output: Path,
    force: bool,
    formats: Sequence[str],
    fail_on: str,
    engine_name: str,
    server: Server | None = None,
    strict: bool,
    quiet: bool,
    **target: Any,
) -> int:
    """Collect, judge, write; the exit code."""
    from scanner.engines import engine
    from scanner.output import refuse

    formats = formats or FORMATS
    refuse(output, ["snapshot", *RESULTS], force=force)
    catalog, config = chosen(pillars, best_practices, controls, folders, config_path, strict=strict)
    with engine(engine_name, server):
        pass  # one that cannot be had is told before an account is read
    folder = collected(catalog, config, output, force=force, quiet=quiet, **target)
    report = judged(folder, catalog, config, engine_name, server)
    _show(report, written(report, formats, output, RESULTS, force=force), formats, output, quiet=quiet)
    return exit_code(report, fail_on, strict)


def _show(report: Report, files: Sequence[str], formats: Sequence[str], folder: Path, *, quiet: bool) -> None:
    """Print the table where it was asked for, and say what was written."""
    if "table" not in formats or quiet:
        return
    from rich.console import Console

    from scanner.reports.table import render

    render(report, Console())
    if files:
        click.echo(f"\nWritten to {folder}: {', '.join(files)}", err=True)


def main() -> None:
    """The command `genai-lens`."""
    cli()


if __name__ == "__main__":
    main()
