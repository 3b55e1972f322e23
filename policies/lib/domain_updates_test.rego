package lens_test.lib.domain_updates_test

import data.lens.lib.domain_updates
import data.lens_test.testing

# The snapshot is of 1 August 2026.
_facts := testing.facts([], {}, [])

_overdue(change) := found if {
	facts := _facts
	options := object.union(
		{
			"UpdateAvailable": true, "OptionalDeployment": false,
			"NewVersion": "OpenSearch_2_19_R20260731", "AutomatedUpdateDate": "1970-01-01T00:00:00Z",
		},
		change,
	)
	found := domain_updates.overdue({"properties": {"ServiceSoftwareOptions": options}}, 60) with input as facts
}

test_date_of_the_update if {
	_overdue({}) == set()
	_overdue({"AutomatedUpdateDate": "2026-08-20T00:00:00Z"}) == set()
	_overdue({"AutomatedUpdateDate": "2026-07-20T00:00:00Z"}) == {"OpenSearch_2_19_R20260731"}
}

test_age_of_the_release if {
	_overdue({"NewVersion": "R20260331-P1"}) == {"R20260331-P1"}
	_overdue({"NewVersion": "R20260620"}) == set()
	_overdue({"NewVersion": ""}) == set()
}

test_updates_that_need_not_be_made if {
	_overdue({"NewVersion": "R20260331", "OptionalDeployment": true}) == set()
	_overdue({"NewVersion": "R20260331", "UpdateAvailable": false}) == set()
}
