# METADATA
# title: Review Amazon Q Developer and Q Business subscriptions against need
# description: >-
#   Each subscription is a person with access to what an assistant knows, and costs money each month. People
#   change teams, and keep the subscription and its tier. No API shows whether somebody compared them with
#   need, so a person states it. An account without Amazon Q Business that has subscriptions to Amazon Q
#   Developer attests it too.
# custom:
#   id: GENSEC01-BP01/subscriptions-reviewed
#   severity: low
#   precision: high
#   mode: attested
#   resources: [AWS::Account]
#   lists: [qbusiness:ListApplications]
#   evidence: []
#   params:
#     max_validity_days: 180
#   messages:
#     state: >-
#       state when the subscribers and their tiers were compared with need, and what changed; write it with:
#       genai-lens attest GENSEC01-BP01/subscriptions-reviewed
#   item: none
#   remediation: >-
#     Go through the list of subscribers, remove subscriptions that nobody uses, lower tiers that are too
#     high, and record the review. Then attest it.
package lens.controls.gensec01_bp01.subscriptions_reviewed

import data.lens.lib.facts
import data.lens.lib.finding

# Subscriptions to Amazon Q Developer are those of the organization, and no call of a member shows
# them. Who attests a review has some.
subjects := {facts.account("global") | some _ in _subscribed}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}

_subscribed := {a.id |
	some a in input.resources["AWS::QBusiness::Application"]
	status := object.get(a.properties, "status", "")
	not status in {"DELETING", "FAILED"}
} | {"attested" | count(object.get(input.attestations, "GENSEC01-BP01/subscriptions-reviewed", [])) > 0}
