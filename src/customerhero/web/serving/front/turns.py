"""Turns: few threads, many who wait; the next one is whoever's address has the fewest before it."""

from __future__ import annotations

import asyncio
import heapq
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import count


class Crowded(Exception):  # noqa: N818  # it is no error, too many wait
    """More wait than may."""


class Turns:
    """Threads for one kind of work; one address with many requests does not stand before all others."""

    def __init__(self, name: str, threads: int, most_waiting: int) -> None:
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._free, self._most = threads, most_waiting
        self._held: Counter[str] = Counter()
        self._line: list[tuple[int, int, str, asyncio.Future[None]]] = []
        self._number = count()

    async def take(self, site: str) -> None:
        """Wait for a turn; Crowded when too many do."""
        if self._free:
            self._free -= 1
            self._held[site] += 1
            return
        if len(self._line) >= self._most:
            raise Crowded
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._held[site] += 1
        heapq.heappush(self._line, (self._held[site], next(self._number), site, turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.give(site)
            else:
                self._leave(site)
            raise

    def give(self, site: str) -> None:
        """End a turn: the next one begins."""
        self._leave(site)
        while self._line:
            turn = heapq.heappop(self._line)[3]
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1

    def _leave(self, site: str) -> None:
        self._held[site] -= 1
        if not self._held[site]:
            del self._held[site]
