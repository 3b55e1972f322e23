"""regorus, in process: nothing to start. Its parser also guards what OPA loads.

It is strict without asking: a built-in's error is an error. But it has no capabilities check, it lets data hide a rule, and it finds a
built-in by its name even where a local name shadows it. So `vet` refuses all of that beforehand, on regorus' own syntax tree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from itertools import takewhile
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
        bare = _with_input(facts if isinstance(facts, bytes) else orjson.dumps(facts))
        return isolated(lambda some, part: _results(bare.clone(), some, part), modules, catalog)  # a clone shares the input


def asked_for(modules: Sequence[Module], catalog: Document, facts: bytes) -> Any:
    """The value of `data.lens.results`, once. Raises `PolicyError`."""
    return _results(_with_input(facts), modules, catalog)


def _with_input(facts: bytes) -> Any:
    bare = regorus.Engine()
    bare.set_input_json(facts.decode())
    return bare


def _results(asked: Any, modules: Sequence[Module], catalog: Document) -> Any:
    _load(asked, modules, catalog)
    try:
        return orjson.loads(asked.eval_rule_as_json("data.lens.results"))
    except RuntimeError as error:
        raise PolicyError(_reason(error)) from error


def _load(asked: Any, modules: Sequence[Module], catalog: Document) -> None:
    """Parsing costs about 1 ms a module."""
    asked.add_data_json(orjson.dumps({"lens": {"catalog": catalog}}).decode())
    for module in modules:
        _add(asked, module.path, module.text)


def _add(asked: Any, path: str, text: str) -> None:
    try:
        asked.add_policy(path, text)
    except RuntimeError as error:
        raise PolicyError(_reason(error)) from error


def held(modules: Sequence[Module], catalog: Document, rules: Sequence[str]) -> list[bool]:
    """Whether each rule (`data.PACKAGE.NAME`) is true; one that errs is not. Raises `PolicyError` when the modules do not compile."""
    asked = regorus.Engine()
    _load(asked, modules, catalog)

    def is_true(rule: str) -> bool:
        try:
            return bool(orjson.loads(asked.eval_rule_as_json(rule)) is True)
        except (RuntimeError, orjson.JSONDecodeError):
            return False

    return [is_true(rule) for rule in rules]


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
    module = tree(text, path)
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


def tree(text: str, path: str) -> dict[str, Any]:
    """A module's syntax tree. Raises `PolicyError`, naming `path`, when regorus cannot parse it."""
    parsed = regorus.Engine()
    _add(parsed, path, text)
    found: dict[str, Any] = orjson.loads(parsed.get_ast_as_json())[0]["ast"]
    return found


def outside(text: str, path: str, package: str) -> tuple[str, ...]:
    """What a module refers to that is neither `data.lens.lib` nor of `package`, each as `LINE: NAME`. Raises `PolicyError` as `forbidden` does."""
    module = tree(text, path)
    own = ("data.lens.lib.", f"data.{package}.")
    return tuple(
        f"{line}: {name}"
        for line, name in sorted(set(_whole_references([module["imports"], module["rules"]])))
        if name.split(".")[0] == "data" and not f"{name}.".startswith(own)
    )


_REFERENCES = frozenset({"Var", "RefDot", "RefBrack"})


def _whole_references(tree: Any) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of every reference, as far as its parts are written out; not of the parts of one."""
    waiting = [tree]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            for kind, body in value.items():
                if kind not in _REFERENCES:
                    waiting.append(body)
                    continue
                yield body["span"]["line"], _written_out({kind: body})
                while "refr" in body:
                    waiting.append(body.get("index"))
                    body = next(iter(body["refr"].values()))


def _written_out(reference: Mapping[str, Any]) -> str:
    """A reference's name up to its first index that is not a plain string: what follows is decided by data."""
    return ".".join(takewhile(bool, _parts(reference, {"String"})))


def _names(reference: Mapping[str, Any]) -> tuple[str, str]:
    """A reference's dotted name in regorus, which leaves out an index that is no plain string, and in OPA, which knows raw ones too."""
    return _name(reference), _name(reference, {"String", "RawString"})


def _name(reference: Mapping[str, Any], strings: Set[str] = frozenset({"String"})) -> str:
    return ".".join(part for part in _parts(reference, strings) if part)


def _parts(reference: Mapping[str, Any], strings: Set[str]) -> list[str]:
    """The parts of a reference, root first; empty for what is not written out: an index of no form in `strings`, or a root that is no name."""
    parts: list[str] = []
    while True:
        ((kind, body),) = reference.items()
        if kind == "Var":
            parts.append(body["value"])
        elif kind == "RefDot":
            parts.append(body["field"][1])
        elif kind == "RefBrack":
            parts.append(next((index["value"] for form, index in body["index"].items() if form in strings), ""))
        else:
            parts.append("")
        if "refr" not in body:
            return parts[::-1]
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
