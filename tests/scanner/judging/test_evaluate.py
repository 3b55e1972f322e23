"""Evaluation: what it leaves behind in the process that asked for it. The verdicts themselves are `tests/test_accounts.py`'s."""

from __future__ import annotations

import gc
from dataclasses import replace

import pytest

from scanner.errors import EngineError
from scanner.rego import Module
from tests import lab


@pytest.mark.parametrize("running", [True, False])
def test_the_garbage_collector_is_left_as_it_was(running: bool) -> None:
    """It is paused for the time of a judgement, also of one that fails."""
    broken = replace(
        lab.everything(),
        modules=[*lab.everything().modules, Module("lib/broken.rego", "package lens.lib.broken\n\nx := ")],
    )
    before = gc.isenabled()
    try:
        (gc.enable if running else gc.disable)()
        lab.scan("empty")
        assert gc.isenabled() is running
        with pytest.raises(EngineError):
            lab.scan("empty", chosen=broken)
        assert gc.isenabled() is running
    finally:
        (gc.enable if before else gc.disable)()
