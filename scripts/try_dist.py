"""Install each archive in dist/ in a new environment, and scan the sample account with it.

    python scripts/try_dist.py [--newest]

Needs only Python and its own library, so that it runs with any version that the tool supports. The
dependencies get the versions that constraints.txt pins; with `--newest`, the newest that there are.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ("results.csv", "results.html", "results.json", "results.md", "results.sarif")


def attempt(archive: Path, folder: Path, *, newest: bool = False) -> str:
    """Install an archive in an environment in `folder`, and scan with it. Return the policy digest.

    The program gets PATH alone of the environment, and a working folder with nothing of the
    checkout. Raises `CalledProcessError` if a command fails, and `SystemExit` for wrong results.
    """
    scripts = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run([sys.executable, "-m", "venv", folder / "env"], check=True)
    pins = [] if newest else ["--constraint", str(ROOT / "constraints.txt")]
    pip = [str(scripts / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", *pins, archive], cwd=folder, check=True)
    subprocess.run([*pip, "check"], cwd=folder, check=True)
    work = folder / "work"
    work.mkdir()
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    formats = [f"--format={Path(name).suffix[1:].replace('md', 'markdown')}" for name in RESULTS]
    anchor = work / "anchor.yml"
    anchor.write_text("genai-lens\n", encoding="utf-8")
    demo = [str(scripts / "genai-lens"), "demo", "--quiet", "--anchor", anchor.name, *formats]
    subprocess.run(demo, cwd=work, env=kept, check=True)
    missing = [name for name in RESULTS if not (work / "demo" / name).stat().st_size]
    found = json.loads((work / "demo" / "results.json").read_bytes())
    version = archive.name.removeprefix("genai_lens-").removesuffix(".tar.gz").split("-")[0]
    if missing or found["tool"]["version"] != version or not found["counts"]["fail"]:
        sys.exit(f"{archive.name} does not scan as it should: {missing}, {found['tool']}, {found['counts']}")
    digest: str = found["policy_digest"]
    return digest


def main() -> None:
    """Try all archives. Fails if they have different policies."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--newest", action="store_true", help="take the newest versions of dependencies")
    given = parser.parse_args()
    archives = sorted((ROOT / "dist").glob("genai_lens-*"))
    found = {}
    for archive in archives:
        with TemporaryDirectory(prefix="genai-lens-try-") as folder:
            found[archive.name] = attempt(archive.resolve(), Path(folder), newest=given.newest)
        print(f"{archive.name}: installed and scanned with Python {sys.version.split()[0]}")
    if len(archives) != 2 or len({*found.values()}) != 1:
        sys.exit(f"dist/ must have a wheel and a source archive with equal policies, and has {found}")


if __name__ == "__main__":
    main()
