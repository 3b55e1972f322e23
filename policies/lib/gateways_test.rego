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
