"""The metrics of the embedded AWS: CloudWatch's GetMetricData, for any metric and window.

A sample account gives values by a label, which is the namespace, the metric and the values of its
dimensions, with the wildcard `*`: `AWS/SageMaker Invocations *`. The longest label that fits
counts. Its values are repeated for the periods of the window, and a 0 is no value: `[5]` is a value
in each hour, and `[5, 0]` in every other one. A metric without a label has no values, which is what
AWS answers for a metric that does not exist.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any

CALL = "cloudwatch:GetMetricData"


def is_known(parameters: Mapping[str, Any]) -> bool:
    """Return whether each query of a request names a metric, and none computes with others."""
    return all("MetricStat" in query for query in parameters.get("MetricDataQueries", ()))


def answer(parameters: Mapping[str, Any], sample: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer to a request, given the sample's results."""
    return {
        "MetricDataResults": [
            _result(query, parameters, sample.get("MetricDataResults", ()))
            for query in parameters.get("MetricDataQueries", ())
        ]
    }


def _result(query: Mapping[str, Any], parameters: Mapping[str, Any], results: Any) -> dict[str, Any]:
    stat = query["MetricStat"]
    metric = stat["Metric"]
    dimensions = [one["Value"] for one in metric.get("Dimensions", ())]
    label = " ".join((metric["Namespace"], metric["MetricName"], *dimensions))
    fitting = [one for one in results if fnmatchcase(label, one["Label"])]
    found: Mapping[str, Any] = max(fitting, key=lambda one: len(one["Label"]), default={})
    values = found.get("Values") or [0]
    points = [
        (time, values[number % len(values)])
        for number, time in enumerate(_periods(parameters, int(stat["Period"])))
        if values[number % len(values)]
    ]
    return {
        "Id": query["Id"],
        "Label": label,
        "Timestamps": [time for time, _ in points],
        "Values": [value for _, value in points],
        "StatusCode": found.get("StatusCode", "Complete"),
    }


def _periods(parameters: Mapping[str, Any], period: int) -> Iterator[datetime]:
    """Yield when each period of the window starts."""
    time, end = _moment(parameters["StartTime"]), _moment(parameters["EndTime"])
    while time < end:
        yield time
        time += timedelta(seconds=period)


def _moment(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, (int, float)):
        return datetime.fromtimestamp(value, UTC)
    return datetime.fromisoformat(value)
