"""Read and validate YAML files that people write, such as the configuration.

The reader keeps the line of every key, and jsonschema-rs validates the content with a JSON Schema,
which editors can use too. An error message is one sentence with file, line, key and what is wrong,
and the next step names the most similar valid name. Messages show values as YAML writes them, and
never quote the words of a parser.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scanner.errors import UsageError, nearest, together, unreadable, wrong
from scanner.people.dates import day
from scanner.text import plural, size, visible
from scanner.yaml_files import Content, NotYaml, Place, article, cut, kind, name, parse, quoted

Schema = Mapping[str, Any]
"""A JSON Schema, draft 2020-12. Errors quote a `description` before the words "is needed"."""

MOST_BYTES = 1 << 20
"""The maximum size of a file, in bytes."""
MOST_MISTAKES = 10
"""The maximum number of mistakes of one file that are told at once."""
MOST_COMPARED = 500
"""The maximum number of values in a file whose errors are all reported.

jsonschema-rs copies the mapping for each wrong name. So of a larger file it reports one error.
"""
_TYPES = {
    "boolean": "boolean",
    "integer": "integer",
    "number": "number",
    "string": "string",
    "array": "list",
    "object": "mapping",
}

Hints = Mapping[str, Callable[[str], str]]
"""The `description` of a schema -> a function that returns the next step for a wrong string."""

Mistake = tuple[Place, str, str]
"""(place, sentence, next step)."""


@dataclass(frozen=True, slots=True)
class Document(Content):
    """The content of a file. `digest` is the sha256 of its bytes."""

    path: Path
    digest: str

    def line(self, place: Place) -> int:
        """Return the line of a value, or of its nearest parent if the value is not in the file."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def error(self, place: Place, said: str, next_step: str = "") -> UsageError:
        """Return the error for a value: `FILE:LINE: said`."""
        return wrong(self.path, self.line(place), said, next_step)


def read(path: Path, schema: Schema, *, option: str, hints: Hints | None = None) -> Document:
    """Read and validate a YAML file. `option` is the command-line option that names such a file.

    Raises `UsageError` with the first ten mistakes of the file, or with any mistake of a large one.
    """
    document = _parsed(path, option)
    mistakes = [
        mistake
        for error in _errors(document, schema)
        for mistake in _explained(document, schema, error, hints or {})
    ]
    mistakes += [
        (place, f"{name(place) or 'the file'} is {said}.", "Put it in quotes.")
        for place, said in document.odd.items()
    ]
    first: dict[Place, Mistake] = {}  # one value may break several rules: one sentence is enough
    for mistake in mistakes:
        first.setdefault(mistake[0], mistake)
    if first:
        ordered = sorted(first.values(), key=lambda mistake: document.line(mistake[0]))
        raise _first([document.error(*mistake) for mistake in ordered])
    return document


def _first(errors: Sequence[UsageError]) -> UsageError:
    """Return the first error, with the others of the first ten."""
    told = [*errors[:MOST_MISTAKES]]
    if len(errors) > MOST_MISTAKES:
        rest = plural(len(errors) - MOST_MISTAKES, "more mistake")
        told.append(UsageError(f"the file has {rest}.", "Fix these first."))
    return together(told)


def shown(value: Any) -> str:
    """Return a value with its type, because its text alone can mislead: `"7" (a string)`."""
    text = cut(visible(json.dumps(value, ensure_ascii=False)))
    return text if value is None else f"{text} ({kind(value)})"


def _text(path: Path, option: str) -> tuple[str, str]:
    """Return the text of a file and the sha256 of its bytes.

    This reads a limited size, since the path may be a device.
    """
    try:
        if path.resolve().is_fifo():  # without a writer, opening it waits forever; `<(...)` has one
            raise UsageError(f"{path} is a named pipe.", f"Name a file with {option}.")
        with path.open("rb") as file:
            body = file.read(MOST_BYTES + 1)
        text = body.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path} cannot be read: {unreadable(error)}.", f"Name a file with {option}."
        ) from error
    if len(body) > MOST_BYTES:
        raise UsageError(f"{path} is larger than {size(MOST_BYTES)}.", f"Name a smaller file with {option}.")
    return text, hashlib.sha256(body).hexdigest()


def _parsed(path: Path, option: str) -> Document:
    text, digest = _text(path, option)
    try:
        found = parse(text)
    except NotYaml as error:
        said = str(error).removeprefix("it ")
        subject = "the file " if said != str(error) else ""
        if error.line:
            raise wrong(path, error.line, f"{subject}{said}.", error.next_step) from error
        raise UsageError(f"{path} {said}.", error.next_step) from error
    data = {} if found.data is None else found.data
    return Document(data, found.lines, found.odd, path, digest)


