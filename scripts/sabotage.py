"""Apply each known mistake alone, and check that a test fails. Exits with 1 if none does.

A mistake is a list of (file, old text, new text). It is made in a copy of the tree, so the work
tree does not change. Prints the score.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.shards import shard

ROOT = Path(__file__).resolve().parent.parent

MISTAKES: dict[str, list[tuple[str, str, str]]] = {
    "stop after page 1": [
        (
            "collectors/calls.py",
            "    while True:\n        page, begun",
            "    for _ in range(1):\n        page, begun",
        )
    ],
    "AccessDenied becomes an empty list": [
        (
            "collectors/calls.py",
            "        if code:\n            failure",
            '        if code and "Denied" not in code and "Unauthorized" not in code:\n            failure',
        ),
        (
            "collectors/calls.py",
            "            failure = (code, message)\n            break",
            "            failure = (code, message)\n            break\n        if code:\n            break",
        ),
    ],
    "an unparsable body becomes {}": [
        (
            "collectors/aws.py",
            'session.register("before-parse", _refuse_garbage, unique_id="genai-lens-parse")',
            "pass",
        ),
    ],
    "no NotCollected": [
        (
            "scanner/judging/gaps.py",
            "for region in sorted(unread)]",
            "for region in sorted(unread) if not region]",
        ),
    ],
    "a control exports `violation`": [
        (
            "policies/security/gensec05_bp01/gateway_inbound_authorized.rego",
            "\nviolations contains ",
            "\nviolation contains ",
        ),
    ],
    "actions compared with case": [
        (
            "policies/lib/actions.rego",
            "expression(pattern) := anchored(lower(pattern))",
            "expression(pattern) := anchored(pattern)",
        ),
        ("policies/lib/actions.rego", "name := lower(pattern);", "name := pattern;"),
    ],
    "NotAction ignored": [
        (
            "policies/security/gensec01_bp01/no_service_wildcard_actions.rego",
            "\tcount(left) > 0",
            "\tcount(left) > 99",
        ),
    ],
    "Deny ignored": [
        ("policies/lib/endpoint_policies.rego", "\tnot _denied(document, keys)\n", ""),
    ],
    "boundary ignored": [("policies/lib/principals.rego", "(allowed & limit.allows) - (", "allowed - (")],
    "DRAFT judged instead of the alias's version": [
        (
            "policies/lib/deployed.rego",
            "agents := _agent_routes | ",
            'agents := {[r[0], "DRAFT"] | some r in _agent_routes} | ',
        ),
    ],
    "the wall clock instead of `started`": [
        ("policies/lib/api_keys.rego", "_time(input.started)", "time.now_ns()"),
    ],
    "`region` ignored when gaps are matched": [
        ("policies/lib/facts.rego", "_meet(a, b) if a == b", "_meet(a, b) if [a, b] == [a, b]"),
    ],
    "`item` left out of the fingerprint": [
        (
            "scanner/judging/results.py",
            "subject.region, subject.id, subject.item)",
            "subject.region, subject.id)",
        ),
    ],
    "one redaction skipped": [
        ("collectors/agentcore.py", '_TEXTS = ("environmentVariables", ', "_TEXTS = ("),
    ],
    "the read-only guard removed": [
        (
            "collectors/aws.py",
            'session.register("before-call", _refuse_writes, unique_id="genai-lens-guard")',
            "pass",
        ),
    ],
    "a half-written snapshot accepted": [
        (
            "scanner/snapshot/folder.py",
            'if any(part.endswith(".partial") for part in folder.resolve().parts):',
            "if False:",
        ),
    ],
    "exit 3 goes before exit 1": [
        (
            "scanner/run.py",
            "    bad = SEVERITIES[",
            "    if report.incomplete:\n        return 3\n    bad = SEVERITIES[",
        ),
    ],
    "a control that was left out counts as judged": [
        (
            "scanner/judging/results.py",
            " or self.head.defects or self.head.left_out",
            " or self.head.defects",
        ),
    ],
    "a gap without effect makes a scan incomplete": [
        ("scanner/judging/results.py", "return bool(self.unseen or", "return bool(self.head.gaps or"),
    ],
    "a permission is advised against throttling": [
        ("scanner/judging/cures.py", "if c.permission and c.code not in _CURES", "if c.permission"),
    ],
    "the configuration leaves no trace": [
        ("scanner/judging/evaluate.py", "changed(config, catalog, account) for", "{} for"),
    ],
    "control characters reach the terminal": [
        ("scanner/text.py", "parts[::2] = [visible(part) for part in parts[::2]]", "pass"),
    ],
    "a CI command reaches the log": [
        ("scanner/text.py", "    if command := _START.match(line):", "    if False:"),
    ],
}


def apply(mistake: list[tuple[str, str, str]], tree: Path) -> None:
    """Make the mistake in `tree`. If a text is missing there, this script is out of date: exit."""
    for name, text, instead in mistake:
        path = tree / name
        before = path.read_text()
        if before.count(text) < 1:
            sys.exit(f"scripts/sabotage.py is stale: {name} no longer has {text!r}")
        path.write_text(before.replace(text, instead, 1))


def survives(mistake: list[tuple[str, str, str]]) -> tuple[bool, str]:
    """Return whether all tests pass, and a line that says why."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        ignored = shutil.ignore_patterns(
            ".git", ".venv*", ".tools", "out", "node_modules", ".*_cache", "__pycache__"
        )
        shutil.copytree(ROOT, tree, ignore=ignored)
        apply(mistake, tree)
        environ = os.environ | {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
        pytest = [sys.executable, "-m", "pytest", "-x", "-n", "auto", "-p", "no:cacheprovider"]
        policies = [sys.executable, "-m", "scripts.policies"]
        slow = "tests/test_truth.py"  # last, because the quick tests find most mistakes
        blind = "tests/test_scripts.py"  # fails for any change of the text, whatever the change does
        for command in (policies, [*pytest, f"--ignore={slow}", f"--ignore={blind}"], [*pytest, slow]):
            done = subprocess.run(command, cwd=tree, env=environ, capture_output=True, text=True, check=False)
            if done.returncode:
                lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
                named = [
                    line
                    for line in lines
                    if line.startswith(("FAILED", "ERROR", "data.")) or " error" in line
                ]
                return False, (named or lines or ["?"])[0][:150]
    return True, "nothing noticed"


def main() -> None:
    """Try every mistake, or those whose name contains an argument, or one shard of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--shard", default="1/1", metavar="I/N", help="part I of N parts")
    options = parser.parse_args()
    named = [n for n in MISTAKES if not options.names or any(part in n for part in options.names)]
    chosen = {name: MISTAKES[name] for name in shard(named, options.shard)}
    alive = []
    for name, mistake in chosen.items():
        survived, why = survives(mistake)
        print(f"{'SURVIVED' if survived else 'caught':<9} {name}: {why}", flush=True)
        alive += [name] * survived
    print(f"\n{len(chosen) - len(alive)} of {len(chosen)} mistakes are caught")
    sys.exit(1 if alive else 0)


if __name__ == "__main__":
    main()
