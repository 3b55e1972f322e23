"""The types that controls judge and that code never declares, with the reason.

A control about one of them is `unknown` for code: silence says nothing about it.
"""

from __future__ import annotations

RUN_TIME = "a job or a call: it is made while the application runs"
OF_AWS = "AWS's own: what it offers is no matter of the code"
NO_SUPPORT = "neither CloudFormation nor Terraform can declare it"

NEVER: dict[str, str] = {
    "AWS::Account": "the account itself, which code does not declare",
    "AWS::Bedrock::FoundationModel": OF_AWS,
    "AWS::Bedrock::ImportedModel": NO_SUPPORT,
    "AWS::Bedrock::InvokedModel": RUN_TIME,
    "AWS::Bedrock::MarketplaceModelEndpoint": NO_SUPPORT,
    "AWS::Bedrock::ModelCustomizationJob": RUN_TIME,
    "AWS::SageMaker::FlowDefinition": RUN_TIME,
    "AWS::SageMaker::HyperParameterTuningJob": RUN_TIME,
    "AWS::SageMaker::ProcessingJob": RUN_TIME,
    "AWS::SageMaker::TrainingJob": RUN_TIME,
    "AWS::SageMaker::TrainingPlan": "it is bought, not declared",
    "AWS::SageMaker::TransformJob": RUN_TIME,
}
"""Our type -> why no code declares it."""
