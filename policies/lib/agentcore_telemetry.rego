# METADATA
# title: Telemetry of AgentCore resources
# description: |
#   A signal of a resource reaches somebody if a delivery takes it away, or if CloudWatch reports the
#   telemetry of the resource as enabled. A runtime also writes its logs to a log group of its own,
#   whose name has the id of the runtime and of one of its endpoints.
package lens.lib.agentcore_telemetry

# The ARNs of the resources whose application logs, or whose traces, are kept.
logged := {id | some [id, _] in _logs}

traced := {id | some [id, _] in _traces}

# {[ARN, proof], ...}
shown := _logs | _traces

_logs := (_delivered("APPLICATION_LOGS", {"CWL", "S3", "FH"}) | _told("Logs")) | _groups

_traces := _delivered("TRACES", {"XRAY"}) | _told("Traces")

_delivered(type, destinations) := {[use.resource, use.proof] |
	some use in data.lens.lib.deliveries.used
	use.type == type
	use.to in destinations
}

# AWS documents the identifier as an id, such as vpc-..., and not as an ARN. Both end alike.
_told(signal) := {[id, proof] |
	some t in input.resources["AWS::ObservabilityAdmin::TelemetryConfiguration"]
	t.properties.TelemetryConfigurationState[signal] == "Enabled"
	name := regex.replace(t.properties.ResourceIdentifier, `^.*/`, "")
	id := _arn(_kinds[t.properties.ResourceType], name, t.region)
	proof := {"id": t.id, "pointer": concat("/", ["/properties/TelemetryConfigurationState", signal])}
}

_kinds := {
	"AWS::BedrockAgentCore::Gateway": "gateway",
	"AWS::BedrockAgentCore::Memory": "memory",
	"AWS::BedrockAgentCore::Runtime": "runtime",
}

# The name of a runtime has no hyphen, and its id has one.
_groups := {[id, proof] |
	some group in input.resources["AWS::Logs::LogGroup"]
	startswith(group.name, "/aws/bedrock-agentcore/runtimes/")
	parts := split(split(group.name, "/")[4], "-")
	id := _arn("runtime", concat("-", array.slice(parts, 0, 2)), group.region)
	proof := {"id": group.id, "pointer": "/properties/logGroupName"}
}

_arn(kind, name, region) := sprintf("arn:%s:bedrock-agentcore:%s:%s:%s/%s", [
	input.partition,
	region,
	input.account,
	kind,
	name,
])
