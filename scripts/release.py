"""Build the archives of a release, check them, and write the files beside them.

    python -m scripts.release build                  dist/: wheel and source archive of HEAD
    python -m scripts.release check                  fail for a wrong content of dist/
    python -m scripts.release files [--tag v1.2.3]   release/: SBOM, bundle, digests, notes, sums
    python -m scripts.release agree v1.2.3           fail if tag, version and CHANGELOG.md differ

`make release` runs all of them, and docs/releasing.md explains them.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from email.parser import HeaderParser
from pathlib import Path
from tempfile import TemporaryDirectory

from scanner import __version__

ROOT = Path(__file__).resolve().parent.parent
DIST, RELEASE = ROOT / "dist", ROOT / "release"
SUMS, NOTES = "SHA256SUMS", "notes.md"
REPOSITORY = "genai-lens/genai-lens"
PACKAGES = ("collectors", "policies", "scanner")
"""The folders that the wheel has."""
FIXTURES = "policies/lib/testing_test.rego"
"""The only Rego test in the wheel: the tests of a user's own controls import it."""
SECRETS = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/]{40}"
    rb"|\b(?:AKIA|ASIA)(?![A-Z0-9]*EXAMPLE)[A-Z0-9]{16}\b"
    rb"|\bgh[opsu]_[A-Za-z0-9]{36}|\bgithub_pat_[A-Za-z0-9_]{22}|\bpypi-AgEIcHlwaS5vcmc"
)
"""Private keys, access keys of AWS other than examples, and tokens of GitHub and PyPI."""


class Wrong(Exception):
    """Something of the release is wrong; the text says what, and what to do."""


