"""Which addresses on the web may be fetched from: public ones only, checked by the number that is connected to.

A name that answers with a public number when it is checked and with a private one when it is connected to gains
nothing: it is asked once, and the number that was checked is the one connected to.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext as _

from customerhero.errors import ReadError

_PORTS: Final = {"http": 80, "https": 443}
_TRANSLATED: Final = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
"""Addresses of the new kind that only stand for one of the old, perhaps a private one."""
_SPECIAL: Final = tuple(
    ipaddress.ip_network(told)
    for told in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "3fff::/20", "5f00::/16", "100::/64", "fec0::/10")
)
"""Set aside for special purposes; some versions of Python take parts of them for public."""


@dataclass(frozen=True)
class Place:
    """An address in its parts."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_secure(self) -> bool:
        """Whether nobody on the way can change what is fetched."""
        return self.scheme == "https"


def place_of(address: str) -> Place:
    """An address in its parts; ReadError unless it is http or https, of a host, without a name and password."""
    parts = _split(address)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ReadError(_("This is no address of the web."), _("It begins with https:// or http://."), address)
    if parts.username is not None or parts.password is not None:
        raise ReadError(
            _("The address holds a name or a password, which would be seen by everyone here."),
            _("Use an address that needs none, or let the file be put into a folder."),
            parts.hostname,
        )
    if any(sign.isspace() or ord(sign) < 32 for sign in address):
        raise ReadError(_("The address holds blanks or control signs."), _("Write them as %20."), parts.hostname)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme], path)


def public_number(place: Place) -> str:
    """The number to connect to; ReadError when the name has none, or when any of its numbers is not a public one."""
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError) as fault:
        raise ReadError(_("There is no such host."), _("Check the address."), place.host) from fault
    numbers = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not numbers or not all(is_public(number) for number in numbers):
        raise ReadError(
            _("The address leads into a private network, which is not fetched from."),
            _("Let the file be put into a folder that an administrator allows."),
            place.host,
        )
    return numbers[0]


def is_public(number: str) -> bool:
    """Whether a number is one of the public internet: not private, of this machine, local, shared or reserved."""
    try:
        address = ipaddress.ip_address(number.split("%", 1)[0])
    except ValueError:
        return False
    inner = _stands_for(address)
    if inner is not None:
        return is_public(str(inner))
    is_special = address.is_multicast or address.is_reserved or any(address in network for network in _SPECIAL)
    return address.is_global and not is_special


def _stands_for(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The old address within a new one."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if any(address in network for network in _TRANSLATED):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018  # a wrong one is told only when it is asked for
    except ValueError as fault:
        raise ReadError(
            _("This is no address of the web."), _("It begins with https:// or http://."), address
        ) from fault
    return parts
