"""The bundle, as OPA loads it: equal rows, equal bytes, one root and a useful schema."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from scanner.catalog.controls import Selection, load, select
from scanner.catalog.custom import new
from scanner.catalog.digest import contents, digest
from scanner.catalog.input_schema import input_schema
from scanner.catalog.lens import lens
from scanner.cli.main import cli
from scanner.engines.bundle import SCHEMA, bundle
from scanner.engines.registry import engine
from scanner.errors import EngineError
from scanner.judging.facts import facts
from scanner.people.config import Config
from scanner.rego import Module
from scanner.snapshot import folder as snapshot
from scanner.text import size
from tests import lab
from tests.scanner.engines.servers import opa_or_skip

Asked = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def opa() -> Asked:
    """Return a function that runs `opa`."""
    path = opa_or_skip()
    return lambda *arguments: subprocess.run(
        [path, *map(str, arguments)], capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of a bundle of all controls."""
    path = tmp_path_factory.mktemp("bundle") / "bundle.tar.gz"
    path.write_bytes(bundle(lab.everything()))
    return path


def members(packed: bytes) -> dict[str, bytes]:
    """Return path -> bytes of an archive's files, in the archive's order."""
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        return {
            entry.name: archive.extractfile(entry).read()  # type: ignore[union-attr]
            for entry in archive
        }


def value(done: subprocess.CompletedProcess[str]) -> Any:
    """Return the value that `opa eval --format raw` printed."""
    assert done.returncode == 0, done.stderr + done.stdout
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", ["bad", "demo", "denied"])
def test_any_opa_gives_the_scanners_rows(opa: Asked, built: Path, tmp_path: Path, name: str) -> None:
    """`opa eval -b` on the output of `genai-lens input` gives the same rows as the scanner."""
    lab.snapshot_of(name, tmp_path / "snapshot")
    printed = CliRunner().invoke(cli, ["input", str(tmp_path / "snapshot")])
    (tmp_path / "input.json").write_bytes(printed.stdout_bytes)
    asked = [
        "--strict-builtin-errors",
        "--format",
        "raw",
        "-b",
        built,
        "-i",
        tmp_path / "input.json",
        "data.lens.results",
    ]
    found = value(opa("eval", *asked))

    catalog, read = lab.everything(), snapshot.read(tmp_path / "snapshot")
    (target,) = read.targets
    document = facts(read, target, catalog, Config().stated(catalog, target.account))
    with engine("regorus") as running:
        expected = running.evaluate(catalog.modules, catalog.document(), document).rows
    assert len(expected) >= len(catalog.controls)
    assert sorted(found, key=lambda row: orjson.dumps(row, option=orjson.OPT_SORT_KEYS)) == expected


def test_the_same_bytes_each_time() -> None:
    """Two builds are equal: no entry has a time or an owner, the archive no time and no name."""
    packed = bundle(lab.everything())
    assert bundle(lab.everything()) == packed
    assert (packed[3], packed[4:8]) == (0, bytes(4))
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        entries = archive.getmembers()
    assert [e.name for e in entries] == sorted(e.name for e in entries)
    assert {(e.mtime, e.uid, e.gid, e.uname, e.gname, e.mode, e.type) for e in entries} == {
        (0, 0, 0, "", "", 0o644, tarfile.REGTYPE)
    }


def built_by(*arguments: str | Path) -> Result:
    """Run `policies bundle` with these arguments."""
    return CliRunner().invoke(cli, ["policies", "bundle", *map(str, arguments)])


def test_the_command_writes_the_bundle(tmp_path: Path) -> None:
    """The command writes the bundle and prints the revision. Only --force replaces a file."""
    path = tmp_path / "new" / "b.tar.gz"
    done, catalog = built_by("--output", path), load()
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == f"{path}: revision {digest(catalog)}, {size(path.stat().st_size)}, not signed\n"
    assert path.read_bytes() == bundle(catalog)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["b.tar.gz"]
    path.write_bytes(b"older")
    assert (built_by("--output", path).exit_code, path.read_bytes()) == (4, b"older")
    assert (built_by("--output", path, "--force").exit_code, path.read_bytes()) == (0, bundle(catalog))


