"""Options shared by several commands, and functions that make `scanner.choices` records of them."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scanner.cli.progress import ask, progress, terminal
from scanner.cli.say import say, warn
from scanner.errors import UsageError, unreadable

if TYPE_CHECKING:
    from scanner.catalog.controls import Catalog
    from scanner.choices import Access, Choice, Judge, Output, Screen
    from scanner.engines.interface import Server

F = TypeVar("F", bound=Callable[..., Any])

FORMATS = ("table", "json", "sarif", "html", "markdown", "csv")
DEFAULT_FORMATS = FORMATS[:4]
ENGINES = ("regorus", "opa")
ROLES = ("json", "cloudformation", "terraform")
LEVELS = ("critical", "high", "medium", "low")
SIGNATURES = tuple(f"{family}{bits}" for family in ("ES", "PS", "RS") for bits in (256, 384, 512))
"""The algorithms with a key pair. With a shared secret, everyone who can verify could also sign."""


class _Path(click.Path):
    """A path that the operating system takes: not one with a name of 300 letters."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path. Fails if the path is too long or has a loop of links."""
        for name in (value, *Path(value).parts):  # a parent that is missing hides a name below it
            try:
                os.stat(name)
            except (FileNotFoundError, NotADirectoryError, PermissionError):
                pass
            except OSError as error:
                self.fail(f"{value} cannot be used: {error.strerror}.", param, ctx)
        return super().convert(value, param, ctx)


PATH = _Path(path_type=Path)
FOLDER = _Path(path_type=Path, file_okay=False)
FILE = _Path(path_type=Path, dir_okay=False)


def _seconds(_: click.Context, __: click.Parameter, value: str) -> float:
    """Return a time such as `30s`, `10m` or `2h` as seconds. A plain number is in seconds."""
    found = re.fullmatch(r"([0-9]{1,6})([smh]?)", value)
    if not found or int(found[1]) == 0:
        raise click.BadParameter(f"{value!r} is not a time such as 30s, 10m or 2h.")
    return float(int(found[1]) * {"": 1, "s": 1, "m": 60, "h": 3600}[found[2]])


def _rate(_: click.Context, __: click.Parameter, value: float | None) -> float:
    """Return a number of calls a second; infinite if none is given."""
    if value is None:
        return math.inf
    if not 0.1 <= value <= 1000:
        raise click.BadParameter(f"{value:g} is not a number of calls a second between 0.1 and 1000.")
    return value


def _role(_: click.Context, __: click.Parameter, value: str) -> str:
    """Return the ARN of a role, or an empty string."""
    if value and not re.fullmatch(r"arn:aws[a-z-]*:iam::[0-9]{12}:role/[\w+=,.@/-]{1,512}", value):
        raise click.BadParameter(
            f"{value[:200]!a} is not the ARN of a role, such as arn:aws:iam::123456789012:role/genai-lens."
        )
    return value


