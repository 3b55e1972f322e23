# METADATA
# title: What cost budgets are about, and whom they tell
# description: |
#   A budget has a filter in an old form (a map) or in a new one (an expression). The question is asked
#   for a line of the bill: usage of a service in this account. Tags, cost categories and the other
#   dimensions are not known of it, so a filter by them may be true or not. Expressions stand inside each
#   other, and rules must not use themselves, so each depth has a function of its own.
package lens.lib.budgets

import data.lens.lib.ages

# The budgets on costs that AWS calculates now.
working := [b |
	some b in input.resources["AWS::Budgets::Budget"]
	b.properties.BudgetType == "COST"
	not _rests(b)
]

_rests(budget) if budget.properties.HealthStatus.Status == "UNHEALTHY"

_rests(budget) if ages.older(budget.properties.TimePeriod.End, 0)

_rests(budget) if ages.within(budget.properties.TimePeriod.Start, 0)

# Whether somebody gets a notification of the budget, by mail or from a topic.
tells(budget) if count(budget.properties.DescribeSubscribersForNotification.Subscribers) > 0

# Whether a budget includes usage of a service: yes, maybe or no.
covers(budget, service) := _every([
	_in_map(budget, service),
	_in_expression(budget, service),
	_in_view(budget),
])

# Whether it includes all services.
unfiltered(budget) if covers(budget, "a service that no filter names") == "yes"

# The services that filters name.
named := {service |
	some b in working
	some service in b.properties.CostFilters.Service
	is_string(service)
} | {service |
	some b in working
	walk(b.properties.FilterExpression, [_, part])
	part.Key == "SERVICE"
	some service in part.Values
	is_string(service)
}

# Whether this account is a member of an organization. The management account may have budgets for
# it.
is_member if {
	some organization in input.resources["AWS::Organizations::Organization"]
	not _manages(organization)
}

_manages(organization) if organization.properties.MasterAccountId == input.account

_in_map(budget, service) := _every([verdict |
	some key, values in object.get(budget.properties, "CostFilters", {})
	dimension := {"Key": object.get(_new_names, key, key), "Values": values}
	verdict := _dimension(dimension, service)
])

_new_names := {"Service": "SERVICE", "LinkedAccount": "LINKED_ACCOUNT", "RecordType": "RECORD_TYPE"}

_in_expression(budget, service) := _depth_1(budget.properties.FilterExpression, service)

_in_expression(budget, _) := "yes" if not budget.properties.FilterExpression

# Costs that another account shares as a billing view may be others than those of this account.
_in_view(budget) := "maybe" if {
	arn := budget.properties.BillingViewArn
	not endswith(arn, ":billingview/primary")
} else := "yes"

_depth_1(e, s) := _joined(e, s, all, any, opposites) if {
	all := [_depth_2(x, s) | some x in e.And]
	any := [_depth_2(x, s) | some x in e.Or]
	opposites := [_depth_2(x, s) | x := e.Not]
}

_depth_2(e, s) := _joined(e, s, all, any, opposites) if {
	all := [_depth_3(x, s) | some x in e.And]
	any := [_depth_3(x, s) | some x in e.Or]
	opposites := [_depth_3(x, s) | x := e.Not]
}

_depth_3(e, s) := _joined(e, s, all, any, opposites) if {
	all := [_depth_4(x, s) | some x in e.And]
	any := [_depth_4(x, s) | some x in e.Or]
	opposites := [_depth_4(x, s) | x := e.Not]
}

_depth_4(e, s) := _joined(e, s, all, any, opposites) if {
	all := [_depth_5(x, s) | some x in e.And]
	any := [_depth_5(x, s) | some x in e.Or]
	opposites := [_depth_5(x, s) | x := e.Not]
}

# Nothing inside of this depth is read.
_depth_5(e, s) := _joined(e, s, inner, [], []) if {
	inner := ["maybe" | some name in ["And", "Or", "Not"]; e[name]]
}

_joined(e, s, all, any, opposites) := _every(array.concat(
	array.concat(_leaves(e, s), all),
	array.concat([_some(any) | count(any) > 0], [_not[one] | some one in opposites]),
))

_leaves(e, s) := array.concat(
	[_dimension(d, s) | d := e.Dimensions],
	["maybe" | some name in ["Tags", "CostCategories", "ProductAttributes"]; e[name]],
)

# Only these dimensions of the usage are known.
_dimension(dimension, service) := "yes" if {
	_understood(dimension)
	own := _known(service)[dimension.Key]
	some value in dimension.Values
	_fits(object.get(dimension, "MatchOptions", []), value, own)
} else := "no" if {
	_understood(dimension)
	dimension.Key in {"SERVICE", "RECORD_TYPE"}
} else := "maybe"

# The management account pays for others, whose usage it may mean.
_known(service) := {"SERVICE": service, "LINKED_ACCOUNT": input.account, "RECORD_TYPE": "Usage"}

_understood(dimension) if {
	count({option | some option in dimension.MatchOptions} - _options) == 0
}

_options := {"EQUALS", "CONTAINS", "STARTS_WITH", "ENDS_WITH", "CASE_SENSITIVE", "CASE_INSENSITIVE"}

_fits(options, value, own) if {
	is_string(value)
	"CASE_INSENSITIVE" in options
	_meets(options, lower(value), lower(own))
}

_fits(options, value, own) if {
	is_string(value)
	_meets(options, value, own)
}

_meets(options, value, own) if {
	count({"CONTAINS", "STARTS_WITH", "ENDS_WITH"} & {option | some option in options}) == 0
	value == own
}

_meets(options, value, own) if {
	"CONTAINS" in options
	contains(own, value)
}

_meets(options, value, own) if {
	"STARTS_WITH" in options
	startswith(own, value)
}

_meets(options, value, own) if {
	"ENDS_WITH" in options
	endswith(own, value)
}

_every(verdicts) := "no" if {
	"no" in verdicts
} else := "maybe" if {
	"maybe" in verdicts
} else := "yes"

_some(verdicts) := "yes" if {
	"yes" in verdicts
} else := "maybe" if {
	"maybe" in verdicts
} else := "no"

_not := {"yes": "no", "maybe": "maybe", "no": "yes"}
