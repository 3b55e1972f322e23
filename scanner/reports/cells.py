"""Write CSV for spreadsheets: UTF-8, commas, and cells that are text and never a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from scanner.text import inert

MARK = "genai_lens"
"""The last column, which has the version. It shows that genai-lens wrote a file."""
MOST = 30_000
"""The maximum length of a cell, in characters. Excel's is 32,767."""

_FORMULA = re.compile(r"""(^|;)(?=[\s'"]*[=+\-@＝＋－＠])""")
"""Where a formula could begin: at the start, and after `;`, which separates cells in places."""


def cell(text: str) -> str:
    """Return text for a cell. Control characters are escaped, and an apostrophe stops a formula.

    OWASP's rule: what begins with `=`, `+`, `-` or `@` gets an apostrophe, also after spaces and
    quotes, and in the wide forms of East Asia. Tab and CR are escaped.
    """
    return _FORMULA.sub(r"\1'", inert(text, MOST))


def written(columns: Sequence[str], rows: Iterable[Sequence[str]], version: str) -> str:
    """Return the file as text: a line of column names, and a line for each row.

    The last column is `MARK`, with the version.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*columns, MARK])
    writer.writerows([*map(cell, row), version] for row in rows)
    return out.getvalue()
