"""Connections: how many each address has, and which of them have been waited for long enough.

uvicorn's protocol does the talking; here is what it lacks: it waits for a first head and for a reader without end.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from customerhero.web.addresses import site_of
from customerhero.web.serving.front.limits import Limits

if TYPE_CHECKING:
    from uvicorn.config import Config
    from uvicorn.server import ServerState

LINGER: Final = 5.0
"""Seconds a sender is listened to after the answer, to no purpose: cut off while sending, they may miss it."""
_LATE: Final = "The request took too long to arrive."
_CROWDED: Final = "Too many connections at once."


class Doorkeeper:
    """Lets connections in, and looks once a second whether those inside move."""

    def __init__(self, limits: Limits, count_cut: Callable[[str], object]) -> None:
        self.limits, self.count_cut = limits, count_cut
        self._open: set[Connection] = set()
        self._of_site: Counter[str] = Counter()
        self._watching: asyncio.Task[None] | None = None

    def connection(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> Connection:
        """A new connection, as uvicorn asks for one."""
        return Connection(self, config, server_state, app_state)

    def lets_in(self, connection: Connection) -> bool:
        """Take a connection in, in place of one that has long been idle when there are too many; False when none is."""
        if self._is_full(connection.site):
            same = not self.limits.proxies and self._of_site[connection.site] >= self.limits.of_an_address
            if not self._end_an_idle_one(connection.site if same else None):
                return False
        self._open.add(connection)
        self._of_site[connection.site] += 1
        if self._watching is None or self._watching.done():
            self._watching = asyncio.get_running_loop().create_task(self._watch())
        return True

    def forget(self, connection: Connection) -> None:
        """It is gone."""
        if connection in self._open:
            self._open.remove(connection)
            self._of_site[connection.site] -= 1
            if not self._of_site[connection.site]:
                del self._of_site[connection.site]

    def _is_full(self, site: str) -> bool:
        # behind a proxy all connections are the proxy's: there requests are counted by visitor
        of_one = 0 if self.limits.proxies else self._of_site[site]
        return of_one >= self.limits.of_an_address or len(self._open) >= self.limits.connections

    def _end_an_idle_one(self, site: str | None) -> bool:
        idle = [one for one in self._open if one.is_idle and site in (None, one.site)]
        if not idle:
            return False
        longest = min(idle, key=lambda one: one.idle_since)
        self.forget(longest)
        longest.cut("crowded")
        return True

    async def _watch(self) -> None:
        while self._open:
            await asyncio.sleep(min(1.0, self.limits.patience / 4))
            now = time.monotonic()
            for connection in list(self._open):
                connection.look(now)


class Connection(H11Protocol):
    """One connection, which is cut when it does not move."""

    def __init__(
        self, keeper: Doorkeeper, config: Config, server_state: ServerState, app_state: dict[str, Any]
    ) -> None:
        super().__init__(config, server_state, app_state)
        self.site = ""
        self.idle_since = time.monotonic()
        self._keeper = keeper
        self._line: asyncio.Transport
        self._last: object = None
        self._lingers_since: float | None = None
        self._unread, self._unread_since = 0, 0.0

    @property
    def is_idle(self) -> bool:
        """Whether nothing has been asked that is not answered."""
        return self._lingers_since is None and (self.cycle is None or self.cycle.response_complete)

    @property
    def lingers(self) -> bool:
        """Whether all is said, and only the rest of what is sent is waited for."""
        return self._lingers_since is not None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Take it in, or say that there are too many."""
        self._line = transport
        super().connection_made(_Line(transport, self))
        self.site = site_of(self.client[0] if self.client else "")
        if not self._keeper.lets_in(self):
            self._keeper.count_cut("crowded")
            self._say(503, _CROWDED)
            transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._keeper.forget(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Listen, unless all is said."""
        if not self.lingers and not self._line.is_closing():
            super().data_received(data)

    def send_400_response(self, msg: str) -> None:
        """Say that this is no HTTP; in the middle of an answer there is nothing left to say."""
        try:
            super().send_400_response(msg)
        except h11.LocalProtocolError:
            self._line.abort()
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True  # what is still being made of the request has nowhere to go
            self.cycle.message_event.set()

    def close(self) -> None:
        """Close; when the other end is still sending say that nothing follows, and let it finish for a while."""
        if self.lingers:
            return
        if self.conn.their_state is not h11.SEND_BODY or self._line.is_closing():
            self._line.close()
            return
        self._lingers_since = time.monotonic()
        self._line.write_eof()
        self._line.resume_reading()

    def look(self, now: float) -> None:
        """Cut it when it has been waited for long enough."""
        patience = self._keeper.limits.patience
        if self._is_unread(now):
            self._end("unread")
        elif self._lingers_since is not None:
            if now - self._lingers_since > min(LINGER, patience):
                self._end("")
        elif self._idle(now) > patience:
            self.cut("head")

    def cut(self, why: str) -> None:
        """End an idle connection; one that began to ask is told."""
        if self.conn.trailing_data[0]:
            self._say(408, _LATE)
        self._keeper.count_cut(why)
        self._line.close()

    def _idle(self, now: float) -> float:
        if not self.is_idle:
            return 0.0
        if self.cycle is not self._last:
            self._last, self.idle_since = self.cycle, now
        return now - self.idle_since

    def _is_unread(self, now: float) -> bool:
        left = self._line.get_write_buffer_size()
        moved = left > self._unread or left <= self._unread - self._keeper.limits.portion
        if not left or moved:
            self._unread, self._unread_since = left, now
        return left > 0 and now - self._unread_since > self._keeper.limits.patience

    def _end(self, why: str) -> None:
        if why:
            self._keeper.count_cut(why)
        self._line.abort()

    def _say(self, status: int, sentence: str) -> None:
        name = {408: "Request Timeout", 503: "Service Unavailable"}[status]
        self._line.write(
            f"HTTP/1.1 {status} {name}\r\nContent-Type: text/plain\r\nContent-Length: {len(sentence) + 1}\r\n"
            f"Connection: close\r\n\r\n{sentence}\n".encode()
        )


class _Line(asyncio.Transport):
    """The transport as uvicorn sees it: closing goes by way of the connection."""

    def __init__(self, line: asyncio.Transport, connection: Connection) -> None:
        super().__init__()
        self._line, self._connection = line, connection

    def close(self) -> None:
        self._connection.close()

    def is_closing(self) -> bool:
        return self._connection.lingers or self._line.is_closing()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if not self._connection.lingers:
            self._line.write(data)

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self._line.get_extra_info(name, default)

    def pause_reading(self) -> None:
        self._line.pause_reading()

    def resume_reading(self) -> None:
        self._line.resume_reading()
