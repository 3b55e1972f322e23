# METADATA
# title: What Amazon Macie tells of buckets
# description: |
#   Macie is asked in the Regions where something may read a bucket. Where an administrator account
#   runs it, the jobs of that account do not show in the answers for a member.
package lens.lib.macie

import data.lens.lib.ages
import data.lens.lib.facts

# The Regions where Macie was asked: each has one of these.
asked := {r.region |
	some type in [
		"AWS::Bedrock::DataSource", "AWS::Bedrock::ModelCustomizationJob", "AWS::Bedrock::ModelImportJob",
		"AWS::SageMaker::TrainingJob",
	]
	some r in input.resources[type]
}

# Macie in a Region. Undefined if it is not enabled, or was not read.
session(region) := facts.get("AWS::Macie::Session", sprintf("%s:session", [_in(region)]))

# Whether Macie works in a Region. It does not while it is paused.
works(region) if session(region).properties.status == "ENABLED"

# What Macie tells of a bucket. Undefined if it does not show it.
bucket(region, name) := facts.get("AWS::Macie::Bucket", sprintf("%s:bucket/%s", [_in(region), name]))

# Whether Macie looks into a bucket, or a job did in the last days. AWS documents no other status of
# automated discovery than MONITORED and NOT_MONITORED.
scans(told, _) if told.properties.automatedDiscoveryMonitoringStatus == "MONITORED"

scans(told, days) if ages.within(told.properties.jobDetails.lastJobRunTime, days)

# Whether Macie tells what it does with a bucket, or why it cannot.
says(told) if told.properties.automatedDiscoveryMonitoringStatus

says(told) if told.properties.errorCode

# The other account that administers Macie in a Region.
administrator(region) := id if {
	a := facts.get("AWS::Macie::Administrator", sprintf("%s:administrator", [_in(region)]))
	id := a.properties.accountId
	id != input.account
	status := object.get(a.properties, "relationshipStatus", "Enabled")
	not status in {"Invited", "Removed", "Resigned"}
}

_in(region) := sprintf("arn:%s:macie2:%s:%s", [input.partition, region, input.account])
