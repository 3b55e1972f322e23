package lens_test.lib.endpoint_policies_test

import data.lens.lib.endpoint_policies

_allow := {
	"Effect": "Allow",
	"Principal": {"AWS": ["*"]},
	"Action": ["*"],
	"Resource": ["*"],
	"Condition": {},
}

_open(changes) := endpoint_policies.open(
	{"Statement": [object.union(object.remove(_allow, object.keys(changes)), changes)]},
	"bedrock",
)

test_open_statements_by_index if {
	closed := object.union(_allow, {"Resource": ["arn:aws:bedrock:us-east-1:111122223333:guardrail/g"]})
	endpoint_policies.open({"Statement": [closed, _allow]}, "bedrock") == {1}
	endpoint_policies.open({"Statement": []}, "bedrock") == set()
}

test_narrower_statements_are_not_open if {
	_open({"Effect": "Deny"}) == set()
	_open({"Principal": {"AWS": ["arn:aws:iam::111122223333:root"]}}) == set()
	_open({"Condition": {"StringEquals": {"aws:PrincipalOrgID": ["o-abc"]}}}) == set()
}

test_a_condition_on_the_owner_of_the_resource_does_not_restrict_calls_to_models if {
	statement := object.union(_allow, {"Condition": {"StringEquals": {"aws:ResourceAccount": ["111122223333"]}}})
	endpoint_policies.open({"Statement": [statement]}, "bedrock") == set()
	endpoint_policies.open({"Statement": [statement]}, "bedrock-runtime") == {0}
}

test_a_deny_for_all_others_closes_the_policy if {
	deny := object.union(_allow, {
		"Effect": "Deny",
		"Condition": {"StringNotEquals": {"aws:PrincipalOrgID": ["o-abc"]}},
	})
	endpoint_policies.open({"Statement": [_allow, deny]}, "bedrock") == set()
	some_actions := object.union(deny, {"Action": ["bedrock:Delete*"]})
	endpoint_policies.open({"Statement": [_allow, some_actions]}, "bedrock") == {0}
}

_with_deny(service, changes) := endpoint_policies.open({"Statement": [_allow, deny]}, service) if {
	deny := object.union(_allow, object.union({"Effect": "Deny"}, changes))
}

_others := {"StringNotEquals": {"aws:PrincipalOrgID": ["o-abc"]}}

test_a_deny_covers_the_own_service if {
	every service, prefix in {
		"bedrock": "bedrock", "bedrock-runtime": "bedrock", "bedrock-agent-runtime": "bedrock",
		"bedrock-data-automation": "bedrock", "bedrock-mantle": "bedrock-mantle",
		"bedrock-agentcore": "bedrock-agentcore", "bedrock-agentcore.gateway": "bedrock-agentcore",
		"bedrock-agentcore-control": "bedrock-agentcore", "sagemaker.runtime": "sagemaker",
		"sagemaker.api": "sagemaker", "q": "q", "qbusiness": "qbusiness", "kendra": "kendra",
	} {
		_with_deny(service, {"Condition": _others, "Action": [sprintf("%s:*", [prefix])]}) == set()
		_with_deny(service, {"Condition": _others, "Action": ["iam:*", "s3:*"]}) == {0}
	}
	_with_deny("bedrock-mantle", {"Condition": _others, "Action": ["bedrock:*"]}) == {0}
	_with_deny("bedrock", {"Condition": _others, "Action": ["b*:*"]}) == set()
	_with_deny("bedrock", {"Condition": _others, "Action": ["bedrock:*e*"]}) == {0}
	_with_deny("bedrock", {"Condition": _others, "Action": ["bedrock:?????*"]}) == {0}
}

test_a_deny_without_conditions_closes_the_policy if _with_deny("bedrock", {}) == set()

# The statement allows everything beside a Deny with other elements in the place of `removed`.
_with_other(removed, changes) := found if {
	deny := object.union(object.remove(object.union(_allow, {"Effect": "Deny"}), removed), changes)
	document := {"Statement": [_allow, deny]}
	account := {"partition": "aws", "account": "111122223333"}
	found := endpoint_policies.open(document, "bedrock") with input as account
}

test_a_deny_of_all_but_some_actions if {
	_with_other(["Action"], {"NotAction": ["s3:*", "bedrock-agent:*"]}) == set()
	_with_other(["Action"], {"NotAction": ["bedrock:ListFoundationModels"]}) == {0}
	_with_other(["Action"], {"NotAction": ["b*"]}) == {0}
}

