"""Fixtures of the scanner's tests."""

from __future__ import annotations

import pytest

from tests.scanner.engines.servers import opa_or_skip


@pytest.fixture(scope="session")
def opa() -> str:
    """Return the path of `opa`; see `opa_or_skip`."""
    return opa_or_skip()
