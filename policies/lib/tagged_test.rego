package lens_test.lib.tagged_test

import data.lens.lib.tagged

_r := {"tags": {"Environment": "Dev-2", "Always-On": ""}}

test_keys_without_case if {
	tagged.has(_r, "always-ON")
	not tagged.has(_r, "always")
	not tagged.has({"tags": {}}, "always-on")
}

test_values_without_case if {
	tagged.says(_r, ["stage", "environment"], ["prod", "dev*"])
	tagged.says(_r, ["ENVIRONMENT"], ["DEV-?"])
	not tagged.says(_r, ["environment"], ["dev"])
	not tagged.says(_r, ["stage"], ["*"])
	not tagged.says(_r, ["environment"], [])
}
