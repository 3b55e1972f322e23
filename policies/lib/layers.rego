# METADATA
# title: The layers of an application, and whether an alarm is about one
# description: |
#   A layer is found by its resources. A function, state machine or API counts if it was seen in this
#   account and leads to generative AI. Of the stores of knowledge bases, those in OpenSearch and RDS
#   count: the others have no metrics of their own here.
package lens.lib.layers

import data.lens.lib.alarms
import data.lens.lib.genai_apis
import data.lens.lib.genai_functions
import data.lens.lib.genai_state_machines

# {region, layer, namespace, id, names}: a resource of a layer, the namespace of the layer's
# metrics, and the values with which a dimension of a metric names the resource.
resources := {object.union(one, {"region": r.region, "id": r.id, "names": _names(r)}) |
	some [layer, namespace, list] in _lists
	some r in list
	one := {"layer": layer, "namespace": namespace}
} | _stores

_lists := [
	["api", "AWS/ApiGateway", [a |
		some list in [input.resources["AWS::ApiGateway::RestApi"], input.resources["AWS::ApiGatewayV2::Api"]]
		some a in list
		a.id in genai_apis.ids
	]],
	["functions", "AWS/Lambda", [f |
		some f in input.resources["AWS::Lambda::Function"]
		f.id in genai_functions.arns
	]],
	["workflows", "AWS/States", [m |
		some m in input.resources["AWS::StepFunctions::StateMachine"]
		m.id in genai_state_machines.ids
	]],
	["guardrails", "AWS/Bedrock/Guardrails", input.resources["AWS::Bedrock::Guardrail"]],
	["assistant", "AWS/QBusiness", input.resources["AWS::QBusiness::Application"]],
]

_names(r) := {r.id, r.name, _last(r.id)} - {""}

_last(arn) := regex.replace(arn, `^.*[/:]`, "")

_stores contains store if {
	some b in input.resources["AWS::Bedrock::KnowledgeBase"]
	some [namespace, path] in [
		["AWS/AOSS", ["opensearchServerlessConfiguration", "collectionArn"]],
		["AWS/ES", ["opensearchManagedClusterConfiguration", "domainArn"]],
		["AWS/RDS", ["rdsConfiguration", "resourceArn"]],
	]
	arn := object.get(b.properties, array.concat(["storageConfiguration"], path), "")
	arn != ""
	region := b.region
	store := {
		"region": region,
		"layer": "store",
		"namespace": namespace,
		"id": b.id,
		"names": {arn, _last(arn)},
	}
}

# Whether an alarm is about one of the resources with these names: a dimension of its metric names
# one, or none of its dimensions names a resource.
about(watch, names) if {
	watch.text == ""
	values := {value | some name, value in watch.dimensions; not name in _general}
	_one_of(values, names)
}

# A query or an expression is, if it has no filter, or one with such a name.
about(watch, _) if alarms.unfiltered(watch.text)

about(watch, names) if count(alarms.demanded(watch.text) & names) > 0

_one_of(values, _) if count(values) == 0

_one_of(values, names) if count(values & names) > 0

# Dimensions that name no resource, but an account, an operation or a kind of it.
_general := {"ClientId", "Operation", "GuardrailVersion", "GuardrailContentSource", "GuardrailPolicyType"}
