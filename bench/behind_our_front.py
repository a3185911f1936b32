"""A plain Django page behind the server that serves ours: `python -m bench.behind_our_front MODULE PORT`."""

from __future__ import annotations

import importlib
import sys
import tempfile
from pathlib import Path

from uvicorn import Server

from customerhero.web.serving.front.application import Front
from customerhero.web.serving.front.connections import Doorkeeper
from customerhero.web.serving.front.limits import Limits
from customerhero.web.serving.front.listening import configuration


def main(module: str, port: int) -> None:
    application, limits = importlib.import_module(module).application, Limits()
    front = Front(application, limits, Path(tempfile.gettempdir()), "/uploads/", lambda *_: None)
    Server(configuration(front, Doorkeeper(limits, lambda _: None), port=port)).run()


main(sys.argv[1], int(sys.argv[2]))
