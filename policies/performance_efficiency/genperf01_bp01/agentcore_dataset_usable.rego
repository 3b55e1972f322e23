# METADATA
# title: Keep AgentCore datasets active, published and large enough to compare results
# description: >-
#   With a few examples, chance decides which of two agents is better. A dataset that failed tests nothing,
#   and a draft that nobody publishes is not what evaluations use.
# custom:
#   id: GENPERF01-BP01/agentcore-dataset-usable
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::BedrockAgentCore::Dataset]
#   lists: [bedrock-agentcore-control:ListDatasets]
#   evidence: []
#   params:
#     min_examples: 30
#     max_draft_days: 30
#   messages:
#     failed: its status is %s
#     delete-failed: its deletion failed; delete it again, or check that nothing uses it
#     small: it has %s examples, and at least %s are required
#     draft: its draft was changed %s ago and not published, and at most %s are allowed
#   item: none
#   remediation: >-
#     Add examples, correct what made the dataset fail, or publish its draft as a version.
package lens.controls.genperf01_bp01.agentcore_dataset_usable

import data.lens.lib.ages
import data.lens.lib.facts
import data.lens.lib.finding

_params := input.params["GENPERF01-BP01/agentcore-dataset-usable"]

# Those that are being created, changed or deleted are left out: their numbers are about to change.
_datasets := [d |
	some d in input.resources["AWS::BedrockAgentCore::Dataset"]
	d.properties.status in {"ACTIVE", "CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED"}
]

subjects := {facts.subject(d) | some d in _datasets}

violations contains finding.of(subject, message, arguments, proof) if {
	some d in _datasets
	some [message, arguments, member] in (_failed(d) | (_small(d) | _draft(d)))
	subject := facts.subject(d)
	proof := [_at(d, member)]
}

reviews contains finding.of(subject, "delete-failed", [], proof) if {
	some d in _datasets
	d.properties.status == "DELETE_FAILED"
	subject := facts.subject(d)
	proof := [_at(d, "status")]
}

_failed(d) := {["failed", [status], "status"] |
	status := d.properties.status
	status in {"CREATE_FAILED", "UPDATE_FAILED"}
}

# What could not be created has no examples, and its status says enough.
_small(d) := {["small", [number, _params.min_examples], "exampleCount"] |
	d.properties.status in {"ACTIVE", "UPDATE_FAILED"}
	number := d.properties.exampleCount
	number < _params.min_examples
}

# The state of a draft is reliable only while the dataset is active.
_draft(d) := {["draft", [age, limit], "draftStatus"] |
	d.properties.status == "ACTIVE"
	d.properties.draftStatus == "MODIFIED"
	ages.older(d.properties.updatedAt, _params.max_draft_days)
	days := ages.days(d.properties.updatedAt)
	age := {"days": days, "beside": _params.max_draft_days}
	limit := {"days": _params.max_draft_days, "beside": days}
}

_at(d, member) := {"id": d.id, "pointer": sprintf("/properties/%s", [member])}
