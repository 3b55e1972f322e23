"""The policies as an OPA bundle: what any OPA needs to judge an `input` as the scanner does.

    .manifest            the revision, which is the digest, and the one root that is ours: lens
    *.rego               the policies of the catalog, without their tests
    data.json            data.lens: the lens (lens.yaml) and the catalog
    input.schema.json    the shape of `input`, for `opa check -s`; not part of the digest
    .signatures.json     where it is signed

The digest is over the contents, whether or not a file was built: every report has it, so that a report names the policies that judged.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from scanner.catalog import Catalog
from scanner.engines import one_line
from scanner.errors import EngineError
from scanner.lens import lens

SCHEMA = "input.schema.json"


def contents(catalog: Catalog) -> dict[str, bytes]:
    """Path -> bytes of all that the digest covers, in order of path."""
    found = {module.path: module.text.encode() for module in catalog.modules}
    found["data.json"] = orjson.dumps({"lens": {**lens(), "catalog": catalog.document()}}, option=orjson.OPT_SORT_KEYS)
    return dict(sorted(found.items()))


def digest(catalog: Catalog) -> str:
    """sha256 over the contents: the revision of the bundle, and `policy_digest` of every report that the catalog made."""
    found = hashlib.sha256()
    for path, body in contents(catalog).items():
        found.update(f"{path}\0{len(body)}\0".encode() + body)
    return found.hexdigest()


def bundle(catalog: Catalog, *, key: Path | None = None, algorithm: str = "RS256") -> bytes:
    """The bundle as .tar.gz, the same bytes for the same catalog; with the file of a private key, signed by `opa`.

    Raises `EngineError` when there is no `opa` or it cannot sign.
    """
    from scanner.input_schema import input_schema  # imports the AWS SDK, which a digest does not need

    manifest = {"revision": digest(catalog), "roots": ["lens"], "rego_version": 1}
    schema = orjson.dumps(input_schema(), option=orjson.OPT_SORT_KEYS)
    members = {".manifest": orjson.dumps(manifest), SCHEMA: schema, **contents(catalog)}
    if key:
        members[".signatures.json"] = _signatures(_packed(members), key.resolve(), algorithm)
    return _packed(members)


def _packed(members: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with (
        gzip.GzipFile(filename="", fileobj=packed, mode="wb", mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w", format=tarfile.USTAR_FORMAT) as archive,
    ):
        for path, body in sorted(members.items()):
            entry = tarfile.TarInfo(path)  # of no time and no owner
            entry.size, entry.mode = len(body), 0o644
            archive.addfile(entry, io.BytesIO(body))
    return packed.getvalue()


def _signatures(unsigned: bytes, key: Path, algorithm: str) -> bytes:
    from scanner.engines.opa import binary, run

    with TemporaryDirectory(prefix="genai-lens-bundle-") as folder:
        (Path(folder) / "bundle.tar.gz").write_bytes(unsigned)
        done = run([binary(), "sign", "--signing-key", str(key), "--signing-alg", algorithm, "--bundle", "bundle.tar.gz"], Path(folder))
        signed = Path(folder) / ".signatures.json"
        if done.returncode or not signed.is_file():
            reason = one_line(done.stderr + done.stdout) or "it gave no reason"
            raise EngineError(f"OPA did not sign the bundle: {reason}.", "Check the key and its algorithm.")
        return signed.read_bytes()
