"""AWS Step Functions: state machines, with the calls, errors and timeouts of their definitions."""

from __future__ import annotations

from collectors.table import Collector, Found, Outline, Row

_DEFINITION = Outline(
    "the graph of states: what each calls, how it catches errors, and its timeouts",
    names=(
        # The graph.
        "StartAt", "Type", "Next", "Default", "End", "Choices", "Branches", "Iterator",
        "ItemProcessor", "QueryLanguage",
        # What a task calls. The other parameters of the call are redacted.
        "Resource", "Parameters", "Arguments", "FunctionName", "FunctionName.$", "EndpointName",
        "EndpointName.$", "ModelId", "ModelId.$", "StateMachineArn", "StateMachineArn.$",
        # How the items of a map run.
        "ProcessorConfig", "ExecutionType",
        # Errors and timeouts.
        "Catch", "Retry", "ErrorEquals", "TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds",
        "HeartbeatSecondsPath",
    ),
    hosts=("ApiEndpoint",),
    maps=("States",),
)  # fmt: skip
"""What is stored of a definition. AWS marks it as sensitive: inputs and comments are redacted."""

STEP_FUNCTIONS = Collector(
    service="stepfunctions",
    prefix="states",
    gone_code="StateMachineDoesNotExist",
    rows=(
        Row(
            "ListStateMachines",
            finds=(
                Found(
                    "AWS::StepFunctions::StateMachine",
                    "{stateMachineArn}",
                    items="stateMachines",
                    name="name",
                    always=("type",),
                ),
            ),
        ),
        # Only its definition shows whether a state machine calls a model, so each is read.
        Row(
            "DescribeStateMachine",
            parents=("ListStateMachines",),
            params={"stateMachineArn": "stateMachineArn"},
            merge=True,
            always=("definition",),
            outlines={"definition": _DEFINITION},
        ),
    ),
)
