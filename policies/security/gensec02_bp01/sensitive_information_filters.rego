# METADATA
# title: Block or mask secrets and personal data in both directions
# description: Without these filters what users paste reaches the model, and what the model repeats reaches users.
# custom:
#   id: GENSEC02-BP01/sensitive-information-filters
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::Guardrail]
#   lists: [bedrock:ListGuardrails, "@guardrails-in-use"]
#   evidence: [bedrock:GetGuardrail, "@guardrails-in-use"]
#   params:
#     required_entities: [AWS_ACCESS_KEY, AWS_SECRET_KEY, PASSWORD, CREDIT_DEBIT_CARD_NUMBER]
#     regex_substitutes: {}
#     exempt_guardrails: []
#   remediation: Add the entity types that your data policy names, each to be blocked or masked in both directions, publish a version, and use that one.
#   iac: {terraform: aws_bedrock_guardrail.sensitive_information_policy_config, cloudformation: AWS::Bedrock::Guardrail SensitiveInformationPolicyConfig.PiiEntitiesConfig}
#   peers: [prowler:bedrock_guardrail_sensitive_information_filter_enabled, aws-samples-aiml:BR-26, aws-samples-aiml:FS-45]
package lens.controls.gensec02_bp01.sensitive_information_filters

import data.lens.lib.guardrails

_params := input.params["GENSEC02-BP01/sensitive-information-filters"]

_judged := {id | some id in guardrails.in_use; not guardrails.exempted(id, _params.exempt_guardrails)}

_faults := {id: {fault | some type in _params.required_entities; some fault in _of(id, type)} | some id in _judged}

_of(id, type) := {[sprintf("%s is not looked for", [type]), "/properties/sensitiveInformationPolicy/piiEntities"]} if count(_entries(id, type)) == 0

# A direction is covered when one entry of the type blocks or masks there.
_of(id, type) := {[sprintf("%s on %s %s", [type, direction, _done(entry[1], direction)]), entry[0]] |
	some direction in ["input", "output"]
	count({entry | some entry in _entries(id, type); _effective(entry[1], direction)}) == 0
	some entry in _entries(id, type)
} if {
	count(_entries(id, type)) > 0
}

# [pointer, entry]: the entities of a type, and the regular expressions that stand for it.
_entries(id, type) := {[sprintf("/properties/sensitiveInformationPolicy/piiEntities/%d", [i]), entry] |
	some i, entry in _list(id, "piiEntities")
	entry.type == type
} | {[sprintf("/properties/sensitiveInformationPolicy/regexes/%d", [i]), entry] |
	some i, entry in _list(id, "regexes")
	entry.name in _params.regex_substitutes[type]
}

_list(id, name) := object.get(guardrails.records[id].properties, ["sensitiveInformationPolicy", name], [])

_effective(entry, direction) if {
	guardrails.action(entry, direction) in {"BLOCK", "ANONYMIZE"}
	guardrails.enabled(entry, direction)
}

_done(entry, direction) := "is not enabled" if not guardrails.enabled(entry, direction)

_done(entry, direction) := sprintf("has action %s", [guardrails.action(entry, direction)]) if guardrails.enabled(entry, direction)

subjects := guardrails.subjects(_faults)

violations := guardrails.violations(_faults)

proven := guardrails.proven(_faults)

relies_on := guardrails.relies_on
