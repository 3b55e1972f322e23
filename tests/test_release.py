"""A release: the same bytes from two builds, its contents, its workflow and its container file."""

from __future__ import annotations

import io
import os
import re
import shutil
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from scanner import __version__
from scripts import release
from scripts.release import ROOT, Wrong

WORKFLOW = ROOT / ".github" / "workflows" / "release.yml"
INFO = f"genai_lens-{__version__}.dist-info"
WHEEL = f"genai_lens-{__version__}-py3-none-any.whl"
SOURCE = f"genai_lens-{__version__}.tar.gz"
in_git = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="a release is built from a commit")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the archives of HEAD."""
    folder = tmp_path_factory.mktemp("release") / "dist"
    release.build(folder)
    return folder


@pytest.fixture
def dist(built: Path, tmp_path: Path) -> Path:
    """Return a copy of the archives, to change."""
    return shutil.copytree(built, tmp_path / "dist")


def _rewrite(wheel: Path, change: Callable[[dict[str, bytes]], object]) -> None:
    with zipfile.ZipFile(wheel) as old:
        members = {name: old.read(name) for name in old.namelist()}
    change(members)
    with zipfile.ZipFile(wheel, "w") as new:
        for name, body in members.items():
            new.writestr(name, body)


@in_git
def test_two_builds_have_the_same_bytes(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the time, its zone, the umask nor the temporary folder is in the archives."""
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "elsewhere"))
    mask = os.umask(0o077)
    try:
        release.build(tmp_path / "again")
    finally:
        os.umask(mask)
    for name in (WHEEL, SOURCE):
        assert (tmp_path / "again" / name).read_bytes() == (built / name).read_bytes(), name
    committed = int(release.run("git", "log", "-1", "--format=%ct"))
    with tarfile.open(built / SOURCE) as source:
        assert {entry.mtime for entry in source} == {committed}


