# METADATA
# title: Numbered versions
# description: |
#   Agents, flows, prompts and guardrails have a draft, which changes, and versions with numbers,
#   which do not.
package lens.lib.versions

numbered(version) if regex.match(`^[0-9]+$`, version)
