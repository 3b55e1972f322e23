# METADATA
# title: Record generative AI management events, reads included, in an active multi-Region trail
# description: InvokeModel and Converse are management events of the reading kind, so a trail that records writes only sees no model call.
# custom:
#   id: GENSEC03-BP01/trail-records-model-calls
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Account]
#   lists: ["@regions-in-use"]
#   evidence: ["@regions-in-use", cloudtrail:DescribeTrails, cloudtrail:GetTrailStatus, cloudtrail:GetEventSelectors, cloudtrail:ListEventDataStores, cloudtrail:GetEventDataStore]
#   params: {}
#   remediation: Create a multi-Region trail that records read and write management events, and see that it logs and delivers.
#   iac: {terraform: aws_cloudtrail.is_multi_region_trail, cloudformation: AWS::CloudTrail::Trail IsMultiRegionTrail}
#   peers: [prowler:cloudtrail_bedrock_logging_enabled, prowler:cloudtrail_multi_region_enabled_logging_management_events, checkov:CKV_AWS_67, checkov:CKV_AWS_251, aws-samples-aiml:BR-06]
package lens.controls.gensec03_bp01.trail_records_model_calls

import data.lens.lib.facts
import data.lens.lib.regions
import data.lens.lib.selectors
import data.lens.lib.text

_subject := facts.account("global")

subjects contains _subject if count(regions.in_use) > 0

# [record, everywhere or its region, what it misses]
_recorders := {[t, _reach(t.properties.IsMultiRegionTrail, t.region), _faults(t, t.properties.GetTrailStatus.IsLogging == true)] |
	some t in input.resources["AWS::CloudTrail::Trail"]
} | {[s, _reach(s.properties.MultiRegionEnabled, s.region), _faults(s, s.properties.Status == "ENABLED")] |
	some s in input.resources["AWS::CloudTrail::EventDataStore"]
}

_reach(everywhere, _) := {"*"} if everywhere == true

_reach(everywhere, region) := {region} if everywhere != true

_faults(r, logs) := (_silent(logs) | _undelivered(r)) | {sprintf("does not record %s of Bedrock", [kind]) |
	some kind in {"reads", "writes"}
	not kind in selectors.management_events(r, "bedrock.amazonaws.com")
}

_silent(logs) := {"does not log"} if not logs

_silent(logs) := set() if logs

_undelivered(r) := {"cannot deliver"} if object.get(r.properties, ["GetTrailStatus", "LatestDeliveryError"], "") != ""

_undelivered(r) := set() if object.get(r.properties, ["GetTrailStatus", "LatestDeliveryError"], "") == ""

_good := {r | some r in _recorders; count(r[2]) == 0}

# One that covers every region is enough, wherever else generative AI may be in use.
proven contains _subject if {
	count(regions.in_use) > 0
	some r in _good
	"*" in r[1]
}

violations contains {
	"subject": _subject,
	"message": concat("; ", array.concat(
		[sprintf("no one trail or event data store records all model calls in %s", [text.names(regions.in_use)])],
		sort({sprintf("%s %s", [text.quoted(r[0].name), concat(" and ", sort(_lacks(r)))]) | some r in _recorders}),
	)),
	"proof": sort({{"id": r[0].id, "pointer": "/properties"} | some r in _recorders}),
	"absent_from": ["cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors", "cloudtrail:ListEventDataStores", "cloudtrail:GetEventDataStore"],
} if {
	count(regions.in_use) > 0
	not _covered
}

_covered if {
	some r in _good
	count(_lacks(r)) == 0
}

_lacks(r) := r[2] | {sprintf("does not cover %s", [region]) | some region in regions.in_use; not "*" in r[1]; not region in r[1]}