# Whoever it is then reaches only what the Deny names, as if an Allow named it.
test_a_deny_of_all_but_some_resources if {
	_with_other(["Resource"], {"NotResource": ["arn:aws:bedrock:us-east-1:111122223333:guardrail/g"]}) == set()
	_with_other(["Resource"], {"NotResource": ["arn:aws:s3:::b"]}) == set()
	_with_other(["Resource"], {"NotResource": ["arn:aws:s3:::b", "arn:aws:bedrock:*:*:*"]}) == {0}
	_with_other(["Resource"], {"NotResource": ["*"]}) == {0}
}

test_a_deny_of_all_but_some_principals if {
	_with_other(["Principal"], {"NotPrincipal": {"AWS": ["111122223333"]}}) == set()
	_with_other(["Principal"], {"NotPrincipal": {"Service": ["bedrock.amazonaws.com"]}}) == set()
	_with_other(["Principal"], {"NotPrincipal": {"AWS": ["*"]}}) == {0}
	_with_other(["Principal"], {"Principal": {"*": ["*"]}}) == {0}
}

# It need not deny what no statement allows.
test_a_deny_of_the_actions_that_are_allowed if {
	allow := object.union(_allow, {"Action": ["bedrock:InvokeModel", "s3:*"]})
	deny := object.union(_allow, {"Effect": "Deny", "Action": ["bedrock:Invoke*"], "Condition": _others})
	endpoint_policies.open({"Statement": [allow, deny]}, "bedrock-runtime") == set()
	wider := object.union(_allow, {"Action": ["bedrock:InvokeModel", "bedrock:Converse*"]})
	endpoint_policies.open({"Statement": [wider, deny]}, "bedrock-runtime") == {0}
	rest := object.union(object.remove(_allow, ["Action"]), {"NotAction": ["bedrock:Get*"]})
	endpoint_policies.open({"Statement": [rest, deny]}, "bedrock-runtime") == {0}
}

test_a_map_of_anything_is_everybody if _open({"Principal": {"*": ["*"]}}) == {0}

test_a_second_condition_narrows_a_deny if {
	narrower := object.union(_others, {"Bool": {"aws:ViaAWSService": ["false"]}})
	_with_deny("bedrock", {"Condition": narrower}) == {0}
	_with_deny("bedrock", {"Condition": object.union(_others, {"StringNotEqualsIfExists": {
		"aws:SourceVpce": ["vpce-1"],
	}})}) == {0}
	_with_deny("bedrock", {"Condition": object.union(_others, {"BoolIfExists": {
		"aws:PrincipalIsAWSService": ["false"],
	}})}) == set()
}

test_keys_that_limit_an_endpoint if {
	every example in [
		["Bool", "aws:PrincipalIsAWSService", "true"],
		["StringEquals", "aws:PrincipalServiceName", "cloudtrail.amazonaws.com"],
		["StringEquals", "aws:SourceAccount", "111122223333"],
		["ForAnyValue:StringLike", "aws:ResourceOrgPaths", "o-abc/*"],
	] {
		[operator, key, value] := example
		_open({"Condition": {operator: {key: [value]}}}) == set()
	}
}

# Every call through the endpoint comes from its network. A stranger may use credentials and
# resources of one account of its own.
test_keys_that_limit_nobody_at_an_endpoint if {
	every example in [
		["StringEquals", "aws:SourceVpc", "vpc-1"],
		["StringEquals", "aws:SourceVpce", "vpce-1"],
		["StringEquals", "aws:VpceAccount", "111122223333"],
		["IpAddress", "aws:SourceIp", "203.0.113.0/24"],
		["StringEquals", "aws:PrincipalAccount", "${aws:ResourceAccount}"],
		["StringEquals", "aws:PrincipalOrgID", "${aws:ResourceOrgID}"],
		["StringEquals", "aws:ResourceAccount", "${aws:PrincipalAccount}"],
	] {
		[operator, key, value] := example
		condition := {"Condition": {operator: {key: [value]}}}
		_open(condition) == {0}
		document := {"Statement": [object.union(_allow, condition)]}
		endpoint_policies.by_address(document, "bedrock") == set()
	}
}

test_private_addresses_of_the_vpc if {
	range := {"IpAddress": {"aws:VpcSourceIp": ["10.0.0.0/24"]}}
	statement := object.union(_allow, {"Condition": range})
	endpoint_policies.open({"Statement": [statement]}, "bedrock") == set()
	endpoint_policies.by_address({"Statement": [statement]}, "bedrock") == {0}
	both := object.union(statement, {"Condition": {"StringEquals": {"aws:PrincipalOrgID": ["o-abc"]}}})
	endpoint_policies.by_address({"Statement": [both]}, "bedrock") == set()
	endpoint_policies.by_address({"Statement": [_allow]}, "bedrock") == set()
}
