"""The page of a control: what it judges, when it fails, what it reads, and how to fix a failure."""

from __future__ import annotations

import re

import orjson

from collectors import ROWS
from scanner.catalog.controls import Control
from scanner.catalog.guide import FORMS
from scanner.catalog.lens import practices

_BAR = "\\|"
"""An escaped vertical bar, for a cell of a table."""

_HINTS = {
    "cli": ", with `<like this>` where a value of yours belongs",
    "cloudformation": ", as it stands under `Resources`; names that it does not declare are parameters",
}
"""Form of a fix -> a note for its reader."""


def page(control: Control) -> str:
    """Return a control's page in Markdown, made from its METADATA and its guide."""
    meta, practice = control.meta, practices()[control.practice]
    also = ", ".join(f"`{name}`" for name in meta.also) or "none known"
    peers = ", ".join(f"`{peer}`" for peer in control.guide.peers) or "none known"
    item = (
        "One result a resource." if meta.item == "none" else f"One result for each {meta.item} of a resource."
    )
    return f"""# {control.id}

**{meta.title}.** {meta.description}

| | |
|---|---|
| Best practice | {practice["id"]}: {practice["title"]} |
| Pillar | {practice["pillar"]} |
| Risk of the best practice | {practice["risk"]} |
| Severity | {meta.severity} |
| Precision | {meta.precision} |
| Mode | {meta.mode} |
| Judges | {", ".join(f"`{name}`" for name in meta.resources)} |
| Results | {item} |
| Policy | `{"" if control.custom else "policies/"}{control.path}` |

## What it says

`…` stands for a name or value of the account.

| Message | Text |
|---|---|
{_messages(control)}

## What it reads

If an operation could not be read in full, the verdicts that rest on it are `unknown`, never a pass.

| Operation | IAM action | What for |
|---|---|---|
{_reads(control)}

## Parameters

{_parameters(control)}
## How to fix

{meta.remediation}
{_fix(control)}
## Elsewhere

In other lenses: {also}. Related checks of other tools: {peers}.
"""


def _fix(control: Control) -> str:
    """Return the fix in every form that the control has."""
    fix = control.guide.fix
    return "".join(
        f"\n{name}{_HINTS.get(form, '')}:\n\n```{language}\n{fix[form].rstrip()}\n```\n"
        for form, (name, language) in FORMS.items()
        if form in fix
    )


def _messages(control: Control) -> str:
    rows = [
        (name, re.sub(r"([\\`*_<>|\[\]])", r"\\\1", text)) for name, text in control.meta.messages.items()
    ]
    return "\n".join(f"| `{name}` | {text.replace('%s', '…')} |" for name, text in rows)


def _reads(control: Control) -> str:
    """Return table rows of the operations, sorted: operation, IAM action, and why it is needed."""
    meta, out = control.meta, []
    for operation in sorted(control.operations):
        uses = [
            use
            for operations, use in (
                (meta.lists, "finds what is judged"),
                (meta.evidence, "is evidence"),
                (meta.adds, "adds to what is judged"),
            )
            if operation in operations
        ]
        named = [f"`{name}`" for name, operations in sorted(meta.named.items()) if operation in operations]
        granted = sorted({f"`{collector.action(row.operation)}`" for collector, row in ROWS[operation]})
        use = (
            " and ".join(uses) + (f" ({', '.join(named)})" if named else "")
            if uses
            else "leads to the others"
        )
        out.append(f"| `{operation}` | {', '.join(granted)} | {use} |")
    return "\n".join(out)


def _parameters(control: Control) -> str:
    """Return the parameters with their defaults, and say where to set them."""
    params = control.meta.params
    if not params:
        return "None.\n"
    rows = "\n".join(
        f"| `{name}` | `{orjson.dumps(value).decode().replace('|', _BAR)}` |"
        for name, value in params.items()
    )
    note = "`genai-lens.yaml` sets them, for all accounts and for each."
    return f"{note}\n\n| Parameter | Default |\n|---|---|\n{rows}\n"
