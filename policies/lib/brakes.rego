# METADATA
# title: What stops models without a person when spend or tokens run away
# description: |
#   A budget may attach a policy to principals, or a service control policy to accounts. An alarm may run
#   a function, itself or through a topic. The data of a budget are hours late, and those of an alarm are
#   not. Stopping instances, as budgets and Systems Manager can, stops no model.
package lens.lib.brakes

import data.lens.lib.actions
import data.lens.lib.alarms
import data.lens.lib.budgets
import data.lens.lib.documents
import data.lens.lib.group
import data.lens.lib.principals
import data.lens.lib.statements

# The ids of the actions and alarms that stop model use.
all := _acting | by_alarms

# Those that do so whatever was not read. A mute rule that was not read may mute an alarm.
sure := _acting | {alarm.id |
	some alarm in input.resources["AWS::CloudWatch::Alarm"]
	alarm.id in by_alarms
	alarms.certain(alarm.region)
}

_acting := {action.id | some [action, "yes"] in by_budgets}

# {[action, verdict], ...} of the actions of budgets on generative AI. The verdict says whether the
# action stops somebody who uses models (yes or maybe), or why not (waits, failed, spares).
by_budgets := {[action, verdict] |
	some action in input.resources["AWS::Budgets::BudgetsAction"]
	some [name, included] in _budgets
	name == action.properties.BudgetName
	verdict := _verdict(action, included)
}

# [name, yes or maybe] of the budgets that include a service of generative AI.
_budgets := {[b.name, verdict] |
	some b in budgets.working
	verdicts := {budgets.covers(b, service) | some service in _services}
	verdict := _best(verdicts)
	verdict != "no"
}

# A model of a third party is a service of its own.
_services := {"Amazon Bedrock"} | {name | some name in budgets.named; contains(name, "Bedrock")}

_verdict(action, _) := "waits" if action.properties.ApprovalModel != "AUTOMATIC"

_verdict(action, _) := "failed" if {
	action.properties.ApprovalModel == "AUTOMATIC"
	action.properties.Status in _failures
}

_verdict(action, included) := verdict if {
	action.properties.ApprovalModel == "AUTOMATIC"
	status := action.properties.Status
	failures := _failures
	not status in failures
	reached := _best(_reached(action))
	verdict := {"no": "spares", "maybe": "maybe", "yes": included}[reached]
}

_failures := {"EXECUTION_FAILURE", "REVERSE_FAILURE", "RESET_FAILURE"}

_best(verdicts) := "yes" if {
	"yes" in verdicts
} else := "maybe" if {
	"maybe" in verdicts
} else := "no"

# Whether the action stops each of its principals and accounts that may use models.
_reached(action) := {verdict |
	some key in _attached(action)
	some [certain, used] in _of_principals[key]
	verdict := _least(certain, _denies(_policy(action), used))
} | ({_denies(_policy(action), used) |
	action.properties.Status == "EXECUTION_SUCCESS"
	some key in _attached(action)
	some used in _before[key]
} | {_of_target(target) |
	some target in action.properties.Definition.ScpActionDefinition.TargetIds
})

_policy(action) := action.properties.Definition.IamActionDefinition.PolicyArn

_attached(action) := {[kind, name] |
	some kind, member in {"role": "Roles", "user": "Users", "group": "Groups"}
	some name in action.properties.Definition.IamActionDefinition[member]
}

_least(verdict, other) := verdict if other == "yes"

_least(_, other) := other if other in {"maybe", "no"}

# Whether a policy denies one of these actions. The listing shows the policies of the account, and
# those of AWS that are attached.
_denies(arn, _) := "maybe" if {
	not _shown[arn]
	not _denies_all(arn)
}

_denies(arn, _) := "yes" if _denies_all(arn)

_denies(arn, used) := verdict if {
	_shown[arn]
	not _denies_all(arn)
	verdict := _best({_under(statement) |
		some statement in object.get(_statements, arn, [])
		statement.effect == "Deny"
		count(statement.actions & used) > 0
	})
}

