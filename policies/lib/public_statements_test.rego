package lens_test.lib.public_statements_test

import data.lens.lib.public_statements
import data.lens_test.testing

_facts := testing.facts([], {}, [])

_everybody := {"Effect": "Allow", "Principal": {"AWS": ["*"]}, "Action": ["es:*"], "Resource": ["*"]}

_open(statements) := found if {
	facts := _facts
	found := public_statements.open(statements, "es") with input as facts
}

test_open if {
	named := object.union(_everybody, {"Principal": {"AWS": [testing.iam("role/app")]}})
	_open([named, _everybody]) == {1}
	_open([{
		"Effect": "Allow", "NotPrincipal": {"AWS": [testing.iam("role/app")]},
		"Action": ["es:*"], "Resource": ["*"],
	}]) == {0}
}

test_limited if {
	addresses := {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24"]}}
	_open([object.union(_everybody, {"Condition": addresses})]) == set()
	_open([object.union(_everybody, {"Condition": {"IpAddress": {"aws:SourceIp": ["0.0.0.0/0"]}}})]) == {0}
}

test_denied if {
	deny := {
		"Effect": "Deny", "Principal": {"AWS": ["*"]}, "Action": ["es:*"], "Resource": ["*"],
		"Condition": {"StringNotEquals": {"aws:PrincipalAccount": ["111122223333"]}},
	}
	_open([_everybody, deny]) == set()
	other := object.union(deny, {"Resource": [testing.arn("es", "domain/other")]})
	_open([_everybody, other]) == {0}
}
