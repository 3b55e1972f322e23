"""Read a sample account: plain data, checked against botocore's service models.

    account, partition, caller, regions    who is asked, and the enabled Regions
    answers                                a list of {call, region, with, answer | error}
    faults                                 a list of {call, kind, ...}, as in `faults.Fault`

`call` is `service:Operation` with boto3's name of the service. `region` and `with` (request
parameters) restrict an entry to some requests. `answer` is what boto3 would return for all pages
together: the server splits it into pages. An object or list is allowed where AWS sends JSON in a
string. `error` is {code, message, status}.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml
from botocore.exceptions import UnknownServiceError
from botocore.model import OperationModel, OperationNotFoundError, Shape
from botocore.utils import parse_timestamp
from botocore.validate import ParamValidator, ValidationErrors

from scanner.demo import wire
from scanner.demo.faults import Fault
from scanner.demo.pages import token_names
from scanner.errors import UsageError, nearest

_HEAD = ("account", "partition", "caller", "regions")
_WORDS = ("call", "region", "with", "answer", "error")


@dataclass(frozen=True, slots=True)
class Entry:
    """The answer to one kind of request; `error` is (code, message, status), if it is an error."""

    call: str
    region: str
    parameters: Mapping[str, Any]
    answer: Mapping[str, Any]
    error: tuple[str, str, int] | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A checked sample account. `entries` are grouped by call; `faults` are as in the file."""

    account: str
    partition: str
    caller: str
    regions: tuple[str, ...]
    entries: Mapping[str, tuple[Entry, ...]]
    faults: tuple[Mapping[str, Any], ...] = ()

    def find(self, request: wire.Request) -> Entry | None:
        """Return the entry that answers a request, or None.

        Of the entries whose Region and parameters match, it is the one with the most parameters.
        """
        fitting = [
            entry
            for entry in self.entries.get(request.call, ())
            if entry.region in ("", request.region) and entry.parameters.items() <= request.parameters.items()
        ]
        return max(fitting, key=lambda entry: (len(entry.parameters), bool(entry.region)), default=None)


def load_account(source: Path | str | Mapping[str, Any]) -> Account:
    """Read and check an account.

    Raises `UsageError` that names the entry, and the path in it that AWS could not have sent.
    """
    data = (
        yaml.safe_load(Path(source).read_text(encoding="utf-8"))
        if isinstance(source, (str, Path))
        else source
    )
    for key in _HEAD:
        if not isinstance(data.get(key), list if key == "regions" else str):
            raise UsageError(
                f"A sample account needs {key}: {'a list' if key == 'regions' else 'a (quoted) string'}."
            )
    entries: dict[str, list[Entry]] = {}
    for place, raw in enumerate(data.get("answers", [])):
        try:
            entry = _entry(raw)
        except (ValueError, TypeError, AttributeError, LookupError) as error:
            told = (
                f"answers[{place}] {raw.get('call', '')} {raw.get('with') or ''}"
                if isinstance(raw, Mapping)
                else f"answers[{place}]"
            )
            raise UsageError(f"{told.rstrip()}: {error}") from error
        entries.setdefault(entry.call, []).append(entry)
    for fault in data.get("faults", ()):
        Fault.read(fault)
    return Account(
        account=data["account"],
        partition=data["partition"],
        caller=data["caller"],
        regions=tuple(data["regions"]),
        entries={call: tuple(found) for call, found in entries.items()},
        faults=tuple(data.get("faults", ())),
    )


def _entry(raw: Mapping[str, Any]) -> Entry:
    for word in raw:
        if word not in _WORDS:
            raise ValueError(f"{word} is not a key of an entry. {nearest(str(word), _WORDS)}".rstrip())
    if ("answer" in raw) == ("error" in raw):
        raise ValueError("an entry needs either an answer or an error")
    service, _, operation = str(raw.get("call", "")).partition(":")
    try:
        model = wire.operation_model(service, operation)
    except (UnknownServiceError, OperationNotFoundError) as error:
        raise ValueError("botocore does not know this call") from error
    parameters = raw.get("with") or {}
    asked = list(model.input_shape.members) if model.input_shape else []
    for name in parameters:
        if name not in asked:
            raise ValueError(f"with.{name} is not a parameter of it. {nearest(name, asked)}".rstrip())
    if "error" in raw:
        no = raw["error"]
        told = (str(no["code"]), str(no.get("message", "")), int(no.get("status", 400)))
        return Entry(raw["call"], raw.get("region", ""), parameters, {}, told)
    return Entry(
        raw["call"], raw.get("region", ""), parameters, _checked(service, raw["answer"] or {}, model)
    )


def _checked(service: str, raw: Mapping[str, Any], model: OperationModel) -> Mapping[str, Any]:
    """Return an answer as boto3 would return it. Raises `ValueError` if AWS could not send it."""
    shape = model.output_shape
    if shape is None:
        if raw:
            raise ValueError("this operation has no output")
        return {}
    answer: Mapping[str, Any] = shaped(raw, shape, service)
    report = _Validator().validate(answer, shape)
    if report.has_errors():
        raise ValueError(f"AWS could not send this answer: {report.generate_report()}")
    for name in token_names(wire.paginator(service, model.name)) & answer.keys():
        if answer[name]:
            raise ValueError(f"{name}: leave this member out: the server splits the answer into pages")
    return answer


class _Faults(ValidationErrors):  # type: ignore[misc]  # botocore has no types
    """The faults of an answer. A missing member is none: AWS leaves out what the model requires."""

    def report(self, name: str, reason: str, **additional: Any) -> None:
        """Record a fault at a place, unless something is missing there."""
        if reason != "missing required field":
            super().report(name, reason, **additional)


class _Validator(ParamValidator):  # type: ignore[misc]  # botocore has no types
    """Checks the names and the types of the members of an answer."""

    def validate(self, params: Mapping[str, Any], shape: Shape) -> ValidationErrors:
        """Return the faults of an answer."""
        faults = _Faults()
        self._validate(params, shape, faults, name="")
        return faults


def shaped(value: Any, shape: Shape, service: str) -> Any:
    """Return a value of the data file as boto3 would return it.

    Times become datetimes in UTC, blobs become bytes, and documents become the strings that AWS
    sends.
    """
    if shape.type_name == "structure" and isinstance(value, Mapping) and not shape.metadata.get("document"):
        return {
            k: shaped(v, shape.members[k], service) if k in shape.members else v for k, v in value.items()
        }
    if shape.type_name == "list" and isinstance(value, list):
        return [shaped(v, shape.member, service) for v in value]
    if shape.type_name == "map" and isinstance(value, Mapping):
        return {k: shaped(v, shape.value, service) for k, v in value.items()}
    if shape.type_name == "timestamp":
        return _moment(value)
    if shape.type_name == "blob" and isinstance(value, str):
        return value.encode()
    if shape.type_name == "string" and isinstance(value, (Mapping, list)):
        text = json.dumps(value)
        return quote(text, safe="") if service == "iam" else text  # only IAM percent-encodes its documents
    return value


def _moment(value: Any) -> datetime:
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=UTC)
    found: datetime = value if isinstance(value, datetime) else parse_timestamp(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