def _errors(document: Document, schema: Schema) -> list[Any]:
    """Return the errors of jsonschema-rs: all of them, or one if the file is large."""
    from jsonschema_rs import Draft202012Validator, ValidationError

    formats = {"date": lambda text: day(text) is not None}
    validator = Draft202012Validator(dict(schema), validate_formats=True, formats=formats)
    if len(document.lines) <= MOST_COMPARED:
        return list(validator.iter_errors(document.data))
    try:
        validator.validate(document.data)
    except ValidationError as error:
        return [error]
    return []


def _explained(document: Document, schema: Schema, error: Any, hints: Hints) -> Iterator[Mistake]:
    """Yield each mistake in an error of jsonschema-rs: its place, our sentence, the next step."""
    place = _place(document.data, error.instance_path)
    where, needed, default = name(place), *_subschema(schema, error.schema_path)
    what = type(error.kind).__name__.rpartition("_")[2]
    if what == "AdditionalProperties":
        for key in sorted(error.kind.unexpected, key=lambda key: document.line((*place, key))):
            said = f"{f'{where} has' if place else 'there is'} an unknown key {quoted(key)}."
            yield (*place, key), said, nearest(key, _keys(needed)) or _choice(_keys(needed))
            if len(document.lines) > MOST_COMPARED:
                return
        return
    if what == "PropertyNames":
        key = error.kind.error.instance
        said = f"{where or 'the file'} has the key {quoted(key)}, which is not {_needed(needed)}."
        yield (*place, key), said, f"Write {_needed(needed)}."
        return
    if what == "Required":
        key = error.kind.property
        yield place, f"{where or 'the file'} lacks {quoted(key)}.", f"Add {key}."
        return
    hint = f"Its default is {shown(default)}." if default is not None else f"Write {_needed(needed)}."
    if options := needed.get("enum"):
        hint = nearest(str(error.instance), options) or _choice(options)
    if known := hints.get(_needed(needed)):
        own = f"Write {_needed(needed)}."
        hint = known(error.instance) or hint if isinstance(error.instance, str) else own
    if what == "Type" and default is None and _quoted_would_do(error.instance, needed):
        hint = f'Write "{error.instance}", in quotation marks.'
    given = document.odd.get(place) or shown(error.instance)
    if what in ("MaxItems", "MaxProperties"):
        most = needed[what[0].lower() + what[1:]]
        said = f"{where or 'the file'} has {len(error.instance):,} values, and at most {most:,} are allowed."
        yield place, said, "Write fewer, for example with wildcards."
        return
    bounds = {
        "Minimum": " of at most 2^53",
        "Maximum": " of at most 2^53",
        "MinLength": " that is not empty",
        "MaxLength": f" of at most {needed.get('maxLength', 0):,} characters",
        "Pattern": " with fewer wildcards",
    }
    bound = "" if "description" in needed else bounds.get(what, "")
    yield place, f"{where or 'the file'} is {given}, and {_needed(needed)}{bound} is needed.", hint


def _quoted_would_do(value: Any, schema: Schema) -> bool:
    """Return whether a number would be valid as a text, such as an account id without quotes."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number and holds(str(value), schema)


def holds(value: Any, schema: Schema) -> bool:
    """Return whether a value is valid, in a schema without formats."""
    from jsonschema_rs import Draft202012Validator

    return Draft202012Validator(dict(schema)).is_valid(value)


def _place(data: Any, path: Sequence[str | int]) -> Place:
    """Convert a path of jsonschema-rs, which returns keys that look like numbers as integers.

    These are keys such as `5`, `05` and `+5`.
    """
    place: list[str | int] = []
    for step in path:
        if isinstance(data, dict) and step not in data:
            step = next(key for key in data if (key.lstrip("+").lstrip("0") or "0") == str(step))
        place.append(step)
        data = data[step]
    return tuple(place)


def _subschema(schema: Schema, path: Sequence[str | int]) -> tuple[Schema, Any]:
    """Return the schema that has the last keyword of `path`, and the last default on that path."""
    found: Any = schema
    default = None
    for step in _place(schema, path)[:-1]:
        found = found[step]
        if isinstance(found, Mapping):
            default = found.get("default", default)
    return found, default


def _keys(schema: Schema) -> list[str]:
    return list(schema.get("properties", {}))


def _choice(names: Sequence[str]) -> str:
    """Return the next step for a name that is like none of `names`."""
    if not names:
        return "Remove it: nothing can be set here."
    more = ", ..." if len(names) > MOST_MISTAKES else ""
    return f"Use one of {', '.join(names[:MOST_MISTAKES])}{more}."


def _needed(schema: Schema) -> str:
    """Return what a schema requires, in words. Of several types this names only the first."""
    if "description" in schema:
        return str(schema["description"])
    kinds = schema.get("type", "string")
    first = kinds if isinstance(kinds, str) else kinds[0]
    if first == "array":
        return f"a list of {_TYPES.get(schema.get('items', {}).get('type', 'string'), 'value')}s"
    return article(_TYPES[first])
