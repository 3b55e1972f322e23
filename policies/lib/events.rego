# METADATA
# title: Rules of Amazon EventBridge
# description: |
#   Which rules of the default bus match an event. Whoever asks gives each member of the event that
#   AWS documents and that can be known before, and an empty list for one that the event does not have.
#   A verdict is `yes`, `no`, or `unclear`: the pattern asks for a member that the event does not give,
#   or has an operator that is not known here.
package lens.lib.events

import data.lens.lib.wildcards

# Verdict -> ids of the rules of a Region, among those that are on and send events to a target.
# Rules that AWS services made for themselves do not count; those of AWS User Notifications do.
rules(region, event) := _sorted([r | some r in _sending; r.region == region], region, event)

_sorted(candidates, region, event) := {verdict: {id | some [v, id] in found; v == verdict} |
	some verdict in ["no", "unclear", "yes"]
} if {
	whole := object.union(event, {"account": input.account, "region": region, "version": "0"})
	found := {[_heard_by(r, whole), r.id] | some r in candidates}
}

# CloudTrail's events of calls that only read reach rules of one state alone.
_heard_by(r, event) := "no" if {
	event.detail.readOnly == true
	r.properties.State != "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
} else := matches(r.properties.EventPattern, event)

# Which of several events of a kind the rules of a Region match. `common` has the members that all
# of them have, and `own` is name -> the members that one has. Many events cost no more than one if
# a rule asks for no more than the common members.
#   `yes`     ids of the rules that match
#   `missed`  names of the events that no rule matches
#   `open`    names of those that a rule may match, and none does
#   `unclear` ids of these rules
heard(region, common, _) := {"yes": general.yes, "missed": set(), "open": set(), "unclear": set()} if {
	general := rules(region, common)
	count(general.yes) > 0
}

heard(region, common, own) := {
	"yes": {id | some found in each; some id in found.yes},
	"missed": {name | some name, found in each; count(found.yes | found.unclear) == 0},
	"open": object.keys(open),
	"unclear": {id | some found in open; some id in found.unclear},
} if {
	general := rules(region, common)
	count(general.yes) == 0
	candidates := [r | some r in _sending; r.id in general.unclear]
	each := {name: _sorted(candidates, region, object.union(common, members)) | some name, members in own}
	open := {name: found |
		some name, found in each
		count(found.yes) == 0
		count(found.unclear) > 0
	}
}

# The rules that are on and send events to a target.
_sending := [r |
	some r in input.resources["AWS::Events::Rule"]
	startswith(r.properties.State, "ENABLED")
	object.get(r.properties, "ManagedBy", _notifications) == _notifications
	count(r.properties.ListTargetsByRule.Targets) > 0
]

_notifications := "notifications.amazonaws.com"

# Whether a pattern matches an event. A `$or` inside of a `$or` is not known here.
matches(pattern, event) := every_of(_plain(leaves, event) | _choices(leaves, event)) if {
	leaves := {[path, list] | walk(pattern, [path, list]); is_array(list); _is_leaf(path)}
}

# A list of what a member may be. Other lists are those of `$or`, and inside of operators.
_is_leaf(path) if {
	count(path) > 0
	path[count(path) - 1] != "$or"
	every i, step in path { _is_step(path, i, step) }
}

_is_step(_, _, step) if is_string(step)

_is_step(path, i, step) if {
	is_number(step)
	path[i - 1] == "$or"
}

_plain(leaves, event) := {_leaf(path, list, event) |
	some [path, list] in leaves
	not "$or" in path
}

_choices(leaves, event) := {some_of({every_of(found) | some key, found in alternatives; key[0] == choice}) |
	alternatives := _alternatives(leaves, event)
	some [choice, _] in object.keys(alternatives)
}

# [path of a `$or`, number of an alternative] -> the verdicts on its members.
_alternatives(leaves, event) := {key: found |
	some key in {_alternative(path) | some [path, _] in leaves; "$or" in path}
	found := {_leaf(path, list, event) | some [path, list] in leaves; "$or" in path; _alternative(path) == key}
}

_alternative(path) := [array.slice(path, 0, at), path[at + 1]] if {
	at := min({i | some i, step in path; step == "$or"})
}