def _group(*options: Callable[[F], F]) -> Callable[[F], F]:
    def apply(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return apply


own_policies = click.option(
    "--policies",
    "folders",
    multiple=True,
    type=PATH,
    metavar="DIR",
    help="Add your own controls, from this folder.",
)
selection = _group(
    click.option(
        "--pillar",
        "pillars",
        multiple=True,
        metavar="NAME",
        help="Take only the controls of this pillar (security, reliability, ...).",
    ),
    click.option(
        "--best-practice",
        "best_practices",
        multiple=True,
        metavar="ID",
        help="Take only the controls of this best practice (GENSEC01-BP01).",
    ),
    click.option(
        "--control",
        "controls",
        multiple=True,
        metavar="ID",
        help="Take only this control (GENSEC01-BP01/api-keys-expire).",
    ),
    own_policies,
)
configuration = click.option(
    "--config", type=FILE, help="Configuration file [default: genai-lens.yaml, if it exists]."
)
credentials = _group(
    click.option("--profile", metavar="NAME", help="A profile of your AWS configuration."),
    click.option(
        "--role-arn", default="", callback=_role, metavar="ARN", help="A role to assume for reading."
    ),
    click.option("--external-id", default="", metavar="ID", help="The external id that the role requires."),
    click.option(
        "--region",
        "regions",
        multiple=True,
        metavar="NAME",
        help="A Region to read; may be repeated [default: all enabled Regions].",
    ),
)
account = _group(
    credentials,
    click.option(
        "--time-limit",
        callback=_seconds,
        default="1h",
        show_default=True,
        metavar="TIME",
        help="Ask nothing more after this time (30s, 10m, 2h), and judge what was read.",
    ),
    click.option(
        "--max-rate",
        type=float,
        callback=_rate,
        metavar="N",
        help="Make at most N calls a second of one operation in one Region (5, 0.5), "
        "and leave the rest of AWS's rates to others [default: AWS's rates].",
    ),
)
paid = _group(
    click.option(
        "--metrics",
        is_flag=True,
        help="Also read what costs money: metrics of CloudWatch, and Cost Explorer. "
        "The price is shown first.",
    ),
    click.option("--yes", "agreed", is_flag=True, help="Agree to the price of --metrics without a question."),
    click.option(
        "--max-paid-calls",
        "most_paid",
        type=click.IntRange(1, 100_000),
        default=500,
        show_default=True,
        metavar="N",
        help="With --metrics: make at most N calls that cost money.",
    ),
    click.option(
        "--last-accessed",
        is_flag=True,
        help="Also ask IAM when each role and user that may call models last used the service. "
        "IAM makes a report for each.",
    ),
)
force = click.option("--force", is_flag=True, help="Replace outputs that exist already.")


def output_into(default: str) -> Callable[[F], F]:
    """Return the options of an output folder with this default."""
    text = "Folder for the files."
    folder = click.option("--output", type=FOLDER, default=Path(default), show_default=True, help=text)
    return _group(folder, force)


output = output_into("out")
engine = click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="regorus",
    show_default=True,
    help="The engine that evaluates the policies.",
)
allow_incomplete = click.option(
    "--allow-incomplete", is_flag=True, help="Exit with 0 instead of 3 when evidence is missing."
)
fail_on = click.option(
    "--fail-on",
    type=click.Choice(LEVELS),
    default="low",
    show_default=True,
    help="Exit with 1 for failures of this severity or above.",
)
judging = _group(
    fail_on,
    engine,
    allow_incomplete,
    click.option(
        "--baseline",
        type=FILE,
        help="The results.json or results.sarif of an earlier run. Failures that it has are shown as known, "
        "and do not count for the exit code.",
    ),
)
opa_server = _group(
    click.option(
        "--opa-url",
        metavar="URL",
        help="With --engine opa: evaluate on this OPA server (1.0 or newer), without changing it.",
    ),
    click.option(
        "--opa-token",
        metavar="TOKEN",
        help="The server's bearer token. The process list shows it: prefer a file or GENAI_LENS_OPA_TOKEN.",
    ),
    click.option("--opa-token-file", type=FILE, help="A file that contains only the bearer token."),
    click.option("--opa-cert", type=FILE, help="Your client certificate, as PEM."),
    click.option("--opa-key", type=FILE, help="The certificate's key, if it is in a separate file."),
    click.option("--opa-ca", type=FILE, help="The CAs to trust instead of the public ones, as PEM."),
)
upload = _group(
    click.option(
        "--anchor",
        type=FILE,
        help="SARIF: the file of your repository where GitHub shows results that have no line of their "
        "own [default: the first workflow that names genai-lens].",
    ),
    click.option(
        "--sarif-severity",
        type=click.Choice(LEVELS),
        help="SARIF: leave out failures below this severity, and only count them [default: low].",
    ),
    click.option(
        "--inventory",
        type=FOLDER,
        metavar="DIR",
        help="Also write what there is in the account, in files for git. SARIF then points at their lines.",
    ),
)
quiet = click.option("--quiet", is_flag=True, help="Print errors only.")


def formats(default: str) -> Callable[[F], F]:
    """Return the option `--format` of results. The help text shows `default` as its default."""
    text = f"The format of the results [default: {default}]."
    return click.option("--format", "formats", type=click.Choice(FORMATS), multiple=True, help=text)


def form(help_: str, default: str, *others: str) -> Callable[[F], F]:
    """Return the option `--format` of what is printed, as the argument `form`."""
    kind = click.Choice([default, *others])
    return click.option("--format", "form", type=kind, default=default, show_default=True, help=help_)


def choice_of(options: Mapping[str, Any]) -> Choice:
    """Return what to judge, from the options of `selection` and `configuration`."""
    from scanner.catalog.controls import Selection
    from scanner.choices import Choice

    selected = Selection(
        pillars=tuple(options["pillars"]),
        best_practices=tuple(options["best_practices"]),
        controls=tuple(options["controls"]),
    )
    return Choice(selected, tuple(options["folders"]), options.get("config"))


def all_controls(folders: Iterable[Path]) -> Catalog:
    """Return all controls, with the user's own in `folders`. Warns about what it leaves out."""
    from scanner import choosing
    from scanner.catalog.controls import Selection
    from scanner.choices import Choice

    return choosing.controls(Choice(Selection(), tuple(folders)), screen_of(quiet=False))


