# METADATA
# title: Use reserved accelerator capacity or give it back
# description: >-
#   Training plans and capacity reservations are paid for by the hour, whether instances run on them or not.
#   Accelerators are among the most expensive instances.
# custom:
#   id: GENCOST02-BP02/reserved-accelerators-used
#   severity: high
#   precision: medium
#   mode: automated
#   resources: [AWS::SageMaker::TrainingPlan, AWS::EC2::CapacityReservation]
#   lists: [sagemaker:ListTrainingPlans, ec2:DescribeCapacityReservations]
#   evidence: [sagemaker:DescribeTrainingPlan, "@generative-jobs", "@generative-clusters",
#     sagemaker:ListEndpoints, sagemaker:DescribeEndpoint]
#   params:
#     grace_hours: 24
#     min_use_share: 0.5
#   messages:
#     idle: none of its %s instances is in use, which leaves %s instance hours a day unused
#     now: none of its %s instances is in use now, and something may have used it before
#     partly: only %s of its %s instances are in use, which leaves %s instance hours a day unused
#     not-shown: AWS does not show how many of its instances are in use
#   item: none
#   remediation: Run queued work on it, share it with another team, or cancel it where that is possible.
package lens.controls.gencost02_bp02.reserved_accelerators_used

import data.lens.lib.accelerators
import data.lens.lib.ages
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.reserved_plans

_params := input.params["GENCOST02-BP02/reserved-accelerators-used"]

_plans := [p | some p in reserved_plans.active; starts := reserved_plans.starts(p); not _young(starts)]

# An account also sees the reservations that others share with it. They pay for these.
_reservations := [r |
	some r in input.resources["AWS::EC2::CapacityReservation"]
	r.properties.State == "active"
	r.properties.OwnerId == input.account
	accelerators.has(r.properties.InstanceType)
	r.properties.TotalInstanceCount > 0
	starts := {object.get(r.properties, "StartDate", object.get(r.properties, "CreateDate", ""))}
	not _young(starts)
]

_young(starts) if {
	some start in starts
	ages.seconds(start) < _params.grace_hours * 3600
}

subjects := {facts.subject(r) | some r in array.concat(_plans, _reservations)}

# [subject, usable instances, instances in use, proof].
_uses := {[facts.subject(p), usable, used, proof] |
	some p in _plans
	[usable, used] := reserved_plans.use(p)
	usable > 0
	proof := [{"id": p.id, "pointer": "/properties/InUseInstanceCount"}]
} | {[facts.subject(r), total, total - r.properties.AvailableInstanceCount, proof] |
	some r in _reservations
	total := r.properties.TotalInstanceCount
	proof := [{"id": r.id, "pointer": "/properties/AvailableInstanceCount"}]
}

# In percent, for the engines round shares differently. A plan's description has all numbers.
proven := {subject |
	some [subject, usable, used, _] in _uses
	used * 100 >= usable * round(_params.min_use_share * 100)
	count(object.get(input.gaps, ["sagemaker:DescribeTrainingPlan", subject.id], [])) == 0
}

# One scan sees one moment, and a plan may be between two jobs. It fails if nothing ever used it.
violations := {finding.absent(subject, "idle", [usable, usable * 24], proof, operations) |
	some p in _plans
	reserved_plans.traced(p)
	count(reserved_plans.users(p)) == 0
	some [subject, usable, 0, proof] in _uses
	subject.id == p.id
	operations := sort(reserved_plans.operations(p))
} | {finding.of(subject, "idle", [usable, usable * 24], proof) |
	some [subject, usable, 0, proof] in _uses
	subject.type == "AWS::EC2::CapacityReservation"
}

reviews := {finding.of(subject, message, arguments, proof) |
	some [subject, usable, used, proof] in _uses
	some message, arguments in _said(usable, used)
}

_said(usable, 0) := {"now": [usable]}

_said(usable, used) := {"partly": [used, usable, (usable - used) * 24]} if used > 0

unseen := {finding.of(subject, "not-shown", [], [{"id": subject.id, "pointer": "/properties"}]) |
	some subject in (subjects - {shown | some [shown, _, _, _] in _uses})
}

relies_on := {[facts.subject(p), id] | some p in _plans; some id in reserved_plans.possible(p)}
