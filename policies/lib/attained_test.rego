package lens_test.attained_test

import data.lens.lib.attained
import data.lens_test.testing

_slo(id, more) := testing.record("AWS::ApplicationSignals::ServiceLevelObjective", id, more)

_report(id, more) := {"BatchGetServiceLevelObjectiveBudgetReport": {"Reports": [object.union(
	{"Arn": id},
	more,
)]}}

_facts := testing.facts(
	[
		_slo("arn:low", object.union(_report("arn:low", {"Attainment": 90}), {"Goal": {"AttainmentGoal": 95}})),
		_slo("arn:default", _report("arn:default", {"Attainment": 98})),
		_slo("arn:new", _report("arn:new", {"BudgetStatus": "INSUFFICIENT_DATA"})),
		_slo("arn:other", _report("arn:low", {"Attainment": 100})),
		_slo("arn:none", {}),
	],
	{}, [],
)

test_missed if {
	low := attained.missed("arn:low") with input as _facts
	low == [90, 95]
	default_goal := attained.missed("arn:default") with input as _facts
	default_goal == [98, 99]
}

test_hidden if {
	hidden := attained.hidden with input as _facts
	hidden == {"arn:other", "arn:none"}
}
