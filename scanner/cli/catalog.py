"""The commands that show the catalog and need no account: controls, coverage, permissions."""

from __future__ import annotations

import shlex
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scanner.cli import options
from scanner.cli.say import say, say_lines, say_yaml, warn
from scanner.errors import UsageError

if TYPE_CHECKING:
    from scanner.catalog.trust import GitHub

RESULTS = Path("out/results.json")
"""The file of `scan` that `controls show --for` reads by default."""


def _catalog(given: dict[str, Any]) -> Any:
    """Return the selected controls. This does not read the configuration."""
    from scanner import choosing

    return choosing.controls(options.choice_of(given), options.screen_of(quiet=False))


@click.group()
def controls() -> None:
    """Show the controls.

    \b
    Examples:
      genai-lens controls list --pillar security
      genai-lens controls show GENSEC01-BP01/api-keys-expire
    """


@controls.command("list")
@options.selection
def list_(**given: Any) -> None:
    """List the controls, with severity and title.

    \b
    Example:
      genai-lens controls list --best-practice GENSEC01-BP01
    """
    for control in _catalog(given).controls.values():
        say(f"{control.id:<50} {control.meta.severity:<9} {control.meta.title}")


@controls.command()
@click.argument("control")
@options.own_policies
@options.form(
    "What it checks and how to fix it, or the METADATA, or a whole page.", "text", "yaml", "markdown"
)
@click.option("--for", "prefix", metavar="FINGERPRINT", help="Fill in the names of this finding.")
@click.option(
    "--results",
    type=options.FILE,
    default=RESULTS,
    show_default=True,
    help="The results that have the finding of --for.",
)
def show(control: str, form: str, prefix: str | None, results: Path, **given: Any) -> None:
    """Show one control, and the commands and code that fix a failure.

    \b
    Examples:
      genai-lens controls show GENSEC01-BP01/api-keys-expire
      genai-lens controls show GENSEC01-BP01/api-keys-expire --for 1a2b3c4d
      genai-lens controls show GENSEC01-BP01/our-rule --policies rules --format markdown > rule.md
    """
    chosen = _catalog({**given, "pillars": (), "best_practices": (), "controls": (control,)})
    (found,) = chosen.controls.values()
    if prefix is not None and form != "text":
        raise UsageError("--for is for --format text.", "Omit one of them.")
    if form == "markdown":
        from scanner.catalog.pages import page

        say_lines(page(found))
    elif form == "yaml":
        meta = {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in found.meta.document().items()
        }
        del meta["named"]
        say_yaml(meta | {"iac": dict(found.guide.iac), "peers": list(found.guide.peers)})
    else:
        from scanner.reports.finding import finding
        from scanner.reports.fix import fix

        about = finding(results, prefix) if prefix is not None else None
        if about and about.control not in found.names:
            named = "" if results == RESULTS else f" --results {shlex.quote(results.as_posix())}"
            raise UsageError(
                f"the finding {prefix} is of control {about.control}.",
                f"Show it with: genai-lens controls show {about.control} --for {prefix}{named}",
            )
        say_lines(fix(found, about))


@click.command()
@options.own_policies
def coverage(**given: Any) -> None:
    """Show which best practices of the lens have controls.

    `attested` is the number of those that only the statement of a person decides.

    \b
    Example:
      genai-lens coverage
    """
    from scanner.catalog.lens import practices
    from scanner.text import plural

    catalog = _catalog({**given, "pillars": (), "best_practices": (), "controls": ()})
    known = practices()
    counts = Counter(control.practice for control in catalog.controls.values())
    attested = Counter(c.practice for c in catalog.controls.values() if c.meta.mode == "attested")
    for practice, found in known.items():
        covered = plural(counts[practice], "control") if counts[practice] else "not yet covered"
        people = f", {attested[practice]} attested" if attested[practice] else ""
        say(f"{practice:<15} {covered + people:<22} {found['title']}")
    say_lines("")
    say(
        f"{len(counts)} of {len(known)} best practices have controls, "
        f"{len(catalog.controls)} controls in all. "
        f"{attested.total()} of them are attested: only the statement of a person decides."
    )
    say("What each one checks: genai-lens controls list --best-practice ID")


@click.command()
@options.selection
@options.form("The policy, or a template of a role that has it.", *options.ROLES)
@click.option(
    "--github",
    "repository",
    default="",
    metavar="OWNER/REPOSITORY",
    help="The role trusts workflows of this repository on GitHub. Write OWNER@ID/REPOSITORY@ID if GitHub's "
    "tokens have the ids.",
)
@click.option("--branch", metavar="NAME", help="With --github: workflows on this branch [default: main].")
@click.option(
    "--environment", metavar="NAME", help="With --github: jobs of this environment, on whichever branch."
)
def permissions(
    form: str, repository: str, branch: str | None, environment: str | None, **given: Any
) -> None:
    """Print the minimal IAM policy of a scan, or a role with it.

    The policy allows only reading. The role trusts one principal of AWS, with an external id. Both
    are parameters of the template. With --github, it trusts one branch or environment of one
    repository on GitHub, without keys. docs/github.md shows how to use it.

    \b
    Examples:
      genai-lens permissions --pillar security > policy.json
      genai-lens permissions --format cloudformation > role.yaml
      genai-lens permissions --format terraform > role.tf
      genai-lens permissions --format cloudformation --github octo-org/octo-repo > role.yaml
      genai-lens permissions --format terraform --github octo-org@12/octo-repo@345 > role.tf
    """
    from scanner.catalog.permissions import MOST_CHARACTERS, actions, as_json, size
    from scanner.catalog.roles import TEMPLATES

    github = _trusted(form, repository, branch, environment)
    granted = actions(_catalog(given))
    say_lines((TEMPLATES[form](granted, github) if form in TEMPLATES else as_json(granted)).rstrip())
    if form == "json" and size(granted) > MOST_CHARACTERS:
        warn(
            f"IAM allows {MOST_CHARACTERS} characters in a managed policy, and this policy is longer. "
            "The other formats split it."
        )


def _trusted(form: str, repository: str, branch: str | None, environment: str | None) -> GitHub | None:
    """Return the workflow that the role trusts, or None if it trusts a principal of AWS.

    Raises `UsageError` for options that contradict each other.
    """
    from scanner.catalog.trust import GitHub

    if not repository:
        if branch is not None or environment is not None:
            raise UsageError("--branch and --environment need --github.", "Add --github OWNER/REPOSITORY.")
        return None
    if form == "json":
        raise UsageError(
            "--github is for a role, and --format json has none.",
            "Add --format cloudformation or --format terraform.",
        )
    if branch is not None and environment is not None:
        raise UsageError(
            "--branch and --environment are both given, and GitHub's token names only one of them.",
            "Omit --branch, and limit the environment to that branch on GitHub.",
        )
    return GitHub(repository, "main" if branch is None else branch, environment)