_leaf(path, list, event) := verdict if {
	count([1 | some step in path; step == "$or"]) < 2
	value := object.get(event, [step | some step in path; is_string(step); step != "$or"], null)
	verdict := _matched(list, value)
} else := "unclear"

# Some events have the value that the pattern asks for, and others may not.
_matched(_, value) := "unclear" if value == null

# Of a list in the event, such as `resources`, one value is enough.
_matched(list, value) := some_of({_one(matcher, one) | some matcher in list; some one in _list(value)}) if {
	not value in [null, []]
}

_matched(list, value) := some_of({_lacking(matcher) | some matcher in list}) if value == []

# Whether a matcher takes an event without the member.
_lacking(matcher) := "no" if {
	not is_object(matcher)
} else := verdict if {
	said := _said(matcher.exists)
	verdict := _not(said)
} else := "no" if {
	some name in ["equals-ignore-case", "numeric", "prefix", "suffix", "wildcard"]
	matcher[name]
} else := "unclear"

_one(matcher, value) := "yes" if matcher == value

_one(matcher, value) := "no" if {
	not is_object(matcher)
	matcher != value
}

_one(matcher, value) := every_of({_operator(name, asked, value) | some name, asked in matcher}) if {
	is_object(matcher)
	matcher != value
}

_operator(name, asked, value) := _positive(name, asked, value) if name != "anything-but"

# A value, a list of values, or an operator with one or with a list.
_operator("anything-but", asked, value) := _not(_verdict({1 | value in _list(asked)})) if not is_object(asked)

_operator("anything-but", asked, value) := _not(some_of({_positive(name, one, value) |
	some name, inner in asked
	some one in _list(inner)
})) if {
	is_object(asked)
}

_list(value) := value if is_array(value)

_list(value) := [value] if not is_array(value)

_not(verdict) := {"no": "yes", "yes": "no", "unclear": "unclear"}[verdict]

# Undefined operators and operands are unclear.
_positive(name, asked, value) := verdict if {
	is_string(value)
	verdict := _of_text(name, asked, value)
} else := verdict if {
	name == "exists"
	verdict := _said(asked)
} else := verdict if {
	name == "numeric"
	verdict := _of_number(asked, value)
} else := "unclear"

_said(true) := "yes"

_said(false) := "no"

_of_text("prefix", asked, value) := _verdict({1 | startswith(value, asked)}) if is_string(asked)

_of_text("suffix", asked, value) := _verdict({1 | endswith(value, asked)}) if is_string(asked)

_of_text("equals-ignore-case", asked, value) := _verdict({lower(asked)} & {lower(value)}) if is_string(asked)

_of_text("prefix", asked, value) := _verdict({1 | startswith(lower(value), lower(text))}) if {
	text := asked["equals-ignore-case"]
	is_string(text)
}

_of_text("suffix", asked, value) := _verdict({1 | endswith(lower(value), lower(text))}) if {
	text := asked["equals-ignore-case"]
	is_string(text)
}

# In a pattern of EventBridge, `?` is no wildcard, and a backslash makes the next character literal.
_of_text("wildcard", asked, value) := _verdict({1 | wildcards.matches(asked, value)}) if {
	is_string(asked)
	not regex.match(`[?\\]`, asked)
}

_verdict(found) := "yes" if count(found) > 0

_verdict(found) := "no" if count(found) == 0

_of_number(asked, value) := "no" if {
	is_array(asked)
	not is_number(value)
}

_of_number(asked, value) := every_of({_compared(asked[i], value, asked[i + 1]) |
	some i in numbers.range(0, count(asked) - 2)
	i % 2 == 0
}) if {
	is_array(asked)
	is_number(value)
}

_compared("=", a, b) := _verdict({true | a == b})

_compared("<", a, b) := _verdict({true | a < b})

_compared("<=", a, b) := _verdict({true | a <= b})

_compared(">", a, b) := _verdict({true | a > b})

_compared(">=", a, b) := _verdict({true | a >= b})

# The verdict on what needs all of some verdicts, and on what needs one of them.
every_of(verdicts) := "no" if {
	"no" in verdicts
} else := "unclear" if {
	"unclear" in verdicts
} else := "yes"

some_of(verdicts) := "yes" if {
	"yes" in verdicts
} else := "unclear" if {
	"unclear" in verdicts
} else := "no"
