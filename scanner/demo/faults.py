"""Faults: simulated failures of AWS. A fault says which requests fail, and how."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from typing import Any, Self

from scanner.demo.wire import Request
from scanner.errors import UsageError, nearest

KINDS = (
    "denied",
    "throttled",
    "error500",
    "reset",
    "stalled",
    "cut",
    "garbled",
    "page_size",
    "repeat",
    "stripped",
    "empty",
)
PAGE_SIZE = 100
_IN_FILES = {"with": "parameters", "except": "spared"}


@dataclass(slots=True)
class Fault:
    """A fault of one `kind` on the calls that match the pattern `call`.

    A pattern is a `service:Operation` with `*` for any text. `region`, `parameters` (which a
    request must have) and `page` (this page and later ones) restrict the fault. `spared` are
    patterns of calls that it does not affect. `times` is the number of requests that it still
    affects; None means all. `size` is for `page_size`, `seconds` for `stalled`, and `paths` are the
    members that `stripped` removes.
    """

    call: str
    kind: str
    region: str = ""
    parameters: Mapping[str, Any] | None = None
    times: int | None = None
    page: int = 1
    size: int = PAGE_SIZE
    seconds: float = 5.0
    spared: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"there is no kind of fault {self.kind!r}; the kinds are {', '.join(KINDS)}")
        if self.size < 1:
            raise ValueError(f"a page cannot have {self.size} items")

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Self:
        """Return a fault from an account's file. Raises `UsageError`.

        The file calls `parameters` `with` and `spared` `except`.
        """
        given: dict[str, Any] = {
            _IN_FILES.get(k, k): tuple(v) if k in ("except", "paths") else v for k, v in raw.items()
        }
        known = [field.name for field in fields(cls)]
        for name in given:
            if name not in known:
                raise UsageError(f"fault {dict(raw)}: {name} is not a key of a fault.", nearest(name, known))
        try:
            return cls(**given)
        except (TypeError, ValueError) as error:
            raise UsageError(f"fault {dict(raw)}: {error}") from error

    def meets(self, request: Request, page: int) -> bool:
        """Return whether the fault affects this request for this page, counted from 1."""
        return (
            self.times != 0
            and fnmatchcase(request.call, self.call)
            and not any(fnmatchcase(request.call, pattern) for pattern in self.spared)
            and self.region in ("", request.region)
            and (self.parameters or {}).items() <= request.parameters.items()
            and page >= self.page
        )


def stripped(answer: Mapping[str, Any], paths: Iterable[str]) -> dict[str, Any]:
    """Return an answer without the members at `paths`, such as `agents[].name`."""
    out = dict(answer)
    for path in paths:
        out = _without(out, path.split("."))
    return out


def _without(value: Any, path: list[str]) -> Any:
    name, rest = path[0].removesuffix("[]"), path[1:]
    if not isinstance(value, Mapping) or name not in value:
        return value
    if not rest:
        return {k: v for k, v in value.items() if k != name}
    if isinstance(value[name], list):
        return {**value, name: [_without(item, rest) for item in value[name]]}
    return {**value, name: _without(value[name], rest)}
