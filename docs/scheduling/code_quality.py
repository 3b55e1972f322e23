"""Print results.sarif of genai-lens as a code quality report of GitLab: code_quality.py FILE

Python's standard library only. GitLab shows the description, the severity, the file and the line.
"""

import json
import sys
from urllib.parse import unquote

SEVERITIES = {"9.5": "blocker", "8.0": "critical", "5.5": "major", "3.0": "minor"}
"""SARIF's security-severity, as genai-lens writes it -> the severity in GitLab."""

with open(sys.argv[1], encoding="utf-8") as file:
    log = json.load(file)
report = []
for run in log["runs"]:
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        rule = rules[result["ruleIndex"]]
        place = result["locations"][0]["physicalLocation"]
        report.append(
            {
                "description": f"{rule['shortDescription']['text']} {result['message']['text']}",
                "check_name": result["ruleId"],
                "fingerprint": result["partialFingerprints"]["primaryLocationLineHash"],
                "severity": SEVERITIES[rule["properties"]["security-severity"]],
                "location": {
                    "path": unquote(place["artifactLocation"]["uri"]),
                    "lines": {"begin": place["region"]["startLine"]},
                },
            }
        )
json.dump(report, sys.stdout, indent=2)
