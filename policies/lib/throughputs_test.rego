package lens_test.throughputs_test

import data.lens.lib.throughputs
import data.lens_test.testing

_throughput(name, properties) := testing.record(
	"AWS::Bedrock::ProvisionedModelThroughput",
	testing.arn("bedrock", sprintf("provisioned-model/%s", [name])),
	properties,
)

test_states_that_serve if {
	states := ["InService", "Updating", "Creating", "Failed"]
	facts := testing.facts([_throughput(lower(state), {"status": state}) | some state in states], {}, [])
	served := {t.properties.status | some t in throughputs.serving} with input as facts
	served == {"InService", "Updating"}
}

test_unit_hours if throughputs.unit_hours(_throughput("a", {"modelUnits": 3}), 2) == 144

test_one_unit_if_aws_names_none if throughputs.unit_hours(_throughput("a", {}), 1) == 24

_until(time) := _throughput("a", {"commitmentExpirationTime": time})

test_commitment_that_runs if {
	facts := testing.facts([], {}, [])
	date := throughputs.commitment_ends(_until("2026-09-01T12:00:00Z")) with input as facts
	date == "2026-09-01"
}

test_commitment_that_has_ended if {
	facts := testing.facts([], {}, [])
	not throughputs.commitment_ends(_until("2026-07-01T12:00:00Z")) with input as facts
}

test_share_of_hours if {
	throughputs.reaches(3, 10, 0.3)
	not throughputs.reaches(2, 10, 0.3)
}