def access_of(options: Mapping[str, Any], *, plan: bool = False) -> Access:
    """Return the credentials and Regions, from the options of `account` or `credentials`.

    `plan`: whether nothing is read, but only planned. Raises `UsageError` for a name that no Region
    has, and if nobody can agree to the price of `--metrics`.
    """
    from collectors.records import REGION
    from scanner.choices import Access

    if options["external_id"] and not options["role_arn"]:
        raise UsageError("--external-id needs --role-arn.", "Name the role to assume, or leave the id out.")
    for name in options["regions"]:
        if not REGION.fullmatch(name):
            from scanner.people.regions import nearest_region

            parts = re.split(r"[,\s]+", name)
            several = len(parts) > 1 and all(REGION.fullmatch(part) for part in parts)
            times = "twice" if len(parts) == 2 else "once for each"
            step = f"Give --region {times}: {' '.join(f'--region {part}' for part in parts)}"
            said = f"--region {name!r} is not the name of a Region."
            raise UsageError(said, step if several else nearest_region(name))
    if options.get("metrics") and not (options["agreed"] or plan or terminal()):
        raise UsageError(
            "--metrics makes calls that cost money, and there is no terminal to ask whether that is fine.",
            "Add --yes to agree to the price, or see the calls with scan --metrics --plan.",
        )
    named = ("time_limit", "max_rate", "metrics", "last_accessed", "agreed", "most_paid")
    limits = {name: options[name] for name in named if name in options}
    return Access(
        options["profile"], options["role_arn"], options["external_id"], tuple(options["regions"]), **limits
    )


def judge_of(options: Mapping[str, Any]) -> Judge:
    """Return the settings of the engine and the exit code, from `judging` and `opa_server`.

    Raises `UsageError` for options that contradict each other.
    """
    from scanner.choices import Judge

    earlier = None
    if options.get("baseline"):
        from scanner.earlier.results import read

        earlier = read(options["baseline"])
    server = _server_of(options)
    return Judge(options["engine"], server, options["fail_on"], options["allow_incomplete"], earlier)


def output_of(options: Mapping[str, Any], default: tuple[str, ...] = ()) -> Output:
    """Return where to write results, from the options of `output` and `formats`.

    `default`: the formats if the user gives none. Raises `UsageError` for an option of SARIF if it
    is not written.
    """
    from scanner.choices import Output
    from scanner.reports.upload import Upload

    if options["output"] == Path("-"):
        raise UsageError("this command writes a folder.", "Name a folder with --output.")
    given = tuple(options.get("formats") or ())
    wanted = given or default
    for name in ("anchor", "sarif_severity"):
        if options.get(name) and "sarif" not in wanted:
            option = f"--{name.replace('_', '-')}"
            raise UsageError(f"{option} is for SARIF.", f"Add --format sarif, or omit {option}.")
    upload = Upload(
        "sarif" in given,
        options.get("anchor"),
        options.get("inventory"),
        options.get("sarif_severity") or LEVELS[-1],
    )
    return Output(options["output"], wanted, options["force"], upload)


def screen_of(*, quiet: bool) -> Screen:
    """Return the functions that print notes, warnings and progress on standard error."""
    from functools import partial

    from scanner.choices import Screen

    tell = (lambda text: None) if quiet else partial(say, err=True)
    return Screen(tell=tell, warn=warn, progress=partial(progress, quiet=quiet), ask=ask)


def _server_of(options: Mapping[str, Any]) -> Server | None:
    """Return the OPA server of the options, or None without --opa-url."""
    from scanner.engines.interface import Server

    names = ("url", "token", "token_file", "cert", "key", "ca")
    url, token, path, cert, key, ca = (options[f"opa_{name}"] for name in names)
    if url is None:
        if any((token, path, cert, key, ca)):
            raise UsageError(
                "there are options for an OPA server and no --opa-url.", "Add --opa-url, or omit them."
            )
        return None
    if options["engine"] != "opa":
        raise UsageError("--opa-url is for --engine opa.", "Add --engine opa, or omit the URL.")
    if token and path:
        raise UsageError("--opa-token and --opa-token-file are both given.", "Omit one of them.")
    try:
        from_file = path.read_text(encoding="utf-8").strip() if path else ""
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path} cannot be read: {unreadable(error)}.", "Name another --opa-token-file."
        ) from error
    if path and not from_file:
        raise UsageError(f"{path} holds no token.", "Name another --opa-token-file.")
    return Server(url, from_file or token or os.environ.get("GENAI_LENS_OPA_TOKEN", ""), cert, key, ca)
