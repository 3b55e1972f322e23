"""Read the report of the SARIF multitool on a file, and validate the file against SARIF's schema.

The multitool does not check enumerations. Arguments: the file, the multitool's report, the schema.
Fails on whatever either of them finds: an error, a warning or a note.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import jsonschema
import orjson


def main() -> None:
    """Print the counts, and the text of each error, warning and note."""
    report = orjson.loads(Path(sys.argv[2]).read_bytes())
    if not report["runs"] or not all(
        i["executionSuccessful"] for i in report["runs"][0].get("invocations", [])
    ):
        sys.exit(f"{sys.argv[1]}: the multitool did not check it")
    schema = orjson.loads(Path(sys.argv[3]).read_text(encoding="utf-8-sig"))
    jsonschema.validators.validator_for(schema)(schema).validate(orjson.loads(Path(sys.argv[1]).read_bytes()))
    results = [r for run in report["runs"] for r in run.get("results", [])]
    levels = Counter(r.get("level", "warning") for r in results)
    for result in results:
        text = result["message"].get("text") or result["message"].get("arguments")
        print(f"{result['ruleId']} {result.get('level', 'warning')}: {text}", file=sys.stderr)
    print(f"{sys.argv[1]}: {levels['error']} errors, {levels['warning']} warnings, {levels['note']} notes")
    sys.exit(1 if results else 0)


if __name__ == "__main__":
    main()
