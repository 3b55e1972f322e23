# METADATA
# title: From which model packages endpoints serve
# description: |
#   Each container of a model that an endpoint of a generative model runs may name a model package. A
#   package of another account, or one without a version, is in no listing of this account.
package lens.lib.served_packages

import data.lens.lib.facts
import data.lens.lib.hosted

_containers := [[id, m, c] | some [id, m] in hosted.models; some c in hosted.containers(m)]

# [id of the endpoint, model, name of the package, its record if it was read], ...
packages := [[id, m, name, records] |
	some [id, m, container] in _containers
	name := container.ModelPackageName
	records := [p | p := facts.get("AWS::SageMaker::ModelPackage", name)]
]

# [id of the endpoint, model, whether it is of a private hub], ... of containers without a package.
unregistered := [[id, m, _of_private_hub(container)] |
	some [id, m, container] in _containers
	not container.ModelPackageName
]

# {[id of the endpoint, name of a model], ...}: the models whose containers AWS does not show.
hidden := hosted.lost | {[id, m.name] | some [id, m] in hosted.models; count(hosted.containers(m)) == 0}

# The hub of AWS itself is no private one.
default _of_private_hub(_) := false

_of_private_hub(container) if {
	hub := container.ModelDataSource.S3DataSource.HubAccessConfig.HubContentArn
	split(hub, ":")[4] != "aws"
}
