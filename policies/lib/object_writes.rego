# METADATA
# title: Whether the writes of objects in a bucket are recorded
# description: |
#   Server access logging records them, and so do data events of a trail or an event data store. If AWS
#   does not show the Region of a bucket, only a trail of all Regions counts.
package lens.lib.object_writes

import data.lens.lib.trails

# `stems` are the beginnings of the ARNs of the objects.
recorded(b, _) if object.get(b.properties.GetBucketLogging, ["LoggingEnabled", "TargetBucket"], "") != ""

recorded(b, stems) if {
	region := object.get(b.properties, "BucketRegion", "")
	data.lens.lib.data_events.written("AWS::S3::Object", region, stems)
}

# Whether the scan read the trails of the Region of a bucket.
watched(b) if b.properties.BucketRegion in input.regions

# Any trail may record the writes, and any listing may show one more trail.
places := {r.id | some r in trails.all} | {region | some region in input.regions}
