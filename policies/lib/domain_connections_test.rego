package lens_test.lib.domain_connections_test

import data.lens.lib.domain_connections
import data.lens_test.testing

_end(name, region) := {"DomainName": name, "Region": region}

_info(name, region) := {"AWSDomainInformation": object.union(_end(name, region), {"OwnerId": "111122223333"})}

_connection(way, status) := testing.record(
	sprintf("AWS::OpenSearchService::%sConnection", [way]),
	testing.arn("es", "connection/c"),
	{
		"ConnectionStatus": {"StatusCode": status},
		"LocalDomainInfo": _info("here", "us-east-1"),
		"RemoteDomainInfo": _info("there", "eu-west-1"),
	},
)

_active(records) := found if {
	facts := testing.facts(records, {}, [])
	found := domain_connections.active with input as facts
}

test_either_end if {
	id := testing.arn("es", "connection/c")
	every way in ["Outbound", "Inbound"] {
		_active([_connection(way, "ACTIVE")]) == [
			["us-east-1", _end("here", "us-east-1"), _end("there", "eu-west-1"), id],
			["us-east-1", _end("there", "eu-west-1"), _end("here", "us-east-1"), id],
		]
	}
}

test_other_states_do_not_connect if {
	every status in ["PENDING_ACCEPTANCE", "REJECTED", "DELETED"] {
		_active([_connection("Outbound", status)]) == []
	}
}
