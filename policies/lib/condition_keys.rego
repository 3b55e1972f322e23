# METADATA
# title: What the condition keys of IAM pin
# description: |
#   The condition keys by which a policy can say who may use it, or where and on what, and whose each
#   value is. Source: IAM
#   User Guide, "AWS global condition context keys", as of November 2025. Keys that are not here pin
#   nothing: any account can give a role the tag, name, path or session that a condition asks for.
package lens.lib.condition_keys

import data.lens.lib.cidr

# What is pinned -> key, in lower case -> the form of its values.
#
# caller, caller-organization: whose principal calls. The ARNs of functions, instances and builds
# are those to which AWS gave the credentials of a role of the same account. The unique id of a role
# or user names no account.
# source, source-organization: for whose resource a service calls. Absent if no service calls.
# service: which AWS service calls. That says nothing about the customer for whom it does.
# network: the VPC or the VPC endpoint through which the call came, or its owner.
# addresses: ranges of public addresses. Absent from calls through a VPC endpoint.
# endpoint-addresses: ranges of private addresses, which every VPC may have. They mean something
# only where the VPC is known, so in the policy of an endpoint.
# resource, resource-organization: who owns the resource.
# access-point: through whose access point S3 was called.
# region, resource-tag: which Region is called, and which tag the resource has. They say nothing
# about who calls.
_keys := {
	"caller": {
		"aws:principalaccount": "account", "aws:principalarn": "arn", "aws:userid": "unique-id",
		"aws:chatbotsourcearn": "arn", "codebuild:buildarn": "arn", "codebuild:projectarn": "arn",
		"ec2:sourceinstancearn": "arn", "lambda:sourcefunctionarn": "arn", "ssm:sourceinstancearn": "arn",
	},
	"caller-organization": {"aws:principalorgid": "organization", "aws:principalorgpaths": "path"},
	"source": {"aws:sourceaccount": "account", "aws:sourcearn": "arn", "aws:sourceowner": "account"},
	"source-organization": {"aws:sourceorgid": "organization", "aws:sourceorgpaths": "path"},
	"service": {
		"aws:principalisawsservice": "flag", "aws:principalservicename": "service",
		"aws:principalservicenameslist": "service",
	},
	"network": {
		"aws:sourcevpc": "network", "aws:sourcevpce": "network", "aws:sourcevpcarn": "arn",
		"aws:ec2instancesourcevpc": "network", "aws:vpceaccount": "account", "aws:vpceorgid": "organization",
		"aws:vpceorgpaths": "path",
	},
	"addresses": {"aws:sourceip": "range"},
	"endpoint-addresses": {"aws:vpcsourceip": "range"},
	"resource": {"aws:resourceaccount": "account"},
	"resource-organization": {"aws:resourceorgid": "organization", "aws:resourceorgpaths": "path"},
	"access-point": {"s3:dataaccesspointaccount": "account", "s3:dataaccesspointarn": "arn"},
	"region": {"aws:requestedregion": "region"},
	"resource-tag": {"aws:resourcetag": "tag"},
}

# Key, without the name of a tag -> [what it pins, the form of its values].
_of := {key: [kind, form] | some kind, keys in _keys; some key, form in keys}

# {[what is pinned, owner, value], ...}: what the values of a condition pin. The owner is an
# account, an organization, `resource` (whoever owns the resource of the policy), or "" if the value
# does not say. `operator` and `key` are in lower case. Undefined if a value pins nothing: a
# wildcard where the owner belongs, or a variable that repeats the request.
pins(operator, key, values) := found if {
	[kind, form] := _of[split(key, "/")[0]]
	found := {[kind, owner, value] | some value in values; owner := _owner(operator, form, value)}
	count(found) > 0
	count({pin[2] | some pin in found}) == count({value | some value in values})
	_limited(form, values)
}

# Ranges that are narrow one by one may together be the whole internet.
_limited("range", values) if cidr.few(values)

_limited(form, _) if form != "range"

_owner(_, "account", value) := value if regex.match(`^[0-9]{12}$`, value)

_owner(_, "account", value) := "resource" if lower(value) == "${aws:resourceaccount}"

_owner(_, "organization", value) := value if regex.match(`^o-[a-z0-9]+$`, value)

_owner(_, "organization", value) := "resource" if lower(value) == "${aws:resourceorgid}"

_owner(_, "path", value) := split(value, "/")[0] if regex.match(`^o-[a-z0-9]+/`, value)

_owner(operator, "arn", value) := split(value, ":")[4] if {
	regex.match(`^arn:([^:]*:){3}[0-9]{12}:`, value)
	_separates(operator, value)
}

_owner(_, "unique-id", value) := "" if regex.match(`^A(IDA|ROA)[A-Z0-9]+(:|$)`, value)

# The id of a root user is the account's, and that of a federated user begins with it.
_owner(_, "unique-id", value) := split(value, ":")[0] if regex.match(`^[0-9]{12}(:|$)`, value)

_owner(_, "network", value) := "" if regex.match(`^vpce?-[a-z0-9]+$`, value)

_owner(_, "service", value) := "" if regex.match(`^[a-z0-9.-]+$`, value)

_owner("bool", "flag", value) := "" if lower(value) == "true"

# As in a Deny for all but the services. Requests without a signature lack the key.
_owner("boolifexists", "flag", value) := "" if lower(value) == "false"

# Amazon S3 calls larger ranges public ("The meaning of public" in its User Guide).
_owner(_, "range", value) := "" if cidr.narrow(value)

_owner(_, "region", value) := "" if regex.match(`^[a-z]{2}-[a-z0-9*?-]*$`, value)

_owner(_, "tag", value) := "" if {
	regex.match(`[^*?]`, value)
	name := lower(value)
	not startswith(name, "${aws:resourcetag/")
}

# Whether the account is in its own field. The ARN operators compare field by field, and without a
# wildcard the text is the ARN. StringLike compares texts: a wildcard before the account also
# matches the colons and the account of another ARN that has the wanted number later, in the path of
# a role or the name of a log group. No ARN of the services below can have it there.
_separates(operator, _) if not regex.match(`string(not)?like`, operator)

_separates(_, value) if regex.match(`^arn:([^:*?]*:){3}`, value)

_separates(_, value) if {
	regex.match(`^arn:[^:*?]*:(bedrock|bedrock-agentcore|cloudtrail|ec2|kendra|qbusiness|s3|sagemaker):`, value)
}
