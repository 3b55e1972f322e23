"""Accounts for the conformance test: random values in botocore's output shapes.

The ordinary collectors read them through a client that makes no network calls. The tables decide how
an answer is filled: where its items are, what AWS always sends, which members hold documents, and
which errors mean "there is none". So a new table needs no change here. The same account gives the
same answers, in any order of calls.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import botocore.session
from botocore import xform_name
from botocore.exceptions import ClientError
from botocore.model import ServiceModel, Shape
from hypothesis import strategies as st

from collectors import ROWS
from collectors.aws import Aws
from collectors.collect import collect
from collectors.endpoints import Endpoints
from collectors.limits import Limits
from collectors.own import OWN_OPERATIONS
from collectors.records import GLOBAL, Collection
from collectors.table import Found, Row
from scanner.catalog.controls import Catalog
from scanner.people.config import Config, resolved
from tests import lab
from tests.collectors.members import always_of
from tests.conformance.values import ACCOUNT, IDS, ODD, REGIONS, VERSIONS, Pool

CODES = ("AccessDeniedException", "ThrottlingException", "InternalFailure")
DEPTH = 7
"""How many members deep an answer goes where it may end."""


@dataclass(frozen=True, slots=True)
class Account:
    """What an account is grown from.

    `seed` decides every value, `most` how many things a listing shows, `kept` how often a member
    that AWS may leave out is there, `flaky` how often a question about one thing fails. `lost` are
    (operation, region or `global`) that fail altogether, `skipped` operations are not asked,
    `closed` regions are not entered.
    """

    seed: int
    regions: tuple[str, ...]
    most: int
    kept: float
    flaky: float
    lost: frozenset[tuple[str, str]]
    skipped: frozenset[str]
    closed: frozenset[str]


def accounts(catalog: Catalog) -> st.SearchStrategy[Account]:
    """Accounts for the controls of a catalog, the simplest with nothing lost."""
    operations = st.sampled_from(sorted(catalog.operations))
    return st.builds(
        Account,
        seed=st.integers(0, 2**32),
        regions=st.sampled_from((REGIONS, REGIONS[:1])),
        most=st.sampled_from((2, 1, 0, 3)),
        kept=st.sampled_from((0.8, 0.5, 1.0)),
        flaky=st.sampled_from((0.0, 0.03, 0.2)),
        lost=st.frozensets(st.tuples(operations, st.sampled_from((*REGIONS, GLOBAL))), max_size=4),
        skipped=st.one_of(st.just(frozenset[str]()), st.frozensets(operations, max_size=3)),
        closed=st.sampled_from((frozenset[str](),) * 7 + (frozenset(REGIONS[-1:]),)),
    )


def grown(account: Account) -> Collection:
    """Return the collection of an account, for all operations of the tables."""
    with patch.dict("collectors.pace.PUBLISHED", clear=True):  # nobody counts the requests here
        return collect(
            _Generated(account),
            ROWS.keys() - account.skipped,
            account.regions,
            threads=1,
            workload=lambda _: lab.ALL_DECLARED,
            started=lab.STARTED,
        )


def workload(account: Account) -> dict[str, Any]:
    """Return what people declare: nothing in every second account, else nearly everything."""
    if account.seed % 2:
        return {}
    names = ("apis", "functions", "sagemaker", "state_machines", "vpcs")
    return {
        **{name: ["*"] for name in names},
        "regions": [*account.regions],
        "feedback": {"stores": ["*"]},
        "iac": {"tag_keys": ["team"]},
        "prompt_repository": "https://git.example.org/prompts",
    }


def parameters(account: Account, catalog: Catalog) -> dict[str, dict[str, Any]]:
    """Return the controls' parameters. Some have another value of the same type."""
    random = Random(account.seed)
    changed = {
        control.id: {
            name: _changed(value, random)
            for name, value in control.meta.params.items()
            if random.random() < 0.3
        }
        for control in catalog.controls.values()
    }
    return resolved(Config(changed), catalog, ACCOUNT)


