# METADATA
# title: Which quota of tokens a minute calls of a model use
# description: |
#   The names of quotas are free text: "Cross-region model inference tokens per minute for Anthropic
#   Claude Sonnet 4.5 V1". A list has the names that AWS gives to models there, as of September 2026.
#   A call in one Region, through a profile of some Regions, and through a global profile have a quota
#   each. What has model units of its own has none.
package lens.lib.token_quotas

import data.lens.lib.group

# The quota of a called model, if its name is in the list and one quota of the Region has it.
of(model) := quota if {
	[scope, id] := _called(model)
	[quota] := _quotas[[model.region, scope, _names[id]]]
	quota.properties.Value > 0
}

# Whether what was called has a quota of tokens at all.
has_one(model) if _called(model)

# A profile that was deleted or not read has that of a model that nobody knows.
has_one(model) if contains(model.name, ":application-inference-profile/")

# [scope, id of the model without dates and sizes].
_called(model) := [_scope(name), _plain(name)] if {
	name := model.name
	not startswith(name, "arn:")
	contains(name, ".")
}

_called(model) := [_scope(name), _plain(name)] if {
	regex.match(`^arn:[^/]*:(foundation-model|inference-profile)/`, model.name)
	name := regex.replace(model.name, `^.*/`, "")
}

# A profile of the account is one of AWS's for the same Regions.
_called(model) := [scope, id] if {
	profile := _profiles[model.name][0]
	arns := [m.modelArn | some m in profile.properties.models]
	[id] := [one | some one in {_plain(regex.replace(arn, `^.*/`, "")) | some arn in arns}]
	scope := _scope_of({split(arn, ":")[3] | some arn in arns})
}

_profiles := group.by_first({[p.id, p] |
	some p in input.resources["AWS::Bedrock::ApplicationInferenceProfile"]
})

_scope_of(regions) := "global" if {
	"" in regions
} else := "cross" if {
	count(regions) > 1
} else := "on-demand"

_scope(name) := "global" if {
	startswith(name, "global.")
} else := "cross" if {
	regex.match(`^(apac|au|ca|eu|jp|us|us-gov)[.]`, name)
} else := "on-demand"

# `us.anthropic.claude-sonnet-4-20250514-v1:0` is `anthropic.claude-sonnet-4-v1`.
_plain(name) := regex.replace(regex.replace(split(id, ":")[0], `-20[0-9]{6}(-|$)`, "-"), `-$`, "") if {
	id := regex.replace(name, `^(apac|au|ca|eu|global|jp|us|us-gov)[.]`, "")
}

# [Region, scope, name of the model in small letters] -> quotas.
_quotas := group.by_first({[[q.region, scope, name], q] |
	some q in input.resources["AWS::ServiceQuotas::ServiceQuota"]
	[kind, model] := split(lower(q.properties.QuotaName), " tokens per minute for ")
	scope := _kinds[kind]
	name := regex.replace(model, ` v1$`, "")
})

_kinds := {
	"on-demand model inference": "on-demand",
	"on-demand invokemodel": "on-demand",
	"cross-region model inference": "cross",
	"cross-region invokemodel": "cross",
	"global cross-region model inference": "global",
}

# Without a final V1, which AWS writes for some models alone.
_names := {
	"amazon.nova-2-lite-v1": "amazon nova 2 lite",
	"amazon.nova-lite-v1": "amazon nova lite",
	"amazon.nova-micro-v1": "amazon nova micro",
	"amazon.nova-premier-v1": "amazon nova premier",
	"amazon.nova-pro-v1": "amazon nova pro",
	"amazon.titan-embed-text-v1": "amazon titan text embeddings",
	"amazon.titan-embed-text-v2": "amazon titan text embeddings v2",
	"anthropic.claude-3-haiku-v1": "anthropic claude 3 haiku",
	"anthropic.claude-3-sonnet-v1": "anthropic claude 3 sonnet",
	"anthropic.claude-3-opus-v1": "anthropic claude 3 opus",
	"anthropic.claude-3-5-haiku-v1": "anthropic claude 3.5 haiku",
	"anthropic.claude-3-5-sonnet-v1": "anthropic claude 3.5 sonnet",
	"anthropic.claude-3-5-sonnet-v2": "anthropic claude 3.5 sonnet v2",
	"anthropic.claude-3-7-sonnet-v1": "anthropic claude 3.7 sonnet",
	"anthropic.claude-sonnet-4-v1": "anthropic claude sonnet 4",
	"anthropic.claude-sonnet-4-5-v1": "anthropic claude sonnet 4.5",
	"anthropic.claude-sonnet-4-6": "anthropic claude sonnet 4.6",
	"anthropic.claude-haiku-4-5-v1": "anthropic claude haiku 4.5",
	"anthropic.claude-opus-4-v1": "anthropic claude opus 4",
	"anthropic.claude-opus-4-1-v1": "anthropic claude opus 4.1",
	"anthropic.claude-opus-4-5-v1": "anthropic claude opus 4.5",
	"anthropic.claude-opus-4-6-v1": "anthropic claude opus 4.6",
	"anthropic.claude-opus-4-7": "anthropic claude opus 4.7",
	"cohere.command-r-v1": "cohere command r",
	"cohere.command-r-plus-v1": "cohere command r plus",
	"cohere.embed-v4": "cohere embed v4",
	"deepseek.r1-v1": "deepseek r1",
	"meta.llama3-1-8b-instruct-v1": "meta llama 3.1 8b instruct",
	"meta.llama3-1-70b-instruct-v1": "meta llama 3.1 70b instruct",
	"meta.llama3-1-405b-instruct-v1": "meta llama 3.1 405b instruct",
	"meta.llama3-2-1b-instruct-v1": "meta llama 3.2 1b instruct",
	"meta.llama3-2-3b-instruct-v1": "meta llama 3.2 3b instruct",
	"meta.llama3-2-11b-instruct-v1": "meta llama 3.2 11b instruct",
	"meta.llama3-2-90b-instruct-v1": "meta llama 3.2 90b instruct",
	"meta.llama3-3-70b-instruct-v1": "meta llama 3.3 70b instruct",
	"meta.llama4-maverick-17b-instruct-v1": "meta llama 4 maverick",
	"meta.llama4-scout-17b-instruct-v1": "meta llama 4 scout",
	"mistral.mistral-7b-instruct-v0": "mistral ai mistral 7b instruct",
	"mistral.pixtral-large-2502-v1": "mistral pixtral large 25.02",
	"openai.gpt-oss-20b-1": "openai gpt oss 20b",
	"openai.gpt-oss-120b-1": "openai gpt oss 120b",
	"qwen.qwen3-32b-v1": "qwen3 32b",
	"writer.palmyra-x4-v1": "writer ai palmyra x4",
	"writer.palmyra-x5-v1": "writer ai palmyra x5",
}
