"""Check one control: format, compile, subset, lint, policy tests, page, and sample accounts.

    make control ID=GENSEC05-BP01/agent-role-bounded

It needs a few seconds, because it runs only what belongs to the control. `make test` runs the rest.
"""

from __future__ import annotations

import argparse
import difflib
import re
import shutil
import sys
from functools import partial
from threading import Lock
from typing import Any

import orjson

from scanner.catalog.controls import Control, Selection, load, select
from scanner.demo.samples import CANNOT_FAIL
from scanner.errors import ScanError
from scripts import rego, regorus_tests
from scripts.steps import ROOT, Failed, Skipped, Step, command, run

EXPECTED = {"good": "pass", "bad": "fail", "denied": "unknown", "empty": "not_applicable"}
"""Sample account -> the verdict that a control must give there.

`bad` may have other verdicts too, but `unknown`. Some controls cannot fail there.
"""
_SCANS = Lock()
"""Held while a step scans a sample: a scan changes `os.environ`, which the steps share."""


def main() -> None:
    """Run the checks of the control that the argument names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("id", help="a control's id, for example GENSEC05-BP01/agent-role-bounded")
    control = _control(parser.parse_args().id)
    stem = f"policies/{control.path.removesuffix('.rego')}"
    own = [f"{stem}.rego", f"{stem}_test.rego"]
    if missing := [name for name in (*own, f"{stem}.yaml") if not (ROOT / name).is_file()]:
        sys.exit(f"missing: {', '.join(missing)}. docs/writing-a-control.md says what belongs there.")
    library = [n for n in rego.policy_files() if n.startswith("policies/lib/") or n == "policies/main.rego"]
    practice, name = control.package
    steps = [
        Step("samples", partial(samples, control)),  # the slowest check comes first
        Step(
            "policy tests",
            partial(
                rego.run_tests,
                [*library, *own],
                only=rf"^data\.lens_test\.{re.escape(practice)}\.{re.escape(name)}_test\.",
            ),
        ),
        Step("policy tests in regorus", partial(regorus_tests.run, own)),
        Step("lint (regal)", partial(lint, own, library)),
        Step("compile", partial(rego.strict_check, [*library, *own])),
        Step("subset of Rego", partial(rego.subset_check, own)),
        Step("format", partial(rego.format_check, own)),
        Step("lengths of lines", command(sys.executable, "-m", "scripts.widths", *own)),
        Step("page", partial(page, control)),
    ]
    sys.exit(0 if run(steps) else 1)


def _control(name: str) -> Control:
    """Return the control of this id. If there is none, exit with the most similar id.

    If the METADATA of any control is wrong, exit with the reason.
    """
    try:
        (control,) = select(load(), Selection(controls=(name,))).controls.values()
    except ScanError as error:
        sys.exit(f"{error.sentence} {error.next_step}".rstrip())
    return control


def lint(files: list[str], library: list[str]) -> None:
    """Fail for each remark of Regal on the files.

    Regal reads the library too, to resolve imports.
    """
    regal = shutil.which("regal")
    if not regal:
        raise Skipped("regal is not on PATH; the workflow runs it")
    done = rego.program(regal, "lint", "--format", "json", *files, *library)
    try:
        found = orjson.loads(done.stdout)["violations"]
    except (orjson.JSONDecodeError, KeyError) as error:
        raise Failed(done.stdout + done.stderr) from error
    own = [remark for remark in found or [] if remark["location"]["file"] in files]
    if own:
        raise Failed("\n".join(map(_remark, own)))


def _remark(remark: dict[str, Any]) -> str:
    place = remark["location"]
    return f"{place['file']}:{place['row']}: {remark['title']}: {remark['description']}"


def page(control: Control) -> None:
    """Fail if the control's generated page is out of date."""
    from scripts.docs import pages

    name = f"docs/controls/{control.id}.md"
    path = ROOT / name
    if not path.is_file():
        raise Failed(f"{name} is missing: run `make generate`.")
    with _SCANS:
        old, new = path.read_text(encoding="utf-8"), pages()[name]
    if old != new:
        changed = difflib.unified_diff(old.splitlines(), new.splitlines(), "now", "made", lineterm="", n=0)
        raise Failed(f"{name} is out of date: run `make generate`.\n" + "\n".join(changed))


def samples(control: Control) -> None:
    """Judge the sample accounts with the control alone, in regorus, and compare the verdicts.

    Judge `good` also with the samples of all controls: there the control must pass too.
    """
    from tests import lab

    catalog = select(load(), Selection(controls=(control.id,)))
    own = {f"the account {name!r}": (name, [control.id]) for name in EXPECTED}
    problems = []
    for account, (name, controls) in {**own, "the whole account 'good'": ("good", None)}.items():
        expected = "not_applicable" if name == "bad" and control.id in CANNOT_FAIL else EXPECTED[name]
        with _SCANS, lab.serving(lab.account(name, controls=controls)) as (_, aws):
            report = lab.judge(lab.read(aws, catalog.operations), chosen=catalog)
        kinds = lab.kinds(report, control.id)
        right = expected in kinds and "unknown" not in kinds if name == "bad" else kinds == {expected}
        if not right:
            said = "".join(f"\n    {r.kind}: {r.resource.id}: {r.message}" for r in report.results)
            must = f"{expected!r} and no 'unknown'" if name == "bad" else f"only {expected!r}"
            problems.append(f"{account} must give {must}, and gives {sorted(kinds)}:{said}")
        problems += [f"{account}: {d}" for d in report.head.defects]
    if problems:
        raise Failed("\n".join(problems))


if __name__ == "__main__":
    main()