def _changed(value: Any, random: Random) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return random.choice((0, 1, 7, 2 * value))
    if isinstance(value, list):
        return random.choice(([], value[:1], [*value, *REGIONS], [*IDS[REGIONS[0]]]))
    return value


QUICK = replace(Limits(), throttled_seconds=0)
"""A refusal for its rate is a gap at once. Waiting for the next try would take minutes."""


class _Generated(Aws):
    """An account behind a client without a wire.

    Nothing of the collectors is replaced but the way to AWS.
    """

    def __init__(self, account: Account) -> None:
        self.account, self.default_region, self.limits = account, account.regions[0], QUICK
        self.run, self.endpoints = "0123456789ab", Endpoints(None)

    def client(self, service: str, region: str, seconds: float | None = None) -> Any:
        return _Client(self.account, service, region)

    def knows(self, service: str, operation: str) -> bool:
        return operation in _model(service).operation_names


class _Client:
    """A boto3 client as far as collectors use it: a method per operation, with one page."""

    def __init__(self, account: Account, service: str, region: str) -> None:
        self._account, self._service, self._region = account, service, region
        self.meta = SimpleNamespace(service_model=_model(service))

    def can_paginate(self, name: str) -> bool:
        return False

    def __getattr__(self, name: str) -> Callable[..., dict[str, Any]]:
        operation = _methods(self._service)[name]
        return lambda **parameters: _answer(self._account, self._service, operation, self._region, parameters)


@cache
def _model(service: str) -> ServiceModel:
    return _session.get_service_model(service)


_session = botocore.session.get_session()


@cache
def _methods(service: str) -> dict[str, str]:
    return {xform_name(name): name for name in _model(service).operation_names}


