"""Whole scans over HTTP: no secret is in a snapshot, a message, a report or on the terminal."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from collectors import ROWS, dependencies
from collectors.own import OWN_OPERATIONS
from collectors.paths import changed
from collectors.records import MALFORMED
from collectors.table import Row
from scanner.cli.main import cli
from scanner.demo.faults import stripped
from scanner.snapshot import folder as snapshot
from tests import lab
from tests.collectors import members
from tests.collectors.canaries import CANARY, PAIRS, Canaries, account, listed_paths


def _text(folder: Path) -> str:
    """Return the text of all files in a folder."""
    return "".join(p.read_text(encoding="utf-8") for p in sorted(folder.rglob("*")) if p.is_file())


def test_a_whole_scan_stores_only_what_the_page_lists(tmp_path: Path) -> None:
    """Every operation over HTTP, in all protocols: no other canary is in any file of the snapshot.

    Nothing that names a resource or goes into a request is redacted, so nothing is a gap.
    """
    canaries = Canaries(one=True)
    with lab.serving(account(canaries)) as (_, aws):
        collection = lab.read(aws, ROWS, workload=lab.ALL_DECLARED)
    assert collection.gaps == ()
    asked = {f"{call.service}:{call.operation}" for call in collection.calls}
    assert asked - set(OWN_OPERATIONS) == set(ROWS)
    snapshot.write(collection, tmp_path / "snapshot")
    found = canaries.found(_text(tmp_path))
    assert {
        call: paths - listed_paths(call) for call, paths in found.items() if paths - listed_paths(call)
    } == {}
    assert sum(map(len, found.values())) > 500
    for resource in collection.resources:
        assert "redacted" not in f"{resource.id} {resource.name} {resource.tags}"


def test_a_gap_repeats_nothing_of_an_incomplete_answer() -> None:
    """If an answer lacks what AWS always sends, no canary of it is in the message of the gap."""
    canaries = Canaries(one=True)
    sample = account(canaries)
    broken = set()
    for entry in sample["answers"]:
        paths = members.always(entry["call"])
        entry["answer"] = stripped(entry["answer"], paths)
        broken |= {entry["call"]} if paths else set()
    with lab.serving(sample) as (_, aws):
        gaps = lab.read(aws, ROWS, workload=lab.ALL_DECLARED).gaps
    assert len({gap.operation for gap in gaps} & broken) > 15
    assert {gap.code for gap in gaps} == {MALFORMED}
    assert canaries.found(str([(gap.code, gap.message) for gap in gaps])) == {}


def test_a_gap_repeats_nothing_of_a_document_that_is_not_json() -> None:
    """The message of the gap names the member, and not what it holds."""
    sample = account(Canaries(one=True, word="plain"))
    wanted = {collector.name(row) for collector, row in PAIRS if _documents(row)}
    for entry in sample["answers"]:
        for _, row in ROWS[entry["call"]]:
            for path in _documents(row):
                entry["answer"] = changed(entry["answer"], path, lambda *_: "CANARY000001Z")
    with lab.serving(sample) as (_, aws):
        gaps = lab.read(aws, ROWS, workload=lab.ALL_DECLARED).gaps
    assert {gap.operation for gap in gaps} == wanted
    assert not CANARY.search(str(gaps))


def _documents(row: Row) -> tuple[str, ...]:
    """Return the paths of JSON in a string."""
    others = ("Variables", "Environment", "Schema")  # maps, and free JSON that is no string
    return (*row.policies, *row.documents, *(path for path in row.extracts if not path.endswith(others)))


def _flow() -> dict[str, Any]:
    """Return a flow with canaries in a prompt, a condition and code, and the same inside a loop."""
    prompt = {
        "modelId": "amazon.nova-lite-v1:0",
        "templateType": "TEXT",
        "templateConfiguration": {"text": {"text": "CANARY000001Z"}},
        "inferenceConfiguration": {"text": {"stopSequences": ["CANARY000002Z"]}},
    }
    nodes = [
        ("Prompt", {"prompt": {"sourceConfiguration": {"inline": prompt}}}),
        ("Condition", {"condition": {"conditions": [{"name": "c", "expression": "CANARY000003Z"}]}}),
        ("InlineCode", {"inlineCode": {"code": "CANARY000004Z", "language": "Python_3"}}),
    ]
    made = [{"name": kind, "type": kind, "configuration": what} for kind, what in nodes]
    loop = {"loop": {"definition": {"nodes": copy.deepcopy(made)}}}
    return {"nodes": [*made, {"name": "Loop", "type": "Loop", "configuration": loop}]}


def _secrets() -> dict[str, Any]:
    """Return an account with prompts, tokens, SQL and environments, each a canary.

    They are those that an earlier version stored in clear, and those that it redacted.
    """
    gateway = "arn:aws:bedrock-agentcore:us-east-1:444455556666:gateway/g-abcdefghij"
    oauth = {
        "providerArn": "arn:aws:bedrock-agentcore:us-east-1:444455556666:token-vault/v/p",
        "scopes": ["CANARY000005Z"],
        "customParameters": {"client_secret": "CANARY000006Z"},
    }
    tools = [
        {
            "type": "remote_mcp",
            "name": "remote",
            "config": {
                "remoteMcp": {
                    "url": "https://example.com/?token=CANARY000007Z",
                    "headers": {"Authorization": "Bearer CANARY000008Z"},
                }
            },
        },
        {
            "type": "agentcore_gateway",
            "name": "gateway",
            "config": {"agentCoreGateway": {"gatewayArn": gateway, "outboundAuth": {"oauth": oauth}}},
        },
        {
            "type": "inline_function",
            "name": "inline",
            "config": {
                "inlineFunction": {"description": "CANARY000009Z", "inputSchema": {"CANARY000010Z": 1}}
            },
        },
    ]
    summary = {"summarization": {"summarizationSystemPrompt": "CANARY000011Z"}}
    extraction = {"llmExtractionInstruction": "CANARY000016Z", "definition": "CANARY000017Z"}
    schema = {
        "metadataSchema": [
            {"key": "k", "type": "STRING", "extractionConfig": {"llmExtractionConfig": extraction}}
        ]
    }
    context = {"curatedQueries": [{"naturalLanguage": "CANARY000018Z", "sql": "CANARY000019Z"}]}
    redshift = {"queryGenerationConfiguration": {"generationContext": context}}
    texts = {
        "bedrock-agentcore-control:GetHarness": {
            "harness": {
                "tools": tools,
                "systemPrompt": [{"text": "CANARY000012Z"}],
                "truncation": {"strategy": "summarization", "config": summary},
                "model": {"bedrockModelConfig": {"modelId": "m", "additionalParams": {"p": "CANARY000013Z"}}},
                "environmentVariables": {"CANARY000014Z": "CANARY000015Z"},
            }
        },
        "bedrock-agentcore-control:GetMemory": {"memory": {"strategies": [{"memoryRecordSchema": schema}]}},
        "bedrock-agent:GetKnowledgeBase": {
            "knowledgeBase": {
                "knowledgeBaseConfiguration": {
                    "type": "SQL",
                    "sqlKnowledgeBaseConfiguration": {"type": "REDSHIFT", "redshiftConfiguration": redshift},
                }
            }
        },
        "bedrock-agent:GetFlow": {"definition": _flow()},
        "bedrock-agent:GetAgent": {
            "agent": {
                "instruction": "CANARY000020Z: be friendly to every customer who asks.",
                "promptOverrideConfiguration": {
                    "promptConfigurations": [
                        {
                            "basePromptTemplate": "CANARY000021Z",
                            "inferenceConfiguration": {"stopSequences": ["CANARY000022Z"]},
                            "additionalModelRequestFields": {"f": "CANARY000023Z"},
                        }
                    ]
                },
            }
        },
        "lambda:ListFunctions": {
            "Functions": [
                {
                    "Description": "CANARY000024Z",
                    "Environment": {
                        "Variables": {"KEY": "CANARY000025Z"},
                        "Error": {"ErrorCode": "E", "Message": "CANARY000026Z"},
                    },
                }
            ]
        },
    }
    sample = account(Canaries(one=True, word="plain"))
    wanted = {*texts, *(parent for call in texts for parent in dependencies(call))}
    sample["answers"] = [
        {**entry, "answer": _over(entry["answer"], texts.get(entry["call"], {}))}
        for entry in sample["answers"]
        if entry["call"] in wanted
    ]
    return sample


def _over(whole: Any, part: Any) -> Any:
    """Return `whole` with the members of `part` in place of its own, in structures at any depth.

    A structure with a single member, another one, is a union: `part` takes its place.
    """
    if isinstance(whole, list) and isinstance(part, list) and isinstance(part[0], dict):
        return [_over(whole[0], value) for value in part]
    if not (isinstance(whole, dict) and isinstance(part, dict)):
        return part
    if part and len(whole) == 1 and not whole.keys() & part.keys():
        return part
    return {**whole, **{name: _over(whole.get(name), value) for name, value in part.items()}}


def test_a_scan_leaves_no_secret_in_its_folder(tmp_path: Path) -> None:
    """No prompt, token, SQL, condition, code or environment is in any output or on the terminal."""
    sample = _secrets()
    planted = set(CANARY.findall(str(sample)))
    assert len(planted) == 26
    with lab.serving(sample) as (server, _):
        done = CliRunner().invoke(cli, ["scan", "--output", str(tmp_path / "out")])
        asked = {request.call for request, _ in server.requests}
    assert done.exit_code in (0, 1, 3), done.output
    assert {"bedrock-agentcore-control:GetHarness", "bedrock-agentcore-control:GetMemory"} <= asked
    assert {"bedrock-agent:GetKnowledgeBase", "bedrock-agent:GetFlow", "bedrock-agent:GetAgent"} <= asked
    text = _text(tmp_path / "out") + done.output
    assert '"redacted"' in text
    assert "plain000" in text
    assert not CANARY.findall(text)
