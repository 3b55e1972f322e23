"""Print results.sarif of genai-lens as a code quality report of GitLab: code_quality.py FILE

Python's standard library only. GitLab shows the description, the severity, the file and the line.
"""

import json
import sys
from urllib.parse import unquote

SEVERITIES = {"9.5": "blocker", "8.0": "critical", "5.5": "major", "3.0": "minor"}
"""SARIF's security-severity, as genai-lens writes it -> the severity in GitLab."""
LEVELS = {"error": "critical", "warning": "major", "note": "minor"}

with open(sys.argv[1], encoding="utf-8") as file:
    log = json.load(file)
report = []
for run in log["runs"]:
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        # A failure that a baseline carried over may be of a control that is no more.
        rule = rules[result["ruleIndex"]] if "ruleIndex" in result else None
        title = f"{rule['shortDescription']['text']} " if rule else ""
        score = rule["properties"]["security-severity"] if rule else ""
        place = result["locations"][0]["physicalLocation"]
        report.append(
            {
                "description": f"{title}{result['message']['text']}",
                "check_name": result["ruleId"],
                "fingerprint": result["partialFingerprints"]["primaryLocationLineHash"],
                "severity": SEVERITIES[score] if rule else LEVELS[result["level"]],
                "location": {
                    "path": unquote(place["artifactLocation"]["uri"]),
                    "lines": {"begin": place["region"]["startLine"]},
                },
            }
        )
json.dump(report, sys.stdout, indent=2)
