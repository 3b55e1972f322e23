"""Write `results.json`, the complete results, for programs.

The file's contract is `scanner/judging/results.schema.json`.
"""

from __future__ import annotations

import orjson

from scanner.judging.results import Report


def results_json(report: Report) -> bytes:
    """Return the report's head and its `results` as JSON, with equal bytes for equal reports."""
    document = {**report.head.document(), "results": report.results}
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
