"""The front of the application: health is answered here, bodies are taken in here, threads only make pages."""

from __future__ import annotations

import asyncio
import errno
import io
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from customerhero.web.serving.front.answers import Answer, Application, Environ
from customerhero.web.serving.front.bodies import Body, Receive, Streamed, TooLarge
from customerhero.web.serving.front.environ import Scope, environ_of, header, visitor
from customerhero.web.serving.front.limits import Limits
from customerhero.web.serving.front.turns import Crowded, Turns

Send = Callable[[dict[str, Any]], Awaitable[None]]
Note = Callable[[str, int, float], object]
PAGES: Final = 4
UPLOADS: Final = 4
LOOKS: Final = 3
HEALTH_SECONDS: Final = 5.0
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


class Refusal(Exception):  # noqa: N818  # a refusal
    """What the front answers itself."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


LATE: Final = Refusal(408, "The request took too long to arrive.")
LARGE: Final = Refusal(413, "That is more than a form may hold.")
MANY: Final = Refusal(429, "Too many requests at once from your address. Wait a moment, then try again.")
CROWDED: Final = Refusal(503, "Too many requests wait already. Wait a moment, then try again.")
FULL: Final = Refusal(503, "There is no room on the disk of the server. Tell an administrator.")
SILENT: Final = Refusal(503, "The database did not answer in time.")


@dataclass(frozen=True)
class Lane:
    """Threads for one kind of request."""

    turns: Turns
    streams: bool = False
    """Whether the application reads the body as it comes."""
    seconds: float | None = None
    """How long is waited for the answer."""


class Front:
    """The application as the server calls it: long answers and bodies are kept in `folder` for a while.

    Uploads come by POST to the path `uploads`, their looks are below it. `note` is told method, status and seconds of
    each request that is refused here.
    """

    def __init__(self, application: Application, limits: Limits, folder: Path, uploads: str, note: Note) -> None:
        self._application, self._limits, self._folder = application, limits, folder
        self._uploads, self._note = uploads, note
        self._at_once: Counter[str] = Counter()
        self._pages = Lane(Turns("page", PAGES, limits.waiting))
        self._sending = Lane(Turns("upload", UPLOADS, limits.waiting), streams=True)
        self._looking = Lane(Turns("look", LOOKS, limits.waiting))
        self._health = Lane(Turns("health", 1, limits.waiting), seconds=HEALTH_SECONDS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["path"] == "/healthz":
            return await _say(send, 200, "alive", whole=True)
        site = visitor(scope, self._limits.proxies)
        begun, lane = time.perf_counter(), self._lane(scope)
        portion = self._limits.upload_portion if lane.streams else self._limits.portion
        body = Body(receive, self._limits.patience, portion)
        self._at_once[site] += 1
        try:
            if self._at_once[site] > self._limits.of_an_address:
                raise MANY
            await self._answered(_Asked(scope, body, receive, send, site), lane)
        except Refusal as refusal:
            self._note(scope["method"], refusal.status, time.perf_counter() - begun)
            await _say(send, refusal.status, refusal.sentence, whole=body.is_whole)
        except ConnectionResetError:  # whoever asked left
            return None
        finally:
            self._at_once -= Counter([site])
        return None

    def _lane(self, scope: Scope) -> Lane:
        path = scope["path"]
        if path in ("/readyz", "/metrics"):
            return self._health
        if not path.startswith(self._uploads):
            return self._pages
        return self._sending if path == self._uploads and scope["method"] == "POST" else self._looking

    async def _answered(self, asked: _Asked, lane: Lane) -> None:
        given, size = await self._taken_in(asked, lane)
        answer = Answer(self._folder)
        try:
            making = await self._in_time(asked, lane, answer, environ_of(asked.scope, given, size))
            if not answer.status or not await asked.pass_on(answer):
                await asyncio.wrap_future(making)  # raises what went wrong, so that half an answer gets no good end
        finally:
            answer.drop()
            asked.listen_no_more()

    async def _in_time(self, asked: _Asked, lane: Lane, answer: Answer, environ: Environ) -> Future[None]:
        try:
            async with asyncio.timeout(lane.seconds):
                making = await self._begun(asked, lane, answer, environ)
                await answer.begun()
                return making
        except TimeoutError:
            raise SILENT from None

    async def _begun(self, asked: _Asked, lane: Lane, answer: Answer, environ: Environ) -> Future[None]:
        loop = asyncio.get_running_loop()
        asked.listen()
        try:
            await lane.turns.take(asked.site)
        except Crowded:
            raise CROWDED from None
        if asked.left:
            lane.turns.give(asked.site)
            raise ConnectionResetError
        making = lane.turns.threads.submit(answer.make, self._application, environ)
        making.add_done_callback(lambda _: loop.call_soon_threadsafe(lane.turns.give, asked.site))
        return making

    async def _taken_in(self, asked: _Asked, lane: Lane) -> tuple[IO[bytes], int]:
        announced = header(asked.scope, b"content-length")
        size = int(announced) if announced.isdecimal() else 0
        if lane.streams:
            return io.BufferedReader(Streamed(asked.body, asyncio.get_running_loop())), size
        if size > self._limits.form:
            raise LARGE
        try:
            return await asked.body.collected(self._limits.form, self._folder)
        except TooLarge:
            raise LARGE from None
        except TimeoutError:
            raise LATE from None
        except OSError as trouble:
            raise (FULL if trouble.errno in _FULL else trouble) from trouble


class _Asked:
    """One request, and the way back."""

    def __init__(self, scope: Scope, body: Body, receive: Receive, send: Send, site: str) -> None:
        self.scope, self.body, self.send, self.site = scope, body, send, site
        self._receive = receive
        self._leaving: asyncio.Future[Any] | None = None

    @property
    def left(self) -> bool:
        """Whether whoever asked is known to have left."""
        return self._leaving is not None and self._leaving.done()

    def listen(self) -> None:
        """Notice when they leave; while their body is still read, that tells."""
        if self.body.is_whole:
            self._leaving = asyncio.ensure_future(self._receive())

    def listen_no_more(self) -> None:
        if self._leaving is not None:
            self._leaving.cancel()

    async def pass_on(self, answer: Answer) -> bool:
        """The answer, as it is made and as they read it; False when it breaks off."""
        headers = [*answer.headers, *_closing(whole=self.body.is_whole)]
        await self.send({"type": "http.response.start", "status": answer.status, "headers": headers})
        is_last = False
        async for piece, is_last in answer.pieces():
            if self.left:
                raise ConnectionResetError
            await self.send({"type": "http.response.body", "body": piece, "more_body": not is_last})
        return is_last


async def _say(send: Send, status: int, sentence: str, *, whole: bool) -> None:
    text = f"{sentence}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode()),
        (b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"), *_closing(whole=whole),
    ]  # fmt: skip
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text, "more_body": False})


def _closing(*, whole: bool) -> list[tuple[bytes, bytes]]:
    """What is left of a body cannot be told from a next request."""
    return [] if whole else [(b"connection", b"close")]
