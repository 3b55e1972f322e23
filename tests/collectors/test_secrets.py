"""A damaged answer of STS leaks no credentials: neither at the start nor at a renewal."""

from __future__ import annotations

from pathlib import Path

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.httpsession import URLLib3Session

from collectors.aws import Aws
from collectors.calls import CannotCollect
from collectors.collect import collect

CANARIES = ("CANARY-ID", "CANARY-SECRET", "CANARY-TOKEN")
CREDENTIALS = (
    "<Credentials><AccessKeyId>CANARY-ID</AccessKeyId><SecretAccessKey>CANARY-SECRET</SecretAccessKey>"
    "<SessionToken>CANARY-TOKEN</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>"
    "<AssumedRoleUser><AssumedRoleId>AROA:x</AssumedRoleId>"
    "<Arn>arn:aws:sts::111122223333:assumed-role/reader/x</Arn></AssumedRoleUser>"
)


def _body(operation: str) -> str:
    namespace = "https://sts.amazonaws.com/doc/2011-06-15/"
    result = f"<{operation}Result>{CREDENTIALS}</{operation}Result>"
    return f'<{operation}Response xmlns="{namespace}">{result}</{operation}Response>'


class _Raw:
    """The body of an answer, as urllib3 gives it."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def read(self, *_: object) -> bytes:
        """Return the whole body, and then nothing."""
        body, self._body = self._body, b""
        return body


def _cuts(operation: str) -> list[bytes]:
    """Return the answer, cut at every tenth byte."""
    body = _body(operation).encode()
    return [body[:end] for end in range(0, len(body), 10)]


@pytest.mark.parametrize("operation", ["AssumeRole", "AssumeRoleWithWebIdentity"])
def test_a_cut_answer_shows_no_credentials(
    operation: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error names the role or the step, and repeats nothing of the answer."""
    (tmp_path / "token").write_text("token")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    if operation == "AssumeRole":
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    else:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/reader")
        monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str(tmp_path / "token"))
    said = []
    for body in _cuts(operation):

        def send(_: URLLib3Session, request: AWSPreparedRequest, body: bytes = body) -> AWSResponse:
            return AWSResponse(request.url, 200, {"Content-Type": "text/xml"}, _Raw(body))

        monkeypatch.setattr(URLLib3Session, "send", send)
        role = "arn:aws:iam::111122223333:role/reader" if operation == "AssumeRole" else ""
        with pytest.raises(CannotCollect) as caught:
            collect(Aws(role_arn=role), [], ["us-east-1"])
        said.append(f"{caught.value.sentence} {caught.value.next_step}")
    assert not [text for text in said if any(canary in text for canary in CANARIES)]
    assert any("is not XML" in text for text in said)
