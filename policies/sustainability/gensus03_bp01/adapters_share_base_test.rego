package lens_test.gensus03_bp01.adapters_share_base_test

import data.lens_test.testing

_control := "GENSUS03-BP01/adapters-share-base"

_arn(kind, name) := testing.arn("sagemaker", sprintf("%s/%s", [kind, name]))

_endpoint := testing.record("AWS::SageMaker::Endpoint", _arn("endpoint", "chat"), {
	"EndpointName": "chat",
	"EndpointStatus": "InService",
	"DescribeEndpointConfig": {"ProductionVariants": [{"VariantName": "main", "InstanceType": "ml.g5.xlarge"}]},
})

_component(name, specification) := testing.record(
	"AWS::SageMaker::InferenceComponent", _arn("inference-component", name),
	{"EndpointName": "chat", "Specification": specification},
)

# A model of a package, with the base that the package names, and the component that runs it.
_runs(name, base) := [
	_component(name, {"ModelName": name}),
	testing.record("AWS::SageMaker::Model", _arn("model", name), {
		"ModelName": name,
		"PrimaryContainer": {"ModelPackageName": _arn("model-package/tuned", name)},
		"DescribeModelPackage": {"InferenceSpecification": {"Containers": [_made_of(base)]}},
	}),
]

_made_of(base) := {"BaseModel": {"HubContentName": base}}

# The package of another account is not read.
_foreign := [
	_component("9", {"ModelName": "9"}),
	testing.record("AWS::SageMaker::Model", _arn("model", "9"), {
		"ModelName": "9",
		"PrimaryContainer": {"ModelPackageName": "arn:aws:sagemaker:us-east-1:999900001111:model-package/tuned/9"},
	}),
]

_adapter(name) := _component(name, {"BaseInferenceComponentName": "base"})

_all(lists) := array.concat([_endpoint], [r | some list in lists; some r in list])

_facts(lists, gaps) := testing.facts(_all(lists), {}, gaps)

_kinds(lists, gaps) := testing.kinds(_control, _facts(lists, gaps))

_text := data.lens.catalog.gensus03_bp01.adapters_share_base.messages

_two := [_runs("1", "llama"), _runs("2", "llama")]

test_variants_of_one_base_are_stated_by_a_person if {
	results := testing.results(_control, _facts(_two, []))
	results[1] == {
		"kind": "review",
		"subject": {"type": "AWS::SageMaker::Model", "id": _arn("model", "1"), "region": "us-east-1", "item": ""},
		"message": replace(replace(_text.shared, "from %s", `from "llama"`), "as %s", `as "2"`),
		"proof": [],
		"causes": [],
	}
	[r.kind | some r in results] == ["review", "review"]
}

test_expired_attestation_fails if {
	entry := {
		"owner": "Ana Example", "statement": "Two tenants.", "evidence": "https://wiki.example.org/tenants",
		"given": "2025-01-01", "expires": "2025-12-31", "resources": [],
	}
	old := testing.attested(_facts(_two, []), _control, [entry])
	testing.kinds(_control, old) == ["fail", "fail"]
	new := object.union(entry, {"given": "2026-07-01", "expires": "2027-06-30"})
	testing.kinds(_control, testing.attested(_facts(_two, []), _control, [new])) == ["pass", "pass"]
}

test_variants_of_different_bases_pass if {
	_kinds([_runs("1", "llama"), _runs("2", "qwen")], []) == ["pass", "pass"]
}

test_base_that_no_call_shows_is_stated_by_a_person if {
	found := testing.messages(_control, _facts([_runs("1", "llama"), _foreign], []))
	found == [replace(_text.unclear, "%s", `"1"`), replace(_text.unclear, "%s", `"9"`)]
}

test_adapters_pass_whatever_was_not_read if {
	pair := [[_adapter("a"), _adapter("b")]]
	_kinds(pair, []) == ["pass", "pass"]
	_kinds(pair, [testing.gap("sagemaker:ListModelPackageGroups", "us-east-1")]) == ["pass", "pass"]
}

test_one_variant_not_applicable if {
	_kinds([], []) == ["not_applicable"]
	_kinds([_runs("1", "llama")], []) == ["not_applicable"]
	_kinds([[_adapter("a")]], []) == ["not_applicable"]
}

test_lost_answers_unknown if {
	lists := [_runs("1", "llama"), _runs("2", "qwen")]
	group := testing.record("AWS::SageMaker::ModelPackageGroup", _arn("model-package-group", "tuned"), {})
	every gap in [
		testing.gap("sagemaker:ListEndpoints", "us-east-1"),
		testing.gap("sagemaker:DescribeInferenceComponent", _arn("inference-component", "1")),
		testing.gap("sagemaker:DescribeModel", _arn("model", "1")),
		testing.gap("sagemaker:ListModelPackages", _arn("model-package-group", "tuned")),
	] {
		kinds := _kinds(array.concat(lists, [[group]]), [gap])
		"unknown" in kinds
		not "pass" in kinds
	}
	own := testing.gap("sagemaker:DescribeModelPackage", _arn("model", "1"))
	_kinds(lists, [own]) == ["unknown", "unknown"]
	_kinds([], [testing.gap("sagemaker:ListEndpoints", "us-east-1")]) == ["unknown"]
	elsewhere := testing.gap("sagemaker:ListModelPackageGroups", "eu-west-1")
	_kinds(lists, [elsewhere]) == ["pass", "pass"]
}
