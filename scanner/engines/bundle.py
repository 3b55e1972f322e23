"""Build the OPA bundle: everything that OPA needs to judge an `input` as the scanner does.

.manifest            the revision (the policy digest) and the root that the bundle owns: lens
*.rego               the policies of the catalog, without their tests
data.json            data.lens: the lens (lens.yaml) and the catalog
input.schema.json    the JSON Schema of `input`, for `opa check -s`; not part of the digest
.signatures.json     only in a signed bundle
"""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from scanner.catalog.controls import Catalog
from scanner.catalog.digest import contents, digest
from scanner.errors import EngineError
from scanner.text import one_line

SCHEMA = "input.schema.json"


def bundle(catalog: Catalog, *, key: Path | None = None, algorithm: str = "RS256") -> bytes:
    """Return the bundle as .tar.gz, with equal bytes for equal catalogs.

    With `key`, the file of a private key, `opa` signs the bundle. Raises `EngineError` if there is
    no `opa` or it cannot sign.
    """
    from scanner.catalog.input_schema import input_schema  # imports the AWS SDK

    manifest = {"revision": digest(catalog), "roots": ["lens"], "rego_version": 1}
    members = {
        ".manifest": orjson.dumps(manifest),
        SCHEMA: orjson.dumps(input_schema(), option=orjson.OPT_SORT_KEYS),
        **contents(catalog),
    }
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
            # No time and no owner, so that the bytes are the same each time.
            entry = tarfile.TarInfo(path)
            entry.size, entry.mode = len(body), 0o644
            archive.addfile(entry, io.BytesIO(body))
    return packed.getvalue()


def _signatures(unsigned: bytes, key: Path, algorithm: str) -> bytes:
    from scanner.engines.program import binary, run

    with TemporaryDirectory(prefix="genai-lens-bundle-") as folder:
        (Path(folder) / "bundle.tar.gz").write_bytes(unsigned)
        command = ["sign", "--signing-key", str(key), "--signing-alg", algorithm, "--bundle", "bundle.tar.gz"]
        done = run([binary(), *command], Path(folder))
        signed = Path(folder) / ".signatures.json"
        if done.returncode or not signed.is_file():
            said = one_line(done.stderr + done.stdout) or "it gave no reason"
            raise EngineError(f"OPA did not sign the bundle: {said}.", "Check the key and its algorithm.")
        return signed.read_bytes()
