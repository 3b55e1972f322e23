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

_lets_in(type, principals) if {
	statements := [object.union({"Effect": "Allow"}, p) | some p in principals]
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
