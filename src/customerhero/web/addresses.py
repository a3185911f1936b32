"""Addresses: where a request comes from, told the same to all who count, and who an address belongs to."""

from __future__ import annotations

import ipaddress
import re
from typing import Final

NOWHERE: Final = "0.0.0.0"  # noqa: S104  # nobody listens there
"""For whoever has no address, such as a socket of this machine."""

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_WITH_PORT: Final = re.compile(r"\[(?P<six>[^\[\]]+)\](:[0-9]{1,5})?|(?P<four>[^:]+):[0-9]{1,5}", re.ASCII)
_SITE_BITS: Final = 64


def visitor_of(forwarded: str, line: str, proxies: int) -> str:
    """The address of whoever asks: what the outermost trusted proxy tells, or the other end of the line.

    `forwarded` is the whole of X-Forwarded-For, to which each proxy adds whom it was asked by. Where the place that is
    the trusted proxies' holds no address, somebody passed them by or they told none: then only the line is known.
    """
    told = forwarded.split(",")
    known = _address(told[-proxies]) if 0 < proxies <= len(told) else None
    return str(known or _address(line) or NOWHERE)


def site_of(address: str) -> str:
    """Who an address belongs to: of IPv6 the first half, since everybody is given a whole such network."""
    known = _address(address)
    if isinstance(known, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(known), _SITE_BITS), strict=False))
    return str(known or address)


def _address(told: str) -> _Address | None:
    """The address in a text, without a port or the name of an interface; one of IPv4 however it is written."""
    text = told.strip()
    parts = _WITH_PORT.fullmatch(text)
    text = (parts["six"] or parts["four"]) if parts else text
    try:
        known = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (known.ipv4_mapped or known) if isinstance(known, ipaddress.IPv6Address) else known
