"""All engines by name. Importing this module imports no engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext

from scanner.engines.interface import Engine, Server
from scanner.errors import EngineError, UsageError, nearest


def engine(name: str, server: Server | None = None) -> AbstractContextManager[Engine]:
    """Return the named engine as a context manager.

    `server` is an OPA server that is already running. Raises `UsageError` for an unknown name, and
    for a server if the engine uses none.
    """
    if name not in ENGINES:
        raise UsageError(
            f"there is no engine {name!r}.",
            nearest(name, ENGINES) or f"The engines are {', '.join(ENGINES)}.",
        )
    return ENGINES[name](server)


def bounded(name: str) -> tuple[Engine, str]:
    """Return the named engine in a limited process, for a user's own controls.

    If it is OPA and there is no program `opa`, which only a server that is already running can do
    without, the engine is regorus, and the text says so. Otherwise the text is empty.
    """
    from scanner.engines.bounded import Bounded
    from scanner.engines.program import GET, usable

    if name != "opa":
        return Bounded(), ""
    try:
        return Bounded(usable()), ""
    except EngineError as error:
        said = str(error).rstrip(".")
        return Bounded(), f"Your own controls are judged in regorus, and not on the server: {said}. {GET}"


def _regorus(server: Server | None) -> AbstractContextManager[Engine]:
    from scanner.engines.regorus import Regorus

    if server is not None:
        raise UsageError(
            "regorus runs inside the scanner and uses no server.",
            "Add --engine opa, or leave the server out.",
        )
    return nullcontext(Regorus())


def _opa(server: Server | None) -> AbstractContextManager[Engine]:
    if server is None:
        from scanner.engines.local_server import local_server

        return local_server()
    from scanner.engines.shared_server import named_server

    return named_server(server)


ENGINES: Mapping[str, Callable[[Server | None], AbstractContextManager[Engine]]] = {
    "regorus": _regorus,
    "opa": _opa,
}
"""Engine name -> the function that opens it, given a server or None."""
