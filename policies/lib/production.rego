# METADATA
# title: What is production
# description: |
#   The section `workload` of the configuration may say which accounts and tags are production. All
#   else then is not. Without it, everything counts as production.
package lens.lib.production

import data.lens.lib.wildcards

# Whether a resource is declared not to be production.
excludes(record) if {
	count(_accounts) + count(_tags) > 0
	not _includes(record)
	not unsure(record)
}

# Whether tags that were not read may say that it is. A control that asks names `tags`, the
# operation that reads them, in its evidence.
unsure(record) if {
	count(_tags) > 0
	not _includes(record)
	count(record.tags) == 0
	input.gaps[tags][record.region]
}

tags := "resourcegroupstaggingapi:GetResources"

_includes(_) if count(wildcards.stated(_accounts, {input.account})) > 0

_includes(record) if {
	own := {sprintf("%s=%s", [key, value]) | some key, value in record.tags}
	count(wildcards.stated(_tags, own)) > 0
}

_accounts := object.get(input, ["workload", "environments", "production", "accounts"], [])

_tags := object.get(input, ["workload", "environments", "production", "tags"], [])
