"""Bodies of requests: taken in at the sender's pace, as long as there is one."""

from __future__ import annotations

import asyncio
import io
import tempfile
import time
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import IO, Any, Final

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
IN_MEMORY: Final = 65_536
"""Bytes of a form that are kept in memory; what is more goes to disk."""


class TooLarge(Exception):  # noqa: N818  # a refusal
    """The body is larger than it may be."""


class Body:
    """What a request brings; a sender who does not send a portion within the patience is not waited for."""

    def __init__(self, receive: Receive, patience: float, portion: int) -> None:
        self.is_whole = False
        self._receive, self._patience, self._portion = receive, patience, portion
        self._waited, self._came = 0.0, 0

    async def piece(self) -> bytes:
        """The next piece, empty at the end; TimeoutError for a slow sender, ConnectionResetError for one who left."""
        while not self.is_whole:
            begun = time.monotonic()
            async with asyncio.timeout(max(0.0, self._patience - self._waited)):
                message = await self._receive()
            piece = self._taken(message, time.monotonic() - begun)
            if piece:
                return piece
        return b""

    async def collected(self, most: int, folder: Path) -> tuple[IO[bytes], int]:
        """All of it, and how much that is; TooLarge when it is more than `most`."""
        kept: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY, dir=str(folder))  # noqa: SIM115  # its reader closes it
        size = 0
        while piece := await self.piece():
            size += len(piece)
            if size > most:
                raise TooLarge
            kept.write(piece)
        kept.seek(0)
        return kept, size

    def _taken(self, message: Message, waited: float) -> bytes:
        if message["type"] == "http.disconnect":
            raise ConnectionResetError("the sender left")
        piece: bytes = message.get("body", b"")
        self.is_whole = not message.get("more_body", False)
        self._waited, self._came = self._waited + waited, self._came + len(piece)
        if self._came >= self._portion:
            self._waited, self._came = 0.0, 0
        return piece


class Streamed(io.RawIOBase):
    """A body as a thread reads it: piece by piece, nothing kept."""

    def __init__(self, body: Body, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._body, self._loop, self._left = body, loop, memoryview(b"")

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill what is given with what is there; OSError when the sender is slow or left."""
        if not self._left:
            self._left = memoryview(asyncio.run_coroutine_threadsafe(self._body.piece(), self._loop).result())
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size
