"""Check the workflows, the examples and the Action with actionlint and zizmor, without the network.

actionlint is taken from PATH or .tools, or installed into .tools with Go. Where it cannot be had, a
line says so, and on GitHub this fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
ACTIONLINT = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.7"
FOLDERS = (".github/workflows", "docs/workflows")
ACTIONS = ".github/actions/*/action.yml"


def actionlint() -> str:
    """Return the path of actionlint, or an empty string. Go checks it against its checksums."""
    if found := shutil.which("actionlint", path=f"{os.environ['PATH']}{os.pathsep}{TOOLS}"):
        return found
    if not (go := shutil.which("go")):
        return ""
    TOOLS.mkdir(exist_ok=True)
    environ = os.environ | {"GOBIN": str(TOOLS)}
    subprocess.run([go, "install", ACTIONLINT], env=environ, capture_output=True, check=False)
    return shutil.which("actionlint", path=str(TOOLS)) or ""


def main() -> int:
    """Run both, and print what one of them finds. Return 1 if it finds a mistake."""
    workflows = [str(path) for folder in FOLDERS for path in sorted((ROOT / folder).glob("*.yml"))]
    actions = [str(path) for path in sorted(ROOT.glob(ACTIONS))]
    zizmor = [str(Path(sys.executable).parent / "zizmor"), "--offline", "--quiet", "--no-progress"]
    commands = [[*zizmor, *workflows, *actions]]
    if tool := actionlint():
        # Whether shellcheck is on this machine must not change what is found.
        commands.append([tool, "-shellcheck=", "-pyflakes=", *workflows])
    else:
        print("scripts/workflows.py: there is no actionlint, and no Go that installs it.")
        if os.environ.get("GITHUB_ACTIONS"):
            return 1
    failed = 0
    for command in commands:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            print(done.stdout, done.stderr, sep="", end="")
            failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