_denies_all(arn) if regex.match(`^arn:[^:]*:iam::aws:policy/AWSDenyAll$`, arn)

_under(statement) := {true: "yes", false: "maybe"}[count(statement.statement.Condition) == 0]

_shown := documents.default_of

_statements := statements.of

# [kind, name] of a role, user or group -> [yes or maybe, actions] of those that may use models.
_of_principals := group.by_first({[[kind, name], [certain, used]] |
	some arn in principals.may_use_models
	certain := _certain(arn)
	used := object.get(_using, arn, actions.model_use)
	some [kind, name] in _names(arn)
})

_certain(arn) := "yes" if _using[arn]

else := "maybe"

_using := principals.model_use

# The same -> the actions, whatever denies them now. An action that has acted took them away.
_before := group.by_first({[key, used] |
	some arn, list in principals.statements
	used := union({s.actions | some s in list; s.effect == "Allow"}) & actions.model_use
	count(used) > 0
	some key in _names(arn)
})

_names(arn) := {["role", regex.replace(arn, `^.*/`, "")]} if contains(arn, ":role/")

_names(arn) := {["user", regex.replace(arn, `^.*/`, "")]} | {["group", name] |
	some user in input.resources["AWS::IAM::User"]
	user.id == arn
	some name in user.properties.GroupList
} if {
	contains(arn, ":user/")
}

# A service control policy never limits the management account. An account may be in a target that
# is an organizational unit. If the organization was not read, the account may manage it.
_of_target(target) := "yes" if {
	target == input.account
	data.lens.lib.budgets.is_member
} else := "maybe" if {
	_may_hold(target)
	not _manages
} else := "no"

_may_hold(target) if target == input.account

_may_hold(target) if regex.match(`^(ou|r)-`, target)

_manages if {
	some organization in input.resources["AWS::Organizations::Organization"]
	organization.properties.MasterAccountId == input.account
}

# The ids of the alarms on the use of models or agents that run a function.
by_alarms := {alarm.id |
	some alarm in _watchers
	some acting in alarms.acting_for(alarm)
	_runs(acting)
}

# The names of those that run none.
telling := {alarm.name | runs := by_alarms; some alarm in _watchers; id := alarm.id; not id in runs}

_watchers := [alarm |
	watching := {watch.id |
		some region in input.regions
		some namespace, names in _metrics
		some watch in alarms.watching(region, namespace, names)
	}
	some alarm in input.resources["AWS::CloudWatch::Alarm"]
	alarm.id in watching
	not _on_too_little(alarm)
]

# How much models and agents are used.
_metrics := {
	"AWS/Bedrock": {
		"Invocations", "InputTokenCount", "OutputTokenCount", "EstimatedTPMQuotaUsage",
		"CacheReadInputTokenCount", "CacheWriteInputTokenCount", "OutputImageCount",
	},
	"AWS/Bedrock/Agents": {"InvocationCount", "ModelInvocationCount", "InputTokenCount", "OutputTokenCount"},
	"AWS/BedrockMantle": {"Inferences", "TotalInputTokens", "TotalOutputTokens"},
	"AWS/Bedrock-AgentCore": _of_agentcore,
	"Bedrock-AgentCore": _of_agentcore,
}

# AWS names the namespace of AgentCore in two ways.
_of_agentcore := {
	"Invocations", "Sessions", "SessionCount", "ActiveSessionCount", "CPUUsed-vCPUHours",
	"MemoryUsed-GBHours",
}

_on_too_little(alarm) if alarm.properties.ComparisonOperator in _less

_less := {"LessThanThreshold", "LessThanOrEqualToThreshold", "LessThanLowerThreshold"}

_runs(alarm) if {
	some action in alarm.properties.AlarmActions
	regex.match(`^arn:[a-z-]+:lambda:`, action)
}

# A subscription that nobody has confirmed has no ARN.
_runs(alarm) if {
	some subscription in alarm.properties.ListSubscriptionsByTopic.Subscriptions
	subscription.Protocol == "lambda"
	startswith(subscription.SubscriptionArn, "arn:")
}
