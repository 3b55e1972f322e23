"""Build dist/genai-lens-bundle.tar.gz, the policies for any OPA, and print its revision; with --signing-key, signed by `opa sign`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scanner.bundle import bundle, digest
from scanner.catalog import load
from scanner.errors import ScanError

TARGET = Path(__file__).resolve().parent.parent / "dist" / "genai-lens-bundle.tar.gz"

ALGORITHMS = [f"{family}{bits}" for family in ("ES", "PS", "RS") for bits in (256, 384, 512)]
"""Those of a key pair: with a shared secret, whoever can verify can sign."""


def main() -> None:
    """Write the bundle, whole or not at all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=TARGET)
    parser.add_argument("--signing-key", type=Path, help="PEM file of the private key")
    parser.add_argument("--signing-alg", choices=ALGORITHMS, default="RS256", help="default: %(default)s")
    options = parser.parse_args()
    if options.signing_key and not options.signing_key.is_file():  # OPA would take the path itself as a secret
        sys.exit(f"{options.signing_key} is not a file. Name the private key's with --signing-key.")
    catalog = load()
    try:
        packed = bundle(catalog, key=options.signing_key, algorithm=options.signing_alg)
    except ScanError as error:
        sys.exit(f"{error.sentence} {error.next_step}")
    options.output.parent.mkdir(parents=True, exist_ok=True)
    partial = options.output.with_suffix(".partial")
    partial.write_bytes(packed)
    partial.replace(options.output)
    print(f"{options.output}: revision {digest(catalog)}, {len(packed):,} bytes, {'signed' if options.signing_key else 'not signed'}")


if __name__ == "__main__":
    main()
