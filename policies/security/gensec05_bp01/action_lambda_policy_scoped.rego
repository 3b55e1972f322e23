# METADATA
# title: Let only the owning agent or gateway invoke an action function
# description: >-
#   Whoever invokes the function directly acts without the agent, its guardrail and its confirmation. An
#   alias or a version has a policy of its own beside that of the function.
# custom:
#   id: GENSEC05-BP01/action-lambda-policy-scoped
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Lambda::Function]
#   lists: ["@action-functions", lambda:ListFunctions, lambda:GetPolicy, lambda:ListFunctionUrlConfigs]
#   evidence: [lambda:ListFunctions, lambda:GetPolicy, lambda:ListFunctionUrlConfigs, "@own-organization"]
#   params:
#     trusted_accounts: []
#   messages:
#     open-to-anybody: "@policy-open-to-anybody"
#     open-to-others: "@policy-open-to-others"
#     open-to-services: "@policy-open-to-services"
#     open-to-customers: "@policy-open-to-customers"
#     open-to-unnamed: "@policy-open-to-unnamed"
#     open-to-addresses: "@policy-open-to-addresses"
#     url: anyone may call it by a function URL whose auth type is NONE
#     unread: "@policy-unread"
#     not-here: "the account does not list it, so its policy is not known; it is named by %s"
#   item: none
#   remediation: >-
#     Name the agent, flow or knowledge base as aws:SourceArn in each permission of the function, its aliases
#     and versions. Delete other permissions, and give a function URL the auth type AWS_IAM.
package lens.controls.gensec05_bp01.action_lambda_policy_scoped

import data.lens.lib.action_functions
import data.lens.lib.called_functions
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.group
import data.lens.lib.resource_policies

_params := input.params["GENSEC05-BP01/action-lambda-policy-scoped"]

# [subject, record, statements, their place, accounts] of each policy: of the function, and of the
# aliases and versions by which it is named.
_policies := [[one.subject, r, statements, place, _params.trusted_accounts] |
	some one in action_functions.all
	some [r, place] in _holders(one)
	statements := object.get(r.properties, split(sprintf("%s/Statement", [place]), "/"), [])
	count(statements) > 0
]

_holders(one) := {[r, "GetPolicy/Policy"] | r := action_functions.record(one)} | {[r, "Policy"] |
	some arn in one.arns
	r := facts.get("AWS::Lambda::AliasPolicy", sprintf("%s/policy", [arn]))
}

# ARN of a function -> its URLs and those of its aliases.
_urls := group.by_first({[called_functions.function(url.properties.FunctionArn), url] |
	some url in input.resources["AWS::Lambda::Url"]
})

# A function without a policy and a URL can only be invoked by the caller's own right.
subjects := {subject | some [subject, _, _, _, _] in _policies} | {one.subject |
	some one in action_functions.all
	not _is_bare(one)
}

_is_bare(one) if {
	action_functions.record(one).properties.GetPolicy.absent
	urls := object.get(_urls, one.subject.id, [])
	count(urls) == 0
}

violations := {finding.absent(subject, message, arguments, [proof], operations) |
	some [subject, r, statements, place, accounts] in _policies
	found := resource_policies.faults(r.id, place, statements, "lambda", accounts)
	some [message, arguments, operations, proof] in found
} | {finding.of(one.subject, "url", [], [{"id": url.id, "pointer": "/properties/AuthType"}]) |
	some one in action_functions.all
	some url in object.get(_urls, one.subject.id, [])
	url.properties.AuthType == "NONE"
}

# Whom the owner chose to let in, only a person can say.
reviews := {finding.of(subject, message, arguments, proof) |
	some [subject, r, statements, place, accounts] in _policies
	found := resource_policies.choices(r.id, place, statements, "lambda", accounts)
	some [message, arguments, proof] in found
}

unseen := {finding.of(one.subject, "not-here", [one.by], []) |
	some one in action_functions.all
	not action_functions.record(one)
} | {finding.of(one.subject, "unread", [], [{"id": r.id, "pointer": "/properties"}]) |
	some one in action_functions.all
	r := action_functions.record(one)
	not resource_policies.is_known(r, "GetPolicy", "Policy")
}

relies_on := action_functions.relies_on
