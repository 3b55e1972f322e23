# METADATA
# title: Keep flows prepared and free of validation errors
# description: >-
#   A draft that is not valid cannot be released. A version that failed does not answer. A node that
#   nothing leads to, or a condition without a default, ends runs without a result.
# custom:
#   id: GENREL03-BP01/flow-definition-valid
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::Flow]
#   lists: [bedrock-agent:ListFlows, bedrock-agent:ListFlowAliases]
#   evidence: [bedrock-agent:GetFlow, bedrock-agent:ListFlowVersions]
#   params: {}
#   messages:
#     failed: the status is Failed
#     unprepared: "it is not prepared, and its last change was %s ago"
#     invalid: "the validation found %s"
#     unclear: no call shows the status, or what the validation found
#   item: version
#   remediation: >-
#     Correct the nodes that the validation names, and prepare the flow. For a version, create another
#     one and let the alias route to it.
package lens.controls.genrel03_bp01.flow_definition_valid

import data.lens.lib.ages
import data.lens.lib.deployed
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.versions

# The draft of each flow, and the versions that an alias routes to, with the ids of their summaries.
_drafts[subject] := flow if {
	some flow in input.resources["AWS::Bedrock::Flow"]
	subject := facts.item(flow, "DRAFT")
}

_served[subject] := summary if {
	some [id, version] in deployed.flows
	versions.numbered(version)
	subject := facts.item(facts.get("AWS::Bedrock::Flow", id), version)
	summary := concat("/version/", [id, version])
}

subjects := {subject | some found in [_drafts, _served]; some subject, _ in found}

violations := {finding.of(subject, message, arguments, [proof]) |
	some subject, flow in _drafts
	some [message, arguments, member] in _faults(flow.properties)
	proof := {"id": flow.id, "pointer": sprintf("/properties/%s", [member])}
} | {finding.of(subject, "failed", [], [proof]) |
	some subject, id in _served
	_status[id] == "Failed"
	proof := {"id": id, "pointer": "/properties/status"}
}

_faults(p) := ({["failed", [], "status"] | p.status == "Failed"} | {["unprepared", [age], "updatedAt"] |
	p.status == "NotPrepared"
	ages.older(p.updatedAt, 1)
	age := {"days": ages.days(p.updatedAt), "beside": 1}
}) | {["invalid", [found], "validations"] |
	found := {object.get(v, "type", "Unspecified") | some v in p.validations; _invalid(v)}
	count(found) > 0
}

_invalid(validation) if validation.severity == "Error"

_invalid(validation) if validation.type in _warnings

_warnings := {
	"UnreachableNode", "MissingDefaultCondition", "MissingEndingNodes",
	"UnsatisfiedConnectionConditions",
}

unseen := {finding.of(subject, "unclear", [], []) |
	some subject, flow in _drafts
	not _clear(flow)
} | {finding.of(subject, "unclear", [], []) | some subject, id in _served; not _status[id]}

# Only the age of a flow that is not prepared matters.
_clear(flow) if {
	is_number(_age(flow.properties))
	every v in object.get(flow.properties, "validations", []) { is_string(v.severity); is_string(v.type)}
}

_age(p) := 0 if p.status in {"Failed", "Prepared", "Preparing"}

_age(p) := ages.days(p.updatedAt) if p.status == "NotPrepared"

_status := {v.id: v.properties.status | some v in input.resources["AWS::Bedrock::FlowVersionSummary"]}

# What was read of the draft or of a version stands, whatever was not read of the other.
proven := {subject |
	some subject, flow in _drafts
	is_string(flow.properties.executionRoleArn) # GetFlow was read
	_clear(flow)
} | {subject | some subject, id in _served; _status[id] == "Prepared"}
