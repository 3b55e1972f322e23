# METADATA
# title: How long logs of generative AI are kept
# description: |
#   The log groups of model invocations, of the trails that record them, and those whose name starts as AWS
#   names them; and where in buckets logs are.
package lens.lib.kept_logs

import data.lens.lib.facts
import data.lens.lib.generative_sagemaker
import data.lens.lib.lifecycles
import data.lens.lib.log_buckets

# The ids of the log groups, even if they do not exist.
groups(prefixes) := (_written | _trails) | _named(prefixes)

_written := {g.id | some g in data.lens.lib.invocation_logs.groups}

_trails := {trim_suffix(arn, ":*") |
	some trail in data.lens.lib.model_call_trails.recording
	arn := trail.properties.CloudWatchLogsLogGroupArn
	split(arn, ":")[4] == input.account
}

_named(prefixes) := {group.id |
	some group in input.resources["AWS::Logs::LogGroup"]
	some prefix in prefixes
	_begins(group.name, prefix)
	_is_generative(group)
}

# The name of the prefix ends where the next part begins.
_begins(name, prefix) if name == prefix

_begins(name, prefix) if {
	some end in ["/", "-"]
	startswith(name, concat("", [trim_right(prefix, "/-"), end]))
}

_is_generative(group) if {
	name := group.name
	not startswith(name, "/aws/sagemaker/")
}

# Of SageMaker AI, those of endpoints that serve a generative model.
_is_generative(group) if [group.region, lower(group.name)] in _serving

_serving := {[e.region, lower(sprintf("/aws/sagemaker/Endpoints/%s", [e.properties.EndpointName]))] |
	some id in generative_sagemaker.endpoints
	e := facts.get("AWS::SageMaker::Endpoint", id)
}

# {[message, arguments]}: why a log group keeps its events too short or too long. The class DELIVERY
# keeps them for one day, whatever the setting is.
group_faults(group, shortest, longest) := set() if {
	group.properties.logGroupClass == "DELIVERY"
} else := {["for-ever", []]} if {
	not group.properties.retentionInDays
} else := {["short", [{"days": days, "beside": shortest}, {"days": shortest, "beside": days}]]} if {
	days := group.properties.retentionInDays
	days < shortest
} else := {["long", [{"days": days, "beside": longest}, {"days": longest, "beside": days}]]} if {
	days := group.properties.retentionInDays
	days > longest
} else := set()

# The same of a bucket, for each folder of logs. Undefined results mean that no rules were read.
bucket_faults(b, shortest, longest) := {["no-rule", [_shown(folder), most]] |
	most := {"days": longest, "beside": shortest}
	lifecycles.known(b)
	some folder in _folders[b.name]
	not lifecycles.expires(b, folder, longest)
} | {["short-rule", [_shown(folder), least, {"days": shortest, "beside": days}]] |
	some folder in _folders[b.name]
	some days in lifecycles.soon(b, folder, shortest)
	least := {"days": days, "beside": shortest}
}

# Folders whose replaced versions no rule deletes, in a bucket that has versions.
versions_kept(b, longest) := {_shown(folder) |
	b.properties.GetBucketVersioning.Status
	some folder in _folders[b.name]
	not lifecycles.drops_versions(b, folder, longest)
}

# Whether the rules and the versioning of a bucket were read.
told(b) if {
	lifecycles.known(b)
	b.properties.GetBucketVersioning
}

_folders := {name: {place.folder | some place in log_buckets.places; place.name == name} |
	some name in {place.name | some place in log_buckets.places}
}

_shown("") := "/"

_shown(folder) := folder if folder != ""
