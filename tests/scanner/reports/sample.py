"""A sample report, made by hand: every kind of result, gaps, a defect, a waiver, code, messages.

Some names in it are hostile. It uses no control and no lens text of the project, so a golden file
changes only if the form of a report changes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import Any

from collectors.records import Gap, Source
from scanner.catalog.controls import Control
from scanner.catalog.metadata import Metadata
from scanner.cli.say import say_report
from scanner.judging.configured import (
    Changed,
    Configuration,
    Effect,
    LeftOut,
    Severity,
    WaiverNote,
    WaiversFile,
)
from scanner.judging.results import (
    AccountHead,
    Defect,
    Excluded,
    Head,
    Proof,
    Report,
    Result,
    ResultResource,
    Waived,
    fingerprint,
    sort_key,
)
from scanner.judging.rows import KINDS, Cause, Message, Subject
from scanner.reports.terminal import View

VIEW = View(written=("out/results.json", "out/results.sarif"))
ACCOUNT = "123456789012"
CALLER = f"arn:aws:sts::{ACCOUNT}:assumed-role/audit/genai-lens-0123456789ab"
REGIONS = [
    f"{area}-{number}"
    for area in ("ap-south", "ca-central", "eu-north", "eu-west", "sa-east", "us-east", "us-west")
    for number in (1, 2)
] + [
    "ap-east-1",
    "eu-south-1",
    "me-south-1",
]
"""Seventeen Regions."""

LINK = "[x](http://evil.example)"
ESCAPES = "\x1b[31mred\x1b[0m\x07\r\n::error::"
OVERRIDE = "<script>alert(1)</script>\u202egpj.exe"

GUIDE = Path(__file__).with_name("guide.yaml")
"""The YAML file of the control that has a fix."""

KEYS = "GENSEC01-BP01/api-keys-expire"
WILDCARDS = "GENSEC01-BP01/no-service-wildcard-actions"
ENDPOINTS = "GENSEC01-BP02/endpoint-policy-restrictive"
GUARDRAILS = "GENSEC02-BP01/guardrail-available"
PROMPTS = "GENREL04-BP01/prompts-versioned"

PRACTICES: Mapping[str, Mapping[str, Any]] = {
    key: {
        "id": key,
        "title": title,
        "pillar": pillar,
        "risk": risk,
        "lifecycle": ["deploy"],
        "focus_area": key.split("-")[0],
    }
    for key, title, pillar, risk in (
        ("GENSEC01-BP01", "Grant least privilege to model endpoints", "Security", "high"),
        ("GENSEC01-BP02", "Keep traffic to models private", "Security", "high"),
        ("GENSEC02-BP01", "Filter what models answer", "Security", "high"),
        ("GENREL04-BP01", "Keep prompts in a catalog", "Reliability", "medium"),
    )
}


def _control(
    key: str, title: str, severity: str, remediation: str, messages: Mapping[str, str], *aliases: str
) -> Control:
    practice, name = key.split("/")
    package = (practice.lower().replace("-", "_"), name.replace("-", "_"))
    meta = Metadata(
        id=key,
        title=title,
        description=f"{title}: what this asks for, in a sentence with `bedrock:*` in it.",
        severity=severity,
        precision="high",
        mode="automated",
        resources=("AWS::Account",),
        lists=(),
        evidence=(),
        named={},
        adds=(),
        params={},
        messages=messages,
        item="none",
        remediation=remediation,
        aliases=aliases,
    )
    beside = GUIDE if key == KEYS else Path()
    return Control(practice, f"security/{'/'.join(package)}.rego", package, meta, beside=beside)


CONTROLS: Mapping[str, Control] = {
    control.id: control
    for control in (
        _control(
            KEYS,
            "Let API keys expire",
            "critical",
            "Delete the key, or give it an end date.",
            {
                "no-end": "the key of user %s never expires",
                "too-old": "key %s lives %s days, and %s are allowed",
            },
            "GENSEC01-BP01/keys-expire",
        ),
        _control(
            WILDCARDS,
            "Grant named actions only",
            "high",
            "Name the actions that the workload calls.",
            {"allows": "a statement allows %s", "role-allows": f"the role %s allows {{0}} %s {LINK}"},
        ),
        _control(
            ENDPOINTS,
            "Restrict endpoint policies",
            "medium",
            "Name principals and actions in the endpoint's policy.",
            {"unread": "its policy could not be read", "a-person": "a person must read %s"},
        ),
        _control(
            GUARDRAILS,
            "Have a guardrail wherever models are called",
            "high",
            "Create a guardrail in the region.",
            {"none": "no guardrail"},
        ),
        _control(
            PROMPTS,
            "Version prompts",
            "low",
            "Publish a version of the prompt.",
            {"no-version": "the prompt has no version", "untested": "variant %s of the prompt is not tested"},
        ),
    )
}


def printed(report: Report, width: int | None, view: View = VIEW) -> str:
    """Return what the command line prints of a report, on a screen of this width or to a pipe."""
    out = io.StringIO()
    with redirect_stdout(out):
        say_report(report, view, width=width)
    return out.getvalue()


def result(kind: str, control: str, arn: str, message: str, **fields: Any) -> Result:
    """Return a result of one of the sample's controls.

    `fields` set its Region, resource and so on.
    """
    region, item = fields.pop("region", "us-east-1"), fields.pop("item", "")
    account, kind_of_resource = fields.pop("account", ACCOUNT), fields.pop("type", "AWS::IAM::Role")
    return Result(
        control=control,
        kind=kind,
        severity=CONTROLS[control].meta.severity,
        account=account,
        region=region,
        resource=ResultResource(kind_of_resource, arn, fields.pop("name", "")),
        item=item,
        message=message,
        messages=fields.pop("messages", ()),
        proof=fields.pop("proof", ()),
        causes=fields.pop("causes", ()),
        fingerprint=fingerprint(control, account, Subject(kind_of_resource, arn, region, item)),
        **fields,
    )


def report(results: Sequence[Result], **head: Any) -> Report:
    """Return a report of these results, sorted and counted."""
    ordered = sorted(results, key=sort_key)
    whole = Head(
        version="0.0.0",
        edition="2025-04",
        title="AWS Well-Architected Generative AI Lens",
        kind="account",
        started="2026-06-01T00:00:00.000Z",
        policy_digest="a" * 64,
        snapshot_digest="b" * 64,
        snapshot="out/snapshot",
        accounts=(AccountHead(ACCOUNT, "", CALLER, tuple(sorted(REGIONS))),),
        finished="2026-06-01T00:00:07.250Z",
        calls=1234,
        counts={kind: sum(r.kind == kind and not r.excluded for r in ordered) for kind in KINDS},
        gaps=(),
        defects=(),
        policies=dict.fromkeys(CONTROLS, "a" * 64),
    )
    return Report(replace(whole, **head), ordered, CONTROLS, PRACTICES)


def gap(region: str, operation: str = "bedrock:ListGuardrails", **fields: Any) -> Gap:
    """Return the gap of a listing that was denied in a Region."""
    found = Gap(
        account=ACCOUNT,
        region=region,
        service=operation.split(":")[0],
        operation=operation,
        resource=None,
        code="AccessDeniedException",
        message=f"not authorized to perform {operation}",
        permission=operation,
    )
    return replace(found, **fields)


def cause(gap: Gap) -> Cause:
    """Return a gap as the cause of an `unknown`."""
    return Cause(gap.operation, gap.region, gap.code, gap.permission, gap.denied_by)


def mixed() -> Report:
    """Return a report with every kind of result and with hostile names.

    The configuration changed parameters, a control was left out, and the scan ended early. One
    permission is missing in seventeen Regions. There are a waiver, a defect, a place in code,
    and results with one message and with two.
    """
    root = f"arn:aws:iam::{ACCOUNT}:root"
    role, key = f"arn:aws:iam::{ACCOUNT}:role", f"arn:aws:iam::{ACCOUNT}:user/dev"
    gaps = [gap(region) for region in sorted(REGIONS)]
    gaps.append(
        gap(
            "us-east-1",
            "ec2:DescribeVpcEndpoints",
            code="Malformed",
            message=ESCAPES,
            permission="",
            resource=f"vpce-{LINK}",
        )
    )
    shown = Proof(key, "/properties/ExpirationDate", f"{ACCOUNT}/global/iam.json", 118)
    policy = Proof(f"{role}/wide", "/properties/Policies/0", None, None)
    source = Source("infra/my agents/[main].tf", 12, 31)
    endpoint = f"arn:aws:ec2:us-east-1:{ACCOUNT}:vpc-endpoint/vpce-1"
    return report(
        [
            result(
                "fail",
                KEYS,
                key,
                'the key of user "dev" never expires',
                region="global",
                name="dev",
                item="ACCA1",
                messages=(Message("no-end", ('"dev"',)),),
                proof=(shown,),
            ),
            result(
                "fail",
                WILDCARDS,
                f"{role}/wide",
                "a statement allows bedrock:*",
                region="global",
                name=LINK,
                proof=(policy,),
            ),
            result(
                "fail",
                WILDCARDS,
                f"{role}/esc",
                f"the role {ESCAPES} allows {{0}} bedrock:*",
                region="global",
                name=ESCAPES,
                item=ESCAPES,
            ),
            result(
                "fail",
                WILDCARDS,
                f"{role}/rtl",
                "a statement allows bedrock:*",
                region="global",
                name=OVERRIDE,
                source=source,
                not_waived=f"waivers.yaml:9: the waiver ends on {LINK}, which is no day",
            ),
            result(
                "fail",
                WILDCARDS,
                f"{role}/ok",
                "a statement allows aoss:*",
                region="global",
                name="ok",
                waived=Waived("ml", f"test {ESCAPES}", LINK, "2026-12-31", f"waive{ESCAPES}rs.yaml:4"),
            ),
            result(
                "fail",
                PROMPTS,
                f"arn:aws:bedrock:us-east-1:{ACCOUNT}:prompt/P1",
                'the prompt has no version; variant "a" of the prompt is not tested',
                type="AWS::Bedrock::Prompt",
                messages=(Message("no-version", ()), Message("untested", ('"a"',))),
            ),
            result(
                "fail",
                WILDCARDS,
                f"{role}/link",
                f"the role {LINK} allows {{0}} {{1}} {ESCAPES} {LINK}",
                region="global",
                name="link",
                messages=(Message("role-allows", (LINK, f"{{1}} {ESCAPES}")),),
            ),
            *(
                result(
                    "unknown",
                    GUARDRAILS,
                    root,
                    "allow bedrock:ListGuardrails",
                    region=g.region,
                    type="AWS::Account",
                    causes=(cause(g),),
                )
                for g in gaps[:-1]
            ),
            result(
                "unknown",
                ENDPOINTS,
                endpoint,
                "its policy could not be read",
                type="AWS::EC2::VPCEndpoint",
                causes=(cause(gaps[-1]),),
            ),
            result(
                "review",
                ENDPOINTS,
                f"{endpoint}2",
                f"a person must read {LINK} [bold]",
                type="AWS::EC2::VPCEndpoint",
                name=OVERRIDE,
                messages=(Message("a-person", (f"{LINK} [bold]",)),),
            ),
            result(
                "fail",
                WILDCARDS,
                f"{role}/sandbox",
                "a statement allows bedrock:*",
                region="global",
                name="sandbox",
                tags={"env": "sandbox"},
                excluded=Excluded({"env": "sandbox"}, f"sandboxes hold no data {ESCAPES}"),
            ),
            result("pass", KEYS, f"{key}2", "", region="global", name="dev2"),
            result("not_applicable", PROMPTS, root, "no prompt", region="global", type="AWS::Account"),
        ],
        gaps=tuple(gaps),
        defects=(Defect(PROMPTS, ACCOUNT, f"error: {LINK}"),),
        configuration=Configuration(
            file=f"settings{ESCAPES}.yaml",
            sha256="c" * 64,
            changed={
                ACCOUNT: {
                    KEYS: {
                        "max_days": Changed(7, 30, (Effect("pass", "fail", 2),)),
                        "names": Changed([LINK], [], (Effect("fail", "none", 12), Effect("pass", "none", 1))),
                    }
                }
            },
            digest="d" * 64,
            off={ACCOUNT: {GUARDRAILS: f"not used here {ESCAPES}"}},
            severities={ACCOUNT: {ENDPOINTS: Severity("low", "medium", f"a test {LINK}")}},
            leave_out={
                ACCOUNT: (
                    LeftOut({"env": "sandbox"}, f"sandboxes hold no data {ESCAPES}", 1),
                    LeftOut({f"team {LINK}": "*"}, f"no such team {ESCAPES}", 0),
                )
            },
            waivers=WaiversFile(f"waive{ESCAPES}rs.yaml", "e" * 64, 2, (WaiverNote(9, "lapsed", 1),)),
        ),
        notes=(f"waivers.yaml:9: the waiver ends on {LINK}, which is no day.",),
        passed_over={ACCOUNT: {"bedrock": ["us-west-1"], "sagemaker": ["eu-west-2", "us-west-1"]}},
        left_out=(f"rules/{ESCAPES}.rego:3: {LINK} is not allowed.",),
        ended={"code": "ExpiredToken", "sentence": "the credentials expired during the scan"},
        run="0123456789ab",
        endpoints={
            "bedrock": {"urls": ["https://bedrock.example.com"], "source": f"profile {ESCAPES}"},
            **{
                service: {
                    "urls": [f"https://{service}-fips.{region}.amazonaws.com" for region in REGIONS[:3]],
                    "source": "AWS_USE_FIPS_ENDPOINT",
                }
                for service in ("iam", "sts")
            },
        },
        pace={"seconds": 93.4, "refused": 12},
    )


def clean() -> Report:
    """Return a report in which nothing fails and all evidence was seen."""
    root = f"arn:aws:iam::{ACCOUNT}:root"
    return report([result("pass", KEYS, root, "", region="global", type="AWS::Account")])


def unseen() -> Report:
    """Return a report in which nothing fails, but some evidence was not seen."""
    found = mixed()
    return report([r for r in found.results if r.kind in ("unknown", "pass")], gaps=found.head.gaps)


def many(number: int) -> Report:
    """Return a report with this number of failures of one control, each with its own message."""
    role = f"arn:aws:iam::{ACCOUNT}:role"
    return report(
        [
            result("fail", WILDCARDS, f"{role}/r{n:05}", f"statement {n} allows bedrock:*", region="global")
            for n in range(number)
        ]
    )


def accounts(number: int) -> Report:
    """Return a report with one failure in each of this number of accounts."""
    ids = [f"{n:012}" for n in range(1, number + 1)]
    found = [
        result(
            "fail", KEYS, f"arn:aws:iam::{a}:user/dev", "the key never expires", account=a, region="global"
        )
        for a in ids
    ]
    return report(found, accounts=tuple(AccountHead(a, "", CALLER, ("us-east-1",)) for a in ids))
