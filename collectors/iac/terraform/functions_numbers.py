"""Terraform's functions of numbers and of addresses (RFC 4632, RFC 4291)."""

from __future__ import annotations

import ipaddress
import math
from decimal import Decimal
from typing import Any

from collectors.iac.terraform.kinds import Refused, TooMuch, calculate, from_decimal, to_decimal

Number = int | float
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _whole(value: Number) -> int:
    if isinstance(value, float):
        raise Refused("it is no whole number")
    return value


def _power(base: Number, exponent: Number) -> Number:
    if base and abs(exponent) * max(1, abs(math.log10(abs(base)))) > 150:
        raise TooMuch("the number has more than 150 digits")
    if isinstance(base, int) and isinstance(exponent, int) and exponent >= 0:
        return int(base**exponent)
    return from_decimal(to_decimal(float(base) ** float(exponent)))


def _log(value: Number, base: Number) -> Number:
    return from_decimal(Decimal(repr(math.log(value) / math.log(base))))


def _parse_int(text: Any, base: Number) -> int:
    digits = str(text)
    if base > 36:
        raise TooMuch("numbers of such a base are not computed here")
    if "_" in digits or len(digits) > 500 or base < 2:
        raise Refused("parseint cannot take this text and base")
    return int(digits, _whole(base))


def _sum(numbers: list[Number]) -> Number:
    if not numbers:
        raise Refused("the sum of nothing")
    total: Number = 0
    for one in numbers:
        total = calculate("+", total, one)
    return total


def _range(*limits: Number) -> list[Number]:
    if not 1 <= len(limits) <= 3:
        raise Refused("range wants another number of arguments")
    start, end = (0, limits[0]) if len(limits) == 1 else limits[:2]
    step = limits[2] if len(limits) == 3 else 1 if start <= end else -1
    if step == 0 or (end - start) * step < 0:
        raise Refused("the step of range leads nowhere")
    found: list[Number] = []
    while start < end if step > 0 else start > end:
        found.append(start)
        if len(found) > 1024:
            raise Refused("range gives more than 1024 numbers")
        start = calculate("+", start, step)
    return found


def _network(prefix: str) -> _Network:
    if "/" not in prefix:
        raise Refused("it is no network")
    return ipaddress.ip_network(prefix, strict=False)


def _subnet(prefix: str, bits: Number, number: Number) -> str:
    network = _network(prefix)
    length = network.prefixlen + _whole(bits)
    if bits < 0 or length > network.max_prefixlen or not 0 <= number < 2 ** _whole(bits):
        raise Refused("the network is too small for this subnet")
    return _made(
        network, int(network.network_address) + (_whole(number) << network.max_prefixlen - length), length
    )


def _made(like: _Network, address: int, length: int) -> str:
    made = ipaddress.IPv4Address if like.version == 4 else ipaddress.IPv6Address
    return f"{made(address)}/{length}"


def _subnets(prefix: str, *bits: Number) -> list[str]:
    network = _network(prefix)
    place, found = int(network.network_address), []
    for one in bits:
        length = network.prefixlen + _whole(one)
        if one < 1 or length > network.max_prefixlen:
            raise Refused("the network is too small for these subnets")
        size = 1 << network.max_prefixlen - length
        place = -(-place // size) * size
        if place + size - 1 > int(network.broadcast_address):
            raise Refused("the network is too small for these subnets")
        found.append(_made(network, place, length))
        place += size
    return found


def _host(prefix: str, number: Number) -> str:
    network = _network(prefix)
    if not -network.num_addresses <= number < network.num_addresses:
        raise Refused("the network has no such address")
    return str(network[_whole(number)])


def _mask(prefix: str) -> str:
    network = _network(prefix)
    if network.version != 4:
        raise Refused("only IPv4 has a mask")
    return str(network.netmask)


TABLE: dict[str, tuple[str, Any]] = {
    "abs": ("n", abs),
    "ceil": ("n", math.ceil),
    "floor": ("n", math.floor),
    "log": ("nn", _log),
    "max": ("nn+", lambda *numbers: max(numbers)),
    "min": ("nn+", lambda *numbers: min(numbers)),
    "parseint": ("sn", _parse_int),
    "pow": ("nn", _power),
    "range": ("nn+", _range),
    "signum": ("n", lambda number: (_whole(number) > 0) - (number < 0)),
    "sum": ("u", _sum),
    "cidrhost": ("sn", _host),
    "cidrnetmask": ("s", _mask),
    "cidrsubnet": ("snn", _subnet),
    "cidrsubnets": ("sn+", _subnets),
}