def _answer(
    account: Account, service: str, operation: str, region: str, parameters: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the page that AWS would send, or raise its error."""
    name = f"{service}:{operation}"
    if name in OWN_OPERATIONS:
        return _own_answer(account, operation, region)
    rows = [row for _, row in ROWS[name]]
    collector = ROWS[name][0][0]
    pool = Pool(
        Random(f"{account.seed} {name} {region} {sorted(parameters.items())}"), region, parameters, collector
    )
    lost = (name, region if collector.regional else GLOBAL) in account.lost or (
        any(row.parents for row in rows) and pool.chance(account.flaky)
    )
    absent = [code for row in rows for code in row.absent_codes]
    if lost or (absent and pool.chance(0.2)):
        raise ClientError(
            {"Error": {"Code": pool.one(CODES if lost else absent), "Message": "generated"}}, operation
        )
    shape = _model(service).operation_model(operation).output_shape
    page: dict[str, Any] = _Filled(account, pool, rows).structure(shape, (), ()) if shape else {}
    for row in rows:
        if row.token:
            page.pop(row.token[1], None)
    if page and pool.chance(account.flaky / 10):
        page.pop(sorted(page)[0])  # an answer that lacks what AWS always sends is a gap too
    return page


def _own_answer(account: Account, operation: str, region: str) -> dict[str, Any]:
    """Return who is calling. A closed Region refuses to say it, and no service has a list of Regions."""
    closed = region in account.closed and region != account.regions[0]
    if operation != "GetCallerIdentity" or closed:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "generated"}}, operation)
    return {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/scanner", "UserId": "U"}


class _Filled:
    """Fills the shape of one answer."""

    def __init__(self, account: Account, pool: Pool, rows: list[Row]) -> None:
        self.account, self.pool = account, pool
        self.policies = {_path(path) for row in rows for path in row.policies}
        self.documents = {name for row in rows for name in row.documents}
        self.items = {_path(found.items) for row in rows for found in row.finds}
        likely = self.items | {_path(row.member) for row in rows}
        always = {_path(path) for row in rows for path in always_of(pool.collector, row)}
        self.named = {
            (*_path(f.items), name): f
            for row in rows
            for f in row.finds
            for name in (*re.findall(r"\{(\w+)\}", f.id), f.home, f.name)
        }
        self.key = ""
        self.likely = {path[:n] for path in likely for n in range(1, len(path) + 1)}
        self.always = {path[:n] for path in always for n in range(1, len(path) + 1)} | self.named.keys()

    def structure(self, shape: Shape, path: tuple[str, ...], above: tuple[str, ...]) -> dict[str, Any]:
        members = dict(shape.members)
        if shape.metadata.get("union") and members:
            chosen = self.pool.one(sorted(members))
            return {chosen: self.value(members[chosen], chosen, (*path, chosen), above)}
        out = {}
        for name, member in members.items():
            inside = (*path, name)
            likely = 0.95 if name in shape.required_members else 0.75 if inside in self.likely else 0
            deep = len(above) >= DEPTH or member.name in above
            kept = max(self.account.kept, likely)
            if inside in self.always or (not deep and self.pool.chance(kept)):
                out[name] = self.value(member, name, inside, above)
        return out

    def value(self, shape: Shape, name: str, path: tuple[str, ...], above: tuple[str, ...]) -> Any:
        if path in self.policies:
            return self.pool.policy()
        if name in self.documents:
            return self.pool.json()
        kind, below = shape.type_name, (*above, shape.name)
        if kind == "structure":
            return self.structure(shape, path, below)
        many = (
            0
            if shape.name in above
            else self.pool.random.randint(0, self.account.most if path in self.items else 2)
        )
        if kind == "list":
            return _with_one_default(
                [self.element(shape.member, name, path, below, place) for place in range(many)]
            )
        if kind == "map":
            return {
                self.pool.text(shape.key, "name"): self.value(shape.value, name, path, below)
                for _ in range(many)
            }
        if path in self.named and kind == "string" and not shape.enum:
            return self.identity(name, self.named[path])
        return self.pool.plain(shape, name)

    def element(
        self, shape: Shape, name: str, path: tuple[str, ...], above: tuple[str, ...], place: int
    ) -> Any:
        """Return an element of a list. Each listed resource has a key of its own."""
        if path in self.items:
            ids = IDS[self.pool.region]
            self.key = ids[(self.account.seed + place) % len(ids)]
        return self.value(shape, name, path, above)

    def identity(self, name: str, found: Found) -> str:
        """Return a member that names a resource: its ARN, its Region, its version or its key."""
        if found.id.startswith(f"{{{name}}}"):
            return self.pool.arn_of(self.pool.collector, found, self.pool.region, self.key)
        if name == found.home:
            return self.pool.one(REGIONS)
        if name.lower().endswith("version"):
            return self.pool.echo(name) or self.pool.one(VERSIONS)
        wanted = re.findall(r"'([^']+)'", found.items) if name in found.items.partition("[")[2] else []
        if wanted and self.pool.chance(
            0.8
        ):  # the table keeps only things of such names; those that start with a dot are of AWS's services
            end = self.pool.one(wanted)
            return f"com.amazonaws.{self.pool.region}{end}" if end.startswith(".") else end
        key = self.pool.echo(name) or self.key or self.pool.id()
        return (
            f"{key}{self.pool.one(ODD)}"
            if name == found.name and f"{{{name}}}" not in found.id and self.pool.chance(0.2)
            else key
        )


def _with_one_default(elements: list[Any]) -> list[Any]:
    """Where AWS marks a default among things, it marks one."""
    for place, element in enumerate(elements):
        for name in element if isinstance(element, dict) else ():
            if name.startswith("IsDefault"):
                element[name] = place == 0
    return elements


@cache
def _path(expression: str) -> tuple[str, ...]:
    """The members that a path of a table goes through, up to what is more than a member."""
    steps = []
    for step in expression.split("."):
        steps.append(step.split("[")[0])
        if "[" in step and not step.endswith("[]"):
            break
    return tuple(step for step in steps if step.isidentifier())
