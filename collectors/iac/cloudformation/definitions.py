"""The definition of a state machine, which may stand in a file of its own.

Source: "AWS::StepFunctions::StateMachine" in the template reference of CloudFormation:
DefinitionString, DefinitionS3Location and DefinitionSubstitutions. DefinitionUri is SAM's name for
a file that `sam package` uploads.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from collectors.iac.cloudformation.document import parsed
from collectors.iac.cloudformation.functions import MAX_TEXT, Refused, made, text_of
from collectors.iac.cloudformation.nodes import Unreadable
from collectors.iac.cloudformation.parameters import plain
from collectors.iac.values import Unknown, has_tokens, is_plain

STATE_MACHINE = "AWS::StepFunctions::StateMachine"
_PLACES = ("DefinitionUri", "DefinitionS3Location")
_TEXT = "DefinitionString"

Lines = dict[str, tuple[int, int]]


def complete(attributes: dict[str, Any], lines: Lines, read: Callable[[str], str | Unknown]) -> None:
    """Put the definition of a state machine in the place of its file, and fill in its variables.

    `read` gives the text of a file beside the template, or why it cannot.
    """
    for place in _PLACES:
        if place in attributes:
            where = attributes.pop(place)
            lines[f"/{_TEXT}"] = lines.get(f"/{place}", lines.get("", (0, 0)))
            attributes[_TEXT] = _definition(where, read)
    substitutions = attributes.pop("DefinitionSubstitutions", None)
    if substitutions is not None and isinstance(attributes.get(_TEXT), str):
        attributes[_TEXT] = _filled(attributes[_TEXT], substitutions)


def _definition(where: Any, read: Callable[[str], str | Unknown]) -> Any:
    if isinstance(where, Unknown):
        return where
    if not isinstance(where, str) or has_tokens(where):
        return Unknown("the definition is a file in S3")
    text = read(where)
    if isinstance(text, Unknown) or text.lstrip().startswith("{"):
        return text
    try:
        value = plain(parsed(text))
    except Unreadable as error:
        return Unknown(f"the definition cannot be read: {error.sentence}")
    return json.dumps(value) if is_plain(value) else Unknown("the definition has a value that is not known")


def _filled(text: str, substitutions: Any) -> Any:
    """Return a definition with the value of each `${name}` that has one."""
    if not isinstance(substitutions, dict):
        return substitutions if isinstance(substitutions, Unknown) else text

    def value(found: re.Match[str]) -> str:
        name = found[1]
        return text_of(substitutions[name]) if name in substitutions else found[0]

    try:
        longest = max(map(len, map(text_of, substitutions.values())), default=0)
        if longest * text.count("${") > MAX_TEXT:
            raise Refused("the text is too long")
        return made(re.sub(r"\$\{([^{}]*)\}", value, text))
    except Refused as error:
        return Unknown(f"DefinitionSubstitutions: {error}")
