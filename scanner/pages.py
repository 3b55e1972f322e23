"""The page of a control: what it judges, when it fails and when nobody can know, what it reads, and how to fix what it found."""

from __future__ import annotations

import re
from collections.abc import Mapping

import orjson

from collectors import ROWS
from scanner.catalog import Control
from scanner.guide import FORMS
from scanner.lens import practices
from scanner.messages import Policy

_BAR = "\\|"
"""A bar in a cell of a table."""

_SAYS = {
    "violations": "It fails where it can say, `…` being what it found:",
    "reviews": "A person must decide where:",
    "unseen": "It cannot know where:",
}
"""A control's export -> what its messages mean."""


_HINTS = {
    "cli": ", with `<like this>` where a value of yours belongs",
    "cloudformation": ", as it stands under `Resources`; names that it does not declare are parameters",
}
"""Form of a fix -> how to read it."""


def page(control: Control, policies: Mapping[str, Policy]) -> str:
    """A control's page in Markdown, out of its METADATA, its messages and its guide. `policies` are the Rego files as `messages.read` gives them."""
    meta, practice = control.meta, practices()[control.practice]
    peers = "\n".join(f"- {tool}: `{check}`" for tool, _, check in (peer.partition(":") for peer in control.guide.peers))
    return f"""# {control.id}

**{meta["title"]}.** {meta["description"]}

| | |
|---|---|
| Best practice | {practice["id"]}: {practice["title"]} |
| Pillar | {practice["pillar"]} |
| Risk of the best practice | {practice["risk"]} |
| Severity | {meta["severity"]} |
| Precision | {meta["precision"]} |
| Mode | {meta["mode"]} |
| Judges | {", ".join(f"`{name}`" for name in meta["resources"])} |
| Policy | `{"" if control.custom else "policies/"}{control.path}` |

## How it is judged

{_says(policies[control.path])}### What it reads

An operation that could not be read in full leaves what rests on it `unknown`, never passed.

| Operation | IAM action | What for |
|---|---|---|
{_reads(control)}

### Parameters

{_parameters(control)}
## How to fix

{meta["remediation"]}
{_fix(control)}
## Related checks of other tools

{peers or "None known."}
"""


def _fix(control: Control) -> str:
    """Return the fix in each form that the control has."""
    fix = control.guide.fix
    return "".join(
        f"\n{name}{_HINTS.get(form, '')}:\n\n```{language}\n{fix[form].rstrip()}\n```\n" for form, (name, language) in FORMS.items() if form in fix
    )


def _says(policy: Policy) -> str:
    """When a control fails, wants a person or cannot know, in the words of its own messages."""
    out = ""
    for export, verdict in _SAYS.items():
        texts = [re.sub(r"([\\`*_<>|\[\]])", r"\\\1", text) for text in policy.templates(export)]
        out += f"{verdict}\n\n" + "".join(f"- {text}\n" for text in texts) + "\n" if texts else ""
    return out


def _reads(control: Control) -> str:
    """The operations, in the order of the catalog, with the IAM action of each and what the answer is needed for."""
    meta, out = control.meta, []
    for operation in sorted(control.operations):
        uses = [use for key, use in (("lists", "finds what is judged"), ("evidence", "is evidence")) if operation in meta[key]]
        named = [f"`{name}`" for name, operations in sorted(meta["named"].items()) if operation in operations]
        granted = sorted({f"`{collector.action(row.operation)}`" for collector, row in ROWS[operation]})
        use = " and ".join(uses) + (f" ({', '.join(named)})" if named else "") if uses else "leads to the others"
        out.append(f"| `{operation}` | {', '.join(granted)} | {use} |")
    return "\n".join(out)


def _parameters(control: Control) -> str:
    """The parameters with their defaults, and where to set them."""
    params = control.meta["params"]
    if not params:
        return "None.\n"
    rows = "\n".join(f"| `{name}` | `{orjson.dumps(value).decode().replace('|', _BAR)}` |" for name, value in params.items())
    return f"`genai-lens.yaml` sets them, for all accounts and for each.\n\n| Parameter | Default |\n|---|---|\n{rows}\n"
