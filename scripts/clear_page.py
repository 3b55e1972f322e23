"""The page docs/stored-in-clear.md: which strings of AWS's answers a snapshot holds in clear."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from collectors import COLLECTORS
from collectors.redaction import ENUMERATION, NAME, Clear, stored_in_clear
from collectors.table import Signs

TEXT = """# What a snapshot holds in clear

{made}

A snapshot holds the members of AWS's answers, but not every value. In clear are:

- numbers, booleans and times;
- the strings that this page lists, for each operation of AWS that genai-lens calls;
- what genai-lens itself writes: the account, the Regions, the caller's ARN, and for each call its
  parameters (ids, ARNs and names of this page), and the code and message of an error of AWS.

Everything else is redacted: `{{"redacted": {{"length": 12, "hmac": "..."}}}}` stands in its place. The
length is in bytes. The hash has a key that is never stored, so it says which values are equal, and
nothing more. Free text, error messages, URLs, prompts, SQL and conditions are redacted, and so are
documents of free JSON and binary data. A map, such as environment variables or headers, is redacted
whole, with its keys: people choose the keys too. It is in clear only where this page lists it. A
member that botocore does not know is redacted.

The reasons:

- **{name}**: chosen by the names of the member and of its type in botocore's model. Never if AWS
  marks it as sensitive, if it is the id or name of a person, or a name of more than 512 characters.
  Versions, types, states and Regions count.
- **{enumeration}**: AWS's model lists the values.
- Any other reason: genai-lens or one of its controls needs the value. Documents, such as IAM
  policies, are stored whole, with their conditions. Where the reason says `only`, the members that
  it names are in clear, the others are redacted, and the names of those members can be read.

Of some texts that are redacted, a snapshot says more: how long a part of a prompt is, for example, or
whether it asks for JSON. These signs stand beside the redaction. They are numbers, or names from a
closed list, and never a piece of the text or a hash of one. `structured` says that a text has one of
the phrases of the configuration's section `signs`. The lines that begin with `Signs` name them all.

This is the list for the version of botocore in constraints.txt. With a newer one, the same rules
decide on the members that AWS has added.

`a.{{b, c}}` stands for `a.b` and `a.c`, and `[]` for each element of a list. AWS's model marks members
with a star as sensitive.
"""


def page(made: str) -> str:
    """Return the text of the page. `made` is the note that it is generated."""
    text = TEXT.format(made=made, name=_sentence(NAME), enumeration=_sentence(ENUMERATION))
    return text + "".join(_services())


def _services() -> Iterator[str]:
    services: dict[str, dict[str, Mapping[str, Clear]]] = {}
    signs = {collector.name(row): row.signs for collector in COLLECTORS for row in collector.rows}
    for collector in COLLECTORS:
        operations = services.setdefault(collector.service, {})
        operations |= {row.operation: stored_in_clear(collector.service, row) for row in collector.rows}
    for service, operations in services.items():
        yield f"\n## {service}\n"
        for operation, clear in operations.items():
            yield f"\n### {operation}\n\n"
            yield from _reasons(clear)
            yield from _signs(signs[f"{service}:{operation}"])


def _reasons(clear: Mapping[str, Clear]) -> Iterator[str]:
    """Yield a line for each reason, with the paths that it is given for."""
    if not clear:
        yield "No strings.\n"
    reasons: dict[str, list[str]] = {NAME: [], ENUMERATION: []}
    for path, why in sorted(clear.items()):
        reasons.setdefault(why.reason, []).append(f"{path}*" if why.sensitive else path)
    for reason, paths in reasons.items():
        if paths:
            yield f"- **{_sentence(reason)}**: {', '.join(_grouped(paths))}\n"


def _signs(signs: Mapping[str, Signs]) -> Iterator[str]:
    """Yield a line for each kind of signs, with the paths of the texts that they are of."""
    for kind in dict.fromkeys(signs.values()):
        paths = sorted(path for path, one in signs.items() if one == kind)
        names = ", ".join(f"`{name}`" for name in (*kind.numbers, *kind.flags, *kind.phrases))
        yield f"- Signs {names} ({kind.reason}): {', '.join(_grouped(paths))}\n"


def _sentence(reason: str) -> str:
    return reason[0].upper() + reason[1:]


def _grouped(paths: list[str]) -> Iterator[str]:
    """Yield the paths, with those of one structure in one."""
    groups: dict[str, list[str]] = {}
    for path in paths:
        above, dot, name = path.rpartition(".")
        groups.setdefault(above + dot, []).append(name)
    for above, names in groups.items():
        yield (
            f"`{above}{{{', '.join(names)}}}`"
            if above and len(names) > 1
            else ", ".join(f"`{above}{name}`" for name in names)
        )


def listed(text: str) -> dict[str, dict[str, str]]:
    """Return `service:Operation` -> path -> reason of a page, as the page says it."""
    found: dict[str, dict[str, str]] = {}
    service = operation = ""
    for line in text.splitlines():
        if line.startswith("## "):
            service = line[3:]
        elif line.startswith("### "):
            operation = f"{service}:{line[4:]}"
            found[operation] = {}
        elif line.startswith("- **") and operation:
            reason, _, members = line[4:].partition("**: ")
            for group in members.strip("`").split("`, `"):
                above, brace, names = group.partition("{")
                for name in names.removesuffix("}").split(", ") if brace else [""]:
                    found[operation][f"{above}{name}"] = reason
    return found
