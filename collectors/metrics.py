"""Metrics of Amazon CloudWatch: which are asked for what was found, and what the answers say.

All metrics of a Region are asked in calls of up to 500, by their known dimensions. What was never
called has no metric, so none is looked up. A resource keeps each metric under the name in
`measures.MEASURES`:

    {"from": start of the window, "days": its length, "period": seconds,
     "series": [{"dimensions": {...}, "points": [[number of the period, value], ...]}]}

A period without a point had no value. Of a metric that is read with several statistics, each series
has its `statistic`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

import jmespath

from collectors.answers import Malformed
from collectors.calls import Answer, rfc3339
from collectors.errors import clean_code
from collectors.measures import ACCOUNT, DAY, HOUR
from collectors.records import MALFORMED
from collectors.scheduler import Item, Question, Series
from collectors.table import Collector, Measure, Row

MOST = 500
"""The most metrics of a call."""
POINTS = 500_000
"""About the most values of a call about minutes, whose answer is held in memory."""


def questions(
    collector: Collector,
    row: Row,
    items: Iterable[Item],
    days: Mapping[str, int],
    started: datetime,
    parents: Mapping[str, frozenset[str]],
    account: str = "",
) -> Iterator[Question]:
    """Yield the calls for the metrics of these items.

    `days` is `TYPE/NAME` -> the length of the window. `parents` is type -> the operations of the
    plan that lead to its metrics.
    """
    end = started.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    asked: dict[tuple[str, int, int], list[list[Series]]] = {}
    for item in sorted(items, key=lambda one: (one.found.type, one.id)):
        for name, measure in row.measures.get(item.found.type, {}).items():
            window = min(days.get(f"{item.found.type}/{name}", 0), measure.most_days)
            if window > 0 and item.found.type in parents:
                start = end - timedelta(days=window)
                found = [
                    Series(item, name, measure, one, start, window, statistic)
                    for one in _dimensions(measure, item, account)
                    for statistic in (measure.statistic, *measure.also)
                ]
                if found:
                    asked.setdefault((item.region, window, measure.period), []).append(found)
    for (region, window, period), all_series in sorted(asked.items()):
        each = window * DAY // period if period < HOUR else 1
        for batch in _batches(all_series, min(MOST, max(1, POINTS // each))):
            series = {f"m{number}": one for number, one in enumerate(batch)}
            yield Question(
                collector,
                row,
                region,
                {
                    "MetricDataQueries": [_query(key, one) for key, one in series.items()],
                    "StartTime": rfc3339(end - timedelta(days=window)),
                    "EndTime": rfc3339(end),
                    "ScanBy": "TimestampAscending",
                },
                [item for item, _ in groupby(one.item for one in batch)],
                set().union(*(parents[one.item.found.type] for one in batch)),
                series=series,
            )


def _dimensions(measure: Measure, item: Item, account: str) -> list[dict[str, str]]:
    """Return the dimensions of each series of an item: one, or one for each part."""
    members = {**item.context, **item.properties(), ACCOUNT: account}
    parts = (jmespath.search(measure.each, members) or []) if measure.each else [{}]
    found = []
    for part in parts:
        context = {**members, **part}
        values = {name: jmespath.search(path, context) for name, path in measure.dimensions.items()}
        if all(isinstance(value, str) and value for value in values.values()) and values not in found:
            found.append(values)
    return found


def _batches(groups: Iterable[list[Series]], most: int) -> Iterator[list[Series]]:
    """Yield the series in lists of at most `most`. Those of one item's metric stay together."""
    batch: list[Series] = []
    for group in groups:
        if batch and len(batch) + len(group) > most:
            yield batch
            batch = []
        batch += group[:most]
    if batch:
        yield batch


def _query(key: str, series: Series) -> dict[str, Any]:
    measure = series.measure
    dimensions = [{"Name": name, "Value": value} for name, value in series.dimensions.items()]
    metric = {"Namespace": measure.namespace, "MetricName": measure.metric, "Dimensions": dimensions}
    stat = {"Metric": metric, "Period": measure.period, "Stat": series.statistic}
    return {"Id": key, "MetricStat": stat, "ReturnData": True}


def read(question: Question, answer: Answer) -> Iterator[tuple[Item, str, dict[str, Any] | tuple[str, str]]]:
    """Yield (item, name of the metric, what is stored of it), or (code, reason) if it was not read.

    CloudWatch sends a long series in parts, over several pages, and each part but the last one is
    `PartialData`. A metric is read if all its series are.
    """
    parts: dict[str, list[Mapping[str, Any]]] = {}
    for page in answer.pages:
        for result in page["MetricDataResults"]:
            parts.setdefault(result.get("Id", ""), []).append(result)
    together: dict[tuple[str, str], list[tuple[str, Series]]] = {}
    for key, series in question.series.items():
        together.setdefault((series.item.id, series.name), []).append((key, series))
    for asked in together.values():
        first = asked[0][1]
        try:
            found = [_joined(parts.get(key, []), series) for key, series in asked]
        except _Lost as lost:
            yield first.item, first.name, (lost.code, f"{first.measure.metric}: {lost}")
            continue
        yield (
            first.item,
            first.name,
            {
                "from": rfc3339(first.start),
                "days": first.days,
                "period": first.measure.highest or first.measure.period,
                "series": [
                    {
                        "dimensions": dict(series.dimensions),
                        **({"statistic": series.statistic} if series.measure.also else {}),
                        "points": points,
                    }
                    for (_, series), points in zip(asked, found, strict=True)
                ],
            },
        )


class _Lost(Malformed):
    """A series was not read, with the code of its gap."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def _joined(parts: list[Mapping[str, Any]], series: Series) -> list[list[Any]]:
    """Return the points of a series, in order. Raises `_Lost`."""
    if not parts:
        raise _Lost(MALFORMED, "the answer does not have the metric")
    status = parts[-1].get("StatusCode")
    if status != "Complete":
        code = clean_code(status) if status else MALFORMED
        raise _Lost(code, f"its last part is {code}" if status else "it has no StatusCode")
    points: dict[int, float] = {}
    for part in parts:
        times, values = part.get("Timestamps", []), part.get("Values", [])
        if len(times) != len(values):
            raise _Lost(MALFORMED, "the numbers of its times and values are not equal")
        for time, value in zip(times, values, strict=True):
            moment = time if time.tzinfo else time.replace(tzinfo=UTC)
            number, rest = divmod((moment - series.start).total_seconds(), series.measure.period)
            if rest or not 0 <= number < series.days * DAY / series.measure.period or number in points:
                raise _Lost(MALFORMED, "a time is not one of its periods, or comes twice")
            points[int(number)] = value
    if highest := series.measure.highest:
        ratio, most = highest // series.measure.period, dict[int, float]()
        for number, value in points.items():
            most[number // ratio] = max(value, most.get(number // ratio, value))
        points = most
    return [[number, _number(value)] for number, value in sorted(points.items())]


def _number(value: float) -> float | int:
    """Return a whole number as an int, and another with three decimals, as both engines read it."""
    return int(value) if value == int(value) else round(value, 3)
