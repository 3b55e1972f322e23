"""Refusing policies: what a policy may call, and what a user's control may refer to.

regorus has no check of capabilities, lets data hide a rule, and finds a built-in by its name even where a
local name shadows it. So every module is checked here, on its syntax tree, before any engine loads it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import orjson

from scanner.catalog.lens import POLICIES
from scanner.errors import UsageError
from scanner.rego import REFERENCES, Module, PolicyError, name, names, nodes, tree, whole_references


def vet(modules: Sequence[Module]) -> None:
    """Raise `UsageError` for the first module that uses what no policy may use.

    A module that does not parse is left to the engine, which refuses it with its reason.
    """
    for module in modules:
        try:
            found = forbidden(module)
        except PolicyError:
            continue
        if found:
            raise UsageError(
                f"{module.path}:{found[0]}, which no policy may use.",
                "policies/capabilities.json lists the built-ins that policies may call.",
            )


@lru_cache(maxsize=1024)
def forbidden(module: Module) -> tuple[str, ...]:
    """Return what a module uses and may not use, each as `LINE: NAME`.

    Refused are: a call of anything but an allowed built-in or a function of the policies; the name of a
    built-in that is not allowed, anywhere (in `with`, in brackets, behind an alias or a variable with the
    name of its namespace); and a definition of `data.lens.catalog`.

    Raises `PolicyError` if the module does not parse.
    """
    parsed = tree(module)
    package, roots = name(parsed["package"]["refr"]), {"data", "input"}
    found: set[tuple[int, str]] = set()
    for imported in parsed["imports"]:
        source = name(imported["refr"])
        if source.split(".")[0] in roots:
            alias = imported.get("as")
            roots.add(_slice(module.text, alias) if alias else source.split(".")[-1])
    for rule in parsed["rules"]:
        (kind, body), *_ = rule.items()
        refr = body["refr"] if kind == "Default" else next(iter(body["head"].values()))["refr"]
        roots.add(name(refr).split(".")[0])
        if f"{package}.{name(refr)}.".startswith("lens.catalog."):
            found.add((body["span"]["line"], "data.lens.catalog"))
    allowed, banned = _allowed(), _banned()

    def unknown(called: str) -> bool:
        return called not in allowed and called.split(".")[0] not in roots

    wrong: Callable[[str], bool]
    for kind, body in nodes([parsed["imports"], parsed["rules"]]):
        if kind in REFERENCES:
            suspects, wrong = [{kind: body}], banned.__contains__
        elif kind == "Call":
            suspects, wrong = [body["fcn"]], unknown
        else:  # `with X as Y`: Y may be a variable alone; a banned built-in's name is found as a reference
            replacing = [body["as"]] if body["as"].keys() & {"RefDot", "RefBrack"} else []
            suspects, wrong = [body["refr"], *replacing], unknown
        found |= {(body["span"]["line"], said[-1]) for said in map(names, suspects) if any(map(wrong, said))}
    return tuple(f"{line}: {said}" for line, said in sorted(found))


def outside(module: Module, package: str) -> tuple[str, ...]:
    """Return the references of a module to `data` outside the library and `package`, each as `LINE: NAME`.

    Raises `PolicyError` if the module does not parse.
    """
    parsed = tree(module)
    own = ("data.lens.lib.", f"data.{package}.")
    return tuple(
        f"{line}: {said}"
        for line, said in sorted(set(whole_references([parsed["imports"], parsed["rules"]])))
        if said.split(".")[0] == "data" and not f"{said}.".startswith(own)
    )


def _slice(text: str, span: dict[str, Any]) -> str:
    """Return the text of a span; its offsets count bytes."""
    return text.encode()[span["start"] : span["end"]].decode()


@lru_cache(maxsize=1)
def _allowed() -> frozenset[str]:
    listed = orjson.loads((POLICIES / "capabilities.json").read_bytes())
    return frozenset(builtin["name"] for builtin in listed["builtins"])


@lru_cache(maxsize=1)
def _banned() -> frozenset[str]:
    """Return the built-ins that regorus has and that are not allowed."""
    import regorus

    engine = regorus.Engine()
    engine.add_policy("builtins", "package builtins\nall := opa.runtime().builtins")
    return (frozenset(orjson.loads(engine.eval_rule_as_json("data.builtins.all"))) | {"print"}) - _allowed()
