"""Reports:

each presents the results to one kind of reader, and is a function of a `Report` and its snapshot.
That of SARIF takes the places in the repository too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from scanner.judging.results import Report
from scanner.reports.html import html
from scanner.reports.markdown import markdown
from scanner.reports.results_csv import results_csv
from scanner.reports.results_json import results_json

REPORTS: Mapping[str, Callable[[Report], bytes]] = {
    "json": results_json,
    "html": html,
    "markdown": markdown,
    "csv": results_csv,
}
"""Format -> the function that returns the bytes of its file (`scanner.snapshot.owned.FILES`).

`scanner.reports.sarif.log` returns those of `results.sarif`, which needs more than the report: the
places in the repository. `scanner.reports.terminal` prints the terminal's table.
"""
