package lens_test.lib.customization_test

import data.lens.lib.customization
import data.lens_test.testing

_custom(status) := testing.record(
	"AWS::Bedrock::CustomModel",
	testing.arn("bedrock", "custom-model/amazon.nova-lite-v1:0:300k/tuned0000001"),
	{"modelStatus": status},
)

_job(type) := testing.record("AWS::SageMaker::TrainingJob", testing.arn("sagemaker", "training-job/tune"), {
	"ResourceConfig": {"InstanceType": type},
})

_done(record) if customization.done with input as testing.facts([record], {}, [])

test_custom_model if _done(_custom("Active"))

test_failed_customization_is_no_model if not _done(_custom("Failed"))

test_imported_model if {
	_done(testing.record("AWS::Bedrock::ImportedModel", testing.arn("bedrock", "imported-model/own"), {}))
}

test_generative_training_job if _done(_job("ml.p4d.24xlarge"))

test_other_training_job if not _done(_job("ml.m5.large"))
