"""regorus, in process: nothing to start. Its parser also guards what OPA loads.

It is strict without asking: a built-in's error is an error. But it has no capabilities check, it lets data hide a rule, and it finds a
built-in by its name even where a local name shadows it. So `vet` refuses all of that beforehand, on regorus' own syntax tree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from typing import Any

import orjson
import regorus

from scanner.engines import Document, Evaluation, Module, PolicyError, isolated, one_line
from scanner.errors import UsageError
from scanner.lens import POLICIES


class Regorus:
    """The engine. Nothing of one evaluation is left in the next."""

    def evaluate(self, modules: Sequence[Module], catalog: Document, facts: bytes | Mapping[str, Any]) -> Evaluation:
        """See `scanner.engines.Engine`."""
        vet(modules)
        bare = regorus.Engine()
        bare.set_input_json((facts if isinstance(facts, bytes) else orjson.dumps(facts)).decode())

        def run(some: Sequence[Module], part: Document) -> Any:
            asked = bare.clone()  # shares the input; parsing costs about 1 ms a module
            asked.add_data_json(orjson.dumps({"lens": {"catalog": part}}).decode())
            try:
                for module in some:
                    asked.add_policy(module.path, module.text)
                return orjson.loads(asked.eval_rule_as_json("data.lens.results"))
            except RuntimeError as error:
                raise PolicyError(_reason(error)) from error

        return isolated(run, modules, catalog)


def vet(modules: Sequence[Module]) -> None:
    """Raise `UsageError` for a module that uses what no policy may use. One that does not parse is left to the evaluation, which refuses it."""
    for module in modules:
        try:
            found = forbidden(module.text, module.path)
        except PolicyError:
            continue
        if found:
            raise UsageError(
                f"{module.path}:{found[0]}, which no policy may use.",
                "policies/capabilities.json lists the built-ins that policies may call.",
            )


@lru_cache(maxsize=1024)
def forbidden(text: str, path: str = "policy") -> tuple[str, ...]:
    """What a module uses and may not, each as `LINE: NAME`. Raises `PolicyError`, naming `path`, when regorus cannot parse the module.

    Refused are a call of anything but an allowed built-in or a function of the policies; a built-in off the list named anywhere at all (in
    `with`, in brackets, behind an alias or a variable that bears its namespace's name); and a definition of `data.lens.catalog`.
    """
    parsed = regorus.Engine()
    try:
        parsed.add_policy(path, text)
    except RuntimeError as error:
        raise PolicyError(_reason(error)) from error
    module = orjson.loads(parsed.get_ast_as_json())[0]["ast"]
    package, roots = _name(module["package"]["refr"]), {"data", "input"}
    found: set[tuple[int, str]] = set()
    for imported in module["imports"]:
        source = _name(imported["refr"])
        if source.split(".")[0] in roots:
            alias = imported.get("as")
            roots.add(text.encode()[alias["start"] : alias["end"]].decode() if alias else source.split(".")[-1])
    for rule in module["rules"]:
        (kind, body), *_ = rule.items()
        refr = body["refr"] if kind == "Default" else next(iter(body["head"].values()))["refr"]
        roots.add(_name(refr).split(".")[0])
        if f"{package}.{_name(refr)}.".startswith("lens.catalog."):
            found.add((body["span"]["line"], "data.lens.catalog"))
    allowed, banned = _allowed(), _banned()

    def unknown(name: str) -> bool:
        return name not in allowed and name.split(".")[0] not in roots

    wrong: Callable[[str], bool]
    for kind, body in _nodes([module["imports"], module["rules"]]):
        if kind in _REFERENCES:
            suspect, wrong = [{kind: body}], banned.__contains__
        elif kind == "Call":
            suspect, wrong = [body["fcn"]], unknown
        else:
            # What replaces may be a lone variable; the lone names of built-ins off the list are banned anyway.
            suspect, wrong = [body["refr"], *([body["as"]] if body["as"].keys() & {"RefDot", "RefBrack"} else [])], unknown
        found |= {(body["span"]["line"], names[-1]) for names in map(_names, suspect) if any(map(wrong, names))}
    return tuple(f"{line}: {name}" for line, name in sorted(found))


_REFERENCES = frozenset({"Var", "RefDot", "RefBrack"})


def _names(reference: Mapping[str, Any]) -> tuple[str, str]:
    """A reference's dotted name in regorus, which leaves out an index that is no plain string, and in OPA, which knows raw ones too."""
    return _name(reference), _name(reference, {"String", "RawString"})


def _name(reference: Mapping[str, Any], strings: Set[str] = frozenset({"String"})) -> str:
    parts: list[str] = []
    while True:
        ((kind, body),) = reference.items()
        if kind == "Var":
            parts.append(body["value"])
        elif kind == "RefDot":
            parts.append(body["field"][1])
        elif kind == "RefBrack":
            parts += [index["value"] for form, index in body["index"].items() if form in strings]
        if "refr" not in body:
            return ".".join(reversed(parts))
        reference = body["refr"]


def _nodes(tree: Any) -> Iterator[tuple[str, Any]]:
    """Every node of a syntax tree with its kind, `with` modifiers included."""
    waiting = [tree]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            waiting += value.values()
            for kind, body in value.items():
                if kind == "with_mods":
                    yield from (("with", modifier) for modifier in body)
                elif kind in _REFERENCES or kind == "Call":
                    yield kind, body


@lru_cache(maxsize=1)
def _allowed() -> frozenset[str]:
    listed = orjson.loads((POLICIES / "capabilities.json").read_bytes())
    return frozenset(builtin["name"] for builtin in listed["builtins"])


@lru_cache(maxsize=1)
def _banned() -> frozenset[str]:
    """The built-ins of regorus that are off the list, by its own account."""
    asked = regorus.Engine()
    asked.add_policy("builtins", "package builtins\nall := opa.runtime().builtins")
    return (frozenset(orjson.loads(asked.eval_rule_as_json("data.builtins.all"))) | {"print"}) - _allowed()


_PLACE = re.compile(r"^--> (.*):(\d+):\d+$", re.M)
_ERROR = re.compile(r"^error: (.*)$", re.M)


def _reason(error: RuntimeError) -> str:
    """`FILE:LINE: what is wrong`, out of an error of regorus that also quotes the source and ends in a native stack trace."""
    text = str(error).split("\nStack backtrace:")[0]
    place, said = _PLACE.search(text), _ERROR.search(text)
    return one_line((f"{place[1]}:{place[2]}: " if place else "") + (said[1] if said else text))
