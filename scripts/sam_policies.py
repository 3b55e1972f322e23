"""Write collectors/iac/cloudformation/sam_policies.json: the policy templates of SAM.

    python -m scripts.sam_policies FILE

FILE is `policy_templates.json` of the package aws-sam-translator (Apache License 2.0), which holds
what "AWS SAM policy templates" of the developer guide lists. The file that is written keeps the
names, the parameters and the statements, one template a line, with the names of parameters in the
place of the variables that stand for them.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

TARGET = (
    Path(__file__).resolve().parent.parent / "collectors" / "iac" / "cloudformation" / "sam_policies.json"
)


def compact(value: Any) -> Any:
    """Return a statement with `Fn::Sub` of a text alone."""
    if isinstance(value, list):
        return [compact(one) for one in value]
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("Fn::Sub"), list):
        text, variables = value["Fn::Sub"]
        names = {variable: given["Ref"] for variable, given in variables.items()}
        return {"Fn::Sub": re.sub(r"\$\{(\w+)\}", lambda found: f"${{{names[found[1]]}}}", text)}
    return {key: compact(one) for key, one in value.items()}


def lines(templates: dict[str, Any]) -> str:
    """Return the templates as JSON, one a line."""
    rows = []
    for name, one in sorted(templates.items()):
        row = [sorted(one["Parameters"]), compact(one["Definition"]["Statement"])]
        rows.append(f"{json.dumps(name)}: {json.dumps(row)}")
    return "{\n" + ",\n".join(rows) + "\n}\n"


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description="Write the policy templates of SAM.")
    parser.add_argument("file", type=Path, help="policy_templates.json of aws-sam-translator")
    TARGET.write_text(lines(json.loads(parser.parse_args().file.read_text())["Templates"]))


if __name__ == "__main__":
    main()
