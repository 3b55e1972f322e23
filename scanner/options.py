"""The options that commands share, and what those of an OPA server and of a selection come to."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scanner.errors import UsageError

if TYPE_CHECKING:
    from scanner.catalog import Catalog
    from scanner.config import Config
    from scanner.engines import Server

F = TypeVar("F", bound=Callable[..., Any])

FORMATS = ("table", "json", "sarif")
ENGINES = ("regorus", "opa")
ROLES = ("json", "cloudformation", "terraform")
LEVELS = ("critical", "high", "medium", "low")
SIGNATURES = tuple(f"{family}{bits}" for family in ("ES", "PS", "RS") for bits in (256, 384, 512))
"""Those of a key pair: with a shared secret, whoever can verify can sign."""

FILE = click.Path(path_type=Path, dir_okay=False)


def _group(*options: Callable[[F], F]) -> Callable[[F], F]:
    def apply(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return apply


own_policies = click.option(
    "--policies", "folders", multiple=True, type=click.Path(path_type=Path), metavar="DIR", help="Add the controls of your own in this folder."
)
selection = _group(
    click.option("--pillar", "pillars", multiple=True, metavar="NAME", help="Judge a pillar's controls only (security, reliability, ...)."),
    click.option("--best-practice", "best_practices", multiple=True, metavar="ID", help="Judge a best practice's controls only (GENSEC01-BP01)."),
    click.option("--control", "controls", multiple=True, metavar="ID", help="Judge this control only (GENSEC01-BP01/api-keys-expire)."),
    own_policies,
)
configuration = click.option("--config", "config_path", type=FILE, help="Configuration [default: genai-lens.yaml where it is there].")
account = _group(
    click.option("--profile", metavar="NAME", help="A profile of your AWS configuration."),
    click.option("--role-arn", default="", metavar="ARN", help="A role to assume for reading."),
    click.option("--external-id", default="", metavar="ID", help="The external id that the role asks for."),
    click.option("--region", "regions", multiple=True, metavar="NAME", help="A region to read [default: all enabled ones]."),
)
force = click.option("--force", is_flag=True, help="Replace outputs that are there already.")
output = _group(
    click.option("--output", type=click.Path(path_type=Path, file_okay=False), default=Path("out"), show_default=True, help="Folder for the files."),
    force,
)
engine_option = click.option(
    "--engine", "engine_name", type=click.Choice(ENGINES), default="regorus", show_default=True, help="What evaluates the policies."
)
judging = _group(
    click.option(
        "--fail-on", type=click.Choice(LEVELS), default="low", show_default=True, help="Exit with 1 for failures of this severity or above."
    ),
    engine_option,
    click.option("--strict", is_flag=True, help="Exit with 3 when evidence is missing."),
)
opa_server = _group(
    click.option("--opa-url", metavar="URL", help="With --engine opa: judge on this OPA server (1.0 or newer), and leave it as it was."),
    click.option("--opa-token", metavar="TOKEN", help="The server's bearer token. Seen in the process list: prefer a file or GENAI_LENS_OPA_TOKEN."),
    click.option("--opa-token-file", type=FILE, help="A file that holds the bearer token and nothing else."),
    click.option("--opa-cert", type=FILE, help="Our client certificate, as PEM."),
    click.option("--opa-key", type=FILE, help="The certificate's key, where it is in a file of its own."),
    click.option("--opa-ca", type=FILE, help="The authorities to trust instead of the public ones, as PEM."),
)
quiet = click.option("--quiet", is_flag=True, help="Print errors only.")


def server_of(options: dict[str, Any]) -> Server | None:
    """Take the options of the OPA server out of a command's options."""
    from scanner.engines import Server

    url, token, path, cert, key, ca = (options.pop(f"opa_{name}") for name in ("url", "token", "token_file", "cert", "key", "ca"))
    if url is None:
        if any((token, path, cert, key, ca)):
            raise UsageError("there are options for an OPA server and no --opa-url.", "Add --opa-url, or leave them out.")
        return None
    if options["engine_name"] != "opa":
        raise UsageError("--opa-url is for --engine opa.", "Add --engine opa, or leave the URL out.")
    if token and path:
        raise UsageError("--opa-token and --opa-token-file are both there.", "Leave one of them out.")
    try:
        token = path.read_text(encoding="utf-8").strip() if path else token or os.environ.get("GENAI_LENS_OPA_TOKEN", "")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise UsageError(f"{path} cannot be read: {reason}.", "Name another --opa-token-file.") from error
    if path and not token:
        raise UsageError(f"{path} holds no token.", "Name another --opa-token-file.")
    return Server(url, token, cert, key, ca)


def chosen(
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
