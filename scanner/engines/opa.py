"""Evaluate with Open Policy Agent over HTTP: the common base of the three kinds of server.

`local_server.py` starts a server. `bundle_server.py` uses one that serves our bundle, and
`shared_server.py` one that does not. Facts are sent as the query's `input` and never stored on a
server.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import orjson
import requests
from opa_client.errors import DeleteDataError, DeletePolicyError, PolicyNotFoundError, RegoParseError

from scanner.catalog.vetting import forbidden, vet
from scanner.engines.connection import INSTEAD, explained
from scanner.engines.interface import Document, Evaluation, isolated
from scanner.engines.program import first_error
from scanner.errors import EngineError
from scanner.rego import Module, PolicyError
from scanner.text import one_line

TIMEOUT = 600.0
"""Seconds that OPA may take to answer, enough for an input of 100 MB.

The client's default is 1.5.
"""


class Opa(ABC):
    """An engine that uses an OPA server. `where` names the server in messages."""

    def __init__(self, where: str) -> None:
        self._where = where

    def evaluate(
        self, modules: Sequence[Module], catalog: Document, facts: bytes | Mapping[str, Any]
    ) -> Evaluation:
        """See `scanner.engines.interface.Engine`.

        A module that regorus cannot parse is refused too.
        """
        vet(modules)
        document = orjson.loads(facts) if isinstance(facts, bytes) else dict(facts)

        def run(some: Sequence[Module], part: Document) -> Any:
            for module in some:
                if not module.shipped:
                    forbidden(module)
            with self.asking():
                return self._answer(some, part, document).get("result")

        return isolated(run, modules, catalog)

    @abstractmethod
    def _answer(
        self, modules: Sequence[Module], catalog: Document, facts: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Return the server's answer about `data.lens.results`.

        Raises `PolicyError` if OPA cannot compile a module.
        """

    @abstractmethod
    def _path(self, file: str) -> str:
        """Return the path of the module that OPA calls `file`."""

    def _error(self, errors: Sequence[Mapping[str, Any]]) -> PolicyError:
        """Return OPA's first error."""
        return PolicyError(first_error(errors, self._path))

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Turn an error of the client into `PolicyError` (a policy is wrong) or `EngineError`."""
        try:
            with explained(self._where):
                yield
        except requests.HTTPError as error:
            answer: Any = error.response
            with suppress(ValueError, KeyError, TypeError):  # the answer does not describe a policy's error
                raise self._error(answer.json()["errors"]) from error
            raise self.refusal(f"HTTP {answer.status_code} {answer.text}") from error
        except (RegoParseError, PolicyNotFoundError, DeletePolicyError, DeleteDataError) as error:
            raise self.refusal(str(error.message)) from error

    def refusal(self, said: str) -> EngineError:
        """Return the error for a server that refused a request, with the server's reason."""
        return EngineError(
            f"{self._where} refused the request: {one_line(said)}.",
            f"Check what the server allows, {INSTEAD}",
        )


def ask(client: Any, facts: Mapping[str, Any], **parameters: str) -> Any:
    """Query `data.lens.results` on a server that has the policies and the catalog."""
    return client.query_rule(facts, "lens", "results", {"strict-builtin-errors": "true", **parameters})


def give(client: Any, catalog: Document) -> None:
    """Write `data.lens.catalog`, unless the server has it.

    OPA compiles all policies again after each change of its data, which takes seconds.
    """
    wanted = orjson.loads(orjson.dumps(catalog))
    if data(client, "lens/catalog") != wanted:
        client.update_or_create_data(wanted, "lens/catalog")


def data(client: Any, path: str) -> Any:
    """Return the server's data at a path, or None."""
    with absent(PolicyNotFoundError):
        return client.get_data(path)["result"]


@contextmanager
def absent(kind: type[Any]) -> Iterator[None]:
    """Ignore the error that the client raises for a policy or data that does not exist.

    The error code is OPA's own, or the client's for an answer without a result.
    """
    try:
        yield
    except kind as error:
        if error.expression not in ("resource_not_found", PolicyNotFoundError.__name__):
            raise
