"""What is stored of the definition of a pipeline of Amazon SageMaker AI.

A definition is JSON that may hold environment variables and hyperparameters. Only what controls
read is stored: the steps, what each one comes after, and what it runs. The form of a definition is
the one of `https://aws-sagemaker-mlops.github.io/sagemaker-model-building-pipeline-definition-JSON-
schema/`, version 2020-12-01.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from collectors.table import Extract

_NESTED = ("IfSteps", "ElseSteps")
"""The arguments of a Condition step that hold steps."""

_READ = {
    "Images": ("ImageUri", "TrainingImage", "Image"),
    "InstanceTypes": ("InstanceType",),
    "Models": ("HubContentArn", "S3Uri", "ModelDataUrl"),
    "JobTypes": ("JobType",),
    "Functions": ("FunctionArn",),
}
"""Member of a stored step -> the members, at any depth of the step, whose texts it lists."""

_HIDDEN = frozenset({"Environment", "HyperParameters", "Tags", "EnvironmentVariables"})
"""Members whose own members are named by people."""

_STEP = re.compile(r"Steps\.([^.\[]+)")


def steps(definition: Any) -> dict[str, Any]:
    """Return `{"Steps": [...]}`: all steps of a definition, those of conditions included.

    A step has `Name`, `Type`, `After` (names of the steps that it depends on, refers to, or stands
    in), and lists of texts: `Images`, `InstanceTypes`, `Models`, `JobTypes` and `Functions`. A text
    that a parameter gives is the parameter's default value.
    """
    whole = definition if isinstance(definition, dict) else {}
    given = {
        f"Parameters.{one['Name']}": one["DefaultValue"]
        for one in _dicts(whole.get("Parameters"))
        if isinstance(one.get("Name"), str) and isinstance(one.get("DefaultValue"), str)
    }
    return {"Steps": [*_steps(whole.get("Steps"), given, ())]}


def _steps(found: Any, given: Mapping[str, str], above: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Yield the steps of a list. `above` are the conditions that they stand in."""
    for step in _dicts(found):
        name, kind = (str(step.get(member, "")) for member in ("Name", "Type"))
        arguments = step.get("Arguments")
        arguments = arguments if isinstance(arguments, dict) else {}
        own = {**step, "Arguments": {k: v for k, v in arguments.items() if k not in _NESTED}}
        read = [*_members(own, given)]
        depends = step.get("DependsOn")
        after = [one for one in depends if isinstance(one, str)] if isinstance(depends, list) else []
        named = [match[1] for key, text in read if key == "Get" and (match := _STEP.match(text))]
        yield {
            "Name": name,
            "Type": kind,
            "After": sorted({*after, *named, *above} - {name}),
            **{kind: sorted({text for key, text in read if key in keys}) for kind, keys in _READ.items()},
        }
        for nested in _NESTED:
            yield from _steps(arguments.get(nested), given, (*above, name))


def _members(value: Any, given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (member, text) of every text at any depth, with the values of parameters."""
    if isinstance(value, list):
        for inner in value:
            yield from _members(inner, given)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str):
                yield key, inner
            elif isinstance(inner, dict) and inner.get("Get") in given:
                yield key, given[inner["Get"]]
            if key not in _HIDDEN:
                yield from _members(inner, given)


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


PIPELINE = Extract(
    "steps of the pipeline: their names, types and order, and the images, instance types, models and "
    "functions that they run",
    steps,
)
