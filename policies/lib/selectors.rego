# METADATA
# title: What a CloudTrail selector records
# description: |
#   A classic selector has two members that describe what it records. An advanced selector has
#   conditions on fields, and all of them must hold. A condition counts as harmless if it leaves out
#   no event that is asked for.
package lens.lib.selectors

# Which of "reads" and "writes" a trail or an event data store records of the management events of
# Amazon Bedrock ("bedrock.amazonaws.com") or of another service. Several selectors may share them.
management_events(r, source) := {kind |
	some s in classic(r)
	object.get(s, "IncludeManagementEvents", true) == true
	excluded := object.get(s, "ExcludeManagementEventSources", [])
	not source in excluded
	some kind in kinds(s)
} | {kind |
	lists := [s.FieldSelectors | some s in advanced(r)]
	some kind, names in _events
	every name in names { _recorded(lists, source, kind, name) }
}

# Which of "reads" and "writes" a classic selector is for.
kinds(selector) := _kinds[object.get(selector, "ReadWriteType", "All")]

_kinds := {"All": {"reads", "writes"}, "ReadOnly": {"reads"}, "WriteOnly": {"writes"}}

_flags := {"reads": "true", "writes": "false"}

# Events that must not be left out: the calls of models, and the changes to what Bedrock has.
_events := {
	"reads": {"InvokeModel", "InvokeModelWithResponseStream", "Converse", "ConverseStream"},
	"writes": {concat("", [verb, noun]) | some verb in _verbs; some noun in _nouns},
}

_verbs := {"Create", "Delete", "Put", "Update"}

_nouns := {
	"Agent", "AgentActionGroup", "AgentAlias", "AgentVersion", "CustomModel", "CustomModelDeployment",
	"DataSource", "EnforcedGuardrailConfiguration", "EvaluationJob", "Flow", "FlowAlias", "FlowVersion",
	"Guardrail", "GuardrailVersion", "ImportedModel", "InferenceProfile", "KnowledgeBase",
	"MarketplaceModelEndpoint", "ModelCopyJob", "ModelCustomizationJob", "ModelImportJob",
	"ModelInvocationJob", "ModelInvocationLoggingConfiguration", "Prompt", "PromptRouter",
	"PromptVersion", "ProvisionedModelThroughput", "ResourcePolicy",
}

classic(r) := object.get(r.properties, ["GetEventSelectors", "EventSelectors"], [])

advanced(r) := array.concat(
	object.get(r.properties, ["GetEventSelectors", "AdvancedEventSelectors"], []),
	object.get(r.properties, "AdvancedEventSelectors", []),
)

_recorded(lists, source, kind, name) if {
	some fields in lists
	some category in fields
	category.Field == "eventCategory"
	admits(category, "Management")
	every field in fields { _open(field, source, kind, name) }
}

_open(field, _, _, _) if field.Field == "eventCategory"

_open(field, _, kind, _) if {
	field.Field == "readOnly"
	admits(field, _flags[kind])
}

_open(field, _, _, name) if {
	field.Field == "eventName"
	admits(field, name)
}

_open(field, source, _, _) if harmless(field, source)

# Whether a condition leaves out no call of a service (by its event source), whoever makes it.
harmless(field, source) if {
	field.Field == "eventSource"
	admits(field, source)
}

harmless(field, _) if {
	field.Field == "eventType"
	admits(field, "AwsApiCall")
}

# People call models in the console too.
harmless(field, _) if {
	field.Field == "sessionCredentialFromConsole"
	every value in ["true", "false"] { admits(field, value) }
}

# A service-linked role calls no models. Everybody else may.
harmless(field, _) if {
	field.Field == "userIdentity.arn"
	others := [name | some name, _ in field; not name in {"Field", "NotEquals", "NotStartsWith"}]
	count(others) == 0
	excluded := array.concat(object.get(field, "NotEquals", []), object.get(field, "NotStartsWith", []))
	every arn in excluded { regex.match(`^arn:[a-z-]+:sts::[0-9]{12}:assumed-role/AWSServiceRoleFor`, arn) }
}

# Whether a field accepts a value: a positive list names it, and no negative list does.
admits(field, value) if {
	not _ruled_out(field, value)
	_named(field, value)
}

_named(field, value) if value in field.Equals

_named(field, value) if {
	some part in field.StartsWith
	startswith(value, part)
}

_named(field, value) if {
	some part in field.EndsWith
	endswith(value, part)
}

_named(field, _) if {
	not field.Equals
	not field.StartsWith
	not field.EndsWith
}

_ruled_out(field, value) if value in field.NotEquals

_ruled_out(field, value) if {
	some part in field.NotStartsWith
	startswith(value, part)
}

_ruled_out(field, value) if {
	some part in field.NotEndsWith
	endswith(value, part)
}
