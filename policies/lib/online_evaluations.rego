# METADATA
# title: Which runtimes an online evaluation reads
# description: |
#   A configuration names services, and log groups or the start of their names. The log groups of a
#   runtime are /aws/bedrock-agentcore/runtimes/ID-ENDPOINT, and its service is NAME.ENDPOINT unless
#   its code says otherwise.
package lens.lib.online_evaluations

# [ARN of a runtime, ARN of a configuration that reads its sessions]
covers := {[r.id, config.id] |
	some [r, config] in _near
	logs := config.properties.dataSourceConfig.cloudWatchLogs
	_reads(r, logs)
}

# The same where it reads the log groups of several runtimes by their prefix, but names only
# services with other names than the runtime.
may_cover := {[r.id, config.id] |
	some [r, config] in _near
	logs := config.properties.dataSourceConfig.cloudWatchLogs
	_in_prefix(r, logs)
	not _reads(r, logs)
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

_reads(r, logs) if _of_service(r, logs)

_reads(r, logs) if {
	some member in ["logGroupNames", "logGroupNamePrefixes"]
	some name in logs[member]
	startswith(sprintf("%s-", [name]), _group(r))
}

_reads(r, logs) if {
	_in_prefix(r, logs)
	count(object.get(logs, "serviceNames", [])) == 0
}

_of_service(r, logs) if {
	some service in logs.serviceNames
	startswith(sprintf("%s.", [service]), sprintf("%s.", [r.properties.agentRuntimeName]))
}

_in_prefix(r, logs) if {
	some prefix in logs.logGroupNamePrefixes
	startswith(_group(r), prefix)
}

_group(r) := sprintf("/aws/bedrock-agentcore/runtimes/%s-", [r.properties.agentRuntimeId])
