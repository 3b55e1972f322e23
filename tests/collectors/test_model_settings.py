"""What is stored of the environment of a model's container."""

from __future__ import annotations

import pytest

from collectors.model_settings import ENVIRONMENT


@pytest.mark.parametrize(
    "value", ["https://me:token@host/model", "s3://models/m?X-Amz-Signature=abc", "a\nb", "x" * 257]
)
def test_value_that_may_hold_a_token_is_left_out(value: str) -> None:
    """Names of models and paths are plain. An address with a user or a query is not stored."""
    assert ENVIRONMENT.of({"HF_MODEL_ID": value, "OPTION_QUANTIZE": "awq"}) == {"OPTION_QUANTIZE": "awq"}


@pytest.mark.parametrize(
    "value", ["org/Model-7B_v0.1", "s3://models/m/", "/opt/ml/model", "unsloth/x-bnb-4bit"]
)
def test_names_of_models_are_stored(value: str) -> None:
    """They say whether the model is quantized."""
    assert ENVIRONMENT.of({"HF_MODEL_ID": value, "HF_TOKEN": "hf_secret"}) == {"HF_MODEL_ID": value}