def test_the_command_takes_a_selection_and_own_controls(tmp_path: Path) -> None:
    """The revision is the policy digest of reports that are made with the same selection.

    The command fails if a custom control is refused.
    """
    chosen = select(load(), Selection(controls=("GENSEC01-BP01/api-keys-expire",)))
    done = built_by("--output", tmp_path / "some", "--control", "GENSEC01-BP01/api-keys-expire")
    assert f"revision {digest(chosen)}, " in done.stdout
    for path in new("GENSEC01-BP01/ours", tmp_path / "rules"):
        assert path.is_file()
    assert built_by("--output", tmp_path / "more", "--policies", tmp_path / "rules").exit_code == 0
    assert "security/gensec01_bp01/ours.rego" in "".join(members((tmp_path / "more").read_bytes()))
    next((tmp_path / "rules").rglob("ours.rego")).write_text("package lens\n")
    done = built_by("--output", tmp_path / "none", "--policies", tmp_path / "rules")
    assert (done.exit_code, (tmp_path / "none").exists()) == (2, False)


def test_a_path_that_is_no_keys(tmp_path: Path) -> None:
    """A signing key that is not a file is refused: OPA would use the path itself as a secret."""
    done = built_by("--output", tmp_path / "b", "--signing-key", tmp_path / "nowhere")
    assert (done.exit_code, list(tmp_path.iterdir())) == (2, [])
    error = f"error: {tmp_path}/nowhere is not a file.\n"
    assert done.stderr == f"{error}next:  Name the private key's file with --signing-key.\n"


def test_what_is_in_it(built: Path) -> None:
    """The bundle has the catalog's policies without tests, the lens, the catalog and the schema.

    The manifest claims the root `lens` and names Rego v1.
    """
    found, catalog = members(built.read_bytes()), lab.everything()
    assert json.loads(found.pop(".manifest")) == {
        "revision": digest(catalog),
        "roots": ["lens"],
        "rego_version": 1,
    }
    assert json.loads(found[SCHEMA]) == input_schema()
    assert {path: body for path, body in found.items() if path != SCHEMA} == contents(catalog)
    assert {path: body.decode() for path, body in found.items() if path.endswith(".rego")} == {
        m.path: m.text for m in catalog.modules
    }
    assert not [path for path in found if path.endswith("_test.rego")]
    assert found.keys() - {m.path for m in catalog.modules} == {"data.json", SCHEMA}
    expected = {"lens": {**lens(), "catalog": catalog.document()}}
    assert json.loads(found["data.json"]) == orjson.loads(orjson.dumps(expected))


def test_it_claims_nothing_of_others(opa: Asked, built: Path, tmp_path: Path) -> None:
    """Another bundle can be loaded beside it; OPA refuses another one that claims `lens`."""
    (tmp_path / "data.json").write_text('{"theirs": {"kept": true}}')
    (tmp_path / ".manifest").write_text('{"roots": ["theirs"]}')
    both = ["--format", "raw", "-b", built, "-b", tmp_path]
    assert value(opa("eval", *both, "[data.theirs.kept, data.lens.edition]")) == [True, lens()["edition"]]
    (tmp_path / ".manifest").write_text('{"roots": ["theirs", "lens/more"]}')
    done = opa("eval", *both, "data.theirs")
    assert done.returncode != 0
    assert "overlapping" in done.stderr + done.stdout


def test_every_report_has_the_digest(built: Path) -> None:
    """A report's policy digest is the bundle's revision, even if no bundle was built."""
    everything = lab.everything()
    revision = json.loads(members(built.read_bytes())[".manifest"])["revision"]
    assert lab.scan("empty").head.policy_digest == revision
    some = select(everything, Selection(controls=("GENSEC01-BP01/api-keys-expire",)))
    assert lab.scan("empty", chosen=some).head.policy_digest == digest(some)


