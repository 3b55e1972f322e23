# METADATA
# title: Who may put objects into a place
# description: |
#   The roles and users that are granted s3:PutObject (D2) on an object that stands for a place. Those
#   that only a broad pattern lets in have wide access: they name no bucket.
package lens.lib.object_writers

import data.lens.lib.principals
import data.lens.lib.resources

# ARN of each principal -> its Allow statements for s3:PutObject.
_allows := {arn: found |
	some arn, list in principals.statements
	found := [s.statement | some s in list; s.effect == "Allow"; _action in s.actions]
	count(found) > 0
}

_action := "s3:putobject"

# The distinct lists of Resource patterns in these statements. Most principals share a few.
_lists := {statement.Resource | some _, list in _allows; some statement in list}

# Principals with a policy that was not read. It may allow or deny anything.
doubtful := {arn | some [arn, _] in principals.doubts}

# Whether a principal whose policies were read may put an object.
may_put(arn, object) if {
	doubts := doubtful
	not arn in doubts
	principals.granted_on(arn, _action, object)
}

# {named, wide}: the principals that may put one of some objects, by whether a pattern that lets
# them in is for certain buckets.
of(objects) := {"named": named, "wide": found - named} if {
	reaching := {list |
		some list in _lists
		some object in objects
		resources.reaches({"Resource": list}, object)
	}
	found := {arn |
		some arn, list in _allows
		some statement in list
		_may_reach(statement, reaching)
		some object in objects
		may_put(arn, object)
	}
	named := {arn | some arn in found; some statement in _allows[arn]; _names(statement, objects)}
}

_may_reach(statement, reaching) if statement.Resource in reaching

_may_reach(statement, _) if statement.NotResource

_names(statement, objects) if {
	some pattern in statement.Resource
	some object in objects
	resources.covers(pattern, object)
	breadth := resources.breadth_of(pattern)
	not "object" in breadth
}
