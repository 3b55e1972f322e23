# METADATA
# title: The environment variables and headers of runtimes, harnesses and functions
# description: |
#   Those of AgentCore's runtimes in the newest version and in each that an endpoint serves, of harnesses
#   with the headers and URLs of their tools, and of functions that agents, flows and gateways call. They
#   are redacted, and beside each stands what it looks like. What runs for a harness is the harness's.
package lens.lib.runtime_settings

import data.lens.lib.called_functions
import data.lens.lib.facts
import data.lens.lib.served_runtimes

subjects := {facts.subject(r) | some r in _own} | {c.subject | some c in _called}

_own := array.concat(served_runtimes.all, _harnesses)

# {subject, kind, said, place, signs} of each map and URL. The signs are empty if it was not
# searched.
all := {{
	"subject": subject,
	"kind": kind,
	"said": arguments,
	"place": proof,
	"signs": object.get(held, ["redacted", "signs"], {}),
} |
	some places in [_of_runtimes, _of_versions, _of_tools, _of_functions]
	some [subject, kind, arguments, proof, held] in places
	held != null
}

_of_runtimes := [[facts.subject(r), "variables", [], proof, r.properties.environmentVariables] |
	some r in _own
	proof := _at(r, "environmentVariables")
]

_of_versions := [[facts.subject(r), "version", [version], proof, v.properties.environmentVariables] |
	some [r, v] in served_runtimes.versions
	version := v.properties.agentRuntimeVersion
	version != r.properties.agentRuntimeVersion
	proof := _at(v, "environmentVariables")
]

_of_tools := [[facts.subject(h), kind, [], proof, held] |
	some h in _harnesses
	some i, tool in h.properties.tools
	some kind, member in {"headers": "headers", "address": "url"}
	held := tool.config.remoteMcp[member]
	proof := _at(h, sprintf("tools/%d/config/remoteMcp/%s", [i, member]))
]

_of_functions := [[c.subject, "variables", [], proof, held] |
	some c in _called
	held := c.record.properties.Environment.Variables
	proof := _at(c.record, "Environment/Variables")
]

_at(r, path) := {"id": r.id, "pointer": sprintf("/properties/%s", [path])}

_harnesses := [h | some h in input.resources["AWS::BedrockAgentCore::Harness"]]

# The functions, aliases and versions that are called: {subject, arn, by, record}. The record is
# null if none was read.
_called := [{
	"subject": called_functions.subject(arn),
	"arn": arn,
	"by": {call.by | some call in called_functions.calls; call.arn == arn},
	"record": _record(arn),
} |
	some arn in {call.arn | some call in called_functions.calls}
]

_record(arn) := r if {
	r := facts.get("AWS::Lambda::FunctionConfiguration", sprintf("%s/configuration", [arn]))
} else := null

# Whether the scan looked for secrets in a text.
searched(text) if text.signs.credentials >= 0

# {[subject, message, what calls it, proof], ...}: the functions whose variables were not shown.
unread := {[c.subject, "hidden", c.by, [_at(c.record, "Environment")]] |
	some c in _called
	c.record.properties.Environment.Error
} | {[c.subject, "not-here", c.by, []] |
	some c in _called
	c.record == null
}

# A function is asked about for what names it.
relies_on := {[c.subject, by] |
	some c in _called
	c.record == null
	some by in c.by
} | served_runtimes.relies_on
