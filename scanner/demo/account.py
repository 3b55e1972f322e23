"""A sample account: one plain data file, checked against the shapes of AWS's answers.

    account, partition, caller, regions    the head: who is asked, and the enabled regions
    answers                                a list of {call, region, with, answer | error}
    faults                                 a list of {call, kind, ...}, as `AwsServer.fault` takes them

`call` is `service:Operation` with boto3's name of the service; `region` and `with` (parameters that a request must have) narrow an
entry; `answer` is what boto3 would return, whole: the server splits it into pages. A document may stand where AWS sends JSON in a string.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from botocore.model import Shape
from botocore.utils import parse_timestamp
from botocore.validate import ParamValidator

from scanner.demo import wire
from scanner.errors import UsageError


@dataclass(frozen=True, slots=True)
class Entry:
    """What the account says to one question; `error` is (code, message, status) instead of an answer."""

    call: str
    region: str
    parameters: Mapping[str, Any]
    answer: Mapping[str, Any]
    error: tuple[str, str, int] | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A sample account, checked."""

    account: str
    partition: str
    caller: str
    regions: tuple[str, ...]
    entries: Mapping[str, tuple[Entry, ...]]
    faults: tuple[Mapping[str, Any], ...] = field(default_factory=tuple)

    def find(self, call: str, region: str, parameters: Mapping[str, Any]) -> Entry | None:
        """The entry that answers a request: of those whose region and parameters fit, the one that names most."""
        fitting = [e for e in self.entries.get(call, ()) if e.region in ("", region) and e.parameters.items() <= parameters.items()]
        return max(fitting, key=lambda e: (len(e.parameters), bool(e.region)), default=None)


def load_account(source: Path | str | Mapping[str, Any]) -> Account:
    """Read and check an account. Raises `UsageError` naming the entry and the path that AWS could not have sent."""
    data = yaml.safe_load(Path(source).read_text(encoding="utf-8")) if isinstance(source, (str, Path)) else source
    entries: dict[str, list[Entry]] = {}
    for raw in data.get("answers", []):
        service, operation = raw["call"].split(":")
        model = wire.operation_model(service, operation)
        answer = shaped(raw.get("answer") or {}, model.output_shape, service) if model.output_shape else {}
        if "answer" in raw and model.output_shape:
            report = ParamValidator().validate(answer, model.output_shape)
            if report.has_errors():
                raise UsageError(f"{raw['call']} {raw.get('with', {})}: AWS could not answer that: {report.generate_report()}")
        error = raw.get("error")
        told = (error["code"], error.get("message", ""), error.get("status", 400)) if error else None
        entries.setdefault(raw["call"], []).append(Entry(raw["call"], raw.get("region", ""), raw.get("with") or {}, answer, told))
    return Account(
        account=data["account"],
        partition=data["partition"],
        caller=data["caller"],
        regions=tuple(data["regions"]),
        entries={call: tuple(found) for call, found in entries.items()},
        faults=tuple(data.get("faults", ())),
    )


def shaped(value: Any, shape: Shape, service: str) -> Any:
    """A value of the data file as boto3 would hold it: times as datetimes, documents as the strings that AWS sends."""
    if shape.type_name == "structure" and isinstance(value, Mapping) and not shape.metadata.get("document"):
        return {k: shaped(v, shape.members[k], service) if k in shape.members else v for k, v in value.items()}
    if shape.type_name == "list" and isinstance(value, list):
        return [shaped(v, shape.member, service) for v in value]
    if shape.type_name == "map" and isinstance(value, Mapping):
        return {k: shaped(v, shape.value, service) for k, v in value.items()}
    if shape.type_name == "timestamp" and not isinstance(value, datetime):
        return parse_timestamp(value)
    if shape.type_name == "string" and isinstance(value, (Mapping, list)):
        return wire.policy_text(value, service)
    return value
