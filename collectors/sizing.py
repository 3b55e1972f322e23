"""The rows of Amazon SageMaker AI about how endpoints were measured and sized."""

from __future__ import annotations

from collectors.table import Found, Row

MEASURED = "contains(['Completed', 'Failed'], AIBenchmarkJobStatus) && AIBenchmarkJobName || null"
"""The name of a benchmark that has ended by itself. Another one says nothing of its endpoint."""

ADVANCED = "JobType == 'Advanced' && contains(['COMPLETED', 'FAILED'], Status) && JobName || null"
"""The name of a job that may have measured endpoints. A default job only tries types."""

ROWS = (
    Row(
        "ListAIBenchmarkJobs",
        parents=("ListEndpoints",),
        finds=(
            Found(
                "AWS::SageMaker::AIBenchmarkJob",
                "{AIBenchmarkJobArn}",
                items="AIBenchmarkJobs",
                name="AIBenchmarkJobName",
                always=("AIBenchmarkJobName", "AIBenchmarkJobStatus", "CreationTime"),
            ),
        ),
    ),
    # The listing does not say which endpoint was measured.
    Row(
        "DescribeAIBenchmarkJob",
        parents=("ListAIBenchmarkJobs",),
        params={"AIBenchmarkJobName": MEASURED},
        merge=True,
        always=("BenchmarkTarget",),
    ),
    # A job is about a model, and may have run before there was an endpoint.
    Row(
        "ListInferenceRecommendationsJobs",
        parents=("ListEndpoints", "ListModels"),
        finds=(
            Found(
                "AWS::SageMaker::InferenceRecommendationsJob",
                "{JobArn}",
                items="InferenceRecommendationsJobs",
                name="JobName",
                always=("JobName", "JobType", "Status", "CreationTime"),
            ),
        ),
    ),
    Row(
        "DescribeInferenceRecommendationsJob",
        parents=("ListInferenceRecommendationsJobs",),
        params={"JobName": ADVANCED},
        merge=True,
        always=("JobName",),
    ),
    Row(
        "ListAIRecommendationJobs",
        parents=("ListEndpoints", "ListModels"),
        finds=(
            Found(
                "AWS::SageMaker::AIRecommendationJob",
                "{AIRecommendationJobArn}",
                items="AIRecommendationJobs",
                name="AIRecommendationJobName",
                always=("AIRecommendationJobStatus",),
            ),
        ),
    ),
)
