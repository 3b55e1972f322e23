# METADATA
# title: State how the application classifies responses and recovers from unexpected ones
# description: >-
#   A model may answer with nothing, with another form than was asked for, or with an answer
#   that a guardrail stopped. What the application does then is in its code, which no API shows,
#   so a person states it.
# custom:
#   id: GENREL03-BP01/error-handling-designed
#   severity: medium
#   precision: high
#   mode: attested
#   resources: [AWS::Account]
#   lists: ["@models-in-use", cloudwatch:ListMetrics]
#   evidence: []
#   params:
#     max_validity_days: 366
#   messages:
#     state: >-
#       state which responses of models and tools are usable, what happens with the others,
#       and what happens when external data is missing; write it with: genai-lens attest
#       GENREL03-BP01/error-handling-designed
#   item: none
#   remediation: >-
#     Write down the classes of responses and what follows each, and test them with injected
#     failures. Then attest it.
package lens.controls.genrel03_bp01.error_handling_designed

import data.lens.lib.bedrock_regions
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.models_in_use

# A model that was called is in use, whatever called it.
_uses := (models_in_use.used | models_in_use.unresolved) | (bedrock_regions.called | bedrock_regions.mantle)

subjects := {facts.account("global") | count(_uses) > 0}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
