"""moto's server, for tests that need an AWS which others wrote."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from unittest.mock import patch

from moto.server import ThreadedMotoServer

SETTINGS = {
    "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
    "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",  # 1,300 images per Region that nobody asks for
}


@contextmanager
def moto_server() -> Iterator[str]:
    """Start the server on a free loopback port, and yield `host:port`. It stops at the end.

    The accounts are empty but for AWS's managed policies. moto keeps them for the whole process, so
    what an earlier test left behind is removed.
    """
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    with patch.dict(os.environ, SETTINGS):
        server.start()
        try:
            host, port = server.get_host_and_port()
            reset = HTTPConnection(host, port)
            reset.request("POST", "/moto-api/reset")
            assert reset.getresponse().status == 200
            reset.close()
            yield f"{host}:{port}"
        finally:
            server.stop()
