"""Generate policy documents, and others that certainly give less access.

The tables have what documents are made of. Add there what a control begins to look at.
"""

from __future__ import annotations

import re
from random import Random
from typing import Any

from tests.policies.iam_oracle import like
from tests.policies.one_account import ACCOUNT

FOREIGN = "444455556666"

IDENTITY = (
    ("bedrock:InvokeModel", "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v1:0"),
    (
        "bedrock:InvokeModel",
        f"arn:aws:bedrock:us-east-1:{ACCOUNT}:inference-profile/us.anthropic.claude-v1:0",
    ),
    ("bedrock:InvokeModel", f"arn:aws:bedrock:us-east-1:{ACCOUNT}:application-inference-profile/a1b2"),
    ("bedrock:InvokeAgent", f"arn:aws:bedrock:us-east-1:{ACCOUNT}:agent-alias/A1B2/L1"),
    ("bedrock:InvokeInlineAgent", f"arn:aws:bedrock:us-east-1:{ACCOUNT}:agent/A1B2"),
    (
        "bedrock-agentcore:GetResourceApiKey",
        f"arn:aws:bedrock-agentcore:us-east-1:{ACCOUNT}:token-vault/default/apikeycredentialprovider/p",
    ),
    ("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/work/agent"),
    ("sts:AssumeRole", f"arn:aws:iam::{FOREIGN}:role/partner"),
    ("s3:GetObject", "arn:aws:s3:::documents/public/a.txt"),
    ("lambda:InvokeFunction", f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:tool"),
    ("kendra:Query", f"arn:aws:kendra:us-east-1:{ACCOUNT}:index/i1"),
    ("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:tool-AbCdEf"),
)

GRANTS: dict[str, tuple[tuple[str, str], ...]] = {
    "identity": IDENTITY,
    "boundary": IDENTITY,
    "trust": (("sts:AssumeRole", ""),),
    "endpoint": (IDENTITY[0], IDENTITY[1], IDENTITY[3]),
    "bucket": (
        ("s3:PutObject", "arn:aws:s3:::§/AWSLogs/x"),
        ("s3:GetObject", "arn:aws:s3:::§/AWSLogs/x"),
        ("s3:ListBucket", "arn:aws:s3:::§"),
    ),
}
"""Place -> actions, each with the ARN of a resource for it. `§` is the bucket's name."""

VARIABLES = ("${aws:PrincipalAccount}", "${aws:PrincipalTag/team}", "${aws:username, 'x'}", "${*}")

PRINCIPALS: dict[str, tuple[Any, ...]] = {
    "trust": (
        {"Service": "bedrock.amazonaws.com"},
        {"Service": ["bedrock-agentcore.amazonaws.com", "bedrock.amazonaws.com"]},
        {"Service": "sagemaker.amazonaws.com"},
        {"AWS": "*"},
    ),
    "endpoint": ("*", {"AWS": "*"}, {"*": "*"}, {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}),
    "bucket": (
        "*",
        {"AWS": FOREIGN},
        {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        {"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"},
        {"Federated": "cognito-identity.amazonaws.com"},
        {"Service": "bedrock.amazonaws.com"},
    ),
}

CONDITIONS: tuple[tuple[str, str, Any], ...] = (
    ("StringEquals", "aws:SourceAccount", ACCOUNT),
    ("StringEquals", "aws:SourceAccount", FOREIGN),
    ("StringEquals", "aws:SourceAccount", [ACCOUNT, FOREIGN]),
    ("ArnLike", "aws:SourceArn", f"arn:aws:bedrock:us-east-1:{ACCOUNT}:agent/*"),
    ("ArnLike", "aws:SourceArn", f"arn:aws:bedrock-agentcore:us-east-1:{ACCOUNT}:*"),
    ("ArnLike", "aws:SourceArn", f"arn:aws:bedrock:*:{ACCOUNT}:*"),
    ("ArnLike", "aws:SourceArn", "arn:aws:bedrock:*:*:agent/*"),
    ("StringLike", "aws:SourceArn", f"arn:*:*:*:{ACCOUNT}:*"),
    ("StringLike", "aws:SourceArn", f"arn:aws:bedrock:*:{ACCOUNT}:*"),
    ("StringLike", "aws:userid", "AROAEXAMPLE0000000001:*"),
    ("StringEquals", "aws:PrincipalAccount", ACCOUNT),
    ("StringEquals", "aws:PrincipalAccount", FOREIGN),
    ("StringEquals", "aws:PrincipalOrgID", "o-abcdefghij"),
    ("StringLike", "aws:PrincipalOrgID", "o-*"),
    ("ArnLike", "aws:PrincipalArn", f"arn:aws:iam::{ACCOUNT}:role/*"),
    ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/Admin"),
    ("StringEquals", "aws:SourceVpc", "vpc-11112222"),
    ("StringEquals", "aws:SourceVpce", "vpce-11112222"),
    ("StringEquals", "aws:ResourceAccount", ACCOUNT),
    ("StringEquals", "aws:ResourceOrgID", "o-abcdefghij"),
    ("Bool", "aws:PrincipalIsAWSService", "true"),
    ("Bool", "aws:SecureTransport", "true"),
    ("IpAddress", "aws:SourceIp", "203.0.113.0/24"),
    ("Null", "aws:SourceArn", "false"),
    ("StringEqualsIfExists", "aws:PrincipalOrgID", "o-abcdefghij"),
    ("ForAllValues:StringEquals", "aws:PrincipalOrgPaths", "o-abcdefghij/r-ab12/ou-ab12-11111111/"),
    ("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "o-abcdefghij/r-ab12/ou-ab12-11111111/*"),
    ("StringEquals", "bedrock:GuardrailIdentifier", f"arn:aws:bedrock:us-east-1:{ACCOUNT}:guardrail/g1:1"),
    (
        "ArnLike",
        "bedrock:InferenceProfileArn",
        f"arn:aws:bedrock:us-east-1:{ACCOUNT}:application-inference-profile/a1b2",
    ),
    ("ArnLike", "bedrock:InferenceProfileArn", "arn:aws:bedrock:*:*:inference-profile/*"),
    ("StringEquals", "iam:PassedToService", "bedrock.amazonaws.com"),
)
"""Operator, key and value of conditions, also of some that restrict nobody."""

TYPICAL: dict[str, str] = {
    "identity": r"bedrock:|iam:",
    "boundary": r"bedrock:|iam:",
    "trust": r"aws:Source(Account|Arn)",
    "endpoint": r"aws:(Principal|Resource)",
    "bucket": r"aws:(Source|Principal|SecureTransport)",
}
"""Place -> the keys of most conditions there."""

NEGATED = {"StringEquals": "StringNotEquals", "StringLike": "StringNotLike", "ArnLike": "ArnNotLike"}
"""Operators that a Deny for all others has."""


class Generator:
    """Makes documents for one place. The same random numbers make the same documents."""

    def __init__(self, random: Random, place: str) -> None:
        self.random, self.place = random, place
        self.grants = GRANTS[place]
        self.typical = [c for c in CONDITIONS if re.match(TYPICAL[place], c[1])]

    def document(self) -> dict[str, Any]:
        """Return a policy document; a few have the version without variables."""
        others = self.random.choice((0, 0, 0, 0, 1, 2))
        effects = ["Allow", *self.random.choices(("Allow", "Deny"), k=others)]
        version = "2008-10-17" if self.random.random() < 0.1 else "2012-10-17"
        return {"Version": version, "Statement": [self.statement(effect) for effect in effects]}

    def statement(self, effect: str) -> dict[str, Any]:
        """Return a statement about one or two grants, with a condition now and then."""
        grants = self.random.choices(self.grants, k=self.random.choice((1, 1, 2)))
        out: dict[str, Any] = {"Effect": effect, "Action": [self._action(action) for action, _ in grants]}
        if self.place != "trust":
            odds = 0.2 if effect == "Deny" else 0.05
            member = "NotResource" if self.random.random() < odds else "Resource"
            out[member] = [self._resource(arn) for _, arn in grants]
        if self.place in PRINCIPALS:
            wild = effect == "Deny" and self.random.random() < 0.7
            out["Principal"] = "*" if wild else self.random.choice(PRINCIPALS[self.place])
            if effect == "Deny" and self.place != "trust" and self.random.random() < 0.2:
                out["NotPrincipal"] = out.pop("Principal")
        if effect == "Deny" and self.random.random() < 0.2:
            out["NotAction"] = out.pop("Action")
        if self.random.random() < (0.6 if self.place in PRINCIPALS else 0.3):
            out["Condition"] = self.condition(effect)
        return out

    def condition(self, effect: str) -> dict[str, Any]:
        """Return one or two conditions, of a Deny the negated ones."""
        out: dict[str, Any] = {}
        for _ in range(self.random.choice((1, 1, 2))):
            operator, key, value = self._some_condition()
            if effect == "Deny":
                operator = NEGATED.get(operator, operator)
            out[operator] = {**out.get(operator, {}), key: value}
        return out

    def _some_condition(self) -> tuple[str, str, Any]:
        return self.random.choice(self.typical if self.random.random() < 0.85 else CONDITIONS)

    def less(self, document: dict[str, Any], way: str) -> dict[str, Any] | None:
        """Return the document with less access, or None if this way does not apply to it."""
        statements = list(document["Statement"])
        if way == "deny":
            return {**document, "Statement": [*statements, self.statement("Deny")]}
        at = self.random.choice([i for i, s in enumerate(statements) if s["Effect"] == "Allow"])
        changed = getattr(self, f"_{way}")(statements[at])
        return changed and {**document, "Statement": [*statements[:at], changed, *statements[at + 1 :]]}

    def _condition(self, statement: dict[str, Any]) -> dict[str, Any]:
        """Add a condition. One that is there already keeps its values: both must hold."""
        operator, key, value = self._some_condition()
        before = statement.get("Condition", {})
        return {**statement, "Condition": {**before, operator: {key: value, **before.get(operator, {})}}}

    def _pattern(self, statement: dict[str, Any]) -> dict[str, Any] | None:
        """Narrow a Resource pattern, or leave one out; for NotResource, add one."""
        if "NotResource" in statement:
            more = self._resource(self.random.choice(self.grants)[1])
            return {**statement, "NotResource": [*statement["NotResource"], more]}
        patterns = list(statement.get("Resource", []))
        if not patterns:
            return None
        at = self.random.randrange(len(patterns))
        if len(patterns) > 1 and self.random.random() < 0.2:
            return {**statement, "Resource": [*patterns[:at], *patterns[at + 1 :]]}
        found = self._narrower(patterns[at])
        return found and {**statement, "Resource": [*patterns[:at], found, *patterns[at + 1 :]]}

    def _value(self, statement: dict[str, Any]) -> dict[str, Any] | None:
        """Take a value of a condition away, or put one in its place that the value matches."""
        conditions = statement.get("Condition", {})
        if not conditions:
            return None
        operator = self.random.choice(sorted(conditions))
        key = self.random.choice(sorted(conditions[operator]))
        before = conditions[operator][key]
        found: list[Any] = list(before) if isinstance(before, list) else []
        if "Like" in operator and isinstance(before, str):
            values = [value for _, name, value in CONDITIONS if name == key and value != before]
            found = [value for value in values if isinstance(value, str) and like(before, value)]
        if not found:
            return None
        inner = {**conditions[operator], key: self.random.choice(found)}
        return {**statement, "Condition": {**conditions, operator: inner}}

    def _action_pattern(self, statement: dict[str, Any]) -> dict[str, Any] | None:
        """Name an action in the place of a pattern that matches it."""
        patterns = list(statement["Action"])
        at = self.random.randrange(len(patterns))
        if "*" not in patterns[at]:
            return None
        prefix = patterns[at].split("*")[0]
        found = [action for action, _ in self.grants if action.startswith(prefix)]
        return {**statement, "Action": [*patterns[:at], *found[:1], *patterns[at + 1 :]]}

    def _narrower(self, pattern: str) -> str | None:
        """Return a pattern that matches less: one with text in the place of a `*`.

        The text stays within its field, unless the `*` stands for all fields that follow.
        """
        stars = [i for i, c in enumerate(pattern) if c == "*" and pattern[i - 1 : i + 2] != "{*}"]
        if not stars:
            return None
        at = self.random.choice(stars)
        texts = ["", "a", "*a", "a*", "?*"]
        for _, arn in self.grants:
            if arn.startswith(pattern[:at]):
                texts += [arn[at:], *(f"{arn[at:][:cut]}*" for cut in (4, 12, 20))]
        if at + 1 < len(pattern) and pattern.count(":", 0, at) < 5:
            texts = [text.split(":")[0] for text in texts] + [FOREIGN]
        else:
            texts += ["us.", "us.*", "anthropic.*", "role/*", "/*", ":*", ":*:*"]
        return pattern[:at] + self.random.choice(texts) + pattern[at + 1 :]

    def _action(self, action: str) -> str:
        if self.random.random() < 0.2:
            return self.random.choice(("*", action.split(":")[0] + ":*", action[:-3] + "*"))
        return action

    def _resource(self, arn: str) -> str:
        """Return the ARN with some parts replaced by wildcards or variables, or cut short."""
        chance = self.random.random()
        if chance < 0.1:
            return "*"
        if chance < 0.2:
            return ":".join([*arn.split(":")[:3], "*"])
        fields = arn.split(":", 5)
        for at, odds in ((3, 0.2), (4, 0.2), (5, 0.6)):
            if self.random.random() < odds:
                fields[at] = self._wild(fields[at])
        return ":".join(fields)

    def _wild(self, text: str) -> str:
        """Return a field with a wildcard or a variable in the place of its end, or of all of it."""
        cut = self.random.choice((0, text.find("/") + 1, text.rfind("/") + 1, len(text) // 2))
        length = "?" * (len(text) - cut) or "*"
        wild = self.random.choice(("*", "*", "*", "*", "?*", length, self.random.choice(VARIABLES)))
        return text[:cut] + wild
