# METADATA
# title: What an Amazon Q Business application indexes, and who reads it from outside
# description: |
#   Connectors index documents, with the access control lists of the source or without. Other accounts,
#   such as those of software vendors, search the documents by data accessors.
package lens.lib.indexed_content

# An application that is being deleted, or that could not be created, answers nobody.
applications := [a |
	some a in input.resources["AWS::QBusiness::Application"]
	object.get(a.properties, "status", "") in _serving
]

_serving := {"", "ACTIVE", "UPDATING", "CREATING"}

accessors(application) := _parts(application, "AWS::QBusiness::DataAccessor")

indexes(application) := _parts(application, "AWS::QBusiness::Index")

# The connectors that may index documents.
connectors(application) := [source |
	some source in _parts(application, "AWS::QBusiness::DataSource")
	status := object.get(source.properties, "status", "")
	not status in {"DELETING", "FAILED"}
]

_parts(application, type) := [part |
	some part in input.resources[type]
	regex.replace(part.id, `/(data-accessor|index)/.*$`, "") == application.id
]

# The actions that a data accessor may use on all documents. An empty filter leaves nothing out.
unfiltered(accessor) := {action |
	some configuration in accessor.properties.actionConfigurations
	filter := object.get(configuration, ["filterConfiguration", "documentAttributeFilter"], {})
	count(filter) == 0
	action := object.get(configuration, "action", "")
}

# Whether a connector reads the access control lists of its source: "yes", "no" or "?". AWS allows
# the word in place of the boolean.
reads_lists(connector) := answer if {
	value := object.get(connector.properties, ["configuration", "additionalProperties", "isCrawlAcl"], "")
	answer := object.get({true: "yes", "true": "yes", false: "no", "false": "no"}, _word(value), "?")
}

_word(value) := value if not is_string(value)

_word(value) := lower(value) if is_string(value)

# Whether the connector is of a type that can read such lists. Names of types end in a version, as
# in CONFLUENCEV2. Source: Amazon Q Business User Guide, the overviews of the connectors.
can_read_lists(connector) if {
	type := upper(object.get(connector.properties, "type", ""))
	some name in _types
	startswith(type, name)
}

_types := {
	"AEM", "ALFRESCO", "ASANA", "BITBUCKET", "BOX", "CONFLUENCE", "DROPBOX", "GITHUB", "GMAIL", "GOOGLEDRIVE",
	"JIRA", "MSEXCHANGE", "MSTEAMS", "ONEDRIVE", "QUIP", "SALESFORCE", "SERVICENOW", "SHAREPOINT", "SLACK",
	"SMARTSHEET", "ZENDESK",
}
