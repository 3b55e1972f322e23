"""What is stored of pipelines and of event rules, and what is asked with a time or once a group."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from collectors.ago import DaysAgo, MonthsAgo, QuartersAgo
from collectors.events import of_genai
from collectors.pipelines import steps
from collectors.scheduler import filled
from tests import lab

REGISTER = {"Name": "Register", "Type": "RegisterModel", "Arguments": {}}


def stored(*found: Any, parameters: Any = ()) -> dict[str, dict[str, Any]]:
    """Return name -> what is stored of the steps of a definition."""
    made = steps({"Version": "2020-12-01", "Parameters": [*parameters], "Steps": [*found]})
    return {step["Name"]: step for step in made["Steps"]}


def test_steps_of_conditions_come_after_them() -> None:
    """Steps inside of a condition are steps at any depth, and come after the conditions."""
    inner = {"Name": "Again", "Type": "Condition", "Arguments": {"ElseSteps": [REGISTER]}}
    outer = {"Name": "Check", "Type": "Condition", "Arguments": {"IfSteps": [inner]}}
    found = stored(outer)
    assert {name: step["After"] for name, step in found.items()} == {
        "Check": [],
        "Again": ["Check"],
        "Register": ["Again", "Check"],
    }


def test_a_step_comes_after_what_it_names_and_refers_to() -> None:
    """`DependsOn` and references at any depth make the order. No step comes after itself."""
    report = {"Std:JsonGet": {"PropertyFile": {"Get": "Steps.Test.PropertyFiles.Report"}}}
    found = stored(
        {**REGISTER, "DependsOn": ["Wait"], "Arguments": {"Conditions": [{"LeftValue": report}]}},
        {"Name": "Loop", "Type": "Training", "Arguments": {"A": {"Get": "Steps.Loop.X"}}},
    )
    assert found["Register"]["After"] == ["Test", "Wait"]
    assert found["Loop"]["After"] == []


def test_what_a_step_runs() -> None:
    """Images, instance types, models, kinds of jobs, functions; parameters have their defaults."""
    training = {
        "AlgorithmSpecification": {"TrainingImage": {"Get": "Parameters.Image"}},
        "ResourceConfig": {"InstanceType": "ml.g5.xlarge"},
        "ServerlessJobConfig": {"JobType": "Evaluation"},
        "InputDataConfig": [{"DataSource": {"S3DataSource": {"S3Uri": "s3://data/x"}}}],
    }
    found = stored(
        {"Name": "Tune", "Type": "Training", "Arguments": training},
        {"Name": "Roll", "Type": "Lambda", "FunctionArn": "arn:aws:lambda:x"},
        parameters=[{"Name": "Image", "Type": "String", "DefaultValue": "images/tune:1"}],
    )
    assert found["Tune"] == {
        "Name": "Tune",
        "Type": "Training",
        "After": [],
        "Images": ["images/tune:1"],
        "InstanceTypes": ["ml.g5.xlarge"],
        "Models": ["s3://data/x"],
        "JobTypes": ["Evaluation"],
        "Functions": [],
    }
    assert found["Roll"]["Functions"] == ["arn:aws:lambda:x"]


def test_what_people_name_is_not_stored() -> None:
    """Variables and hyperparameters are not stored, even if they are called like what is read."""
    secret = {"Image": "hidden", "InstanceType": "hidden", "Token": "hidden"}
    arguments = {"Environment": secret, "HyperParameters": secret, "Tags": [secret], "Token": "hidden"}
    assert "hidden" not in str(stored({"Name": "Tune", "Type": "Training", "Arguments": arguments}))


@pytest.mark.parametrize(
    "definition", [[], [1], {"Steps": "x"}, {"Steps": [1, {"Arguments": [], "DependsOn": "x"}]}]
)
def test_a_definition_of_another_form_has_no_steps_or_empty_ones(definition: Any) -> None:
    """Nothing in a definition is an error."""
    assert all(step["After"] == [] for step in steps(definition)["Steps"])


@pytest.mark.parametrize(
    "pattern",
    [
        {"source": ["aws.ec2", "aws.sagemaker"]},
        {"source": [{"prefix": "aws."}]},
        {"detail-type": ["X"]},
        {"$or": [{"source": ["aws.ec2"]}]},
        "not JSON",
    ],
)
def test_rules_that_may_match_are_read(pattern: Any) -> None:
    """A rule is read unless its pattern certainly matches no event of SageMaker AI."""
    rule = {"State": "ENABLED", "EventPattern": pattern}
    assert of_genai(rule) == rule


@pytest.mark.parametrize(
    "rule",
    [
        {"State": "ENABLED", "EventPattern": {"source": ["aws.ec2"]}},
        {"State": "ENABLED", "ScheduleExpression": "rate(1 day)"},
        {"State": "DISABLED", "EventPattern": {"source": ["aws.sagemaker"]}},
    ],
)
def test_other_rules_are_left_out(rule: dict[str, Any]) -> None:
    """Schedules, rules that are off, and rules of other sources are no resources."""
    assert of_genai(rule) is None


def test_times_are_filled_in_at_any_depth() -> None:
    """The time is the start of a day in UTC, and the account is filled in beside it."""
    started = datetime(2026, 3, 1, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    constants = {"A": DaysAgo(1), "B": {"C": [{"D": DaysAgo(0)}, 1]}, "E": "{account}"}
    assert filled(constants, "111122223333", started) == {
        "A": "2026-02-27T00:00:00Z",
        "B": {"C": [{"D": "2026-02-28T00:00:00Z"}, 1]},
        "E": "111122223333",
    }
    assert filled({"A": DaysAgo(1)}, "", started.astimezone(UTC)) == {"A": "2026-02-27T00:00:00Z"}


@pytest.mark.parametrize(
    ("month", "last_month", "quarter"),
    [("2026-01", "2025-12-01", "2025-07-01"), ("2026-06", "2026-05-01", "2025-10-01")],
)
def test_months_and_quarters_are_those_of_the_calendar(month: str, last_month: str, quarter: str) -> None:
    """They start on their first day, also across the turn of a year."""
    started = datetime.fromisoformat(f"{month}-28T23:00:00+00:00")
    constants = {"A": MonthsAgo(1), "B": MonthsAgo(0), "C": QuartersAgo(2)}
    found = filled(constants, "111122223333", started)
    assert found == {"A": last_month, "B": f"{month}-01", "C": f"{quarter}T00:00:00Z"}


def test_only_the_newest_package_of_a_group_is_described() -> None:
    """DescribeModelPackage is called for the first package of each group, and for no other."""
    group = {"ModelPackageGroupStatus": "Completed", "CreationTime": "2026-01-01T00:00:00Z"}
    arn = "arn:aws:sagemaker:us-east-1:111122223333:model-package"
    sample = lab.account("empty")
    answers = sample["answers"]
    sample["answers"] = [e for e in answers if not e["call"].startswith("sagemaker:ListModelPackage")]
    sample["answers"] += [
        {
            "call": "sagemaker:ListModelPackageGroups",
            "region": "us-east-1",
            "answer": {
                "ModelPackageGroupSummaryList": [
                    {**group, "ModelPackageGroupName": name, "ModelPackageGroupArn": f"{arn}-group/{name}"}
                    for name in ("a", "b")
                ]
            },
        },
        *(
            {
                "call": "sagemaker:ListModelPackages",
                "region": "us-east-1",
                "with": {"ModelPackageGroupName": name},
                "answer": {
                    "ModelPackageSummaryList": [
                        {
                            "ModelPackageGroupName": name,
                            "ModelPackageArn": f"{arn}/{name}/{number}",
                            "ModelPackageVersion": number,
                            "ModelPackageStatus": "Completed",
                            "CreationTime": "2026-01-01T00:00:00Z",
                        }
                        for number in (3, 2, 1)
                    ]
                },
            }
            for name in ("a", "b")
        ),
    ]
    with lab.serving(sample) as (_, aws):
        made = lab.read(aws, ["sagemaker:DescribeModelPackage"])
    calls = [call for call in made.calls if call.operation == "DescribeModelPackage"]
    assert sorted(call.parameters["ModelPackageName"] for call in calls) == [f"{arn}/a/3", f"{arn}/b/3"]
    assert len([r for r in made.resources if r.type == "AWS::SageMaker::ModelPackage"]) == 6
