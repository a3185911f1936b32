"""How long the front waits, and for how much."""

from __future__ import annotations

import resource
from dataclasses import dataclass
from typing import Final

_OTHER_FILES: Final = 200
"""Files this process keeps open beside connections: database, lake, engines."""
_MOST_FILES: Final = 4096


@dataclass(frozen=True)
class Limits:
    """What one connection, one address and all together may take."""

    patience: float = 20.0
    """Seconds a connection is waited for: for the head of a request, and for each portion of its body or answer."""
    portion: int = 20_000
    """Bytes that must pass within the patience: a connection of 8 kbit/s is fast enough."""
    upload_portion: int = 200_000
    """The same for an upload, which holds a thread: 80 kbit/s."""
    form: int = 3_000_000
    """The largest body of anything but an upload."""
    of_an_address: int = 128
    """Connections, and requests at once, of one address."""
    connections: int = 1000
    waiting: int = 500
    """Requests that may wait for a thread."""
    proxies: int = 0
    """Proxies before us that tell the visitor's address."""


def room_for_connections(wanted: int) -> int:
    """How many connections may be open at once: as wanted, unless the system allows fewer files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, _MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        soft = most
    return wanted if soft == resource.RLIM_INFINITY else max(10, min(wanted, soft - _OTHER_FILES))
