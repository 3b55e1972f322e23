"""The page docs/workload.md: the keys of `workload` in genai-lens.yaml, and who reads them."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.catalog.controls import Catalog
from scanner.catalog.workload import KEYS, TAGS, Key
from scanner.people.workload import FORMS

TEXT = """# Workload

{made}

The section `workload` of [genai-lens.yaml](configuration.md) says what belongs to your workload where
no API says so. Everything in it is optional. What is not declared is not wrong: controls then ask a
person (`review`), and fail only against what is declared.

```yaml
workload:
  functions: ["refunds-*"]
  feedback:
    stores: ["arn:aws:s3:::refunds-feedback"]
  delivery_pipeline: https://git.example.com/refunds/actions
  environments:
    production:
      tags: ["env=prod"]
accounts:
  "123456789012":
    workload:
      functions: ["checkout-*"]
```

- `genai-lens init SNAPSHOT` writes a first section with the names that a scan found.
- The entry of an account overrides the section of the file, key by key: in account 123456789012 the
  functions are others, and everything else is the same.
- `*` stands for any text and `?` for any character. A name is the name of the resource, its ARN, the
  last part of its ARN, or its tag `Name`. Upper and lower case differ.
- A name that matches nothing is a wrong declaration: a warning and every report say so, with its line.
  If not all resources of its type were listed, they say that it was not checked. Neither changes a
  verdict or the exit code. `results.csv` has results only, and does not have these notes.

| Key | Form | What it says | Compared with | Controls that read it |
|---|---|---|---|---|
{rows}

A control names the keys that it reads in its METADATA, under `workload`. See [writing a
control](writing-a-control.md).
"""


def page(made: str, catalog: Catalog) -> str:
    """Return the text of the page. `made` is the note that it is generated."""
    return TEXT.format(made=made, rows="\n".join(_rows(catalog)))


def _rows(catalog: Catalog) -> Iterator[str]:
    for name, key in KEYS.items():
        readers = [control.id for control in catalog.controls.values() if name in control.meta.workload]
        links = ", ".join(f"[{reader}](controls/{reader}.md)" for reader in readers)
        yield f"| `{name}` | {_form(key)} | {key.meaning} | {_compared(key)} | {links or 'none yet'} |"


def _form(key: Key) -> str:
    if key.form == "regions":
        return "a list of names of Regions"
    return str(FORMS[key.form]["description"])


def _compared(key: Key) -> str:
    if not key.types:
        return "nothing"
    return "tags" if TAGS in key.types else ", ".join(f"`{kind}`" for kind in key.types)
