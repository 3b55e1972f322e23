"""AWS::Serverless::Api and HttpApi -> the API and its stage, those that events imply included.

What SAM writes into the definition (paths, authorizers, models, CORS) is not known. Source:
"AWS::Serverless::Api", "AWS::Serverless::HttpApi" and "Generated CloudFormation resources" in the
developer guide of SAM.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from collectors.iac.cloudformation.nodes import Node, is_map, node_of
from collectors.iac.cloudformation.sam_parts import Declaration, Made, renamed, resource, tags
from collectors.iac.values import Unknown

_DEFINITION = Unknown("the definition of the API, which SAM writes")

_OF_STAGE = {
    "Api": {
        "AccessLogSetting": "AccessLogSetting",
        "CacheClusterEnabled": "CacheClusterEnabled",
        "CacheClusterSize": "CacheClusterSize",
        "CanarySetting": "CanarySetting",
        "MethodSettings": "MethodSettings",
        "StageName": "StageName",
        "TracingEnabled": "TracingEnabled",
        "Variables": "Variables",
    },
    "HttpApi": {
        "AccessLogSettings": "AccessLogSettings",
        "DefaultRouteSettings": "DefaultRouteSettings",
        "RouteSettings": "RouteSettings",
        "StageName": "StageName",
        "StageVariables": "StageVariables",
    },
}
_WRITTEN = (
    "AlwaysDeploy Auth Cors CorsConfiguration DefinitionBody DefinitionUri Domain EndpointConfiguration "
    "GatewayResponses MergeDefinitions Models OpenApiVersion PropagateTags Tags"
)
"""What SAM uses for the definition or for other resources."""

IMPLIED = {
    "Api": ("ServerlessRestApi", "RestApiId", {"StageName": "Prod"}),
    "HttpApi": ("ServerlessHttpApi", "ApiId", {}),
}
"""Event -> the API that SAM makes for it, the property that names another, and its properties."""


def rest_api(declared: Declaration) -> Iterator[Made]:
    """Yield a REST API and its stage."""
    found = _api(declared, "Api")
    if endpoint := declared.get("EndpointConfiguration"):
        if isinstance(endpoint.value, str):
            found["EndpointConfiguration"] = {"Types": [endpoint]}
        elif endpoint.get("Type"):
            names = {"Type": "Types", "VPCEndpointIds": "VpcEndpointIds"}
            found["EndpointConfiguration"] = {
                names.get(key, key): [node] if key == "Type" else node for key, node in endpoint.value.items()
            }
        else:
            found["EndpointConfiguration"] = endpoint
    yield resource(declared, "AWS::ApiGateway::RestApi", found)
    stage = _stage(declared, "Api", "RestApiId")
    if declared.get("Tags"):
        stage["Tags"] = tags(declared, "")
    yield resource(declared, "AWS::ApiGateway::Stage", stage, _suffix(declared.get("StageName")))


def http_api(declared: Declaration) -> Iterator[Made]:
    """Yield an HTTP API and its stage."""
    found = _api(declared, "HttpApi")
    yield resource(declared, "AWS::ApiGatewayV2::Api", {"ProtocolType": "HTTP", **found})
    stage = {"StageName": "$default", "AutoDeploy": True, **_stage(declared, "HttpApi", "ApiId")}
    given = declared.get("Tags")
    own: Any = Unknown("tags that are no map")
    if given is None or is_map(given):
        body = declared.get("DefinitionBody")
        is_written = not declared.get("DefinitionUri") and (body is None or is_map(body))
        own = {"httpapi:createdBy": "SAM"} if is_written else {}
        own |= given.value if given else {}
    stage["Tags"] = own
    name = declared.get("StageName")
    suffix = "ApiGatewayDefaultStage" if name is None or name.value == "$default" else _suffix(name)
    yield resource(declared, "AWS::ApiGatewayV2::Stage", stage, suffix)


def _api(declared: Declaration, kind: str) -> dict[str, Any]:
    found = renamed(declared, {}, without=f"{_WRITTEN} {' '.join(_OF_STAGE[kind])}")
    body = declared.get("DefinitionBody")
    changed = any(declared.get(name) for name in ("Auth", "Cors", "CorsConfiguration", "Models"))
    found["Body"] = body if body and not changed else _DEFINITION
    return found


def _stage(declared: Declaration, kind: str, api: str) -> dict[str, Any]:
    names = _OF_STAGE[kind]
    found: dict[str, Any] = {
        names[key]: node for key, node in declared.properties.value.items() if key in names
    }
    return {api: {"Ref": declared.logical_id}, **found}


def _suffix(name: Node | None) -> str:
    known = name.value if name and isinstance(name.value, str) else ""
    return f"{known}Stage" if known.isalnum() else "Stage"


def implied(resources: Mapping[str, Node]) -> Iterator[tuple[str, Node, str]]:
    """Yield (logical id, API of SAM, why it may not be made) for events that name no API.

    It has the lines of the first such event. Its condition is that of the functions.
    """
    for kind, (name, _, properties) in IMPLIED.items():
        users = [(function, event) for function in resources.values() for event in _nameless(function, kind)]
        if not users:
            continue
        conditions = {function.text("Condition") for function, _ in users}
        members: dict[str, Any] = {"Type": f"AWS::Serverless::{kind}", "Properties": properties}
        several = "" not in conditions and len(conditions) > 1
        if "" not in conditions and not several:
            members["Condition"] = conditions.pop()
        maybe = "SAM makes it if one of several functions is created" if several else ""
        yield name, node_of(members, users[0][1]), maybe


def _nameless(function: Node, kind: str) -> Iterator[Node]:
    properties = function.get("Properties")
    if properties is None or function.text("Type") != "AWS::Serverless::Function":
        return
    for event in properties.members("Events").values():
        if event.text("Type") == kind and not event.members("Properties").get(IMPLIED[kind][1]):
            yield event
