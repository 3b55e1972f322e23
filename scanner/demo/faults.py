"""Faults: simulated failures of AWS. A fault says which requests fail, and how."""

from __future__ import annotations

from collections.abc import Mapping
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
_IDENTIFIERS = ("Id", "Arn", "ARN", "Name", "Identifier")
_IN_FILES = {"with": "parameters", "except": "spared"}


@dataclass(slots=True)
class Fault:
    """A fault of one `kind` on the calls that match the pattern `call`.

    A pattern is a `service:Operation` with `*` for any text. `region`, `parameters` (which a
    request must have) and `page` (this page and later ones) restrict the fault. `spared` are
    patterns of calls that it does not affect. `times` is the number of requests that it still
    affects; None means all. `size` is for `page_size`, and `seconds` for `stalled`.
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
            _IN_FILES.get(k, k): tuple(v) if k == "except" else v for k, v in raw.items()
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


def stripped(answer: Mapping[str, Any], kept: set[str]) -> dict[str, Any]:
    """Return an answer with only its identifiers, their containers, and the members in `kept`."""
    found = {k: v if k in kept else _strip(v, k) for k, v in answer.items()}
    return {k: v for k, v in found.items() if v is not None}


def _strip(value: Any, name: str) -> Any:
    """Return what is left of a member; None if nothing is.

    A list is kept, even if it gets empty.
    """
    if isinstance(value, Mapping):
        return stripped(value, set()) or None
    if isinstance(value, list):
        return [left for left in (_strip(item, name) for item in value) if left is not None]
    return (
        value
        if isinstance(value, str) and (name.endswith(_IDENTIFIERS) or name in ("id", "arn", "name"))
        else None
    )
