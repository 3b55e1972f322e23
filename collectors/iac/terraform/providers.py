"""The Region and the account of a resource: those of its provider (Terraform's "Providers")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collectors.iac.terraform.expressions import Names
from collectors.iac.terraform.syntax import Block, Body, Expression, Literal, Member, Name, ObjectOf
from collectors.iac.values import is_plain

if TYPE_CHECKING:
    from collectors.iac.terraform.modules import Module

_PARTITIONS = {"cn-": "aws-cn", "us-gov-": "aws-us-gov", "us-iso-": "aws-iso", "us-isob-": "aws-iso-b"}


def partition(region: str) -> str:
    """Return the partition of a Region, or an empty text for no Region."""
    found = [name for start, name in _PARTITIONS.items() if region.startswith(start)]
    return found[0] if found else "aws" if region else ""


def region_of(module: Module, block: Block, names: Names) -> str:
    """Return the Region of a resource, or an empty text if the code does not fix it.

    The resource's own `region` counts first (provider 6), then that of its provider.
    """
    own = block.body.expression("region")
    if own is not None:
        value = module.evaluator.value(own, names)
        if value is not None:
            return _plain_text(value)
    return _plain_text(_setting(module, _provider(block), "region"))


def default_region(module: Module) -> str:
    """Return the Region of the provider `aws` (or `awscc`) without an alias."""
    return _plain_text(_setting(module, ("aws", ""), "region")) or _plain_text(
        _setting(module, ("awscc", ""), "region")
    )


def account_of(module: Module) -> str:
    """Return the account that the provider allows, if it is a single one."""
    allowed = _setting(module, ("aws", ""), "allowed_account_ids")
    one = allowed[0] if isinstance(allowed, list) and len(allowed) == 1 else None
    return _plain_text(str(one) if isinstance(one, int) else one)


def _plain_text(value: Any) -> str:
    return value if isinstance(value, str) and is_plain(value) else ""


def _provider(block: Block) -> tuple[str, str]:
    """Return the name and the alias of the provider of a resource."""
    named = block.body.expression("provider")
    found = _reference(named) if named is not None else None
    return found or (block.labels[0].partition("_")[0], "")


def _reference(expression: Expression) -> tuple[str, str] | None:
    """Return the provider that `aws` or `aws.alias` names."""
    if isinstance(expression, Literal) and isinstance(expression.value, str):
        name, _, alias = expression.value.partition(".")
        return name, alias
    if isinstance(expression, Name):
        return expression.name, ""
    if isinstance(expression, Member) and isinstance(expression.of, Name):
        return expression.of.name, expression.name
    return None


def _setting(module: Module, wanted: tuple[str, str], name: str) -> Any:
    """Return an argument of a provider: the module's own, or the one that its caller gives it."""
    while True:
        if body := _configured(module, wanted):
            found = body.expression(name)
            return module.evaluator.value(found, {}) if found is not None else None
        if module.caller is None:
            return None
        module, call = module.caller
        passed = call.body.expression("providers")
        if isinstance(passed, ObjectOf):
            named = [_reference(item.value) for item in passed.items if _is(item.key, wanted)]
            if named and named[0]:
                wanted = named[0]
        elif wanted[1]:
            return None


def _is(key: Expression | None, wanted: tuple[str, str]) -> bool:
    return key is not None and _reference(key) == wanted


def _configured(module: Module, wanted: tuple[str, str]) -> Body | None:
    for name, declared in module.folder.providers:
        body = declared.block.body
        alias = body.expression("alias")
        if name == wanted[0] and (alias.value if isinstance(alias, Literal) else "") == wanted[1]:
            return body
    return None
