"""`results.json`: everything, for programs. Its contract is `scanner/results.schema.json`."""

from __future__ import annotations

from dataclasses import asdict

import orjson

from scanner.results import Report


def results_json(report: Report) -> bytes:
    """The head with `results` behind it, two spaces deep, the same bytes each time."""
    document = {**report.head, "results": [asdict(result) for result in report.results]}
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
