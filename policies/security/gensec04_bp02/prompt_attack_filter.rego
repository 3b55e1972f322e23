# METADATA
# title: Block prompt attacks at high strength
# description: The filter that tells a user's instructions from an attack on yours. It looks at input only; AWS keeps its output strength at NONE.
# custom:
#   id: GENSEC04-BP02/prompt-attack-filter
#   severity: high
#   precision: very-high
#   mode: automated
#   resources: [AWS::Bedrock::Guardrail]
#   lists: [bedrock:ListGuardrails, "@guardrails-in-use"]
#   evidence: [bedrock:GetGuardrail, "@guardrails-in-use"]
#   params: {min_strength: HIGH, exempt_guardrails: []}
#   remediation: Add the prompt attack filter at high strength, publish a version, and use that one.
#   iac: {terraform: aws_bedrock_guardrail.content_policy_config, cloudformation: AWS::Bedrock::Guardrail ContentPolicyConfig.FiltersConfig}
#   peers: [prowler:bedrock_guardrail_prompt_attack_filter_enabled, aws-samples-aiml:FS-51]
package lens.controls.gensec04_bp02.prompt_attack_filter

import data.lens.lib.guardrails

_params := input.params["GENSEC04-BP02/prompt-attack-filter"]

_judged := {id | some id in guardrails.in_use; not guardrails.exempted(id, _params.exempt_guardrails)}

_faults := {id: guardrails.filter_faults(id, "PROMPT_ATTACK", ["input"], _params.min_strength) | some id in _judged}

subjects := guardrails.subjects(_faults)

violations := guardrails.violations(_faults)

proven := guardrails.proven(_faults)

relies_on := guardrails.relies_on
