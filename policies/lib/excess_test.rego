package lens_test.excess_test

import data.lens.lib.excess

_held(list) := [{"policy": "p", "pointer": sprintf("/%d", [i]), "statement": s} | some i, s in list]

_allow(patterns) := {"Effect": "Allow", "Action": patterns, "Resource": ["*"], "Condition": {}}

_but(effect, patterns) := {"Effect": effect, "NotAction": patterns, "Resource": ["*"], "Condition": {}}

_deny(patterns) := {"Effect": "Deny", "Action": patterns, "Resource": ["*"], "Condition": {}}

_wanted := {
	"fine": {"bedrock:invokemodel", "bedrock-mantle:get*", "iam:*"},
	"never": [{"pattern": "iam:*", "but": {"iam:get*"}}, {"pattern": "bedrock:create*", "but": set()}],
}

# The patterns beyond what is wanted, without a boundary and with one.
_free(list) := {p | some found in excess.beyond(_held(list), [], false, _wanted); some p in found.patterns}

_bounded(list, boundary) := {p |
	some found in excess.beyond(_held(list), _held(boundary), true, _wanted)
	some p in found.patterns
}

test_statements_of_documents if {
	document := {"id": "p", "pointer": "/x", "document": {"Statement": [_allow(["a:b"])]}}
	excess.statements([[document], []]) == [{
		"policy": "p",
		"pointer": "/x/Statement/0",
		"statement": _allow(["a:b"]),
	}]
}

test_what_is_wanted_is_not_beyond if {
	_free([_allow(["bedrock:InvokeModel", "BEDROCK:invokemodel", "bedrock-mantle:GetModel*"])]) == set()
	_free([_allow(["iam:GetUser", "iam:Get*"])]) == set()
}

test_what_is_not_wanted_is_beyond if {
	patterns := ["bedrock:InvokeAgent", "bedrock:Invoke*", "*", "s3:GetObject", "iam:CreateUser", "iam:G*"]
	_free([_allow(patterns)]) == {p | some p in patterns}
	_free([_but("Allow", ["s3:*"])]) == {"*"}
}

test_each_statement_has_its_own_patterns if {
	own := _held([_allow(["bedrock:InvokeModel"]), _allow(["s3:Get*", "bedrock:InvokeModel"])])
	excess.beyond(own, [], false, _wanted) == [{"held": own[1], "patterns": {"s3:Get*"}}]
}

test_what_is_denied_is_not_beyond if {
	_free([_allow(["s3:GetObject", "sns:Publish"]), _deny(["S3:*"])]) == {"sns:Publish"}
	_free([_allow(["s3:*"]), _deny(["s3:Get*"])]) == {"s3:*"}
	_free([_allow(["*"]), _but("Deny", ["bedrock:InvokeModel"])]) == set()
	_free([_allow(["*"]), _but("Deny", ["bedrock:InvokeModel", "s3:*"])]) == {"*"}
	_free([_allow(["s3:*", "sns:*"]), _but("Deny", ["s3:Get*"])]) == {"s3:*"}
	_free([_allow(["*"]), _but("Deny", ["s3:*"]), _deny(["s3:*"])]) == set()
}

test_a_deny_that_may_not_hold_is_no_limit if {
	every change in [
		{"Condition": {"Bool": {"aws:SecureTransport": ["false"]}}},
		{"Resource": ["arn:aws:s3:::x"]},
	] {
		_free([_allow(["s3:*"]), object.union(_deny(["s3:*"]), change)]) == {"s3:*"}
	}
}

test_the_boundary_narrows if {
	_bounded([_allow(["*", "s3:GetObject"])], [_allow(["bedrock:InvokeModel"])]) == set()
	_bounded([_allow(["*", "s3:GetObject"])], [_allow(["bedrock:InvokeModel", "s3:*"])]) == {"*", "s3:GetObject"}
	_bounded([_allow(["s3:GetObject"])], [_allow(["*"])]) == {"s3:GetObject"}
	_bounded([_allow(["s3:GetObject"])], [_allow(["*"]), _deny(["s3:*"])]) == set()
	_bounded([_allow(["s3:GetObject"])], [_but("Allow", ["s3:*"])]) == set()
	_bounded([_allow(["s3:GetObject"])], [_but("Allow", ["sns:*"])]) == {"s3:GetObject"}
	_bounded([_allow(["s3:GetObject"])], []) == set()
	_bounded([_but("Allow", ["s3:*"])], [_allow(["s3:*", "bedrock:InvokeModel"])]) == set()
	_bounded([_allow(["s3:GetObject"])], [_deny(["sns:*"])]) == set()
}
