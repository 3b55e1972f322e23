# METADATA
# title: Watch each provisioned throughput and renew or release it in time
# description: >-
#   A provisioned throughput answers no more than its model units allow, and refuses the rest. A commitment
#   that ends while nobody looks leaves the workload at another price, or without the capacity that it needs.
# custom:
#   id: GENREL01-BP01/provisioned-throughput-managed
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::ProvisionedModelThroughput]
#   lists: [bedrock:ListProvisionedModelThroughputs]
#   evidence: ["@actionable-alarms"]
#   params:
#     expiry_days: 30
#   messages:
#     failed: its status is Failed
#     no-alarm: no actionable alarm watches any of the metrics %s of AWS/Bedrock with its id or ARN as ModelId
#     ending: its commitment ends on %s
#     units: the number of its model units is %s, and %s were requested
#   item: none
#   remediation: Alarm on the throttles of each throughput, and decide on its commitment a month ahead.
package lens.controls.genrel01_bp01.provisioned_throughput_managed

import data.lens.lib.ages
import data.lens.lib.alarms
import data.lens.lib.facts
import data.lens.lib.finding

_throughputs := input.resources["AWS::Bedrock::ProvisionedModelThroughput"]

_metrics := {"InvocationLatency", "InvocationThrottles", "Invocations"}

subjects := {facts.subject(t) | some t in _throughputs}

violations contains finding.of(subject, message, arguments, proof) if {
	some t in _throughputs
	count(_seen(t)) > 0
	some [message, arguments, pointer] in (_seen(t) | _units(t))
	subject := facts.subject(t)
	proof := [{"id": t.id, "pointer": pointer}]
}

violations contains finding.absent(subject, message, arguments, proof, ["cloudwatch:DescribeAlarms"]) if {
	some t in _throughputs
	count(_watching(t)) == 0
	some [message, arguments, pointer] in ({["no-alarm", [_metrics], ""]} | _units(t))
	subject := facts.subject(t)
	proof := [{"id": t.id, "pointer": pointer}]
}

# One alarm is enough, whatever other alarms could not be read.
proven := {facts.subject(t) |
	some t in _throughputs
	count(_watching(t)) > 0
	alarms.certain(t.region)
}

shown := {[facts.subject(t), {"id": id, "pointer": "/properties"}] |
	some t in _throughputs
	some id in _watching(t)
}

# A listed mute rule that was not read may silence any alarm.
relies_on := {[facts.subject(t), rule.id] |
	some t in _throughputs
	some rule in input.resources["AWS::CloudWatch::AlarmMuteRule"]
	rule.region == t.region
}

# A throughput that AWS creates or changes is judged by its alarm and its commitment alone. A
# commitment that has ended needs no decision ahead of its end any more.
_seen(t) := {["failed", [], "/properties/status"] | t.properties.status == "Failed"} | {found |
	end := t.properties.commitmentExpirationTime
	ages.older(end, 0 - input.params["GENREL01-BP01/provisioned-throughput-managed"].expiry_days)
	ages.within(end, 0)
	found := ["ending", [substring(end, 0, 10)], "/properties/commitmentExpirationTime"]
}

_units(t) := {["units", [found, wanted], "/properties/modelUnits"] |
	t.properties.status == "InService"
	found := t.properties.modelUnits
	wanted := t.properties.desiredModelUnits
	found != wanted
}

_watching(t) := {watch.id |
	some watch in alarms.watching(t.region, "AWS/Bedrock", _metrics)
	_is_of(watch, t)
}

_is_of(watch, t) if watch.dimensions.ModelId in _names(t)

_is_of(watch, t) if count(alarms.demanded(watch.text) & _names(t)) > 0

_is_of(watch, _) if alarms.unfiltered(watch.text)

_names(t) := {t.id, regex.replace(t.id, `^.*/`, "")}
