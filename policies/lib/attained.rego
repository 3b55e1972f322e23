# METADATA
# title: How far service level objectives were attained
# description: |
#   Application Signals reports the attainment in percent of the time or of the requests. An objective
#   without a goal aims at 99 percent. One that is new has no data, and no attainment.
package lens.lib.attained

import data.lens.lib.group

# [percent, goal] of an objective that was attained to less than its goal.
missed(id) := [percent, goal] if {
	goal := _goals[id]
	percent := _reports[id].Attainment
	percent < goal
}

# The ids of the objectives of which no report shows the attainment.
hidden := {id | some id, _ in _goals} - {id | some id, report in _reports; _shows(report)}

_shows(report) if report.Attainment >= 0

_shows(report) if report.BudgetStatus == "INSUFFICIENT_DATA"

_all := input.resources["AWS::ApplicationSignals::ServiceLevelObjective"]

_goals := {s.id: object.get(s.properties, ["Goal", "AttainmentGoal"], 99) | some s in _all}

_reports := {id: list[0] |
	some id, list in group.by_first({[s.id, report] |
		some s in _all
		some report in s.properties.BatchGetServiceLevelObjectiveBudgetReport.Reports
		report.Arn == s.id
	})
}
