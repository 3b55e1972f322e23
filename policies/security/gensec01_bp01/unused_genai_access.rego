# METADATA
# title: Remove model access that nobody has used lately
# description: >-
#   Access that nobody uses helps nobody but whoever steals the credentials, and calls of models cost money.
#   IAM knows when a role or user last called each service. The scan asks it only with --last-accessed,
#   because IAM makes a report for each.
# custom:
#   id: GENSEC01-BP01/unused-genai-access
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::IAM::Role, AWS::IAM::User]
#   lists: ["@model-use-principals"]
#   evidence: [iam:GenerateServiceLastAccessedDetails, iam:GetServiceLastAccessedDetails]
#   params:
#     max_unused_days: 90
#     namespaces: [bedrock, bedrock-mantle, bedrock-agentcore, sagemaker, qbusiness]
#   messages:
#     unused: it may call %s, and called none of it in the last %s
#     not-reported: find out when it last called %s, of which IAM reports nothing
#     not-read: "%s could not be read"
#   item: none
#   remediation: Remove the permission, or the role or user if nothing else needs it.
package lens.controls.gensec01_bp01.unused_genai_access

import data.lens.lib.ages
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.group
import data.lens.lib.principals

_params := input.params["GENSEC01-BP01/unused-genai-access"]

# Each role and user with the services of which it may call an action that uses a model.
_holders := [[r, namespaces] |
	some type in ["AWS::IAM::Role", "AWS::IAM::User"]
	some r in input.resources[type]
	granted := principals.model_use[r.id]
	namespaces := {split(action, ":")[0] | some action in granted} & {name | some name in _params.namespaces}
	count(namespaces) > 0
]

# Those of whom something was not read may use models too, and may be denied what was read.
_doubtful := [[r, arn] |
	some type in ["AWS::IAM::Role", "AWS::IAM::User"]
	some r in input.resources[type]
	r.id in principals.may_use_models
	some arn in _doubts[r.id]
]

_doubts := group.by_first(principals.doubts)

subjects := {facts.subject(r) | some [r, _] in array.concat(_holders, _doubtful)}

violations := {finding.of(subject, "unused", [names, limit], [proof]) |
	some [r, namespaces] in _judged
	id := r.id
	not _doubts[id]
	days := _params.max_unused_days
	names := namespaces & _unused(r, days)
	count(names) > 0
	subject := facts.subject(r)
	limit := {"days": days, "beside": days}
	proof := {"id": r.id, "pointer": "/properties/GetServiceLastAccessedDetails/ServicesLastAccessed"}
}

# IAM lists each service that the policies allow. It tracks no other.
unseen := {finding.of(facts.subject(r), "not-reported", [names], []) |
	some [r, namespaces] in _judged
	id := r.id
	not _doubts[id]
	names := namespaces - {one.ServiceNamespace | some one in _report(r)}
	count(names) > 0
} | {finding.of(facts.subject(r), "not-read", [arn], [{"id": r.id, "pointer": "/properties"}]) |
	some [r, arn] in _doubtful
}

# Nobody can have used for long what has not existed for long.
proven := {facts.subject(r) | some [r, _] in array.concat(_holders, _doubtful); _is_young(r)}

_judged := [[r, namespaces] | some [r, namespaces] in _holders; not _is_young(r)]

_is_young(r) if ages.within(r.properties.CreateDate, _params.max_unused_days)

_report(r) := object.get(r.properties, ["GetServiceLastAccessedDetails", "ServicesLastAccessed"], [])

# A service without a time was not called as far back as IAM reports.
_unused(r, days) := {name | some one in _report(r); name := one.ServiceNamespace; not _is_used(one, days)}

_is_used(one, days) if ages.within(one.LastAuthenticated, days)
