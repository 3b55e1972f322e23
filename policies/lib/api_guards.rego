# METADATA
# title: What the web ACLs before an API limit
# description: |
#   The stages of REST and HTTP APIs of generative AI, with what their web ACLs lack: a limit of the rate
#   of requests ("rate"), or of the size of bodies ("size"). A web ACL of a distribution counts if no
#   request can go past it. HTTP APIs cannot have a web ACL of their own.
package lens.lib.api_guards

import data.lens.lib.body_limits
import data.lens.lib.entry_points
import data.lens.lib.facts
import data.lens.lib.genai_apis
import data.lens.lib.web_acls

# As in entry_points.
stages := {e | some e in entry_points.all; e.type == "AWS::ApiGateway::Stage"} | entry_points.http_stages

# The name, the id and the ARN of the API, for one that cannot have a web ACL.
names(e) := {arn, split(arn, "/")[2], facts.get("AWS::ApiGatewayV2::Api", arn).name} if {
	arn := genai_apis.api_of(e.id)
}

# Which of the limits a stage lacks, or has above `rate` requests in 5 minutes and `size` bytes.
lacks(e, rate, size) := {"rate" | not entry_points.limited(e, rate)} | {"size" | not _bounded(e, size)}

# Whether its web ACL, or a rule group of it, was not read.
unread(e) if web_acls.unclear(e.acl)

# Why a limit that it lacks may be there nevertheless: {[limit, message, arguments], ...}. The limit
# is "any" if the reason is one for both.
doubts(e, lacking, rate, size) := {doubt |
	some doubt in union({
		_narrowed(e, rate), _part(e, size), _groups(e), _whole(e),
		_behind(e, lacking, rate, size),
	})
	doubt[0] in (lacking | {"any"})
}

_behind(e, lacking, rate, size) := {["any", "behind", [ids]] |
	ids := {d.id |
		some d in (entry_points.before(e) | entry_points.perhaps_before(e))
		count(lacking - _has(d, rate, size)) == 0
	}
	count(ids) > 0
}

_narrowed(e, rate) := {["rate", "narrowed", [found, e.acl]] |
	found := web_acls.narrowed(e.acl, rate)
	count(found) > 0
}

_part(e, size) := {["size", "part", [found, e.acl]] |
	found := body_limits.doubtful(e.acl, size)
	count(found) > 0
}

_groups(e) := {[limit, message, [e.acl, found]] |
	some [limit, message, found] in [
		["rate", "rate-groups", web_acls.foreign(e.acl)],
		["size", "size-groups", body_limits.foreign(e.acl)],
	]
	count(found) > 0
}

_whole(e) := {["any", "classic", [e.acl]] | web_acls.is_classic(e.acl)} | {["any", "hidden", []] |
	entry_points.hidden(e)
}

# What the web ACL of a distribution limits, at least for a part of the requests.
_has(d, rate, size) := {"rate" | web_acls.limits_some(d.acl, rate)} | {"size" |
	count({1 | body_limits.limits(d.acl, size)}) + count(body_limits.doubtful(d.acl, size)) > 0
}

# What is wrong with a limit that a stage lacks: [message, arguments]. Undefined if its web ACL was
# not read.
fault(e, _, _, _) := ["no-acl", []] if {
	e.acl == ""
	not _is_http(e)
}

fault(e, _, _, _) := ["http-api", []] if _is_http(e)

fault(e, "rate", rate, _) := _above(e.acl, ["high", "no-rate"], found, rate) if {
	_is_read(e)
	found := web_acls.high(e.acl, rate)
}

fault(e, "size", _, size) := _above(e.acl, ["large", "no-size"], found, size) if {
	_is_read(e)
	found := body_limits.large(e.acl, size)
}

_above(acl, messages, found, most) := [messages[0], [found, acl, most]] if count(found) > 0

_above(acl, messages, found, _) := [messages[1], [acl]] if count(found) == 0

_is_http(e) if e.type == "AWS::ApiGatewayV2::Stage"

_is_read(e) if {
	e.acl != ""
	not unread(e)
}

_bounded(e, size) if {
	some acl in entry_points.acls(e)
	body_limits.limits(acl, size)
}
