# METADATA
# title: Which runtimes an online evaluation reads
# description: |
#   A configuration names log groups or the start of their names, and services. AWS reads the sessions
#   of these services in these log groups. The log groups of a runtime are
#   /aws/bedrock-agentcore/runtimes/ID-ENDPOINT, spans of all are in aws/spans, and the service of a
#   runtime is NAME.ENDPOINT unless its code says otherwise.
package lens.lib.online_evaluations

# [ARN of a runtime, ARN of a configuration that reads its sessions]
covers := {[r.id, config.id] |
	some [r, config] in _near
	logs := config.properties.dataSourceConfig.cloudWatchLogs
	_reads(r, logs)
}

# The same where it reads a log group of the runtime, but only services with other names, or its
# service, but only in log groups that are no runtime's.
may_cover := {[r.id, config.id] |
	some [r, config] in _near
	logs := config.properties.dataSourceConfig.cloudWatchLogs
	_may_read(r, logs)
	not _reads(r, logs)
}

# The log groups, or starts of their names, that a configuration reads.
groups(config) := {name |
	logs := config.properties.dataSourceConfig.cloudWatchLogs
	some member in ["logGroupNames", "logGroupNamePrefixes"]
	some name in logs[member]
}

# The configurations that run.
running := {config.id |
	some config in input.resources["AWS::BedrockAgentCore::OnlineEvaluationConfig"]
	config.properties.status in {"ACTIVE", "UPDATING"}
	config.properties.executionStatus == "ENABLED"
}

# Each runtime with each configuration of its Region.
_near := [[r, config] |
	some r in input.resources["AWS::BedrockAgentCore::Runtime"]
	some config in input.resources["AWS::BedrockAgentCore::OnlineEvaluationConfig"]
	config.region == r.region
]

_reads(r, logs) if {
	_in_groups(r, logs)
	_of_service(r, logs)
}

_may_read(r, logs) if _in_own_group(r, logs)

_may_read(r, logs) if {
	count(object.get(logs, "serviceNames", [])) > 0
	_of_service(r, logs)
	some name in logs.logGroupNames
	not startswith(name, _runtimes)
}

_of_service(_, logs) if count(object.get(logs, "serviceNames", [])) == 0

_of_service(r, logs) if {
	some service in logs.serviceNames
	startswith(sprintf("%s.", [service]), sprintf("%s.", [r.properties.agentRuntimeName]))
}

_in_groups(r, logs) if _in_own_group(r, logs)

_in_groups(_, logs) if {
	some name in logs.logGroupNames
	name == _spans
}

_in_groups(_, logs) if {
	some prefix in logs.logGroupNamePrefixes
	startswith(_spans, prefix)
}

# Without log groups, the services decide.
_in_groups(_, logs) if {
	count(object.get(logs, "serviceNames", [])) > 0
	count(object.get(logs, "logGroupNames", [])) + count(object.get(logs, "logGroupNamePrefixes", [])) == 0
}

_in_own_group(r, logs) if {
	some member in ["logGroupNames", "logGroupNamePrefixes"]
	some name in logs[member]
	startswith(sprintf("%s-", [name]), _group(r))
}

_in_own_group(r, logs) if {
	some prefix in logs.logGroupNamePrefixes
	startswith(_group(r), prefix)
}

_group(r) := sprintf("%s%s-", [_runtimes, r.properties.agentRuntimeId])

_runtimes := "/aws/bedrock-agentcore/runtimes/"

_spans := "aws/spans"
