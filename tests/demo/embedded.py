"""The embedded AWS of these tests: a running server, and ordinary boto3 clients of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import boto3
from botocore.config import Config

from scanner.demo.server import AwsServer, load_account

HEAD = {
    "account": "111122223333",
    "partition": "aws",
    "caller": "arn:aws:sts::111122223333:assumed-role/genai-lens/demo",
    "regions": ["us-east-1", "eu-west-1"],
}
WHEN = datetime(2026, 5, 1, 12, 30, tzinfo=UTC)


@contextmanager
def aws(*answers: dict[str, Any], faults: tuple[dict[str, Any], ...] = ()) -> Iterator[AwsServer]:
    """Run a server whose account has these answers."""
    with AwsServer(load_account({**HEAD, "answers": list(answers), "faults": list(faults)})) as running:
        yield running


def client(running: AwsServer, service: str, region: str = "us-east-1", **config: Any) -> Any:
    """Return an ordinary client of a server, which tries each call once and waits for a second."""
    options = Config(retries={"total_max_attempts": 1}, read_timeout=5, **config)
    with patch.dict("os.environ", running.environ()):
        return boto3.session.Session(region_name=region).client(service, config=options)


def body(answer: dict[str, Any]) -> dict[str, Any]:
    """Return an answer without the members that boto3 adds."""
    return {k: v for k, v in answer.items() if k != "ResponseMetadata"}