def test_the_digest_covers_policies_and_catalog() -> None:
    """A change to a policy's text, path or METADATA changes the digest."""
    catalog = lab.everything()
    first, *others = catalog.modules
    name, known = next(iter(catalog.controls.items()))
    changed = [
        replace(catalog, modules=[Module(first.path, first.text + "\n"), *others]),
        replace(catalog, modules=[Module(f"{first.path}x", first.text), *others]),
        replace(catalog, modules=others),
        replace(
            catalog,
            controls={**catalog.controls, name: replace(known, meta=replace(known.meta, title="another"))},
        ),
    ]
    assert len({digest(catalog), *map(digest, changed)}) == 5


def test_the_schema_finds_a_misspelt_member(opa: Asked, built: Path, tmp_path: Path) -> None:
    """With the bundle's schema, `opa check` finds a member that AWS does not have, and its line."""
    unpacked, own = tmp_path / "bundle", tmp_path / "own.rego"
    with tarfile.open(built) as archive:
        archive.extractall(unpacked, filter="data")
    text = (
        "package lens.controls.own.named\n\nimport data.lens.lib.facts\n\n"
        'subjects contains facts.account("global")\n\n'
        "names contains guardrail.properties.{} if "
        'some guardrail in input.resources["AWS::Bedrock::Guardrail"]\n'
    )
    own.write_text(text.format("blockedInputMessaging"))
    done = opa("check", "--strict", "-s", unpacked / SCHEMA, unpacked, own)
    assert (done.returncode, done.stderr) == (0, "")
    own.write_text(text.format("blockedInputMesaging"))
    done = opa("check", "--strict", "-s", unpacked / SCHEMA, unpacked, own)
    assert done.returncode != 0
    assert f"{own}:7: rego_type_error: undefined ref" in done.stderr
    assert '"blockedInputMessaging"' in done.stderr  # OPA suggests the right name


def keys(folder: Path, name: str) -> tuple[Path, Path]:
    """Return the files of a private key and its public key."""
    key = rsa.generate_private_key(65537, 2048)
    secret, public = folder / f"{name}.key", folder / f"{name}.pem"
    plain = serialization.NoEncryption()
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, plain)
    )
    public.write_bytes(
        key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    return secret, public


def test_a_signed_bundle(opa: Asked, tmp_path: Path) -> None:
    """OPA accepts the signature only with the right key and unchanged bytes.

    Signed bundles too have the same bytes each time.
    """
    (secret, public), (_, other) = keys(tmp_path, "ours"), keys(tmp_path, "theirs")
    signed, made = tmp_path / "signed.tar.gz", tmp_path / "made.tar.gz"
    signed.write_bytes(bundle(lab.everything(), key=secret))
    assert bundle(lab.everything(), key=secret) == signed.read_bytes()
    beside = members(signed.read_bytes()).keys() - contents(lab.everything()).keys()
    assert beside == {".manifest", ".signatures.json", SCHEMA}

    assert opa("build", "-b", signed, "--verification-key", public, "-o", made).returncode == 0
    refused = opa("build", "-b", signed, "--verification-key", other, "-o", made)
    assert (refused.returncode, "verification error" in refused.stderr + refused.stdout) == (1, True)
    signed.write_bytes(
        gzip.compress(gzip.decompress(signed.read_bytes()).replace(b"very-high", b"very-low!", 1))
    )
    refused = opa("build", "-b", signed, "--verification-key", public, "-o", made)
    assert (refused.returncode, "digest mismatch" in refused.stderr + refused.stdout) == (1, True)


def test_a_key_that_is_none(opa: Asked, tmp_path: Path) -> None:
    """If OPA cannot sign with the key, one sentence gives its reason."""
    (tmp_path / "key").write_text("junk")
    with pytest.raises(EngineError, match=r"^OPA did not sign the bundle: .*PEM") as error:
        bundle(lab.everything(), key=tmp_path / "key")
    assert error.value.next_step == "Check the key and its algorithm."
