"""Print the data that the policies' own tests need: `{"lens": ...}`."""

from __future__ import annotations

import sys

import orjson

from scanner.catalog.controls import load
from scanner.judging.policy_tests import data

sys.stdout.buffer.write(orjson.dumps({"lens": data(load())}))
