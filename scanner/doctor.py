"""Find out, before a long scan, what would keep it from seeing what the controls need."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from collectors import ALWAYS
from collectors.caller import WrongRegion
from collectors.calls import CannotCollect
from collectors.doctor import LIMITS, Findings
from collectors.doctor import examine as tried
from collectors.durations import duration
from collectors.errors import THROTTLED
from collectors.own import OWN_OPERATIONS
from collectors.records import GLOBAL, TIME_LIMIT, UNKNOWN_OPERATION, UNREACHABLE
from scanner import choosing, run
from scanner.choices import Access, Choice, Screen
from scanner.engines import program
from scanner.engines.regorus import reasons
from scanner.errors import EngineError, ScanError, UsageError
from scanner.judging.cures import cure
from scanner.people.config import Config
from scanner.people.regions import not_enabled
from scanner.rego import Module
from scanner.text import plural

OK, WARN, FAIL = "ok", "warn", "fail"

_WARNS, _FAILS = 60, 300
"""Seconds between this machine's clock and AWS's. AWS refuses requests beyond the second."""
_SKEWED = "RequestTimeTooSkewed"
"""The code with which AWS refuses them."""


_MOST_NAMES = 6
"""Most services that a line about endpoints names."""


@dataclass(frozen=True, slots=True)
class Check:
    """A line of the report: what was checked, what was found, and its cure.

    `state` is ok, warn or fail. `exit_code` is what a scan would end with because of a fail, as far
    as that is known.
    """

    state: str
    name: str
    found: str
    cure: str = ""
    exit_code: int = 0


def examine(choice: Choice, access: Access, screen: Screen) -> list[Check]:
    """Check what a scan needs. Nothing is written. Raises `UsageError` for a wrong selection."""
    catalog, config = choosing.chosen(choice, screen)
    return [*_aws(catalog.plan, config, access), *_engines()]


def exit_code(checks: Iterable[Check]) -> int:
    """Return 0 if nothing fails, 4 or 2 if a scan cannot start, 3 if it would miss evidence."""
    codes = {check.exit_code for check in checks}
    return next((code for code in (4, 2, 3) if code in codes), 0)


def _aws(operations: Iterable[str], config: Config, access: Access) -> Iterator[Check]:
    try:
        with run.reaching(access, config, LIMITS) as (aws, regions):
            found = tried(aws, operations, regions)
    except ScanError as error:
        yield Check(FAIL, "caller", error.sentence, error.next_step, error.exit_code)
        return
    clock = _clock(found.clock)
    yield _caller(found, config, clock)
    if found.answered:
        yield clock
    yield from _regions(found, None if access.regions else config)
    yield from _services(found)
    yield from _environment(found)


def _caller(found: Findings, config: Config, clock: Check) -> Check:
    if found.arrival is None or found.error:
        error = found.error or CannotCollect("AWS did not say who is calling.")
        step = clock.cure if clock.state == FAIL else error.next_step
        return Check(FAIL, "caller", error.sentence, step, ScanError.exit_code)
    caller = found.arrival.caller
    name = config.account(caller.account).name
    said = f"{caller.arn} in account {caller.account}{f' ({name})' if name else ''}"
    return Check(OK, "caller", f"{said}, with credentials from {_SOURCES.get(found.source, found.source)}")


_SOURCES = {
    "env": "the environment",
    "shared-credentials-file": "the file of credentials",
    "config-file": "the AWS configuration",
    "assume-role": "a role of the profile",
    "assume-role-with-web-identity": "a web identity",
    "container-role": "the container",
    "iam-role": "the instance",
    "custom-process": "a program",
}
"""botocore's names of where credentials come from, in words."""


def _clock(ahead: float | None) -> Check:
    if ahead is None:
        return Check(WARN, "clock", "not compared: no answer of AWS had a date")
    seconds = round(abs(ahead))
    if seconds <= _WARNS:
        near = duration(seconds) if seconds > 1 else "less than 2 seconds"
        return Check(OK, "clock", f"{near} from AWS's")
    far = f"{duration(seconds)} {'ahead of' if ahead > 0 else 'behind'} AWS's"
    said = f"{far}; AWS refuses every request beyond 5 minutes"
    late = seconds >= _FAILS
    return Check(FAIL if late else WARN, "clock", said, cure(_SKEWED, ""), ScanError.exit_code if late else 0)


