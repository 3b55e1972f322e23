"""Terraform's functions of collections and of types.

The aware ones keep what is known beside what is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from collectors.iac.terraform.functions_text import single
from collectors.iac.terraform.kinds import (
    LONGEST,
    Budget,
    Named,
    NotKnown,
    Refused,
    SetOf,
    TooMuch,
    boolean,
    equal,
    first_unknown,
    frozen,
    is_null,
    number,
    reason,
    set_of,
    text,
    unified,
)
from collectors.iac.values import Unknown, has_tokens


def _unknown_of(*values: Any) -> Unknown | None:
    """Return the first value that is not known as a whole."""
    for value in values:
        if isinstance(value, Unknown | Named):
            return Unknown(value.why)
    return None


def _list(value: Any) -> list[Any]:
    """Return a list. A reference may stand for one: it raises `NotKnown`."""
    if isinstance(value, str) and has_tokens(value):
        raise NotKnown(Unknown(reason(value)))
    if not isinstance(value, list):
        raise Refused("it is no list")
    return value


def _ordered(value: Any) -> list[Any]:
    if isinstance(value, SetOf):
        raise Refused("a set has no order")
    return _list(value)


def _map(value: Any) -> dict[str, Any]:
    if isinstance(value, str) and has_tokens(value):
        raise NotKnown(Unknown(reason(value)))
    if not isinstance(value, dict):
        raise Refused("it is no map")
    return value


def _merge(budget: Budget, *maps: Any) -> Any:
    if found := _unknown_of(*maps):
        return found
    made: dict[str, Any] = {}
    for one in maps:
        if one is not None:
            budget.spend(len(_map(one)))
            made.update(one)
    return made


def _concat(budget: Budget, *lists: Any) -> Any:
    if found := _unknown_of(*lists):
        return found
    budget.spend(sum(len(_ordered(one)) for one in lists))
    return [element for one in lists for element in one]


def _coalesce(budget: Budget, *values: Any) -> Any:
    kinds = unified([value for value in values if not isinstance(value, list | dict)])
    for value in kinds if len(kinds) == len(values) else values:
        if (null := is_null(value)) is not False:
            if isinstance(null, Unknown):
                return null
            continue
        if (empty := equal(value, "", budget)) is not False:
            if isinstance(empty, Unknown):
                return empty
            continue
        return value
    raise Refused("all arguments are null or empty")


def _coalesce_list(budget: Budget, *lists: Any) -> Any:
    for one in lists:
        if isinstance(one, Unknown):
            return one
        if _list(one):
            return one
    raise Refused("all lists are empty")


def _lookup(budget: Budget, collection: Any, key: Any, *default: Any) -> Any:
    if found := _unknown_of(collection, key) or first_unknown(key, budget):
        return found
    name = text(key)
    if name in _map(collection):
        return collection[name]
    if len(default) != 1:
        raise Refused("the map has no such key")
    return default[0]


def _element(budget: Budget, collection: Any, place: Any) -> Any:
    if found := _unknown_of(collection, place):
        return found
    i = number(place)
    if not _ordered(collection) or isinstance(i, float) or i < 0:
        raise Refused("the list has no such element")
    return collection[i % len(collection)]


def _one(budget: Budget, collection: Any) -> Any:
    if found := _unknown_of(collection):
        return found
    if len(_list(collection)) > 1:
        raise Refused("the list has more than one element")
    return collection[0] if collection else None


def _compact(budget: Budget, collection: Any) -> Any:
    if found := _unknown_of(collection):
        return found
    made = []
    for one in _list(collection):
        empty = one is None or equal(one, "", budget)
        if isinstance(empty, Unknown):
            return empty
        if not empty:
            made.append(text(one))
    return made


def _length(budget: Budget, value: Any) -> Any:
    if found := _unknown_of(value):
        return found
    if isinstance(value, SetOf):
        return _set_unknown(value, budget) or len(value)
    if isinstance(value, list | dict):
        return len(value)
    if has_tokens(value):
        return first_unknown(value, budget)
    if not isinstance(value, str):
        raise Refused("it has no length")
    return len(single(value))


def _set_unknown(value: Any, budget: Budget) -> Unknown | None:
    """Return why the number of elements of a set is not known: two of them may be equal."""
    return first_unknown(value, budget) if len(value) > 1 else None


def _to_set(budget: Budget, value: Any) -> Any:
    if value is None or isinstance(value, Unknown):
        return value
    return value if isinstance(value, SetOf) else set_of(_list(value), budget)


def _to_list(budget: Budget, value: Any) -> Any:
    if value is None or isinstance(value, Unknown):
        return value
    return unified(list(_list(value)))


def _to_map(budget: Budget, value: Any) -> Any:
    if value is None or isinstance(value, Unknown):
        return value
    return dict(zip(_map(value), unified(list(value.values())), strict=True))


def _scalar(convert: Callable[[Any], Any], keeps_tokens: bool, budget: Budget, value: Any) -> Any:
    if value is None or isinstance(value, Unknown):
        return value
    if has_tokens(value) and not keeps_tokens:
        return first_unknown(value, budget) or Unknown(reason(value))
    return convert(value)


def _zipmap(budget: Budget, keys: Any, values: Any) -> Any:
    if found := _unknown_of(keys, values) or first_unknown(keys, budget):
        return found
    if len(_list(keys)) != len(_list(values)):
        raise Refused("the lists have different lengths")
    return dict(zip(map(text, keys), values, strict=True))


def _keys(budget: Budget, value: Any) -> Any:
    return _unknown_of(value) or sorted(_map(value))


def _values(budget: Budget, value: Any) -> Any:
    return _unknown_of(value) or [one for _, one in sorted(_map(value).items())]


def _contains(budget: Budget, collection: Any, wanted: Any) -> Any:
    if found := _unknown_of(collection, wanted):
        return found
    doubt: Unknown | None = None
    for one in _list(collection):
        found_equal = equal(one, wanted, budget)
        if found_equal is True:
            return True
        if isinstance(found_equal, Unknown):
            doubt = doubt or found_equal
    return doubt or False


def _flat(value: Any, budget: Budget) -> Iterator[Any]:
    for one in value:
        budget.spend()
        if isinstance(one, list):
            yield from _flat(one, budget)
        else:
            yield one


def _flatten(budget: Budget, value: Any) -> Any:
    if found := _unknown_of(value):
        return found
    made = list(_flat(_list(value), budget))
    return _unknown_of(*made) or made


def _distinct(budget: Budget, value: Any) -> Any:
    if found := _unknown_of(value):
        return found
    if any(isinstance(one, Unknown) for one in _list(value)):
        return first_unknown(value, budget)
    made: dict[Any, Any] = {}
    for one in unified(value):
        made.setdefault(frozen(one, budget), one)
    return list(made.values())


def _all(wanted: bool, budget: Budget, value: Any) -> Any:
    """`alltrue` for True: no element is false. `anytrue` for False: some element is true."""
    if found := _unknown_of(value):
        return found
    doubt: Unknown | None = None
    for one in _list(value):
        if found := first_unknown(one, budget):
            doubt = doubt or found
        elif (one is not None and boolean(one)) is not wanted:
            return not wanted
    return doubt or wanted


def _slice(budget: Budget, value: Any, start: Any, end: Any) -> Any:
    if found := _unknown_of(value, start, end):
        return found
    first, last = number(start), number(end)
    if isinstance(first, float) or isinstance(last, float) or not 0 <= first <= last <= len(_ordered(value)):
        raise Refused("the list has no such part")
    return value[first:last]


def _set_product(budget: Budget, *collections: Any) -> Any:
    if found := _unknown_of(*collections):
        return found
    made: list[list[Any]] = [[]]
    for one in collections:
        budget.spend(len(made) * len(_list(one)))
        made = [[*row, element] for row in made for element in unified(one)]
    sets = all(isinstance(one, SetOf) for one in collections)
    return SetOf(made) if sets else made


def _reverse(budget: Budget, value: Any) -> Any:
    return _unknown_of(value) or list(reversed(_list(value)))


def _sensitive(budget: Budget, value: Any) -> Any:
    return Unknown("the value is marked as sensitive")


def _same(budget: Budget, value: Any) -> Any:
    return value


def _chunks(values: list[Any], size: int) -> list[Any]:
    if size < 0:
        raise Refused("the size is below 0")
    return [values[i : i + size] for i in range(0, len(values), size)] if size else [values]


def _index(values: list[Any], wanted: Any) -> int:
    for i, one in enumerate(values):
        if equal(one, wanted, Budget(LONGEST)) is True:
            return i
    raise Refused("the list has no such element")


def _transpose(lists: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, list[str]] = {}
    for key, values in sorted(lists.items()):
        for value in _list(values):
            made.setdefault(text(value), []).append(key)
    return dict(sorted(made.items()))


def _match_keys(values: list[Any], keys: list[Any], wanted: list[Any]) -> list[Any]:
    if len(keys) * (len(wanted) + 1) > LONGEST:
        raise TooMuch("the lists are too long")
    return [value for value, key in zip(values, keys, strict=True) if key in wanted]


def _union(*sets: list[Any]) -> SetOf:
    return set_of([one for each in sets for one in each], Budget(LONGEST))


def _intersection(first: list[Any], *others: list[Any]) -> SetOf:
    kinds = iter(unified([one for each in (first, *others) for one in each]))
    first, *rest = ([next(kinds) for _ in each] for each in (first, *others))
    marks = [{frozen(one, Budget(LONGEST)) for one in each} for each in rest]
    return SetOf(one for one in first if all(frozen(one, Budget(LONGEST)) in mark for mark in marks))


def _subtract(first: list[Any], other: list[Any]) -> SetOf:
    kinds = unified([*first, *other])
    first, other = kinds[: len(first)], kinds[len(first) :]
    marks = {frozen(one, Budget(LONGEST)) for one in other}
    return SetOf(one for one in first if frozen(one, Budget(LONGEST)) not in marks)


TABLE: dict[str, tuple[str, Any]] = {
    "chunklist": ("ln", _chunks),
    "index": ("l.", _index),
    "matchkeys": ("lll", _match_keys),
    "setintersection": ("ee+", _intersection),
    "setsubtract": ("ee", _subtract),
    "setunion": ("ee+", _union),
    "sort": ("t", sorted),
    "transpose": ("m", _transpose),
}

AWARE: dict[str, Callable[..., Any]] = {
    "alltrue": partial(_all, True),
    "anytrue": partial(_all, False),
    "coalesce": _coalesce,
    "coalescelist": _coalesce_list,
    "compact": _compact,
    "concat": _concat,
    "contains": _contains,
    "distinct": _distinct,
    "element": _element,
    "ephemeralasnull": _sensitive,
    "flatten": _flatten,
    "keys": _keys,
    "length": _length,
    "lookup": _lookup,
    "merge": _merge,
    "nonsensitive": _same,
    "one": _one,
    "reverse": _reverse,
    "sensitive": _sensitive,
    "setproduct": _set_product,
    "slice": _slice,
    "tobool": partial(_scalar, boolean, False),
    "tolist": _to_list,
    "tomap": _to_map,
    "tonumber": partial(_scalar, number, False),
    "toset": _to_set,
    "tostring": partial(_scalar, text, True),
    "values": _values,
    "zipmap": _zipmap,
}
