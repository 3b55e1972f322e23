# METADATA
# title: Which data knowledge bases name
# description: |
#   A knowledge base names its vector store, the secrets for it, and where it keeps images. Its data
#   sources name buckets, secrets and where a transformation keeps its results. A role that several
#   knowledge bases share serves what each of them names.
package lens.lib.knowledge_base_data

import data.lens.lib.group
import data.lens.lib.knowledge_base_roles

# ARN of a role -> the ARNs of all that its knowledge bases name.
named := group.by_first({[role, arn] | some [role, record] in _records; some arn in _arns(record.properties)})

# ARN of a role -> the ARNs of the buckets that its data sources read.
sources := group.by_first({[role, arn] |
	some [role, record] in _records
	arn := record.properties.dataSourceConfiguration.s3Configuration.bucketArn
})

# ARN of a role -> the ARNs of the buckets to which its knowledge bases write.
written := group.by_first({[role, arn] |
	some [role, record] in _records
	walk(record.properties, [_, value])
	arn := _bucket(value)
})

# ARN of a role -> the ids of the data sources and knowledge bases that do not show all that they
# read: the parameters of a connector are not stored, documents of a custom source may come from any
# bucket, and only AWS Glue knows where the data of its tables is.
silent := group.by_first({[role, record.id] |
	some [role, record] in _records
	record.properties.dataSourceConfiguration.type in {"CUSTOM", "MANAGED_KNOWLEDGE_BASE_CONNECTOR"}
} | {[role, record.id] |
	some [role, record] in _records
	walk(record.properties.knowledgeBaseConfiguration, [path, _])
	path[count(path) - 1] == "awsDataCatalogConfiguration"
})

# [ARN of a role, a knowledge base with it or a data source of one]
_records := array.concat(
	[[role.id, base] | some [base, role] in knowledge_base_roles.pairs],
	[[role, source] |
		some source in input.resources["AWS::Bedrock::DataSource"]
		role := _role_of[regex.replace(source.id, `/data-source/[^/]*$`, "")]
	],
)

_role_of := {base.id: role.id | some [base, role] in knowledge_base_roles.pairs}

_arns(properties) := union({
	{value | walk(properties, [_, value]); is_string(value); startswith(value, "arn:")},
	{arn | walk(properties, [_, value]); arn := _bucket(value)},
	{arn |
		store := properties.storageConfiguration.s3VectorsConfiguration
		arn := sprintf("%s/index/%s", [store.vectorBucketArn, store.indexName])
	},
})

_bucket(value) := sprintf("arn:%s:s3:::%s", [input.partition, name]) if {
	is_string(value)
	startswith(value, "s3://")
	name := split(value, "/")[2]
}
