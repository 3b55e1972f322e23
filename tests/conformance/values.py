"""Values for members of AWS's answers, from pools so small that things refer to each other.

Nothing here names a control or a table. What a policy asks about is read from the policies: a
literal that stands in a file is a likely value of the members that the file reads.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from random import Random
from typing import Any

from botocore.model import Shape

from collectors import COLLECTORS
from collectors.table import Collector, Found
from scanner.catalog.lens import POLICIES
from tests import lab

ACCOUNT, OTHER = "111122223333", "444455556666"
REGIONS = ("us-east-1", "eu-west-1")
IDS = {"us-east-1": ("one", "two", "three"), "eu-west-1": ("uno", "dos", "tres")}
"""Region -> ids of things there, and of global things: AWS gives no id twice."""

ODD = ('a" or "b', "ünï; %d", "text\nof two lines")
VERSIONS = ("DRAFT", "1", "2")
TEXTS = ("", "*", "true", "false", "10.0.0.0/8", *ODD)
NUMBERS = (0, 1, 2, 5, 7, 30, 90, 365, 3600)
FRACTIONS = (0.0, 0.1, 0.5, 1.0)
DAYS = (-400, -91, -31, -1, 0, 1, 30, 31, 365)

OPERATORS = (
    *(
        "StringEquals",
        "StringNotEquals",
        "StringEqualsIgnoreCase",
        "StringLike",
        "StringNotLike",
        "StringEqualsIfExists",
        "StringNotEqualsIfExists",
    ),
    *(
        "ForAnyValue:StringEquals",
        "ForAllValues:StringLike",
        "ArnEquals",
        "ArnLike",
        "ArnNotLike",
        "Bool",
        "Null",
        "IpAddress",
        "NotIpAddress",
    ),
    *("NumericLessThan", "stringequals", "DateGreaterThan"),
)
VARIABLES = ("${aws:PrincipalAccount}", "${aws:PrincipalTag/team, 'x'}", "${*}", "${aws:username}")

KEYS = (
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:PrincipalOrgID",
    "aws:SourceVpce",
    "aws:SourceIp",
    "aws:ResourceTag/team",
    "AWS:PrincipalArn",
)
ROWS = {"subject", "message", "proof", "absent_from", "id", "pointer", "type", "region", "item"}
"""Members of a control's exports, which are not values of AWS's members."""

COMMON = 25
"""How many literals are likely values of one member."""

SERVICES = ("iam", "s3", "kms", "ec2", "sts", "logs", "q", "*")


@cache
def literals() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Member -> the literals on lines that read it, and all literals of these files.

    The parameters of a file count as its literals.
    """
    near: dict[str, set[str]] = {}
    far: dict[str, set[str]] = {}
    params = {c.path: list(_strings(c.meta.params)) for c in lab.everything().controls.values()}
    for path in sorted(POLICIES.rglob("*.rego")):
        if path.name.endswith("_test.rego"):
            continue
        lines = [
            (_read(line), _literals(line))
            for line in path.read_text(encoding="utf-8").splitlines()
            if not line.startswith("#")
        ]
        said = {word for _, words in lines for word in words} | {
            *params.get(path.relative_to(POLICIES).as_posix(), ())
        }
        for names, words in lines:
            for name in names:
                near.setdefault(name, set()).update(words)
                far.setdefault(name, set()).update(said)
    return {name: (tuple(sorted(near[name] - {name})), tuple(sorted(far[name] - {name}))) for name in near}


def _read(line: str) -> set[str]:
    return {*re.findall(r"\.([A-Za-z]\w*)", line), *re.findall(r'"([A-Za-z]\w*)"', line)}


def _literals(line: str) -> set[str]:
    found = re.findall(r'"((?:[^"\\]|\\.)*)"', line)
    return {
        text
        for text in found
        if len(text) < 80 and "%" not in text and not text.startswith(("/properties", "AWS::"))
    } - ROWS


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for element in value.values() if isinstance(value, dict) else value:
            yield from _strings(element)


@cache
def _known() -> dict[str, list[tuple[Collector, Found]]]:
    """The last word of a type, in lower case -> what the tables find of such types."""
    out: dict[str, list[tuple[Collector, Found]]] = {}
    for collector in COLLECTORS:
        for row in collector.rows:
            for found in row.finds:
                out.setdefault(_word(found), []).append((collector, found))
    return out


def _word(found: Found) -> str:
    return re.findall(r"[A-Z][a-z]*", found.type)[-1].lower()


