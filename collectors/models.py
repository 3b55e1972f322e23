"""botocore's own models: the operations of the services, what they send and answer, and Regions."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Container, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from botocore.loaders import JSONFileLoader, Loader
from botocore.model import OperationModel, ServiceModel

_OPENED: Mapping[str, Callable[..., Any]] = {".json": open, ".json.gz": gzip.open}
_SERVICE = "service-2.json"


class _Files(JSONFileLoader):  # type: ignore[misc]  # botocore has no types
    """Reads botocore's files. A service has only the operations that this program may call.

    So a client has no method that changes anything, and all clients together need half of the
    memory.
    """

    def load_file(self, file_path: str) -> Any:
        """Return the content of a file whose path lacks the suffix; None if there is no file."""
        for suffix, opened in _OPENED.items():
            path = Path(file_path + suffix)
            if path.is_file():
                with opened(path, "rb") as file:
                    found = orjson.loads(file.read())
                service = path.parent.parent.name
                return called(found, operations(service)) if path.name.startswith(_SERVICE) else found
        return None


def operations(service: str) -> Container[str]:
    """Return the names of the operations of a service that this program may call."""
    from collectors import ROWS
    from collectors.own import CREDENTIAL_OPERATIONS, OWN_OPERATIONS, REDIRECT

    every = (*ROWS, *OWN_OPERATIONS, *CREDENTIAL_OPERATIONS, REDIRECT)
    return {name for of, _, name in (one.partition(":") for one in every) if of == service}


def called(model: Mapping[str, Any], names: Container[str]) -> dict[str, Any]:
    """Return the part of a service's model that some operations need."""
    kept = {name: found for name, found in model["operations"].items() if name in names}
    waiting = [
        found["shape"]
        for operation in kept.values()
        for found in (operation.get("input"), operation.get("output"), *operation.get("errors", ()))
        if found
    ]
    shapes: dict[str, Any] = {}
    while waiting:
        name = waiting.pop()
        if name not in shapes:
            shape = shapes[name] = model["shapes"][name]
            parts = [*shape.get("members", {}).values(), *(shape.get(k) for k in ("member", "key", "value"))]
            waiting += [part["shape"] for part in parts if part]
    return {**model, "operations": kept, "shapes": shapes}


LOADER = Loader(
    extra_search_paths=[Loader.BUILTIN_DATA_PATH],
    file_loader=_Files(),
    include_default_search_paths=False,
)
"""The loader of all sessions.

botocore's default would read the folder `~/.aws/models` first. A model there could send another
request than the one that the guard allows.
"""


@cache
def regions() -> dict[str, str]:
    """Return each Region that this version of botocore knows -> its partition."""
    partitions = LOADER.load_data("endpoints")["partitions"]
    return {region: found["partition"] for found in partitions for region in found["regions"]}


@cache
def operation_model(service: str, operation: str) -> OperationModel:
    """Return the model of an operation. `service` is boto3's name.

    Raises botocore's `UnknownServiceError` or `OperationNotFoundError`.
    """
    return _service_model(service).operation_model(operation)


@cache
def _service_model(service: str) -> ServiceModel:
    return ServiceModel(LOADER.load_service_model(service, "service-2"), service)
