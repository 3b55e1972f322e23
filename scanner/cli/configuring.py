"""The commands that help to write the files of people: init and schemas."""

from __future__ import annotations

import os
from pathlib import Path

import click

from scanner.cli import options
from scanner.cli.say import say, say_file
from scanner.cli.shown import STDOUT
from scanner.errors import UsageError

NAMES = ("config", "attestations", "waivers", "results")


@click.command()
@click.argument("snapshot", type=options.PATH)
@click.option(
    "--output",
    type=options.FILE,
    default=Path("genai-lens.yaml"),
    show_default=True,
    help="The file to write; - prints it.",
)
def init(snapshot: Path, output: Path) -> None:
    """Write a first genai-lens.yaml, from a snapshot.

    It is for you to correct. It has the Regions and accounts of the snapshot and, as comments, all
    that you can declare as part of your workload, with the names that the scan found. No file is
    ever replaced.

    \b
    Examples:
      genai-lens init out/snapshot
      genai-lens init out/snapshot --output - | less
    """
    from scanner import run
    from scanner.snapshot.output import put

    if output != STDOUT and os.path.lexists(output):
        raise UsageError(
            f"{output} exists already, and init replaces no file.",
            f"Print the new one with: genai-lens init {snapshot} --output -",
        )
    text = run.draft(snapshot).encode()
    if output == STDOUT:
        say_file(text, is_json=False)
        return
    put(output, text, force=False)
    say(f"{output} has what the scan found. Correct it: a scan cannot know your workload.", err=True)


@click.command()
@click.argument("name", required=False, type=click.Choice(NAMES))
@options.own_policies
@click.option("--output", type=options.FOLDER, help="Write the schemas into this folder.")
@options.force
def schemas(name: str | None, folders: tuple[Path, ...], output: Path | None, force: bool) -> None:
    """Print the JSON Schema of a file, for editors.

    `config` is that of genai-lens.yaml. Without a name, --output writes all schemas. They are of
    draft 2020-12. The ids of your own controls are valid in them; with --policies, editors also
    suggest them.

    \b
    Examples:
      genai-lens schemas config
      genai-lens schemas --output .vscode --policies rules
    """
    from scanner import run
    from scanner.snapshot.output import put

    if not name and not output:
        raise UsageError(
            "there is more than one schema.", f"Name one of {', '.join(NAMES)}, or use --output."
        )
    for one, body in run.schemas(options.all_controls(folders)).items():
        if name not in (None, one):
            continue
        if output:
            put(output / f"{one}.schema.json", body, force=force)
            say(f"{output / f'{one}.schema.json'} was written.", err=True)
        else:
            say_file(body, is_json=True)
