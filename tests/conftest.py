"""Settings of all tests: one profile of hypothesis, and `--shard`."""

from __future__ import annotations

import pytest
from hypothesis import settings

from scripts.shards import shard

settings.register_profile("no-deadline", deadline=None)  # a busy machine is not a mistake
settings.load_profile("no-deadline")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--shard`."""
    parser.addoption("--shard", default="1/1", metavar="I/N", help="Run part I of N parts of the tests.")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests of this shard, and tell pytest which ones it does not run."""
    try:
        kept = shard(items, config.getoption("shard"))
    except ValueError as error:
        raise pytest.UsageError(str(error)) from error
    keys = {item.nodeid for item in kept}
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in keys])
    items[:] = kept
