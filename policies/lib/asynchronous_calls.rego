# METADATA
# title: Asynchronous calls of functions, and where their failures go
# description: |
#   A function is called asynchronously if it, an alias or a version has a configuration for such calls,
#   or if its policy lets a service that calls so, such as Amazon S3 or Amazon SES, call it. A stream calls
#   it too: there the failures go where the event source mapping says. A queue keeps its own messages, so
#   it does not count. The policies of aliases are not read.
package lens.lib.asynchronous_calls

import data.lens.lib.actions
import data.lens.lib.called_functions

# {function, qualifier, stream, targets, read}: one way in which a function is called. `qualifier`
# is the alias or the version, and `stream` the ARN of a stream; they are empty for others. In
# `targets` are the ARNs of where failures go, and `read` says whether all of them were read.
ways := _ways | _streams

_ways := {way |
	some [function, qualifier] in (_configured | _permitted)
	settings := called_functions.settings(_qualified(function, qualifier))
	dead := {arn | arn := settings.properties.DeadLetterConfig.TargetArn}
	way := _way(function, qualifier, "", {"targets": (dead | _destinations(function, qualifier)), "read": true})
} | {way |
	some [function, qualifier] in _configured
	not _known(function, qualifier)
	way := _way(function, qualifier, "", {"targets": _destinations(function, qualifier), "read": false})
}

_way(function, qualifier, stream, found) := object.union(found, {
	"function": function,
	"qualifier": qualifier,
	"stream": stream,
})

_known(function, qualifier) if called_functions.settings(_qualified(function, qualifier))

_qualified(function, "") := function

_qualified(function, qualifier) := sprintf("%s:%s", [function, qualifier]) if qualifier != ""

_destinations(function, qualifier) := {arn |
	some c in input.resources["AWS::Lambda::EventInvokeConfig"]
	called_functions.function(c.id) == function
	called_functions.qualifier(c.id) == qualifier
	arn := c.properties.DestinationConfig.OnFailure.Destination
}

_configured := {[called_functions.function(c.id), called_functions.qualifier(c.id)] |
	some c in input.resources["AWS::Lambda::EventInvokeConfig"]
}

_permitted := {[f.id, ""] |
	some f in input.resources["AWS::Lambda::Function"]
	some s in f.properties.GetPolicy.Policy.Statement
	s.Effect == "Allow"
	count({service | some service in s.Principal.Service} & _services) > 0
	some action in s.Action
	actions.matches(action, "lambda:invokefunction")
}

# Those that call functions asynchronously, as AWS documents it.
_services := {
	"codecommit.amazonaws.com", "config.amazonaws.com", "events.amazonaws.com", "iot.amazonaws.com",
	"logs.amazonaws.com", "s3.amazonaws.com", "ses.amazonaws.com", "sns.amazonaws.com",
}

# A mapping that is off calls nothing.
_streams := {way |
	some m in input.resources["AWS::Lambda::EventSourceMapping"]
	not _off(m)
	stream := _stream(m.properties)
	plain := called_functions.function(m.properties.FunctionArn)
	targets := {arn | arn := m.properties.DestinationConfig.OnFailure.Destination}
	way := _way(plain, "", stream, {"targets": targets, "read": true})
}

_off(mapping) if mapping.properties.State in {"Deleting", "Disabled", "Disabling"}

_stream(mapping) := mapping.EventSourceArn if split(mapping.EventSourceArn, ":")[2] in _kinds

_stream(mapping) := "Apache Kafka" if mapping.SelfManagedEventSource

# DocumentDB has the ARNs of Amazon RDS.
_kinds := {"dynamodb", "kafka", "kinesis", "rds"}
