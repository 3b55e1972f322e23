"""What is stored of the environment of a model's container.

The variables of a container may hold tokens and passwords. Of a closed list of variables the values
are stored: names of models, and how the server makes a model smaller or faster.
"""

from __future__ import annotations

import re
from typing import Any

from collectors.table import Extract

_KEPT = re.compile(
    r"HF_MODEL_ID|MODEL_ID|OPTION_MODEL_ID|OPTION_QUANTIZE|OPTION_DTYPE|OPTION_SPECULATIVE_[A-Z_]{1,40}"
    r"|OPTION_TENSOR_PARALLEL_DEGREE|HF_MODEL_QUANTIZE|QUANTIZE|SM_NUM_GPUS"
)
# An address with a user or a query may hold a token.
_VALUE = re.compile(r"[\w ./:,+-]{0,256}", re.ASCII)


def _settings(variables: Any) -> dict[str, str]:
    """Return the variables that say which model a container serves, and how."""
    if not isinstance(variables, dict):
        return {}
    return {
        name: value
        for name, value in variables.items()
        if isinstance(value, str) and _VALUE.fullmatch(value) and _KEPT.fullmatch(name)
    }


ENVIRONMENT = Extract(
    "which model the container serves, and whether it is quantized or decodes speculatively", _settings
)
