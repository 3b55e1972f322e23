# METADATA
# title: Permissions boundaries
# description: A boundary grants nothing and limits what the policies grant. Its conditions are taken as met, so that a limit that hangs on one is none.
package lens.lib.boundaries

import data.lens.lib.documents
import data.lens.lib.resources
import data.lens.lib.statements

# Every role and user, service-linked roles left out -> the ARN of its boundary, "" when it has none.
of := {r.id: object.get(r.properties, ["PermissionsBoundary", "PermissionsBoundaryArn"], "") |
	some type in ["AWS::IAM::Role", "AWS::IAM::User"]
	some r in input.resources[type]
	not documents.service_linked(r)
}

# {[principal's ARN, boundary's ARN], ...}: boundaries that the account's listing does not show.
unread := {[principal, arn] |
	some principal, arn in of
	arn != ""
	not documents.default_of[arn]
}

_seen := {arn | some arn in of; documents.default_of[arn]}

# Boundary's ARN -> {allows, denies}: the known actions that some Allow matches, and those that an unconditional Deny on every resource does.
limits := {arn: {"allows": union({s.actions | some s in list; s.effect == "Allow"}), "denies": denied(list)} |
	some arn in _seen
	list := object.get(statements.of, arn, [])
}

# Boundary's ARN -> the known actions that it allows on every resource.
everywhere := {arn: found |
	some arn in _seen
	list := object.get(statements.of, arn, [])
	allowed := {action |
		some s in list
		s.effect == "Allow"
		kinds := resources.breadth(s.statement)
		some action in s.actions
		_every(s.statement, resources.of_action[action], kinds)
	}
	found := allowed - denied(list)
}

_every(statement, _, _) if "*" in statement.Resource

_every(statement, _, _) if statement.NotResource

_every(_, worked_on, kinds) if {
	count(worked_on) > 0
	count(worked_on - kinds) == 0
}

# The known actions that statements deny whatever the resource and the request.
denied(list) := union({s.actions | some s in list; s.effect == "Deny"; "*" in s.statement.Resource; count(s.statement.Condition) == 0})
