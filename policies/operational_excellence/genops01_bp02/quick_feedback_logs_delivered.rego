# METADATA
# title: Deliver chat and feedback logs of Amazon Quick chat agents
# description: >-
#   What users ask the chat agents of Amazon Quick, and what they think of the answers, is only in logs that
#   somebody has delivered. Without them nobody learns what to change.
# custom:
#   id: GENOPS01-BP02/quick-feedback-logs-delivered
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::Account]
#   lists: [quicksight:ListAgents]
#   evidence: ["@deliveries"]
#   params: {}
#   messages:
#     not-delivered: Amazon Quick has chat agents, and its logs %s are not delivered
#     other-region: Amazon Quick has chat agents there, and the Region was not read
#   item: none
#   remediation: >-
#     Add deliveries of CHAT_LOGS and FEEDBACK_LOGS of the Quick account in its home Region.
package lens.controls.genops01_bp02.quick_feedback_logs_delivered

import data.lens.lib.assistant_logs
import data.lens.lib.facts
import data.lens.lib.finding

_homes := assistant_logs.homes

_read := {region | some region in input.regions; region in _homes}

subjects := {facts.account(region) | some region in _homes}

violations contains finding.absent(subject, "not-delivered", [missing], [], ["@deliveries"]) if {
	some region in _read
	missing := _missing(region)
	count(missing) > 0
	subject := facts.account(region)
}

unseen contains finding.of(subject, "other-region", [], []) if {
	some region in (_homes - _read)
	subject := facts.account(region)
}

proven := {facts.account(region) | some region in _read; count(_missing(region)) == 0}

_missing(region) := {type |
	some type in ["CHAT_LOGS", "FEEDBACK_LOGS"]
	delivered := assistant_logs.of_quick
	log := [region, type]
	not log in delivered
}
