"""Write the input schema into a file, for `opa check -s`: scripts/input_schema.py FILE."""

from __future__ import annotations

import sys
from pathlib import Path

import orjson

from scanner.catalog.input_schema import input_schema

Path(sys.argv[1]).write_bytes(orjson.dumps(input_schema(), option=orjson.OPT_INDENT_2))
