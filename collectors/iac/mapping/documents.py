"""Policy documents of which the code does not fix everything.

What is not known never allows anything: the statement stays, so that the places of the others are
right, and it allows nothing. What is not known in a Deny, or might be a Deny, makes the whole
document unread: it could take back what another statement allows. Grammar: IAM User Guide, "Grammar
of the IAM JSON policy language".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from collectors.iac.mapping.resolving import NOT_KNOWN, json_in
from collectors.iac.values import Unknown

_PAIRS = (("Action", "NotAction"), ("Resource", "NotResource"))
_NOTHING = {"Version": "2012-10-17", "Statement": []}


@dataclass(frozen=True, slots=True)
class Stand:
    """A value that stands where the code fixes none, and why it does not."""

    value: Any
    why: str


def policy(value: Any) -> tuple[Any, str]:
    """Return what is known of a policy document, and why it is unread as a whole, or nothing.

    `value` is a text or a mapping, and resolved. The document is None if the code sets none.
    """
    if isinstance(value, str):
        if not value.strip():
            return None, ""
        value = json_in(value)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, dict) or "Statement" not in value:
        why = value.why if isinstance(value, Unknown) else "it is not a policy document"
        return Stand(dict(_NOTHING), why), why
    given = value["Statement"]
    if isinstance(given, Unknown):
        return {**value, "Statement": Stand([], given.why)}, given.why
    made = [_statement(one) for one in (given if isinstance(given, list) else [given])]
    return {**value, "Statement": [one for one, _ in made]}, next((why for _, why in made if why), "")


def _statement(given: Any) -> tuple[Any, str]:
    """Return what is known of a statement, and why it may deny what is not known, or nothing."""
    if not isinstance(given, dict):
        why = given.why if isinstance(given, Unknown) else "it is not a statement"
        return Stand({"Effect": "Allow", "Action": [], "Resource": []}, why), why
    made, first = dict(given), next(_reasons(given), "")
    effect = given.get("Effect")
    if effect not in ("Allow", "Deny"):
        why = effect.why if isinstance(effect, Unknown) else "it is neither Allow nor Deny"
        made |= {"Effect": Stand("Allow", why), "Action": []}
        made.pop("NotAction", None)
        return made, why
    for name, opposite in _PAIRS:
        _close(made, name, opposite)
    if "Action" not in made and "NotAction" not in made:
        made["Action"] = []
    for name in ("Principal", "NotPrincipal"):
        if name in made:
            made[name] = _principal(made[name])
    if isinstance(made.get("Condition"), dict):
        made["Condition"] = {
            operator: {key: _condition(one) for key, one in keys.items()} if isinstance(keys, dict) else keys
            for operator, keys in made["Condition"].items()
        }
    return made, first if effect == "Deny" else ""


def _condition(given: Any) -> Any:
    """Keep a condition whose value is not known: without it, the statement allows more."""
    return Stand([NOT_KNOWN], given.why) if isinstance(given, Unknown) else given


def _close(made: dict[str, Any], name: str, opposite: str) -> None:
    """Let what is not known match nothing: an exception that is not known excepts everything."""
    if isinstance(made.get(name), Unknown):
        made[name] = Stand([], made[name].why)
    why = next(_reasons(made.get(opposite)), "")
    if why:
        del made[opposite]
        made[name] = Stand([], why)


def _principal(given: Any) -> Any:
    if isinstance(given, Unknown):
        return Stand({"AWS": []}, given.why)
    if not isinstance(given, dict):
        return given
    return {k: Stand([], one.why) if isinstance(one, Unknown) else one for k, one in given.items()}


def _reasons(value: Any) -> Iterator[str]:
    """Yield why each unknown part of a value is not known."""
    if isinstance(value, Unknown):
        yield value.why
    elif isinstance(value, list):
        for one in value:
            yield from _reasons(one)
    elif isinstance(value, dict):
        if NOT_KNOWN in value:
            yield "a name in it is not known"
        for one in value.values():
            yield from _reasons(one)