def _regions(found: Findings, config: Config | None) -> Iterator[Check]:
    arrival = found.arrival
    if arrival is None:
        return
    if arrival.unlisted:
        error, must = arrival.unlisted, not arrival.wanted
        said = error.sentence if must else f"the names were not checked: {error.sentence}"
        yield Check(FAIL if must else WARN, "regions", said, error.next_step, must * ScanError.exit_code)
    if arrival.enabled:
        yield Check(OK, "regions", f"{len(arrival.enabled)} enabled: {', '.join(sorted(arrival.enabled))}")
    if arrival.wrong:
        wrong = not_enabled(WrongRegion(arrival.caller.account, arrival.wrong, arrival.enabled or ()), config)
        for one in (wrong, *wrong.others):
            yield Check(FAIL, "regions", one.sentence, one.next_step, UsageError.exit_code)
    for region, reason in found.refused.items():
        yield Check(FAIL, "regions", f"{region}: {reason}", cure(UNREACHABLE, ""), 3)


def _services(found: Findings) -> Iterator[Check]:
    """Yield the services that answered, then the calls that failed, each with its Regions."""
    failed: dict[tuple[str, str, str, str], list[str]] = {}
    for trial in found.trials:
        if trial.code and trial.code != UNKNOWN_OPERATION:
            late = trial.code == TIME_LIMIT  # that of this call: a scan allows more
            help_ = cure(UNREACHABLE if late else trial.code, trial.permission, trial.denied_by)
            said = trial.message if late else trial.code if help_ else f"{trial.code} ({trial.message})"
            key = (trial.operation, trial.code, said, help_ or "try again, or report it with this message")
            failed.setdefault(key, []).append(trial.region)
    services = dict.fromkeys(t.service for t in found.trials if t.operation not in OWN_OPERATIONS)
    well = [name for name in services if not any(t.code for t in found.trials if t.service == name)]
    if well:
        of = f"{len(well)} of {plural(len(services), 'service')} answered one call each"
        yield Check(OK, "services", f"{of}: {', '.join(well)}")
    if found.untried:
        said = f"not tried, since each call needs what a scan finds: {', '.join(found.untried)}"
        yield Check(OK, "services", said)
    if found.passed_over:
        said = f"not read, because AWS does not offer it there: {', '.join(found.passed_over)}"
        yield Check(OK, "services", said)
    for (operation, code, said, help_), regions in failed.items():
        where = "" if regions == [GLOBAL] else f" in {', '.join(regions)}"
        # It is asked again, or another one is, or it is no evidence.
        harmless = code in THROTTLED or operation in {*OWN_OPERATIONS, *ALWAYS}
        state, exit_ = (WARN, 0) if harmless else (FAIL, 3)
        yield Check(state, "services", f"{operation}{where}: {said}", help_, exit_)
    if found.unknown:
        said = f"boto3 does not know {', '.join(found.unknown)}"
        yield Check(FAIL, "boto3", said, cure(UNKNOWN_OPERATION, ""), 3)


def _environment(found: Findings) -> Iterator[Check]:
    """Yield what the environment and the profile change."""
    places: dict[tuple[str, str], list[str]] = {}
    for service, entry in found.endpoints.items():
        for url in entry["urls"]:
            places.setdefault((url, entry["source"]), []).append(service)
    for (url, source), services in places.items():
        names = ", ".join(services) if len(services) <= _MOST_NAMES else plural(len(services), "service")
        said = f"{names} at {url}, chosen by {source}"
        step = f"check {source}" if source.startswith("profile") else f"unset {source}"
        yield Check(WARN, "endpoints", said, f"{step}, unless you want these endpoints")
    for setting in found.settings:
        said = f"{setting.name}: {setting.effect}"
        if setting.harmful:
            yield Check(WARN, "settings", said, f"unset or correct {setting.name}")
        else:
            yield Check(OK, "settings", said)


def _engines() -> Iterator[Check]:
    """Yield whether the engines run. Only regorus is needed."""
    yield _regorus()
    try:
        path, version = program.found()
        yield Check(OK, "opa", f"OPA {version} at {path}")
    except EngineError as error:
        if os.environ.get("GENAI_LENS_OPA"):
            yield Check(WARN, "opa", error.sentence, error.next_step)
        else:
            said = f"{error.sentence} Only --engine opa and signed bundles need it."
            yield Check(OK, "opa", said)


def _regorus() -> Check:
    module = Module("doctor.rego", "package doctor\n\nwell if true\n")
    try:
        (why,) = reasons([module], {})(["data.doctor.well"])
    except Exception as error:  # whatever the cause, it cannot judge
        why = type(error).__name__
    if why:
        return Check(FAIL, "regorus", f"the engine does not run: {why}", "install genai-lens again", 4)
    return Check(OK, "regorus", "the engine runs")
