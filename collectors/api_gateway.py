"""Amazon API Gateway: REST APIs, and HTTP and WebSocket APIs, with what throttles them.

APIs are listed only in a Region that has something that an API could lead to: a Lambda function, a
state machine, or an endpoint of SageMaker AI, or if the configuration declares an API that may be
there. So a Region without these costs no call. An API that leads to nothing else than Amazon
Bedrock itself is not seen there, unless it is declared.

All actions of both services are `apigateway:GET`, on a path. The policy names the paths, because
the action on every path could read the values of API keys.
"""

from __future__ import annotations

from collectors.table import ALONE, RESOURCE_NAME, Collector, Found, Outline, Row

_BACKENDS = ("lambda:ListFunctions", "stepfunctions:ListStateMachines", "sagemaker:ListEndpoints")
"""The listings of what an API could lead to. APIs are listed once, if any of them has an item."""

_PATHS = tuple(
    f"arn:*:apigateway:*::/{path}"
    for path in ("account", "apis", "apis/*", "restapis", "restapis/*", "usageplans")
)


def _rates(member: str, *names: str) -> Outline:
    """Return what is stored of the settings by method or route: the limits."""
    return Outline("the most requests a second, by method or route", names=names, maps=(member,))


_METHODS = Outline(
    "what each method of a resource calls, and whether it demands an API key",
    names=("httpMethod", "apiKeyRequired", "methodIntegration", "type", "timeoutInMillis"),
    arns=("uri",),
    maps=("resourceMethods",),
)


def _arn(path: str) -> str:
    """Return the id of what has this path in API Gateway."""
    return f"arn:{{partition}}:apigateway:{{region}}::/{path}"


API_GATEWAY = Collector(
    service="apigateway",
    prefix="apigateway",
    gone_code="NotFoundException",
    every_action="apigateway:GET",
    paths=_PATHS,
    rows=(
        Row(
            "GetRestApis",
            parents=_BACKENDS,
            declared={ALONE: "apis"},
            constants={"limit": 500},
            finds=(Found("AWS::ApiGateway::RestApi", _arn("restapis/{id}"), items="items", name="name"),),
        ),
        Row(
            "GetResources",
            parents=("GetRestApis",),
            params={"restApiId": "id"},
            constants={"embed": ["methods"], "limit": 500},
            finds=(
                Found(
                    "AWS::ApiGateway::Resource",
                    _arn("restapis/{restApiId}/resources/{id}"),
                    items="items",
                    name="path",
                    always=("path",),
                ),
            ),
            keep={"items[].path": RESOURCE_NAME},
            outlines={"items[].resourceMethods": _METHODS},
        ),
        Row(
            "GetStages",
            parents=("GetRestApis",),
            params={"restApiId": "id"},
            finds=(
                Found(
                    "AWS::ApiGateway::Stage",
                    _arn("restapis/{restApiId}/stages/{stageName}"),
                    items="item",
                    name="stageName",
                ),
            ),
            outlines={
                "item[].methodSettings": _rates(
                    "methodSettings", "throttlingRateLimit", "throttlingBurstLimit"
                )
            },
        ),
        # The account's limit holds for all kinds of APIs.
        Row(
            "GetAccount",
            parents=("GetRestApis", "apigatewayv2:GetApis"),
            finds=(Found("AWS::ApiGateway::Account", _arn("account"), always=("throttleSettings",)),),
        ),
        Row(
            "GetUsagePlans",
            parents=("GetRestApis",),
            constants={"limit": 500},
            finds=(
                Found(
                    "AWS::ApiGateway::UsagePlan",
                    _arn("usageplans/{id}"),
                    items="items",
                    name="name",
                    always=("apiStages[].apiId", "apiStages[].stage"),
                ),
            ),
            keep={"items[].apiStages[].stage": RESOURCE_NAME},
            outlines={"items[].apiStages[].throttle": _rates("throttle", "rateLimit", "burstLimit")},
        ),
    ),
)

API_GATEWAY_V2 = Collector(
    service="apigatewayv2",
    prefix="apigateway",
    gone_code="NotFoundException",
    every_action="apigateway:GET",
    paths=_PATHS,
    rows=(
        Row(
            "GetApis",
            parents=_BACKENDS,
            declared={ALONE: "apis"},
            finds=(Found("AWS::ApiGatewayV2::Api", _arn("apis/{ApiId}"), items="Items", name="Name"),),
        ),
        Row(
            "GetRoutes",
            parents=("GetApis",),
            params={"ApiId": "ApiId"},
            finds=(
                Found(
                    "AWS::ApiGatewayV2::Route",
                    _arn("apis/{ApiId}/routes/{RouteId}"),
                    items="Items",
                    name="RouteKey",
                    always=("RouteKey",),
                ),
            ),
            keep={
                "Items[].RouteKey": RESOURCE_NAME,
                "Items[].Target": "id of the integration that the route leads to",
            },
        ),
        Row(
            "GetIntegrations",
            parents=("GetApis",),
            params={"ApiId": "ApiId"},
            finds=(
                Found(
                    "AWS::ApiGatewayV2::Integration",
                    _arn("apis/{ApiId}/integrations/{IntegrationId}"),
                    items="Items",
                    always=("IntegrationType",),
                ),
            ),
            keep={"Items[].IntegrationSubtype": "action of AWS that the integration calls"},
            arns={"Items[].IntegrationUri": "what the integration calls"},
            outlines={
                "Items[].RequestParameters": Outline(
                    "the state machine that the integration starts", names=("StateMachineArn",)
                )
            },
        ),
        Row(
            "GetStages",
            parents=("GetApis",),
            params={"ApiId": "ApiId"},
            finds=(
                Found(
                    "AWS::ApiGatewayV2::Stage",
                    _arn("apis/{ApiId}/stages/{StageName}"),
                    items="Items",
                    name="StageName",
                ),
            ),
            outlines={
                "Items[].RouteSettings": _rates(
                    "RouteSettings", "ThrottlingRateLimit", "ThrottlingBurstLimit"
                )
            },
        ),
    ),
)
