package lens_test.gateways_test

import data.lens.lib.gateways

_authorizes(type, more) if gateways.authorize({"properties": object.union({"authorizerType": type}, more)})

_engine(mode) := {"policyEngineConfiguration": {"mode": mode}}

_interceptor(points) := {"interceptorConfigurations": [{"interceptionPoints": points}]}

test_authorizers_that_decide if {
	_authorizes("AWS_IAM", {})
	_authorizes("CUSTOM_JWT", {})
	_authorizes("AUTHENTICATE_ONLY", _engine("ENFORCE"))
	_authorizes("AUTHENTICATE_ONLY", _interceptor(["RESPONSE", "REQUEST"]))
}

test_authorizers_that_decide_nothing if {
	not _authorizes("NONE", {})
	not _authorizes("NONE", _engine("ENFORCE"))
	not _authorizes("AUTHENTICATE_ONLY", {})
	not _authorizes("AUTHENTICATE_ONLY", _engine("LOG_ONLY"))
	not _authorizes("AUTHENTICATE_ONLY", _interceptor(["RESPONSE"]))
	not _authorizes("SOMETHING_NEW", _engine("ENFORCE"))
	not gateways.authorize({"properties": {}})
}

_call := "bedrock-agentcore:InvokeGateway"

_lets_in(type, principals) if {
	allow := {"Effect": "Allow", "Action": [_call], "Condition": {}}
	statements := [object.union(allow, p) | some p in principals]
	denies := [{"Effect": "Deny", "Principal": {"*": ["*"]}}]
	policy := {"policy": {"Statement": array.concat(statements, denies)}}
	gateways.names_callers({"properties": {"authorizerType": type, "GetResourcePolicy": policy}})
}

test_callers_that_the_resource_policy_names if {
	named := {"Principal": {"AWS": ["arn:aws:iam::111122223333:role/app"]}}
	_lets_in("AWS_IAM", [named])
	not _lets_in("CUSTOM_JWT", [named])
	not _lets_in("AWS_IAM", [])
	not _lets_in("AWS_IAM", [named, {"Principal": {"*": ["*"]}}])
	not _lets_in("AWS_IAM", [named, {"NotPrincipal": {"AWS": ["arn:aws:iam::111122223333:role/x"]}}])
	not _lets_in("AWS_IAM", [{"Principal": {"Service": ["bedrock.amazonaws.com"]}}])
	not gateways.names_callers({"properties": {"authorizerType": "AWS_IAM"}})
}

# Whoever may only look at a gateway is no caller, and an account is none either.
test_statements_that_name_no_caller if {
	named := {"Principal": {"AWS": ["arn:aws:iam::111122223333:role/app"]}}
	looks := {"Action": ["bedrock-agentcore:GetGateway"]}
	not _lets_in("AWS_IAM", [object.union(named, looks)])
	_lets_in("AWS_IAM", [named, object.union({"Principal": {"*": ["*"]}}, looks)])
	_lets_in("AWS_IAM", [object.union(named, {"Action": ["bedrock-agentcore:*"]})])
	every account in ["111122223333", "arn:aws:iam::111122223333:root", "arn:aws-cn:iam::111122223333:root"] {
		whole := {"Principal": {"AWS": [account]}}
		not _lets_in("AWS_IAM", [named, whole])
		arns := {"Condition": {"ArnEquals": {"aws:PrincipalArn": ["arn:aws:iam::111122223333:role/app"]}}}
		_lets_in("AWS_IAM", [named, object.union(whole, arns)])
	}
}