@cache
def _type_in(text: str) -> str:
    """The word for a type that stands last in `text`; empty where there is none."""
    return (
        max(
            _known(),
            key=lambda word: (text.rfind(word) + len(word) if word in text else -1, len(word)),
            default="",
        )
        if text
        else ""
    )


@dataclass(frozen=True, slots=True)
class Pool:
    """Draws values for one answer: of one region, that a collector asked for with `parameters`."""

    random: Random
    region: str
    parameters: Mapping[str, Any]
    collector: Collector

    def chance(self, likely: float) -> bool:
        """True as often as `likely` says, from 0 to 1."""
        return self.random.random() < likely

    def one(self, values: Any) -> Any:
        """One of a sequence."""
        return values[int(self.random.random() * len(values))]

    def plain(self, shape: Shape, name: str) -> Any:
        """A value of a shape that has no members: boto3's Python type for it."""
        kind = shape.type_name
        if kind == "boolean":
            return self.chance(0.5)
        if kind in ("integer", "long"):
            return self.one(NUMBERS)
        if kind in ("float", "double"):
            return self.one(FRACTIONS)
        if kind == "timestamp":
            return self.moment()
        if kind == "blob":
            return self.one(TEXTS).encode()
        return self.text(shape, name)

    def moment(self) -> Any:
        """A time near the day on which the samples are judged, or a second beside it."""
        return lab.STARTED + timedelta(days=self.one(DAYS), seconds=self.one((-1, 0, 1)))

    def text(self, shape: Shape, name: str) -> str:
        """A string: a value of the shape, an echo of what was asked, a reference, or what a policy asks about."""
        if shape.enum and not self.chance(0.02):
            return str(self.one(shape.enum))
        if echoed := self.echo(name):
            return echoed
        low = name.lower()
        near, far = literals().get(name, ((), ()))
        is_arn = low.endswith("arn") or "arn:" in shape.metadata.get("pattern", "")
        if len(near) > COMMON or len(far) > 5 * COMMON:  # a name such as `id`, which every file reads
            near = far = ()
        if near and self.chance(0.1 if is_arn else 0.5):
            return str(self.one(near))
        if far and self.chance(0.05 if is_arn else 0.3):
            word = str(self.one(far))
            return f"com.amazonaws.{self.region}.{word}" if name == "ServiceName" else word
        if is_arn:
            return self.arn(f"{shape.name.lower()}{low}")
        if "region" in low:
            return self.one(REGIONS)
        if low.endswith(("account", "accountid", "owner", "ownerid")):
            return self.one((ACCOUNT, ACCOUNT, OTHER))
        if low.endswith("version"):
            return self.one(VERSIONS)
        if low.endswith(("date", "time")):
            return f"{self.moment():%Y-%m-%dT%H:%M:%SZ}"
        if low.endswith("identifier"):
            return self.arn(low) if self.chance(0.3) else self.id()
        return self.id() if low.endswith(("id", "ids")) or "name" in low else str(self.one(TEXTS))

    def id(self, region: str = "") -> str:
        """The id or name of a thing that may be there."""
        return str(self.one(IDS[region or (self.region if self.chance(0.95) else self.one(REGIONS))]))

    def echo(self, name: str) -> str:
        """What was asked for under such a name; mostly empty."""
        asked = [
            value
            for key, value in self.parameters.items()
            if isinstance(value, str) and key.lower().endswith(name.lower())
        ]
        return asked[0] if asked and self.chance(0.9) else ""

    def arn(self, about: str = "") -> str:
        """An ARN of what `about` names last: mostly of this account and Region, or of an absent thing."""
        known = _known()[(_type_in(about) if about else "") or self.one(sorted(_known()))]
        collector, found = self.one([k for k in known if k[0] == self.collector] or known)
        arn = self.arn_of(collector, found, self.region if self.chance(0.9) else self.one(REGIONS))
        change = self.random.random()
        return arn.replace(ACCOUNT, OTHER) if change < 0.06 else f"{arn}-gone" if change < 0.1 else arn

    def arn_of(self, collector: Collector, found: Found, region: str, key: str = "") -> str:
        """The ARN of the thing `key`, or of any thing, as its table makes it.

        If a member of AWS is the ARN, the ARN has that form.
        """
        key = key or self.id(region)
        place = region if collector.regional else ""
        own = f"arn:aws:{collector.prefix}:{place}:{ACCOUNT}:{_word(found)}/{key}"
        fields = re.findall(r"\{(\w+)\}", found.id)
        values = {
            f: own
            if f.lower().endswith("arn")
            else self.one(VERSIONS)
            if f.lower().endswith("version")
            else key
            for f in fields
        }
        return found.id.format_map({**values, "partition": "aws", "account": ACCOUNT, "region": region})

    def json(self) -> str:
        """JSON in a string that is no policy: text, ARNs, nothing."""
        return json.dumps(
            self.one(
                (
                    {},
                    {"a": [self.arn(), 1, None, True]},
                    {"b": {"c": self.one(TEXTS), "d": self.arn()}},
                    [],
                    self.arn(),
                )
            )
        )

    def policy(self) -> str:
        """An IAM policy document in a string; now and then one that is none."""
        if self.chance(0.02):
            return str(
                self.one(
                    (
                        "no JSON",
                        "{}",
                        '{"Statement": ["text"]}',
                        '{"Statement": {"Effect": "Maybe", "Action": "*"}}',
                    )
                )
            )
        statements = [self._statement() for _ in range(self.one((0, 1, 1, 2, 3)))]
        return json.dumps(
            {
                "Version": "2012-10-17" if self.chance(0.9) else "2008-10-17",
                "Statement": statements[0] if len(statements) == 1 and self.chance(0.3) else statements,
            }
        )

    def _statement(self) -> dict[str, Any]:
        out: dict[str, Any] = {"Effect": self.one(("Allow", "Allow", "Deny"))}
        out["Action" if self.chance(0.8) else "NotAction"] = self._some(self._action)
        if self.chance(0.9):
            out["Resource" if self.chance(0.8) else "NotResource"] = self._some(self._resource)
        if self.chance(0.5):
            out["Principal" if self.chance(0.8) else "NotPrincipal"] = self._principal()
        if self.chance(0.4):
            out["Condition"] = {
                self.one(OPERATORS): {self._key(): self._some(self._condition)}
                for _ in range(self.one((1, 1, 2)))
            }
        return out

    def _some(self, make: Callable[[], Any]) -> Any:
        return make() if self.chance(0.3) else [make() for _ in range(self.one((0, 1, 1, 2, 3)))]

    def _action(self) -> str:
        action = str(self.one(_actions()))
        prefix, _, name = action.partition(":")
        prefix = prefix if self.chance(0.8) else self.one(SERVICES)
        wide = (f"{prefix}:*", f"{prefix}:{name[:4]}*", f"{prefix[:3]}*:*", f"{prefix}:?*", "*")
        return str(self.one((action, action, action.upper(), *wide)))

    def _resource(self) -> str:
        arn = self.arn()
        return str(
            self.one(
                (
                    *("*", "*", arn, f"{arn[: arn.rfind('/') + 1]}*", "arn:aws:*:*:*:*"),
                    arn.replace("one", "?ne"),
                    ":".join([*arn.split(":")[:3], "*"]),
                    arn.replace(ACCOUNT, self.one(VARIABLES)),
                    f"{arn[: arn.rfind('/') + 1]}{self.one(VARIABLES)}",
                )
            )
        )

    def _principal(self) -> Any:
        service = str(self.one(_services()))
        user = f"arn:aws:iam::{self.one((ACCOUNT, OTHER))}:{self.one(('root', 'role/one', 'user/two'))}"
        users = ("*", {"AWS": "*"}, {"AWS": user}, {"AWS": [user, "*"]}, {"Federated": user})
        return self.one((*users, {"Service": service}, {"Service": [service, "ec2.amazonaws.com"]}))

    def _key(self) -> str:
        return str(
            self.one((*KEYS, *(word for word in literals().get("Condition", ((), ()))[1] if ":" in word)))
        )

    def _condition(self) -> Any:
        return self.one(
            (
                "*",
                ACCOUNT,
                OTHER,
                self.arn(),
                "o-abc",
                "o-abc/*",
                "true",
                True,
                False,
                3600,
                "10.0.0.0/8",
                "vpce-one",
                "us-east-1",
                "",
            )
        )


@cache
def _actions() -> tuple[str, ...]:
    """What looks like an IAM action anywhere in the policies."""
    return _like(r"[a-z0-9-]+:[A-Za-z*]+")


@cache
def _services() -> tuple[str, ...]:
    """What looks like a service principal anywhere in the policies."""
    return _like(r"[a-z0-9.-]+\.amazonaws\.com")


def _like(pattern: str) -> tuple[str, ...]:
    return tuple(
        sorted({word for _, far in literals().values() for word in far if re.fullmatch(pattern, word)})
    )
