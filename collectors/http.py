"""The HTTP session of all clients, which reads a body only up to a limit."""

from __future__ import annotations

import time
from typing import Any

from botocore.exceptions import ConnectionClosedError, ReadTimeoutError
from urllib3.exceptions import HTTPError, IncompleteRead
from urllib3.exceptions import ReadTimeoutError as Urllib3ReadTimeoutError

from collectors.limits import Limits, NoAnswer, current
from collectors.records import TIME_LIMIT, TOO_LARGE

_PIECE = 64 * 1024
"""Bytes that are read at once."""
_MARKS = (b",", b"[", b"{", b"<")
"""Each value of a JSON list or object has one of these before it, and each tag of XML has `<`."""


class BoundedSession:
    """An HTTP session of botocore that sends as `session` does, and reads no body beyond `limits`.

    botocore itself reads each body whole, whatever its size. It never decompresses one.
    """

    def __init__(self, session: Any, limits: Limits) -> None:
        self._session, self._limits = session, limits

    def send(self, request: Any) -> Any:
        """Send a request and return botocore's response, with its body.

        Raises `NoAnswer` if the body is too large, or if the time of this thread is over, and
        botocore's errors.
        """
        _check_time()
        request.stream_output = True  # botocore does not read the body then
        response = self._session.send(request)
        try:
            response._content = self._body(response.raw)
        except Urllib3ReadTimeoutError as error:
            raise ReadTimeoutError(endpoint_url=request.url, error=error) from error
        except (HTTPError, OSError) as error:
            raise ConnectionClosedError(endpoint_url=request.url, request=request, error=error) from error
        except NoAnswer:
            response.raw.close()  # the rest of the body must not be read as the next answer
            raise
        return response

    def close(self) -> None:
        """Close all connections."""
        self._session.close()

    def _body(self, raw: Any) -> bytes:
        body, most = bytearray(), self._limits.body_bytes
        _, budget = current()
        # urllib3's `stream` reads a chunk's size as a line of any length. `read` leaves chunks to
        # http.client, which limits that line, as it limits the status line and the headers.
        while piece := raw.read(_PIECE):
            _check_time()
            body += piece
            if len(body) > most:
                raise NoAnswer(TOO_LARGE, f"the body has more than {most / 2**20:g} MB")
            if budget:
                budget.count_bytes(len(piece))
        if missing := getattr(raw, "length_remaining", 0):
            raise IncompleteRead(len(body), missing)
        if sum(body.count(mark) for mark in _MARKS) > self._limits.body_values:
            raise NoAnswer(TOO_LARGE, f"the body has more than {self._limits.body_values:,} values")
        if body.lstrip()[:1] == b"<" and b"<!ENTITY" in body:
            raise NoAnswer(TOO_LARGE, "the body declares entities, so its size has no bound")
        return bytes(body)


def _check_time() -> None:
    deadline, _ = current()
    if time.monotonic() > deadline:
        raise NoAnswer(TIME_LIMIT, "the time for this request is over")
