# METADATA
# title: Service software updates of OpenSearch domains that are overdue
# description: |
#   AWS publishes updates all the time, and installs those that are not optional itself. An update is
#   overdue if the day on which AWS installs it has passed, or if its release is old.
package lens.lib.domain_updates

import data.lens.lib.ages

# {release}, or empty. `days` is how old the release may be.
overdue(d, days) := {options.NewVersion |
	options := d.properties.ServiceSoftwareOptions
	options.UpdateAvailable == true
	not options.OptionalDeployment == true
	_is_late(options, days)
}

# AWS shows the year 1970 where it has set no date.
_is_late(options, _) if {
	ages.older(options.AutomatedUpdateDate, 0)
	ages.within(options.AutomatedUpdateDate, 3650)
}

# The name of a release has its date: R20250320-P1. Each month has a day 28.
_is_late(options, days) if {
	some name in regex.find_n(`R20[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])`, options.NewVersion, 1)
	last := substring(name, 7, 2)
	day := object.get({"29": "28", "30": "28", "31": "28"}, last, last)
	date := concat("-", [substring(name, 1, 4), substring(name, 5, 2), day])
	ages.older(sprintf("%sT00:00:00Z", [date]), days)
}
