"""Tests of the section `workload`: its keys, which value overrides which, and its mistakes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from scanner.catalog.input_schema import input_schema
from scanner.catalog.workload import KEYS
from scanner.errors import UsageError
from scanner.people.config import Config, read
from scanner.people.workload import flat, merged
from tests import lab

ACCOUNT = "123456789012"
WHOLE = """
workload:
  regions: [us-east-1, eu-west-1]
  counterpart_tag: app
  functions: [refunds-*]
  state_machines: [refunds]
  apis: [chat]
  api_domains: [chat.example.com]
  sagemaker: ["llm-?"]
  vpcs: [vpc-1]
  prompts: ["arn:aws:bedrock:us-east-1:123456789012:prompt/P1:2"]
  metric_namespaces: [Chat/*]
  emr: [prepare]
  batch: [prepare]
  feedback:
    stores: ["arn:aws:s3:::feedback-*", "arn:aws:dynamodb:*:*:table/feedback"]
    metrics: [NotUseful]
  prompt_repository: git@git.example.com:team/prompts
  delivery_pipeline: arn:aws:codepipeline:us-east-1:123456789012:chat
  iac:
    tag_keys: [managed-by]
    state: terraform.tfstate
  claude_workspaces: [wrkspc_1]
  environments:
    production:
      accounts: ["123456789012", "9999*"]
      tags: ["env=prod*"]
"""


def _read(text: str, tmp_path: Path) -> Config:
    (tmp_path / "c.yaml").write_text(text)
    return read(tmp_path / "c.yaml", lab.everything())


def _workload(config: Config, account: str) -> dict[str, Any]:
    return dict(config.stated(lab.everything(), account).workload)


def test_every_key_is_valid_and_policies_see_it(tmp_path: Path) -> None:
    """The example has each key of the table, and the schema of the input has its form."""
    config = _read(WHOLE, tmp_path)
    section = _workload(config, ACCOUNT)
    assert [*flat(section)] == [*KEYS]
    schema = input_schema()["properties"]["workload"]
    jsonschema.validate(section, schema)
    for wrong in ({"functons": []}, {"feedback": {"store": []}}, {"functions": "x"}, {"iac": {"state": []}}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema)


def test_an_account_overrides_the_file_key_by_key(tmp_path: Path) -> None:
    """A key of a mapping in the section is a key too. A key without a value overrides nothing."""
    text = f"""{WHOLE}
accounts:
  '{ACCOUNT}':
    workload:
      functions: [checkout]
      apis: []
      vpcs:
      iac: {{state: other.tfstate, tag_keys: }}
"""
    config = _read(text, tmp_path)
    everywhere, own = _workload(config, "999900001111"), _workload(config, ACCOUNT)
    assert everywhere["iac"] == {"tag_keys": ["managed-by"], "state": "terraform.tfstate"}
    assert own["iac"] == {"tag_keys": ["managed-by"], "state": "other.tfstate"}
    assert (own["functions"], own["apis"], own["vpcs"]) == (["checkout"], [], ["vpc-1"])
    assert {**own, "functions": 0, "apis": 0, "iac": 0} == {**everywhere, "functions": 0, "apis": 0, "iac": 0}


@pytest.mark.parametrize("section", [None, {}, {"functions": None, "iac": None}, {"iac": {"state": None}}])
def test_a_section_without_values_is_empty(section: dict[str, Any] | None) -> None:
    """Policies then see no key at all, so that "not declared" has one form."""
    assert merged(section, section) == {}


def test_an_account_may_have_an_entry_without_values(tmp_path: Path) -> None:
    """An entry whose lines are all comments is valid, as every other key without a value is."""
    config = _read(f"accounts:\n  '{ACCOUNT}':\n    # name: payments\n", tmp_path)
    assert config.account(ACCOUNT).name == ""


NAMES = "a list of names, with * and ? as wildcards, is needed"


@pytest.mark.parametrize(
    ("section", "said", "step"),
    [
        ("{functons: []}", "workload has an unknown key 'functons'.", "Did you mean functions?"),
        ("{feedback: {store: []}}", "workload.feedback has an unknown key 'store'.", "Did you mean stores?"),
        ("{environments: {prod: {}}}", "workload.environments has an unknown key 'prod'.", "production?"),
        ("{functions: x}", f'workload.functions is "x" (a string), and {NAMES}', "Write a list of names"),
        ("{functions: [1]}", "workload.functions[0] is 1 (an integer), and a string is needed.", ""),
        ("{functions: ['']}", "a string that is not empty is needed", ""),
        (f"{{functions: ['{'*' * 21}']}}", "a string with fewer wildcards is needed", ""),
        (f"{{functions: [{'a, ' * 1001}]}}", "workload.functions has 1,001 values", "Write fewer"),
        ("{feedback: {stores: [my-table]}}", "the ARN of a DynamoDB table or of an S3 bucket is needed", ""),
        ("{delivery_pipeline: chat}", "the ARN of a pipeline of CodePipeline, or a URL", ""),
        ("{delivery_pipeline: 'arn:aws:s3:::x'}", "the ARN of a pipeline of CodePipeline, or a URL", ""),
        ("{prompt_repository: 'https://me:secret@git.example.com/x'}", "a URL without a password", ""),
        ("{environments: {production: {accounts: ['12']}}}", "an account id of twelve digits", ""),
        ("{environments: {production: {tags: [prod]}}}", "a tag as KEY=VALUE is needed", ""),
        ("{iac: {state: ' '}}", "the path of a file, from the folder of this one is needed", ""),
        ("[]", "workload is [] (a list of strings), and a mapping is needed", ""),
    ],
)
@pytest.mark.parametrize("top", ["", "accounts: {'123456789012': "])
def test_a_mistake_is_named(section: str, said: str, step: str, top: str, tmp_path: Path) -> None:
    """Each has file, line and key, and the next step, in the section of an account too."""
    with pytest.raises(UsageError) as caught:
        _read(f"# a comment\n{top}{'{' if top else ''}workload: {section}{'}}' if top else ''}\n", tmp_path)
    assert caught.value.sentence.startswith(f"{tmp_path}/c.yaml:2: ")
    assert said.replace(", is needed", " is needed") in caught.value.sentence
    assert step in caught.value.next_step


def test_each_value_keeps_its_line(tmp_path: Path) -> None:
    """Reports name the line of a name that matches nothing."""
    text = f"""workload:
  functions:
    - a
    - b
  iac: {{state: s}}
accounts:
  '{ACCOUNT}':
    workload:
      apis:
      - c
"""
    found = _read(text, tmp_path).declared
    assert [(one.account, one.key, one.name, one.line) for one in found] == [
        ("", "functions", "a", 3),
        ("", "functions", "b", 4),
        ("", "iac.state", "s", 5),
        (ACCOUNT, "apis", "c", 10),
    ]