@in_git
def test_the_archives_have_what_they_must(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The check passes for what was built."""
    release.check(built)
    assert "have the files of HEAD" in capsys.readouterr().out
    with zipfile.ZipFile(built / WHEEL) as wheel:
        text = wheel.read(f"{INFO}/METADATA").decode()
    assert f"https://raw.githubusercontent.com/genai-lens/genai-lens/v{__version__}/docs/demo.svg" in text
    assert f"https://github.com/genai-lens/genai-lens/blob/v{__version__}/SECURITY.md" in text


def _secret(members: dict[str, bytes]) -> None:
    members["scanner/run.py"] += b"# AKIA" + b"ABCDEFGHIJKLMNOP"


def _relative(members: dict[str, bytes]) -> None:
    members[f"{INFO}/METADATA"] += b"\n[here](docs/output.md)\n"


@in_git
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda members: members.pop("policies/lens.yaml"), r"lacks policies/lens\.yaml: see "),
        (lambda members: members.pop("scanner/reports/results.schema.json"), r"lacks scanner/reports/res"),
        (lambda members: members.pop(release.FIXTURES), r"lacks policies/lib/testing_test\.rego"),
        (lambda members: members.update({"out/results.json": b"{}"}), r"must not have out/results\.json"),
        (
            lambda members: members.update({"policies/main_test.rego": b""}),
            r"not have policies/main_test\.rego",
        ),
        (_secret, r"what looks like a secret in scanner/run\.py\."),
        (_relative, r"relative links in its README: \]\(docs/output\.md\)\."),
    ],
)
def test_a_wrong_wheel_is_refused(
    dist: Path, change: Callable[[dict[str, bytes]], object], said: str
) -> None:
    """A file too few or too many, a secret and a relative link are errors."""
    _rewrite(dist / WHEEL, change)
    with pytest.raises(Wrong, match=rf"^{re.escape(WHEEL)} .*{said}"):
        release.check(dist)


@in_git
def test_a_wrong_source_archive_is_refused(dist: Path) -> None:
    """What is in the working folder and not in the commit does not belong there."""
    body = io.BytesIO()
    with tarfile.open(dist / SOURCE) as old, tarfile.open(fileobj=body, mode="w:gz") as new:
        for entry in old:
            new.addfile(entry, old.extractfile(entry))
        new.addfile(tarfile.TarInfo(f"genai_lens-{__version__}/out/snapshot.json"))
    (dist / SOURCE).write_bytes(body.getvalue())
    with pytest.raises(Wrong, match=r"must not have out/snapshot\.json"):
        release.check(dist)


def test_another_file_beside_the_archives_is_refused(tmp_path: Path) -> None:
    """PyPI would get it too."""
    for name in (WHEEL, SOURCE, "genai_lens-0.0.9.tar.gz"):
        (tmp_path / name).touch()
    with pytest.raises(Wrong, match=r"and has genai_lens-0\.0\.9\.tar\.gz, .*: run `make dist`"):
        release.archives(tmp_path)


CHANGES = (
    "# Changes\n\nWords.\n\n## 1.2.3 - 2026-12-01\n\n### Added\n\n- This.\n\n## 1.2.2 - 2026-11-01\n\nOld.\n"
)


def test_the_changes_of_a_version() -> None:
    """They are those below the newest heading."""
    assert release.section("1.2.3", CHANGES) == ("2026-12-01", "### Added\n\n- This.\n")
    release.agree("v1.2.3", "1.2.3", CHANGES)


@pytest.mark.parametrize(
    ("tag", "version", "changes", "said"),
    [
        ("v1.2.4", "1.2.3", CHANGES, "The tag is v1.2.4, and the version 1.2.3 needs the tag v1.2.3."),
        ("1.2.3", "1.2.3", CHANGES, "The tag is 1.2.3"),
        ("v1.2.3$(id)", "1.2.3", CHANGES, "The tag is"),
        ("v1.2", "1.2", CHANGES, "write MAJOR.MINOR.PATCH"),
        ("v1.2.2", "1.2.2", CHANGES, "`1.2.3 - 2026-12-01`; it must be `1.2.2 - YYYY-MM-DD`"),
        ("v1.2.3", "1.2.3", CHANGES.replace("2026-12-01", "unreleased"), "`1.2.3 - unreleased`; it must"),
        ("v1.2.3", "1.2.3", "# Changes\n", "heading of CHANGELOG.md is ``"),
    ],
)
def test_tag_version_and_changelog_must_agree(tag: str, version: str, changes: str, said: str) -> None:
    """A tag is refused if it does not name the version whose changes come first, with a date."""
    with pytest.raises(Wrong, match=re.escape(said)):
        release.agree(tag, version, changes)


@pytest.mark.parametrize(
    "text",
    [
        b"-----BEGIN RSA PRIVATE" + b" KEY-----\nMIIEpAIBAAKCAQEA" + b"x" * 40,
        b"key = 'ASIA" + b"Q3EGH5IJKLMNOPQR'",
        b"token: ghp_" + b"a1" * 18,
        b"github_pat_" + b"11ABCDEFG0abcdefghijkl_x",
    ],
)
def test_secrets_are_found(text: bytes) -> None:
    """Private keys, access keys and tokens; AWS's example keys are none."""
    assert release.SECRETS.search(text)
    assert not release.SECRETS.search(
        b"AKIAIOSFODNN7EXAMPLE, AKIAEXAMPLE000000000 and -----BEGIN PRIVATE KEY-----"
    )


def _jobs() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    assert found["permissions"] == {}
    assert found[True] == {"push": {"tags": ["v*"]}}  # YAML reads `on` as true
    jobs: Mapping[str, Any] = found["jobs"]
    return jobs


def test_each_job_has_the_least_permissions() -> None:
    """Only the job that publishes to PyPI may do so, and it may do nothing else."""
    jobs = _jobs()
    writes = {name: {k for k, v in job["permissions"].items() if v == "write"} for name, job in jobs.items()}
    assert writes == {
        "build": set(),
        "install": set(),
        "image": {"packages", "id-token", "attestations"},
        "attest": {"id-token", "attestations"},
        "pypi": {"id-token"},
        "tag-image": {"packages"},
        "github": {"contents"},
    }
    assert jobs["pypi"]["permissions"] == {"id-token": "write"}
    assert jobs["pypi"]["environment"]["name"] == "pypi"
    assert [name for name, job in jobs.items() if "environment" in job] == ["pypi"]


def test_nothing_is_published_before_everything_was_checked() -> None:
    """What cannot be taken back needs all jobs that check."""
    jobs = _jobs()

    def needed(name: str) -> set[str]:
        direct = jobs[name].get("needs", [])
        direct = {direct} if isinstance(direct, str) else {*direct}
        return direct.union(*(needed(each) for each in direct))

    assert needed("pypi") == {"build", "install", "image", "attest"}
    for name in ("github", "tag-image"):
        assert needed(name) == {*needed("pypi"), "pypi"}


def test_actions_are_pinned_and_nothing_is_cached() -> None:
    """Each action is a commit with its version. A cache could bring files of another workflow."""
    text = WORKFLOW.read_text(encoding="utf-8")
    uses = re.findall(r"uses: (.*)", text)
    assert uses
    assert [use for use in uses if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use)] == []
    assert len({use.split("@")[0] for use in uses}) == len({*uses})
    assert not re.search(r"^ +cache(-from)?:|actions/cache", text, re.M)


def test_the_image_has_the_base_that_the_workflow_looks_up() -> None:
    """No build works with the placeholder. Stages, label and workflow name one base."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^ARG PYTHON_DIGEST=sha256:0{64}$", text, re.M)
    bases = re.findall(r"^FROM (?:--platform=\S+ )?(\S+)", text, re.M)
    assert bases == ["python:3.13-slim@${PYTHON_DIGEST}"] * 2
    named = {*re.findall(r"python:[0-9.]+-[a-z]+", text + WORKFLOW.read_text(encoding="utf-8"))}
    assert named == {"python:3.13-slim"}
    assert {*re.findall(r"python(?:-version )?(3\.\d+)", text)} == {"3.13"}


def test_the_image_runs_as_a_number_and_has_no_build_tools() -> None:
    """A cluster can see that the user is not root. The last stage runs nothing and only copies."""
    last = (ROOT / "Dockerfile").read_text(encoding="utf-8").rpartition("\nFROM ")[2]
    assert re.findall(r"^USER (.*)", last, re.M) == ["65532:65532"]
    assert not re.search(r"^(RUN|ADD) ", last, re.M)
    assert re.findall(r"^COPY (\S+)", last, re.M) == ["--from=install"] * 2
    assert 'ENTRYPOINT ["genai-lens"]' in last
    assert "HEALTHCHECK NONE" in last


def test_the_build_of_the_image_gets_the_wheel_alone() -> None:
    """Everything else in the folder is ignored: snapshots, credentials, the checkout."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == [
        "*",
        "!constraints.txt",
        "!dist/genai_lens-*.whl",
    ]
