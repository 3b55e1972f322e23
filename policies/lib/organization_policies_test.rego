package lens_test.lib.organization_policies_test

import data.lens.lib.organization_policies
import data.lens_test.testing

_organization(properties) := testing.record(
	"AWS::Organizations::Organization",
	"arn:aws:organizations::999988887777:organization/o-ours",
	properties,
)

_applies(properties) if {
	facts := testing.facts([_organization(properties)], {}, [])
	organization_policies.applies with input as facts
}

test_members_only if {
	_applies({"MasterAccountId": "999988887777"})
	not _applies({"MasterAccountId": "111122223333"})
	not _applies({"MasterAccountArn": "arn:aws:organizations::111122223333:account/o-ours/111122223333"})
	not organization_policies.applies with input as testing.facts([], {}, [])
}

_attached(target, type, id, statements) := testing.record(
	"AWS::Organizations::PolicyAttachment",
	sprintf("arn:aws:organizations::999988887777:policy/o-ours/service_control_policy/%s/%s", [id, target]),
	{
		"Id": id, "Name": id, "Type": type, "AwsManaged": false,
		"DescribePolicy": {"Content": {"Statement": statements}},
	},
)

_scp(statements) := _attached("r-root", "SERVICE_CONTROL_POLICY", "p-1", statements)

test_targets_with_an_allow_list if {
	facts := testing.facts(
		[
			_attached("r-root", "SERVICE_CONTROL_POLICY", "p-FullAWSAccess", []),
			_attached("ou-1", "SERVICE_CONTROL_POLICY", "p-1", []),
			_attached("111122223333", "RESOURCE_CONTROL_POLICY", "p-2", []),
		],
		{}, [],
	)
	organization_policies.narrowed == {"ou-1"} with input as facts
}

test_shown if {
	parent := testing.record("AWS::Organizations::Parent", "arn:aws:organizations::111122223333:parent/ou-1", {})
	organization_policies.shown with input as testing.facts([parent], {}, [])
	not organization_policies.shown with input as testing.facts([], {}, [])
}

_deny(statement) := object.union(
	{"Effect": "Deny", "Action": ["bedrock:InvokeModel*"], "Resource": ["*"], "Condition": {}},
	statement,
)

_but(patterns) := object.union(object.remove(_deny({}), ["Resource"]), {"NotResource": patterns})

_of(statement, action) := {l[0] | some l in found} if {
	facts := testing.facts([_scp([statement])], {}, [])
	found := organization_policies.limits(action) with input as facts
}

_verdict(statement) := _of(statement, "bedrock:invokemodel")

_when(conditions) := _verdict(_deny({"Condition": conditions}))

_model := "arn:aws:bedrock:*::foundation-model/deepseek.*"

test_proof if {
	facts := testing.facts([_scp([_deny({"Effect": "Allow"}), _deny({})])], {}, [])
	found := organization_policies.limits("bedrock:invokemodel") with input as facts
	found == {["yes", "p-1", {
		"id": "arn:aws:organizations::999988887777:policy/o-ours/service_control_policy/p-1/r-root",
		"pointer": "/properties/DescribePolicy/Content/Statement/1",
	}]}
}

test_all_calls if {
	_verdict(_deny({})) == {"yes"}
	_verdict(_deny({"Resource": ["arn:aws:bedrock:*:*:*"]})) == {"yes"}
}

test_some_models if {
	_verdict(_deny({"Resource": [_model]})) == {"yes"}
	_verdict(_deny({"Resource": ["arn:aws:bedrock:*:*:inference-profile/us.deepseek.*", _model]})) == {"yes"}
	approved := "arn:aws:bedrock:*::foundation-model/anthropic.*"
	_verdict(_but([approved, "arn:aws:bedrock:*:*:inference-profile/*"])) == {"yes"}
}

test_nothing_but_what_no_call_names if {
	_verdict(_deny({"Resource": ["arn:aws:s3:::data"]})) == set()
	_verdict(_deny({"Resource": ["arn:aws:bedrock:*:*:guardrail/*"]})) == set()
	_verdict(_deny({"Resource": ["UNKNOWN"]})) == set()
}

test_exceptions_that_leave_nothing if {
	_verdict(_but(["*"])) == set()
	_verdict(_but(["arn:aws:bedrock:*::foundation-model/*"])) == set()
	_verdict(_but(["arn:aws:bedrock:*:*:*"])) == set()
}

test_actions if {
	_of(_deny({"Action": ["bedrock:InvokeModel"]}), "bedrock:invokemodelwithresponsestream") == set()
	_of(_deny({"Action": ["bedrock:*"]}), "bedrock-mantle:createinference") == set()
	_of(_deny({"Action": ["*"]}), "bedrock-mantle:createinference") == {"yes"}
	project := "arn:aws:bedrock-mantle:*:*:project/proj_1"
	one := _deny({"Action": ["bedrock-mantle:*"], "Resource": [project]})
	_of(one, "bedrock-mantle:createinference") == {"yes"}
	other := object.union(object.remove(_deny({}), ["Action"]), {"NotAction": ["iam:*"]})
	_verdict(other) == {"yes"}
	_verdict(object.union(other, {"NotAction": ["bedrock:*"]})) == set()
}

