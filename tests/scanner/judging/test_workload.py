"""A declared name that matches nothing is said, or that it was not checked."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from collectors import ROWS
from scanner.judging.workload import Declarations, declarations
from scanner.people.config import read
from scanner.snapshot.folder import Snapshot
from scanner.snapshot.folder import read as read_snapshot
from tests import lab

ACCOUNT, OTHER = "123456789012", "999900001111"
REGIONS = ("eu-west-1", "us-east-1")
PROMPTS = "bedrock-agent:ListPrompts"
VPC = "arn:aws:ec2:us-east-1:123456789012:vpc/vpc-1"
FOUND = (
    ("AWS::Lambda::Function", "arn:aws:lambda:us-east-1:123456789012:function:refunds", "refunds", {}),
    ("AWS::EC2::VPC", VPC, "vpc-1", {"Name": "chat", "env": "prod"}),
    ("AWS::Bedrock::Prompt", "arn:aws:bedrock:us-east-1:123456789012:prompt/P1", "greet", {}),
    ("AWS::S3::Bucket", "arn:aws:s3:::feedback", "feedback", {}),
    ("AWS::SageMaker::Endpoint", "arn:aws:sagemaker:us-east-1:123456789012:endpoint/llm", "llm", {}),
)  # fmt: skip


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Return a snapshot with `FOUND`, in which everything was read to the end."""
    found = read_snapshot(lab.snapshot_of("empty", tmp_path_factory.mktemp("s") / "snapshot"))
    like = next(iter(read_snapshot(lab.snapshot_of("demo", tmp_path_factory.mktemp("d") / "s")).resources))
    complete = dict.fromkeys(ROWS, ("global", *REGIONS))
    return replace(
        found,
        targets=(replace(found.targets[0], account=ACCOUNT, regions=REGIONS, complete=complete),),
        resources=tuple(
            replace(like, account=ACCOUNT, region="us-east-1", type=kind, id=arn, name=name, tags=tags)
            for kind, arn, name, tags in FOUND
        ),
        gaps=(),
    )


Say = Callable[..., Declarations]


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snapshot: Snapshot) -> Say:
    """Return a function that compares a section with the snapshot, or with another one."""
    monkeypatch.chdir(tmp_path)

    def said(section: str, other: Snapshot | None = None, more: str = "") -> Declarations:
        Path("c.yaml").write_text(f"workload:\n  {section}\n{more}")
        return declarations(read(Path("c.yaml"), lab.everything()), other or snapshot)

    return said


@pytest.mark.parametrize(
    "section",
    [
        "functions: [refunds, ref*, 're?unds', 'arn:aws:lambda:*:function:refunds']",
        "vpcs: [vpc-1, chat, 'arn:aws:ec2:us-east-1:123456789012:vpc/vpc-1']",
        "prompts: [greet, P1, 'arn:aws:bedrock:us-east-1:123456789012:prompt/P1:7']",
        "feedback: {stores: ['arn:aws:s3:::feedback']}",
        "sagemaker: [llm]",
        "counterpart_tag: env",
        "iac: {tag_keys: [en?], state: nothing.tfstate}",
        "environments: {production: {tags: ['env=prod'], accounts: ['999900001111']}}",
        "delivery_pipeline: https://git.example.com/x",
        "prompt_repository: https://git.example.com/x",
        "regions: [ap-south-1]",
    ],
)
def test_a_name_that_matches_is_not_mentioned(section: str, say: Say) -> None:
    """A name is that of the resource, its ARN or its last part, or its tag `Name`."""
    assert say(section) == Declarations()


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("functions: [refund]", "functions: none of the Lambda functions that were read matches 'refund'."),
        ("functions: [Refunds]", "matches 'Refunds'."),
        ("functions: ['*nope*']", "matches '*nope*'."),
        ("vpcs: [refunds]", "workload.vpcs: none of the VPCs that were read matches 'refunds'."),
        ("prompts: ['arn:aws:bedrock:us-east-1:123456789012:prompt/P2:7']", "none of the prompts"),
        ("feedback: {stores: ['arn:aws:s3:::feedbac']}", "feedback.stores: none of the tables or buckets"),
        ("apis: [ask]", "workload.apis: none of the APIs that were read matches 'ask'."),
        ("state_machines: [ask]", "none of the state machines that were read matches 'ask'."),
        ("feedback: {stores: ['arn:aws:dynamodb:*:*:table/x']}", "none of the tables or buckets"),
        ("counterpart_tag: app", "workload.counterpart_tag: none of the tags that were read matches 'app'."),
        ("delivery_pipeline: arn:aws:codepipeline:us-east-1:123456789012:x", "none of the pipelines"),
        ("sagemaker: [job]", "none of the resources of SageMaker AI that were read matches 'job'."),
        ("iac: {tag_keys: [prod]}", "workload.iac.tag_keys: none of the tags that were read matches 'prod'."),
        ("environments: {production: {tags: ['env=test']}}", "matches 'env=test'."),
        ("functions: [\"a\\n::error::\\x1b[31m'\\u202e\"]", "matches 'a\\x0a::error::\\x1b[31m'\\u202e'."),
    ],
)  # fmt: skip
def test_a_name_that_matches_nothing_is_wrong(section: str, said: str, say: Say) -> None:
    """Everything of its type was listed, so the declaration is wrong. It has its line."""
    found = say(section)
    (wrong,) = found.wrong
    assert wrong.startswith("c.yaml:2: workload.")
    assert said in wrong
    assert wrong.endswith(" Correct it, or read the account and Region that have it.")
    assert found.unchecked == ()


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("claude_workspaces: [w]", "'w' was not checked: genai-lens does not list AWS::AWSExternal"),
        ("claude_workspaces: [v, w]", "2 names were not checked: genai-lens does not list AWS::AWSExt"),
    ],
)  # fmt: skip
def test_a_name_of_a_type_that_is_not_collected_was_not_checked(section: str, said: str, say: Say) -> None:
    """It may be right, so it is not called wrong; and it is not left out."""
    found = say(section)
    (unchecked,) = found.unchecked
    assert unchecked.startswith("c.yaml:2: workload.")
    assert said in unchecked
    assert found.wrong == ()


