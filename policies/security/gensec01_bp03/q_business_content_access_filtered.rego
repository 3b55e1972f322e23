# METADATA
# title: Enforce source permissions and filters on Amazon Q Business content
# description: >-
#   An application answers each user from what it has indexed. Without the access control lists of the source,
#   or the filter of a data accessor, it answers from documents that the user may not read.
# custom:
#   id: GENSEC01-BP03/q-business-content-access-filtered
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::QBusiness::Application]
#   lists: [qbusiness:ListApplications]
#   evidence: [qbusiness:GetPolicy, qbusiness:ListDataAccessors, qbusiness:GetDataAccessor,
#     qbusiness:ListIndices, qbusiness:ListDataSources, qbusiness:GetDataSource]
#   params:
#     trusted_accessors: []
#   messages:
#     unfiltered: "data accessor %s of %s reads all documents: no filter limits %s"
#     no-lists: "connectors that ignore the access control lists of their source: %s"
#     public: its policy lets everybody in
#     lists-not-shown: "find out whether these connectors read the access control lists of their source: %s"
#   item: none
#   remediation: >-
#     Give each action of a data accessor a filter by attributes, and let every connector crawl access control
#     lists.
package lens.controls.gensec01_bp03.q_business_content_access_filtered

import data.lens.lib.exempt
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.indexed_content
import data.lens.lib.resource_policies

_trusted := input.params["GENSEC01-BP03/q-business-content-access-filtered"].trusted_accessors

subjects := {facts.subject(a) | some a in indexed_content.applications}

violations contains finding.of(subject, "unfiltered", arguments, [proof]) if {
	some application in indexed_content.applications
	some accessor in indexed_content.accessors(application)
	principal := object.get(accessor.properties, "principal", "")
	trusted := _trusted
	not exempt.named(principal, trusted)
	actions := indexed_content.unfiltered(accessor)
	count(actions) > 0
	subject := facts.subject(application)
	arguments := [accessor.name, principal, actions]
	proof := {"id": accessor.id, "pointer": "/properties/actionConfigurations"}
}

violations contains finding.of(subject, "no-lists", [names], proof) if {
	some application in indexed_content.applications
	found := [c | some c in indexed_content.connectors(application); indexed_content.reads_lists(c) == "no"]
	count(found) > 0
	subject := facts.subject(application)
	names := {c.name | some c in found}
	path := "/properties/configuration/additionalProperties/isCrawlAcl"
	proof := [{"id": c.id, "pointer": path} | some c in found]
}

violations contains finding.of(subject, "public", [], proof) if {
	some application in indexed_content.applications
	statements := object.get(application.properties, ["GetPolicy", "policy", "Statement"], [])
	open := resource_policies.open(statements, "qbusiness")
	count(open) > 0
	subject := facts.subject(application)
	paths := {sprintf("/properties/GetPolicy/policy/Statement/%d", [i]) | some i in open}
	proof := [{"id": application.id, "pointer": path} | some path in sort(paths)]
}

# AWS may leave the switch out, and does not say what holds then.
reviews contains finding.of(subject, "lists-not-shown", [names], proof) if {
	some application in indexed_content.applications
	found := [c |
		some c in indexed_content.connectors(application)
		indexed_content.reads_lists(c) == "?"
		indexed_content.can_read_lists(c)
	]
	count(found) > 0
	subject := facts.subject(application)
	names := {c.name | some c in found}
	proof := [{"id": c.id, "pointer": "/properties/configuration"} | some c in found]
}

relies_on := {[facts.subject(application), part.id] |
	some application in indexed_content.applications
	some parts in [
		indexed_content.accessors(application), indexed_content.indexes(application),
		indexed_content.connectors(application),
	]
	some part in parts
}
