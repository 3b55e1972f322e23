# METADATA
# title: Limit what action functions may do and how often they may run
# description: >-
#   A model decides with which arguments the function runs. Whoever manipulates the model uses whatever the
#   function's role may do, and a role that several functions share has the rights of all of them.
# custom:
#   id: GENSEC05-BP01/action-lambda-role-scoped
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Lambda::Function]
#   lists: ["@action-functions"]
#   evidence:
#     - lambda:ListFunctions
#     - lambda:GetFunctionConfiguration
#     - iam:GetAccountAuthorizationDetails
#     - "@function-concurrency"
#   params:
#     max_functions_per_role: 1
#     require_concurrency: false
#     services: [iam, sts, s3, lambda, dynamodb, ec2, secretsmanager, kms, bedrock, bedrock-agentcore,
#       sagemaker, organizations, kendra, ses, sns, sqs]
#     escalation_actions: [sts:AssumeRole, iam:PassRole, iam:CreatePolicyVersion, iam:SetDefaultPolicyVersion,
#       iam:AttachRolePolicy, iam:PutRolePolicy, iam:UpdateAssumeRolePolicy, iam:CreateAccessKey,
#       iam:CreateServiceSpecificCredential, iam:DeleteRolePermissionsBoundary, lambda:UpdateFunctionCode,
#       lambda:UpdateFunctionConfiguration, bedrock:UpdateAgent, bedrock:UpdateGuardrail,
#       bedrock:DeleteGuardrail, bedrock-agentcore:UpdatePolicy, bedrock-agentcore:UpdateGateway,
#       bedrock-agentcore:InvokeAgentRuntimeCommand, bedrock-agentcore:GetWorkloadAccessTokenForUserId]
#   messages:
#     aws-full-access: AWS managed policy %s is attached to its role
#     whole-service: "a statement of its role allows every action of a service: %s"
#     not-action: a statement of its role with NotAction allows every action but those that it names
#     broad: a statement of its role allows %s on %s
#     not-resource: a statement of its role with NotResource allows %s on every other resource
#     shared: its role %s is also the role of %s
#     unreserved: no concurrency is reserved for it
#     concurrency-not-shown: its reserved concurrency was not read
#     not-here: "the account does not list it, so its role is not known; it is named by %s"
#     base-role-not-shown: "@base-role-not-shown"
#     base-role-unreadable: "@base-role-unreadable"
#     base-policy-not-shown: "@base-policy-not-shown"
#     boundary-not-shown: "@boundary-not-shown"
#   item: none
#   remediation: >-
#     Give the function a role of its own with named actions and ARNs, and reserve concurrency for it.
package lens.controls.gensec05_bp01.action_lambda_role_scoped

import data.lens.lib.action_functions
import data.lens.lib.actions
import data.lens.lib.finding
import data.lens.lib.function_roles

_params := input.params["GENSEC05-BP01/action-lambda-role-scoped"]

subjects := {one.subject | some one in action_functions.all}

# The distinct patterns that match every action of one of the services.
_whole := actions.whole(_params.services)

violations := ({finding.of(subject, message, arguments, [proof, seen]) |
	some [subject, role, seen] in function_roles.uses
	some [message, arguments, proof] in function_roles.powers(role, _whole, _params.escalation_actions)
} | {finding.of(subject, "shared", [role, others], [seen]) |
	some [subject, role, seen] in function_roles.uses
	names := function_roles.functions(role)
	count(names) > _params.max_functions_per_role
	others := names - {split(subject.id, ":")[6]}
}) | {finding.of(subject, "unreserved", [], [proof]) |
	some [subject, read] in _concurrency
	not _reserves(read)
	proof := {"id": subject.id, "pointer": "/properties/GetFunctionConcurrency"}
}

# A function for which 0 is reserved cannot run at all.
_reserves(read) if read.ReservedConcurrentExecutions >= 0

# What was read of a function's concurrency, if it is asked for.
_concurrency := [[one.subject, read] |
	_params.require_concurrency
	some one in action_functions.all
	read := action_functions.record(one).properties.GetFunctionConcurrency
]

unseen := ({finding.of(subject, message, arguments, [seen]) |
	some [subject, role, seen] in function_roles.uses
	some [message, arguments] in function_roles.doubts(role)
} | {finding.of(one.subject, "not-here", [one.by], []) |
	some one in action_functions.all
	not action_functions.record(one)
}) | {finding.of(subject, "concurrency-not-shown", [], []) |
	_params.require_concurrency
	read := {pair[0] | some pair in _concurrency}
	some subject in (subjects - read)
}

# A function of a Region that was not read may have the role too.
relies_on := action_functions.relies_on | {[one.subject, region] |
	some one in action_functions.all
	some region in input.regions
}
