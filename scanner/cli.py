"""The command line: parse, call one function, print. Besides this file and its options, nothing knows click.

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
from scanner.errors import ScanError, UsageError
from scanner.options import (
    ENGINES,
    FILE,
    FORMATS,
    ROLES,
    SIGNATURES,
    account,
    configuration,
    engine_option,
    force,
    judging,
    opa_server,
    output,
    own_policies,
    quiet,
    selection,
    server_of,
)
from scanner.run import RESULTS, collected, exit_code, files, judged, written

if TYPE_CHECKING:
    from scanner.catalog import Catalog
    from scanner.config import Config
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
    catalog, config = _chosen(**{k: options.pop(k) for k in ("pillars", "best_practices", "controls", "folders", "config_path")})
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
    chosen = {k: options.pop(k) for k in ("pillars", "best_practices", "controls", "folders", "config_path")}
    catalog, config = _chosen(**chosen, strict=options["strict"])
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

    catalog, config = _chosen(**options)
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


@cli.group()
def controls() -> None:
    """Show the controls.

    \b
    Examples:
      genai-lens controls list --pillar security
      genai-lens controls show GENSEC01-BP01/api-keys-expire
    """


@controls.command("list")
@selection
def list_(**options: Any) -> None:
    """List the controls with severity and title.

    \b
    Example:
      genai-lens controls list --best-practice GENSEC01-BP01
    """
    catalog, _ = _chosen(**options, config_path=None)
    for control in catalog.controls.values():
        click.echo(f"{control.id:<50} {control.meta['severity']:<9} {control.meta['title']}")


@controls.command()
@click.argument("control")
@own_policies
@click.option(
    "--format", "form", type=click.Choice(["yaml", "markdown"]), default="yaml", show_default=True, help="The METADATA, or a page for people."
)
def show(control: str, folders: Sequence[Path], form: str) -> None:
    """Show one control: what it checks, what it needs to see, how to mend it.

    \b
    Examples:
      genai-lens controls show GENSEC01-BP01/api-keys-expire
      genai-lens controls show GENSEC01-BP01/our-rule --policies rules --format markdown > our-rule.md
    """
    import yaml

    catalog, _ = _chosen((), (), (control,), folders, None)
    if form == "markdown":
        from scanner.messages import read
        from scanner.pages import page

        click.echo(page(catalog.controls[control], read(catalog.modules)), nl=False)
        return
    meta = {k: v for k, v in catalog.controls[control].meta.items() if k != "named"}
    click.echo(yaml.safe_dump(meta, sort_keys=False, allow_unicode=True, width=100), nl=False)


@cli.command()
@own_policies
def coverage(folders: Sequence[Path]) -> None:
    """Show which of the lens's best practices have controls, and which do not yet.

    \b
    Example:
      genai-lens coverage
    """
    from scanner.lens import practices

    catalog, _ = _chosen((), (), (), folders, None)
    known = practices()
    counts = {practice: sum(c.practice == practice for c in catalog.controls.values()) for practice in known}
    for practice, found in known.items():
        controls = f"{counts[practice]} control{'s' if counts[practice] != 1 else ''}" if counts[practice] else "not yet covered"
        click.echo(f"{practice:<15} {controls:<16} {found['title']}")
    click.echo(f"\n{sum(1 for n in counts.values() if n)} of {len(counts)} best practices have controls, {len(catalog.controls)} controls in all.")


@cli.command()
@selection
@click.option(
    "--format", "form", type=click.Choice(ROLES), default="json", show_default=True, help="A policy, or a template of a role with its rights."
)
def permissions(form: str, **options: Any) -> None:
    """Print the least IAM policy that the selected controls need, or a read-only role with its rights.

    The role asks for an external id, and its template for the ARN of whom it may trust.

    \b
    Examples:
      genai-lens permissions --pillar security > policy.json
      genai-lens permissions --format cloudformation > role.yaml
      genai-lens permissions --format terraform > role.tf
    """
    from scanner.permissions import FORMS, MOST_CHARACTERS, actions, size

    catalog, _ = _chosen(**options, config_path=None)
    chosen = actions(catalog)
    click.echo(FORMS[form](chosen).rstrip())
    if form == "json" and size(chosen) > MOST_CHARACTERS:
        click.echo(f"IAM takes {MOST_CHARACTERS} characters in a managed policy, and this is longer: the other formats split it.", err=True)


@cli.group()
def policies() -> None:
    """Write and test controls of your own, and take all of them elsewhere.

    \b
    Examples:
      genai-lens policies new GENSEC01-BP01/our-rule --policies rules
      genai-lens policies test rules
      genai-lens scan --policies rules
      genai-lens policies bundle
    """


@policies.command("bundle")
@selection
@click.option("--output", type=FILE, default=Path("genai-lens-bundle.tar.gz"), show_default=True, help="The file to write.")
@force
@click.option("--signing-key", type=FILE, help="Sign it, with the private key in this PEM file. Needs `opa`.")
@click.option("--signing-alg", type=click.Choice(SIGNATURES), default="RS256", show_default=True, help="The algorithm of the key.")
def bundle_(output: Path, force: bool, signing_key: Path | None, signing_alg: str, **options: Any) -> None:
    """Write the policies as an OPA bundle, which any OPA can load; the same bytes each time.

    Its revision is the `policy_digest` of the reports that the same selection makes. Says the revision.

    \b
    Examples:
      genai-lens policies bundle --output dist/genai-lens-bundle.tar.gz
      opa run --server --bundle dist/genai-lens-bundle.tar.gz
      genai-lens evaluate out/snapshot --engine opa --opa-url http://localhost:8181
    """
    from scanner.bundle import bundle, digest
    from scanner.output import refuse, staged

    if signing_key and not signing_key.is_file():  # OPA would take the path itself as a secret
        raise UsageError(f"{signing_key} is not a file.", "Name the private key's with --signing-key.")
    refuse(output.parent, [output.name], force=force)
    catalog, _ = _chosen(**options, config_path=None, strict=True)
    packed = bundle(catalog, key=signing_key, algorithm=signing_alg)
    with staged(output.parent, [output.name], force=force) as partial:
        (partial / output.name).write_bytes(packed)
    click.echo(f"{output}: revision {digest(catalog)}, {len(packed):,} bytes, {'signed' if signing_key else 'not signed'}")


@policies.command()
@click.argument("control")
@click.option("--policies", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path("policies"), show_default=True, help="Where to.")
def new(control: str, folder: Path) -> None:
    """Write a control and its test, which pass as they are; change them into your own.

    \b
    Example:
      genai-lens policies new GENSEC01-BP01/our-rule --policies rules
    """
    from scanner.custom import new as write

    for path in write(control, folder):
        click.echo(path)


@policies.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--engine", "engine_name", type=click.Choice(ENGINES), default="regorus", show_default=True, help="What runs the tests.")
def test(folders: Sequence[Path], engine_name: str) -> None:
    """Run the tests of controls of your own; exits with 1 when one fails or a control is refused.

    \b
    Examples:
      genai-lens policies test rules
      genai-lens policies test rules --engine opa
    """
    from scanner.policy_tests import run

    outcomes, problems = run(folders, engine_name)
    for problem in problems:
        click.echo(f"{click.style('REFUSED', fg='red')} {problem}")
    for name, passed, said in outcomes:
        click.echo(f"{click.style('PASS', fg='green') if passed else click.style('FAIL', fg='red')}    {name}{said and f': {said}'}")
    failed = sum(not passed for _, passed, _ in outcomes)
    click.echo(f"{len(outcomes) - failed} of {len(outcomes)} tests pass in {engine_name}.")
    sys.exit(1 if failed or problems or not outcomes else 0)


def _chosen(
    pillars: Sequence[str],
    best_practices: Sequence[str],
    controls: Sequence[str],
    folders: Sequence[Path],
    config_path: Path | None,
    *,
    strict: bool = False,
) -> tuple[Catalog, Config]:
    """The selected controls, and the configuration. A user's own control that is refused is said; with `strict` it ends the run."""
    from scanner.catalog import load, select
    from scanner.config import read

    everything = load()
    if folders:
        from scanner.custom import extended

        everything, problems = extended(everything, folders)
        for problem in problems:
            click.echo(f"{click.style('warning:', fg='yellow', bold=True)} {problem} It is left out.", err=True)
        if problems and strict:
            raise UsageError(f"{len(problems)} of your own controls cannot be used.", "Mend them, or leave --strict out.")
    config = read(config_path, everything)
    return select(everything, pillars=pillars, best_practices=best_practices, controls=controls), config


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
    catalog, config = _chosen(pillars, best_practices, controls, folders, config_path, strict=strict)
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
