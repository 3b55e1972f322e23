# METADATA
# title: From which length on models cache a prompt
# description: |
#   A model stores nothing at a cache point that has fewer tokens before it. The table is that of AWS's
#   documentation (Prompt caching for faster model inference, as of 2026, and its pages of November 2025
#   for the models that this one leaves to other pages). A model that is not here, such as Claude 3
#   Haiku, keeps no cache, or is newer.
package lens.lib.prompt_caches

# The normal id of a model (lib/models_in_use.rego) -> the fewest tokens of a cached prefix.
least := {
	"amazon.nova-lite-v1:0": 1000,
	"amazon.nova-micro-v1:0": 1000,
	"amazon.nova-premier-v1:0": 1000,
	"amazon.nova-pro-v1:0": 1000,
	"anthropic.claude-3-5-haiku-20241022-v1:0": 2048,
	"anthropic.claude-3-7-sonnet-20250219-v1:0": 1024,
	"anthropic.claude-haiku-4-5-20251001-v1:0": 4096,
	"anthropic.claude-opus-4-1-20250805-v1:0": 1024,
	"anthropic.claude-opus-4-20250514-v1:0": 1024,
	"anthropic.claude-opus-4-5-20251101-v1:0": 4096,
	"anthropic.claude-opus-4-6-v1": 4096,
	"anthropic.claude-sonnet-4-20250514-v1:0": 1024,
	"anthropic.claude-sonnet-4-5-20250929-v1:0": 4096,
	"anthropic.claude-sonnet-4-6": 1024,
}

# Whether a model caches the specifications of tools too. Those of Amazon do not.
with_tools(model) if not startswith(model, "amazon.")
