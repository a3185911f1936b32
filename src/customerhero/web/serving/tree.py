"""The tree of processes: the web server and the worker, kept running until asked to end, then ended well."""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Callable
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from types import FrameType
from typing import Final

from customerhero.errors import HeroError
from customerhero.web.serving.children import Child
from customerhero.web.serving.options import EVERYWHERE, Options, environment
from customerhero.web.serving.working import OF_A_TREE

LOOK: Final = 2.0
"""Seconds between two looks at the children when nothing is heard of them."""
FALLS: Final = 4
"""A web server that never came up is given up after so many tries."""


class Tree:
    """The processes that serve, and the signals to them."""

    def __init__(self, options: Options) -> None:
        self._options = options
        given = environment(options)
        self._web = Child("web", _web(options), given)
        self._worker = Child("worker", _worker(), given)
        self._heard, self._bell = os.pipe()
        os.set_blocking(self._bell, False)
        self._asked = 0

    def serve(self, when_ready: Callable[[], None]) -> None:
        """Serve until a signal asks for the end; then finish requests and the job in hand."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._ask)
        signal.signal(signal.SIGCHLD, self._ring)
        ready = False
        while not self._asked:
            self._web.keep_running()
            self._worker.keep_running()
            if not ready:
                ready = self._came_up(when_ready)
            self._listen(LOOK if ready else 0.1)
        self._end()

    def _came_up(self, when_ready: Callable[[], None]) -> bool:
        if self._web.falls >= FALLS:
            self._end()
            raise HeroError("The web server does not start.", "The lines above say why.")
        if not self._web.is_running or not _answers(self._options):
            return False
        when_ready()
        return True

    def _end(self) -> None:
        """One signal each: requests are answered and the job in hand is done; asked again, that goes back instead."""
        children, told = (self._web, self._worker), 0
        self._asked = max(self._asked, 1)
        while any(child.is_running for child in children):
            while told < self._asked:
                told += 1
                for child in children:
                    child.send(signal.SIGTERM)
            self._listen(0.2)
        for child in children:
            child.clear()

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self._asked += 1
        self._ring(number, frame)

    def _ring(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002  # what signals give
        try:
            os.write(self._bell, b".")
        except BlockingIOError:  # rung often enough
            return

    def _listen(self, seconds: float) -> None:
        if select.select([self._heard], [], [], seconds)[0]:
            os.read(self._heard, 4096)


def _web(options: Options) -> list[str]:
    return [sys.executable, "-m", "customerhero.web.serving.web", options.host, str(options.port)]


def _worker() -> list[str]:
    return [sys.executable, "-m", "customerhero.web.serving.working", OF_A_TREE]


def _answers(options: Options) -> bool:
    host = "127.0.0.1" if options.host in EVERYWHERE else options.host
    try:
        # not urllib, which would ask a proxy of the environment for this machine's own address
        with closing(HTTPConnection(host, options.port, timeout=1)) as line:
            line.request("GET", "/healthz")
            return line.getresponse().status == HTTPStatus.OK
    except (HTTPException, OSError):
        return False
