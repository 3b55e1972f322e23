"""Print the data that the policies' own tests need: {"lens": {"catalog": ...}}."""

from __future__ import annotations

import sys

import orjson

from scanner.catalog.controls import load

sys.stdout.buffer.write(orjson.dumps({"lens": {"catalog": load().document()}}))
