# METADATA
# title: Where failures go, and whether anybody is told
# description: |
#   A topic, an event bus, a bucket or a function hands a failure on. A queue keeps it, and somebody must
#   be told that it is not empty.
package lens.lib.failure_targets

import data.lens.lib.alarms
import data.lens.lib.facts

# What becomes of a failure that goes to an ARN: it is "kept", or the ARN is that of a queue that is
# "missing", or "unwatched" by an actionable alarm, or "elsewhere": not of this account and the
# Regions of the scan.
fate(arn) := "kept" if {
	split(arn, ":")[2] != "sqs"
} else := "elsewhere" if {
	not _is_here(arn)
} else := "missing" if {
	not facts.get("AWS::SQS::Queue", arn)
} else := "kept" if {
	_watched(arn)
} else := "unwatched"

_is_here(arn) if {
	[_, _, _, region, account, _] := split(arn, ":")
	account == input.account
	region in input.regions
}

_watched(queue) if {
	[_, _, _, region, _, name] := split(queue, ":")
	some watch in alarms.watching(region, "AWS/SQS", _metrics)
	_about(watch, name)
}

_metrics := {"ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible"}

_about(watch, name) if watch.dimensions.QueueName == name

_about(watch, _) if alarms.unfiltered(watch.text)

_about(watch, name) if name in alarms.demanded(watch.text)
