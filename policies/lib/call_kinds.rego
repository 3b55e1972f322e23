# METADATA
# title: Kinds of what applications call, and which of them a pattern takes in
# description: |
#   The kinds of lib/resources.rego, with those that only calls know: an inference component of a SageMaker
#   AI endpoint, and the test alias that each agent and each flow has.
package lens.lib.call_kinds

import data.lens.lib.resources

# Action -> the kinds that it calls. A call of an endpoint may name one of the inference components
# that run there.
of_action := {action: kinds |
	some action, own in resources.of_action
	kinds := (own | _tests(own)) | {"inference-component" | startswith(action, "sagemaker:invoke")}
}

_tests(kinds) := {sprintf("test %s", [kind]) | some kind in kinds; endswith(kind, "-alias")}

# The kinds for which a Resource pattern of the account's policies is broad.
broad(pattern) := (_broad[pattern] - _below_one_parent(pattern)) | _parts(pattern)

# The convention test lets functions read only rules of their own package, for regorus's sake.
_broad := resources.broad

# A pattern for all aliases of one agent or flow names that agent. Its id has 10 characters.
_below_one_parent(pattern) := {"agent-alias", "flow-alias"} if {
	regex.match(`^arn:([^:]*:){4}(agent-alias|flow)/([^/*?]+/|[0-9A-Z]{10}[*?])`, pattern)
} else := set()

# Inference components have names of the same form as endpoints. The test aliases have one id.
_parts(pattern) := {"inference-component"} if {
	contains(pattern, ":inference-")
	open := regex.replace(pattern, `:inference-(c[^:/]*)?[*?].*$`, ":endpoint/*")
	"endpoint" in resources.breadth_of(replace(open, ":inference-component/", ":endpoint/"))
} else := tests if {
	endswith(pattern, "/TSTALIASID")
	found := resources.breadth_of(replace(pattern, "/TSTALIASID", "/*"))
	tests := _tests(found - _below_one_parent(pattern))
} else := set()
