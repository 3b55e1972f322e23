"""How to fix a failure of a control, as text, with the names of one finding filled in."""

from __future__ import annotations

import json
import re
import shlex
import textwrap
from collections.abc import Iterator, Mapping

from scanner.catalog.controls import Control
from scanner.catalog.guide import FORMS
from scanner.catalog.lens import practices
from scanner.catalog.metadata import ACCOUNT, ATTESTED
from scanner.reports.finding import Finding
from scanner.text import inert

MOST_OF_A_VALUE = 2000
"""The maximum length of the default of a parameter, in characters."""
WIDTH = 100
"""Columns of sentences. Commands are not wrapped."""
_MODES = {
    "automated": "what AWS shows decides",
    "attested": "only an attestation decides",
    "hybrid": "what AWS shows decides, and an attestation decides what is left open",
}

_PLACEHOLDER = re.compile(r"<[a-z][a-z -]*>")
_SAFE = re.compile(r"[A-Za-z0-9_/.:@+][A-Za-z0-9_/.:@+=,-]*")
"""A value that means itself in a shell, in JSON, YAML and HCL."""
_QUOTABLE = re.compile(r"(?!-)[^\x00-\x1f]+")
"""A value that a shell's quotes can hold. One that begins with `-` would still be an option."""

_TAIL = re.compile(r"[^:/]*$")
_OF_TYPE: Mapping[str, tuple[tuple[str, str], ...]] = {
    "AWS::IAM::Role": (("<role>", "tail"),),
    "AWS::IAM::User": (("<user>", "tail"),),
    "AWS::IAM::Group": (("<group>", "tail"),),
    "AWS::IAM::ManagedPolicy": (("<policy-arn>", "id"),),
    "AWS::CloudTrail::Trail": (("<trail-arn>", "id"),),
    "AWS::CloudWatch::Alarm": (("<alarm-name>", "name"),),
    "AWS::EC2::VPC": (("<vpc-id>", "tail"),),
    "AWS::EC2::VPCEndpoint": (("<endpoint-id>", "tail"),),
    "AWS::S3::Bucket": (("<bucket>", "tail"),),
    "AWS::GuardDuty::Detector": (("<detector-id>", "tail"),),
    "AWS::Logs::LogGroup": (("<log-group>", "name"),),
    "AWS::Bedrock::Agent": (("<agent-id>", "tail"), ("<name>", "name")),
    "AWS::Bedrock::Guardrail": (("<guardrail-id>", "tail"), ("<name>", "name")),
    "AWS::Bedrock::Flow": (("<flow-id>", "tail"), ("<name>", "name")),
    "AWS::Bedrock::KnowledgeBase": (("<knowledge-base-id>", "tail"),),
    "AWS::Bedrock::Prompt": (("<prompt-id>", "tail"),),
    "AWS::Bedrock::ProvisionedModelThroughput": (("<throughput-arn>", "id"), ("<throughput-name>", "name")),
    "AWS::BedrockAgentCore::Dataset": (("<dataset-id>", "tail"),),
    "AWS::BedrockAgentCore::Gateway": (("<gateway-id>", "tail"), ("<name>", "name")),
    "AWS::BedrockAgentCore::Harness": (("<harness-id>", "tail"),),
    "AWS::BedrockAgentCore::Runtime": (("<runtime-id>", "tail"),),
    "AWS::Lambda::Function": (("<function-name>", "tail"),),
    "AWS::OpenSearchServerless::Collection": (("<collection-id>", "tail"),),
    "AWS::OpenSearchService::Domain": (("<domain>", "name"),),
    "AWS::QBusiness::Application": (("<application-id>", "tail"),),
    "AWS::RDS::DBCluster": (("<cluster>", "name"),),
    "AWS::SageMaker::Cluster": (("<cluster-name>", "name"),),
    "AWS::SageMaker::Domain": (("<domain-id>", "tail"),),
    "AWS::SageMaker::Endpoint": (("<endpoint-name>", "name"),),
    "AWS::SageMaker::NotebookInstance": (("<notebook-instance-name>", "name"),),
    "AWS::StepFunctions::StateMachine": (("<state-machine-arn>", "id"),),
}
"""Type of a resource -> (placeholder, what of the resource goes there), the first naming it.

The others are filled in only where the first is too: alone, `<name>` is the name of something new.
"""


