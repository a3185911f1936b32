"""The front served in this process before a small application, and sockets that speak as slowly as a test wants."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from uvicorn import Server

from customerhero.web.serving.front.application import Front
from customerhero.web.serving.front.connections import Doorkeeper
from customerhero.web.serving.front.limits import Limits
from customerhero.web.serving.front.listening import configuration
from tests.web.waiting_for import until

LARGE = 8_000_000
"""Bytes of an answer that no buffer of the system holds."""
UPLOADS = "/sources/uploads/"
Environ = dict[str, Any]


@dataclass
class Small:
    """An application of a few pages; it tells what it was asked, and how many of its threads are at work."""

    seen: list[Environ] = field(default_factory=list)
    hold: threading.Event = field(default_factory=threading.Event)
    held: int = 0
    closed: int = 0
    cut: list[str] = field(default_factory=list)
    refused: list[tuple[str, int, float]] = field(default_factory=list)

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        self.seen.append(environ)
        path = environ["PATH_INFO"]
        if path == "/held":
            self.held += 1
            self.hold.wait(20)
        if path == "/broken":
            start("200 OK", [("Content-Type", "text/plain")])
            return self._broken()
        if path == "/large":
            start("200 OK", [("Content-Length", str(LARGE))])
            return self._large()
        if path == UPLOADS and environ["REQUEST_METHOD"] == "POST" and environ.get("HTTP_COOKIE") != "session=1":
            start("302 Found", [("Location", "/accounts/login/")])
            return [b""]
        size = int(environ.get("CONTENT_LENGTH") or 0)
        try:
            took = environ["wsgi.input"].read(size)
        except OSError as trouble:
            start("400 Bad Request", [])
            return [type(trouble).__name__.encode()]
        told = f"{len(took)} bytes".encode()
        start("200 OK", [("Content-Length", str(len(told))), ("Set-Cookie", " a=b")])
        return [told]

    def note(self, method: str, status: int, seconds: float) -> None:
        self.refused.append((method, status, seconds))

    def _large(self) -> Iterator[bytes]:
        try:
            for _ in range(LARGE // 100_000):
                yield b"x" * 100_000
        finally:
            self.closed += 1

    def _broken(self) -> Iterator[bytes]:
        yield b"half"
        raise RuntimeError("broken on purpose")


@dataclass
class Line:
    """A connection to the front."""

    plug: socket.socket

    def say(self, text: str | bytes) -> Line:
        self.plug.sendall(text.encode() if isinstance(text, str) else text)
        return self

    def hear(self) -> str:
        """All that is said until the other end closes, or resets."""
        told = b""
        try:
            while piece := self.plug.recv(65_536):
                told += piece
        except ConnectionResetError:
            pass
        return told.decode("latin-1")

    def answer(self) -> str:
        """One answer with a length, the connection left open."""
        told = b""
        while not (match := re.search(rb"content-length: (\d+).*?\r\n\r\n", told, re.S | re.I)) or len(
            told
        ) < match.end() + int(match[1]):
            piece = self.plug.recv(65_536)
            if not piece:
                break
            told += piece
        return told.decode("latin-1")

    def is_cut(self) -> bool:
        """Whether the other end has closed or reset; what it said is thrown away."""
        self.plug.setblocking(False)
        try:
            while self.plug.recv(65_536):
                pass
            return True
        except BlockingIOError:
            return False
        except ConnectionResetError:
            return True
        finally:
            self.plug.settimeout(20)


class Place:
    """The front being served."""

    def __init__(self, application: Small, server: Server, port: int, lines: ExitStack) -> None:
        self.application, self.port, self._server, self._lines = application, port, server, lines

    @property
    def connections(self) -> int:
        """How many are open."""
        return len(self._server.server_state.connections)

    def end(self) -> None:
        """Ask it to end."""
        self._server.should_exit = True

    def line(self, said: str = "", *, buffer: int = 0) -> Line:
        """A new connection, and what is said first."""
        plug = self._lines.enter_context(socket.socket())
        if buffer:  # a reader who takes little
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        plug.settimeout(20)
        plug.connect(("127.0.0.1", self.port))
        return Line(plug).say(said)

    def get(self, path: str, headers: str = "") -> str:
        """A page, on a connection of its own."""
        return self.line(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n").hear()

    def post(self, path: str, body: bytes, headers: str = "") -> str:
        """A form, on a connection of its own."""
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
        return self.line(head).say(body).hear()


@contextmanager
def served(limits: Limits, folder: Path) -> Iterator[Place]:
    """A small application behind the front."""
    application = Small()
    front = Front(application, limits, folder, UPLOADS, application.note)
    server = Server(configuration(front, Doorkeeper(limits, application.cut.append)))
    with socket.create_server(("127.0.0.1", 0)) as listening, ExitStack() as lines:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            until(lambda: server.started, 10)
            yield Place(application, server, listening.getsockname()[1], lines)
        finally:
            application.hold.set()
            lines.close()
            server.should_exit = True
            thread.join(20)
    assert not thread.is_alive()
