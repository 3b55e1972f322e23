"""Reports: results written for one kind of reader each. A report is a pure function of a `Report`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from scanner.judging.results import Report
from scanner.reports.results_json import results_json
from scanner.reports.sarif import sarif

REPORTS: Mapping[str, Callable[[Report], bytes]] = {"json": results_json, "sarif": sarif}
"""Format -> the bytes of its file (`results.<format>`). The terminal's table is `scanner.reports.table`."""
