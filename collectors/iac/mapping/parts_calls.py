"""Parts of what calls, watches and guards: functions' settings, alarms, workflows, web ACLs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collectors.iac.mapping.converting import Converter
from collectors.iac.mapping.drafts import Draft, Work, many, place
from collectors.iac.mapping.places import first, snaked
from collectors.iac.values import Unknown

FUNCTION, INVOKE, URL = "AWS::Lambda::Function", "AWS::Lambda::EventInvokeConfig", "AWS::Lambda::Url"
ALARM, MACHINE, STAGE = "AWS::CloudWatch::Alarm", "AWS::StepFunctions::StateMachine", "AWS::ApiGateway::Stage"
_ACLS = ("aws_wafv2_web_acl_association", "AWS::WAFv2::WebACLAssociation")

ADDS: dict[str, tuple[str, ...]] = dict.fromkeys(_ACLS, (STAGE,))

_ELSEWHERE = {
    "definition_s3_location": "the definition is an object in S3",
    "definition_uri": "the definition is in another file",
    "definition_substitutions": "CloudFormation replaces parts of the definition",
}


def _settings(work: Work) -> None:
    """Give the settings of functions the function that they are of. Others are left out."""
    for draft in work.drafted(INVOKE, URL):
        function = work.owner(FUNCTION, draft.thing, "function_name", "target_function_arn")
        if not isinstance(function, Draft):
            del work.drafts[draft.thing.address]
            continue
        qualifier = work.argument(draft.thing, "qualifier")
        arn = function.id
        if draft.type == INVOKE or (isinstance(qualifier, str) and qualifier):
            arn = f"{arn}:{qualifier if isinstance(qualifier, str) and qualifier else '$LATEST'}"
        draft.members["FunctionArn"] = arn
        draft.id = arn if draft.type == INVOKE else f"{arn}/url"
        draft.name = function.name


def _metrics(work: Work) -> None:
    """Read the metrics of an alarm of Terraform, whose blocks have another form than AWS's."""
    for draft in work.drafted(ALARM):
        given = many(work.argument(draft.thing, "metric_query"))
        if given:
            shaped = {"Metrics": [_query(one) for one in given]}
            draft.members.update(Converter(ALARM, {}, {}).properties(shaped).members)


def _query(given: Any) -> Any:
    fields = snaked(given)
    if not fields:
        return given
    metric = first(fields.pop("metric", None))
    if isinstance(metric, Unknown):
        fields["metric_stat"] = metric
    elif isinstance(metric, Mapping):
        names = ("metric_name", "namespace", "dimensions")
        inner = {name: metric[name] for name in names if metric.get(name) is not None}
        rest = {name: value for name, value in metric.items() if name not in names}
        fields["metric_stat"] = {"Metric": inner, **rest}
    return fields


def _definitions(work: Work) -> None:
    """Say of a workflow whose definition is elsewhere that it is not known."""
    for draft in work.drafted(MACHINE):
        for argument, why in _ELSEWHERE.items():
            if work.argument(draft.thing, argument) is not None:
                draft.members["definition"] = Unknown(why)


def _web_acls(work: Work) -> None:
    """Give a stage of an API its web ACL."""
    stages = {draft.id: draft for draft in work.drafted(STAGE)}
    for thing in work.of(*_ACLS):
        stage = stages.get(str(work.argument(thing, "resource_arn")))
        acl = work.argument(thing, "web_acl_arn")
        if stage and acl is not None:
            stage.members["webAclArn"] = acl
            stage.others["/webAclArn"] = place(thing)


PARTS = (_settings, _metrics, _definitions, _web_acls)
