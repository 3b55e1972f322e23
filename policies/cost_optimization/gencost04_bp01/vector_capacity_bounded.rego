# METADATA
# title: Bound the capacity of vector stores, and let them rest outside of production
# description: >-
#   Up to its limit, a store grows with each faulty client, and every hour is billed. Standby replicas, a
#   minimum and acceleration are billed even if nobody searches.
# custom:
#   id: GENCOST04-BP01/vector-capacity-bounded
#   severity: medium
#   precision: high
#   mode: automated
#   resources:
#     - AWS::Account
#     - AWS::OpenSearchServerless::Collection
#     - AWS::OpenSearchServerless::CollectionGroup
#     - AWS::RDS::DBCluster
#   lists: ["@vector-capacity"]
#   evidence: [opensearchserverless:BatchGetCollection, opensearchserverless:BatchGetCollectionGroup,
#     opensearchserverless:ListTagsForResource]
#   params:
#     max_ocu: 20
#     env_tags: [environment, env, stage]
#     nonproduction_values: [dev*, test*, sandbox*, stag*, qa*, uat*, non*prod*, pre*prod*]
#   messages:
#     indexing-limit: OpenSearch Serverless may use up to %s OCUs for indexing, and at most %s are allowed
#     search-limit: OpenSearch Serverless may use up to %s OCUs for searches, and at most %s are allowed
#     indexing-minimum: outside of production, its minimum for indexing is %s OCUs
#     search-minimum: outside of production, its minimum for searches is %s OCUs
#     standby: outside of production, it has standby replicas; create it again without them
#     acceleration: outside of production, its vector acceleration is on
#     no-pause: outside of production, its minimum is %s ACUs, so it never pauses
#     no-limit: AWS does not show its limits of capacity
#   item: none
#   remediation: >-
#     Lower the limits. Outside of production, create collections again without standby replicas, and set the
#     minimum of groups and of Aurora clusters to 0.
package lens.controls.gencost04_bp01.vector_capacity_bounded

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.tagged
import data.lens.lib.vector_capacity

_params := input.params["GENCOST04-BP01/vector-capacity-bounded"]

# The settings of the account limit what is outside of groups.
_accounts := [[facts.account(settings.region), settings] | some settings in vector_capacity.settings]

# Of these and of clusters, everything was read at once.
_at_once := array.concat(_accounts, [[facts.subject(one), one] |
	some one in array.concat(vector_capacity.groups, vector_capacity.clusters)
])

_all := array.concat(_at_once, [[facts.subject(c), c] | some c in vector_capacity.collections])

subjects := {subject | some [subject, _] in _all}

violations := {finding.of(subject, message, arguments, [proof]) |
	some [subject, record] in _all
	some [message, arguments, path] in _faults(record)
	proof := {"id": record.id, "pointer": sprintf("/properties/%s", [path])}
}

_faults(record) := {[message, [limit, _params.max_ocu], path] |
	some message, path in {
		"indexing-limit": "capacityLimits/maxIndexingCapacityInOCU",
		"search-limit": "capacityLimits/maxSearchCapacityInOCU",
	}
	limit := object.get(record.properties, split(path, "/"), 0)
	limit > _params.max_ocu
} | {fault | _is_trial(record); some fault in _of_trial(record)}

_is_trial(record) if tagged.says(record, _params.env_tags, _params.nonproduction_values)

_of_trial(record) := {[message, [minimum], path] |
	some message, path in {
		"indexing-minimum": "capacityLimits/minIndexingCapacityInOCU",
		"search-minimum": "capacityLimits/minSearchCapacityInOCU",
		"no-pause": "ServerlessV2ScalingConfiguration/MinCapacity",
	}
	minimum := object.get(record.properties, split(path, "/"), 0)
	minimum > 0
} | {[message, [], path] |
	some message, path in {"standby": "standbyReplicas", "acceleration": _acceleration}
	object.get(record.properties, split(path, "/"), "") == "ENABLED"
}

_acceleration := "vectorOptions/ServerlessVectorAcceleration"

proven := {s | some [s, record] in _at_once; _has_limits(record)} - vector_capacity.unread

_has_limits(record) if {
	record.properties.capacityLimits.maxIndexingCapacityInOCU > 0
	record.properties.capacityLimits.maxSearchCapacityInOCU > 0
}

_has_limits(record) if record.properties.ServerlessV2ScalingConfiguration.MinCapacity >= 0

unseen := {finding.of(s, "no-limit", [], []) | some [s, record] in _at_once; not _has_limits(record)}
