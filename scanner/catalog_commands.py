"""The commands about the controls themselves, which read no account: list, show, count, and take elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from scanner.errors import UsageError
from scanner.options import ENGINES, FILE, ROLES, SIGNATURES, chosen, force, own_policies, selection


@click.group()
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
    catalog, _ = chosen(**options, config_path=None)
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

    catalog, _ = chosen((), (), (control,), folders, None)
    if form == "markdown":
        from scanner.messages import read
        from scanner.pages import page

        click.echo(page(catalog.controls[control], read(catalog.modules)), nl=False)
        return
    shown = catalog.controls[control]
    meta = {k: v for k, v in shown.meta.items() if k != "named"} | {"iac": shown.guide.iac, "peers": list(shown.guide.peers)}
    click.echo(yaml.safe_dump(meta, sort_keys=False, allow_unicode=True, width=100), nl=False)


@click.command()
@own_policies
def coverage(folders: Sequence[Path]) -> None:
    """Show which of the lens's best practices have controls, and which do not yet.

    \b
    Example:
      genai-lens coverage
    """
    from scanner.lens import practices

    catalog, _ = chosen((), (), (), folders, None)
    known = practices()
    counts = {practice: sum(c.practice == practice for c in catalog.controls.values()) for practice in known}
    for practice, found in known.items():
        controls = f"{counts[practice]} control{'s' if counts[practice] != 1 else ''}" if counts[practice] else "not yet covered"
        click.echo(f"{practice:<15} {controls:<16} {found['title']}")
    click.echo(f"\n{sum(1 for n in counts.values() if n)} of {len(counts)} best practices have controls, {len(catalog.controls)} controls in all.")


@click.command()
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

    catalog, _ = chosen(**options, config_path=None)
    granted = actions(catalog)
    click.echo(FORMS[form](granted).rstrip())
    if form == "json" and size(granted) > MOST_CHARACTERS:
        click.echo(f"IAM takes {MOST_CHARACTERS} characters in a managed policy, and this is longer: the other formats split it.", err=True)


@click.group()
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
    catalog, _ = chosen(**options, config_path=None, strict=True)
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
