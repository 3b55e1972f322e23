# METADATA
# title: VPC endpoints of OpenSearch Serverless
# description: |
#   An endpoint in a VPC of generative AI is the way from there to the collections of its Region. AWS
#   lists these endpoints apart from those of Amazon VPC.
package lens.lib.serverless_endpoints

import data.lens.lib.genai_vpcs
import data.lens.lib.zones

# The endpoints that are not known to have subnets in two zones.
narrow := [e |
	some e in input.resources["AWS::OpenSearchServerless::VpcEndpoint"]
	not _ended(e)
	not _wide(e)
]

_ended(e) if e.properties.status in {"DELETING", "FAILED"}

_wide(e) if zones.enough(e.region, e.properties.subnetIds, 2)

# Those in a VPC of generative AI that are in fewer zones. The VPCs are read here, and not in a
# function: regorus loses rules that are first read in a function of a comprehension.
one_zone := [e |
	some e in _serving
	zones.few(e.region, e.properties.subnetIds, 2)
]

# Those that may be: their VPC or their zones are not shown.
unclear := array.concat(
	[e | some e in narrow; not e.properties.vpcId],
	[e | some e in _serving; not _few(e)],
)

_few(e) if zones.few(e.region, e.properties.subnetIds, 2)

_serving := [e |
	some e in narrow
	place := [e.region, e.properties.vpcId]
	place in genai_vpcs.vpcs
]

# The Regions where all endpoints were listed and have subnets in two zones.
harmless := {region | some region in input.regions} - ({e.region | some e in narrow} | _unlisted)

_unlisted := {g.region | some g in object.get(input.gaps, ["opensearchserverless:ListVpcEndpoints", "*"], [])}
