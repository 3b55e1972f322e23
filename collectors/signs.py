"""What is said of redacted texts beside their length and hash: numbers and named signs.

Each function takes any value and looks at it once from front to back, because whoever writes the
text may want a scan to hang. It returns no piece of the text.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

import orjson

from collectors import api_schemas, cedar, credentials
from collectors.table import Signs, is_number

_VARIABLE = re.compile(r"\{\{ ?[0-9A-Za-z_-]{1,128} ?\}\}")
_FORMS = {
    "json": re.compile(r"\bJSON\b", re.IGNORECASE | re.ASCII),
    "xml": re.compile(r"\bXML\b", re.IGNORECASE | re.ASCII),
    "classify": re.compile(r"classif", re.IGNORECASE | re.ASCII),
    "only_output": re.compile(r"only (?:return|output|answer with)", re.IGNORECASE | re.ASCII),
}


def _template(text: Any) -> dict[str, Any]:
    if not isinstance(text, str):
        return {}
    first = _VARIABLE.search(text)
    outside, variables = _VARIABLE.subn("\n", text)
    return {
        "characters": len(text),
        "variables": variables,
        "static": len(outside) - variables,
        "prefix": first.start() if first else len(text),
        **{name: form.search(outside) is not None for name, form in _FORMS.items()},
        **credentials.found(text),
    }


def _length(value: Any) -> dict[str, Any]:
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return {"characters": len(text)}


PROMPT = Signs(
    "how long the prompt is, its text outside of {{variables}} (static) and before the first of them "
    "(prefix), how many variables it has, whether it asks for a fixed form, and whether it holds what looks "
    "like a password or a key",
    _template,
    numbers=("characters", "variables", "static", "prefix", credentials.NUMBER),
    flags=(*_FORMS, *credentials.KINDS, credentials.MAYBE),
    phrases=("structured", "secret"),
)


def _settings(fields: Any) -> dict[str, Any]:
    return fields if isinstance(fields, dict) else {}


SETTINGS = Signs(
    "settings of the model that limit or steer what it returns",
    _settings,
    numbers=(
        *("max_tokens", "maxTokens", "max_gen_len", "max_completion_tokens"),
        *("temperature", "top_p", "topP"),
    ),
)


def _retrieval(namespaces: Any) -> dict[str, Any]:
    found = namespaces.values() if isinstance(namespaces, dict) else ()
    counts: list[float] = [
        one["topK"] for one in found if isinstance(one, dict) and is_number(one.get("topK"))
    ]
    return {"topK": max(counts, default=None)}


RETRIEVAL = Signs(
    "how many facts are retrieved from one namespace of the memory at most", _retrieval, numbers=("topK",)
)
LENGTH = Signs("how long the text is", _length, numbers=("characters",))


def _text(text: Any) -> dict[str, Any]:
    return {**_length(text), **credentials.found(text)} if isinstance(text, str) else {}


TEXT = Signs(
    "how long the text is, and whether it holds what looks like a password or a key",
    _text,
    numbers=("characters", credentials.NUMBER),
    flags=(*credentials.KINDS, credentials.MAYBE),
    phrases=("secret",),
)

CEDAR = Signs(
    "how many statements the policy has, and how many of these permit every principal every action",
    cedar.permits,
    numbers=("statements", "everything", "gateway", "unclear"),
)
API_SCHEMA = Signs(
    "how many operations the schema has, and how many of these change something without asking the user",
    api_schemas.operations,
    numbers=("operations", "unconfirmed"),
)


VARIABLES = Signs(
    "whether a value looks like a password or a key, by itself or by the name that it has",
    credentials.of_variables,
    numbers=(credentials.NUMBER,),
    flags=(*credentials.KINDS, credentials.NAMED, credentials.MAYBE),
)
"""Of environment variables and headers. Their names are not stored either."""


def _pinned(text: Any) -> dict[str, Any]:
    if not isinstance(text, str):
        return {}
    bare = text.strip()
    return {"characters": len(bare), "wildcard": bool(bare) and not bare.strip("*")}


PINNED = Signs(
    "whether it says something, and whether it is * alone",
    _pinned,
    numbers=("characters",),
    flags=("wildcard",),
)


def _address(text: Any) -> dict[str, Any]:
    return {**_length(text), "https": text[:8].lower() == "https://"} if isinstance(text, str) else {}


ADDRESS = Signs("whether it uses HTTPS", _address, numbers=("characters",), flags=("https",))


_STOPS = {
    "autostop": re.compile(r"auto-?stop", re.IGNORECASE | re.ASCII),
    "stop_notebook_instance": re.compile(r"stop[_-]notebook[_-]instance", re.IGNORECASE | re.ASCII),
}


def _script(content: Any) -> dict[str, Any]:
    if not isinstance(content, str):
        return {}
    try:
        text = base64.b64decode(content).decode(errors="replace")
    except (binascii.Error, ValueError):
        return {}
    lines = [line.split(" #")[0] for line in text.splitlines() if not line.lstrip().startswith("#")]
    code = "\n".join(lines)
    stops = {name: form.search(code) is not None for name, form in _STOPS.items()}
    return {**stops, **credentials.found(_SHELL.sub("<>", text))}


_SHELL = re.compile(r"\$[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
"""A variable of the shell. What it stands for is not in the script."""

SCRIPT = Signs(
    "whether the script, outside of comments, names a program that stops the instance when it is idle, "
    "or the call that stops it, and whether it holds what looks like a password or a key",
    _script,
    numbers=(credentials.NUMBER,),
    flags=(*_STOPS, *credentials.KINDS, credentials.MAYBE),
)


HARDWARE = re.compile(
    r"^(InternalServerError|CapacityError)\b"
    r"|hardware (failure|fault|error)|\bXid\b|uncorrectable ECC|NVLink|GPU (has )?fallen off the bus"
    r"|EFA (device|health)|(unhealthy|faulty) (node|instance|host)",
    re.IGNORECASE,
)
"""The reasons of a failure of a training job that are faults of the infrastructure."""

_READ = 10_000
"""The characters of a reason that are read. AWS writes fewer."""


def _failure(reason: Any) -> dict[str, bool]:
    return {"infrastructure": isinstance(reason, str) and bool(HARDWARE.search(reason[:_READ]))}


FAILURE = Signs("whether the infrastructure failed", _failure, flags=("infrastructure",))
