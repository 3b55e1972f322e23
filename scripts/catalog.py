"""Print the data that the policies' own tests need: {"lens": {"catalog": ..., "types": ...}}."""

from __future__ import annotations

import sys

import orjson

from collectors import TYPES
from scanner.catalog import load

sys.stdout.buffer.write(orjson.dumps({"lens": {"catalog": load().document(), "types": TYPES}}))
