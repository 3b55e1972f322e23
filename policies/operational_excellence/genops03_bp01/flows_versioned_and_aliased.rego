# METADATA
# title: Publish flow versions and serve them through an alias
# description: >-
#   A draft changes with each edit. Callers of an alias get a version that was tested, and moving the
#   alias back undoes a bad release in one call.
# custom:
#   id: GENOPS03-BP01/flows-versioned-and-aliased
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::Flow]
#   lists: [bedrock-agent:ListFlows]
#   evidence: [bedrock-agent:ListFlowVersions, bedrock-agent:ListFlowAliases]
#   params:
#     grace_days: 14
#   messages:
#     no-version: no version was published
#     no-alias: it has no alias except the built-in one for tests
#     draft: alias %s routes to the draft
#   item: none
#   remediation: >-
#     Create a version from the tested draft, and let an alias route to it. To roll back, let the alias
#     route to the version before.
package lens.controls.genops03_bp01.flows_versioned_and_aliased

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.versions

_params := input.params["GENOPS03-BP01/flows-versioned-and-aliased"]

_flows := [flow | some flow in input.resources["AWS::Bedrock::Flow"]; not _young(flow)]

_young(flow) if {
	age := time.parse_rfc3339_ns(input.started) - time.parse_rfc3339_ns(flow.properties.createdAt)
	age < _params.grace_days * (((24 * 60) * 60) * 1000000000)
}

subjects := {facts.subject(flow) | some flow in _flows}

violations := (_unversioned | _unaliased) | _drafts

_unversioned := {finding.absent(subject, "no-version", [], [], ["bedrock-agent:ListFlowVersions"]) |
	some flow in _flows
	id := flow.id
	not id in _versioned
	subject := facts.subject(flow)
}

_unaliased := {finding.absent(subject, "no-alias", [], [], ["bedrock-agent:ListFlowAliases"]) |
	some flow in _flows
	id := flow.id
	not id in _aliased
	subject := facts.subject(flow)
}

# An alias that was seen to route to the draft stands, whatever else was not read.
_drafts contains finding.of(subject, "draft", [name], [proof]) if {
	some [id, alias] in _aliases
	flow := facts.get("AWS::Bedrock::Flow", id)
	not _young(flow)
	subject := facts.subject(flow)
	name := alias.name
	some at, route in alias.properties.routingConfiguration
	version := route.flowVersion
	not versions.numbered(version)
	pointer := sprintf("/properties/routingConfiguration/%s/flowVersion", [format_int(at, 10)])
	proof := {"id": alias.id, "pointer": pointer}
}

# ARNs end with flow/FLOW/version/VERSION and flow/FLOW/alias/ALIAS.
_versioned := {flow |
	some version in input.resources["AWS::Bedrock::FlowVersionSummary"]
	versions.numbered(version.properties.version)
	id := version.id
	flow := split(id, "/version/")[0]
}

_aliased := {flow | some [flow, _] in _aliases}

_aliases := {[flow, alias] |
	some alias in input.resources["AWS::Bedrock::FlowAlias"]
	alias.properties.id != "TSTALIASID"
	id := alias.id
	flow := split(id, "/alias/")[0]
}
