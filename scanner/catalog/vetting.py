"""Reject policies that call forbidden built-ins, or that refer to data outside their own package.

`scanner.catalog.subset` rejects the forms that the engines read differently.

regorus does not check capabilities, lets data hide a rule, and resolves a built-in by its name even
if a local name shadows it. So this module checks the syntax tree of every policy before an engine
loads it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import orjson

from scanner.catalog.lens import POLICIES
from scanner.catalog.subset import Refused, check, check_text
from scanner.errors import UsageError
from scanner.rego import (
    REFERENCES,
    Module,
    PolicyError,
    name,
    names,
    nodes,
    span_text,
    tree,
    whole_references,
)

LIBRARY_ONLY = frozenset({"net.cidr_contains", "net.cidr_is_valid"})
"""Built-ins whose values differ for some arguments. `policies/lib/cidr.rego` passes only others."""


def vet(modules: Sequence[Module]) -> None:
    """Raise `UsageError` for the first module that uses something that no policy may use.

    This ignores a module that does not parse: the engine rejects it, with the reason. Modules that
    are shipped are not vetted again: it would take a third of a scan.
    """
    for module in modules:
        if module.shipped:
            continue
        try:
            found = forbidden(module)
        except Refused as error:
            raise UsageError(f"{error.place}: {error.sentence}.", f"Instead: {error.instead}.") from error
        except PolicyError:
            continue
        if found:
            raise UsageError(
                f"{module.path}:{found[0]}, which no policy may use.",
                "policies/capabilities.json lists the built-ins that policies may call.",
            )


@lru_cache(maxsize=1024)
def forbidden(module: Module) -> tuple[str, ...]:
    """Return the forbidden names that a module uses, each as `LINE: NAME`.

    A module may not
    - call anything but an allowed built-in or a function of the policies;
    - mention a built-in that is not allowed, not even in `with`, in brackets, through an alias, or
      through a variable with the name of the built-in's namespace;
    - define `data.lens.catalog`.

    Raises `PolicyError` if the module does not parse, and `Refused`, which is one, if it uses no
    forbidden name but a form that the engines read differently.
    """
    check_text(module)
    parsed = tree(module)
    package, roots = name(parsed["package"]["refr"]), {"data", "input"}
    found: set[tuple[int, str]] = set()
    for imported in parsed["imports"]:
        source = name(imported["refr"])
        if source.split(".")[0] in roots:
            alias = imported.get("as")
            roots.add(span_text(module, alias) if alias else source.split(".")[-1])
    for rule in parsed["rules"]:
        (kind, body), *_ = rule.items()
        refr = body["refr"] if kind == "Default" else next(iter(body["head"].values()))["refr"]
        roots.add(name(refr).split(".")[0])
        if f"{package}.{name(refr)}.".startswith("lens.catalog."):
            found.add((body["span"]["line"], "data.lens.catalog"))
    refused = banned()
    allowed = _allowed() - (frozenset() if package.startswith("lens.lib.") else LIBRARY_ONLY)

    def unknown(called: str) -> bool:
        return called not in allowed and called.split(".")[0] not in roots

    wrong: Callable[[str], bool]
    for kind, body in nodes([parsed["imports"], parsed["rules"]]):
        if kind in REFERENCES:
            suspects, wrong = [{kind: body}], refused.__contains__
        elif kind == "Call":
            suspects, wrong = [body["fcn"]], unknown
        else:  # `with X as Y`: Y may be any variable; a banned built-in is found as a reference
            replacing = [body["as"]] if body["as"].keys() & {"RefDot", "RefBrack"} else []
            suspects, wrong = [body["refr"], *replacing], unknown
        found |= {(body["span"]["line"], said[-1]) for said in map(names, suspects) if any(map(wrong, said))}
    if not found:
        check(module)
    return tuple(f"{line}: {said}" for line, said in sorted(found))


def outside(module: Module, package: str) -> tuple[str, ...]:
    """Return the references of a module to `data` outside `data.lens.lib` and `package`.

    Each is `LINE: NAME`. Raises `PolicyError` if the module does not parse.
    """
    parsed = tree(module)
    own = ("data.lens.lib.", f"data.{package}.")
    return tuple(
        f"{line}: {said}"
        for line, said in sorted(set(whole_references([parsed["imports"], parsed["rules"]])))
        if said.split(".")[0] == "data" and not f"{said}.".startswith(own)
    )


@lru_cache(maxsize=1)
def _allowed() -> frozenset[str]:
    listed = orjson.loads((POLICIES / "capabilities.json").read_bytes())
    return frozenset(builtin["name"] for builtin in listed["builtins"])


@lru_cache(maxsize=1)
def banned() -> frozenset[str]:
    """Return the built-ins of regorus that policies may not call, and `print`."""
    import regorus

    engine = regorus.Engine()
    engine.add_policy("builtins", "package builtins\nall := opa.runtime().builtins")
    return (frozenset(orjson.loads(engine.eval_rule_as_json("data.builtins.all"))) | {"print"}) - _allowed()
