"""Fixtures of several tests of the collectors."""

from __future__ import annotations

import pytest
from botocore.awsrequest import AWSPreparedRequest

from tests.collectors.wire import cut


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> list[AWSPreparedRequest]:
    """The requests that boto3 would send, with credentials and no other setting; see `cut`."""
    return cut(monkeypatch)
