# METADATA
# title: Connections between OpenSearch domains
# description: |
#   A domain follows another one through a connection. For an inbound connection AWS calls the other side
#   local, so each connection is here twice: either end may be the domain of this account.
package lens.lib.domain_connections

# [Region, one end, the other end, id of the connection] of the active connections. An end is
# {DomainName, Region}.
active := [[connection.region, _end(pair[0]), _end(pair[1]), connection.id] |
	some list in [
		input.resources["AWS::OpenSearchService::OutboundConnection"],
		input.resources["AWS::OpenSearchService::InboundConnection"],
	]
	some connection in list
	connection.properties.ConnectionStatus.StatusCode == "ACTIVE"
	one := connection.properties.LocalDomainInfo.AWSDomainInformation
	two := connection.properties.RemoteDomainInfo.AWSDomainInformation
	some pair in [[one, two], [two, one]]
]

_end(info) := {"DomainName": info.DomainName, "Region": info.Region}
