# METADATA
# title: Which statements of a resource policy let everybody in (D11)
# description: |
#   Each Allow statement is judged together with the Deny statements that cover it. `prefix` is that of
#   the service's actions.
package lens.lib.public_statements

import data.lens.lib.elements
import data.lens.lib.exposure

# The indexes of the statements for everybody that nothing limits.
open(statements, prefix) := {i |
	some i, statement in statements
	statement.Effect == "Allow"
	exposure.anyone(statement)
	found := exposure.limits(statement, _denies(statements, statement, prefix))
	count(found) == 0
}

# The Deny statements that hold for all that an Allow statement grants.
_denies(statements, allow, prefix) := [deny |
	some deny in elements.denying(statements, allow, prefix)
	elements.on_resources(deny, allow)
]