def run(*command: str | Path, cwd: Path = ROOT, environ: Mapping[str, str] | None = None) -> bytes:
    """Run a program and return its standard output. Raises `Wrong` if it fails."""
    done = subprocess.run(command, cwd=cwd, env=environ, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        said = " ".join(map(str, command[:4]))
        raise Wrong(f"`{said} ...` failed with exit code {done.returncode}: see above.")
    return done.stdout


def build(out: Path = DIST, commit: str = "HEAD") -> None:
    """Write the wheel and the source archive of a commit into a new folder `out`.

    They are built from the files of the commit, so nothing else in the working folder gets in. All
    times in them are the commit's, so two builds of a commit have the same bytes.
    """
    time = run("git", "log", "-1", "--format=%ct", commit).decode().strip()
    shutil.rmtree(out, ignore_errors=True)
    with TemporaryDirectory(prefix="genai-lens-build-") as folder:
        with tarfile.open(fileobj=io.BytesIO(run("git", "archive", "--format=tar", commit))) as files:
            files.extractall(folder, filter="data")
        command = (sys.executable, "-m", "build", "--no-isolation", "--outdir", out)
        run(*command, cwd=Path(folder), environ={**os.environ, "SOURCE_DATE_EPOCH": time})


def archives(dist: Path = DIST) -> tuple[Path, Path]:
    """Return the wheel and the source archive in a folder. Raises `Wrong` for any other content."""
    wheel = dist / f"genai_lens-{__version__}-py3-none-any.whl"
    source = dist / f"genai_lens-{__version__}.tar.gz"
    found = sorted(dist.iterdir()) if dist.is_dir() else []
    if found != [wheel, source]:
        names = ", ".join(path.name for path in found) or "nothing"
        raise Wrong(f"{dist} must have {wheel.name} and {source.name}, and has {names}: run `make dist`.")
    return wheel, source


def check(dist: Path = DIST, commit: str = "HEAD") -> None:
    """Raise `Wrong` if an archive lacks a file of the commit, has another one, or has a secret."""
    wheel, source = archives(dist)
    tracked = run("git", "ls-tree", "-r", "--name-only", commit).decode().splitlines()
    with zipfile.ZipFile(wheel) as zipped:
        members = {name: zipped.read(name) for name in zipped.namelist()}
    info = f"genai_lens-{__version__}.dist-info"
    own = ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")
    _same(wheel, members, [*in_wheel(tracked), *(f"{info}/{name}" for name in own)])
    _metadata(wheel, members[f"{info}/METADATA"])
    with tarfile.open(source) as tar:
        members = {
            entry.name.partition("/")[2]: opened.read() for entry in tar if (opened := tar.extractfile(entry))
        }
    _same(source, members, [*tracked, "PKG-INFO"])
    _metadata(source, members["PKG-INFO"])
    print(f"{wheel.name} and {source.name} have the files of {commit}, and no secrets")


def in_wheel(tracked: Iterable[str]) -> list[str]:
    """Return the files of the repository that the wheel must have."""
    ours = [name for name in tracked if name.split("/")[0] in PACKAGES]
    return [name for name in ours if name == FIXTURES or not name.endswith("_test.rego")]


def _same(archive: Path, members: Mapping[str, bytes], expected: Iterable[str]) -> None:
    expected = {*expected}
    if missing := sorted(expected - members.keys()):
        raise Wrong(f"{archive.name} lacks {', '.join(missing)}: see [tool.hatch.build] of pyproject.toml.")
    if others := sorted(members.keys() - expected):
        raise Wrong(f"{archive.name} must not have {', '.join(others)}.")
    if secret := [name for name, body in members.items() if SECRETS.search(body)]:
        raise Wrong(f"{archive.name} has what looks like a secret in {', '.join(secret)}.")


def _metadata(archive: Path, text: bytes) -> None:
    """Raise `Wrong` for another version, or for a relative link, which PyPI cannot follow."""
    found = HeaderParser().parsestr(text.decode())
    if found["Version"] != __version__:
        raise Wrong(f"{archive.name} says version {found['Version']}, and scanner/__init__.py {__version__}.")
    if relative := re.findall(r"\]\((?![a-z]+:|#)[^)]*\)", str(found.get_payload())):
        raise Wrong(f"{archive.name} has relative links in its README: {', '.join(relative)}.")


def section(version: str, changelog: str) -> tuple[str, str]:
    """Return the date and the changes of the newest version, which must be `version`."""
    parts = re.split(r"^## (.+)\n", changelog, maxsplit=2, flags=re.M)
    head = parts[1] if len(parts) > 1 else ""
    found = re.fullmatch(rf"{re.escape(version)} - (\d{{4}}-\d\d-\d\d)", head)
    if not found:
        raise Wrong(f"The newest heading of CHANGELOG.md is `{head}`; it must be `{version} - YYYY-MM-DD`.")
    return found[1], parts[2].strip() + "\n"


def agree(tag: str, version: str = __version__, changelog: str = "") -> None:
    """Raise `Wrong` unless the tag and the newest heading of CHANGELOG.md name the version."""
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise Wrong(f"scanner/__init__.py has version {version}: write MAJOR.MINOR.PATCH.")
    if tag != f"v{version}":
        raise Wrong(f"The tag is {tag}, and the version {version} needs the tag v{version}.")
    section(version, changelog or (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))


def files(tag: str = "", dist: Path = DIST, out: Path = RELEASE) -> None:
    """Write what a release has beside the archives into a new folder `out`.

    The wheel is installed with the pinned versions into a new environment. Its SBOM, bundle and
    digests are those of this environment, and not of the working folder. With `tag`, there are the
    notes of the release too.
    """
    if tag:
        agree(tag)
    wheel, source = archives(dist)
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    with TemporaryDirectory(prefix="genai-lens-release-") as folder:
        run(sys.executable, "-m", "venv", "--without-pip", "env", cwd=Path(folder))
        python = Path(folder, "env", "bin", "python")
        pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--python", python)
        run(*pip, "install", "--constraint", ROOT / "constraints.txt", wheel)
        lens = (python, "-I", "-m", "scanner.cli", "policies")
        bundle = f"genai-lens-{__version__}-bundle.tar.gz"
        run(*lens, "bundle", "--output", out / bundle, cwd=Path(folder))
        (out / "policies.json").write_bytes(run(*lens, "digests", cwd=Path(folder)))
        sbom(python, wheel, out / f"genai-lens-{__version__}.cdx.json")
    if tag:
        (out / NOTES).write_text(notes(wheel, source), encoding="utf-8")
    named = {path.name: path for path in (wheel, source, *out.iterdir()) if path.name != NOTES}
    sums = "".join(f"{_sha256(named[name])}  {name}\n" for name in sorted(named))
    (out / SUMS).write_text(sums, encoding="utf-8")
    print(f"{out.name}/ has {', '.join(sorted(path.name for path in out.iterdir()))}")


def sbom(python: Path, wheel: Path, file: Path) -> None:
    """Write the packages of an environment as CycloneDX 1.6. The wheel is the root component."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    tool = (Path(sys.executable).parent / "cyclonedx-py", "environment", "--spec-version", "1.6")
    found = json.loads(run(*tool, "--output-reproducible", "--pyproject", ROOT / "pyproject.toml", python))
    found["metadata"]["component"] |= {
        "version": __version__,
        "purl": f"pkg:pypi/genai-lens@{__version__}",
        "hashes": [{"alg": "SHA-256", "content": _sha256(wheel)}],
    }
    text = json.dumps(found, indent=2) + "\n"
    if wrong := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise Wrong(f"The SBOM is not CycloneDX 1.6: {wrong}")
    file.write_text(text, encoding="utf-8")


def notes(wheel: Path, source: Path) -> str:
    """Return the text of the release: its part of CHANGELOG.md, and how to verify the files."""
    _, changes = section(__version__, (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    verify = "\n".join(f"gh attestation verify {path.name} --repo {REPOSITORY}" for path in (wheel, source))
    return f"""{changes}
## Verify

```console
$ sha256sum --check --ignore-missing {SUMS}
{re.sub("^", "$ ", verify, flags=re.M)}
```

`policies.json` has the digests of the policies: `policy_digest` is that of a report on all controls.
"""


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    """Run one of the commands."""
    parser = argparse.ArgumentParser(prog="scripts.release")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("build")
    commands.add_parser("check")
    commands.add_parser("files").add_argument("--tag", default="")
    commands.add_parser("agree").add_argument("tag")
    given = vars(parser.parse_args())
    named: dict[str, Callable[..., None]] = {"build": build, "check": check, "files": files, "agree": agree}
    try:
        named[given.pop("command")](**given)
    except Wrong as error:
        sys.exit(f"scripts/release.py: {error}")


if __name__ == "__main__":
    main()
