# METADATA
# title: What the configuration declares as workload
# description: |
#   The section `workload` of genai-lens.yaml has lists of names with wildcards. A name is that of the
#   resource, its ARN, the last part of its ARN, or its tag `Name`.
package lens.lib.declared

import data.lens.lib.wildcards

# The ids of the records that one of the declared names means. Undefined if nothing is declared.
ids(patterns, records) := {r.id | some r in records; count(_names(r) & meant) > 0} if {
	meant := wildcards.stated(patterns, {name | some r in records; some name in _names(r)})
}

_names(r) := {r.name, r.id, regex.replace(r.id, `^.*[:/]`, ""), object.get(r.tags, "Name", "")} - {""}
