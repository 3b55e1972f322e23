package lens_test.lib.declared_test

import data.lens.lib.declared
import data.lens_test.testing

_function(name) := testing.record(
	"AWS::Lambda::Function",
	testing.arn("lambda", sprintf("function:%s", [name])),
	{},
)

_tagged := object.union(_function("x"), {"tags": {"Name": "refunds"}})

_ids(patterns) := declared.ids(patterns, [_function("ask"), _function("tell"), _tagged])

test_a_name_the_arn_and_the_tag_name_it if {
	_ids(["ask"]) == {_function("ask").id}
	_ids([_function("tell").id]) == {_function("tell").id}
	_ids(["refunds"]) == {_tagged.id}
}

test_wildcards if _ids(["*s*"]) == {_function("ask").id, _function("tell").id, _tagged.id}

test_what_matches_nothing_means_nothing if _ids(["ASK", ""]) == set()
