"""botocore's own models: the operations of the services, what they send and answer, and Regions."""

from __future__ import annotations

from functools import cache

from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel

LOADER = Loader(extra_search_paths=[Loader.BUILTIN_DATA_PATH], include_default_search_paths=False)
"""The loader of all sessions. Loading the model of a service takes 30 ms the first time.

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