def fix(control: Control, found: Finding | None = None) -> str:
    """Return how to fix a failure: the sentence, the commands, and the code.

    `found` fills its names into the commands. A value that nobody knows beforehand stays
    `<like this>`, and so does a name that would not be safe where it belongs.
    """
    meta, practice = control.meta, practices()[control.practice]
    out = [
        control.id,
        meta.title,
        "",
        f"Best practice: {practice['id']}, {practice['title']}",
        f"Severity: {meta.severity}",
        f"Mode: {meta.mode}, {_MODES[meta.mode]}",
        "",
        *textwrap.wrap(meta.description, WIDTH),
        "",
        *_attest(control),
        *_parameters(control),
    ]
    if found:
        out += [*textwrap.wrap(_about(found), WIDTH), ""]
    out += [*textwrap.wrap(f"How to fix it: {meta.remediation}", WIDTH), ""]
    values = _values(control, found) if found else {}
    for form, (name, _) in FORMS.items():
        if text := control.guide.fix.get(form):
            filled = _filled(text.rstrip(), values, shell=form == "cli")
            note = " (put your values in the place of <like this>)" if _PLACEHOLDER.search(filled) else ""
            region = _region(text, found) if form == "cli" else ()
            out += [f"{name}{note}:", "", *(f"  {line}" for line in (*region, *filled.split("\n"))), ""]
    if control.page:
        out.append(f"More: {control.page}")
    return "\n".join(line.rstrip() for line in out).rstrip()


def _attest(control: Control) -> Iterator[str]:
    """Yield what an attestation must state, and the command that writes it."""
    if control.meta.mode in ATTESTED:
        asked = f"{control.question} Attest it with: genai-lens attest {control.id}".lstrip()
        yield from (*textwrap.wrap(asked, WIDTH, break_on_hyphens=False), "")


def _parameters(control: Control) -> Iterator[str]:
    """Yield the parameters with their defaults, as they stand in the configuration file."""
    if control.meta.params:
        yield "Parameters, with their defaults:"
        yield ""
        for name, default in control.meta.params.items():
            value = inert(json.dumps(default, ensure_ascii=False), MOST_OF_A_VALUE)
            yield from textwrap.wrap(
                f"{inert(name)}: {value}",
                WIDTH,
                initial_indent="  ",
                subsequent_indent="    ",
                break_long_words=False,
                break_on_hyphens=False,
            )
        yield ""


def _about(found: Finding) -> str:
    """Return which finding the commands are for, and what is wrong."""
    account = found.named_account
    name = found.name or _tail(found)
    item = f" [{found.item}]" if found.item else ""
    kind = found.type.split("::")[-1]
    subject = f"{kind} {name}{item}" if found.type != ACCOUNT else f"the account{item}"
    return (
        f"For {inert(subject)} in account {inert(account)}, {inert(found.region)}: "
        f"{inert(found.message).rstrip('.')}."
    )


def _tail(found: Finding) -> str:
    match = _TAIL.search(found.id)
    return match[0] if match else found.id


def _values(control: Control, found: Finding) -> dict[str, str]:
    """Return placeholder -> its value for a finding."""
    members = {"id": found.id, "name": found.name, "tail": _tail(found)}
    values = {"<account-id>": found.account}
    if found.region != "global":
        values["<region>"] = found.region
    everything = "".join(control.guide.fix.values())
    of_type = _OF_TYPE.get(found.type, ())
    if of_type and of_type[0][0] in everything:
        values |= {placeholder: members[member] for placeholder, member in of_type}
    if control.meta.item == "credential":
        values["<key-id>"] = found.item
    return {placeholder: value for placeholder, value in values.items() if value}


def _region(text: str, found: Finding | None) -> Iterator[str]:
    """Yield the command that sets the Region, where the others do not name it."""
    if found and found.region != "global" and "--region" not in text and _SAFE.fullmatch(found.region):
        yield f"export AWS_REGION={found.region}"


def _filled(text: str, values: Mapping[str, str], *, shell: bool) -> str:
    """Return a text with the values that are safe where they belong.

    A value with other characters is quoted where it is a word of a shell's command of its own.
    """
    words = _words(text) if shell else set()

    def value(match: re.Match[str]) -> str:
        wanted = values.get(match[0], "")
        if "://" in wanted:  # the AWS CLI would read a file or ask a server
            return match[0]
        if _SAFE.fullmatch(wanted):
            return wanted
        if wanted and match.span() in words and _QUOTABLE.fullmatch(wanted) and wanted.isprintable():
            return shlex.quote(wanted)
        return match[0]

    return _PLACEHOLDER.sub(value, text)


def _words(text: str) -> set[tuple[int, int]]:
    """Return where a placeholder is a whole word of a command, outside of quotes and comments."""
    out: set[tuple[int, int]] = set()
    quote, comment = "", False
    for at, character in enumerate(text):
        before, after = text[at - 1 : at] or "\n", text[at:]
        if comment or quote:
            comment = comment and character != "\n"
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character == "#" and before.isspace():
            comment = True
        elif before.isspace() and (match := _PLACEHOLDER.match(after)):
            end = at + match.end()
            if end == len(text) or text[end].isspace():
                out.add((at, end))
    return out
