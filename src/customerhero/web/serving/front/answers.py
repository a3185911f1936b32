"""Answers: written by the thread that makes them as fast as it can, read by the visitor as fast as theirs goes."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Trouble = tuple[type[BaseException], BaseException, TracebackType | None] | None
Write = Callable[[bytes], object]
StartResponse = Callable[[str, Headers, Trouble], Write]
Application = Callable[[Environ, Any], Iterable[bytes]]
IN_MEMORY: Final = 262_144
"""Bytes of an answer kept in memory; a longer one goes to disk until its reader has it."""
_PIECE: Final = 65_536


class Answer:
    """One answer of the application."""

    def __init__(self, folder: Path) -> None:
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self._loop = asyncio.get_running_loop()
        self._kept: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY, dir=str(folder))  # noqa: SIM115  # see drop
        self._lock, self._news = threading.Lock(), asyncio.Event()
        self._written = self._read = 0
        self._is_whole = self._is_over = self._is_unwanted = False

    def make(self, application: Application, environ: Environ) -> None:
        """Have the application make it, in its thread."""
        try:
            made = application(environ, self._start)
            try:
                self._write_all(made)
            finally:
                close = getattr(made, "close", None)
                if close is not None:
                    close()
            self._is_whole = True
        finally:
            self._is_over = True
            self._loop.call_soon_threadsafe(self._news.set)

    def drop(self) -> None:
        """Nobody reads it any more."""
        with self._lock:
            self._is_unwanted = True
            self._kept.close()

    async def begun(self) -> None:
        """Wait for its head, or until none can come."""
        while not self.status and not self._is_over:
            await self._some_news()

    async def pieces(self) -> AsyncIterator[tuple[bytes, bool]]:
        """What it says, as it comes, and whether that was all; it ends without that when the application failed."""
        while True:
            is_over, is_whole = self._is_over, self._is_whole
            piece = self._next()
            is_last = is_whole and self._read == self._written
            if piece or is_last:
                yield piece, is_last
            elif not is_over:
                await self._some_news()
            if is_last or (is_over and not piece):
                return

    def _start(self, status: str, headers: Headers, trouble: Trouble = None) -> Write:  # noqa: ARG002  # as WSGI has it
        self.headers = [(name.lower().encode("latin-1"), text.strip().encode("latin-1")) for name, text in headers]
        self.status = int(status[:3])
        return self._write

    def _write_all(self, made: Iterable[bytes]) -> None:
        for piece in made:
            if piece and not self._write(piece):
                return

    def _write(self, piece: bytes) -> bool:
        with self._lock:
            if self._is_unwanted:
                return False
            self._kept.seek(self._written)
            self._kept.write(piece)
            was_waited_for = self._written == self._read
            self._written += len(piece)
        if was_waited_for:
            self._loop.call_soon_threadsafe(self._news.set)
        return True

    def _next(self) -> bytes:
        with self._lock:
            if self._read == self._written:
                return b""
            self._kept.seek(self._read)
            piece = self._kept.read(min(_PIECE, self._written - self._read))
            self._read += len(piece)
            return piece

    async def _some_news(self) -> None:
        await self._news.wait()
        self._news.clear()
