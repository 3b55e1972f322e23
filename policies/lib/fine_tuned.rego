# METADATA
# title: Which fine-tuned models endpoints run, and from which base
# description: |
#   A model that is made of a package may be fine-tuned: the package names the base. An adapter runs in
#   the copies of another component, and its base is that of the model of this component. No call shows
#   the base in a package of another account. Weights that no package names are not seen.
package lens.lib.fine_tuned

import data.lens.lib.group
import data.lens.lib.hosted

# The models, each with what tells variants apart, and its base: an empty text if no call shows it.
# Several models of one package are one variant.
models := {{"record": m, "variant": container.ModelPackageName, "base": base} |
	some [_, m] in hosted.models
	some container in hosted.containers(m)
	some base in _bases(m, container)
}

# The adapters, with the models of the components in whose copies they run.
adapters := {{"record": c, "variant": c.id, "base": base, "hosts": hosts} |
	some c in _components
	hosted.is_adapter(c)
	hosts := {m.id | some name in _bases_of(c); some m in object.get(_models_of, [[c.region, name]], [])}
	known := {model.base | some model in models; model.record.id in hosts}
	base := concat("", [one | count(known) == 1; some one in known])
}

# Region -> how many variants of any base run there.
variants := {region: count(found) |
	some region, found in group.by_first({[one.record.region, one.variant] | some one in (models | adapters)})
}

# The other models and adapters of its Region. The adapters that run in its own copies share it.
others(model) := {one |
	id := model.record.id
	some one in (models | adapters)
	one.record.region == model.record.region
	one.variant != model.variant
	hosts := object.get(one, "hosts", set())
	not id in hosts
}

_bases(m, _) := {base |
	some container in m.properties.DescribeModelPackage.InferenceSpecification.Containers
	base := container.BaseModel.HubContentName
} if {
	_is_described(m)
}

# A version of a group. Packages of AWS Marketplace are in no group.
_bases(m, container) := {"" | regex.match(`:model-package/[^/]+/[0-9]+$`, container.ModelPackageName)} if {
	not _is_described(m)
}

# The package may be deleted.
_is_described(m) if {
	package_of_model := m.properties.DescribeModelPackage
	not package_of_model.absent
}

_components := {c | some _, list in hosted.components; some c in list}

# The components in whose copies an adapter runs.
_bases_of(c) := {specification.BaseInferenceComponentName | some specification in hosted.specifications(c)}

# [Region, name of a component] -> the models that it runs.
_models_of := group.by_first({[[c.region, c.name], m] |
	some c in _components
	some specification in hosted.specifications(c)
	some [_, m] in hosted.models
	m.region == c.region
	m.properties.ModelName == specification.ModelName
})
