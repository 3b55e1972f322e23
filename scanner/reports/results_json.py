"""`results.json`: everything, for programs. Its contract is `scanner/judging/results.schema.json`."""

from __future__ import annotations

import orjson

from scanner.judging.results import Report


def results_json(report: Report) -> bytes:
    """Return the head with `results` behind it, indented by two spaces, the same bytes each time."""
    document = {**report.head.document(), "results": report.results}
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
