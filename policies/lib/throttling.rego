# METADATA
# title: Rate limits of API Gateway's stages
# description: |
#   A limit is one if it is above 0 and below the account's limit. -1 turns throttling off, and a limit
#   as high as the account's adds nothing. The settings of a method or a route count instead of the
#   stage's default. If the account's limit was not read, every limit above 0 counts.
package lens.lib.throttling

# Whether a limit of the stage holds for a method ("ask/POST", as in the settings, or "POST" of the
# root) or a route ("POST /ask").
limited(stage, name) if {
	rates := _rates(stage, name)
	count(rates) > 0
	every rate in rates { _limits(stage.region, rate) }
}

# Whether a limit holds for whatever the stage has: its default and all others are limits.
limited_by_default(stage) if {
	_account[stage.region]
	count(_own(stage, "*/*")) > 0
	all := {setting[1] | some setting in _settings(stage)}
	every rate in all { _limits(stage.region, rate) }
}

# Whether the stage of a REST API is in a usage plan, and each plan that it is in has a limit for a
# method. The plan's own limit holds for the methods to which it gives none.
planned(stage, name) if {
	parts := split(stage.id, "/")
	rates := {_planned_rate(plan, entry, name) |
		some plan in input.resources["AWS::ApiGateway::UsagePlan"]
		plan.region == stage.region
		some entry in plan.properties.apiStages
		entry.apiId == parts[2]
		entry.stage == stage.properties.stageName
	}
	count(rates) > 0
	every rate in rates { _limits(stage.region, rate) }
}

_planned_rate(plan, entry, name) := rate if {
	own := {limit.rateLimit |
		some key, limit in entry.throttle
		trim_left(replace(key, "~1", "/"), "/") == name
	}
	count(own) > 0
	rate := max(own)
} else := object.get(plan.properties, ["throttle", "rateLimit"], -1)

# The name that a method has in the settings of a stage. AWS writes the slashes of a path as "~1".
method(path, verb) := trim_left(sprintf("%s/%s", [path, verb]), "/")

_rates(stage, name) := own if {
	own := _own(stage, name)
	count(own) > 0
} else := _own(stage, "*/*")

_own(stage, name) := {setting[1] | some setting in _settings(stage); setting[0] == name}

# {[name, rate]}: what is set by method or route; "*/*" is the default.
_settings(stage) := ({[name, rate] |
	some key, setting in stage.properties.methodSettings
	name := trim_left(replace(key, "~1", "/"), "/")
	rate := setting.throttlingRateLimit
} | {["*/*", rate] | rate := stage.properties.DefaultRouteSettings.ThrottlingRateLimit}) | {[key, rate] |
	some key, setting in stage.properties.RouteSettings
	rate := setting.ThrottlingRateLimit
}

_limits(region, rate) if {
	rate > 0
	rate < object.get(_account, region, rate + 1)
}

# Region -> the account's limit.
_account := {a.region: a.properties.throttleSettings.rateLimit |
	some a in input.resources["AWS::ApiGateway::Account"]
}
