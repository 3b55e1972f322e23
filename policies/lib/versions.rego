# METADATA
# title: Numbered versions
# description: |
#   Agents, flows, prompts and guardrails have a draft, which changes, and versions with numbers,
#   which do not.
package lens.lib.versions

numbered(version) if regex.match(`^[0-9]+$`, version)

# The number of a version. Undefined for one that AWS does not write, such as 007: the engines do
# not read it as a number.
number(version) := to_number(version) if regex.match(`^(0|[1-9][0-9]{0,14})$`, version)
