"""Change sample accounts: leave members out, and give others wrong types and extreme values."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from collectors.records import Collection
from scanner.catalog.controls import Catalog, Selection, select
from scanner.engines.interface import Engine
from scanner.engines.registry import engine
from scanner.errors import SnapshotError
from scanner.judging.facts import facts
from scanner.people.config import Config
from scanner.snapshot import folder as snapshot

SAMPLES = ("bad", "demo", "good")
SECONDS = 30.0
"""The time to make one account smaller."""

VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 2**53, 2**63 - 1, "", "*", "true", "ä\u2028😀", "?" * 110, "*?" * 3000),
    *("arn:aws:iam::111122223333:root", "2026-06-01T00:00:00Z", "10.0.0.0/8", "::ffff:10.0.0.0/104", "{}"),
    *([], {}, [[]], [{}], [None], {"a": None}, ["*"] * 500, [{"Key": "a", "Value": "b"}]),
    *({"Statement": [{"Effect": "Allow", "Action": "bedrock:" + "?" * 110, "Resource": "*"}]},),
)
"""Values of other types than AWS sends, and extreme ones."""


def changed(value: Any, random: Random, *, wild: bool) -> Any:
    """Return a copy of a value with one change: a member is left out, replaced or repeated.

    Only a `wild` change gives a member another type.
    """
    if isinstance(value, dict) and value and random.random() < 0.9:
        key = random.choice(sorted(value))
        if random.random() < 0.2:
            return {name: inner for name, inner in value.items() if name != key}
        return {**value, key: changed(value[key], random, wild=wild)}
    if isinstance(value, list) and value and random.random() < 0.9:
        place = random.randrange(len(value))
        if random.random() < 0.3:
            return random.choice(([], value + value[place : place + 1], value[:place] + value[place + 1 :]))
        return [*value[:place], changed(value[place], random, wild=wild), *value[place + 1 :]]
    return copy.deepcopy(random.choice([v for v in VALUES if wild or type(v) is type(value)] or [value]))


def account(collection: Collection, random: Random) -> Collection:
    """Return a collection with some of its resources changed, and a few left out."""
    resources = []
    wild = random.random() < 0.1
    for resource in collection.resources:
        for _ in range(random.choice((0, 0, 0, 1) if wild else (0, 1, 1, 2, 5))):
            properties = changed(dict(resource.properties), random, wild=wild)
            resource = replace(resource, properties=properties if isinstance(properties, dict) else {})
        if random.random() < 0.97:
            resources.append(resource)
    return replace(collection, resources=tuple(resources))


def document(collection: Collection, catalog: Catalog) -> dict[str, Any] | None:
    """Return the `input` of an account as the scanner makes it, or None if no snapshot holds it."""
    with TemporaryDirectory() as parent:
        folder = Path(parent) / "snapshot"
        try:
            snapshot.write(collection, folder)
            found = snapshot.read(folder)
        except SnapshotError:
            return None
        target = found.targets[0]
        return facts(found, target, catalog, Config({}).stated(catalog, target.account))


FAILED = "an error"


class Engines:
    """Both engines, for all controls. Use it as a context manager."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.failed = 0
        """The controls that failed in one engine, and gave a verdict in the other."""
        self._running: dict[str, Engine] = {}
        self._open = ExitStack()

    def __enter__(self) -> Engines:
        """Start the engines. Raises `EngineError` without OPA."""
        self._running = {name: self._open.enter_context(engine(name)) for name in ("regorus", "opa")}
        return self

    def __exit__(self, *_: object) -> None:
        """Stop them."""
        self._open.close()

    def apart(self, put: Mapping[str, Any], control: str = "") -> dict[str, str]:
        """Return the controls whose results differ, each with the results: control -> a sentence.

        A control that fails is `unknown`. Whether an engine fails depends on the order in which it
        evaluates (docs/rego-subset.md), so that failures are counted and not compared.
        """
        catalog = select(self.catalog, Selection(controls=(control,))) if control else self.catalog
        said: dict[str, dict[str, str]] = {}
        for name, running in self._running.items():
            found = running.evaluate(catalog.modules, catalog.document(), put)
            rows: dict[str, str] = dict.fromkeys(catalog.controls, "")
            for row in found.rows:
                rows[row["control"]] += orjson.dumps(row, option=orjson.OPT_SORT_KEYS).decode() + "\n"
            said[name] = rows | {one: f"{FAILED}: {why}" for one, why in found.failures.items()}
        ours, theirs = said["regorus"], said["opa"]
        failed = [{one for one, rows in each.items() if rows.startswith(FAILED)} for each in (ours, theirs)]
        self.failed += len(failed[0] ^ failed[1])
        return {
            one: f"OPA: {theirs[one]}\nregorus: {ours[one]}"
            for one in sorted(ours.keys() - failed[0] - failed[1])
            if ours[one] != theirs[one]
        }

    def fixture(self, put: dict[str, Any], control: str) -> str:
        """Return the smallest account that was found as a file of tests/conformance/."""
        from tests.conformance.smallest import bare, complete, smallest

        small = smallest(complete(put), lambda tried: bool(self.apart(tried, control)), SECONDS)
        small["params"] = {control: small["params"][control]}
        body = orjson.dumps({"control": control, "input": bare(small)}, option=orjson.OPT_INDENT_2).decode()
        name = f"{control.split('/')[-1]}-{sha256(body.encode()).hexdigest()[:8]}.json"
        return f"Write tests/conformance/{name}:\n{body}"