test_regions if {
	_when({"StringNotEquals": {"aws:RequestedRegion": ["us-east-1"]}}) == {"yes"}
	_when({"StringNotLikeIfExists": {"AWS:RequestedRegion": ["eu-*"]}}) == {"yes"}
	_when({"StringEquals": {"aws:RequestedRegion": ["us-west-2"]}}) == {"yes"}
	_when({"StringNotLike": {"aws:RequestedRegion": ["*"]}}) == set()
	_when({"StringNotLike": {"aws:RequestedRegion": ["us-east-1", "*-*-*"]}}) == set()
	_when({"StringNotEquals": {"aws:RequestedRegion": []}}) == set()
	_when({"StringEquals": {"aws:RequestedRegion": []}}) == set()
}

test_profiles if {
	profile := "arn:aws:bedrock:*:*:inference-profile/us.anthropic.claude-haiku-4-5-20251001-v1:0"
	_when({"ArnNotLike": {"bedrock:InferenceProfileArn": [profile]}}) == {"yes"}
	_when({"ArnNotLike": {"bedrock:InferenceProfileArn": ["arn:aws:bedrock:*:*:inference-profile/*"]}}) == set()
	_when({"Null": {"bedrock:InferenceProfileArn": ["true"]}}) == set()
}

test_models_of_the_compatible_endpoint if {
	mantle := "bedrock-mantle:createinference"
	some_models := {"StringNotLike": {"bedrock-mantle:Model": ["openai.*"]}}
	statement := _deny({"Action": ["bedrock-mantle:*"], "Condition": some_models})
	_of(statement, mantle) == {"yes"}
	open := object.union(statement, {"Condition": {"StringNotLike": {"bedrock-mantle:Model": ["*"]}}})
	_of(open, mantle) == set()
}

_admin := {"ArnNotLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/admin"]}}

test_callers_alone_limit_no_model if {
	_when(_admin) == set()
	_when({"Bool": {"aws:MultiFactorAuthPresent": ["false"]}}) == set()
	_verdict(_deny({"Resource": ["arn:aws:bedrock:*::foundation-model/*"], "Condition": _admin})) == set()
}

test_callers_may_be_spared if {
	_verdict(_deny({"Resource": [_model], "Condition": _admin})) == {"yes"}
	_verdict(object.union(_but([_model]), {"Condition": _admin})) == {"yes"}
	all := {"ArnNotLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/*"]}}
	_verdict(_deny({"Resource": [_model], "Condition": all})) == {"maybe"}
	none := {"ArnNotLike": {"aws:PrincipalArn": []}}
	_verdict(_deny({"Resource": [_model], "Condition": none})) == {"maybe"}
}

test_other_conditions_are_for_a_person if {
	other := {"StringEquals": {"aws:PrincipalTag/team": ["x"]}}
	_verdict(_deny({"Resource": [_model], "Condition": other})) == {"maybe"}
	region := {"StringNotEquals": {"aws:RequestedRegion": ["us-east-1"]}}
	_when(object.union(region, {"Bool": {"aws:ViaAWSService": ["false"]}})) == {"maybe"}
}

test_resource_control_policies if {
	rcp := _attached("r-root", "RESOURCE_CONTROL_POLICY", "p-2", [_deny({"Principal": {"AWS": ["*"]}})])
	facts := testing.facts([rcp], {}, [])
	found := organization_policies.limits("bedrock:invokemodel") with input as facts
	{l[0] | some l in found} == {"resource"}
}

_on_mantle(condition) := _of(
	_deny({"Action": ["bedrock*:*"], "Condition": condition}),
	"bedrock-mantle:createinference",
)

test_keys_that_a_call_does_not_have if {
	model := {"bedrock-mantle:Model": ["deepseek.*"]}
	_when({"StringLike": model}) == set()
	_when({"StringLikeIfExists": model}) == {"yes"}
	_when({"StringNotLike": model}) == {"yes"}
	_when({"ForAnyValue:StringNotLike": model}) == set()
	profile := {"bedrock:InferenceProfileArn": ["arn:aws:bedrock:*:*:inference-profile/us.deepseek.*"]}
	_on_mantle({"ArnLike": profile}) == set()
	_on_mantle({"ArnNotLike": profile}) == {"yes"}
	_on_mantle({"ForAnyValue:ArnNotLike": profile}) == set()
	_on_mantle({"StringLike": model}) == {"yes"}
	_when({"ArnLike": profile}) == {"yes"}
	_when({"ForAnyValue:ArnNotLike": profile}) == {"yes"}
	_verdict(_deny({"Resource": [_model], "Condition": {"StringLike": model}})) == set()
}

test_variables_that_repeat_the_request if {
	_when({"StringNotEquals": {"aws:RequestedRegion": ["${aws:RequestedRegion}"]}}) == set()
	_on_mantle({"StringNotEquals": {"bedrock-mantle:Model": ["${bedrock-mantle:Model}"]}}) == set()
}
