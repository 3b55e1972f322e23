"""The wire of boto3, cut: what it would send, and the smallest input of each operation."""

from __future__ import annotations

import os
from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest
from botocore.httpsession import URLLib3Session
from botocore.model import Shape


class Sent(Exception):
    """A request reached the wire."""


def cut(monkeypatch: pytest.MonkeyPatch) -> list[AWSPreparedRequest]:
    """Give boto3 credentials and no other setting, and return a list that its requests go to.

    Nothing is sent: each request raises `Sent`.
    """
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    sent: list[AWSPreparedRequest] = []

    def send(_: URLLib3Session, request: AWSPreparedRequest) -> Any:
        sent.append(request)
        raise Sent

    monkeypatch.setattr(URLLib3Session, "send", send)
    return sent


def smallest_input(shape: Shape | None, name: str = "") -> Any:
    """Return the smallest input that botocore accepts."""
    if shape is None:
        return {}
    if shape.type_name == "structure":
        return {name: smallest_input(shape.members[name], name) for name in shape.required_members}
    if shape.type_name == "list":
        return [smallest_input(shape.member)] * shape.metadata.get("min", 0)
    if name == "AccountId":
        return "111122223333"
    if name.endswith("Arn") or name == "Bucket":
        return "arn:aws:iam::111122223333:role/r" if name != "Bucket" else "a-bucket"
    return "a/b c" + "x" * shape.metadata.get("min", 0) if shape.type_name == "string" else 1
