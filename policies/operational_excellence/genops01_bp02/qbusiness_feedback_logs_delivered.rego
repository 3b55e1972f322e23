# METADATA
# title: Deliver conversation and feedback logs of every Amazon Q Business application
# description: >-
#   Amazon Q Business keeps no feedback of users where others can read it. It writes the conversations and
#   what users think of the answers to a log, if the log is delivered. Without it nobody learns from them.
# custom:
#   id: GENOPS01-BP02/qbusiness-feedback-logs-delivered
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::QBusiness::Application]
#   lists: [qbusiness:ListApplications]
#   evidence: ["@deliveries"]
#   params: {}
#   messages:
#     not-delivered: its log of conversations and feedback (EVENT_LOGS) is not delivered
#   item: none
#   remediation: >-
#     Turn on log delivery of the application to CloudWatch Logs, Amazon S3 or Firehose. Leave out the fields
#     with messages if they hold sensitive data.
package lens.controls.genops01_bp02.qbusiness_feedback_logs_delivered

import data.lens.lib.assistant_logs
import data.lens.lib.facts
import data.lens.lib.finding

subjects := {facts.subject(a) | some a in assistant_logs.applications}

_delivered := {id | some [id, _] in assistant_logs.of_applications}

violations contains finding.absent(subject, "not-delivered", [], [], ["@deliveries"]) if {
	some a in assistant_logs.applications
	id := a.id
	not id in _delivered
	subject := facts.subject(a)
}

proven := {facts.subject(a) | some a in assistant_logs.applications; a.id in _delivered}

shown := {[facts.subject(a), proof] |
	some a in assistant_logs.applications
	some [id, proof] in assistant_logs.of_applications
	id == a.id
}
