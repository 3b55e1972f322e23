"""Fixtures of the engines' tests."""

from __future__ import annotations

import pytest

from tests.scanner.engines.servers import opa_or_skip


@pytest.fixture(scope="session")
def opa() -> str:
    """The path of `opa`; see `opa_or_skip`."""
    return opa_or_skip()