def test_a_listing_with_a_gap_or_that_was_not_made(say: Say, snapshot: Snapshot) -> None:
    """The sentence says which of the two it is. A name that was seen is right in spite of it."""
    (target,) = snapshot.targets
    part = replace(target, complete={**target.complete, PROMPTS: ("us-east-1",)})
    (like,) = lab.collection("demo").gaps[:1]
    gap = replace(like, account=ACCOUNT, region="eu-west-1", operation=PROMPTS, code="AccessDenied")
    denied = say("prompts: [greet, nope]", replace(snapshot, targets=(part,), gaps=(gap,)))
    assert denied.wrong == ()
    assert denied.unchecked == (
        f"c.yaml:2: workload.prompts: 'nope' was not checked: {PROMPTS} was not read to the end in account "
        f"{ACCOUNT}, eu-west-1.",
    )
    none = replace(target, complete={k: v for k, v in target.complete.items() if k != PROMPTS})
    (said,) = say("prompts: [greet, nope]", replace(snapshot, targets=(none,))).unchecked
    assert said.endswith(f"this selection of controls did not read {PROMPTS} in account {ACCOUNT}.")


def test_the_bucket_of_a_log_is_no_listing_of_buckets(say: Say, snapshot: Snapshot) -> None:
    """The list of buckets is complete, although no logging configuration was read."""
    (target,) = snapshot.targets
    logging = "bedrock:GetModelInvocationLoggingConfiguration"
    without = replace(target, complete={k: v for k, v in target.complete.items() if k != logging})
    assert say("feedback: {stores: ['arn:aws:s3:::x']}", replace(snapshot, targets=(without,))).wrong


def test_the_names_of_the_file_and_of_an_account(say: Say, snapshot: Snapshot) -> None:
    """A name of the file may be of any account that uses it, and an account's own of that one."""
    two = replace(snapshot, targets=(*snapshot.targets, replace(snapshot.targets[0], account=OTHER)))
    assert say("functions: [refunds]", two) == Declarations()
    own = f"accounts: {{'{OTHER}': {{workload: {{functions: [refunds]}}}}}}\n"
    (wrong,) = say("functions: [refunds]", two, own).wrong
    assert wrong.startswith("c.yaml:3: workload.functions: ")
    empty = f"accounts: {{'{ACCOUNT}': {{workload: {{functions: []}}}}}}\n"
    (wrong,) = say("functions: [refunds]", two, empty).wrong
    assert wrong.startswith("c.yaml:2: workload.functions: ")
    assert say("functions: [refunds]", snapshot, own) == Declarations()  # OTHER is not in the snapshot


def test_many_names_make_few_sentences_in_bounded_time(say: Say, snapshot: Snapshot) -> None:
    """Patterns with many stars are compared with many names in seconds."""
    many = tuple(
        replace(snapshot.resources[0], id=f"{snapshot.resources[0].id}-{n}", name="a" * 60 + str(n))
        for n in range(1_000)
    )
    names = ", ".join(f"'{'*a' * 19}*b{n}'" for n in range(200))
    before = time.monotonic()
    found = say(f"functions: [{names}]", replace(snapshot, resources=many))
    assert time.monotonic() - before < 60
    assert len(found.wrong) == 6
    assert found.wrong[-1].endswith("workload.functions: 195 more names match none of the Lambda functions.")
