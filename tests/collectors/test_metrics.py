"""Metrics are asked for last, if the user agrees to the price. What they do not say is a gap."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from collectors import CHILDREN, ROWS, metrics, types_of_items
from collectors.aws import Aws
from collectors.calls import Answer
from collectors.collect import collect
from collectors.measures import MEASURES
from collectors.paid import Bill, Paid
from collectors.records import Collection
from collectors.scheduler import Item, Question
from collectors.table import Found
from scanner.demo import wire
from tests import lab
from tests.collectors.hostile import hostile

METRICS = "cloudwatch:GetMetricData"
ENDPOINT = "AWS::SageMaker::Endpoint"
DAYS = {f"{ENDPOINT}/Invocations": 2, f"{ENDPOINT}/InvocationsProcessed": 2}
OPERATIONS = (METRICS, "sagemaker:DescribeEndpoint")
START = datetime(2026, 5, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _account(*results: dict[str, Any]) -> dict[str, Any]:
    account = lab.account("good", [])
    account["answers"].append({"call": METRICS, "answer": {"MetricDataResults": [*results]}})
    return account


def _collected(account: dict[str, Any], paid: Paid | None, faults: tuple[str, ...] = ()) -> Collection:
    with lab.serving(account) as (server, aws):
        for kind in faults:
            server.fault(METRICS, kind)
        return collect(aws, OPERATIONS, ["us-east-1"], started=lab.STARTED, paid=paid)


def _agreed(bills: list[Bill], *, answer: bool = True, most: int = 500) -> Paid:
    def agree(bill: Bill) -> bool:
        bills.append(bill)
        return answer

    return Paid(agree, lambda account: DAYS, most)


def _metrics(found: Collection) -> list[Any]:
    return [r.properties["GetMetricData"] for r in found.resources if "GetMetricData" in r.properties]


def test_values_become_members_of_the_resource() -> None:
    """Each metric has its window, its dimensions, and the hours that had a value."""
    bills: list[Bill] = []
    label = {"Label": "AWS/SageMaker Invocations *", "Values": [0, 7.5]}
    found = _collected(_account(label), _agreed(bills))
    dimensions = {"EndpointName": "chat-llm", "VariantName": "main"}
    assert _metrics(found) == [
        {
            "Invocations": {
                "from": "2026-05-30T00:00:00Z",
                "days": 2,
                "period": 3600,
                "series": [{"dimensions": dimensions, "points": [[n, 7.5] for n in range(1, 48, 2)]}],
            }
        }
    ]
    assert found.complete[METRICS] == ("us-east-1",)
    assert bills == [Bill({METRICS: 1}, 1, 0.00001)]


@pytest.mark.parametrize("paid", [None, _agreed([], answer=False)])
def test_what_was_not_asked_for_is_not_asked(paid: Paid | None) -> None:
    """Without a yes there is no call, and `NotOptedIn` in each Region."""
    found = _collected(_account(), paid)
    assert METRICS not in {f"{call.service}:{call.operation}" for call in found.calls}
    assert [(gap.operation, gap.region, gap.resource, gap.code) for gap in found.gaps] == [
        (METRICS, "us-east-1", None, "NotOptedIn")
    ]
    assert found.complete[METRICS] == ()
    assert not _metrics(found)


def test_without_a_metric_nobody_is_asked() -> None:
    """If nothing costs money, there is no question, and no gap."""
    bills: list[Bill] = []
    account = _account()
    account["answers"] = [e for e in account["answers"] if e["call"] != "sagemaker:ListEndpoints"]
    found = _collected(account, _agreed(bills))
    assert not bills
    assert not found.gaps
    assert found.complete[METRICS] == ("us-east-1",)


def test_nobody_agrees_to_a_price_after_the_end() -> None:
    """If the credentials expire before the calls that cost money, nobody is asked about them."""
    bills: list[Bill] = []
    described: list[str] = []

    def answers(request: wire.Request, _: str) -> Any:
        if described:
            return server.refused(request, "ExpiredToken")
        if request.call == "sagemaker:DescribeEndpoint":
            described.append(request.call)
        return None

    with hostile(lab.account("good")) as server:
        server.answers = answers
        found = collect(Aws(), OPERATIONS, ["us-east-1"], threads=1, started=lab.STARTED, paid=_agreed(bills))
    assert found.ended["code"] == "ExpiredToken"
    assert not bills
    assert (METRICS, "ExpiredToken") in {(gap.operation, gap.code) for gap in found.gaps}


def test_paid_calls_end_at_their_limit() -> None:
    """What was not asked is a gap that says so, and everything else was read."""
    found = _collected(_account(), _agreed([], most=0))
    (gap,) = found.gaps
    assert (gap.operation, gap.code) == (METRICS, "PaidLimit")
    assert str(gap.resource).endswith("endpoint/chat-llm")
    assert found.complete["sagemaker:DescribeEndpoint"] == ("us-east-1",)


@pytest.mark.parametrize(
    ("status", "code"), [("PartialData", "PartialData"), ("InternalError", "InternalError")]
)
def test_a_metric_that_is_not_complete_is_a_gap_of_its_resource(status: str, code: str) -> None:
    """Nothing is stored of it."""
    found = _collected(
        _account({"Label": "AWS/SageMaker *", "Values": [1], "StatusCode": status}), _agreed([])
    )
    assert [(gap.code, str(gap.resource).rpartition("/")[2]) for gap in found.gaps] == [(code, "chat-llm")]
    assert found.complete[METRICS] == ()
    assert not _metrics(found)


@pytest.mark.parametrize("kind", ["denied", "error500", "garbled", "empty", "throttled"])
def test_a_lost_answer_is_a_gap_of_its_resources(kind: str) -> None:
    """The gap names each resource whose metrics were asked for."""
    found = _collected(_account({"Label": "*", "Values": [1]}), _agreed([]), (kind,))
    assert [str(gap.resource).rpartition("/")[2] for gap in found.gaps] == ["chat-llm"]
    assert not _metrics(found)


def _item(number: int, variants: int = 1, **more: Any) -> Item:
    name = f"e{number:04d}"
    context = {
        "EndpointName": name,
        "ProductionVariants": [{"VariantName": f"v{i}"} for i in range(variants)],
    }
    return Item(Found(ENDPOINT, ""), "", f"arn:{name}", "us-east-1", {**context, **more})


def _questions(items: list[Item]) -> list[Question]:
    collector, row = ROWS[METRICS][0]
    parents = {ENDPOINT: frozenset({"sagemaker:DescribeEndpoint"})}
    return [*metrics.questions(collector, row, items, DAYS, lab.STARTED + HOUR / 2, parents)]


def test_metrics_are_asked_in_calls_of_500() -> None:
    """The window starts at a full hour. The variants of one endpoint stay in one call."""
    questions = _questions([_item(n, variants=3) for n in range(400, 0, -1)])
    assert [len(question.series) for question in questions] == [498, 498, 204]
    assert {question.parameters["StartTime"] for question in questions} == {"2026-05-30T00:00:00Z"}
    assert {question.parameters["EndTime"] for question in questions} == {"2026-06-01T00:00:00Z"}
    assert [item.id for item in questions[0].items] == [f"arn:e{n:04d}" for n in range(1, 167)]


def test_only_an_asynchronous_endpoint_has_the_metric_of_one() -> None:
    """A part whose dimension is missing is not asked for, and a second one of its name neither."""
    twice = {"ProductionVariants": [{"VariantName": "a"}, {"VariantName": "a"}, {}]}
    (question,) = _questions([_item(1, **twice), _item(2, AsyncInferenceConfig={"OutputConfig": {}})])
    asked = [(series.item.id, series.name, dict(series.dimensions)) for series in question.series.values()]
    assert asked == [
        ("arn:e0001", "Invocations", {"EndpointName": "e0001", "VariantName": "a"}),
        ("arn:e0002", "Invocations", {"EndpointName": "e0002", "VariantName": "v0"}),
        ("arn:e0002", "InvocationsProcessed", {"EndpointName": "e0002"}),
    ]


@pytest.mark.parametrize(
    ("variant", "metric"),
    [
        ({"InstanceType": "ml.g5.xlarge"}, "GPUUtilization"),
        ({"InstancePools": [{"InstanceType": "ml.p5.48xlarge"}]}, "GPUUtilization"),
        ({"InstanceType": "ml.m5.xlarge"}, "CPUUtilization"),
        ({"InstanceType": "ml.inf2.xlarge"}, None),
        ({"InstanceType": {"redacted": {}}}, None),
        ({"ServerlessConfig": {}}, None),
    ],
)
def test_the_use_of_instances_is_asked_for_by_their_type(variant: dict[str, Any], metric: str | None) -> None:
    """As the 95th percentile of each day. What CloudWatch does not have for a type is not asked."""
    config = {"ProductionVariants": [{"VariantName": "main", **variant}]}
    item = _item(1, 0, DescribeEndpointConfig=config)
    collector, row = ROWS[METRICS][0]
    days = {f"{ENDPOINT}/{name}": 2 for name in ("CPUUtilization", "GPUUtilization")}
    parents = {ENDPOINT: frozenset({"sagemaker:DescribeEndpoint"})}
    asked = [
        (
            query["MetricStat"]["Metric"]["MetricName"],
            query["MetricStat"]["Stat"],
            query["MetricStat"]["Period"],
        )
        for question in metrics.questions(collector, row, [item], days, lab.STARTED, parents)
        for query in question.parameters["MetricDataQueries"]
    ]
    assert asked == ([(metric, "p95", 86400)] if metric else [])


def _read(*pages: list[dict[str, Any]]) -> Any:
    (question,) = _questions([_item(1)])
    ((item, name, found),) = metrics.read(question, Answer([{"MetricDataResults": page} for page in pages]))
    assert (item.id, name) == ("arn:e0001", "Invocations")
    return found


def _part(status: str, *hours: int) -> dict[str, Any]:
    return {
        "Id": "m0",
        "StatusCode": status,
        "Timestamps": [START + n * HOUR for n in hours],
        "Values": [float(n) for n in hours],
    }


def test_parts_of_a_series_are_joined() -> None:
    """Each part but the last one is partial. What was not asked for is ignored."""
    other = {**_part("Complete", 1), "Id": "m7"}
    found = _read([_part("PartialData", 3, 1), other], [_part("Complete", 47)])
    assert found["series"][0]["points"] == [[1, 1], [3, 3], [47, 47]]


def _without(name: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda part: {key: value for key, value in part.items() if key != name}


@pytest.mark.parametrize(
    ("pages", "code"),
    [
        ([[]], "Malformed"),
        ([[_part("Complete", 1)], [_part("PartialData", 2)]], "PartialData"),
        ([[_part("Forbidden")]], "Forbidden"),
        ([[_part("NotOptedIn")]], "UnreadableCode"),
        ([[_part("Complete", 48)]], "Malformed"),
        ([[_part("Complete", -1)]], "Malformed"),
        ([[_part("Complete", 1, 1)]], "Malformed"),
        ([[{**_part("Complete", 1), "Timestamps": [START + HOUR / 2]}]], "Malformed"),
    ],
)
def test_what_cannot_be_joined_is_not_read(pages: list[list[dict[str, Any]]], code: str) -> None:
    """A series that is cut, or that has times of no period, is a gap."""
    assert _read(*pages)[0] == code


MODEL = "AWS::Bedrock::InvokedModel"


def _of_model(name: str, days: int) -> list[Question]:
    collector, row = ROWS[METRICS][0]
    items = [
        Item(Found(MODEL, ""), "", f"arn:m{number:02}", "us-east-1", {"ModelId": f"m{number:02}"})
        for number in range(60)
    ]
    parents = {MODEL: frozenset({"cloudwatch:ListMetrics"})}
    return [*metrics.questions(collector, row, items, {f"{MODEL}/{name}": days}, lab.STARTED, parents)]


def test_several_statistics_of_a_metric_are_told_apart() -> None:
    """Each is a series, and says which one it is."""
    (question,) = _of_model("InvocationLatency", 2)
    asked = [query["MetricStat"]["Stat"] for query in question.parameters["MetricDataQueries"]]
    assert asked[:5] == ["p50", "p90", "p95", "p99", "SampleCount"]
    parts = [{**_part("Complete", 24), "Id": key} for key in question.series]
    found = [*metrics.read(question, Answer([{"MetricDataResults": parts}]))]
    assert len(found) == 60
    stored = found[0][2]
    assert isinstance(stored, dict)
    assert [(series["statistic"], series["points"]) for series in stored["series"]] == [
        (name, [[1, 24]]) for name in asked[:5]
    ]


def test_of_minutes_the_highest_of_each_day_is_stored() -> None:
    """No call has more values than fit into memory, and no window outlasts the minutes of AWS."""
    questions = _of_model("EstimatedTPMQuotaUsage", 30)
    assert [len(question.series) for question in questions] == [23, 23, 14]
    start = lab.STARTED - timedelta(days=15)
    assert questions[0].parameters["StartTime"] == f"{start:%Y-%m-%dT%H:%M:%SZ}"
    minutes = [0, 1439, 1440]
    part = {
        "Id": "m0",
        "StatusCode": "Complete",
        "Timestamps": [start + timedelta(minutes=n) for n in minutes],
        "Values": [5.0, 7.5, 2.0],
    }
    (_, _, stored), *lost = metrics.read(questions[0], Answer([{"MetricDataResults": [part]}]))
    assert len(lost) == 22
    assert isinstance(stored, dict)
    assert (stored["period"], stored["series"][0]["points"]) == (86400, [[0, 7.5], [1, 2]])


def test_each_metric_can_be_asked_for() -> None:
    """A type with metrics has a row that leads to them."""
    ((collector, row),) = ROWS[METRICS]
    led = {kind for parent in collector.parents(row) for kind in types_of_items(parent)}
    assert MEASURES.keys() <= led


def test_nothing_follows_from_what_costs_money() -> None:
    """Such calls are made last, so no free call waits for one."""
    assert not any(row.paid and CHILDREN.get(name) for name, rows in ROWS.items() for _, row in rows)
